//! JSON and addresses inside an address, put there without being encoded.
//!
//! What is not encoded falls apart at its own `&`, `?` and `#`; so the pieces are put together again
//! before anything is said about them.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use serde_json::Value;

use crate::catalog::encode::encode_component;
use crate::channels::inspect::draft::Found;
use crate::channels::inspect::link::{Link, Pair, percent_decode};
use crate::channels::inspect::passage::HOLE;
use crate::channels::inspect::source::Source;
use crate::channels::{ALL, inspect::rules::link::short};

/// Pairs that a value is put together from, at most.
const MOST_PIECES: usize = 50;
/// Values that are put together in one address, at most.
const MOST_VALUES: usize = 20;

/// `goods=[{"name":…}]`: braces and quotes as they are.
pub fn half_encoded_json(link: &Link, _source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut done = 0;
    for (index, pair) in link.pairs.iter().enumerate() {
        let raw = pair.raw(link);
        let begins = pair.value.text.trim_start().starts_with(['{', '[']);
        let open = raw.contains(['{', '}', '"']);
        if found.len() == MOST_VALUES {
            break;
        }
        if pair.value_at.start < done || !begins || !open {
            continue;
        }
        let whole = put_together(link, index);
        done = whole.as_ref().map_or(pair.value_at.end, |whole| whole.end);
        let range = whole.unwrap_or(pair.value_at.clone());
        let text = link.passage.text.get(range.clone()).unwrap_or_default();
        let json = percent_decode(&link.passage.slice(range.clone())).text;
        let complete = serde_json::from_str::<Value>(&json).is_ok() && !json.contains(HOLE);
        let name = &pair.name;
        let one = Found::new(
            format!("{name} 的 JSON 没有整体编码：{}；引号、花括号会让网址断开。请对整段 JSON 用一次 encodeURIComponent", short(text)),
            format!("The JSON of {name} is not encoded as a whole: {}; quotes and braces break the address. Use encodeURIComponent once on all of it", short(text)),
        )
        .parameter(name)
        .at(link.passage.span(range.clone()));
        found.push(if complete {
            let encoded = encode_component(&json);
            one.correction(encoded.clone()).edit(link.passage.replace(range, &encoded))
        } else {
            one
        });
    }
    found
}

/// The shortest stretch from this value on that is JSON: its own `&` and `#` have cut it.
fn put_together(link: &Link, index: usize) -> Option<Range<usize>> {
    let start = link.pairs.get(index)?.value_at.start;
    let ends = link.pairs.iter().skip(index).take(MOST_PIECES).map(|pair| pair.value_at.end);
    let behind = link.fragment.clone().into_iter().flat_map(|fragment| {
        let text = link.passage.text.get(fragment.clone()).unwrap_or_default();
        let cuts =
            text.match_indices('&').take(MOST_PIECES).map(move |(at, _)| fragment.start + at);
        cuts.chain([fragment.end]).collect::<Vec<_>>()
    });
    let is_json = |end: &usize| {
        let json = percent_decode(&link.passage.slice(start..*end)).text;
        json.trim_end().ends_with(['}', ']']) && serde_json::from_str::<Value>(&json).is_ok()
    };
    ends.chain(behind).find(is_json).map(|end| start..end)
}

/// The pairs of an address as somebody meant them: JSON and addresses that fell apart are whole.
pub fn pairs_as_meant(link: &Link) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut joined = 0;
    let mut done = 0;
    for (index, pair) in link.pairs.iter().enumerate() {
        if pair.name_at.start < done {
            continue;
        }
        let raw = pair.raw(link);
        let json = raw.starts_with(['{', '[']) && raw.contains(['{', '"']);
        let address = raw.starts_with("http://") || raw.starts_with("https://");
        let end = match (json, address) {
            _ if joined == MOST_VALUES => pair.value_at.end,
            (true, _) => put_together(link, index).map_or(pair.value_at.end, |whole| whole.end),
            (_, true) => belongs(link, index),
            _ => pair.value_at.end,
        };
        let mut pair = pair.clone();
        if end > pair.value_at.end {
            joined += 1;
            pair.value_at.end = end;
            pair.value = percent_decode(&link.passage.slice(pair.value_at.clone()));
        }
        done = end;
        pairs.push(pair);
    }
    // A value that holds a `#` goes on behind it, and so do the pairs behind that value.
    if link.fragment.as_ref().is_some_and(|fragment| (fragment.start..fragment.end).contains(&done))
    {
        pairs.extend(pairs_as_meant(&link.from_byte(done)));
    }
    pairs
}

/// `to_url=https://a.example/?x=1&y=2`: the inner `&` ends the value.
pub fn unescaped_url(link: &Link, _source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut done = 0;
    for (index, pair) in link.pairs.iter().enumerate() {
        let raw = pair.raw(link);
        let nested = raw.starts_with("http://") || raw.starts_with("https://");
        if found.len() == MOST_VALUES {
            break;
        }
        if pair.value_at.start < done || !nested {
            continue;
        }
        let end = belongs(link, index);
        let cut = raw.contains('?') || end > pair.value_at.end;
        if !cut {
            continue;
        }
        done = end;
        let range = pair.value_at.start..end;
        let meant = percent_decode(&link.passage.slice(range.clone())).text;
        let encoded = encode_component(&meant);
        let name = &pair.name;
        let one = Found::new(
            format!("{name} 里的网址没有编码，它的 ? 和 & 会被当作外层的参数；请对它用一次 encodeURIComponent"),
            format!("The address in {name} is not encoded, so its ? and & count for the outer one; use encodeURIComponent once on it"),
        )
        .parameter(name)
        .at(link.passage.span(range.clone()));
        found.push(if meant.contains(HOLE) {
            one
        } else {
            one.correction(encoded.clone()).edit(link.passage.replace(range, &encoded))
        });
    }
    found
}

/// Where the inner address ends: it takes the pairs behind it that no vendor knows, once it has a
/// `?` of its own, and a route behind `#` when it is the last.
fn belongs(link: &Link, index: usize) -> usize {
    let Some(pair) = link.pairs.get(index) else { return 0 };
    let mut end = pair.value_at.end;
    if pair.raw(link).contains('?') {
        let behind = link.pairs.iter().skip(index + 1);
        end =
            behind.take_while(|pair| !is_known(pair)).last().map_or(end, |pair| pair.value_at.end);
    }
    let route = link.fragment_text();
    let last = link.pairs.last().is_some_and(|last| last.value_at.end == end);
    match &link.fragment {
        Some(fragment) if last && route.len() > 1 && route.starts_with(['/', '!']) => fragment.end,
        _ => end,
    }
}

fn is_known(pair: &Pair) -> bool {
    is_parameter(&pair.name)
}

/// Whether any vendor has a parameter or a field of this name.
pub fn is_parameter(name: &str) -> bool {
    static NAMES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let rows = ALL.iter().flat_map(|channel| {
            let window = channel.targets().iter().flat_map(|target| target.window_fields);
            channel.parameters().iter().chain(channel.account_fields()).chain(window)
        });
        rows.filter(|row| row.parent.is_none()).map(|row| row.name).collect()
    });
    NAMES.contains(name)
}
