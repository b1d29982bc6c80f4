//! What the project is built from: `.deny.toml` names licences and unwanted crates for `cargo deny`;
//! here the same lists are held against the tree, `Cargo.lock` and the manifests, without any further tool.

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;
use toml::Table;

/// Every crate that is built and banned. The lock file also names what no feature asks for, so that it
/// says nothing about this.
pub fn banned(tree: &str, deny: &Table) -> Vec<String> {
    let banned: BTreeSet<&str> = list(deny, "bans", "deny")
        .filter_map(|entry| entry.get("crate").or(entry.get("name")).and_then(toml::Value::as_str))
        .collect();
    let built: BTreeSet<&str> =
        tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    built.intersection(&banned).map(|name| format!("{name} is banned in .deny.toml")).collect()
}

/// Every crate of the lock file that comes from somewhere unexpected.
pub fn foreign(lock: &Table) -> Vec<String> {
    let mut registry = None;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    packages
        .filter_map(|package| {
            let word = |name: &str| package.get(name).and_then(toml::Value::as_str);
            // Our own crate has no source.
            let source = word("source")?;
            let common =
                source.starts_with("registry+") && *registry.get_or_insert(source) == source;
            let name = word("name").unwrap_or_default();
            let fault = format!("Cargo.lock: {name} does not come from the common registry");
            (!common).then_some(fault)
        })
        .collect()
}

/// Every advisory that is excepted without a reason or unknown to the document on security, and every
/// one that only the document knows.
pub fn advisories(deny: &Table, document: &str) -> Vec<String> {
    let word = |entry: &toml::Value, name: &str| {
        entry.get(name).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    let mut faults = Vec::new();
    let mut excepted = BTreeSet::new();
    for entry in list(deny, "advisories", "ignore") {
        let id = word(entry, "id");
        if word(entry, "reason").is_empty() {
            faults.push(format!(".deny.toml: {id} is excepted without a reason"));
        }
        excepted.insert(id);
    }
    let words = document.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let told: BTreeSet<String> =
        words.filter(|word| word.starts_with("RUSTSEC-")).map(str::to_owned).collect();
    let alone = excepted.symmetric_difference(&told);
    faults.extend(alone.map(|id| format!("{id} stands in one of .deny.toml and SECURITY.md only")));
    faults
}

/// Every crate in the tree whose licence no combination of allowed licences satisfies.
pub fn licences(metadata: &Value, deny: &Table) -> Vec<String> {
    let allowed: BTreeSet<&str> =
        list(deny, "licenses", "allow").filter_map(toml::Value::as_str).collect();
    let excused: BTreeSet<(&str, &str)> = list(deny, "licenses", "exceptions")
        .flat_map(|entry| {
            let name = entry.get("crate").and_then(toml::Value::as_str).unwrap_or_default();
            let licences = entry.get("allow").and_then(toml::Value::as_array).into_iter().flatten();
            licences.filter_map(toml::Value::as_str).map(move |licence| (name, licence))
        })
        .collect();
    let packages = metadata.get("packages").and_then(Value::as_array).into_iter().flatten();
    packages
        .filter_map(|package| {
            let word = |name: &str| package.get(name).and_then(Value::as_str);
            let name = word("name").unwrap_or_default();
            let licence = word("license").unwrap_or("none");
            let fits = |one: &str| allowed.contains(one) || excused.contains(&(name, one));
            let fault = format!("{name} is under {licence}, which .deny.toml does not allow");
            (!satisfied(licence, &fits)).then_some(fault)
        })
        .collect()
}

fn list<'t>(table: &'t Table, part: &str, name: &str) -> impl Iterator<Item = &'t toml::Value> {
    let found = table.get(part).and_then(|part| part.get(name)).and_then(toml::Value::as_array);
    found.into_iter().flatten()
}

/// Reads an SPDX expression. `A/B` is how old manifests write `A OR B`.
fn satisfied(expression: &str, fits: &impl Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest, fits) && rest.is_empty()
}

fn any(rest: &mut &[&str], fits: &impl Fn(&str) -> bool) -> bool {
    let mut good = all(rest, fits);
    while let ["OR", after @ ..] = rest {
        *rest = after;
        good |= all(rest, fits);
    }
    good
}

fn all(rest: &mut &[&str], fits: &impl Fn(&str) -> bool) -> bool {
    let mut good = one(rest, fits);
    while let ["AND", after @ ..] = rest {
        *rest = after;
        good &= one(rest, fits);
    }
    good
}

fn one(rest: &mut &[&str], fits: &impl Fn(&str) -> bool) -> bool {
    match rest {
        ["(", after @ ..] => {
            *rest = after;
            let good = any(rest, fits);
            let closed = matches!(rest, [")", ..]);
            *rest = rest.get(1..).unwrap_or_default();
            good && closed
        }
        [licence, "WITH", exception, after @ ..] => {
            let whole = format!("{licence} WITH {exception}");
            *rest = after;
            fits(licence) || fits(&whole)
        }
        [licence, after @ ..] => {
            *rest = after;
            fits(licence)
        }
        [] => false,
    }
}

/// Every crate that is built on this machine with all features, a line each: its name first.
pub fn tree(root: &str) -> String {
    let question = ["tree", "--locked", "--offline", "--all-features", "--edges=all"];
    let form = ["--prefix=none", "--format={p}", "--target"];
    let answer = cargo(root, &[&question[..], &form, &[&host(root)]].concat());
    String::from_utf8(answer).expect("UTF-8")
}

/// What cargo knows about every crate that is built on this kind of machine; it asks no network.
pub fn metadata(root: &str) -> Value {
    let question = ["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform"];
    let answer = cargo(root, &[&question[..], &[&host(root)]].concat());
    serde_json::from_slice(&answer).expect("JSON")
}

fn host(root: &str) -> String {
    let version = cargo(root, &["-vV"]);
    let version = String::from_utf8_lossy(&version);
    version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host").to_owned()
}

fn cargo(root: &str, arguments: &[&str]) -> Vec<u8> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo).args(arguments).current_dir(root).output().expect("cargo");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}: {complaint}", arguments.join(" "));
    output.stdout
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use toml::Table;

    use super::{advisories, banned, foreign, licences};

    fn deny() -> Table {
        "[licenses]\nallow = ['MIT', 'Apache-2.0']\nexceptions = [{ crate = 'c', allow = ['MPL-2.0'] }]\n\
         [bans]\ndeny = [{ crate = 'cmake', reason = 'x' }]"
            .parse()
            .expect("a table")
    }

    #[test]
    fn banned_crates_are_found_in_the_tree() {
        let tree = "own v1.0.0 (/x)\ncmake v0.1.0\ncmake-not v0.1.0\ncmake v0.1.0 (*)\n";
        assert_eq!(banned(tree, &deny()), ["cmake is banned in .deny.toml"]);
    }

    #[test]
    fn foreign_crates_are_found() {
        let lock = "[[package]]\nname = 'own'\n\
            [[package]]\nname = 'good'\nsource = 'registry+a'\n\
            [[package]]\nname = 'other'\nsource = 'registry+b'\n\
            [[package]]\nname = 'odd'\nsource = 'git+a'";
        let faults = foreign(&lock.parse().expect("a table"));
        let wanted = ["other does not come", "odd does not come"];
        let found = faults.iter().zip(wanted).all(|(fault, part)| fault.contains(part));
        assert!(faults.len() == wanted.len() && found, "{faults:?}");
    }

    #[test]
    fn exceptions_stand_in_both_files_with_their_reason() {
        let deny =
            "[advisories]\nignore = [{ id = 'RUSTSEC-1', reason = 'x' }, { id = 'RUSTSEC-2' }]";
        let deny: Table = deny.parse().expect("a table");
        let faults = advisories(&deny, "RUSTSEC-1, explained; RUSTSEC-3 too.");
        let wanted = ["RUSTSEC-2 is excepted without", "RUSTSEC-2 stands", "RUSTSEC-3 stands"];
        let found = faults.iter().zip(wanted).all(|(fault, part)| fault.contains(part));
        assert!(faults.len() == wanted.len() && found, "{faults:?}");
    }

    #[test]
    fn licences_are_weighed_as_expressions() {
        let package = |name: &str, licence: &str| json!({ "name": name, "license": licence });
        let good = [
            package("a", "MIT OR GPL-3.0"),
            package("a", "GPL-3.0/MIT"),
            package("a", "(GPL-3.0 OR MIT) AND Apache-2.0 WITH LLVM-exception"),
            package("c", "MPL-2.0"),
        ];
        assert_eq!(licences(&json!({ "packages": good }), &deny()), Vec::<String>::new());
        let bad = [
            package("a", "GPL-3.0"),
            package("a", "MIT AND GPL-3.0"),
            package("b", "MPL-2.0"),
            package("a", "(MIT"),
            package("a", "MIT) OR MIT"),
            json!({ "name": "a", "license": null }),
        ];
        let faults = licences(&json!({ "packages": bad }), &deny());
        assert_eq!(faults.len(), bad.len(), "{faults:?}");
    }
}
