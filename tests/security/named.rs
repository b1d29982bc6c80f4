//! What a table names as evidence, and whether it is there: tests by the path that `cargo test` takes,
//! and pieces of files as `path#word`.

use std::{collections::BTreeSet, fs, path::Path};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Every test of the project.
pub struct Tests(BTreeSet<String>);

impl Tests {
    pub fn of_the_project() -> Self {
        let mut found = BTreeSet::new();
        for folder in ["src", "tests"] {
            collect(&Path::new(ROOT).join(folder), &mut Vec::new(), &mut found);
        }
        assert!(found.len() > 500, "only {} tests were found", found.len());
        Tests(found)
    }

    /// How many tests a cell names, and what it names that does not exist.
    pub fn weigh(&self, cell: &str) -> (usize, Vec<String>) {
        let (mut tests, mut missing) = (0, Vec::new());
        for name in cell.split('`').skip(1).step_by(2) {
            let known = if let Some((path, word)) = name.split_once('#') {
                holds(path, word)
            } else {
                tests += 1;
                self.0.contains(name)
            };
            if !known {
                missing.push(name.to_owned());
            }
        }
        (tests, missing)
    }
}

pub fn text(path: &str) -> Option<String> {
    fs::read_to_string(Path::new(ROOT).join(path)).ok()
}

/// The cells of those rows of a document's tables whose first cell is meant.
pub fn rows(text: &str, meant: impl Fn(&str) -> bool) -> Vec<Vec<String>> {
    let lines = text.lines().filter_map(|line| line.strip_prefix('|')?.strip_suffix('|'));
    let cells =
        lines.map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    cells.filter(|row| row.first().is_some_and(|first| meant(first))).collect()
}

fn holds(path: &str, word: &str) -> bool {
    !word.is_empty() && text(path).is_some_and(|text| text.contains(word))
}

fn collect(folder: &Path, modules: &mut Vec<String>, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.is_dir() {
            modules.push(name);
            collect(&path, modules, found);
            modules.pop();
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let own = Some(name).filter(|name| name != "mod");
            let module: Vec<String> = modules.iter().cloned().chain(own).collect();
            let text = fs::read_to_string(&path).expect("a text file");
            found.extend(tests(&text, &module));
        }
    }
}

/// The tests of one file: functions under an attribute of a test, and those that a macro such as `both!`
/// makes tests of.
fn tests(text: &str, module: &[String]) -> Vec<String> {
    let (mut found, mut armed, mut stamped, mut inner) = (Vec::new(), false, false, None);
    for line in text.lines() {
        let trimmed = line.trim_start();
        if line.starts_with('}') {
            (stamped, inner) = (false, None);
        } else if line.ends_with("! {") && !line.starts_with([' ', '/']) {
            stamped = true;
        } else if let Some(name) = line.trim_start_matches("pub ").strip_prefix("mod ") {
            inner = name.strip_suffix(" {").map(str::to_owned);
        } else if trimmed.starts_with("#[test]") || trimmed.contains("::test]") {
            armed = true;
        } else if let Some(name) = function(trimmed) {
            let body = stamped && line.starts_with("    ") && !line.starts_with("     ");
            if armed || body {
                let path = module.iter().cloned().chain(inner.clone()).chain([name.to_owned()]);
                found.push(path.collect::<Vec<_>>().join("::"));
            }
            armed = false;
        }
    }
    found
}

fn function(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let name = line.strip_prefix("fn ")?;
    name.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

#[test]
fn tests_are_found_wherever_they_stand() {
    let text = "\
both! {
    async fn on_both(db: TestDb) {
        fn inside() {}
    }
}
fn no_test() {}
#[tokio::test]
async fn alone() {}
#[cfg(test)]
mod tests {
    #[test]
    #[ignore]
    fn within() {}
    fn helping() {}
}
";
    let module = ["web".to_owned(), "errors".to_owned()];
    let found = tests(text, &module);
    assert_eq!(found, ["web::errors::on_both", "web::errors::alone", "web::errors::tests::within"]);
}

#[test]
fn what_is_not_there_is_named() {
    let known = Tests::of_the_project();
    let here = "`security::named::what_is_not_there_is_named`, `src/lib.rs#pub mod web`";
    assert_eq!(known.weigh(here), (1, Vec::new()));
    let (tests, missing) = known.weigh("`web::nothing`, `src/lib.rs#mod nothing`, `nothing.rs#a`");
    assert_eq!((tests, missing.len()), (1, 3), "{missing:?}");
    assert_eq!(rows("| T1 | a | `b` |\n| x | y |\n", |first| first == "T1").concat().len(), 3);
}
