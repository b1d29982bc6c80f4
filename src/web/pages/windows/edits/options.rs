//! The options of all chosen windows as one form: empty fields leave things as they are, and each says
//! what stands there now.

use serde_json::Value;

use super::chosen::target;
use super::typed::Typed;
use crate::catalog::form::{Choice, Field, Widget};
use crate::catalog::kind::is_unset;
use crate::catalog::{Kind, Param, Stands};
use crate::channels::{Channel, Diagnostic, Target, tables};
use crate::domain::Window;
use crate::text::{Message, Text, text};
use crate::web::pages::windows::inherited::in_words;
use crate::web::pages::windows::options::union;
use crate::web::pages::windows::vendor::VendorFields;

const AS_IT_IS: Text = text("保持不变", "Leave as it is");

/// What stands in the windows at present.
pub(super) struct Present {
    pub words: Message,
    /// Some window has a value to take away.
    pub some: bool,
}

/// Whether windows of this target have this option.
pub(super) fn knows(channel: &dyn Channel, target: &Target, name: &str) -> bool {
    let here = |param: &Param| param.exists_in(target.id) && param.place(target.id) == Stands::Box;
    parameter(channel, name).is_some_and(here)
}

/// The row of an option that is decided once for a window.
pub(super) fn parameter(channel: &dyn Channel, name: &str) -> Option<&'static Param> {
    let decided = |param: &&Param| {
        param.name == name
            && param.parent.is_none()
            && !param.secret
            && !param.at_run_time()
            && param.kind != Kind::Const
    };
    channel.parameters().iter().find(decided)
}

pub(super) fn draw(
    channel: &'static dyn Channel,
    windows: &[Window],
    typed: &Typed,
    found: &[Diagnostic],
) -> VendorFields {
    let mut targets: Vec<&'static Target> = Vec::new();
    for target in windows.iter().filter_map(|window| target(channel, window)) {
        if !targets.iter().any(|known| known.id == target.id) {
            targets.push(target);
        }
    }
    let mut values = typed.values.clone();
    values.extend(typed.shown.clone());
    let keep = |field: Field| {
        parameter(channel, field.raw)?;
        let here = targets.iter().filter(|target| knows(channel, target, field.raw));
        let only: Vec<Text> = here.map(|target| target.label).collect();
        let only = if only.len() == targets.len() { Vec::new() } else { only };
        Some(open(Field { required: false, inactive: None, default: None, only, ..field }))
    };
    let groups = union(channel, targets.iter().copied(), &values, found, keep);
    VendorFields::of_options(groups).arranged(&typed.as_json)
}

/// An empty field means no change, and shows no value.
fn open(mut field: Field) -> Field {
    let empty = field.value.is_empty();
    match &mut field.widget {
        Widget::Choice { options } => {
            match options.iter_mut().find(|option| option.value.is_empty()) {
                Some(option) => option.label = AS_IT_IS.into(),
                None => options.insert(0, Choice::new("", AS_IT_IS, empty)),
            }
        }
        Widget::Colour { swatch, .. } if empty => {
            *swatch = None;
            field.contrast = None;
        }
        _ => {}
    }
    field
}

pub(super) fn present(
    channel: &'static dyn Channel,
    windows: &[Window],
    field: &Field,
) -> Option<Present> {
    let param = tables::param(channel, &field.name)?;
    let mut kinds: Vec<(&Value, usize)> = Vec::new();
    let mut unset = 0;
    let here = |window: &&Window| {
        target(channel, window).is_some_and(|target| knows(channel, target, field.raw))
    };
    for window in windows.iter().filter(here) {
        let value = window.content.parameters.get(field.raw);
        match value.filter(|value| value.is_null() || !is_unset(value)) {
            None => unset += 1,
            Some(value) => match kinds.iter_mut().find(|(known, _)| *known == value) {
                Some((_, count)) => *count += 1,
                None => kinds.push((value, 1)),
            },
        }
    }
    let shown = |value: &Value| {
        if value.is_null() {
            return Message::new("不设置，也不继承", "left unset, not inherited");
        }
        in_words(field, param, value)
    };
    let only = kinds.first().filter(|_| kinds.len() == 1);
    let words = match only {
        Some((value, count)) => of_one(&shown(value), *count, unset),
        None => of_several(kinds.len(), unset),
    };
    Some(Present { words, some: !kinds.is_empty() })
}

fn of_one(value: &Message, count: usize, unset: usize) -> Message {
    let Message { zh, en } = value;
    match (count, unset) {
        (1, 0) => Message::new(format!("现在是 {zh}"), format!("Now: {en}")),
        (_, 0) => Message::new(format!("现在都是 {zh}"), format!("Now in all of them: {en}")),
        _ => Message::new(
            format!("现在 {count} 个是 {zh}，{unset} 个没有设置"),
            format!("Now: {en} in {count}, not set in {unset}"),
        ),
    }
}

fn of_several(kinds: usize, unset: usize) -> Message {
    match (kinds, unset) {
        (0, 1) => Message::new("现在没有设置", "Not set now"),
        (0, _) => Message::new("现在都没有设置", "Not set in any of them now"),
        (_, 0) => {
            Message::new(format!("现在有 {kinds} 种值"), format!("{kinds} different values now"))
        }
        _ => Message::new(
            format!("现在有 {kinds} 种值，{unset} 个没有设置"),
            format!("{kinds} different values now, not set in {unset}"),
        ),
    }
}
