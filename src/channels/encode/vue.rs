//! Single-file components of Vue, as uni-app compiles them: a template with fixed names only, and a
//! script that holds the texts.

use serde_json::Value;

use crate::channels::encode::script::{escape, is_name, tags};
use crate::channels::encode::{Code, Encoded};

/// Between the tags of `<template>`.
#[derive(Clone, Copy, Debug)]
pub enum VueTemplate {}

/// Between the tags of `<script setup>`.
#[derive(Clone, Copy, Debug)]
pub enum VueScript {}

/// The name of a handler in an attribute.
pub fn vue_handler(text: &str) -> Option<Encoded<VueTemplate>> {
    is_name(text).then(|| Encoded::new(text.to_owned()))
}

/// The name of a function of the script.
pub fn vue_name(text: &str) -> Option<Encoded<VueScript>> {
    is_name(text).then(|| Encoded::new(text.to_owned()))
}

/// A JSON value as a literal. No character of it can end the script, and none can look like
/// `#ifdef` to the preprocessor of uni-app, which reads inside texts too.
pub fn vue_value(value: &Value) -> Encoded<VueScript> {
    Encoded::new(escape(value, |character| match character {
        '#' => Some("\\u0023"),
        other => tags(other),
    }))
}

/// The whole component.
pub fn vue_file(template: &Code<VueTemplate>, script: &Code<VueScript>) -> String {
    let (template, script) = (template.as_str(), script.as_str());
    format!("<template>\n{template}</template>\n\n<script setup>\n{script}</script>\n")
}
