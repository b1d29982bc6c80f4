//! What the generators work from: checked values, and who supplies each of them.

use crate::catalog::{Checked, Form, Surface, encode};

/// Values that a page may supply at run time. The code calls them by the second name in every
/// flavour: an attribute is no name of JavaScript.
const FIELDS: &[(&str, &str)] = &[
    ("session-from", "sessionFrom"),
    ("send-message-title", "sendMessageTitle"),
    ("send-message-path", "sendMessagePath"),
    ("send-message-img", "sendMessageImg"),
    ("sendMessageTitle", "sendMessageTitle"),
    ("sendMessagePath", "sendMessagePath"),
    ("sendMessageImg", "sendMessageImg"),
];

pub struct Order {
    pub page: String,
    pub words: String,
    /// Set only where the administrator decided it.
    pub card: Option<bool>,
    pub fields: Vec<Field>,
    pub entry: Entry,
}

pub enum Entry {
    Button { handler: String },
    Chat { corp_id: String, url: String, callbacks: Vec<Callback> },
}

/// A function of the page that the call is handed.
pub struct Callback {
    pub event: &'static str,
    pub name: String,
}

/// One value of the page's data.
pub struct Field {
    /// The vendor's name.
    pub name: &'static str,
    pub key: &'static str,
    /// The fixed value, or what it begins with; empty where only the page knows it.
    pub text: String,
    pub from_page: bool,
}

impl Order {
    pub fn new(checked: &Checked, target: &str) -> Option<Self> {
        let flag = |name| checked.option(name).map(|on| on == "true");
        let card = flag("show-message-card").or_else(|| flag("showMessageCard"));
        let entry = if target == "service_chat" {
            Entry::Chat {
                corp_id: checked.window("corp_id")?,
                url: checked.window("url")?,
                callbacks: callbacks(checked),
            }
        } else {
            let handler = checked.option("bindcontact");
            Entry::Button { handler: handler.unwrap_or_else(|| "handleContact".to_owned()) }
        };
        Some(Order {
            page: checked.window("page")?,
            words: checked.window("button_text")?,
            card,
            fields: fields(checked, card == Some(true)),
            entry,
        })
    }

    /// Fields that the page fills before the tap.
    pub fn asked_of_page(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.from_page)
    }
}

fn callbacks(checked: &Checked) -> Vec<Callback> {
    let named = ["success", "fail", "complete"].into_iter();
    named.filter_map(|event| checked.option(event).map(|name| Callback { event, name })).collect()
}

/// Only values that work are written: without the card, its title would look as if it did.
fn fields(checked: &Checked, card: bool) -> Vec<Field> {
    let page = checked.window_value("from_page");
    let asked = |name: &str| {
        let mut names = page.and_then(|list| list.as_array()).into_iter().flatten();
        names.any(|item| item.as_str() == Some(name))
    };
    let written = encode(checked, Surface::Object);
    let text = |name: &str| {
        let found = written.iter().find(|one| one.param.name == name && one.effective)?;
        match &found.form {
            Form::Text(text) => Some(text.clone().into_owned()),
            Form::Literal(_) => None,
        }
    };
    let works = |name: &str| card || name == "session-from";
    let fields = FIELDS.iter().filter(|(name, _)| works(name));
    fields
        .filter_map(|&(name, key)| {
            let (text, from_page) = (text(name), asked(name));
            (text.is_some() || from_page).then(|| Field {
                name,
                key,
                text: text.unwrap_or_default(),
                from_page,
            })
        })
        .collect()
}
