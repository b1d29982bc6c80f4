//! Addresses, read tolerantly: people paste them half encoded, with Chinese in them, or without a scheme.

use std::ops::Range;

use crate::channels::inspect::entity;
use crate::channels::inspect::passage::{Passage, Weaver, Writing};

/// Where an address stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// The whole text, or a line of it.
    Text,
    /// The attribute `attribute` of the tag `tag` of the source.
    Attribute { tag: usize, attribute: usize },
    /// A string of a script.
    Script,
    /// A string of a JSON file.
    Json,
    /// Words between tags: shown, not opened.
    Words,
}

/// One address.
#[derive(Clone, Debug)]
pub struct Link {
    /// The address as it is meant, with entities and escapes taken away but still percent-encoded.
    pub passage: Passage,
    pub stands: Stands,
    /// Lower case; empty for an address without one.
    pub scheme: String,
    /// Lower case, without user and port.
    pub host: String,
    pub host_at: Range<usize>,
    pub path: String,
    pub path_at: Range<usize>,
    pub pairs: Vec<Pair>,
    /// What follows the first `#`.
    pub fragment: Option<Range<usize>>,
    /// Pairs that stand in the fragment, where most servers never see them.
    pub fragment_pairs: Vec<Pair>,
}

/// One pair of a query. Ranges are those of the address' text.
#[derive(Clone, Debug)]
pub struct Pair {
    pub name: String,
    pub name_at: Range<usize>,
    pub value_at: Range<usize>,
    /// The decoded value.
    pub value: Passage,
    /// `name` alone, without `=`.
    pub bare: bool,
}

impl Link {
    pub fn read(passage: Passage, stands: Stands) -> Self {
        let text = passage.text.as_str();
        let hash = text.find('#');
        let end = hash.unwrap_or(text.len());
        let head = text.get(..end).unwrap_or_default();
        let (scheme, after) = scheme(head);
        let question = head.find('?').unwrap_or(end);
        let (host_at, path_from) = authority(head, after, question);
        let host = text.get(host_at.clone()).unwrap_or_default().to_ascii_lowercase();
        let path_at = path_from.min(question)..question;
        let path = text.get(path_at.clone()).unwrap_or_default().to_owned();
        let pairs = pairs(&passage, (question + 1).min(end)..end);
        let fragment = hash.map(|hash| hash + 1..text.len());
        let fragment_pairs =
            fragment.clone().map_or_else(Vec::new, |fragment| below(&passage, fragment));
        let scheme = scheme.to_ascii_lowercase();
        Link {
            passage,
            stands,
            scheme,
            host,
            host_at,
            path,
            path_at,
            pairs,
            fragment,
            fragment_pairs,
        }
    }

    /// The last pair with this name: later ones win.
    pub fn pair(&self, name: &str) -> Option<&Pair> {
        self.pairs.iter().rev().find(|pair| pair.name == name)
    }

    /// The same address with the rest of its text, from a byte on, as its query: for what a `#` inside
    /// a value has cut off.
    pub fn from_byte(&self, start: usize) -> Link {
        let pairs =
            pairs(&self.passage, start.min(self.passage.text.len())..self.passage.text.len());
        Link { pairs, fragment: None, fragment_pairs: Vec::new(), ..self.clone() }
    }

    pub fn fragment_text(&self) -> &str {
        self.fragment
            .clone()
            .and_then(|fragment| self.passage.text.get(fragment))
            .unwrap_or_default()
    }
}

impl Pair {
    /// The value as it is written in the address.
    pub fn raw<'l>(&self, link: &'l Link) -> &'l str {
        link.passage.text.get(self.value_at.clone()).unwrap_or_default()
    }
}

/// The scheme, and where the rest begins.
fn scheme(head: &str) -> (&str, usize) {
    let end = head.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '-' | '.'));
    let end = end.unwrap_or(head.len());
    match head.get(end..) {
        Some(rest) if rest.starts_with("://") => (head.get(..end).unwrap_or_default(), end + 3),
        _ if head.starts_with("//") => ("", 2),
        _ => ("", 0),
    }
}

fn authority(head: &str, after: usize, question: usize) -> (Range<usize>, usize) {
    if after == 0 {
        return (0..0, 0);
    }
    let rest = head.get(after..question).unwrap_or_default();
    let end = after + rest.find(['/', '\\']).unwrap_or(rest.len());
    let all = head.get(after..end).unwrap_or_default();
    let start = after + all.rfind('@').map_or(0, |at| at + 1);
    let host = head.get(start..end).unwrap_or_default();
    (start..start + host.find(':').unwrap_or(host.len()), end)
}

fn pairs(passage: &Passage, range: Range<usize>) -> Vec<Pair> {
    let query = passage.text.get(range.clone()).unwrap_or_default();
    let mut at = range.start;
    let mut pairs = Vec::new();
    for part in query.split('&') {
        let start = at;
        at += part.len() + 1;
        if part.is_empty() {
            continue;
        }
        // What an entity was lost to belongs to the next pair.
        let part = part.get(..lost(part)).unwrap_or(part);
        let equals = part.find('=');
        let name_at = start..start + equals.unwrap_or(part.len());
        let value_at =
            equals.map_or(start + part.len(), |equals| start + equals + 1)..start + part.len();
        pairs.push(Pair {
            name: percent_decode(&passage.slice(name_at.clone())).text,
            value: percent_decode(&passage.slice(value_at.clone())),
            bare: equals.is_none(),
            name_at,
            value_at,
        });
    }
    pairs
}

/// Where a sign that an entity was lost to begins the name of the next pair.
fn lost(part: &str) -> usize {
    let mut signs = part.char_indices().filter(|(_, c)| !c.is_ascii() && entity::is_loose(*c));
    let found = signs.find(|(at, c)| {
        let rest = part.get(at + c.len_utf8()..).unwrap_or_default();
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        *at > 0 && name.is_some_and(|end| rest.get(end..).is_some_and(|rest| rest.starts_with('=')))
    });
    found.map_or(part.len(), |(at, _)| at)
}

/// Pairs of a fragment: after its own `?`, or all of it where it looks like pairs.
fn below(passage: &Passage, fragment: Range<usize>) -> Vec<Pair> {
    let text = passage.text.get(fragment.clone()).unwrap_or_default();
    let start = match (text.find('?'), text.find('&'), text.find('=')) {
        (Some(question), _, _) => question + 1,
        (None, Some(ampersand), Some(equals)) if ampersand < equals => ampersand + 1,
        (None, _, Some(_)) => text.find('/').map_or(0, |slash| slash + 1),
        _ => return Vec::new(),
    };
    pairs(passage, fragment.start + start..fragment.end)
}

/// Takes percent-encoding away, as `decodeURIComponent` does; what is no encoding stays as it is.
pub fn percent_decode(base: &Passage) -> Passage {
    let mut weaver = Weaver::new(base).layer(Writing::Percent);
    let text = base.text.as_str();
    let bytes = text.as_bytes();
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('%')) {
        let start = at + found;
        let mut end = start;
        let mut decoded = Vec::new();
        while let Some(byte) = encoded_byte(bytes, end) {
            decoded.push(byte);
            end += 3;
        }
        at = if end == start { start + 1 } else { end };
        let valid = std::str::from_utf8(&decoded).is_ok_and(|text| !text.is_empty());
        if end > start && valid {
            weaver.keep(kept..start);
            put_characters(&mut weaver, &decoded, start);
            kept = end;
        } else if end > start {
            // No UTF-8: the letters stay, so that nothing is invented.
            at = end;
        }
    }
    weaver.keep(kept..text.len());
    weaver.finish()
}

fn put_characters(weaver: &mut Weaver<'_>, decoded: &[u8], start: usize) {
    let mut at = start;
    for character in std::str::from_utf8(decoded).unwrap_or_default().chars() {
        let end = at + 3 * character.len_utf8();
        weaver.put(character.encode_utf8(&mut [0; 4]), at..end);
        at = end;
    }
}

fn encoded_byte(bytes: &[u8], at: usize) -> Option<u8> {
    let digits = bytes.get(at..at + 3)?;
    let digits = std::str::from_utf8(digits).ok()?.strip_prefix('%')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    u8::from_str_radix(digits, 16).ok()
}

/// What begins an address that is looked for inside other text.
const BEGINNINGS: &[&str] = &["https://", "http://"];

/// The addresses inside a passage: each ends at white space, a quote or a bracket of markup.
pub fn find(passage: &Passage) -> Vec<Range<usize>> {
    let text = passage.text.as_str();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(colon) = text.get(at..).and_then(|rest| rest.find("://")).map(|f| at + f) {
        at = colon + 3;
        let head = text.get(..colon + 3).unwrap_or_default();
        let Some(beginning) = BEGINNINGS.iter().find(|beginning| ends_with(head, beginning)) else {
            continue;
        };
        let start = colon + 3 - beginning.len();
        let end = at + length(text.get(at..).unwrap_or_default());
        found.push(start..end);
        at = end;
    }
    found
}

fn ends_with(head: &str, beginning: &str) -> bool {
    let tail = head.len().checked_sub(beginning.len()).and_then(|start| head.get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(beginning))
}

/// How long an address is: words of another language end it before its query, and a closing bracket
/// that it did not open.
pub fn length(rest: &str) -> usize {
    let end = end_of(rest);
    let address = rest.get(..end).unwrap_or_default();
    // A sentence ends with a dot, an address hardly ever.
    address.trim_end_matches(['.', ',', ';', '!', ':']).len()
}

/// Names whose value is never in Chinese: what follows it is a word of the sentence.
const CODES: &[&str] = &[
    "sysnum",
    "sysNum",
    "source",
    "locale",
    "groupid",
    "robotid",
    "agentid",
    "color",
    "type",
    "tntInstId",
    "scene",
];

/// Where Chinese words stick to the code that an address ends with: `…?sysnum=0123请点击`.
pub fn glued(address: &str) -> Option<usize> {
    let at = address.char_indices().find(|(_, c)| is_chinese(*c)).map(|(at, _)| at)?;
    let (head, tail) = address.split_at_checked(at)?;
    let (before, value) = head.rsplit_once('=')?;
    let name = before.rsplit(['?', '&']).next().unwrap_or_default();
    let code =
        value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let marks =
        matches!(tail.chars().next(), Some('，' | '。' | '；' | '、' | '！' | '）' | '：' | '？'));
    let ends = code && !value.is_empty() && !tail.contains(['&', '=']);
    (ends && (marks || CODES.contains(&name))).then_some(at)
}

fn end_of(rest: &str) -> usize {
    let rest = glued(rest.split(char::is_whitespace).next().unwrap_or(rest))
        .and_then(|end| rest.get(..end))
        .unwrap_or(rest);
    let (mut open, mut query) = (0_usize, false);
    for (at, c) in rest.char_indices() {
        match c {
            '?' | '#' => query = true,
            '(' => open += 1,
            ')' if open == 0 => return at,
            ')' => open -= 1,
            _ if ends_address(c) || (!query && is_chinese(c)) => return at,
            _ => {}
        }
    }
    rest.len()
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}')
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | '<' | '>' | '`' | '（' | '）' | '，' | '。' | '；' | '、')
        || matches!(c, '“' | '”' | '‘' | '’' | '」' | '』' | '】' | '》')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Link {
        Link::read(Passage::plain(text, 0), Stands::Text)
    }

    #[test]
    fn an_address_falls_into_its_parts() {
        let link =
            read("HTTPS://u@Demo.Sobot.com:8443/chat/h5?a=%E5%BC%A0%E4%B8%89&b&c=1=2#/x?y=z");
        assert_eq!((link.scheme.as_str(), link.host.as_str()), ("https", "demo.sobot.com"));
        assert_eq!(link.path, "/chat/h5");
        assert_eq!(link.pair("a").unwrap().value.text, "张三");
        assert!(link.pair("b").unwrap().bare);
        assert_eq!(link.pair("c").unwrap().value.text, "1=2");
        assert_eq!(link.fragment_text(), "/x?y=z");
        assert_eq!(link.fragment_pairs.first().unwrap().name, "y");
    }

    #[test]
    fn a_decoded_value_knows_where_it_stands() {
        let text = "https://a.example/?a=1%2B%E5%BC%A0x";
        let value = read(text).pair("a").unwrap().value.clone();
        assert_eq!(value.text, "1+张x");
        let span = value.span(2..5);
        assert_eq!(text.get(span.start..span.end).unwrap(), "%E5%BC%A0");
        let edit = value.replace(1..2, "&").unwrap();
        assert_eq!((edit.span.start, edit.text.as_str()), (text.find("%2B").unwrap(), "%26"));
    }

    #[test]
    fn what_is_no_encoding_stays() {
        for value in ["100%", "%", "%zz", "%E5%BC", "%GG%"] {
            assert_eq!(percent_decode(&Passage::plain(value, 0)).text, value);
        }
    }

    #[test]
    fn addresses_are_found_in_words() {
        let text = "见 https://a.example/x?y=1，或 \"HTTP://b.example\" 和 ftp://c.example";
        let passage = Passage::plain(text, 0);
        let found: Vec<&str> = find(&passage).into_iter().map(|r| text.get(r).unwrap()).collect();
        assert_eq!(found, ["https://a.example/x?y=1", "HTTP://b.example"]);
    }
}
