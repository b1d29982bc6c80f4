//! Where a script ends and markup begins, or the other way round, in a paste without headings.

use crate::channels::inspect::form::Form;
use crate::channels::inspect::markup;

/// Where the other language begins, if it does.
pub fn find(code: &str) -> Option<usize> {
    match Form::of(code) {
        Form::Script => markup_after(code),
        Form::Markup => script_after(code),
        Form::Address | Form::Json => None,
    }
}

/// How far a script was read.
#[derive(Default)]
struct Reading {
    depth: usize,
    quote: Option<char>,
    escaped: bool,
    /// The last character that is neither white space nor a comment.
    last: Option<char>,
    /// The word that ends there: `return` begins an expression.
    word: String,
}

/// A line that begins with a tag, outside of brackets, strings and comments, where no expression is
/// waiting for its value.
fn markup_after(code: &str) -> Option<usize> {
    let mut reading = Reading::default();
    let mut comment = false;
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let bare = line.trim_start();
        let free = !comment && reading.is_over();
        if free && begins_tag(bare) {
            return Some(at + line.len() - bare.len());
        }
        comment = reading.line(line, comment);
        at += line.len();
    }
    None
}

impl Reading {
    fn is_over(&self) -> bool {
        let ends = |c: char| {
            c.is_alphanumeric() || matches!(c, '}' | ')' | ']' | ';' | '"' | '\'' | '`' | '_')
        };
        self.depth == 0
            && self.quote.is_none()
            && self.last.is_some_and(ends)
            && !matches!(self.word.as_str(), "return" | "default" | "yield" | "await" | "else")
    }

    /// Reads a line, and tells whether a comment goes on behind it.
    fn line(&mut self, line: &str, mut comment: bool) -> bool {
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            let length = match (comment, self.quote) {
                (true, _) => match rest.find("*/") {
                    Some(end) => {
                        comment = false;
                        end + 2
                    }
                    None => return true,
                },
                (_, None) if rest.starts_with("//") => return false,
                (_, None) if rest.starts_with("/*") => {
                    comment = true;
                    2
                }
                _ => {
                    self.character(c);
                    c.len_utf8()
                }
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        comment
    }

    fn character(&mut self, c: char) {
        match (self.quote, c) {
            _ if self.escaped => self.escaped = false,
            (Some(_), '\\') => self.escaped = true,
            (Some('"' | '\''), '\n') => self.quote = None,
            (Some(open), _) if open == c => {
                self.quote = None;
                self.last = Some(c);
            }
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => self.quote = Some(c),
            (None, _) if c.is_whitespace() => {}
            (None, _) => {
                match c {
                    '(' | '[' | '{' => self.depth += 1,
                    ')' | ']' | '}' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                if !c.is_alphanumeric() || !self.last.is_some_and(char::is_alphanumeric) {
                    self.word.clear();
                }
                self.word.push(c);
                self.last = Some(c);
            }
        }
    }
}

/// `<name …`, with a sign that nothing is compared: the tag or an attribute begins on this line.
fn begins_tag(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('<') else { return false };
    let Some(end) = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-') else {
        return rest.starts_with(|c: char| c.is_ascii_alphabetic());
    };
    let (name, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
    tag && tail.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        && (tail.trim().is_empty() || tail.contains(['>', '=']))
}

/// Lines that are looked at for the beginning of a script.
const MOST: usize = 8;

/// What files of mini programs begin with, and nothing else does.
const FILES: &[&str] = &["Page({", "Component({", "App({", "Page(", "Component("];
const BEGINNINGS: &[&str] = &[
    "const ",
    "let ",
    "var ",
    "function ",
    "async function ",
    "import ",
    "export ",
    "wx.",
    "my.",
    "uni.",
    "zc(",
    "window.",
    "document.",
    "(function",
    "module.exports",
];

/// A line that begins like a script, behind the last element.
fn script_after(code: &str) -> Option<usize> {
    let (mut at, mut looked) = (0, 0);
    for line in code.split_inclusive('\n') {
        let bare = line.trim_start();
        let file = FILES.iter().any(|start| bare.starts_with(start));
        let code_like = BEGINNINGS.iter().any(|start| bare.starts_with(start))
            && bare.contains(['(', '{', '=', ';']);
        if at > 0 && (file || code_like) {
            if looked == MOST {
                return None;
            }
            looked += 1;
            let before = code.get(..at).unwrap_or_default();
            if is_over(before, file) {
                return Some(at + line.len() - bare.len());
            }
        }
        at += line.len();
    }
    None
}

/// Elements that have no end.
const VOID: &[&str] =
    &["img", "br", "input", "link", "meta", "hr", "source", "wbr", "import", "include"];

/// Whether every element and tag is closed; before the sure beginning of a script, whether its
/// element is.
fn is_over(before: &str, file: bool) -> bool {
    if before.rfind("<!--") > before.rfind("-->") {
        return false;
    }
    let read = markup::read(before);
    let inside = |(_, span): &(usize, crate::channels::inspect::Span)| span.end == before.len();
    let closed = read
        .tags
        .last()
        .is_some_and(|tag| before.get(..tag.at.end).is_some_and(|text| text.ends_with('>')));
    if !closed || read.contents.last().is_some_and(inside) {
        return false;
    }
    let open = read.tags.iter().filter(|tag| !tag.closing && !tag.self_closing);
    let open = open.filter(|tag| !VOID.contains(&tag.name.to_ascii_lowercase().as_str()));
    file || open.count() <= read.tags.iter().filter(|tag| tag.closing).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(code: &str) -> Option<&str> {
        code.get(find(code)?..)
    }

    #[test]
    fn a_script_ends_where_a_tag_begins() {
        for (code, rest) in [
            (
                "Page({})\n<button open-type=\"contact\">问</button>",
                "<button open-type=\"contact\">问</button>",
            ),
            ("const a = \"王'五\" // it's\n  <cell\n  plugid='x'/>", "<cell\n  plugid='x'/>"),
            ("g();\n/* a\n<b/>\n*/ f();\n<b/>", "<b/>"),
        ] {
            assert_eq!(second(code), Some(rest), "{code}");
        }
        for code in [
            "f(\n<a>\n)",
            "const a =\n<a/>",
            "const a = () =>\n  <a/>",
            "var a = `\n<a>\n`",
            "function F() {\n  return\n<a/>\n}",
            "export default\n<a/>",
            "if (a\n<b && c) {}",
        ] {
            assert_eq!(second(code), None, "{code}");
        }
    }

    #[test]
    fn markup_ends_where_a_script_begins() {
        for (code, rest) in [
            ("<button>问</button>\nPage({})", "Page({})"),
            ("<cell plugid=\"a\">\n\nPage({})", "Page({})"),
            ("<a>x</a>\nconst a = 1", "const a = 1"),
        ] {
            assert_eq!(second(code), Some(rest), "{code}");
        }
        for code in [
            "<script>\nPage({})\n</script>",
            "<p>\nlet us = 1\n</p>",
            "<a\nwindow.x = 1",
            "<b/><!--\nPage({})\n-->",
            "<View onClick={() => {\nconst a = 1;\n}}/>",
        ] {
            assert_eq!(second(code), None, "{code}");
        }
    }
}
