//! The box that steers the drawing: who the visitor is, which device, which page. What is chosen here
//! stands in the address or in the form (`c.*`), never in the draft and never in code.

use url::form_urlencoded::Serializer;

use crate::catalog::form::Choice;
use crate::channels::Channel;
use crate::channels::preview::conditions::{Choices, Condition, Conditions};
use crate::text::{Message, Text};
use crate::web::form::Form;

const PREFIX: &str = "c.";

/// The conditions of one target as fields.
#[derive(Debug, Default)]
pub struct Steering {
    pub fields: Vec<Field>,
    /// Whether something unusual is chosen.
    pub chosen: bool,
    /// The form that the fields belong to: the editor's, or one of their own for whoever only looks.
    pub form: &'static str,
}

#[derive(Debug)]
pub struct Field {
    pub name: String,
    pub id: String,
    pub label: Text,
    pub options: Vec<Choice>,
    /// Of a field to type in: what was typed.
    pub typed: Option<String>,
}

impl Steering {
    pub fn new(
        channel: &dyn Channel,
        target: &str,
        conditions: &Conditions,
        may_edit: bool,
    ) -> Self {
        let here = channel.conditions().iter().filter(|condition| condition.exists_in(target));
        Steering {
            fields: here.map(|condition| field(condition, conditions)).collect(),
            chosen: conditions.pairs().next().is_some(),
            form: if may_edit { "window-form" } else { "window-view" },
        }
    }
}

fn field(condition: &Condition, conditions: &Conditions) -> Field {
    let now = conditions.text(condition.id);
    let (options, typed) = match condition.choices {
        Choices::Among(choices) => {
            let option = |(at, one): (usize, &crate::channels::preview::conditions::Choice)| {
                let chosen = now.map_or(at == 0, |now| now == one.value);
                Choice::new(one.value, Message::from(one.label), chosen)
            };
            (choices.iter().enumerate().map(option).collect(), None)
        }
        Choices::Name(_) => (Vec::new(), Some(now.unwrap_or_default().to_owned())),
    };
    Field {
        name: format!("{PREFIX}{}", condition.id),
        id: format!("c-{}", condition.id),
        label: condition.label,
        options,
        typed,
    }
}

/// The conditions of a form that was sent.
pub fn take(form: &mut Form, channel: &dyn Channel, target: &str) -> Conditions {
    let given = form.prefixed(PREFIX, &[]);
    let pairs =
        given.iter().filter_map(|(id, values)| Some((id.as_str(), values.first()?.as_str())));
    Conditions::read(channel.conditions(), target, pairs)
}

/// The conditions of an address.
pub fn of_query(query: &[(String, String)], channel: &dyn Channel, target: &str) -> Conditions {
    let pairs = query.iter();
    let pairs =
        pairs.filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?, value.as_str())));
    Conditions::read(channel.conditions(), target, pairs)
}

/// The same page with the same conditions.
pub fn kept(path: &str, conditions: &Conditions) -> String {
    let pairs = conditions.pairs().map(|(id, value)| (format!("{PREFIX}{id}"), value));
    let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}
