//! Whether the two halves of a visitor card can be opened at all.

use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::catalog::encode::encode_component;
use crate::channels::inspect::link::{Link, Pair, Stands, percent_decode};
use crate::channels::inspect::passage::HOLE;
use crate::channels::inspect::{Draft, Found, Passage, Said, Source};

/// AES works on blocks of so many bytes.
const BLOCK: usize = 16;
/// What RSA keys of 2048 to 8192 bits make; their sizes go in steps of 512 bits.
const KEYS: RangeInclusive<usize> = 256..=1024;
const STEP: usize = 64;

pub fn incomplete(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let link = draft.links.first().and_then(|at| source.links.get(*at));
    let mut found: Vec<Found> = halves(draft, link, source).into_iter().collect();
    if let Some(link) = link {
        let pairs = link.pairs.iter().filter(|pair| is_half(&pair.name));
        found.extend(pairs.filter_map(|pair| in_link(draft, link, pair)));
    } else {
        let said = draft.said.iter().filter(|said| is_half(&said.name));
        found.extend(said.filter_map(in_code));
    }
    found
}

fn is_half(name: &str) -> bool {
    matches!(name, "cinfo" | "key")
}

/// One half without the other. Halves behind a `#` are another mistake.
fn halves(draft: &Draft, link: Option<&Link>, source: &Source<'_>) -> Option<Found> {
    let has = |name: &str| {
        let behind =
            link.is_some_and(|link| link.fragment_pairs.iter().any(|pair| pair.name == name));
        behind || draft.said(name).is_some_and(|said| said.value != Some(Value::from("")))
    };
    let (there, missing) = match (has("cinfo"), has("key")) {
        (true, false) => ("cinfo", "key"),
        (false, true) => ("key", "cinfo"),
        _ => return None,
    };
    // In code the missing half is said to be empty where nothing can be added any more.
    let certain =
        link.map_or_else(|| draft.said(missing).is_some(), |link| !may_grow(link, missing, source));
    if !certain {
        return None;
    }
    let found = Found::new(
        format!("访客名片只有 {there}，缺少 {missing}：两个要一起传，否则访客是匿名的"),
        format!(
            "The visitor card has {there} but no {missing}: both belong together, or the visitor stays anonymous"
        ),
    );
    let at = draft.said(there).and_then(|said| said.at).unwrap_or(draft.at);
    Some(found.at(at).parameter(missing))
}

/// Whether a script may add the missing half to the address.
fn may_grow(link: &Link, missing: &str, source: &Source<'_>) -> bool {
    let holes = |text: &str| text.matches(HOLE).count();
    let glued = link.pairs.iter().any(|pair| holes(&pair.name) > 0 || holes(&pair.value.text) > 1);
    let name = format!("{missing}=");
    glued
        || link.stands == Stands::Script
            && source.scripts.iter().any(|script| {
                script
                    .texts()
                    .iter()
                    .any(|text| text.text.trim_start_matches(['&', '?']).starts_with(&name))
            })
}

fn in_link(draft: &Draft, link: &Link, pair: &Pair) -> Option<Found> {
    if pair.value.has_hole() || pair.bare || pair.value.text.is_empty() {
        return None;
    }
    let said = draft.said.iter().find(|said| {
        said.name == pair.name
            && said.value_at.as_ref().map(Passage::whole) == Some(pair.value.whole())
    })?;
    if pair.raw(link).contains('+') {
        let better = encode_component(&pair.value.text);
        let found = Found::new(
            format!("{} 里的 + 没有编码，厂商收到的会是空格；写成 %2B", pair.name),
            format!("The + in {} is not encoded and arrives as a space; write %2B", pair.name),
        );
        return Some(
            found
                .about(said)
                .correction(better.as_str())
                .edit(link.passage.replace(pair.value_at.clone(), &better)),
        );
    }
    let twice = percent_decode(&pair.value).text;
    if measure(&pair.name, &pair.value.text).is_some() && measure(&pair.name, &twice).is_none() {
        let better = encode_component(&twice);
        let found = Found::new(
            format!("{} 被编码了两次：它已是 URL 编码的值，原样拼接即可", pair.name),
            format!(
                "{} was encoded twice: it is URL-encoded already and is joined as it is",
                pair.name
            ),
        );
        return Some(
            found
                .about(said)
                .correction(better.as_str())
                .edit(link.passage.replace(pair.value_at.clone(), &better)),
        );
    }
    measure(&pair.name, &pair.value.text).map(|found| found.about(said))
}

/// Inside ext-info it is not known whether the values are URL-encoded, so both are fine.
fn in_code(said: &Said) -> Option<Found> {
    let text = said.value.as_ref()?.as_str().filter(|text| !text.is_empty())?;
    let decoded = percent_decode(&Passage::plain(text, 0)).text;
    measure(&said.name, &decoded).map(|found| found.about(said))
}

/// What is wrong with a value that should be Base64 of encrypted bytes.
fn measure(name: &str, text: &str) -> Option<Found> {
    let Ok(bytes) = STANDARD.decode(text) else {
        return Some(Found::new(
            format!("{name} 不是完整的 Base64，请重新生成"),
            format!("{name} is no complete Base64; make it anew"),
        ));
    };
    let length = bytes.len();
    match name {
        "key" if !KEYS.contains(&length) || length % STEP != 0 => Some(Found::new(
            format!(
                "key 解码后有 {length} 字节，RSA 2048 位应是 256 字节；它应是用公钥加密的 AES 密钥"
            ),
            format!(
                "key decodes to {length} bytes; with RSA of 2048 bits it has 256. It should be the AES key under the public key"
            ),
        )),
        "cinfo" if length == 0 || length % BLOCK != 0 => Some(Found::new(
            format!("cinfo 解码后有 {length} 字节，应是 16 的倍数；它可能被截断，或不是 AES 密文"),
            format!(
                "cinfo decodes to {length} bytes and should be a multiple of 16; it was cut, or is not AES"
            ),
        )),
        _ => None,
    }
}
