//! The call `openCustomerServiceChat({…})`, whoever's object it is a method of.

use serde_json::Value;

use super::MOST;
use crate::channels::inspect::script::{Field, Node, Object, What};
use crate::channels::inspect::{Draft, Said, Source};
use crate::channels::mini_program::attribute::Bindings;

pub const NAME: &str = "openCustomerServiceChat";

const CALLBACKS: &[&str] = &["success", "fail", "complete"];

pub fn recognise(source: &Source<'_>, bindings: &Bindings) -> Vec<Draft> {
    let calls = source.calls_named(NAME).take(MOST);
    calls
        .map(|(script, call)| {
            let mut draft = Draft::new("service_chat", "service_chat", call.at);
            let arguments = script.arguments(call);
            match arguments.first().and_then(Node::given_object) {
                Some((object, open)) => {
                    draft.open = open;
                    draft.said =
                        object.fields.iter().flat_map(|field| values(bindings, field)).collect();
                }
                None => draft.open = true,
            }
            let words = bindings.value("serviceChat.text").filter(Value::is_string);
            draft.said.extend(words.map(|words| Said::implied("button_text", words)));
            draft
        })
        .collect()
}

fn values(bindings: &Bindings, field: &Field) -> Vec<Said> {
    let name = field.name.text.as_str();
    match name {
        "corpId" => vec![said(bindings, field).named("corp_id")],
        "extInfo" => match &field.value.what {
            What::Object(object) => link(bindings, object),
            // A text is a mistake, and still says which account is meant.
            What::Text(text) => vec![Said::text(field.name.clone(), text.clone()).named("url")],
            _ => vec![Said { value: None, ..said(bindings, field).named("url") }],
        },
        _ if CALLBACKS.contains(&name) => callback(field).into_iter().collect(),
        _ => vec![said(bindings, field)],
    }
}

fn link(bindings: &Bindings, object: &Object) -> Vec<Said> {
    object.fields.iter().map(|field| said(bindings, field)).collect()
}

fn said(bindings: &Bindings, field: &Field) -> Said {
    let value = match &field.value.what {
        What::Text(text) => return Said::text(field.name.clone(), text.clone()),
        What::Name(path) => bindings.value(path),
        _ => field.value.value(),
    };
    Said { value, value_at: None, ..Said::text(field.name.clone(), field.name.clone()) }
}

/// `this.onFailed.bind(this)`, `onFailed`: the name. A function in its place has none.
fn callback(field: &Field) -> Option<Said> {
    let (What::Name(path) | What::Call(path, _)) = &field.value.what else { return None };
    let path = path.strip_suffix(".bind").unwrap_or(path);
    let name = path.rsplit('.').next()?;
    Some(Said { value: Some(Value::from(name)), ..said_name(field) })
}

fn said_name(field: &Field) -> Said {
    Said { value_at: None, ..Said::text(field.name.clone(), field.name.clone()) }
}
