//! The form reader: turns a table of parameters and the values at hand into fields that a template
//! can draw. It knows nothing of HTML; `templates/ui/field.html` knows nothing of vendors.

mod choices;
mod inherited;

use serde_json::Value;

use crate::catalog::diagnostic::{Diagnostic, Severity};
use crate::catalog::example::{DEPTH, example};
use crate::catalog::kind::{self, Kind};
use crate::catalog::param::{Effect, Param, Stands};
use crate::catalog::situation::{Situation, Standing};
use crate::catalog::structure::{Structure, structure};
use crate::catalog::{Hash, Values, nested, normalise, reference};
use crate::text::{Message, Text, text};
use choices::{choices, flags};

pub use inherited::{Inheritance, Inherited};

/// A group of fields with its heading.
#[derive(Clone, Debug)]
pub struct Group {
    pub key: &'static str,
    pub label: Text,
    pub fields: Vec<Field>,
}

impl Group {
    pub fn count_set(&self) -> usize {
        self.fields.iter().filter(|field| field.is_set()).count()
    }

    /// The HTML id. One heading may stand in several boxes of a form; options have the plain one.
    pub fn id(&self) -> String {
        let first = self.fields.first().and_then(|field| field.name.split_once('.'));
        match first {
            Some((prefix @ ("a" | "v" | "w"), _)) => format!("g-{prefix}-{}", self.key),
            _ => format!("g-{}", self.key),
        }
    }
}

/// One field, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Field {
    /// The form field's name, for example `p.color`.
    pub name: String,
    /// The HTML id, for example `p-color`.
    pub id: String,
    /// The vendor's own spelling, shown in mono beside the label.
    pub raw: &'static str,
    pub label: Text,
    pub help: Text,
    pub erratum: Option<Text>,
    /// Where the vendor says so.
    pub source: &'static str,
    /// The address of its explanation; empty where there is none.
    pub about: String,
    pub required: bool,
    /// What the vendor does when nothing is sent, in words.
    pub default: Option<Message>,
    pub effect: Text,
    pub widget: Widget,
    /// Registered values or names to choose from; others may be typed.
    pub offers: Vec<Choice>,
    /// What a JSON value is made of; empty for all other values.
    pub inside: Option<Inside>,
    /// The JSON value taken apart, where its fields can carry it.
    pub structure: Option<Structure>,
    /// What was typed or stored, character by character; empty for "not set".
    pub value: String,
    pub errors: Vec<Message>,
    pub warnings: Vec<Message>,
    /// How well white stands out on this colour.
    pub contrast: Option<Message>,
    /// Why the value has no effect at the moment. The value is kept, the field is greyed.
    pub inactive: Option<Message>,
    /// The page begins here.
    pub focus: bool,
    /// The value that the enterprise gives where there is no own one.
    pub inherited: Option<Inherited>,
    /// The kinds of entry that know it, where that has to be said.
    pub only: Vec<Text>,
}

impl Field {
    pub fn is_set(&self) -> bool {
        !self.value.is_empty()
    }
}

/// The structure of a JSON value, for people who type it by hand.
#[derive(Clone, Debug)]
pub struct Inside {
    pub fields: Vec<Part>,
    /// A value that is accepted, to start from.
    pub example: String,
}

/// One field inside a JSON value.
#[derive(Clone, Debug)]
pub struct Part {
    /// `name`, or `items.name` deeper inside.
    pub path: String,
    pub label: Text,
    pub help: Text,
    pub kind: Text,
    pub required: bool,
}

#[derive(Clone, Debug)]
pub enum Widget {
    /// One line. `max` counts characters.
    Line {
        max: Option<usize>,
        mono: bool,
    },
    /// Several lines; `mono` for JSON.
    Area {
        max: Option<usize>,
        mono: bool,
    },
    Url,
    Number {
        min: Option<i64>,
        max: Option<i64>,
    },
    /// `hash` tells whether the vendor wants the leading `#`; `swatch` is `#rrggbb` when the value is a colour.
    Colour {
        hash: bool,
        swatch: Option<String>,
    },
    /// One of a few: drawn as radio buttons when there are at most four, else as a select.
    /// The first option is always "not set" unless the field is required.
    Choice {
        options: Vec<Choice>,
    },
    /// Any number of a few: check boxes with one name.
    Many {
        options: Vec<Choice>,
    },
    /// A single fixed value that is only shown.
    Fixed,
}

#[derive(Clone, Debug)]
pub struct Choice {
    pub value: String,
    pub label: Message,
    pub chosen: bool,
    /// What is written for the vendor where that is not the value itself, for example `msg_flag=0`.
    pub written: Option<String>,
}

impl Choice {
    pub fn new(value: impl ToString, label: impl Into<Message>, chosen: bool) -> Self {
        Choice { value: value.to_string(), label: label.into(), chosen, written: None }
    }
}

/// One box of a deployment, as a form shows it.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    pub table: &'static [Param],
    /// `p`, `w`, `a` or `v`.
    pub prefix: &'static str,
    /// Typed texts or stored values of this box.
    pub values: &'a Values,
    /// The values all around, which rules look at.
    pub situation: &'a Situation<'a>,
    /// Findings of a check; those about this sheet's names go beside their fields.
    pub diagnostics: &'a [Diagnostic],
}

/// The fields of a sheet, in the order of its table.
pub fn form(sheet: &Sheet<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let target = sheet.situation.target();
    let shown =
        |param: &&Param| belongs(param, target) && (!is_idle(param) || is_given(sheet, param));
    for param in sheet.table.iter().filter(shown) {
        let field = field(sheet, param);
        match groups.iter_mut().find(|group| group.key == param.group.key) {
            Some(group) => group.fields.push(field),
            None => groups.push(Group {
                key: param.group.key,
                label: param.group.label,
                fields: vec![field],
            }),
        }
    }
    groups
}

/// Secrets have no field in any box: they are registered as keys.
fn belongs(param: &Param, target: &str) -> bool {
    param.parent.is_none()
        && !param.secret
        && param.exists_in(target)
        && param.place(target) == Stands::Box
}

/// Seen in the wild, and no code is ever written for it: nothing to offer.
fn is_idle(param: &Param) -> bool {
    param.observed && param.effect == Effect::None
}

fn is_given(sheet: &Sheet<'_>, param: &Param) -> bool {
    sheet.values.get(param.name).is_some_and(|value| !kind::is_unset(value))
}

fn field(sheet: &Sheet<'_>, param: &'static Param) -> Field {
    let given = sheet.values.get(param.name).filter(|value| !kind::is_unset(value));
    let about = |severity: Severity| {
        let mine = sheet.diagnostics.iter().filter(|finding| finding.name() == Some(param.name));
        mine.filter(|finding| finding.severity == severity).map(told).collect::<Vec<_>>()
    };
    let inactive = inactive(sheet, param);
    let mut warnings = about(Severity::Warning);
    // The reason already stands where the field is greyed.
    warnings.retain(|warning| Some(warning) != inactive.as_ref());
    Field {
        name: format!("{}.{}", sheet.prefix, param.name),
        id: format!("{}-{}", sheet.prefix, param.name),
        raw: param.name,
        label: param.label,
        help: param.help,
        erratum: param.erratum,
        source: param.source,
        about: reference::address(sheet.situation.catalogue().channel, param.name),
        required: param.required,
        default: reference::default(param),
        // The identifiers of an account are no options: they have no effect of their own.
        effect: if sheet.prefix == "a" { text("", "") } else { param.effect.label() },
        widget: widget(param, given),
        offers: Vec::new(),
        inside: inside(sheet.table, param),
        structure: structure(
            sheet.table,
            param,
            &format!("{}.{}", sheet.prefix, param.name),
            given,
            sheet.diagnostics,
        ),
        value: given.map(typed).unwrap_or_default(),
        errors: about(Severity::Error),
        warnings,
        contrast: None,
        inactive,
        focus: false,
        inherited: None,
        only: Vec::new(),
    }
}

/// A finding inside a JSON value says where.
fn told(finding: &Diagnostic) -> Message {
    let inside = finding.parameter.as_deref().and_then(|path| path.split_once('.'));
    inside.map_or_else(
        || finding.message.clone(),
        |(_, path)| {
            let Message { zh, en } = &finding.message;
            Message::new(format!("{path}：{zh}"), format!("{path}: {en}"))
        },
    )
}

/// Texts character by character; other stored values in the form that reads back as the same value.
fn typed(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => {
            serde_json::to_string_pretty(value).unwrap_or_default()
        }
        other => kind::plain(other),
    }
}

fn inactive(sheet: &Sheet<'_>, param: &Param) -> Option<Message> {
    if !param.works_on(sheet.situation.catalogue().surface) {
        let only = param.surface.join("、");
        return Some(Message::new(
            format!("当前接入方式下不起作用：仅支持 {only}"),
            format!(
                "No effect with this kind of entry: it works on {} only",
                param.surface.join(", ")
            ),
        ));
    }
    if let Some(reason) = sheet.situation.newer(param) {
        return Some(reason);
    }
    match sheet.situation.standing(param) {
        Standing::Ineffective(reason) => Some(reason),
        Standing::Effective | Standing::Open => None,
    }
}

fn inside(table: &'static [Param], param: &'static Param) -> Option<Inside> {
    if !param.kind.is_json() || !param.values.is_empty() {
        return None;
    }
    let mut fields = Vec::new();
    parts(table, param, "", &mut fields);
    let example = example(table, param);
    Some(Inside { fields, example: serde_json::to_string_pretty(&example).unwrap_or_default() })
}

fn parts(table: &'static [Param], param: &'static Param, above: &str, fields: &mut Vec<Part>) {
    for inner in nested::children(table, &param.path()) {
        let path = format!("{above}{}", inner.name);
        fields.push(Part {
            path: path.clone(),
            label: inner.label,
            help: inner.help,
            kind: reference::kind(inner.kind),
            required: inner.required,
        });
        if path.matches('.').count() < DEPTH {
            parts(table, inner, &format!("{path}."), fields);
        }
    }
}

pub fn widget(param: &Param, given: Option<&Value>) -> Widget {
    let limits = param.limits;
    match param.kind {
        Kind::Text => Widget::Line { max: limits.max_length, mono: false },
        Kind::Identifier | Kind::Handler => Widget::Line { max: limits.max_length, mono: true },
        Kind::Prose => Widget::Area { max: limits.max_length, mono: false },
        Kind::Url => Widget::Url,
        Kind::Integer | Kind::Number => Widget::Number { min: limits.min, max: limits.max },
        Kind::Colour(hash) => {
            Widget::Colour { hash: hash == Hash::Wanted, swatch: swatch(param, given) }
        }
        Kind::Flag => Widget::Choice { options: with_unset(param, given, flags(param, given)) },
        Kind::Choice => Widget::Choice { options: with_unset(param, given, choices(param, given)) },
        Kind::List if !param.values.is_empty() => Widget::Many { options: choices(param, given) },
        Kind::Json | Kind::Object | Kind::List => Widget::Area { max: None, mono: true },
        Kind::Const => Widget::Fixed,
    }
}

/// A choice that may be left open can also be opened again.
fn with_unset(param: &Param, given: Option<&Value>, options: Vec<Choice>) -> Vec<Choice> {
    let unset = (!param.required).then(|| Choice {
        value: String::new(),
        label: Message::new("不设置", "Not set"),
        chosen: given.is_none(),
        written: None,
    });
    unset.into_iter().chain(options).collect()
}

/// `#rrggbb` of what is typed, or of the vendor's default.
fn swatch(param: &Param, given: Option<&Value>) -> Option<String> {
    let text = given.map(kind::plain).or_else(|| param.default.map(str::to_owned))?;
    let (text, _) = normalise(param, &text);
    let bare = text.strip_prefix('#').unwrap_or(&text);
    let short = param.limits.min_length == Some(3) && bare.len() == 3;
    let times = if short { 2 } else { 1 };
    let bare: String = bare.chars().flat_map(|digit| std::iter::repeat_n(digit, times)).collect();
    let fine = bare.len() == 6 && bare.bytes().all(|byte| byte.is_ascii_hexdigit());
    fine.then(|| format!("#{}", bare.to_lowercase()))
}
