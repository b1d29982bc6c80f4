//! WXML. Its two compilers disagree about entities, quotes and line ends inside attributes, so free
//! text never goes there: only names, numbers and bindings do. Text stands in the page's data.

use crate::channels::encode::Encoded;

/// The name of a component, a handler or a field of the page's data.
#[derive(Clone, Copy, Debug)]
pub enum WxmlName {}

/// The value of an attribute.
#[derive(Clone, Copy, Debug)]
pub enum WxmlValue {}

/// A name of letters, digits, `_` and `-` that starts with a letter or `_`.
pub fn wxml_name(text: &str) -> Option<Encoded<WxmlName>> {
    let head = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (head && is_plain(text)).then(|| Encoded::new(text.to_owned()))
}

/// A literal of letters, digits, `_` and `-`: the same for every compiler.
pub fn wxml_identifier(text: &str) -> Option<Encoded<WxmlValue>> {
    (!text.is_empty() && is_plain(text)).then(|| Encoded::new(text.to_owned()))
}

/// `{{n}}`: without braces it would be a text.
pub fn wxml_number(number: i64) -> Encoded<WxmlValue> {
    Encoded::new(format!("{{{{{number}}}}}"))
}

/// `{{name}}`: a field of the page's data.
pub fn wxml_binding(name: &Encoded<WxmlName>) -> Encoded<WxmlValue> {
    Encoded::new(format!("{{{{{}}}}}", name.as_str()))
}

/// `{{true}}` or `{{false}}`: as texts both would be true.
pub fn wxml_flag(on: bool) -> Encoded<WxmlValue> {
    Encoded::new(format!("{{{{{on}}}}}"))
}

/// `{{object.field}}` of the page's data; both names are ours.
pub fn wxml_field(object: &'static str, field: &'static str) -> Encoded<WxmlValue> {
    Encoded::new(format!("{{{{{object}.{field}}}}}"))
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// One element, one attribute to a line.
#[derive(Clone, Debug)]
pub struct Element {
    tag: String,
    text: String,
}

impl Element {
    pub fn new(tag: &Encoded<WxmlName>) -> Self {
        Element { tag: tag.as_str().to_owned(), text: format!("<{}", tag.as_str()) }
    }

    pub fn attribute(mut self, name: &'static str, value: &Encoded<WxmlValue>) -> Self {
        self.text.push_str("\n  ");
        self.text.push_str(name);
        self.text.push_str("=\"");
        self.text.push_str(value.as_str());
        self.text.push('"');
        self
    }

    /// `bind:event="handler"`.
    pub fn bind(mut self, event: &'static str, handler: &Encoded<WxmlName>) -> Self {
        self.text.push_str("\n  bind:");
        self.text.push_str(event);
        self.text.push_str("=\"");
        self.text.push_str(handler.as_str());
        self.text.push('"');
        self
    }

    /// The element with a value between its tags; on one line where it has one attribute.
    pub fn around(mut self, content: &Encoded<WxmlValue>) -> String {
        if self.text.matches("\n  ").count() == 1 {
            self.text = self.text.replace("\n  ", " ");
        } else {
            self.text.push('\n');
        }
        self.text.push('>');
        self.text.push_str(content.as_str());
        self.text.push_str("</");
        self.text.push_str(&self.tag);
        self.text.push_str(">\n");
        self.text
    }

    /// The element without content.
    pub fn finish(mut self) -> String {
        self.text.push_str("\n/>\n");
        self.text
    }
}
