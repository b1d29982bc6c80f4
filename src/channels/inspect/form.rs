//! What a text is, by how it begins: an address, JSON, markup or a script.

use crate::channels::inspect::source::begins_address;

/// How a text is recognised before anybody asks whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One address, or several, one to a line.
    Address,
    Json,
    Markup,
    /// A script; words and anything else are read as one too.
    Script,
}

impl Form {
    pub fn of(text: &str) -> Self {
        let text = trimmed(text);
        if begins_address(text) || encloses_address(text) {
            Form::Address
        } else if begins_markup(text) || markup_follows(text) {
            Form::Markup
        } else if begins_json(text) {
            Form::Json
        } else {
            Form::Script
        }
    }
}

/// Without white space and a byte order mark at its beginning.
pub fn trimmed(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

/// `<https://…>`, as mails and Markdown write it.
fn encloses_address(text: &str) -> bool {
    text.strip_prefix('<').is_some_and(begins_address)
}

fn begins_markup(text: &str) -> bool {
    text.starts_with('<')
}

/// Lines of a template and words may stand before the first tag, and no code.
const MOST_LINES: usize = 200;

fn markup_follows(text: &str) -> bool {
    for line in text.lines().take(MOST_LINES) {
        let line = line.trim();
        let mut letters = line.chars();
        let tag = letters.next() == Some('<')
            && letters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '!');
        if (tag && !encloses_address(line)) || tag_behind_words(line) {
            return true;
        }
        if !(is_words(line) || is_directive(line)) {
            return false;
        }
    }
    false
}

/// `代码：<cell plugid="…"/>`
fn tag_behind_words(line: &str) -> bool {
    let Some(at) = line.find('<').filter(|at| *at > 0) else { return false };
    let (words, rest) = line.split_at_checked(at).unwrap_or((line, ""));
    let named =
        rest.get(1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
    let words = words.trim_end();
    let label = words.ends_with([':', '：']) || words.contains(|c: char| !c.is_ascii());
    named && label && rest.contains(['>', '=']) && is_words(words) && !encloses_address(rest)
}

/// A line of a template's language: `{% block a %}`, `@section('a')`.
fn is_directive(line: &str) -> bool {
    let blade = line.strip_prefix('@').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_lowercase()) && !rest.contains([';', '{', '}'])
    });
    line.starts_with("{%") || line.starts_with("{#") || blade
}

/// A line that nobody takes for code: words, a heading, a comment.
pub fn is_words(line: &str) -> bool {
    let line = line.trim();
    let comment = line.starts_with("//")
        || line.starts_with('#')
        || (line.starts_with("/*") && line.ends_with("*/"))
        || (line.starts_with("<!--") && line.ends_with("-->"));
    let tag = line.starts_with('<');
    comment
        || !(tag || line.contains(['=', ';', '{', '}', '[', ']', '(', ')', '`', '"', '\'', ',']))
}

/// Names that JSON files of mini programs begin with: where their quotes are wrong or missing, the
/// text is meant as JSON all the same.
const FILES: &[&str] = &[
    "usingComponents",
    "plugins",
    "pages",
    "subPackages",
    "subpackages",
    "preloadRule",
    "tabBar",
    "navigationBarTitleText",
];

/// Whether the first words are words of JSON: a bracket alone may as well begin a list of links or
/// a line of a log.
pub fn begins_json(text: &str) -> bool {
    let text = trimmed(text);
    if let Some(inner) = text.strip_prefix('{') {
        let inner = inner.trim_start();
        let name = inner.trim_start_matches('\'');
        let file = FILES.iter().any(|known| {
            let rest = name.strip_prefix(known).map(|rest| rest.trim_start_matches('\''));
            rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
        });
        return inner.starts_with(['"', '}']) || begins_comment(inner) || file;
    }
    text.strip_prefix('[').is_some_and(|inner| begins_item(inner.trim_start()))
}

fn begins_item(inner: &str) -> bool {
    if inner.starts_with(['{', '[', '"']) || begins_comment(inner) {
        return true;
    }
    let word = inner.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '+' | '.'));
    let (word, rest) = inner.split_at_checked(word.unwrap_or(inner.len())).unwrap_or((inner, ""));
    let known = matches!(word, "" | "true" | "false" | "null") || word.parse::<f64>().is_ok();
    let rest = rest.trim_start();
    let ends = rest.strip_prefix(']').is_some_and(|behind| !behind.starts_with('('));
    known && (ends || (!word.is_empty() && (rest.is_empty() || rest.starts_with(','))))
}

pub fn begins_comment(text: &str) -> bool {
    text.starts_with("//") || text.starts_with("/*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_what_it_begins_like() {
        for text in [
            "[1, 2",
            "[]",
            "[{\"a\":1}]",
            "{ }",
            "{\"a\" 1",
            "{usingComponents: {}}",
            "{'pages':[]}",
        ] {
            assert_eq!(Form::of(text), Form::Json, "{text}");
        }
        for text in
            ["[客服](https://a.example)", "[2024-01-01 10:00] INFO", "[1](x)", "[a]", "{a: 1}", "["]
        {
            assert_eq!(Form::of(text), Form::Script, "{text}");
        }
        for text in ["{% extends 'a' %}\n\n<a>", "@extends('a')\n<a>", "代码：\n<b/>", "<!-- a -->"]
        {
            assert_eq!(Form::of(text), Form::Markup, "{text}");
        }
        for text in ["import a from 'a'\n<a>", "f(\n<a>", "const a =\n<a>", "if a\n  b()\n<a>"] {
            assert_eq!(Form::of(text), Form::Script, "{text}");
        }
        for text in ["<https://a.example>", "//a.example/b"] {
            assert_eq!(Form::of(text), Form::Address, "{text}");
        }
    }
}
