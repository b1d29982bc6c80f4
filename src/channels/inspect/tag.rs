//! Tags and their attributes, as they are written and as they are meant.

use crate::channels::inspect::passage::{Passage, Span};

/// An opening or a closing tag.
#[derive(Clone, Debug)]
pub struct Tag {
    /// As it is written: `contact-button`, `ContactButton`.
    pub name: String,
    pub name_at: Span,
    pub at: Span,
    pub attributes: Vec<Attribute>,
    pub closing: bool,
    pub self_closing: bool,
}

#[derive(Clone, Debug)]
pub struct Attribute {
    /// As it is written: `bind:tap`, `:class`, `@click`, `openType`.
    pub name: String,
    pub name_at: Span,
    /// Everything from the name to the closing quote.
    pub at: Span,
    pub value: Option<AttributeValue>,
}

#[derive(Clone, Debug)]
pub struct AttributeValue {
    /// With entities decoded, as browsers do it; see [`AttributeValue::raw`] for mini programs.
    pub passage: Passage,
    /// What stands between the quotes.
    pub raw: Span,
    pub quote: Quote,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    Double,
    Single,
    None,
    /// `{…}` of JSX: a script, not a text.
    Braces,
}

impl Tag {
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// The text of an attribute.
    pub fn text(&self, name: &str) -> Option<&str> {
        let value = self.attribute(name)?.value.as_ref()?;
        Some(value.passage.text.as_str())
    }
}

impl Attribute {
    /// The name without a binding prefix: `src` of `:src`, `bindcontact` of `bind:contact`.
    pub fn bare_name(&self) -> &str {
        self.name
            .strip_prefix("v-bind:")
            .or_else(|| self.name.strip_prefix(':'))
            .unwrap_or(&self.name)
    }

    pub fn text(&self) -> &str {
        self.value.as_ref().map_or("", |value| value.passage.text.as_str())
    }

    /// `{{…}}`, `{…}` or `:name`: the value is an expression of the page.
    pub fn is_bound(&self) -> bool {
        let braces = self.value.as_ref().is_some_and(|value| value.quote == Quote::Braces);
        braces
            || self.name.starts_with([':', '@'])
            || self.name.starts_with("v-")
            || self.text().contains("{{")
    }

    /// The expression of a value that is nothing but one `{{…}}`.
    pub fn binding(&self) -> Option<&str> {
        let inner = self.text().trim().strip_prefix("{{")?.strip_suffix("}}")?;
        (!inner.contains("{{")).then(|| inner.trim())
    }
}

impl AttributeValue {
    /// The characters between the quotes, entities and all.
    pub fn raw<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.raw.start..self.raw.end).unwrap_or_default()
    }
}
