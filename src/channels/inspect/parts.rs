//! A text that holds several files, or words around code: what has to be read apart.
//!
//! Each part is read in a copy of the text in which everything else is blank, so that every place
//! stays where it is.

use crate::channels::inspect::boundary;
use crate::channels::inspect::form::{Form, begins_comment, begins_json, is_words, trimmed};
use crate::channels::inspect::passage::Span;
use crate::channels::inspect::source::Source;

/// More JSON files than these are not told apart, and neither are more pieces of code.
const MOST_JSON: usize = 16;
const MOST_CODE: usize = 40;

/// The parts of a text.
#[derive(Debug, Default)]
pub struct Parts {
    pub json: Vec<Span>,
    pub markup: Vec<Span>,
    pub scripts: Vec<Span>,
    /// Words and everything else between them.
    pub words: Vec<Span>,
}

/// `None` where a text is one file, and nothing stands around it.
pub fn split(text: &str) -> Option<Parts> {
    let mut parts = Parts::default();
    let fences = fences(text);
    if fences.is_empty() {
        parts.read(text, Span { start: 0, end: text.len() });
        let code = parts.markup.len() + parts.scripts.len();
        let several = parts.json.len() + code > 1 && !(parts.json.is_empty() && code < 2);
        return (several || (parts.json.len() == 1 && !parts.words.is_empty())).then_some(parts);
    }
    let mut at = 0;
    for (whole, inside) in fences {
        parts.words.push(Span { start: at, end: whole.start });
        parts.read(text, inside);
        at = whole.end;
    }
    parts.words.push(Span { start: at, end: text.len() });
    Some(parts)
}

/// Blocks of Markdown: with their lines of back-ticks, and without.
fn fences(text: &str) -> Vec<(Span, Span)> {
    let mut fences = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(label) = line.trim().strip_prefix("```") else { continue };
        match open {
            Some((whole, inside)) if label.is_empty() => {
                let whole = Span { start: whole, end: at };
                fences.push((whole, Span { start: inside, end: start }));
                open = None;
            }
            None if label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | ' ')) =>
            {
                open = Some((start, at));
            }
            _ => {}
        }
        if fences.len() == MOST_CODE {
            return fences;
        }
    }
    if let Some((whole, inside)) = open {
        let end = text.len();
        fences.push((Span { start: whole, end }, Span { start: inside, end }));
    }
    fences
}

impl Parts {
    /// Reads a stretch: JSON values and pieces of code, with headings before them.
    fn read(&mut self, text: &str, span: Span) {
        let mut at = span.start;
        while at < span.end {
            let rest = text.get(at..span.end).unwrap_or_default();
            let begin = at + headings(rest);
            let code = text.get(begin..span.end).unwrap_or_default();
            if text.get(at..begin).is_some_and(|words| !words.trim().is_empty()) {
                self.words.push(Span { start: at, end: begin });
            }
            if code.is_empty() {
                return;
            }
            let json = begins_json(code) && self.json.len() < MOST_JSON;
            at = begin
                + if let Some(length) = value_length(code).filter(|_| json) {
                    self.json.push(Span { start: begin, end: begin + length });
                    length
                } else {
                    let room = self.pieces() < MOST_CODE;
                    let length = if room { code_length(code) } else { code.len() };
                    self.code(code, Span { start: begin, end: begin + length });
                    length
                };
        }
    }

    fn pieces(&self) -> usize {
        self.json.len() + self.markup.len() + self.scripts.len() + self.words.len() / 2
    }

    fn code(&mut self, code: &str, span: Span) {
        let own = code.get(..span.end - span.start).unwrap_or_default();
        match Form::of(own) {
            Form::Markup => self.markup.push(span),
            Form::Json => self.json.push(span),
            Form::Address => self.words.push(span),
            Form::Script => self.scripts.push(span),
        }
    }
}

/// How long the lines before a piece of code are: words, comments and nothing.
fn headings(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = trimmed(line);
        if !bare.is_empty() && !is_words(bare) {
            return at + (line.len() - bare.len());
        }
        at += line.len();
    }
    at
}

/// Where the JSON value that begins here is over; `None` where more of it follows.
fn value_length(text: &str) -> Option<usize> {
    let end = closing(text)?;
    let rest = text.get(end..)?;
    let line = rest.split('\n').next().unwrap_or_default().trim();
    let next = trimmed(rest);
    let ends = line.is_empty() || line.starts_with(['{', '<']) || begins_comment(line);
    (ends && !next.starts_with([',', ':', '"', '\'', '}', ']', ')', ';', '.'])).then_some(end)
}

/// Behind the bracket that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    let mut skipped = 0;
    for (at, c) in text.char_indices() {
        if at < skipped {
            continue;
        }
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(_), '\n') => quote = None,
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '/') => skipped = at + comment_length(text, at),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn comment_length(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    if before.is_some_and(|c| c == ':' || c.is_alphanumeric()) {
        return 0;
    }
    match rest.get(..2) {
        Some("//") => rest.find('\n').unwrap_or(rest.len()),
        // Without an end the bracket has no partner either.
        Some("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
        _ => 0,
    }
}

/// A piece of code ends before a line that names the next file, and before another language.
fn code_length(code: &str) -> usize {
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        if at > 0 && names_file(line) {
            break;
        }
        at += line.len();
    }
    let file = code.get(..at).unwrap_or(code);
    boundary::find(file).unwrap_or(at)
}

const ENDINGS: &[&str] =
    &[".json", ".js", ".ts", ".jsx", ".tsx", ".wxml", ".axml", ".vue", ".html"];

/// `// pages/index.wxml`, `<!-- a.html -->`, `app.json:`: a path and nothing else.
fn names_file(line: &str) -> bool {
    let signs = |c: char| {
        c.is_whitespace() || matches!(c, '/' | '*' | '#' | '<' | '!' | '-' | '>' | ':' | '：')
    };
    let path = line.trim_matches(signs);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_');
    path.len() < 200
        && ENDINGS.iter().any(|ending| path.ends_with(ending))
        && path.chars().all(plain)
}

/// The text with everything but some stretches blank, up to the last of them. Lines stay lines.
pub fn only(text: &str, spans: &[Span]) -> String {
    let mut copy = String::with_capacity(text.len());
    let mut ordered = spans.to_vec();
    ordered.sort();
    for span in ordered {
        let between = text.get(copy.len()..span.start).unwrap_or_default();
        copy.extend(between.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        copy.push_str(text.get(span.start..span.end).unwrap_or_default());
    }
    copy
}

/// The copies in which the parts of a text are read: JSON files each for itself, code together, since
/// a page and its script belong together, and the words around them.
#[derive(Debug)]
pub struct Copies {
    alone: Vec<String>,
    /// All code; its markup alone; its scripts.
    code: Option<(String, String, Vec<Span>)>,
}

impl Copies {
    pub fn of(text: &str) -> Option<Self> {
        let parts = split(text)?;
        let mut alone: Vec<String> = parts.json.iter().map(|span| only(text, &[*span])).collect();
        let all: Vec<Span> = parts.markup.iter().chain(&parts.scripts).copied().collect();
        let code =
            (!all.is_empty()).then(|| (only(text, &all), only(text, &parts.markup), parts.scripts));
        let words = only(text, &parts.words);
        if words.contains("://") || words.contains('<') {
            alone.push(words);
        }
        Some(Copies { alone, code })
    }

    pub fn read(&self) -> Vec<Source<'_>> {
        let code = self.code.iter().map(|(all, markup, scripts)| {
            if markup.is_empty() && scripts.len() == 1 {
                Source::read(all)
            } else {
                Source::read_pieces(all, markup, scripts)
            }
        });
        self.alone.iter().map(|copy| Source::read(copy)).chain(code).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(Vec<&str>, Vec<&str>, Vec<&str>)> {
        let parts = split(text)?;
        let read = |spans: &[Span]| {
            spans.iter().map(|span| text.get(span.start..span.end).unwrap().trim()).collect()
        };
        Some((read(&parts.json), read(&parts.markup), read(&parts.scripts)))
    }

    #[test]
    fn files_are_told_apart() {
        assert_eq!(
            told(
                "// app.json\n{\"a\": \"}\"}\n\npage.json：\n{\"b\": 1} // x\n<!-- a.wxml -->\n<cell/>\n// a.js\nf()"
            ),
            Some((vec!["{\"a\": \"}\"}", "{\"b\": 1}"], vec!["<cell/>"], vec!["f()"]))
        );
        assert_eq!(
            told("{\"a\":1}\nPage({})"),
            Some((vec!["{\"a\":1}"], vec![], vec!["Page({})"]))
        );
        assert_eq!(
            told("说明\n```js\nf()\n```\n和\n```\n<a>\n```"),
            Some((vec![], vec!["<a>"], vec!["f()"]))
        );
    }

    #[test]
    fn one_file_is_one() {
        for text in [
            "{\"a\":1}",
            "{\"a\":1}\n,\"b\":2}",
            "{\"a\":1}}",
            "{\"a\":",
            "f()",
            "<a>",
            "你好",
            "",
            "{\"a\":1}, {\"b\":1}",
            "// see app.json\nf()",
            "f(a);\n// about app.json\ng()",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn blank_is_what_was_not_asked_for() {
        assert_eq!(only("张\nab\ncd", &[Span { start: 4, end: 5 }]), "   \na");
    }
}
