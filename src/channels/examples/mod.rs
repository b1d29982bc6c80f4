//! One worked example of every target, as the command line takes it: what help pages show, and what
//! the demo is made of. All identifiers are invented or stand in the vendors' own documents; all keys
//! are public.

mod alipay;
mod sobot;
mod tencent_desk;
mod wechat;
mod wecom;

use serde_json::Value;

use crate::channels::{Channel, Deployment, deployment};
use crate::text::Text;

/// A deployment that works.
#[derive(Debug)]
pub struct Example {
    /// The code of its window in the demo.
    pub code: &'static str,
    pub name: Text,
    /// The input of `jieru render`.
    pub deployment: &'static str,
}

const TABLES: &[&[Example]] =
    &[alipay::EXAMPLES, wechat::EXAMPLES, sobot::EXAMPLES, wecom::EXAMPLES, tencent_desk::EXAMPLES];

/// Every example, in the order of the channels.
pub fn all() -> impl Iterator<Item = &'static Example> {
    TABLES.iter().copied().flatten()
}

/// The first example of a target.
pub fn of(channel: &str, target: &str) -> Option<&'static Example> {
    all().find(|example| {
        example
            .read()
            .is_some_and(|(of, deployment)| of.id() == channel && deployment.target == target)
    })
}

impl Example {
    /// The channel and what is to be rendered; a test proves that every example can be read.
    pub fn read(&self) -> Option<(&'static dyn Channel, Deployment)> {
        match serde_json::from_str(self.deployment) {
            Ok(Value::Object(map)) => deployment::read(&map).ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::{ALL, Ambient};

    #[test]
    fn every_target_has_an_example_that_works() {
        for channel in ALL {
            for target in channel.targets() {
                let name = format!("{}.{}", channel.id(), target.id);
                assert!(of(channel.id(), target.id).is_some(), "{name} has no example");
            }
        }
        for example in all() {
            let (channel, deployment) =
                example.read().unwrap_or_else(|| panic!("{} cannot be read", example.code));
            let rendered = channel.render(&deployment, &Ambient::at(1_795_226_400));
            let wrong: Vec<_> =
                rendered.diagnostics.iter().filter(|found| found.is_error()).collect();
            assert!(wrong.is_empty(), "{}: {wrong:?}", example.code);
            assert!(!rendered.artifacts.is_empty(), "{} makes nothing", example.code);
        }
    }

    #[test]
    fn codes_are_told_apart() {
        let mut codes: Vec<&str> = all().map(|example| example.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all().count());
    }
}
