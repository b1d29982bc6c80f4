//! `jieru sbom`: what this program is built from, as CycloneDX 1.6. It is made of the very lock file that
//! the program was built with, so that it cannot belong to another one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use toml::Table;

use super::{Outcome, print_json};
use crate::error::{Error, Result};

const LOCK: &str = include_str!("../../Cargo.lock");
const MANIFEST: &str = include_str!("../../Cargo.toml");
const OWN: &str = "jieru";

pub fn run() -> Result<Outcome> {
    print_json(&bill(LOCK, MANIFEST)?);
    Ok(Outcome::Done)
}

/// One package of the lock file.
struct Package {
    name: String,
    version: String,
    checksum: Option<String>,
    /// As the lock file names them: a name, and a version where there are several.
    needs: Vec<String>,
}

impl Package {
    fn url(&self) -> String {
        format!("pkg:cargo/{}@{}", self.name, self.version)
    }

    fn component(&self) -> Value {
        let mut component = json!({
            "type": "library",
            "bom-ref": self.url(),
            "name": self.name,
            "version": self.version,
            "purl": self.url(),
        });
        if let (Some(checksum), Some(fields)) = (&self.checksum, component.as_object_mut()) {
            fields.insert("hashes".into(), json!([{ "alg": "SHA-256", "content": checksum }]));
        }
        component
    }
}

/// Everything that the program can be built from, on whichever platform; what only tests need is left
/// out.
fn bill(lock: &str, manifest: &str) -> Result<Value> {
    let packages = packages(lock)?;
    let direct = direct(manifest)?;
    let find = |need: &str| {
        let mut words = need.split(' ');
        let (name, version) = (words.next().unwrap_or_default(), words.next());
        packages
            .iter()
            .find(|one| one.name == name && version.is_none_or(|version| one.version == version))
            .ok_or_else(|| Error::broken(format!("Cargo.lock does not know {need}")))
    };
    let own = find(OWN)?;
    let mut open: Vec<&Package> = Vec::new();
    for need in &own.needs {
        if direct.contains(need.split(' ').next().unwrap_or_default()) {
            open.push(find(need)?);
        }
    }
    let roots: BTreeSet<String> = open.iter().map(|one| one.url()).collect();
    let mut taken: BTreeMap<String, &Package> = BTreeMap::new();
    let mut edges = vec![json!({ "ref": own.url(), "dependsOn": roots })];
    while let Some(package) = open.pop() {
        if taken.insert(package.url(), package).is_some() {
            continue;
        }
        let needs = package.needs.iter().map(|need| find(need)).collect::<Result<Vec<_>>>()?;
        let urls: BTreeSet<String> = needs.iter().map(|one| one.url()).collect();
        edges.push(json!({ "ref": package.url(), "dependsOn": urls }));
        open.extend(needs);
    }
    let components: Vec<Value> = taken.values().map(|package| package.component()).collect();
    Ok(json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "application",
            "bom-ref": own.url(),
            "name": own.name,
            "version": own.version,
            "licenses": [{ "license": { "id": "Apache-2.0" } }],
        } },
        "components": components,
        "dependencies": edges,
    }))
}

fn packages(lock: &str) -> Result<Vec<Package>> {
    let lock: Table = lock.parse().map_err(Error::broken)?;
    let all = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let read = |package: &toml::Value| {
        let word = |name: &str| Some(package.get(name)?.as_str()?.to_owned());
        let needs = package.get("dependencies").and_then(toml::Value::as_array);
        let needs = needs.into_iter().flatten().filter_map(toml::Value::as_str);
        Some(Package {
            name: word("name")?,
            version: word("version")?,
            checksum: word("checksum"),
            needs: needs.map(str::to_owned).collect(),
        })
    };
    Ok(all.filter_map(read).collect())
}

/// What the program itself needs, of all that the manifest names.
fn direct(manifest: &str) -> Result<BTreeSet<String>> {
    let manifest: Table = manifest.parse().map_err(Error::broken)?;
    let targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten();
    let of_targets = targets.filter_map(|(_, target)| target.get("dependencies"));
    let all = manifest.get("dependencies").into_iter().chain(of_targets);
    Ok(all.filter_map(toml::Value::as_table).flat_map(|part| part.keys().cloned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
[[package]]
name = "jieru"
version = "1.0.0"
dependencies = ["a", "b 2.0.0", "only-tests"]
[[package]]
name = "a"
version = "1.0.0"
checksum = "aa"
dependencies = ["b 1.0.0"]
[[package]]
name = "b"
version = "1.0.0"
[[package]]
name = "b"
version = "2.0.0"
[[package]]
name = "only-tests"
version = "1.0.0"
"#;

    #[test]
    fn whatever_is_reached_is_listed_once_and_nothing_else() {
        let manifest = "[dependencies]\na = '1'\n[target.'cfg(unix)'.dependencies]\nb = '2'\n[dev-dependencies]\nonly-tests = '1'";
        let bill = bill(SMALL, manifest).expect("a bill");
        let names = |part: &str, field: &str| -> Vec<String> {
            let all = bill[part].as_array().expect("a list").iter();
            all.map(|one| one[field].as_str().expect("a text").to_owned()).collect()
        };
        let wanted = ["pkg:cargo/a@1.0.0", "pkg:cargo/b@1.0.0", "pkg:cargo/b@2.0.0"];
        assert_eq!(names("components", "purl"), wanted);
        assert_eq!(names("dependencies", "ref").len(), 4, "{bill}");
        assert_eq!(bill["components"][0]["hashes"][0]["content"], "aa");
        assert!(
            super::bill(
                "[[package]]\nname = 'jieru'\nversion = '1'\ndependencies = ['a']",
                manifest
            )
            .is_err()
        );
    }
}
