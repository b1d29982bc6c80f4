//! Tags and attributes of HTML, WXML, AXML, Vue files and JSX: one tokeniser for all of them.
//!
//! It builds no tree. It never looks at a byte more than a few times, however broken the text is.

use crate::channels::inspect::entity;
use crate::channels::inspect::passage::{Passage, Span, Writing};

pub use crate::channels::inspect::tag::{Attribute, AttributeValue, Quote, Tag};

/// What a text of markup consists of.
#[derive(Clone, Debug, Default)]
pub struct Markup {
    pub tags: Vec<Tag>,
    /// Text between tags, comments left out.
    pub words: Vec<Span>,
    /// The inside of elements whose content is not markup, with the index of their tag.
    pub contents: Vec<(usize, Span)>,
}

/// Elements whose content is not markup.
const RAW: &[&str] = &["script", "style", "wxs", "textarea"];

/// Reads a whole text.
pub fn read(text: &str) -> Markup {
    let mut reader = Reader { text, at: 0, markup: Markup::default(), missing: Missing::default() };
    while reader.step() {}
    reader.markup
}

/// Reads the tags inside a script (JSX): a `<` counts only where an expression can begin.
pub fn read_inside_script(text: &str) -> Markup {
    let mut reader = Reader { text, at: 0, markup: Markup::default(), missing: Missing::default() };
    while let Some(at) = reader.find('<', reader.at) {
        let before = text.get(..at).unwrap_or_default().trim_end();
        let after_word = before.ends_with("return") || before.ends_with("default");
        let begins = before.is_empty()
            || before.ends_with(['(', '>', '=', ',', '?', ':', '&', '|', '{', '}', '[', ';']);
        // Text between two tags ends with a word, so a closing tag always counts.
        let closes = text.get(at..).is_some_and(|rest| rest.starts_with("</"));
        reader.at = at;
        if !((begins || after_word || closes) && reader.tag()) {
            reader.at = at + 1;
        }
    }
    reader.markup
}

/// From where on an ending character does not occur any more: nobody looks for it again.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "one flag for each ending character")]
struct Missing {
    quote: bool,
    apostrophe: bool,
    brace: bool,
    comment: bool,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    markup: Markup,
    missing: Missing,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn find(&self, character: char, from: usize) -> Option<usize> {
        self.text.get(from..)?.find(character).map(|found| from + found)
    }

    /// One tag, one comment or one run of text; false at the end.
    fn step(&mut self) -> bool {
        let Some(open) = self.find('<', self.at) else {
            self.word(self.at, self.text.len());
            return false;
        };
        self.word(self.at, open);
        self.at = open;
        if self.comment() || self.tag() {
            return self.at < self.text.len();
        }
        self.word(open, open + 1);
        self.at = open + 1;
        true
    }

    fn word(&mut self, start: usize, end: usize) {
        if start < end {
            self.markup.words.push(Span { start, end });
        }
    }

    fn comment(&mut self) -> bool {
        if self.rest().starts_with("<!--") && !self.missing.comment {
            if let Some(end) = self.rest().find("-->") {
                self.at += end + 3;
                return true;
            }
            self.missing.comment = true;
        }
        let declaration = self.rest().starts_with("<!") || self.rest().starts_with("<?");
        if declaration {
            self.at = self.find('>', self.at).map_or(self.text.len(), |end| end + 1);
        }
        declaration
    }

    /// Reads the tag at `self.at`; false where there is none.
    fn tag(&mut self) -> bool {
        let start = self.at;
        let closing = self.rest().starts_with("</");
        let name_from = start + 1 + usize::from(closing);
        let rest = self.text.get(name_from..).unwrap_or_default();
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return false;
        }
        let length = rest.find(|c| ends_name(c) || matches!(c, '<' | '=' | '"' | '\''));
        let name_end = name_from + length.unwrap_or(rest.len());
        let name = rest.get(..name_end - name_from).unwrap_or_default();
        let mut tag = Tag {
            name: name.to_owned(),
            name_at: Span { start: name_from, end: name_end },
            at: Span { start, end: start },
            attributes: Vec::new(),
            closing,
            self_closing: false,
        };
        self.at = name_end;
        self.attributes(&mut tag);
        tag.at.end = self.at;
        let raw = RAW.iter().find(|raw| tag.name.eq_ignore_ascii_case(raw)).copied();
        let opens = !tag.closing && !tag.self_closing;
        self.markup.tags.push(tag);
        if let Some(raw) = raw.filter(|_| opens) {
            self.content(raw);
        }
        true
    }

    fn content(&mut self, name: &str) {
        let start = self.at;
        let mut from = start;
        let end = loop {
            let Some(found) = self.text.get(from..).and_then(|rest| rest.find("</")) else {
                break self.text.len();
            };
            let at = from + found;
            let after = self.text.get(at + 2..at + 2 + name.len());
            if after.is_some_and(|after| after.eq_ignore_ascii_case(name)) {
                break at;
            }
            from = at + 2;
        };
        let index = self.markup.tags.len() - 1;
        self.markup.contents.push((index, Span { start, end }));
        self.at = end;
    }

    fn attributes(&mut self, tag: &mut Tag) {
        loop {
            let rest = self.rest();
            let skipped = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
            self.at += skipped;
            let Some(next) = self.rest().chars().next() else { return };
            match next {
                '>' => {
                    self.at += 1;
                    return;
                }
                '/' => {
                    tag.self_closing = self.rest().starts_with("/>");
                    self.at += 1;
                }
                // The next tag begins: this one was never closed.
                '<' => return,
                '{' => self.at = self.braces(self.at).unwrap_or(self.at + 1),
                _ => {
                    let attribute = self.attribute();
                    tag.attributes.push(attribute);
                }
            }
        }
    }

    fn attribute(&mut self) -> Attribute {
        let start = self.at;
        let rest = self.rest();
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = rest
            .get(first..)
            .and_then(|tail| tail.find(|c: char| ends_name(c) || matches!(c, '=' | '<')))
            .map_or(rest.len(), |length| first + length);
        let name = rest.get(..length).unwrap_or_default().to_owned();
        let name_at = Span { start, end: start + length };
        self.at = name_at.end;
        let gap = self.rest().find(|c: char| !c.is_whitespace()).unwrap_or_default();
        let equals = self.rest().get(gap..).is_some_and(|rest| rest.starts_with('='));
        if !equals {
            return Attribute { name, name_at, at: name_at, value: None };
        }
        self.at += gap + 1;
        let gap = self.rest().find(|c: char| !c.is_whitespace()).unwrap_or_default();
        self.at += gap;
        let value = self.value();
        Attribute { name, name_at, at: Span { start, end: self.at }, value: Some(value) }
    }

    fn value(&mut self) -> AttributeValue {
        let start = self.at;
        let closed = match self.rest().chars().next() {
            Some('"') => self.quoted('"').map(|end| (Quote::Double, end)),
            Some('\'') => self.quoted('\'').map(|end| (Quote::Single, end)),
            Some('{') if !self.rest().starts_with("{{") => {
                self.braces(start).map(|end| (Quote::Braces, end - 1))
            }
            _ => None,
        };
        let (quote, raw) = if let Some((quote, end)) = closed {
            self.at = end + 1;
            (quote, Span { start: start + 1, end })
        } else {
            let rest = self.rest();
            let end = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
            self.at = start + end;
            (Quote::None, Span { start, end: start + end })
        };
        let text = self.text.get(raw.start..raw.end).unwrap_or_default();
        let plain = Passage::plain(text, raw.start);
        let passage = match quote {
            Quote::Double => entity::decode(&plain, Writing::Attribute(Some('"'))),
            Quote::Single => entity::decode(&plain, Writing::Attribute(Some('\''))),
            Quote::None => entity::decode(&plain, Writing::Attribute(None)),
            Quote::Braces => plain,
        };
        AttributeValue { passage, raw, quote }
    }

    fn quoted(&mut self, quote: char) -> Option<usize> {
        let missing = if quote == '"' { self.missing.quote } else { self.missing.apostrophe };
        if missing {
            return None;
        }
        let end = self.find(quote, self.at + 1);
        if end.is_none() {
            match quote {
                '"' => self.missing.quote = true,
                _ => self.missing.apostrophe = true,
            }
        }
        end
    }

    /// The end of a `{…}` with braces, quotes and nothing else understood.
    fn braces(&mut self, start: usize) -> Option<usize> {
        if self.missing.brace {
            return None;
        }
        let mut depth = 0_usize;
        let mut quote = None;
        let mut escaped = false;
        for (at, c) in self.text.get(start..)?.char_indices() {
            match (quote, c) {
                _ if escaped => escaped = false,
                (Some(_), '\\') => escaped = true,
                (Some(open), _) if open == c => quote = None,
                (None, '"' | '\'' | '`') => quote = Some(c),
                (None, '{') => depth += 1,
                (None, '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Some(start + at + 1);
            }
        }
        self.missing.brace = true;
        None
    }
}

fn ends_name(c: char) -> bool {
    c.is_whitespace() || matches!(c, '/' | '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<Tag> {
        read(text).tags
    }

    #[test]
    fn one_tokeniser_for_all_of_them() {
        let text = "<cell\n plugid='{{plugid}}' styleType=\"{{2}}\" bind:tap=\"f\" hidden/><A b={() => x > 1} {...rest} c=1>";
        let tags = tags(text);
        let [cell, a] = tags.as_slice() else { panic!("{tags:?}") };
        assert_eq!(cell.attribute("plugid").unwrap().binding(), Some("plugid"));
        assert_eq!(cell.text("styleType"), Some("{{2}}"));
        assert!(cell.self_closing && cell.attribute("hidden").unwrap().value.is_none());
        assert_eq!(a.text("b"), Some("() => x > 1"));
        assert_eq!(a.text("c"), Some("1"));
    }

    #[test]
    fn entities_are_decoded_and_places_kept() {
        let text = "<a href='x?a=1&amp;b=2&copy=3&#x4e2d;'>";
        let tag = tags(text).remove(0);
        let value = tag.attribute("href").unwrap().value.clone().unwrap();
        assert_eq!(value.passage.text, "x?a=1&b=2&copy=3中");
        let at = value.passage.text.find("b=").unwrap();
        assert_eq!(value.passage.span(at..at + 1).start, text.find("b=").unwrap());
    }

    #[test]
    fn scripts_are_no_markup() {
        let markup = read("<script>if (a<b) { '<i>' }</script><b>");
        assert_eq!(
            markup.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(),
            ["script", "script", "b"]
        );
        assert_eq!(markup.contents.len(), 1);
    }

    #[test]
    fn tags_of_jsx_are_told_from_comparisons() {
        let markup = read_inside_script(
            "if (a <b && c> d) { return <Button openType=\"contact\">问</Button>; }",
        );
        let names: Vec<&str> = markup.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!(names, ["Button", "Button"]);
    }
}
