//! One row of the catalogue, with a const builder so that a table reads like a table.

mod effect;
mod together;

use crate::catalog::Severity;
use crate::catalog::kind::Kind;
use crate::catalog::rule::Rule;
use crate::text::{Text, text};

pub use effect::Effect;
pub use together::{Together, Way};

/// One documented vendor option, or one field of an account or a window.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each flag is a column")]
pub struct Param {
    /// The vendor's own spelling.
    pub name: &'static str,
    /// The JSON-valued parameter that this one is a field of; a path where that one is a field itself.
    pub parent: Option<&'static str>,
    pub group: Heading,
    pub kind: Kind,
    /// Target ids where it exists; empty means everywhere.
    pub targets: &'static [&'static str],
    /// `h5`, `pc` … where the vendor limits it; empty means everywhere.
    pub surface: &'static [&'static str],
    pub who: Who,
    pub required: bool,
    pub secret: bool,
    /// The vendor's own value when nothing is sent.
    pub default: Option<&'static str>,
    /// What decides when nothing is sent, where that is not a value: a setting of the vendor's console.
    pub fallback: Option<Text>,
    pub values: &'static [Allowed],
    pub limits: Limits,
    pub rules: &'static [Rule],
    pub effect: Effect,
    /// Lowest vendor version.
    pub since: Option<&'static str>,
    /// Its value is the vendor's version that every `since` is compared with.
    pub pins: bool,
    pub label: Text,
    pub help: Text,
    /// Where the vendor says so.
    pub source: &'static str,
    /// Where the vendor contradicts itself, and what we do about it.
    pub erratum: Option<Text>,
    pub stands: Stands,
    /// Targets where the value stands somewhere else than usual.
    pub stands_in: &'static [(&'static str, Stands)],
    pub wire: Wire,
    /// Written percent-encoded even where the target needs no encoding, because the vendor's samples do.
    pub escaped: bool,
    /// The vendor's "1" or "true" means off.
    pub inverted: bool,
    /// Seen in the wild, absent from the vendor document.
    pub observed: bool,
    /// A list whose items are all texts: whole numbers count as their digits.
    pub of_texts: bool,
    /// Diagnostic id, without the channel, of a wrong value here or inside, where the channel has one of its own.
    pub fault: Option<&'static str>,
    /// A further test of one value, after its kind has accepted it.
    pub test: Option<Test>,
    /// Corrects what people type; `None` when there is nothing to correct.
    pub tidy: Option<Tidy>,
    /// Fields of its rows that are chosen as one, because only some combinations are legal.
    pub together: Option<Together>,
    /// Names that are usual inside an object whose names are free.
    pub holds: &'static [&'static str],
}

/// Looks at the plain text of one value.
pub type Test = fn(&str) -> Option<Oddity>;
/// The better text, and what was changed.
pub type Tidy = fn(&str) -> Option<(String, Text)>;

/// The group that a parameter is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    pub key: &'static str,
    pub label: Text,
}

/// One allowed value with its meaning.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    pub value: &'static str,
    pub label: Text,
}

/// Shorthand for tables: `allowed("1", "机器人", "Robot")`.
pub const fn allowed(value: &'static str, zh: &'static str, en: &'static str) -> Allowed {
    Allowed { value, label: text(zh, en) }
}

/// Bounds of numbers and lengths. `pattern` describes what a test function refuses, `usual` what it only
/// warns about, for readers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Limits {
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub min_length: Option<usize>,
    /// In characters, not bytes.
    pub max_length: Option<usize>,
    pub pattern: Option<&'static str>,
    pub usual: Option<&'static str>,
}

/// Who supplies the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Administrator,
    Visitor,
    Page,
}

impl Who {
    pub const fn name(self) -> &'static str {
        match self {
            Who::Administrator => "administrator",
            Who::Visitor => "visitor",
            Who::Page => "page",
        }
    }
}

/// The place where a value stands in a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In `parameters` or `visitor`, by who supplies it.
    Box,
    /// In `account`, under this name.
    Account(&'static str),
    /// In `window`, under this name.
    Window(&'static str),
    /// Made by the portal, never given.
    Computed,
}

/// How a value is written into an object of a script or an attribute. Links always carry text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// What the kind suggests: numbers for numbers, booleans for flags, JSON as a string.
    Usual,
    Text,
    Number,
    Boolean,
    /// JSON as a literal, not as a string.
    Structure,
}

/// What a parameter's own test found.
#[derive(Clone, Copy, Debug)]
pub struct Oddity {
    /// Diagnostic id without the channel.
    pub id: &'static str,
    pub severity: Severity,
    pub message: Text,
}

impl Param {
    pub const fn new(
        name: &'static str,
        group: Heading,
        kind: Kind,
        label: Text,
        help: Text,
        source: &'static str,
    ) -> Self {
        Param {
            name,
            parent: None,
            group,
            kind,
            targets: &[],
            surface: &[],
            who: Who::Administrator,
            required: false,
            secret: false,
            default: None,
            fallback: None,
            values: &[],
            limits: Limits {
                min: None,
                max: None,
                min_length: None,
                max_length: None,
                pattern: None,
                usual: None,
            },
            rules: &[],
            effect: Effect::Behaviour,
            since: None,
            pins: false,
            label,
            help,
            source,
            erratum: None,
            stands: Stands::Box,
            stands_in: &[],
            wire: Wire::Usual,
            escaped: false,
            inverted: false,
            observed: false,
            of_texts: false,
            fault: None,
            test: None,
            tidy: None,
            together: None,
            holds: &[],
        }
    }

    pub const fn parent(mut self, name: &'static str) -> Self {
        self.parent = Some(name);
        self
    }

    pub const fn targets(mut self, targets: &'static [&'static str]) -> Self {
        self.targets = targets;
        self
    }

    pub const fn surface(mut self, surface: &'static [&'static str]) -> Self {
        self.surface = surface;
        self
    }

    pub const fn by(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    pub const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }

    pub const fn fallback(mut self, what: Text) -> Self {
        self.fallback = Some(what);
        self
    }

    pub const fn values(mut self, values: &'static [Allowed]) -> Self {
        self.values = values;
        self
    }

    pub const fn between(mut self, min: i64, max: i64) -> Self {
        self.limits.min = Some(min);
        self.limits.max = Some(max);
        self
    }

    pub const fn length(mut self, min: usize, max: usize) -> Self {
        self.limits.min_length = Some(min);
        self.limits.max_length = Some(max);
        self
    }

    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.limits.pattern = Some(pattern);
        self
    }

    /// The form that values have as a rule; others are accepted with a warning.
    pub const fn usual(mut self, pattern: &'static str) -> Self {
        self.limits.usual = Some(pattern);
        self
    }

    pub const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    pub const fn effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    pub const fn since(mut self, version: &'static str) -> Self {
        self.since = Some(version);
        self
    }

    pub const fn erratum(mut self, zh: &'static str, en: &'static str) -> Self {
        self.erratum = Some(text(zh, en));
        self
    }

    pub const fn stands(mut self, place: Stands) -> Self {
        self.stands = place;
        self
    }

    pub const fn stands_in(mut self, places: &'static [(&'static str, Stands)]) -> Self {
        self.stands_in = places;
        self
    }

    pub const fn wire(mut self, wire: Wire) -> Self {
        self.wire = wire;
        self
    }

    pub const fn escaped(mut self) -> Self {
        self.escaped = true;
        self
    }

    pub const fn inverted(mut self) -> Self {
        self.inverted = true;
        self
    }

    pub const fn observed(mut self) -> Self {
        self.observed = true;
        self
    }

    pub const fn of_texts(mut self) -> Self {
        self.of_texts = true;
        self
    }

    pub const fn pins(mut self) -> Self {
        self.pins = true;
        self
    }

    pub const fn fault(mut self, id: &'static str) -> Self {
        self.fault = Some(id);
        self
    }

    pub const fn test(mut self, test: Test) -> Self {
        self.test = Some(test);
        self
    }

    pub const fn tidy(mut self, tidy: Tidy) -> Self {
        self.tidy = Some(tidy);
        self
    }

    /// `name`, or `parent.name` for a field inside a JSON value.
    pub fn path(&self) -> String {
        self.parent.map_or_else(|| self.name.to_owned(), |parent| format!("{parent}.{}", self.name))
    }

    /// Whether it exists in this target.
    pub fn exists_in(&self, target: &str) -> bool {
        self.targets.is_empty() || self.targets.contains(&target)
    }

    /// Whether it works on this surface; an empty surface asks for none in particular.
    pub fn works_on(&self, surface: &str) -> bool {
        surface.is_empty() || self.surface.is_empty() || self.surface.contains(&surface)
    }

    /// Whether a person or a page supplies it at run time.
    pub fn at_run_time(&self) -> bool {
        self.who != Who::Administrator
    }

    /// The meaning of one of its values.
    pub fn meaning(&self, value: &str) -> Option<Text> {
        self.values.iter().find(|allowed| allowed.value == value).map(|allowed| allowed.label)
    }
}
