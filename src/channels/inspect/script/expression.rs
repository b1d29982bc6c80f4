//! Reading values: one word after the other, never deeper than [`DEEPEST`], never past a bracket.

use serde_json::{Number, Value};

use crate::channels::inspect::passage::Passage;
use crate::channels::inspect::script::token::Kind;
use crate::channels::inspect::script::{
    DEEPEST, Field, LONGEST_CONSTANT, Node, Object, Script, What,
};

/// Parts of a sum that are read, and words between two of them that are passed over.
const LONGEST_SUM: usize = 400;

impl Script {
    /// The value that begins at a word, and the word after it.
    pub(super) fn expression(&self, at: usize, end: usize, depth: usize) -> (Node, usize) {
        if let (Some(node), next) = self.sum(at, end, depth)
            && self.ends_value(next, end)
        {
            return (node, next);
        }
        let next = self.skip(at, end);
        let last = next.saturating_sub(1).max(at);
        (Node::new(self.between(at, last), What::Unknown), next)
    }

    /// A value, or texts and other values glued with `+`.
    pub(super) fn sum(&self, at: usize, end: usize, depth: usize) -> (Option<Node>, usize) {
        let (Some(first), mut next) = self.operand(at, end, depth) else { return (None, at) };
        if next >= end || self.word(next) != "+" {
            return (Some(first), next);
        }
        let mut parts = vec![first];
        while next < end && self.word(next) == "+" {
            if parts.len() == LONGEST_SUM {
                return (None, next);
            }
            let (Some(part), after) = self.operand(next + 1, end, depth) else {
                return (None, next);
            };
            // `a + b * c`: the product is one part that nobody knows.
            let (part, after) =
                if after < end && !self.ends_value(after, end) && self.word(after) != "+" {
                    let stop = self.skip_to_plus(after, end);
                    (Node::new(self.between(next + 1, stop.saturating_sub(1)), What::Unknown), stop)
                } else {
                    (part, after)
                };
            parts.push(part);
            next = after;
        }
        let text = parts.iter().any(|part| matches!(part.what, What::Text(_)));
        let last = next.saturating_sub(1).max(at);
        let span = self.between(at, last);
        let what = if text { What::Text(glue(&parts)) } else { What::Unknown };
        (Some(Node::new(span, what)), next)
    }

    pub(super) fn operand(&self, at: usize, end: usize, depth: usize) -> (Option<Node>, usize) {
        let Some(token) = self.tokens.get(at).filter(|_| at < end && depth < DEEPEST) else {
            return (None, at);
        };
        let node = |what, last| Some(Node::new(self.between(at, last), what));
        match token.kind {
            Kind::Text(_) | Kind::Template => (node(What::Text(self.text_at(at)), at), at + 1),
            Kind::Opening => {
                let last = self.partner(at).min(end);
                (node(What::Text(self.template_at(at, last)), last), last + 1)
            }
            Kind::Number => {
                let what = number(self.word(at)).map_or(What::Unknown, What::Number);
                (node(what, at), at + 1)
            }
            Kind::Name => self.named(at, end, depth),
            Kind::Sign => self.signed(at, end, depth),
            _ => (node(What::Unknown, at), at + 1),
        }
    }

    fn signed(&self, at: usize, end: usize, depth: usize) -> (Option<Node>, usize) {
        let last = self.partner(at).min(end);
        let node = |what, last| Some(Node::new(self.between(at, last), what));
        match self.word(at) {
            "{" => (node(What::Object(self.object(at, last, depth)), last), last + 1),
            "[" => (node(What::Array(self.list(at, depth).0), last), last + 1),
            "(" if self.word(last + 1) == "=>" => self.function(at, last + 2, end),
            "(" => {
                let (inner, next) = self.expression(at + 1, last, depth + 1);
                if next == last {
                    (Some(inner), last + 1)
                } else {
                    (node(What::Unknown, last), last + 1)
                }
            }
            "-" if self.kind(at + 1) == Some(Kind::Number) => {
                let what = number(&format!("-{}", self.word(at + 1)));
                (node(what.map_or(What::Unknown, What::Number), at + 1), at + 2)
            }
            "!" if matches!(self.word(at + 1), "0" | "1") => {
                (node(What::Bool(self.word(at + 1) == "0"), at + 1), at + 2)
            }
            _ => (None, at),
        }
    }

    fn named(&self, at: usize, end: usize, depth: usize) -> (Option<Node>, usize) {
        let node = |what, last| Some(Node::new(self.between(at, last), what));
        match self.word(at) {
            "true" => return (node(What::Bool(true), at), at + 1),
            "false" => return (node(What::Bool(false), at), at + 1),
            "null" | "undefined" => return (node(What::Null, at), at + 1),
            "async" if self.kind(at + 1) == Some(Kind::Name) || self.word(at + 1) == "(" => {
                return self.operand(at + 1, end, depth + 1);
            }
            "function" => {
                let mut open = at + 1;
                while open < end && open < at + 4 && self.word(open) != "(" {
                    open += 1;
                }
                return self.function(at, self.partner(open) + 1, end);
            }
            "new" | "typeof" | "void" | "await" | "delete" | "class" | "yield" => {
                return (None, at);
            }
            _ if self.word(at + 1) == "=>" => return self.function(at, at + 2, end),
            _ => {}
        }
        let mut path = self.word(at).to_owned();
        let mut next = at + 1;
        while next + 1 < end
            && matches!(self.word(next), "." | "?.")
            && self.kind(next + 1) == Some(Kind::Name)
        {
            path.push('.');
            path.push_str(self.word(next + 1));
            next += 2;
        }
        if next < end && self.word(next) == "(" {
            let last = self.partner(next).min(end);
            let arguments = self.list(next, depth).0;
            return (node(What::Call(path, arguments), last), last + 1);
        }
        if let Some(known) = self.constant(&path, depth) {
            return (node(known.what, next.saturating_sub(1)), next);
        }
        (node(What::Name(path), next.saturating_sub(1)), next)
    }

    /// The value of a name that is declared once and never set again.
    pub(super) fn constant(&self, name: &str, depth: usize) -> Option<Node> {
        let at = (*self.constants.get(name)?)?;
        let left = self.lookups.get().checked_sub(1)?;
        self.lookups.set(left);
        if self.brackets_hold(at) > LONGEST_CONSTANT {
            return None;
        }
        let node = self.expression(at, self.tokens.len(), depth + DEEPEST / 4).0;
        let known = matches!(
            node.what,
            What::Text(_)
                | What::Number(_)
                | What::Bool(_)
                | What::Array(_)
                | What::Object(_)
                | What::Call(..)
        );
        known.then_some(node)
    }

    /// How many words stand between the bracket here and its partner; none where there is no bracket.
    fn brackets_hold(&self, at: usize) -> usize {
        match self.word(at) {
            "{" | "[" | "(" => self.partner(at) - at,
            _ => 0,
        }
    }

    /// A function whose body, or whose one expression, begins at `body`.
    fn function(&self, at: usize, body: usize, end: usize) -> (Option<Node>, usize) {
        let (inside, next) = if self.word(body) == "{" {
            let last = self.partner(body).min(end);
            (self.between(body, last), last + 1)
        } else {
            let next = self.skip(body, end);
            (self.between(body, next.saturating_sub(1).max(body)), next)
        };
        let last = next.saturating_sub(1).max(at);
        (Some(Node::new(self.between(at, last), What::Function(inside))), next)
    }

    /// The values between the brackets that open at a word.
    pub(super) fn list(&self, open: usize, depth: usize) -> (Vec<Node>, usize) {
        let end = self.partner(open);
        let mut items = Vec::new();
        let mut at = open + 1;
        while at < end {
            if self.word(at) == "," {
                at += 1;
                continue;
            }
            let (item, next) = self.expression(at, end, depth + 1);
            items.push(item);
            at = self.after_comma(next.max(at + 1), end);
        }
        (items, end)
    }

    fn object(&self, open: usize, end: usize, depth: usize) -> Object {
        let mut object = Object::default();
        let mut at = open + 1;
        while at < end {
            let next = match self.field(at, end, depth) {
                (Some(field), next) => {
                    object.fields.push(field);
                    next
                }
                (None, next) => {
                    object.open |= self.word(at) != ",";
                    next
                }
            };
            at = self.after_comma(next.max(at + 1), end);
        }
        object
    }

    fn field(&self, at: usize, end: usize, depth: usize) -> (Option<Field>, usize) {
        let skip = || (None, self.skip(at, end));
        if matches!(self.word(at), "async" | "get" | "set") && self.kind(at + 1) == Some(Kind::Name)
        {
            return self.field(at + 1, end, depth);
        }
        let name = match self.kind(at) {
            Some(Kind::Name | Kind::Number) => {
                let token = self.tokens.get(at).map(|token| token.span).unwrap_or_default();
                self.passage.slice(token.start..token.end)
            }
            Some(Kind::Text(_)) => self.text_at(at),
            _ => return skip(),
        };
        match self.word(at + 1) {
            ":" => {
                let (value, next) = self.expression(at + 2, end, depth + 1);
                (Some(Field { name, value }), next)
            }
            // `{ name }` means the variable of this name.
            "," | "}" => (Some(self.shorthand(name, at, depth)), at + 1),
            "(" => {
                let (value, next) = self.function(at, self.partner(at + 1) + 1, end);
                (value.map(|value| Field { name, value }), next)
            }
            // A comma was forgotten after a flag, as in one of the vendors' samples.
            _ if at + 1 >= end => (Some(self.shorthand(name, at, depth)), at + 1),
            _ => skip(),
        }
    }

    fn shorthand(&self, name: Passage, at: usize, depth: usize) -> Field {
        let known = self.constant(&name.text, depth);
        let what = known.map_or_else(|| What::Name(name.text.clone()), |node| node.what);
        Field { value: Node::new(self.between(at, at), what), name }
    }

    fn after_comma(&self, at: usize, end: usize) -> usize {
        if at < end && self.word(at) == "," { at + 1 } else { at }
    }

    /// Whether a value is over at this word.
    fn ends_value(&self, at: usize, end: usize) -> bool {
        if at >= end {
            return true;
        }
        let Some(token) = self.tokens.get(at) else { return true };
        match token.kind {
            Kind::Middle | Kind::Ending => true,
            Kind::Sign => match self.word(at) {
                "," | ";" | ")" | "]" | "}" => true,
                "{" | "!" | "++" | "--" => token.fresh,
                _ => false,
            },
            Kind::Opening | Kind::Template => false,
            // `{…} as Config`: the type changes nothing.
            // Where a comma was forgotten, the next name ends the value.
            Kind::Text(_) if self.word(at + 1) == ":" => true,
            Kind::Name => token.fresh || matches!(self.word(at), "as" | "satisfies"),
            _ => token.fresh,
        }
    }

    /// The word after a value that nobody reads: a comma or a closing bracket of the same level, or
    /// the word of a new statement.
    fn skip(&self, from: usize, end: usize) -> usize {
        let next = if self.stops_here(from) { from } else { self.after(from) };
        let next = if next == from { from } else { self.stops.get(next).copied().unwrap_or(end) };
        next.min(end).max(from.min(end))
    }

    /// For every word, the first one from it on where [`skip`](Self::skip) stops: found from the back.
    pub(super) fn find_stops(&self) -> Vec<usize> {
        let mut stops = vec![self.tokens.len(); self.tokens.len() + 1];
        for at in (0..self.tokens.len()).rev() {
            let fresh = self.tokens.get(at).is_some_and(|token| token.fresh);
            let word = self.kind(at) != Some(Kind::Sign) && fresh && self.starts_anew(at);
            let stop = if self.stops_here(at) || word {
                at
            } else {
                stops.get(self.after(at)).copied().unwrap_or(self.tokens.len())
            };
            if let Some(place) = stops.get_mut(at) {
                *place = stop;
            }
        }
        stops
    }

    fn stops_here(&self, at: usize) -> bool {
        match self.kind(at) {
            None | Some(Kind::Middle | Kind::Ending) => true,
            Some(Kind::Sign) => matches!(self.word(at), "," | ";" | ")" | "]" | "}"),
            _ => false,
        }
    }

    /// The next word of the same level.
    pub(super) fn after(&self, at: usize) -> usize {
        match self.kind(at) {
            Some(Kind::Opening) => self.partner(at) + 1,
            Some(Kind::Sign) if matches!(self.word(at), "(" | "[" | "{") => self.partner(at) + 1,
            _ => at + 1,
        }
    }

    /// Whether a line that begins with this word begins a statement.
    fn starts_anew(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        self.kind(before) != Some(Kind::Sign) || matches!(self.word(before), ")" | "]" | "}")
    }

    fn skip_to_plus(&self, from: usize, end: usize) -> usize {
        let mut at = from;
        while at < end
            && at < from + LONGEST_SUM
            && self.word(at) != "+"
            && !self.ends_value(at, end)
        {
            at = self.after(at);
        }
        at.min(end)
    }
}

fn glue(parts: &[Node]) -> Passage {
    let text = |part: &Node| match &part.what {
        What::Text(passage) => passage.clone(),
        // A known number or an encoded text is known, but cannot be corrected in its place.
        _ => match part.value() {
            Some(Value::String(text)) if !text.is_empty() => Passage::stands_for(&text, part.span),
            Some(Value::Number(number)) => Passage::stands_for(&number.to_string(), part.span),
            _ => Passage::hole(part.span),
        },
    };
    Passage::join(parts.iter().map(text).collect())
}

fn number(word: &str) -> Option<Number> {
    let plain = word.replace('_', "");
    if let Some(hex) = plain.strip_prefix("0x") {
        return i64::from_str_radix(hex, 16).ok().map(Number::from);
    }
    if let Ok(whole) = plain.parse::<i64>() {
        return Some(Number::from(whole));
    }
    if let Ok(whole) = plain.parse::<u64>() {
        return Some(Number::from(whole));
    }
    plain.parse::<f64>().ok().and_then(Number::from_f64)
}
