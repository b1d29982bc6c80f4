//! HTML: text, attributes, and a builder that knows in which of them it is.

use crate::channels::encode::{Code, Encoded, Script};

#[derive(Clone, Copy, Debug)]
pub enum HtmlText {}

#[derive(Clone, Copy, Debug)]
pub enum HtmlAttribute {}

/// Text between tags.
pub fn html_text(text: &str) -> Encoded<HtmlText> {
    Encoded::new(escape(text))
}

/// A value between double quotes.
pub fn html_attribute(text: &str) -> Encoded<HtmlAttribute> {
    Encoded::new(escape(text))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#x27;"),
            // A parser turns a bare carriage return into a line feed.
            '\r' => escaped.push_str("&#13;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A fragment of HTML under construction. Names of tags and attributes are ours; values are encoded.
#[derive(Clone, Debug, Default)]
pub struct Page {
    text: String,
}

impl Page {
    pub fn new() -> Self {
        Page::default()
    }

    /// A comment of our own.
    pub fn comment(mut self, text: &'static str) -> Self {
        self.text.push_str("<!-- ");
        self.text.push_str(text);
        self.text.push_str(" -->\n");
        self
    }

    /// `<tag a="…" b="…">text</tag>` on a line of its own.
    pub fn element(
        mut self,
        tag: &'static str,
        attributes: &[(&'static str, Encoded<HtmlAttribute>)],
        content: &Encoded<HtmlText>,
    ) -> Self {
        self.text.push('<');
        self.text.push_str(tag);
        for (name, value) in attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            self.text.push_str(value.as_str());
            self.text.push('"');
        }
        self.text.push('>');
        self.text.push_str(content.as_str());
        self.text.push_str("</");
        self.text.push_str(tag);
        self.text.push_str(">\n");
        self
    }

    /// A script element. Its code can hold only values that cannot end it.
    pub fn script(mut self, code: &Code<Script>) -> Self {
        self.text.push_str("<script>\n");
        self.text.push_str(code.as_str());
        self.text.push_str("</script>\n");
        self
    }

    pub fn finish(self) -> String {
        self.text
    }
}
