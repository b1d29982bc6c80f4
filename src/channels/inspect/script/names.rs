//! Names of a script: what is called, what is assigned, and which names keep the value they got.

use std::collections::{BTreeMap, BTreeSet};

use crate::channels::inspect::script::token::Kind;
use crate::channels::inspect::script::{Assignment, Call, Script};

impl Script {
    /// Calls, assignments and constants, in one walk.
    pub(super) fn collect(&mut self) {
        let mut calls = Vec::new();
        let mut assignments = Vec::new();
        let mut constants: BTreeMap<String, Option<usize>> = BTreeMap::new();
        let mut changed: BTreeSet<String> = BTreeSet::new();
        for at in 0..self.tokens.len() {
            if self.kind(at) != Some(Kind::Name) {
                continue;
            }
            changed.extend(self.changed_by(at));
            if let Some(sign) = self.typed_declaration(at) {
                let path = self.word(at).to_owned();
                let again = constants.contains_key(&path);
                constants.insert(path.clone(), (!again).then_some(sign + 1));
                let place = self.between(at, at);
                assignments.push(Assignment { path, value: sign + 1, at: place, declares: true });
                continue;
            }
            match self.word(at + 1) {
                "(" if !self.is_declaration(at) => {
                    let (path, first) = self.path_before(at);
                    calls.push(Call { path, open: at + 1, at: self.between(first, at) });
                }
                "?." if self.word(at + 2) == "(" => {
                    let (path, first) = self.path_before(at);
                    calls.push(Call { path, open: at + 2, at: self.between(first, at) });
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

    /// `const name: Type<A, B> = …`: the sign behind the type.
    fn typed_declaration(&self, at: usize) -> Option<usize> {
        const LONGEST: usize = 24;
        let declares = at > 0 && matches!(self.word(at - 1), "const" | "let" | "var");
        if !declares || self.word(at + 1) != ":" {
            return None;
        }
        let mut sign = at + 2;
        while sign < at + LONGEST {
            match self.word(sign) {
                "=" => return Some(sign),
                ";" | "" | ")" | "}" => return None,
                _ => sign = self.after(sign).max(sign + 1),
            }
        }
        None
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
