//! The shape of the project, checked: who imports whom, what pages may contain, which words stand
//! where, and what all of it is built from. Every rule is tested on guilty samples beside it.

mod habits;
mod layers;
mod lexis;
mod scan;
mod supply;
mod templates;
mod texts;

use std::{fs, path::Path};

use self::scan::{File, Source, sources};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn imports_point_down() {
    clean(&layers::imports(&rust()));
}

#[test]
fn each_crate_stays_behind_its_door() {
    clean(&layers::doors(&rust()));
}

#[test]
fn files_are_short() {
    clean(&habits::lengths(&[files("src", "rs"), files("tests", "rs")].concat()));
}

#[test]
fn names_say_something() {
    clean(&habits::names(&rust()));
}

#[test]
fn every_module_says_what_it_is_for() {
    clean(&habits::heads(&files("src", "rs")));
}

#[test]
fn pages_are_escaped() {
    clean(&habits::escaping(&rust()));
    clean(&templates::unescaped(&files("templates", "html")));
}

#[test]
fn nothing_is_inline() {
    clean(&templates::inline(&files("templates", "html")));
}

#[test]
fn each_half_of_a_text_is_in_its_language() {
    clean(&texts::in_templates(&files("templates", "html")));
    clean(&texts::in_rust(&rust()));
}

#[test]
fn crates_are_wanted_and_licensed() {
    let deny = table(".deny.toml");
    clean(&supply::banned(&supply::tree(ROOT), &deny));
    clean(&supply::foreign(&table("Cargo.lock")));
    clean(&supply::licences(&supply::metadata(ROOT), &deny));
}

#[test]
fn what_is_excepted_from_advisories_is_explained() {
    let document = fs::read_to_string(Path::new(ROOT).join("SECURITY.md")).expect("a document");
    clean(&supply::advisories(&table(".deny.toml"), &document));
}

#[track_caller]
fn clean(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

fn rust() -> Vec<Source> {
    sources(&files("src", "rs"))
}

/// All files of one kind below a folder of the project, in order. There is always at least one.
fn files(folder: &str, kind: &str) -> Vec<File> {
    let mut found = Vec::new();
    collect(Path::new(folder), kind, &mut found);
    assert!(!found.is_empty(), "no *.{kind} below {folder}");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, kind: &str, found: &mut Vec<File>) {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).expect("a folder of the project");
    for entry in entries {
        let entry = entry.expect("an entry");
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            collect(&path, kind, found);
        } else if path.extension().is_some_and(|extension| extension == kind) {
            let text = fs::read_to_string(entry.path()).expect("a text file");
            found.push(File { path: path.display().to_string(), text });
        }
    }
}

fn table(name: &str) -> toml::Table {
    let text = fs::read_to_string(Path::new(ROOT).join(name)).expect("a file of the project");
    text.parse().unwrap_or_else(|error| panic!("{name}: {error}"))
}
