//! What a window takes from its enterprise: each field says whether its value is inherited or the
//! window's own, and how to change that.

use serde_json::Value;

use super::deployment::References;
use super::fields::Typed;
use super::vendor::VendorFields;
use crate::catalog::form::{self, Choice, Field, Inheritance, Inherited, Widget};
use crate::catalog::{Param, Values};
use crate::channels::{Channel, inherit};
use crate::domain::window::Content;
use crate::text::{Message, text};
use crate::web::form::Form;

impl VendorFields {
    /// What the enterprise gives stands beside the fields, and in force where they are empty.
    pub fn inheriting(
        mut self,
        channel: &dyn Channel,
        references: &References,
        content: &Content,
        base: &str,
    ) -> Self {
        let given = references.inherited(&content.target);
        for field in self.parameters.iter_mut().flat_map(|group| &mut group.fields) {
            let param = inherit::parameter(channel, field.raw);
            let (Some(param), Some(given_value)) = (param, given.get(field.raw)) else { continue };
            let standing = match content.parameters.get(field.raw) {
                None => Inheritance::Inherited,
                Some(Value::Null) => Inheritance::Unset,
                Some(_) => Inheritance::Own,
            };
            let href = format!("{base}/settings/defaults/{}#w-{}", channel.id(), field.id);
            let value = in_words(field, param, given_value);
            if let (Widget::Colour { swatch, .. }, true) =
                (&mut field.widget, field.value.is_empty())
                && let Widget::Colour { swatch: inherited, .. } =
                    form::widget(param, Some(given_value))
            {
                *swatch = inherited;
            }
            inherit_in(field, Inherited { standing, value, href });
        }
        self
    }

    /// Where the page begins after an option was given back to the enterprise.
    pub fn focused_on(mut self, name: Option<&str>) -> Self {
        let mut fields = self.parameters.iter_mut().flat_map(|group| &mut group.fields);
        if let Some(field) = fields.find(|field| Some(field.raw) == name) {
            field.focus = true;
        }
        drop(fields);
        self
    }
}

/// The words of a choice, or the value as the vendor writes it.
pub(super) fn in_words(field: &Field, param: &Param, value: &Value) -> Message {
    let written = inherit::shown(param, value);
    let (Widget::Choice { options } | Widget::Many { options }) = &field.widget else {
        return Message::name(&written);
    };
    let is = |option: &&Choice| match value {
        Value::Bool(on) => option.value == on.to_string(),
        _ => option.value == written,
    };
    options.iter().find(is).map_or_else(|| Message::name(&written), |option| option.label.clone())
}

fn inherit_in(field: &mut Field, inherited: Inherited) {
    // What is inherited need not be typed.
    field.required = false;
    if let Widget::Choice { options } = &mut field.widget {
        let open = Message::new(
            format!("继承：{}", inherited.value.zh),
            format!("Inherit: {}", inherited.value.en),
        );
        match options.iter_mut().find(|option| option.value.is_empty()) {
            Some(option) => option.label = open,
            None => options.insert(0, Choice::new("", open, field.value.is_empty())),
        }
    }
    field.default = None;
    field.inherited = Some(inherited);
}

/// Takes the ticks "no value, and none from the enterprise either". A field cannot be both.
pub(super) fn leave_unset(form: &mut Form, given: &Values, parameters: &mut Values) {
    for name in form.several("unset") {
        if !given.contains_key(&name) {
            continue;
        }
        if parameters.contains_key(&name) {
            form.wrong(
                &format!("p.{name}"),
                text(
                    "又填了值，又勾选了“不设置”：请只选一个",
                    "There is a value, and “leave unset” is ticked: choose one of both",
                ),
            );
        } else {
            parameters.insert(name, Value::Null);
        }
    }
}

impl Typed {
    /// Forgets the own value of an option, so that the enterprise's is in force again.
    pub fn give_back(&mut self, name: &str, form: &mut Form) -> Option<String> {
        if name.is_empty() {
            return None;
        }
        self.content.parameters.remove(name);
        self.shown.parameters.remove(name);
        let field = format!("p.{name}");
        self.as_json.retain(|known| *known != field);
        let id = format!("p-{name}");
        form.errors.retain(|error| error.field.as_deref() != Some(id.as_str()));
        Some(name.to_owned())
    }
}
