//! Encoders and snippet builders. A value reaches a file only as `Encoded<Context>`, and every
//! builder accepts only its own context, so that a forgotten or a wrong encoder does not compile:
//!
//! ```
//! use jieru::channels::encode::{Code, Script, script_value};
//! let code = Code::<Script>::new().raw("var name = ").hole(&script_value(&"</script>".into()));
//! assert_eq!(code.as_str(), r#"var name = "\u003c/script\u003e""#);
//! ```
//!
//! ```compile_fail
//! use jieru::channels::encode::{Code, Script};
//! let name = String::from("</script>");
//! Code::<Script>::new().raw("var name = ").hole(&name);
//! ```
//!
//! ```compile_fail
//! use jieru::channels::encode::{Code, Script, html_text};
//! Code::<Script>::new().raw("var name = ").hole(&html_text("x"));
//! ```
//!
//! ```compile_fail
//! use jieru::channels::encode::{Code, Script};
//! let name = format!("{}", "x");
//! Code::<Script>::new().raw(&name);
//! ```

mod axml;
mod html;
mod navigate;
mod script;
mod shell;
mod tsx;
mod vue;
mod wxml;

use std::marker::PhantomData;

pub use axml::{
    AxmlElement, AxmlName, AxmlValue, axml_binding, axml_colour, axml_identifier, axml_name,
};
pub use html::{HtmlAttribute, HtmlText, Page, html_attribute, html_text};
pub use navigate::{Navigate, js_navigate, navigate_json, navigate_text};
pub use script::{Code, Js, Script, js_name, js_value, script_text, script_value};
pub use shell::{PowerShell, Sh, powershell_text, sh_text};
pub use tsx::{Tsx, tsx_name, tsx_value};
pub use vue::{VueScript, VueTemplate, vue_file, vue_handler, vue_name, vue_value};
pub use wxml::{
    Element, WxmlName, WxmlValue, wxml_binding, wxml_field, wxml_flag, wxml_identifier, wxml_name,
    wxml_number,
};

use crate::catalog::encode::encode_component;

/// Text that is safe in one context and nowhere else. Only the encoders of this folder make it.
#[derive(Debug)]
pub struct Encoded<C> {
    text: String,
    context: PhantomData<C>,
}

impl<C> Encoded<C> {
    fn new(text: String) -> Self {
        Encoded { text, context: PhantomData }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<C> Clone for Encoded<C> {
    fn clone(&self) -> Self {
        Encoded::new(self.text.clone())
    }
}

/// A part of a URL's query.
#[derive(Clone, Copy, Debug)]
pub enum Query {}

/// A query value, as `encodeURIComponent` has it.
pub fn query(text: &str) -> Encoded<Query> {
    Encoded::new(encode_component(text))
}

/// An address with query pairs. The base and the names are ours, the values are encoded.
#[derive(Clone, Debug)]
pub struct Address {
    text: String,
    pairs: usize,
}

impl Address {
    /// `host` has been checked as a host name; `path` is ours.
    pub fn https(host: &HostName, path: &'static str) -> Self {
        Address { text: format!("https://{}{path}", host.0), pairs: 0 }
    }

    pub fn pair(mut self, name: &'static str, value: &Encoded<Query>) -> Self {
        self.text.push(if self.pairs == 0 { '?' } else { '&' });
        self.text.push_str(name);
        self.text.push('=');
        self.text.push_str(value.as_str());
        self.pairs += 1;
        self
    }

    /// A given address with one pair more, before its fragment; a pair of the same name gives way.
    /// What comes out has been parsed, so that nothing of the given text ends anything.
    pub fn extended(
        given: &str,
        name: &'static str,
        value: Option<&Encoded<Query>>,
    ) -> Option<Self> {
        let mut url = url::Url::parse(given).ok()?;
        if let Some(value) = value {
            let own = |pair: &&str| pair.split('=').next() == Some(name);
            let kept = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
            let mut pairs: Vec<&str> = kept.filter(|pair| !own(pair)).collect();
            let added = format!("{name}={}", value.as_str());
            pairs.push(&added);
            let query = pairs.join("&");
            url.set_query(Some(&query));
        }
        let pairs = url.query().map_or(0, |query| query.split('&').count());
        Some(Address { text: url.into(), pairs })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A host name of letters, digits, dots and hyphens: nothing that ends an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

impl HostName {
    pub fn parse(text: &str) -> Option<Self> {
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let fine = text.len() <= 253 && text.split('.').all(label);
        fine.then(|| HostName(text.to_ascii_lowercase()))
    }
}

/// A whole JSON file.
#[derive(Clone, Copy, Debug)]
pub enum Json {}

/// Two spaces of indent and a line end, as editors leave such files.
pub fn json_file(value: &serde_json::Value) -> Encoded<Json> {
    Encoded::new(format!("{value:#}\n"))
}
