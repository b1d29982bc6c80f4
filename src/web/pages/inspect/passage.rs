//! Where in a pasted text a file stands, and whether it still is what it was. Indentation and line
//! ends may differ: editors change them, and a fragment stands inside another page.

use similar::{ChangeTag, TextDiff};

/// Lines beyond the length of the file that may have been put into it.
const ROOM: usize = 60;
/// Of ten lines, so many have to be there for the file to be recognised.
const ENOUGH: usize = 3;

/// A file as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The lines that stand for it in the pasted text.
    pub text: String,
    /// Every line of the file is there, in its order, and nothing between them.
    pub same: bool,
    /// How many lines of the file were found.
    pub kept: usize,
}

/// The file in the lines after its stamp; `None` where too little of it is there.
pub fn find(file: &str, after: &str) -> Option<Passage> {
    let wanted: Vec<&str> = file.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let most = file.lines().count() + ROOM;
    let there: Vec<&str> = after.lines().take(most).collect();
    let bare: Vec<&str> = there.iter().map(|line| line.trim()).collect();
    if wanted.is_empty() {
        return None;
    }
    let full: Vec<(usize, &str)> =
        bare.iter().copied().enumerate().filter(|(_, line)| !line.is_empty()).collect();
    let lines: Vec<&str> = full.iter().map(|(_, line)| *line).collect();
    if lines.starts_with(&wanted) {
        let end = full.get(wanted.len() - 1).map_or(0, |(at, _)| at + 1);
        return Some(Passage { text: joined(there.get(..end)), same: true, kept: wanted.len() });
    }
    let diff = TextDiff::from_slices(&wanted, &lines);
    let (mut kept, mut last) = (0, 0);
    for change in diff.iter_all_changes() {
        if change.tag() == ChangeTag::Equal {
            kept += 1;
            // What comes after the last known line belongs to the page around it.
            last = change.new_index().unwrap_or(last) + 1;
        }
    }
    if kept * 10 < wanted.len() * ENOUGH {
        return None;
    }
    let end = last.checked_sub(1).and_then(|at| full.get(at)).map_or(0, |(at, _)| at + 1);
    Some(Passage { text: joined(there.get(..end)), same: false, kept })
}

fn joined(lines: Option<&[&str]>) -> String {
    let mut text = lines.unwrap_or_default().join("\n");
    text.push('\n');
    text
}

/// The same text without what editors change: indentation, empty lines, line ends.
pub fn plain(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "<script>\n  let a = 1;\n  let b = 2;\n</script>\n<p>ok</p>\n";

    #[test]
    fn a_file_is_itself_however_it_is_indented() {
        let pasted = " -->\r\n    <script>\r\n    let a = 1;\r\n\r\n    let b = 2;\r\n    </script>\r\n    <p>ok</p>\r\n</body>\r\n";
        let after = pasted.split_once("-->\r\n").expect("a stamp").1;
        let found = find(FILE, after).expect("the file");
        assert!(found.same, "{found:?}");
        assert_eq!(plain(&found.text), plain(FILE));
    }

    #[test]
    fn a_change_by_hand_is_seen_and_the_page_around_it_is_not() {
        let pasted = FILE.replace("b = 2", "b = 3") + "</body>\n</html>\n";
        let found = find(FILE, &pasted).expect("the file");
        assert!(!found.same);
        assert_eq!(found.kept, 4);
        assert!(found.text.contains("b = 3") && !found.text.contains("body"));
        let more = FILE.replace("<p>", "<i>more</i>\n<p>");
        assert!(!find(FILE, &more).expect("the file").same, "something stands between its lines");
    }

    #[test]
    fn other_code_below_a_stamp_is_not_the_file() {
        assert_eq!(find(FILE, "one\ntwo\nthree\n"), None);
        assert_eq!(find(FILE, ""), None);
        assert_eq!(find("", "one"), None);
    }
}
