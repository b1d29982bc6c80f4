//! The stamp of a release: one comment line that says which window, release, day and content a file
//! is. Hashes never cover it, and the kinds of file that know no comments go without.

use std::fmt::Write as _;

/// Which release a file belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Slug and code: `demo/sobot-link`.
    pub object: String,
    pub number: i64,
    /// `2026-11-21`
    pub date: String,
    /// The first digits of the content hash.
    pub hash: String,
}

/// What every stamp begins with.
const MARK: &str = "jieru:";
/// Digits of the content hash in a stamp.
pub const SHORT: usize = 12;

impl Stamp {
    /// `jieru:demo/sobot-link v3 2026-11-21 1a2b3c4d5e6f`
    pub fn text(&self) -> String {
        // Two hyphens would end a comment in XML.
        let object = self.object.replace("--", "-%2D").replace("--", "-%2D");
        format!("{MARK}{object} v{} {} {}", self.number, self.date, self.hash)
    }

    /// The content with the stamp in the comments of its language; as it is where there are none.
    pub fn put(&self, language: &str, content: &str) -> String {
        let Some((open, close)) = comment(language) else { return content.to_owned() };
        let at = head(content);
        let (before, after) = content.split_at_checked(at).unwrap_or(("", content));
        let mut stamped = before.to_owned();
        let _ = writeln!(stamped, "{open}{}{close}", self.text());
        stamped.push_str(after);
        stamped
    }

    /// The first stamp in a text that somebody installed.
    pub fn find(text: &str) -> Option<Stamp> {
        Stamp::all(text).next().map(|(_, stamp)| stamp)
    }

    /// Every stamp in a text, with the place where it begins.
    pub fn all(text: &str) -> impl Iterator<Item = (usize, Stamp)> {
        text.match_indices(MARK).filter_map(|(at, _)| {
            let rest = text.get(at + MARK.len()..)?;
            let mut words = rest.lines().next()?.split_whitespace();
            let (object, number) = (words.next()?, words.next()?);
            let (date, hash) = (words.next()?, words.next()?);
            let hash: String = hash.chars().take_while(char::is_ascii_hexdigit).collect();
            let number = number.strip_prefix('v')?.parse().ok()?;
            let sound = hash.len() == SHORT && object.contains('/');
            let object = object.replace("%2D", "-");
            sound.then(|| (at, Stamp { object, number, date: date.to_owned(), hash }))
        })
    }
}

/// Whether files of this language carry a stamp.
pub fn carries(language: &str) -> bool {
    comment(language).is_some()
}

fn comment(language: &str) -> Option<(&'static str, &'static str)> {
    match language {
        "html" | "wxml" | "axml" | "vue" | "xml" => Some(("<!-- ", " -->")),
        "js" | "ts" | "tsx" | "jsx" | "go" | "java" => Some(("// ", "")),
        "wxss" | "acss" | "css" => Some(("/* ", " */")),
        "sh" | "ps1" | "python" => Some(("# ", "")),
        _ => None,
    }
}

/// What has to stay the first line of a file: the interpreter, the kind of document, the byte order.
fn head(content: &str) -> usize {
    let mark = if content.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = content.get(mark..).unwrap_or_default();
    let declared = rest.starts_with("#!")
        || rest.starts_with("<?")
        || rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
    match rest.find('\n') {
        Some(end) if declared => mark + end + 1,
        _ => mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        Stamp {
            object: "demo/a---b".into(),
            number: 3,
            date: "2026-11-21".into(),
            hash: "1a2b3c4d5e6f".into(),
        }
    }

    #[test]
    fn a_stamp_is_found_again_in_every_language_that_has_comments() {
        for language in ["html", "wxml", "axml", "vue", "js", "tsx", "wxss", "sh", "ps1"] {
            let stamped = stamp().put(language, "first\nsecond\n");
            assert!(stamped.ends_with("\nfirst\nsecond\n"), "{language}: {stamped}");
            assert_eq!(Stamp::find(&stamped), Some(stamp()), "{language}");
        }
        assert_eq!(stamp().put("json", "{}"), "{}");
    }

    #[test]
    fn markup_never_has_two_hyphens_inside_its_comment() {
        let stamped = stamp().put("html", "<p></p>");
        let inner = stamped.trim_start_matches("<!-- ").split(" -->").next().unwrap_or_default();
        assert!(!inner.contains("--"), "{inner}");
    }

    #[test]
    fn what_has_to_come_first_stays_first() {
        assert!(stamp().put("sh", "#!/bin/sh\nls\n").starts_with("#!/bin/sh\n# jieru:"));
        assert!(stamp().put("html", "<!DOCTYPE html>\n<p>").starts_with("<!DOCTYPE html>\n<!-- "));
        assert!(stamp().put("ps1", "\u{feff}ls").starts_with("\u{feff}# jieru:"));
    }

    #[test]
    fn several_stamps_are_found_where_they_stand() {
        let other = Stamp { number: 4, ..stamp() };
        let text = format!("{}\n{}", stamp().put("js", "a"), other.put("html", "<p>"));
        let found: Vec<(usize, i64)> = Stamp::all(&text)
            .map(|(at, found)| (text[..at].matches('\n').count(), found.number))
            .collect();
        assert_eq!(found, [(0, 3), (2, 4)]);
    }

    #[test]
    fn other_words_are_no_stamp() {
        for text in [
            "",
            "jieru:",
            "jieru:demo v3",
            "jieru:demo/a v3 2026-11-21 xyz",
            "jieru:a/b vx d 1a2b3c4d5e6f",
        ] {
            assert_eq!(Stamp::find(text), None, "{text}");
        }
    }
}
