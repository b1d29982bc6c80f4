//! Character references of markup: `&amp;`, `&#34;`, and those old ones that need no semicolon.

use crate::channels::inspect::passage::{Passage, Weaver, Writing};

/// Names that HTML knows even without a semicolon, where they are no letters: a query pair such as
/// `&params=` loses its beginning to them.
pub const LOOSE: &[(&str, char)] = &[
    ("amp", '&'),
    ("brvbar", '¦'),
    ("cedil", '¸'),
    ("cent", '¢'),
    ("copy", '©'),
    ("curren", '¤'),
    ("deg", '°'),
    ("divide", '÷'),
    ("frac12", '½'),
    ("gt", '>'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("laquo", '«'),
    ("lt", '<'),
    ("macr", '¯'),
    ("micro", 'µ'),
    ("middot", '·'),
    ("nbsp", '\u{A0}'),
    ("not", '¬'),
    ("ordf", 'ª'),
    ("ordm", 'º'),
    ("para", '¶'),
    ("plusmn", '±'),
    ("pound", '£'),
    ("quot", '"'),
    ("raquo", '»'),
    ("reg", '®'),
    ("sect", '§'),
    ("shy", '\u{AD}'),
    ("times", '×'),
    ("uml", '¨'),
    ("yen", '¥'),
];

/// Whether a sign is what a page makes of such a name.
pub fn is_loose(c: char) -> bool {
    !c.is_ascii() && LOOSE.iter().any(|(_, loose)| *loose == c)
}

/// The longest reference that is looked for, in bytes.
const LONGEST: usize = 12;

/// Takes the references out of a passage. Inside an attribute a loose name counts only where neither a
/// letter, a digit nor `=` follows, as browsers do it.
pub fn decode(base: &Passage, layer: Writing) -> Passage {
    let attribute = matches!(layer, Writing::Attribute(_));
    let mut weaver = Weaver::new(base).layer(layer);
    let text = base.text.as_str();
    let mut kept = 0;
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('&')).map(|found| from + found)
    {
        from = at + 1;
        if let Some((character, length)) = reference(text.get(at..).unwrap_or_default(), attribute)
        {
            weaver.keep(kept..at);
            weaver.put(character.encode_utf8(&mut [0; 4]), at..at + length);
            kept = at + length;
            from = kept;
        }
    }
    weaver.keep(kept..text.len());
    weaver.finish()
}

/// The reference that a text begins with, and its length.
fn reference(text: &str, attribute: bool) -> Option<(char, usize)> {
    let name = text.get(1..)?;
    let end = name
        .char_indices()
        .take(LONGEST)
        .find(|(_, c)| !c.is_ascii_alphanumeric() && *c != '#')
        .map_or(name.len().min(LONGEST), |(at, _)| at);
    let word = name.get(..end)?;
    let closed = name.get(end..)?.starts_with(';');
    if let Some(digits) = word.strip_prefix('#') {
        let hex = digits.strip_prefix(['x', 'X']);
        let code = match hex {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => digits.parse().ok()?,
        };
        return Some((char::from_u32(code)?, 1 + end + usize::from(closed)));
    }
    if closed {
        let known = LOOSE.iter().find(|(known, _)| *known == word).map(|(_, c)| *c);
        let known = known.or(if word == "apos" { Some('\'') } else { None })?;
        return Some((known, end + 2));
    }
    let (known, character) = LOOSE.iter().find(|(known, _)| word.starts_with(known))?;
    let next = name.get(known.len()..)?.chars().next();
    let bound = next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '=');
    (!attribute || !bound).then_some((*character, 1 + known.len()))
}
