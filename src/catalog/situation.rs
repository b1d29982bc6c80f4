//! What the values around a parameter make of it: effective, without effect, or decided elsewhere.

use serde_json::Value;

use crate::catalog::encode::vendor_text;
use crate::catalog::kind;
use crate::catalog::param::Param;
use crate::catalog::rule::{Rule, RuleKind};
use crate::catalog::{Catalogue, Entry, Input, nested, version, wording};
use crate::text::Message;

/// Everything that rules look at. Made leniently: a wrong value counts as not set, so that a
/// preview and a form can work on half-finished input.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    catalogue: Catalogue<'a>,
    values: Set,
}

/// What is set, by name; a later value of the same name counts.
#[derive(Clone, Debug)]
struct Set(Vec<Row>);

type Row = (&'static Param, String);

impl Set {
    /// Stable: of equal names the last one wins.
    fn sorted(mut rows: Vec<Row>) -> Self {
        rows.sort_by_key(|(param, _)| param.name);
        Set(rows)
    }

    fn get(&self, name: &str) -> Option<&Row> {
        let end = self.0.partition_point(|(param, _)| param.name <= name);
        let row = end.checked_sub(1).and_then(|last| self.0.get(last))?;
        (row.0.name == name).then_some(row)
    }
}

/// What the rules of a parameter say at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    Effective,
    /// A setting outside decides, for example the vendor's console.
    Open,
    /// Without effect or incomplete, and why.
    Ineffective(Message),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    Open,
    No,
}

impl<'a> Situation<'a> {
    pub fn new(catalogue: Catalogue<'a>, input: &Input<'_>) -> Self {
        Situation::after(catalogue, input, &[])
    }

    /// The same after a check, whose values need not be read again. What the check did not take, such
    /// as a value that this surface does not use, is read here.
    pub fn after(catalogue: Catalogue<'a>, input: &Input<'_>, options: &[Entry]) -> Self {
        let mut rows = Vec::with_capacity(options.len() + 16);
        for param in catalogue.window {
            rows.extend(lenient(param, catalogue, input.window.get(param.name)));
        }
        rows.extend(options.iter().map(|entry| row(entry.param, &entry.value)));
        if options.len() == input.parameters.len() + input.visitor.len() {
            return Situation { catalogue, values: Set::sorted(rows) };
        }
        let taken = Set::sorted(rows);
        let mut rows = taken.0.clone();
        // Given twice, the administrator's value counts.
        for (name, given) in input.visitor.iter().chain(input.parameters) {
            if taken.get(name).is_none_or(|(param, _)| of_window(catalogue, param)) {
                let known = catalogue.parameters.iter();
                let param =
                    known.filter(|param| param.parent.is_none()).find(|param| param.name == name);
                rows.extend(param.and_then(|param| lenient(param, catalogue, Some(given))));
            }
        }
        Situation { catalogue, values: Set::sorted(rows) }
    }

    /// The vendor's text of a value that is set.
    pub fn set(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|(_, text)| text.as_str())
    }

    /// The value that counts: the one that is set, else the vendor's default.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.set(name).or_else(|| self.find(name).and_then(|param| param.default))
    }

    /// Whether the value that counts is this one.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.text(name) == Some(value)
    }

    pub fn target(&self) -> &str {
        self.catalogue.target
    }

    pub fn catalogue(&self) -> Catalogue<'a> {
        self.catalogue
    }

    /// The parameter or window field with this name.
    pub fn find(&self, name: &str) -> Option<&'static Param> {
        if let Some((param, _)) = self.values.get(name) {
            return Some(param);
        }
        let options = self.catalogue.parameters.iter().filter(|param| param.parent.is_none());
        options.chain(self.catalogue.window).find(|param| param.name == name)
    }

    /// Why the vendor's version that the window pins lacks this parameter.
    pub fn newer(&self, param: &Param) -> Option<Message> {
        let since = param.since?;
        let pin = self.catalogue.window.iter().find(|field| field.pins)?;
        let pinned = self.text(pin.name)?;
        version::is_newer(since, pinned).then(|| {
            Message::new(
                format!("需要 {since} 或更高版本，当前「{}」为 {pinned}", pin.label.zh),
                format!("Needs {since} or later; “{}” is {pinned}", pin.label.en),
            )
        })
    }

    /// What the rules say about a parameter; its own value matters only to rules that name one.
    pub fn standing(&self, param: &Param) -> Standing {
        if param.rules.is_empty() {
            return Standing::Effective;
        }
        let own = self.text(param.name);
        let rules = || param.rules.iter().filter(|rule| counts(rule, own));
        let mut open = false;
        for rule in rules().filter(|rule| rule.alternative == 0) {
            match self.holds(rule) {
                Answer::No => return Standing::Ineffective(self.reason(rule)),
                Answer::Open => open = true,
                Answer::Yes => {}
            }
        }
        let bundles = wording::bundles(rules());
        let answers: Vec<Answer> = bundles.values().map(|bundle| self.all_hold(bundle)).collect();
        if !answers.is_empty() && answers.iter().all(|answer| *answer == Answer::No) {
            let either = wording::either(&bundles, |name| self.find(name));
            return Standing::Ineffective(without_effect(&either));
        }
        let settled = answers.is_empty() || answers.contains(&Answer::Yes);
        if open || !settled { Standing::Open } else { Standing::Effective }
    }

    fn all_hold(&self, rules: &[&Rule]) -> Answer {
        let answers: Vec<Answer> = rules.iter().map(|rule| self.holds(rule)).collect();
        match answers.as_slice() {
            all if all.contains(&Answer::No) => Answer::No,
            all if all.contains(&Answer::Open) => Answer::Open,
            _ => Answer::Yes,
        }
    }

    fn holds(&self, rule: &Rule) -> Answer {
        let Some(other) = self.find(rule.parameter) else { return Answer::No };
        if !other.exists_in(self.catalogue.target) {
            return if rule.kind == RuleKind::Excludes { Answer::Yes } else { Answer::No };
        }
        let value = match rule.kind {
            RuleKind::OnlyWhen => self.text(rule.parameter),
            RuleKind::Needs | RuleKind::Excludes => self.set(rule.parameter),
        };
        let matches = value.map(|value| rule.values.is_empty() || rule.values.contains(&value));
        match (rule.kind, matches) {
            (RuleKind::OnlyWhen, None) if other.fallback.is_some() => Answer::Open,
            (RuleKind::Needs | RuleKind::OnlyWhen, Some(true))
            | (RuleKind::Excludes, None | Some(false)) => Answer::Yes,
            _ => Answer::No,
        }
    }

    fn reason(&self, rule: &Rule) -> Message {
        let Message { zh, en } = wording::condition(rule, self.find(rule.parameter));
        match rule.kind {
            RuleKind::Needs => Message::new(format!("还需要填写{zh}"), format!("Also needs {en}")),
            RuleKind::Excludes => {
                Message::new(format!("不能与{zh}同时使用"), format!("Cannot be used with {en}"))
            }
            RuleKind::OnlyWhen => without_effect(&Message { zh, en }),
        }
    }
}

fn without_effect(condition: &Message) -> Message {
    Message::new(
        format!("当前不起作用：只有{}时有效", condition.zh),
        format!("No effect at present: it works only with {}", condition.en),
    )
}

fn counts(rule: &Rule, own: Option<&str>) -> bool {
    rule.own.is_empty() || own.is_some_and(|value| rule.own.contains(&value))
}

fn row(param: &'static Param, value: &Value) -> Row {
    (param, vendor_text(param, value))
}

/// A wrong value counts as not set.
fn lenient(param: &'static Param, catalogue: Catalogue<'_>, given: Option<&Value>) -> Option<Row> {
    let given =
        given.filter(|given| param.exists_in(catalogue.target) && !kind::is_unset(given))?;
    nested::canonical(catalogue.parameters, param, given).map(|value| row(param, &value))
}

fn of_window(catalogue: Catalogue<'_>, param: &Param) -> bool {
    catalogue.window.iter().any(|field| std::ptr::eq(field, param))
}
