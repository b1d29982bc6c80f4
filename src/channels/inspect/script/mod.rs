//! JavaScript, read without running it: calls, assignments and the values that stand in them.
//!
//! What only a program could compute stays a hole ([`What::Unknown`], or `HOLE` inside a text).
//! Nothing here recurses deeper than [`DEEPEST`].

mod expression;
mod names;
mod node;
mod text;
pub mod token;

pub use node::{Field, Node, Object, What};
pub use text::decode_string;

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::channels::inspect::passage::{Passage, Span};
use token::{Kind, Token};

/// Values that are nested deeper are not read.
pub const DEEPEST: usize = 48;

/// Names that are looked up in one script, and the length up to which their values are, in words.
const LOOKUPS: usize = 2000;
const LONGEST_CONSTANT: usize = 2000;

/// Names of texts that are continued with `+`, and the length of such a text.
const MOST_CONTINUED: usize = 100;
const LONGEST_CONTINUED: usize = 4000;

/// One script: a file, the inside of a script element, or an attribute that holds code.
#[derive(Clone, Debug)]
pub struct Script {
    pub passage: Passage,
    tokens: Vec<Token>,
    /// Spans of the passage.
    pub comments: Vec<Span>,
    /// For every word that is a bracket, the one that closes it; the end where nothing does.
    partners: Vec<usize>,
    /// For every word, where a value that begins there and that nobody reads is over.
    stops: Vec<usize>,
    texts: OnceCell<Vec<Passage>>,
    pub calls: Vec<Call>,
    pub assignments: Vec<Assignment>,
    /// Names that are given a value exactly once: the word where the value begins.
    constants: BTreeMap<String, Option<usize>>,
    /// How many names may still be looked up: a short text can refer to a long one many times.
    lookups: Cell<usize>,
}

/// `name(…)` or `a.b.name(…)`.
#[derive(Clone, Debug)]
pub struct Call {
    /// `wx.navigateTo`, `zc`; what stands before a bracket access or a call is left out.
    pub path: String,
    /// The word of the opening bracket.
    open: usize,
    /// Where the path stands in the source.
    pub at: Span,
}

/// `path = value`, declarations included.
#[derive(Clone, Debug)]
pub struct Assignment {
    pub path: String,
    value: usize,
    /// Where the path stands in the source.
    pub at: Span,
    pub declares: bool,
}

impl Call {
    /// The last step of the path.
    pub fn name(&self) -> &str {
        last_step(&self.path)
    }
}

impl Assignment {
    /// The last step of the path.
    pub fn name(&self) -> &str {
        last_step(&self.path)
    }
}

fn last_step(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

impl Script {
    pub fn read(passage: Passage) -> Self {
        let token::Tokens { list, comments } = token::read(&passage.text);
        let mut script = Script {
            partners: Vec::new(),
            stops: Vec::new(),
            texts: OnceCell::new(),
            calls: Vec::new(),
            assignments: Vec::new(),
            constants: BTreeMap::new(),
            lookups: Cell::new(LOOKUPS),
            tokens: list,
            comments,
            passage,
        };
        script.partners = script.match_brackets();
        script.stops = script.find_stops();
        script.collect();
        script
    }

    /// What a call is given.
    pub fn arguments(&self, call: &Call) -> Vec<Node> {
        self.list(call.open, 0).0
    }

    /// The text that a call is given first: `config` of `zc("config", …)`.
    pub fn first_text(&self, call: &Call) -> Option<Passage> {
        let text = matches!(self.kind(call.open + 1), Some(Kind::Text(_) | Kind::Template));
        let last = matches!(self.word(call.open + 2), "," | ")" | "");
        if !text || !last {
            return None;
        }
        self.operand(call.open + 1, self.tokens.len(), 0).0?.text().cloned()
    }

    /// What is assigned.
    pub fn assigned(&self, assignment: &Assignment) -> Node {
        self.expression(assignment.value, self.tokens.len(), 0).0
    }

    /// The value of a name that is declared once and never set again, where it is short enough to be
    /// read as often as somebody asks.
    pub fn known(&self, name: &str) -> Option<Node> {
        self.constant(name, 0)
    }

    /// The value that the script begins with: for a text that is one object.
    pub fn first_value(&self) -> Node {
        self.expression(0, self.tokens.len(), 0).0
    }

    /// Whether a call stands inside a span of the source.
    pub fn calls_within(&self, span: Span) -> impl Iterator<Item = &Call> {
        let inside = move |call: &&Call| span.start <= call.at.start && call.at.end <= span.end;
        self.calls.iter().filter(inside)
    }

    /// The body of `name(…) {…}`, where a call turns out to be a method.
    pub fn body_after(&self, call: &Call) -> Option<Span> {
        let open = self.partner(call.open) + 1;
        (self.word(open) == "{").then(|| self.between(open, self.partner(open)))
    }

    /// Every string, with its place, templates and their holes included.
    pub fn texts(&self) -> &[Passage] {
        self.texts.get_or_init(|| self.read_texts())
    }

    fn read_texts(&self) -> Vec<Passage> {
        let mut texts = Vec::new();
        // Parts of a text that was read from its beginning; what stands in brackets is none of it.
        let mut parts = vec![false; self.tokens.len()];
        let mut continued = BTreeSet::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let begins = matches!(token.kind, Kind::Text(_) | Kind::Template | Kind::Opening);
            if !begins || parts.get(at) == Some(&true) {
                continue;
            }
            let begin = self.continues(at).filter(|_| continued.len() < MOST_CONTINUED);
            let from = begin.map_or(at, |(name, value)| {
                continued.insert(value);
                name
            });
            let (node, next) = self.sum(from, self.tokens.len(), 0);
            if let Some(What::Text(passage)) = node.map(|node| node.what) {
                texts.push((at, passage));
            }
            let mut part = at;
            while part < next {
                if let Some(read) = parts.get_mut(part) {
                    *read = true;
                }
                part = self.after(part);
            }
        }
        // The beginning of a longer text is no text of its own.
        texts.into_iter().filter(|(at, _)| !continued.contains(at)).map(|(_, text)| text).collect()
    }

    /// `base + "…"`, where `base` is a text that never changes: the word of the name, and the word of
    /// its value.
    fn continues(&self, at: usize) -> Option<(usize, usize)> {
        let name = at.checked_sub(2)?;
        let before = name.checked_sub(1).map_or("", |before| self.word(before));
        if self.word(at - 1) != "+" || self.kind(name)? != Kind::Name || before == "." {
            return None;
        }
        let value = (*self.constants.get(self.word(name))?)?;
        let text = matches!(self.kind(value)?, Kind::Text(_) | Kind::Template);
        (text && self.word(value).len() <= LONGEST_CONTINUED).then_some((name, value))
    }

    /// Every `name: text` of every object, with its name.
    pub fn fields_with_texts(&self) -> Vec<(String, Passage)> {
        let mut found = Vec::new();
        for at in 2..self.tokens.len() {
            let text = matches!(self.kind(at), Some(Kind::Text(_) | Kind::Template));
            if text && self.word(at - 1) == ":" {
                let name = self.word(at - 2).trim_matches(['"', '\'']).to_owned();
                let value = self.sum(at, self.tokens.len(), 0).0.map(|node| node.what);
                if let Some(What::Text(value)) = value {
                    found.push((name, value));
                }
            }
        }
        found
    }

    /// Whether it is values only, and no code.
    pub fn is_values(&self) -> bool {
        self.calls.is_empty() && self.assignments.is_empty()
    }

    /// How many brackets and strings have no end, and how many brackets no beginning.
    pub fn faults(&self) -> usize {
        let (mut open, mut matched, mut closing, mut strings) = (0_usize, 0, 0_usize, 0);
        for (at, token) in self.tokens.iter().enumerate() {
            let word = self.word_of(*token);
            match token.kind {
                Kind::Opening | Kind::Ending => {}
                Kind::Text(quote) => {
                    strings += usize::from(word.len() < 2 || !word.ends_with(quote));
                }
                _ if matches!(word, "(" | "[" | "{") => {
                    open += 1;
                    matched += usize::from(self.partner(at) < self.tokens.len());
                }
                _ if matches!(word, ")" | "]" | "}") => closing += 1,
                _ => {}
            }
        }
        open - matched + closing.saturating_sub(matched) + strings
    }

    /// Whether it looks like code at all, and not like words.
    pub fn is_code(&self) -> bool {
        !self.calls.is_empty()
            || !self.assignments.is_empty()
            || self.tokens.iter().any(|token| matches!(self.word_of(*token), "{" | ";" | "=>"))
    }

    /// The words and numbers at a position, for rules that look at the order of words.
    pub fn words(&self) -> impl Iterator<Item = (&str, Span)> {
        self.tokens
            .iter()
            .map(|token| (self.word_of(*token), self.span(token.span.start..token.span.end)))
    }

    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| self.word_of(*token))
    }

    fn word_of(&self, token: Token) -> &str {
        self.passage.text.get(token.span.start..token.span.end).unwrap_or_default()
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// A place of the passage as a place of the source.
    fn span(&self, range: Range<usize>) -> Span {
        self.passage.span(range)
    }

    /// The source of the words from one to another, the latter included.
    fn between(&self, first: usize, last: usize) -> Span {
        let start =
            self.tokens.get(first).map_or(self.passage.text.len(), |token| token.span.start);
        let end = self.tokens.get(last).map_or(self.passage.text.len(), |token| token.span.end);
        self.span(start..end.max(start))
    }

    /// The word that closes a bracket or a template, or the end.
    fn partner(&self, open: usize) -> usize {
        self.partners.get(open).copied().unwrap_or(self.tokens.len())
    }

    fn match_brackets(&self) -> Vec<usize> {
        let mut partners = vec![self.tokens.len(); self.tokens.len()];
        let mut open: Vec<(usize, char)> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let sign = match token.kind {
                Kind::Sign => self.word_of(*token),
                Kind::Opening => "`",
                Kind::Ending => "´",
                _ => continue,
            };
            match sign {
                "(" => open.push((at, ')')),
                "[" => open.push((at, ']')),
                "{" => open.push((at, '}')),
                "`" => open.push((at, '´')),
                ")" | "]" | "}" | "´" => close(&mut open, sign, at, &mut partners),
                _ => {}
            }
        }
        partners
    }
}

/// Closes the nearest open bracket of its kind. Brackets that were forgotten inside end here too; one
/// that nothing opened is passed over, and so is a round or square one inside braces.
fn close(open: &mut Vec<(usize, char)>, sign: &str, at: usize, partners: &mut [usize]) {
    let Some(sign) = sign.chars().next() else { return };
    let strong = matches!(sign, '}' | '´');
    let wall = |kind: char| matches!(kind, '}' | '´') && !strong;
    let mut found = None;
    for (depth, (_, kind)) in open.iter().enumerate().rev().take(DEEPEST) {
        if *kind == sign {
            found = Some(depth);
            break;
        }
        if wall(*kind) {
            break;
        }
    }
    let Some(depth) = found else { return };
    for (opened, _) in open.drain(depth..) {
        if let Some(partner) = partners.get_mut(opened) {
            *partner = at;
        }
    }
}

#[cfg(test)]
mod tests;
