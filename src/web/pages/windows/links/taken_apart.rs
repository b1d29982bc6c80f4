//! A link taken apart: every pair as it stands in the address and as it is meant, and whether a
//! browser reads back what was put in.

use percent_encoding::percent_decode_str;
use url::Url;

use super::template::Template;
use crate::catalog::{Param, Values, kind, reference};
use crate::channels::{Channel, Link};
use crate::text::{Message, Text};
use crate::web::moment::{Moment, moment};
use crate::web::qr::Qr;

/// Characters that every browser, message and client still takes.
const USUAL: usize = 2_000;

pub struct ShownLink {
    pub link: Link,
    pub pairs: Vec<Pair>,
    pub expires: Option<Moment>,
    pub checks: Vec<Check>,
    /// Absent for templates, which nobody can open, and where the link is too long.
    pub qr: Option<Qr>,
    /// Whether the customer's server still has to fill it in.
    pub template: bool,
}

impl ShownLink {
    /// Nothing but addresses of the web may be opened from here.
    pub fn opens(&self) -> bool {
        !self.template && self.link.url.starts_with("https://")
    }
}

pub struct Pair {
    pub name: String,
    pub value: String,
    pub encoded: String,
    /// What the catalogue says that it is, and where that is explained.
    pub meaning: Option<Text>,
    pub about: String,
    /// A place that the customer's server fills.
    pub open: bool,
}

/// One thing that was looked at, and how it came out.
pub struct Check {
    pub fine: bool,
    pub text: Message,
}

/// A link for one test visitor, whose values are `meant`.
pub fn made(channel: &dyn Channel, link: Link, meant: &Values) -> ShownLink {
    let pairs = pairs(channel, &link.url, &[]);
    let (length, encoding) = (length(&link.url), encoding(&link.url));
    let checks = vec![length, encoding, round_trip(&link.url, &pairs, meant)];
    ShownLink {
        expires: link.expires_at.map(|at| moment(at.saturating_mul(crate::clock::SECOND))),
        qr: Qr::of(&link.url),
        template: false,
        link,
        pairs,
        checks,
    }
}

/// A pattern with places to be filled.
pub fn pattern(channel: &dyn Channel, template: Template) -> ShownLink {
    let Template { link, open } = template;
    ShownLink {
        expires: None,
        qr: None,
        template: true,
        pairs: pairs(channel, &link.url, &open),
        checks: vec![length(&link.url)],
        link,
    }
}

/// The query of an address, pair by pair.
pub fn split(url: &str) -> impl Iterator<Item = (&str, &str)> {
    let (_, query) = url.split_once('?').unwrap_or((url, ""));
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

fn pairs(channel: &dyn Channel, url: &str, open: &[String]) -> Vec<Pair> {
    let pair = |(name, encoded): (&str, &str)| {
        let known = known(channel, name);
        let address = |param: &Param| reference::address(channel.id(), param.name);
        Pair {
            name: name.to_owned(),
            value: percent_decode_str(encoded).decode_utf8_lossy().into_owned(),
            encoded: encoded.to_owned(),
            about: known.map_or_else(String::new, address),
            meaning: known.or_else(|| of_account(channel, name)).map(|param| param.label),
            open: open.iter().any(|known| known == name),
        }
    };
    split(url).map(pair).collect()
}

/// The row of a parameter by the name that it has in a link, the vendor's earlier names included.
fn known(channel: &dyn Channel, name: &str) -> Option<&'static Param> {
    let former = channel.former_names().iter().find(|(_, former)| *former == name);
    let name = former.map_or(name, |(present, _)| present);
    channel.parameters().iter().find(|param| param.name == name && param.parent.is_none())
}

/// Identifiers of the account, which vendors spell with and without hyphens.
fn of_account(channel: &dyn Channel, name: &str) -> Option<&'static Param> {
    let letters = |name: &str| {
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    channel.account_fields().iter().find(|param| letters(param.name) == letters(name))
}

fn length(url: &str) -> Check {
    let count = url.chars().count();
    if count > USUAL {
        return Check {
            fine: false,
            text: Message::new(
                format!("长 {count} 个字符，超过 {USUAL}：有的浏览器、短信和客户端会截断"),
                format!(
                    "{count} characters, more than {USUAL}: some browsers, messages and clients cut it off"
                ),
            ),
        };
    }
    Check {
        fine: true,
        text: Message::new(
            format!("长 {count} 个字符，在通行的 {USUAL} 个以内"),
            format!("{count} characters, within the usual {USUAL}"),
        ),
    }
}

fn encoding(url: &str) -> Check {
    let raw: String = url.chars().filter(|c| !c.is_ascii() || *c == ' ').take(10).collect();
    if raw.is_empty() {
        return Check {
            fine: true,
            text: Message::new(
                "空格、中文和 & 都已编码，只含网址允许的字符",
                "Spaces, Chinese and & are encoded; only characters that an address may have",
            ),
        };
    }
    Check {
        fine: false,
        text: Message::new(
            format!("含有没有编码的字符：{raw}"),
            format!("Has characters that are not encoded: {raw}"),
        ),
    }
}

/// Reads the link as a browser and a server do and compares it with what was put in.
fn round_trip(url: &str, pairs: &[Pair], meant: &Values) -> Check {
    let read: Vec<(String, String)> =
        Url::parse(url).map(|url| url.query_pairs().into_owned().collect()).unwrap_or_default();
    let same = |pair: &Pair| {
        let back = read.iter().find(|(name, _)| *name == pair.name);
        let back = back.is_some_and(|(_, value)| *value == pair.value);
        let put_in = meant.get(&pair.name).and_then(|value| value.as_str());
        back && put_in.is_none_or(|text| text == pair.value)
    };
    let there = |name: &str| pairs.iter().any(|pair| pair.name == name);
    let changed = pairs.iter().find(|pair| !same(pair)).map(|pair| pair.name.clone());
    if let Some(name) = changed {
        return Check {
            fine: false,
            text: Message::new(
                format!("读回来的 {name} 与填写的不同"),
                format!("{name} is read back differently from what was filled in"),
            ),
        };
    }
    let count = pairs.len();
    let filled = meant.iter().filter(|(name, value)| there(name) && !kind::is_unset(value)).count();
    Check {
        fine: true,
        text: Message::new(
            format!("按浏览器的方式读回 {count} 个参数，逐字相同；其中 {filled} 个来自测试访客"),
            format!(
                "Read back as a browser does, all {count} parameters are the same, character by character; {filled} of them come from the test visitor"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn checked(url: &str, meant: &serde_json::Value) -> Vec<bool> {
        let link =
            Link { kind: "h5".to_owned(), url: url.to_owned(), signed: false, expires_at: None };
        let sobot = crate::channels::find("sobot").expect("a channel");
        let meant = meant.as_object().expect("an object");
        made(sobot, link, meant).checks.iter().map(|check| check.fine).collect()
    }

    #[test]
    fn a_sound_link_passes_and_a_broken_one_is_told() {
        let sound = "https://a.example/x?partnerid=%E7%94%B2%201%2B%26&sysnum=1";
        assert_eq!(checked(sound, &json!({"partnerid": "甲 1+&"})), [true, true, true]);
        for (url, meant, wrong) in [
            ("https://a.example/x?partnerid=甲", json!({"partnerid": "甲"}), [true, false, true]),
            ("https://a.example/x?partnerid=a+b", json!({"partnerid": "a+b"}), [true, true, false]),
            ("https://a.example/x?partnerid=a", json!({"partnerid": "b"}), [true, true, false]),
        ] {
            assert_eq!(checked(url, &meant), wrong, "{url}");
        }
        let long = format!("https://a.example/x?partnerid={}", "a".repeat(2_000));
        assert_eq!(checked(&long, &json!({})), [false, true, true]);
    }
}
