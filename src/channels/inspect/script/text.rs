//! Strings of a script: escapes are taken away, places are kept.

use crate::channels::inspect::passage::{Passage, Weaver, Writing};
use crate::channels::inspect::script::Script;
use crate::channels::inspect::script::token::Kind;

/// The text that the inside of a string means.
pub fn decode_string(base: &Passage, quote: char) -> Passage {
    let mut weaver = Weaver::new(base).layer(Writing::Script(quote));
    let text = base.text.as_str();
    let (mut kept, mut at) = (0, 0);
    while let Some(start) = text.get(at..).and_then(|rest| rest.find('\\')).map(|found| at + found)
    {
        let (meant, length) = escape(text.get(start..).unwrap_or_default());
        weaver.keep(kept..start);
        weaver.put(&meant, start..start + length);
        kept = start + length;
        at = kept;
    }
    weaver.keep(kept..text.len());
    weaver.finish()
}

/// What an escape means, and how long it is.
fn escape(text: &str) -> (String, usize) {
    let Some(letter) = text.chars().nth(1) else { return (String::new(), text.len()) };
    let simple = |c: char| (c.to_string(), 2);
    match letter {
        'n' => simple('\n'),
        't' => simple('\t'),
        'r' => simple('\r'),
        'b' => simple('\u{8}'),
        'f' => simple('\u{C}'),
        'v' => simple('\u{B}'),
        '0' => simple('\0'),
        'x' => code(text, 2, 4).unwrap_or_else(|| simple('x')),
        'u' => unicode(text).unwrap_or_else(|| simple('u')),
        '\r' if text.get(2..3) == Some("\n") => (String::new(), 3),
        '\n' | '\r' => (String::new(), 2),
        '\u{2028}' | '\u{2029}' => (String::new(), 4),
        other => (other.to_string(), 1 + other.len_utf8()),
    }
}

fn unicode(text: &str) -> Option<(String, usize)> {
    if let Some(rest) = text.strip_prefix("\\u{") {
        let (end, _) = rest.char_indices().take(8).find(|(_, c)| *c == '}')?;
        let code = u32::from_str_radix(rest.get(..end)?, 16).ok()?;
        return Some((char::from_u32(code)?.to_string(), end + 4));
    }
    let first = u32::from_str_radix(text.get(2..6)?, 16).ok()?;
    if let Some(character) = char::from_u32(first) {
        return Some((character.to_string(), 6));
    }
    let second = text.get(6..12)?.strip_prefix("\\u")?;
    let second = u16::from_str_radix(second, 16).ok()?;
    let pair = [u16::try_from(first).ok()?, second];
    Some((String::from_utf16(&pair).ok()?, 12))
}

fn code(text: &str, from: usize, to: usize) -> Option<(String, usize)> {
    let code = u32::from_str_radix(text.get(from..to)?, 16).ok()?;
    Some((char::from_u32(code)?.to_string(), to))
}

impl Script {
    pub(super) fn text_at(&self, at: usize) -> Passage {
        let Some(token) = self.tokens.get(at) else { return Passage::plain("", 0) };
        let quote = if let Kind::Text(quote) = token.kind { quote } else { '`' };
        let word = self.word(at);
        let closed = word.len() > 1 && word.ends_with(quote);
        let inner = token.span.start + 1..token.span.end - usize::from(closed);
        decode_string(&self.passage.slice(inner), quote)
    }

    /// A template with holes where its expressions stand.
    pub(super) fn template_at(&self, at: usize, last: usize) -> Passage {
        let mut parts = Vec::new();
        let mut next = at;
        while next <= last {
            let Some(token) = self.tokens.get(next) else { break };
            let tail = if token.kind == Kind::Ending { 1 } else { 2 };
            let word = self.word(next);
            let inner = token.span.start + 1
                ..(token.span.end - tail.min(word.len() - 1)).max(token.span.start + 1);
            parts.push(decode_string(&self.passage.slice(inner), '`'));
            if token.kind == Kind::Ending {
                break;
            }
            let begin = next + 1;
            next = self.skip_expression(begin, last);
            parts.push(Passage::hole(self.between(begin, next.saturating_sub(1).max(begin))));
        }
        Passage::join(parts)
    }

    /// The next part of a template.
    fn skip_expression(&self, from: usize, last: usize) -> usize {
        let mut at = from;
        while at < last && !matches!(self.kind(at), Some(Kind::Middle | Kind::Ending)) {
            at = self.after(at);
        }
        at.max(from).min(last.max(from))
    }
}
