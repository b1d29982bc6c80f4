//! `jieru samples`: code that signs on a customer's server, with a test vector.

use clap::Args;

use super::{Outcome, print_json};
use crate::channels;
use crate::channels::samples::LANGUAGES;
use crate::error::{Error, Result};
use crate::text::Message;

#[derive(Args, Debug)]
pub struct Samples {
    /// The signature scheme, such as sobot_web_md5.
    #[arg(long)]
    scheme: String,
    /// Only this language: js, python, java, go or php.
    #[arg(long)]
    language: Option<String>,
}

impl Samples {
    pub fn run(&self) -> Result<Outcome> {
        let Some(scheme) = channels::scheme(&self.scheme) else {
            return Err(unknown(
                "签名方式",
                "scheme",
                &self.scheme,
                channels::schemes().map(channels::Scheme::id),
            ));
        };
        let samples = scheme.samples();
        let samples = match &self.language {
            None => samples,
            Some(language) => samples.in_language(language).ok_or_else(|| {
                unknown("语言", "language", language, LANGUAGES.iter().map(|(id, _)| *id))
            })?,
        };
        print_json(&samples);
        Ok(Outcome::Done)
    }
}

fn unknown(zh: &str, en: &str, given: &str, known: impl Iterator<Item = &'static str>) -> Error {
    let known = known.collect::<Vec<_>>().join(", ");
    Error::refused(Message::new(
        format!("没有{zh} {given}；可用：{known}"),
        format!("There is no {en} {given}; known are: {known}"),
    ))
}
