//! A page's script without its markup: texts for the button, and the handler of message cards; and the
//! markup of a service chat without its script.

use serde_json::Value;

use crate::channels::inspect::script::{Object, Script};
use crate::channels::inspect::{Draft, Said, Source, Span};
use crate::channels::mini_program::attribute::Bindings;
use crate::channels::mini_program::function::Words;

/// Names of the page's data in generated code, and the vendor's.
const KEYS: &[(&str, &str)] = &[
    ("text", "button_text"),
    ("sessionFrom", "session-from"),
    ("sendMessageTitle", "send-message-title"),
    ("sendMessagePath", "send-message-path"),
    ("sendMessageImg", "send-message-img"),
];

pub fn recognise(source: &Source<'_>, bindings: &Bindings) -> Vec<Draft> {
    let scripts = source.scripts.iter();
    let script = scripts.filter_map(|script| in_script(bindings, script));
    script.chain(markup(source)).take(1).collect()
}

/// Without the button's other texts, and without a handler, an object named `contact` is anybody's.
fn in_script(bindings: &Bindings, script: &Script) -> Option<Draft> {
    let handler = handler(script);
    let data = bindings.data("contact").and_then(|node| node.object()).filter(|object| {
        let vendor = object.fields.iter().any(|field| field.name.text.starts_with("se"));
        object.fields.iter().all(|field| KEYS.iter().any(|(key, _)| *key == field.name.text))
            && (vendor || handler.is_some())
    });
    if data.is_none() && handler.is_none() {
        return None;
    }
    let mut draft = Draft::new("fragment", "mini_program", script.passage.whole());
    // Whether the card shows is said in the markup.
    draft.open = true;
    draft.said = data.map(texts).unwrap_or_default();
    draft.said.extend(handler.map(|name| Said::implied("bindcontact", name)));
    Some(draft)
}

fn texts(object: &Object) -> Vec<Said> {
    let known = |key: &str| KEYS.iter().find(|(known, _)| *known == key).map(|(_, name)| *name);
    let fields = object.fields.iter();
    fields
        .filter_map(|field| {
            let name = known(&field.name.text)?;
            Some(match field.value.text() {
                Some(text) => Said::text(field.name.clone(), text.clone()).named(name),
                None => Said { value: None, ..Said::implied(name, Value::Null) },
            })
        })
        .collect()
}

/// The method that reads path and query of a message: only the contact event has both.
fn handler(script: &Script) -> Option<String> {
    let words = Words::read(script);
    let event = words
        .rows(&["detail", ".", "path"])
        .next()
        .or_else(|| words.rows(&["detail", ".", "query"]).next());
    let event = event.or_else(|| {
        words.rows(&["detail"]).next().filter(|_| words.has(&["query"]) && words.has(&["path"]))
    })?;
    let function = words.around(event)?;
    let named = function.name.to_ascii_lowercase().contains("contact");
    let inside = words.inside(&function);
    let has = |wanted: &str| inside.iter().any(|(word, _)| *word == wanted);
    (named || (has("path") && has("query"))).then(|| function.name.to_owned())
}

/// `<button bindtap="openServiceChat">` of generated code: its values stand in the script.
fn markup(source: &Source<'_>) -> Option<Draft> {
    let tap = |name: &str| matches!(name, "bindtap" | "bind:tap" | "@tap" | "@click" | "onClick");
    let mut tags = source.tags.iter().enumerate().filter(|(_, tag)| {
        !tag.closing
            && tag.attributes.iter().any(|one| tap(&one.name) && one.text() == "openServiceChat")
    });
    let (at, tag) = tags.next()?;
    let Span { start, end } = tag.at;
    let mut draft = Draft::new("fragment", "service_chat", Span { start, end });
    draft.tags.push(at);
    draft.open = true;
    Some(draft)
}
