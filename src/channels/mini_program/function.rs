//! Functions of a page's script as rows of words: enough to see whether something is checked before
//! it is used, and what a call stands inside of. Everything takes time in the length of the script.

use std::ops::Range;

use crate::channels::inspect::Span;
use crate::channels::inspect::script::Script;

/// Brackets that were forgotten are passed over, so many at most.
const DEEPEST: usize = 64;

/// A script as words with matching brackets.
#[derive(Debug)]
pub struct Words<'s> {
    list: Vec<(&'s str, Span)>,
    /// For every bracket the other one of its pair; the end where there is none.
    partner: Vec<usize>,
}

/// A function with a name and a body in braces: `f(e) {}`, `f: function (e) {}`, `f = (e) => {}`.
#[derive(Clone, Debug)]
pub struct Function<'s> {
    pub name: &'s str,
    /// The first parameter; empty where there is none or it is taken apart.
    pub parameter: &'s str,
    /// Where the inside begins in the source.
    pub start: usize,
    body: Range<usize>,
}

impl<'s> Words<'s> {
    pub fn read(script: &'s Script) -> Self {
        let list: Vec<(&str, Span)> = script.words().collect();
        let partner = match_brackets(&list);
        Words { list, partner }
    }

    fn word(&self, at: usize) -> &'s str {
        self.list.get(at).map_or("", |(word, _)| *word)
    }

    /// The word before, where there is one.
    fn before(&self, at: usize) -> Option<(usize, &'s str)> {
        let at = at.checked_sub(1)?;
        Some((at, self.word(at)))
    }

    fn partner(&self, at: usize) -> usize {
        self.partner.get(at).copied().unwrap_or(self.list.len())
    }

    /// Whether one of these words stands anywhere.
    pub fn has(&self, wanted: &[&str]) -> bool {
        self.list.iter().any(|(word, _)| wanted.contains(word))
    }

    /// Where these words stand one after the other.
    pub fn rows(&self, row: &[&str]) -> impl Iterator<Item = usize> {
        let fits = move |at: &usize| {
            row.iter().enumerate().all(|(by, wanted)| self.word(at + by) == *wanted)
        };
        (0..self.list.len()).filter(fits)
    }

    /// So many words from one on.
    pub fn rows_from(&self, at: usize, count: usize) -> Vec<&'s str> {
        self.list.iter().skip(at).take(count).map(|(word, _)| *word).collect()
    }

    /// The words of a function.
    pub fn inside(&self, function: &Function<'_>) -> &[(&'s str, Span)] {
        self.list.get(function.body.clone()).unwrap_or_default()
    }

    pub fn functions(&self) -> impl Iterator<Item = Function<'s>> {
        (0..self.list.len())
            .filter(|at| self.word(*at) == "{")
            .filter_map(|open| self.function(open))
    }

    /// The innermost function with a name that holds this word.
    pub fn around(&self, at: usize) -> Option<Function<'s>> {
        self.functions()
            .take_while(|one| one.body.start <= at)
            .filter(|one| one.body.contains(&at))
            .last()
    }

    fn function(&self, open: usize) -> Option<Function<'s>> {
        const NOT: &[&str] = &["if", "for", "while", "switch", "catch", "with", "("];
        let (parameters, before) = self.header(open)?;
        let name = match self.word(before) {
            ":" | "=" => self.assigned(before)?,
            name if NOT.contains(&name) => return None,
            name => name,
        };
        let named = |name: &str| {
            name.starts_with(|c: char| {
                c.is_ascii_alphabetic() || matches!(c, '_' | '$' | '"' | '\'')
            })
        };
        let parameter = self.word(parameters);
        let end = self.partner(open);
        named(name).then(|| Function {
            name: name.trim_matches(['"', '\'']),
            parameter: if named(parameter) { parameter } else { "" },
            start: self.list.get(open).map_or(0, |(_, span)| span.end),
            body: open + 1..end.max(open + 1),
        })
    }

    /// For the brace of a function: the word of the first parameter, and the word before the
    /// parameters and `function`.
    fn header(&self, open: usize) -> Option<(usize, usize)> {
        let (mut last, mut word) = self.before(open)?;
        let arrow = word == "=>";
        if arrow {
            (last, word) = self.before(last)?;
        }
        let (parameters, mut before) = match word {
            ")" => {
                let bracket = self.partner(last);
                (bracket + 1, bracket.checked_sub(1)?)
            }
            _ if arrow => (last, last.checked_sub(1)?),
            _ => return None,
        };
        for skipped in ["async", "function", "async"] {
            if self.word(before) == skipped {
                before = before.checked_sub(1)?;
            }
        }
        Some((parameters, before))
    }

    /// The name before `=` or `:`; a type may stand between, as in `const f: Handler["x"] = (e) => {}`.
    fn assigned(&self, sign: usize) -> Option<&'s str> {
        const LONGEST: usize = 12;
        if self.word(sign) == "=" {
            let declares = |at: &usize| matches!(self.word(*at), "const" | "let" | "var");
            if let Some(at) = (sign.saturating_sub(LONGEST)..sign).rev().find(declares) {
                return Some(self.word(at + 1));
            }
        }
        self.before(sign).map(|(_, name)| name)
    }

    /// The surroundings of the call whose path stands at this place.
    pub fn surroundings(&self, call: Span) -> Surroundings<'s> {
        let mut found = Surroundings::default();
        let Some(first) = self.list.iter().position(|(_, span)| span.start >= call.start) else {
            return found;
        };
        let mut body = 0;
        for at in (0..first).filter(|at| self.partner(*at) > first) {
            match self.word(at) {
                "{" => {
                    found.around.extend(self.function(at).map(|function| function.name));
                    if self.header(at).is_some_and(|(_, before)| {
                        !matches!(self.word(before), "if" | "for" | "while" | "switch" | "catch")
                    }) {
                        body = at;
                    }
                }
                "(" => found.around.extend(self.before(at).map(|(_, name)| name)),
                _ => {}
            }
        }
        found.after_await = (body..first).any(|at| self.word(at) == "await");
        let open = (first..self.list.len()).find(|at| self.word(*at) == "(");
        let close = open.map_or(self.list.len(), |open| self.partner(open));
        found.chained = matches!(self.word(close + 1), "." | "?.")
            && matches!(self.word(close + 2), "then" | "catch" | "finally");
        found
    }
}

/// What a call stands in and beside.
#[derive(Clone, Debug, Default)]
pub struct Surroundings<'s> {
    /// Functions and calls around it, from the outside to the inside.
    pub around: Vec<&'s str>,
    /// `await` stands before it in the same function.
    pub after_await: bool,
    /// `.then` or `.catch` follows it.
    pub chained: bool,
}

fn match_brackets(words: &[(&str, Span)]) -> Vec<usize> {
    let mut partner = vec![words.len(); words.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    for (at, (word, _)) in words.iter().enumerate() {
        let opens = match *word {
            "(" | "[" | "{" => {
                open.push((at, word));
                continue;
            }
            ")" => "(",
            "]" => "[",
            "}" => "{",
            _ => continue,
        };
        let nearest =
            open.iter().enumerate().rev().take(DEEPEST).find(|(_, (_, kind))| *kind == opens);
        let Some((depth, &(opened, _))) = nearest else { continue };
        if let Some(slot) = partner.get_mut(opened) {
            *slot = at;
        }
        if let Some(slot) = partner.get_mut(at) {
            *slot = opened;
        }
        open.truncate(depth);
    }
    partner
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::inspect::Passage;

    fn script(text: &str) -> Script {
        Script::read(Passage::plain(text, 0))
    }

    #[test]
    fn functions_are_found_however_they_are_written() {
        let text = "Page({ a: function (e) { if (e) { x(); } }, b(f) { }, \"c\": (g) => { } });
            function d() { } const h = async (i) => { }; const j: T[\"x\"] = k => { };
            export default { methods: { async l({ m }) { } } }; setTimeout(() => { }, 1);";
        let script = script(text);
        let words = Words::read(&script);
        let found: Vec<(&str, &str)> =
            words.functions().map(|one| (one.name, one.parameter)).collect();
        assert_eq!(
            found,
            [("a", "e"), ("b", "f"), ("c", "g"), ("d", ""), ("h", "i"), ("j", "k"), ("l", "")]
        );
    }

    #[test]
    fn a_call_knows_what_it_stands_in() {
        let text = "Page({ onLoad() { setTimeout(() => { call({}) }, 1) }, async tap() { await f(); call({}).then(g) } })";
        let script = script(text);
        let words = Words::read(&script);
        let calls: Vec<Surroundings<'_>> = script
            .calls
            .iter()
            .filter(|call| call.path == "call")
            .map(|call| words.surroundings(call.at))
            .collect();
        assert_eq!(calls[0].around, ["Page", "onLoad", "setTimeout"]);
        assert!(!calls[0].after_await && !calls[0].chained);
        assert_eq!(calls[1].around, ["Page", "tap"]);
        assert!(calls[1].after_await && calls[1].chained);
    }

    #[test]
    fn broken_brackets_cost_no_time() {
        for text in [
            "(".repeat(20_000) + &"]".repeat(20_000),
            "a(){".repeat(10_000),
            "(".repeat(10_000) + &"){}".repeat(10_000),
        ] {
            let script = script(&text);
            let words = Words::read(&script);
            assert!(words.functions().count() <= 10_000);
        }
    }
}
