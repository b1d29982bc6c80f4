//! Two releases side by side: fields under the catalogue's labels, and code line by line.

use similar::{ChangeTag, TextDiff};

use crate::domain::change::{Fields, difference};
use crate::domain::release::{File, FileKind};
use crate::text::Lang;
use crate::web::told::{self, Labelled};

/// Lines around a change that are shown with it.
const AROUND: usize = 3;
/// Lines of one file that are shown; who wants more opens the files.
const MOST: usize = 400;

#[derive(Clone, Debug)]
pub struct FileDiff {
    pub path: String,
    pub flavour: String,
    pub lines: Vec<Line>,
    /// The file is longer than what is shown of it.
    pub cut: bool,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub sign: char,
    pub text: String,
}

pub fn fields(channel: &str, before: &Fields, after: &Fields, lang: Lang) -> Vec<Labelled> {
    told::labelled(channel, &difference(before, after), lang)
}

/// Every field with a value, as it is.
pub fn values(channel: &str, fields: &Fields, lang: Lang) -> Vec<Labelled> {
    told::labelled(channel, &difference(&Fields::new(), fields), lang)
}

/// Files and links that differ; a file that only one side has is all new or all gone.
pub fn files(before: &[File], after: &[File]) -> Vec<FileDiff> {
    let same = |one: &File, other: &File| {
        (&one.flavour, one.kind, &one.path) == (&other.flavour, other.kind, &other.path)
    };
    let mut all = Vec::new();
    for new in after {
        let old = before.iter().find(|old| same(old, new));
        if old.is_none_or(|old| old.sha256 != new.sha256) {
            all.push(diff(new, old.map_or("", |old| &old.content), &new.content));
        }
    }
    let gone = before.iter().filter(|old| !after.iter().any(|new| same(old, new)));
    all.extend(gone.map(|old| diff(old, &old.content, "")));
    all
}

fn diff(file: &File, before: &str, after: &str) -> FileDiff {
    let (lines, cut) = lines(before, after);
    let path = match file.kind {
        FileKind::Artifact => file.path.clone(),
        FileKind::Link => format!("link:{}", file.path),
    };
    FileDiff { path, flavour: file.flavour.clone(), lines, cut }
}

/// Two texts line by line, as far as it is shown, and whether there is more.
pub fn lines(before: &str, after: &str) -> (Vec<Line>, bool) {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if at > 0 {
            lines.push(Line { sign: ' ', text: "⋯".to_owned() });
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            let text = change.value().trim_end_matches(['\n', '\r']).to_owned();
            lines.push(Line { sign, text });
        }
    }
    let cut = lines.len() > MOST;
    lines.truncate(MOST);
    (lines, cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File::artifact("native", path, "js", "insert", text.to_owned())
    }

    fn told(diffs: &[FileDiff]) -> Vec<String> {
        let line = |line: &Line| format!("{}{}", line.sign, line.text);
        let one = |diff: &FileDiff| {
            format!("{}: {}", diff.path, diff.lines.iter().map(line).collect::<Vec<_>>().join(" "))
        };
        diffs.iter().map(one).collect()
    }

    #[test]
    fn changed_new_and_removed_files_are_shown_and_others_are_not() {
        let before = [file("a.js", "1\n2\n"), file("b.js", "x\n"), file("gone.js", "z\n")];
        let after = [file("a.js", "1\n3\n"), file("b.js", "x\n"), file("new.js", "y\n")];
        assert_eq!(told(&files(&before, &after)), ["a.js:  1 -2 +3", "new.js: +y", "gone.js: -z"]);
    }

    #[test]
    fn far_apart_changes_leave_out_what_is_between() {
        let text = |first: &str| {
            let middle: String = (0..30).map(|line| format!("{line}\n")).collect();
            format!("{first}\n{middle}{first}\n")
        };
        let diffs = files(&[file("a.js", &text("a"))], &[file("a.js", &text("b"))]);
        let lines = &diffs.first().expect("a file").lines;
        assert!(lines.len() < 15 && lines.iter().any(|line| line.text == "⋯"));
    }
}
