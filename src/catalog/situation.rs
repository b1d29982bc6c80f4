//! What the values around a parameter make of it: effective, without effect, or decided elsewhere.

use std::sync::{Arc, OnceLock};

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

/// What is set, by name; a later value of the same name counts. Values that have passed a check are
/// shared with it, and a text that is no string yet is made when somebody asks.
#[derive(Clone, Debug, Default)]
struct Set {
    checked: Arc<[Entry]>,
    more: Vec<(&'static Param, Value)>,
    /// Sorted by [`rank`]; places in `checked`, then in `more`.
    order: Vec<(&'static Param, usize)>,
    texts: Vec<OnceLock<String>>,
}

impl Set {
    /// Stable: of equal names the last one wins.
    fn new(more: Vec<(&'static Param, Value)>, checked: Arc<[Entry]>) -> Self {
        let mut set = Set { checked, more, ..Set::default() };
        let own = set.more.iter().map(|(param, _)| *param).zip(set.checked.len()..);
        let shared = set.checked.iter().map(|entry| entry.param).zip(0..);
        set.order = own.chain(shared).collect();
        set.settle();
        set
    }

    fn add(&mut self, rows: Vec<(&'static Param, Value)>) {
        let first = self.order.len();
        self.order.extend(rows.iter().map(|(param, _)| *param).zip(first..));
        self.more.extend(rows);
        self.settle();
    }

    fn settle(&mut self) {
        self.order.sort_by_key(|(param, _)| rank(param.name));
        self.texts.resize_with(self.order.len(), OnceLock::new);
    }

    fn find(&self, name: &str) -> Option<(&'static Param, usize)> {
        let end = self.order.partition_point(|(param, _)| rank(param.name) <= rank(name));
        let found = self.order.get(end.checked_sub(1)?)?;
        (found.0.name == name).then_some(*found)
    }

    fn value(&self, place: usize) -> Option<&Value> {
        match self.checked.get(place) {
            Some(entry) => Some(&entry.value),
            None => self.more.get(place - self.checked.len()).map(|(_, value)| value),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        let (param, place) = self.find(name)?;
        match self.value(place)? {
            Value::String(text) => Some(text),
            other => {
                let make = || vendor_text(param, other).into_owned();
                Some(self.texts.get(place)?.get_or_init(make))
            }
        }
    }
}

/// Most names differ in their length already, which is quicker to compare than their letters.
fn rank(name: &str) -> (usize, &str) {
    (name.len(), name)
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
        Situation::after(catalogue, input, Arc::default())
    }

    /// The same after a check, whose values need not be read again. What the check did not take, such
    /// as a value that this surface does not use, is read here.
    pub fn after(catalogue: Catalogue<'a>, input: &Input<'_>, options: Arc<[Entry]>) -> Self {
        let whole = options.len() == input.parameters.len() + input.visitor.len();
        let window = catalogue.window.iter();
        let window = window
            .filter_map(|param| lenient(param, catalogue, input.window.get(param.name)))
            .collect();
        let mut values = Set::new(window, options);
        if !whole {
            let rest = left_over(catalogue, input, &values);
            values.add(rest);
        }
        Situation { catalogue, values }
    }

    /// The vendor's text of a value that is set.
    pub fn set(&self, name: &str) -> Option<&str> {
        self.values.text(name)
    }

    /// The canonical value that is set.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.find(name).and_then(|(_, place)| self.values.value(place))
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
        if let Some((param, _)) = self.values.find(name) {
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
        let named = param.rules.iter().any(|rule| !rule.own.is_empty());
        let own = if named { self.text(param.name) } else { None };
        let rules = || param.rules.iter().filter(|rule| counts(rule, own));
        let mut open = false;
        for rule in rules().filter(|rule| rule.alternative == 0) {
            match self.holds(rule) {
                Answer::No => return Standing::Ineffective(self.reason(rule)),
                Answer::Open => open = true,
                Answer::Yes => {}
            }
        }
        if rules().all(|rule| rule.alternative == 0) {
            return if open { Standing::Open } else { Standing::Effective };
        }
        let bundles = wording::bundles(rules());
        let answers: Vec<Answer> = bundles.values().map(|bundle| self.all_hold(bundle)).collect();
        if answers.iter().all(|answer| *answer == Answer::No) {
            let either = wording::either(&bundles, |name| self.find(name));
            return Standing::Ineffective(without_effect(&either));
        }
        let settled = answers.contains(&Answer::Yes);
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
        let value = self.set(rule.parameter);
        let value = match rule.kind {
            RuleKind::OnlyWhen => value.or(other.default),
            RuleKind::Needs | RuleKind::Excludes => value,
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

/// Options that no check has taken, where they are values at all.
fn left_over(
    catalogue: Catalogue<'_>,
    input: &Input<'_>,
    taken: &Set,
) -> Vec<(&'static Param, Value)> {
    let known = || catalogue.parameters.iter().filter(|param| param.parent.is_none());
    // Given twice, the administrator's value counts.
    let given =
        input.visitor.iter().chain(input.parameters).filter(|(name, _)| {
            taken.find(name).is_none_or(|(param, _)| of_window(catalogue, param))
        });
    given
        .filter_map(|(name, given)| {
            lenient(known().find(|param| param.name == name)?, catalogue, Some(given))
        })
        .collect()
}

/// A wrong value counts as not set.
fn lenient(
    param: &'static Param,
    catalogue: Catalogue<'_>,
    given: Option<&Value>,
) -> Option<(&'static Param, Value)> {
    let given =
        given.filter(|given| param.exists_in(catalogue.target) && !kind::is_unset(given))?;
    nested::canonical(catalogue.parameters, param, given).map(|value| (param, value))
}

fn of_window(catalogue: Catalogue<'_>, param: &Param) -> bool {
    catalogue.window.iter().any(|field| std::ptr::eq(field, param))
}
