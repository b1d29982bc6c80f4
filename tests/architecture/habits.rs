//! Habits of a file: not too long, a name that says something, a head that says what it is for.

use super::scan::{File, Source};

const LONGEST: usize = 400;

/// Files that may be longer, each with its reason. An entry that is no longer needed is a fault.
const LONG: &[(&str, &str)] = &[];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "helper", "helpers", "manager", "managers", "service", "services", "common"];

pub fn lengths(files: &[File]) -> Vec<String> {
    too_long(files, LONG)
}

fn too_long(files: &[File], excused: &[(&str, &str)]) -> Vec<String> {
    let reason = |file: &File| excused.iter().any(|(path, _)| *path == file.path);
    let long: Vec<&File> =
        files.iter().filter(|file| file.text.lines().count() > LONGEST).collect();
    let new = long.iter().filter(|file| !reason(file)).map(|file| {
        let lines = file.text.lines().count();
        format!("{}:{LONGEST}: {lines} lines are more than {LONGEST}", file.path)
    });
    let idle = excused.iter().filter(|(path, _)| !long.iter().any(|file| file.path == *path));
    new.chain(idle.map(|(path, _)| format!("{path}:1: needs no excuse for its length"))).collect()
}

pub fn names(sources: &[Source]) -> Vec<String> {
    let empty = |name: &str| name.split('_').any(|part| EMPTY_NAMES.contains(&part));
    let mut faults = Vec::new();
    for source in sources {
        if let Some(name) = source.module.iter().find(|name| empty(name)) {
            faults.push(format!("{}:1: the name {name} says nothing", source.path));
        }
        let words = source.words();
        for ((_, keyword), (line, name)) in words.iter().zip(words.iter().skip(1)) {
            if keyword == "mod" && empty(name) {
                faults.push(format!("{}:{line}: the name {name} says nothing", source.path));
            }
        }
    }
    faults
}

pub fn heads(files: &[File]) -> Vec<String> {
    let headless = files.iter().filter(|file| {
        let first = file.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        first.strip_prefix("//!").is_none_or(|rest| rest.trim().is_empty())
    });
    headless
        .map(|file| format!("{}:1: the head `//! what it is for` is missing", file.path))
        .collect()
}

/// Escaping is switched off for code that is text, never for pages.
pub fn escaping(sources: &[Source]) -> Vec<String> {
    let outside = sources.iter().filter(|source| source.top() != "channels");
    outside
        .flat_map(|source| {
            source.texts.lines().enumerate().map(move |(at, line)| (source, at, line))
        })
        .filter(|(_, _, line)| line.replace(' ', "").contains("escape=\"none\""))
        .map(|(source, at, _)| format!("{}:{}: pages are always escaped", source.path, at + 1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, escaping, heads, lengths, names, too_long};
    use crate::architecture::scan::{File, Source};

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_long_file_is_found_and_an_idle_excuse_too() {
        let just = file("src/a.rs", &"x\n".repeat(LONGEST));
        let long = file("src/b.rs", &"x\n".repeat(LONGEST + 1));
        assert!(too_long(std::slice::from_ref(&just), &[]).is_empty());
        assert!(lengths(std::slice::from_ref(&long)).concat().contains("src/b.rs:400: 401 lines"));
        assert!(too_long(std::slice::from_ref(&long), &[("src/b.rs", "a table")]).is_empty());
        let idle = too_long(&[just], &[("src/a.rs", "a table")]);
        assert!(idle.concat().contains("needs no excuse"), "{idle:?}");
    }

    #[test]
    fn names_that_say_nothing_are_found() {
        let read = |path: &str, text: &str| Source::read(&file(path, text));
        let good = [read("src/web/form.rs", "mod utilities; mod inner { }")];
        assert_eq!(names(&good), Vec::<String>::new());
        for (path, text) in [
            ("src/web/utils.rs", ""),
            ("src/helpers/mod.rs", ""),
            ("src/store/key_manager.rs", ""),
            ("src/web/x.rs", "mod common { }"),
        ] {
            assert_eq!(names(&[read(path, text)]).len(), 1, "{path}");
        }
    }

    #[test]
    fn a_file_without_a_head_is_found() {
        let files = [
            file("src/a.rs", "\n//! What it is for.\nuse x;"),
            file("src/b.rs", "use x;\n//! Too late."),
            file("src/c.rs", "//!\nuse x;"),
            file("src/d.rs", ""),
        ];
        let faults = heads(&files);
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(!faults.concat().contains("src/a.rs"));
    }

    #[test]
    fn escaping_is_never_switched_off_for_pages() {
        let text =
            "#[derive(Template)]\n#[template(path = \"a.html\", escape = \"none\")]\nstruct A;";
        let faults = escaping(&[Source::read(&file("src/web/a.rs", text))]);
        assert_eq!(faults, ["src/web/a.rs:2: pages are always escaped"]);
        assert!(escaping(&[Source::read(&file("src/channels/a.rs", text))]).is_empty());
    }
}
