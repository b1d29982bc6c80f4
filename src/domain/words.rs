//! By which words an object is found, and where they stand in a text. There is no syntax and no
//! language: letters and digits make words, everything else separates them.

use std::collections::BTreeMap;

use super::card::Card;
use super::meta::Meta;
use super::{Account, Window};

/// The longest word that is kept, in characters.
const LONGEST: usize = 24;
/// How many words an object has at most. Its name comes first, its values last.
const MOST: usize = 300;
/// So much of a note or of a value is searched, in characters.
const SEARCHED: usize = 200;
/// Identifiers are found from any character on, while at least so many are left of a word.
const TAIL: usize = 4;

/// What a match is worth: found by its name or code, by what tells it apart, by what it holds.
pub const BY_NAME: i64 = 0;
pub const BY_MARK: i64 = 1;
pub const BY_VALUE: i64 = 2;

/// The words of a card, each with what a match is worth.
pub fn words(card: &Card, meta: &Meta) -> BTreeMap<String, i64> {
    let mut found = Collected::default();
    found.add(&card.name, BY_NAME, Starts::Dense);
    if card.handle != card.id {
        found.add(&card.handle, BY_NAME, Starts::Dense);
    }
    for (_, value) in &card.identifiers {
        found.add(value, BY_MARK, Starts::Any);
    }
    for tag in &meta.tags {
        found.add(tag, BY_MARK, Starts::Dense);
    }
    found.add(&meta.owner, BY_MARK, Starts::Dense);
    for (_, value) in &card.texts {
        found.add(value, BY_VALUE, Starts::Dense);
    }
    found.add(&meta.note, BY_VALUE, Starts::Dense);
    found.words
}

/// The texts behind these words besides the name, by field: a search shows where it found something.
pub fn texts(card: &Card, meta: &Meta) -> Vec<(String, String)> {
    let box_of = match card.noun {
        Account::NOUN => "a.",
        Window::NOUN => "w.",
        _ => "",
    };
    let own =
        card.identifiers.iter().map(|(name, value)| (format!("{box_of}{name}"), value.clone()));
    let held = card.texts.iter().map(|(name, value)| (name.clone(), cut(value)));
    let tags = ("tags".to_owned(), meta.tags_text());
    let described =
        [tags, ("owner".to_owned(), meta.owner.clone()), ("note".to_owned(), cut(&meta.note))];
    own.chain(held).chain(described).filter(|(_, text)| !text.is_empty()).collect()
}

fn cut(text: &str) -> String {
    text.chars().take(SEARCHED).collect()
}

/// Where in a word a search may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Starts {
    /// At its beginning; in scripts without spaces at any character.
    Dense,
    /// At any character.
    Any,
}

#[derive(Default)]
struct Collected {
    words: BTreeMap<String, i64>,
}

impl Collected {
    fn add(&mut self, text: &str, worth: i64, starts: Starts) {
        for word in split(&cut(text)) {
            let characters: Vec<char> = word.chars().collect();
            let count = characters.len();
            let last = if characters.first().is_some_and(|&c| is_dense(c)) {
                count
            } else if starts == Starts::Any {
                count.saturating_sub(TAIL - 1).max(1)
            } else {
                1
            };
            for start in 0..last {
                if self.words.len() >= MOST {
                    return;
                }
                let word = characters.iter().skip(start).take(LONGEST).collect();
                self.words.entry(word).or_insert(worth);
            }
        }
    }
}

/// What somebody typed into a search box, as the beginnings of words, the longest first. There is no
/// syntax: every other character only separates.
pub fn wanted_words(typed: &str) -> Vec<String> {
    let mut words: Vec<String> =
        split(typed).into_iter().map(|word| word.chars().take(LONGEST).collect()).collect();
    words.sort_by_key(|word: &String| std::cmp::Reverse(word.chars().count()));
    words.dedup();
    words
}

/// A part of a text; whether it is what somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub hit: bool,
}

/// A text with the wanted words marked, each where a word begins, or anywhere when it is long enough
/// to be no accident.
pub fn marked(text: &str, wanted: &[String]) -> Vec<Piece> {
    let letters: Vec<char> = text.chars().collect();
    let folded: Vec<char> = letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut at = 0;
    while let Some(rest) = folded.get(at..).filter(|rest| !rest.is_empty()) {
        let before = at.checked_sub(1).and_then(|before| folded.get(before));
        let length = wanted.iter().filter_map(|word| fits(rest, before, word)).max();
        let (length, hit) = length.map_or((1, false), |length| (length, true));
        let part = letters.iter().skip(at).take(length);
        match pieces.last_mut() {
            Some(last) if last.hit == hit => last.text.extend(part),
            _ => pieces.push(Piece { text: part.collect(), hit }),
        }
        at += length;
    }
    pieces
}

/// How many characters of the rest are this word.
fn fits(rest: &[char], before: Option<&char>, word: &str) -> Option<usize> {
    let first = rest.first()?;
    let inside = before.is_some_and(|&c| c.is_alphanumeric() && !is_dense(c));
    let length = word.chars().count();
    let anywhere = is_dense(*first) || !inside || length >= TAIL;
    let same =
        anywhere && rest.len() >= length && word.chars().eq(rest.iter().copied().take(length));
    (same && length > 0).then_some(length)
}

/// The neighbourhood of the first match, for texts that are too long to be shown whole.
pub fn excerpt(pieces: Vec<Piece>, around: usize) -> Vec<Piece> {
    let first = pieces.iter().position(|piece| piece.hit);
    let Some(first) = first else { return pieces };
    let mut shown = Vec::new();
    for (at, mut piece) in pieces.into_iter().enumerate() {
        let count = piece.text.chars().count();
        if piece.hit || count <= around {
            shown.push(piece);
        } else if at < first {
            let tail: String = piece.text.chars().skip(count - around).collect();
            piece.text = format!("…{tail}");
            shown.push(piece);
        } else {
            let head: String = piece.text.chars().take(around).collect();
            piece.text = format!("{head}…");
            shown.push(piece);
            break;
        }
    }
    shown
}

/// Chinese, Japanese and Korean letters, which stand without spaces between words.
fn is_dense(c: char) -> bool {
    c >= '\u{2e80}'
}

fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    for c in text.chars().flat_map(char::to_lowercase) {
        let kind = c.is_alphanumeric().then(|| is_dense(c));
        match (kind, words.last_mut()) {
            (Some(_), Some(word)) if kind == before => word.push(c),
            (Some(_), _) => words.push(c.to_string()),
            (None, _) => {}
        }
        before = kind;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(card: &Card, meta: &Meta) -> Vec<(String, i64)> {
        words(card, meta).into_iter().collect()
    }

    fn shown(pieces: &[Piece]) -> String {
        let each = pieces
            .iter()
            .map(|piece| if piece.hit { format!("[{}]", piece.text) } else { piece.text.clone() });
        each.collect()
    }

    #[test]
    fn words_begin_where_people_would_look_for_them() {
        let card = Card {
            name: "官网售前 Chat".into(),
            handle: "main-site".into(),
            identifiers: vec![("scene".into(), "SCE_01abcd".into())],
            texts: vec![("p.title".into(), "Hello 您好".into())],
            ..Card::default()
        };
        let meta = Meta { owner: "Li".into(), tags: vec!["vip".into()], note: "官方".into() };
        let wanted = [
            ("01abcd", 1),
            ("1abcd", 1),
            ("abcd", 1),
            ("chat", 0),
            ("hello", 2),
            ("li", 1),
            ("main", 0),
            ("sce", 1),
            ("site", 0),
            ("vip", 1),
            ("前", 0),
            ("售前", 0),
            ("好", 2),
            ("官方", 2),
            ("官网售前", 0),
            ("您好", 2),
            ("方", 2),
            ("网售前", 0),
        ];
        assert_eq!(of(&card, &meta), wanted.map(|(word, worth)| (word.to_owned(), worth)));
    }

    #[test]
    fn a_word_of_the_name_is_worth_most_wherever_else_it_stands() {
        let texts = vec![("p.title".into(), "chat".into())];
        let card = Card { name: "Chat".into(), texts, ..Card::default() };
        assert_eq!(of(&card, &Meta::default()), [("chat".to_owned(), BY_NAME)]);
    }

    #[test]
    fn what_is_typed_has_no_syntax() {
        assert_eq!(wanted_words("Main-site 售前%"), ["main", "site", "售前"]);
        assert_eq!(wanted_words(" %_'\"*() "), Vec::<String>::new());
        assert_eq!(wanted_words("a A"), ["a"]);
    }

    #[test]
    fn an_object_with_long_texts_has_few_words() {
        let texts = (0..90).map(|n| (format!("p.{n}"), format!("聊{n}").repeat(500))).collect();
        let card = Card { name: "聊".repeat(500), texts, ..Card::default() };
        assert!(words(&card, &Meta::default()).len() <= MOST);
    }

    #[test]
    fn matches_are_marked_where_words_begin() {
        let wanted = wanted_words("at 售前");
        assert_eq!(shown(&marked("Chat at 官网售前 At", &wanted)), "Chat [at] 官网[售前] [At]");
        assert_eq!(shown(&marked("x9f8e7d6c", &wanted_words("8e7d"))), "x9f[8e7d]6c");
        assert_eq!(shown(&marked("İstanbul <b>", &wanted_words("b"))), "İstanbul <[b]>");
        assert_eq!(marked("", &wanted), []);
    }

    #[test]
    fn a_long_text_is_cut_around_its_first_match() {
        let text = format!("{}售前{}", "甲".repeat(50), "乙".repeat(50));
        let cut = shown(&excerpt(marked(&text, &wanted_words("售前")), 5));
        assert_eq!(cut, "…甲甲甲甲甲[售前]乙乙乙乙乙…");
        assert_eq!(shown(&excerpt(marked("短", &[]), 5)), "短");
    }
}
