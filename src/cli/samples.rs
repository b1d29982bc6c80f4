//! `jieru samples`: code that signs on a customer's server, with a test vector.

use clap::Args;

use super::{Outcome, USAGE, print_json, say, terminal_language};
use crate::channels;
use crate::channels::samples::LANGUAGES;
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
    /// A scheme or a language that does not exist is wrong usage.
    pub fn run(&self) -> Outcome {
        let Some(scheme) = channels::scheme(&self.scheme) else {
            let known = channels::schemes().map(channels::Scheme::id);
            return unknown("签名方式", "scheme", &self.scheme, known);
        };
        let samples = match &self.language {
            None => Some(scheme.samples()),
            Some(language) => scheme.samples().in_language(language),
        };
        let Some(samples) = samples else {
            let given = self.language.as_deref().unwrap_or_default();
            return unknown("语言", "language", given, LANGUAGES.iter().map(|(id, _)| *id));
        };
        print_json(&samples);
        Outcome::Done
    }
}

fn unknown(zh: &str, en: &str, given: &str, known: impl Iterator<Item = &'static str>) -> Outcome {
    let known = known.collect::<Vec<_>>().join(", ");
    let message = Message::new(
        format!("没有{zh} {given}；可用：{known}"),
        format!("There is no {en} {given}; known are: {known}"),
    );
    say(message.to(terminal_language()));
    Outcome::Code(USAGE)
}
