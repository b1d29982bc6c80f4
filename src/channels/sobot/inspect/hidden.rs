//! Addresses of the vendor that no reader of addresses sees: without a scheme, encoded inside another
//! address, or as a path that code glues to a host.

use super::{form_of, is_vendors};
use crate::channels::inspect::entity;
use crate::channels::inspect::link::{Link, Stands, percent_decode};
use crate::channels::inspect::passage::{HOLE, Writing};
use crate::channels::inspect::script::Script;
use crate::channels::inspect::{Form, Passage, Source};

/// Addresses of this sort in one text, and the longest.
const MOST: usize = 50;
const LONGEST: usize = 8000;
/// The longest host, and with it how far back an address may begin.
const LONGEST_HOST: usize = 100;

pub fn links(source: &Source<'_>) -> Vec<Link> {
    let mut found = bare(source);
    found.extend(nested(source));
    found.extend(paths(source));
    found.truncate(MOST);
    found.retain(|link| form_of(link).is_some_and(|form| form.target != "component"));
    found
}

/// Whether one of the source's own addresses stands there and is the vendor's.
fn is_seen(source: &Source<'_>, at: usize) -> bool {
    source.links.iter().any(|link| {
        let whole = link.passage.whole();
        whole.start <= at && at < whole.end && form_of(link).is_some()
    })
}

/// `demo.sobot.com/chat/h5/v2/index.html?sysnum=…`
fn bare(source: &Source<'_>) -> Vec<Link> {
    let text = source.text;
    let mut found = Vec::new();
    for (at, _) in text.match_indices(".sobot.").take(MOST) {
        let host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '*');
        let back = back(text, at, host);
        let before = text.get(..back).unwrap_or_default();
        let scheme = before.ends_with('/') || before.ends_with('@') || before.ends_with('%');
        let rest = until_end(text, back);
        if scheme || !rest.contains("/chat/") || is_seen(source, back) {
            continue;
        }
        let plain = Passage::plain(rest, back);
        let passage = if source.form == Form::Markup {
            entity::decode(&plain, Writing::Attribute(Some('"')))
        } else {
            plain
        };
        let mut link = Link::read(passage, Stands::Text);
        let end = link.path.find('/').unwrap_or_default();
        link.host = link.path.get(..end).unwrap_or_default().to_ascii_lowercase();
        link.host_at = link.path_at.start..link.path_at.start + end;
        if is_vendors(&link) {
            found.push(link);
        }
    }
    found
}

/// `/pages/webview/index?url=https%3A%2F%2Fdemo.sobot.com%2Fchat…`
fn nested(source: &Source<'_>) -> Vec<Link> {
    let text = source.text;
    let mut found = Vec::new();
    for scheme in ["https%3A%2F%2F", "http%3A%2F%2F", "https%3a%2f%2f"] {
        for (at, _) in text.match_indices(scheme).take(MOST) {
            let rest = until_end(text, at).split('&').next().unwrap_or_default();
            let known =
                rest.contains(".sobot.") && rest.to_ascii_lowercase().contains("%2fchat%2f");
            if known && !is_seen(source, at) {
                let whole = percent_decode(&Passage::plain(rest, at));
                found.push(Link::read(whole, Stands::Text));
            }
        }
    }
    found
}

/// `base + '/chat/h5/v2/index.html?sysnum=' + sysnum`
fn paths(source: &Source<'_>) -> Vec<Link> {
    let texts = source.scripts.iter().flat_map(Script::texts);
    let glued = texts.filter(|text| {
        let path = text.text.trim_start_matches(HOLE);
        path.starts_with("/chat/") && path.contains("?sysnum=")
    });
    glued
        .take(MOST)
        .filter(|text| !is_seen(source, text.whole().start))
        .map(|text| Link::read(text.clone(), Stands::Script))
        .collect()
}

/// Where the word that holds a byte begins.
fn back(text: &str, at: usize, inside: impl Fn(char) -> bool) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let length: usize = before
        .chars()
        .rev()
        .take(LONGEST_HOST)
        .take_while(|c| inside(*c))
        .map(char::len_utf8)
        .sum();
    at - length
}

/// An address up to a space, a quote, a bracket or a mark of Chinese text.
fn until_end(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or_default();
    let ends = |c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '，' | '。' | '）' | '；')
    };
    let end = rest.char_indices().take(LONGEST).find(|(_, c)| ends(*c)).map(|(at, _)| at);
    let end =
        end.unwrap_or_else(|| rest.char_indices().nth(LONGEST).map_or(rest.len(), |(at, _)| at));
    rest.get(..end).unwrap_or_default()
}
