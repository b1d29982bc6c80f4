//! AXML, Alipay's dialect of mini-program markup. As in WXML, free text never stands in an attribute:
//! only names, numbers, colours and bindings do. Text stands in the page's data.

use crate::channels::colour::Colour;
use crate::channels::encode::Encoded;

/// The name of a component or of a field of the page's data.
#[derive(Clone, Copy, Debug)]
pub enum AxmlName {}

/// The value of an attribute.
#[derive(Clone, Copy, Debug)]
pub enum AxmlValue {}

/// A name of letters, digits, `_` and `-` that starts with a letter or `_`.
pub fn axml_name(text: &str) -> Option<Encoded<AxmlName>> {
    let head = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (head && is_plain(text)).then(|| Encoded::new(text.to_owned()))
}

/// A literal of letters, digits, `_` and `-`: codes, and numbers with their unit.
pub fn axml_identifier(text: &str) -> Option<Encoded<AxmlValue>> {
    (!text.is_empty() && is_plain(text)).then(|| Encoded::new(text.to_owned()))
}

/// `#` and six digits, spelt as it was given.
pub fn axml_colour(text: &str) -> Option<Encoded<AxmlValue>> {
    (text.starts_with('#') && Colour::parse(text).is_some()).then(|| Encoded::new(text.to_owned()))
}

/// `{{name}}`: a field of the page's data.
pub fn axml_binding(name: &Encoded<AxmlName>) -> Encoded<AxmlValue> {
    Encoded::new(format!("{{{{{}}}}}", name.as_str()))
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// One element without content, one attribute to a line.
#[derive(Clone, Debug)]
pub struct AxmlElement {
    text: String,
}

impl AxmlElement {
    pub fn new(tag: &Encoded<AxmlName>) -> Self {
        AxmlElement { text: format!("<{}", tag.as_str()) }
    }

    pub fn attribute(mut self, name: &'static str, value: &Encoded<AxmlValue>) -> Self {
        self.text.push_str("\n  ");
        self.text.push_str(name);
        self.text.push_str("=\"");
        self.text.push_str(value.as_str());
        self.text.push('"');
        self
    }

    pub fn finish(mut self) -> String {
        self.text.push_str("\n/>\n");
        self.text
    }
}
