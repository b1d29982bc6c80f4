//! JavaScript, read without running it: calls, assignments and the values that stand in them.
//!
//! What only a program could compute stays a hole ([`What::Unknown`], or `HOLE` inside a text).
//! Nothing here recurses deeper than [`DEEPEST`].

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
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            let begins = matches!(token.kind, Kind::Text(_) | Kind::Template | Kind::Opening);
            // `"a" + b` is one text; it is read from its beginning.
            let (node, next) =
                if begins { self.sum(at, self.tokens.len(), 0) } else { (None, at + 1) };
            if let Some(What::Text(passage)) = node.map(|node| node.what) {
                texts.push(passage);
            }
            // Templates may hold texts of their own.
            at = if token.kind == Kind::Opening { at + 1 } else { next.max(at + 1) };
        }
        texts
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

    /// Whether it is values only, and its first name stands in quotes.
    pub fn is_json(&self) -> bool {
        let bare = self.word(0) == "{" && self.kind(1) == Some(Kind::Name);
        !bare && self.calls.is_empty() && self.assignments.is_empty()
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

    /// Calls, assignments and constants, in one walk.
    fn collect(&mut self) {
        let mut calls = Vec::new();
        let mut assignments = Vec::new();
        let mut constants: BTreeMap<String, Option<usize>> = BTreeMap::new();
        let mut changed: BTreeSet<String> = BTreeSet::new();
        for at in 0..self.tokens.len() {
            if self.kind(at) != Some(Kind::Name) {
                continue;
            }
            changed.extend(self.changed_by(at));
            match self.word(at + 1) {
                "(" if !self.is_declaration(at) => {
                    let (path, first) = self.path_before(at);
                    calls.push(Call { path, open: at + 1, at: self.between(first, at) });
                }
                "=" => {
                    let (path, first) = self.path_before(at);
                    let alone = first == at;
                    let before = self.word(first.wrapping_sub(1));
                    let declares = alone && matches!(before, "var" | "let" | "const" | ",");
                    if alone {
                        // A name that is set twice, or not declared here, may be anything.
                        let again = constants.contains_key(&path);
                        constants.insert(path.clone(), (declares && !again).then_some(at + 2));
                    }
                    let place = self.between(first, at);
                    assignments.push(Assignment { path, value: at + 2, at: place, declares });
                }
                _ => {}
            }
        }
        constants.retain(|name, _| !changed.contains(name));
        self.calls = calls;
        self.assignments = assignments;
        self.constants = constants;
    }

    /// Names that are something else after this word than where they were declared: counters, objects
    /// that get fields, lists that get items, and arguments of functions.
    fn changed_by(&self, at: usize) -> Vec<String> {
        const CHANGING: &[&str] =
            &["push", "unshift", "splice", "pop", "shift", "sort", "reverse", "fill", "set"];
        let root = || {
            let (_, first) = self.path_before(at);
            self.word(first).to_owned()
        };
        let inside = at > 0 && matches!(self.word(at - 1), "." | "?.");
        match self.word(at + 1) {
            "+=" | "-=" | "*=" | "/=" | "++" | "--" | "||=" | "&&=" | "??=" => vec![root()],
            "=" if inside => vec![root()],
            "(" if inside && CHANGING.contains(&self.word(at)) => vec![root()],
            "(" if inside && self.word(at) == "assign" => vec![self.word(at + 2).to_owned()],
            "(" if at > 0 && self.word(at - 1) == "function" => self.names_between(at + 1),
            "(" if self.word(at) == "function" => self.names_between(at + 1),
            "[" if self.word(self.partner(at + 1) + 1) == "=" => vec![root()],
            "=>" => vec![self.word(at).to_owned()],
            _ if self.word(at.wrapping_sub(1)) == "(" => {
                let open = at - 1;
                let arrow = self.word(self.partner(open) + 1) == "=>";
                if arrow { self.names_between(open) } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }

    /// The arguments of a function.
    fn names_between(&self, open: usize) -> Vec<String> {
        const MOST: usize = 40;
        let words = open + 1..self.partner(open).min(open + MOST);
        let names = words.filter(|at| self.kind(*at) == Some(Kind::Name));
        names.map(|at| self.word(at).to_owned()).collect()
    }

    /// `function name(` and words of the language that look like calls.
    fn is_declaration(&self, at: usize) -> bool {
        const WORDS: &[&str] = &[
            "if", "for", "while", "switch", "catch", "function", "return", "typeof", "with",
            "await",
        ];
        WORDS.contains(&self.word(at)) || (at > 0 && self.word(at - 1) == "function")
    }

    /// The dotted path that ends with this word, and its first word.
    fn path_before(&self, last: usize) -> (String, usize) {
        const LONGEST: usize = 12;
        let mut first = last;
        while last - first < 2 * LONGEST
            && first >= 2
            && matches!(self.word(first - 1), "." | "?.")
            && self.kind(first - 2) == Some(Kind::Name)
        {
            first -= 2;
        }
        let steps = (first..=last).step_by(2).map(|at| self.word(at));
        (steps.collect::<Vec<_>>().join("."), first)
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
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Script {
        Script::read(Passage::plain(text, 0))
    }

    fn argument(text: &str, at: usize) -> Node {
        let script = read(text);
        let call = script.calls.iter().find(|call| call.path.ends_with("zc")).expect("a call");
        script.arguments(call).into_iter().nth(at).expect("an argument")
    }

    #[test]
    fn values_are_read_as_they_are_written() {
        let node = argument(
            r#"w.zc('config', {a: "x\u0041\n", 'b': -1.5, c: [1, true, null, !0], d: {e: `t`}, "f": "a" + 'b', 12: 0x10,})"#,
            1,
        );
        assert_eq!(
            node.value().expect("all known"),
            json!({"a": "xA\n", "b": -1.5, "c": [1, true, null, true], "d": {"e": "t"}, "f": "ab", "12": 16})
        );
    }

    #[test]
    fn what_a_program_computes_is_unknown_and_the_rest_is_read() {
        let node = argument(
            "zc('config', {a: user.id, b: f(1), c: x ? 1 : 2, d: `n${x + {}}m`, e: 1 + 2, g() { return 1 }, h: () => ({}), i: 7, ...more})",
            1,
        );
        let object = node.object().expect("an object");
        assert!(object.open);
        let names: Vec<&str> = object.fields.iter().map(|field| field.name.text.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "g", "h", "i"]);
        let known: Vec<&str> = object
            .fields
            .iter()
            .filter(|field| field.value.value().is_some())
            .map(|field| field.name.text.as_str())
            .collect();
        assert_eq!(known, ["i"]);
        let template = object.field("d").unwrap().value.text().unwrap();
        assert_eq!(template.text, "n\u{FDD0}m");
    }

    #[test]
    fn names_that_are_set_once_are_followed() {
        let text = "var args = {\"等级\": 'Boss'}\nvar once = encodeURIComponent('http://a/?b')\nzc('config', {params: JSON.stringify(args), once, twice})\nlet twice = 1; twice = 2;";
        let node = argument(text, 1);
        let object = node.object().unwrap();
        assert_eq!(
            object.field("params").unwrap().value.value(),
            Some(json!("{\"等级\":\"Boss\"}"))
        );
        assert_eq!(
            object.field("once").unwrap().value.value(),
            Some(json!("http%3A%2F%2Fa%2F%3Fb"))
        );
        assert_eq!(object.field("twice").unwrap().value.value(), None);
    }

    #[test]
    fn names_that_change_are_not_followed() {
        for change in [
            "o.b = 2;",
            "o['b'] = 2;",
            "o.push(1);",
            "Object.assign(o, p);",
            "o.b.c = 3;",
            "function f(o) {}",
            "f(o => 1);",
            "f((a, o) => 1);",
            "o += 'x';",
        ] {
            let node = argument(&format!("var o = {{a: 1}}; {change} zc('config', o)"), 1);
            assert!(matches!(node.what, What::Name(_)), "{change}");
        }
        let node = argument("var o = {a: 1}; var b = o.a; f(o); zc('config', o)", 1);
        assert!(node.object().is_some());
    }

    #[test]
    fn the_vendors_broken_samples_are_read_all_the_same() {
        let text = "document.getElementById(\"b\").addEventListener(\"click\",function(){\nzc(\"frame_manual\", function (res) {\nconsole.log(\"x\")\n}\n})\nzc(\"config\",{\nleave_msg_flag:true //开启\nmsg_flag:false,\n})";
        let script = read(text);
        let zc: Vec<Node> = script
            .calls
            .iter()
            .filter(|call| call.path == "zc")
            .map(|call| script.arguments(call).remove(0))
            .collect();
        assert_eq!(zc.len(), 2);
        assert_eq!(zc[1].text().unwrap().text, "config");
        let config = script.arguments(script.calls.iter().rfind(|call| call.path == "zc").unwrap());
        let object = config[1].object().unwrap();
        assert_eq!(object.field("leave_msg_flag").unwrap().value.value(), Some(json!(true)));
        assert_eq!(object.field("msg_flag").unwrap().value.value(), Some(json!(false)));
    }

    #[test]
    fn statements_end_with_their_lines() {
        let script =
            read("x.src = \"a\"\nd.body.appendChild(x)\ny = b\n  .c(1)\nvar o = {a: 1}\nz()");
        let values: Vec<Option<serde_json::Value>> =
            script.assignments.iter().map(|one| script.assigned(one).value()).collect();
        assert_eq!(values, [Some(json!("a")), None, Some(json!({"a": 1}))]);
        let paths: Vec<&str> = script.assignments.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["x.src", "y", "o"]);
    }

    #[test]
    fn an_object_inside_functions_is_found() {
        let node = argument("zc(\"config\", withSignature(withVisitor({\"a\": 1}), answer));", 1);
        let (object, open) = node.given_object().unwrap();
        assert!(open);
        assert_eq!(object.fields.len(), 1);
    }

    #[test]
    fn places_lead_back_to_the_source() {
        let text = "zc('config', {\"uname\": \"智\\u9f7f x\"})";
        let node = argument(text, 1);
        let value = node.object().unwrap().field("uname").unwrap().value.text().unwrap().clone();
        assert_eq!(value.text, "智齿 x");
        let span = value.span(3..6);
        assert_eq!(text.get(span.start..span.end), Some("\\u9f7f"));
        let edit = value.replace(0..3, "\"<").unwrap();
        assert_eq!(edit.text, "\\\"\\u003c");
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("zc({}1{})", "[".repeat(100_000), "]".repeat(100_000));
        assert!(argument(&deep, 0).value().is_none());
        let calls = format!("{}1{}", "zc(".repeat(20_000), ")".repeat(20_000));
        assert_eq!(read(&calls).calls.len(), 20_000);
    }
}
