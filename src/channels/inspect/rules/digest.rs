//! Keys that give themselves away by where they stand: inside the argument of a function that makes a
//! digest, or under the name that samples give to the signing key.

use std::collections::{BTreeMap, BTreeSet};

use super::secret::{is_real, leaked, plain};
use crate::channels::inspect::draft::Found;
use crate::channels::inspect::link::Link;
use crate::channels::inspect::passage::{Passage, Span};
use crate::channels::inspect::script::{Call, Node, Script};
use crate::channels::inspect::source::Source;

/// Calls that are looked into, and words of one call.
const MOST_CALLS: usize = 50;
const MOST_WORDS: usize = 200;

/// Names of what is signed along with the key, and of what signs.
const SIGNED: &[&str] = &[
    "sysnum",
    "partnerid",
    "userid",
    "uid",
    "id",
    "openid",
    "unionid",
    "appid",
    "sdkappid",
    "nonce",
    "timestamp",
    "time",
    "username",
    "uname",
    "version",
];

/// Keys inside the arguments of `md5(…)`, `hex_md5(…)`, `CryptoJS.HmacSHA256(…)` and their like.
pub fn keys(source: &Source<'_>) -> Vec<Found> {
    let telling = speaks_of_signing(source);
    let named: BTreeMap<String, Passage> =
        source.scripts.iter().flat_map(Script::named_texts).collect();
    let accounts = accounts(source, &named);
    let is_key = |text: &str| {
        looks_like_key(text)
            && !accounts.contains(text)
            && (telling || (text.len() >= 12 && is_hex(text)))
    };
    let mut found = Vec::new();
    let mut room = MOST_CALLS;
    for script in &source.scripts {
        let calls: Vec<&Call> =
            script.calls.iter().filter(|call| makes_digest(call.name())).take(room).collect();
        if calls.is_empty() {
            continue;
        }
        room -= calls.len();
        let words: Vec<(&str, Span)> = script.words().collect();
        for call in calls {
            let inside = arguments(&words, call);
            for (at, (word, span)) in inside.iter().enumerate() {
                if let Some((text, span)) = literal(word, *span) {
                    // What an account is called comes first in what is signed.
                    let account = at == 0 && text.len() == 32 && inside.len() > 1;
                    if (is_key(text) && !account) || (telling && is_between(inside, at, text)) {
                        found.push(beside(span));
                    }
                } else if !SIGNED.contains(&plain(word).as_str())
                    && let Some(value) = named.get(*word).filter(|value| is_key(&value.text))
                {
                    found.push(beside(value.whole()).parameter(word));
                }
            }
        }
    }
    found
}

/// `md5(sysnum + "…" + partnerid)`: what stands between the two is the key, whatever it looks like.
fn is_between(inside: &[(&str, Span)], at: usize, text: &str) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| inside.get(at)).map_or("", |(word, _)| *word);
    let first = word(Some(0));
    let account = first.trim_matches(['"', '\'', '`']);
    let known = plain(first) == "sysnum" || (account.len() == 32 && is_hex(account));
    let glued = word(at.checked_sub(1)) == "+" && word(at.checked_add(1)) == "+";
    known && at == 2 && glued && is_real(text)
}

fn beside(span: Span) -> Found {
    leaked("签名密钥写在了页面里", "The signing key stands in the page", span)
}

fn makes_digest(name: &str) -> bool {
    const STARTS: &[&str] = &["md5", "hmac", "sha1", "sha2", "sha3", "sha5"];
    let name = plain(name);
    let bare = ["hex", "b64", "base64", "str", "any"]
        .iter()
        .find_map(|start| name.strip_prefix(start))
        .unwrap_or(&name);
    STARTS.iter().any(|start| bare.starts_with(start))
}

/// The words between the brackets of a call.
fn arguments<'w>(words: &'w [(&'w str, Span)], call: &Call) -> &'w [(&'w str, Span)] {
    let start = words.partition_point(|(_, span)| span.start < call.at.end) + 1;
    let rest = words.get(start..).unwrap_or_default();
    let mut depth = 0_usize;
    let end = rest.iter().take(MOST_WORDS).position(|(word, _)| {
        match *word {
            "(" => depth += 1,
            ")" if depth == 0 => return true,
            ")" => depth -= 1,
            _ => {}
        }
        false
    });
    rest.get(..end.unwrap_or(MOST_WORDS.min(rest.len()))).unwrap_or_default()
}

/// The inside of a string, or of a piece of a template.
fn literal(word: &str, span: Span) -> Option<(&str, Span)> {
    let inner = word.strip_prefix(['"', '\'', '`', '}'])?;
    let text = inner.strip_suffix("${").or_else(|| inner.strip_suffix(['"', '\'', '`']))?;
    let start = span.start + 1;
    Some((text, Span { start, end: start + text.len() }))
}

/// Letters and digits, and no name of an algorithm or part of a text that is glued together.
fn looks_like_key(text: &str) -> bool {
    const ALGORITHMS: &[&str] = &["hmac", "sha", "md5", "aes"];
    let lower = text.to_ascii_lowercase();
    is_real(text)
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().any(|byte| byte.is_ascii_alphabetic())
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '!' | '=' | '$'))
        && !text.contains([':', '/', '?', '&', '.', ',', '(', '{', '|'])
        && !ALGORITHMS.iter().any(|name| lower.starts_with(name))
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether the text is about a chat or a signature at all.
fn speaks_of_signing(source: &Source<'_>) -> bool {
    let lower = source.text.to_ascii_lowercase();
    ["sysnum", "partnerid", "sobot", "zhichi"].iter().any(|word| lower.contains(word))
        || source.calls_named("zc").next().is_some()
        || source
            .scripts
            .iter()
            .any(|script| script.words().any(|(word, _)| matches!(word, "sign" | "signature")))
}

/// What accounts are called: no secret, however random it looks.
fn accounts<'s>(source: &'s Source<'_>, named: &'s BTreeMap<String, Passage>) -> BTreeSet<&'s str> {
    let own = |name: &str| SIGNED.contains(&plain(name).as_str());
    let pairs = source.links.iter().flat_map(|link| &link.pairs);
    let linked = pairs.filter(|pair| own(&pair.name)).map(|pair| pair.value.text.as_str());
    let texts = named.iter().filter(|(name, _)| own(name)).map(|(_, text)| text.text.as_str());
    linked.chain(texts).collect()
}

/// The shortest keys of their form, in characters.
const LONG: usize = 16;
/// `key` alone names many things; only this long it is a signing key without further proof.
const VERY_LONG: usize = 32;

/// `var key = "…"`, `appKey`, `safeKey`: long, and random. Fields of objects are called `key` for a
/// hundred reasons, so only those of the vendor's function count.
pub fn by_name(source: &Source<'_>) -> Vec<Found> {
    let telling = speaks_of_signing(source);
    let mut found = Vec::new();
    for script in &source.scripts {
        let named = script.named_texts().into_iter();
        let keys = named.filter(|(name, _)| {
            matches!(plain(name).as_str(), "appkey" | "safekey" | "sobotkey" | "zhichikey")
        });
        found.extend(keys.filter_map(|(name, text)| long(&name, &text, LONG)));
        let least = if telling { LONG } else { VERY_LONG };
        let assigned = script.assignments.iter().filter(|one| plain(one.name()) == "key");
        found.extend(assigned.filter_map(|one| long("key", script.assigned(one).text()?, least)));
    }
    let configured = source.calls_named("zc").take(MOST_CALLS).filter_map(|(script, call)| {
        let arguments = script.arguments(call);
        let object = arguments.iter().find_map(Node::object)?;
        long("key", object.field("key")?.value.text()?, LONG)
    });
    found.extend(configured);
    found
}

fn long(name: &str, text: &Passage, least: usize) -> Option<Found> {
    let fits = text.text.len() >= least && is_random(&text.text);
    fits.then(|| beside(text.whole()).parameter(name))
}

fn is_random(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && is_real(text)
        && digits >= 3
        && digits < text.len()
}

/// `…?sysnum=…&key=…`: the address of a chat with the key that signs for it.
pub fn in_link(link: &Link) -> Option<Found> {
    let key = link.pair("key").or_else(|| link.pair("appkey"))?;
    let text = key.value.text.as_str();
    let chat = link.pair("sysnum").or_else(|| link.pair("sysNum")).is_some()
        || link.host.ends_with(".sobot.com")
        || link.host.ends_with(".sobot.io");
    (chat && !text.trim().is_empty() && !key.value.has_hole())
        .then(|| beside(key.value.whole()).parameter(&key.name))
}
