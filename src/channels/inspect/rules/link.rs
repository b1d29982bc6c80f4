//! How an address is encoded, how long it is, and what it tells about people.

use std::ops::Range;

use serde::de::IgnoredAny;

use crate::catalog::encode::encode_component;
use crate::channels::inspect::draft::Found;
use crate::channels::inspect::entity::{LOOSE, is_loose};
use crate::channels::inspect::form::Form;
use crate::channels::inspect::link::{Link, Pair, Stands, percent_decode};
use crate::channels::inspect::passage::{Edit, HOLE, Passage, Span};
use crate::channels::inspect::rules::nested::is_parameter;
use crate::channels::inspect::source::Source;

/// Longer addresses are cut by some clients and servers; in characters.
pub const LONGEST_LINK: usize = 2000;

/// How values of JSON begin in an address.
pub const ENCODED_JSON: [&str; 2] = ["=%7B", "=%5B"];

/// What makes a long address shorter.
pub fn shorter(json: bool) -> (&'static str, &'static str) {
    if json {
        ("请减少 JSON 类参数", "Send less JSON")
    } else {
        (
            "请缩短较长的值，汉字编码后一个占 9 个字符",
            "Shorten the long values; a Chinese character takes nine",
        )
    }
}

/// Chinese and other letters that are written as they are: some clients send them broken.
pub fn raw_non_ascii(link: &Link, _source: &Source<'_>) -> Vec<Found> {
    let text = link.passage.text.as_str();
    let from = link.path_at.start;
    let mut found: Vec<Found> = Vec::new();
    for run in runs(text, from) {
        let raw = text.get(run.clone()).unwrap_or_default();
        let encoded = encode_component(raw);
        let pair = pair_at(link, run.start);
        let (zh, en) = (
            format!("网址里直接写了“{}”，部分手机会打不开或乱码；应写成 {encoded}", short(raw)),
            format!(
                "“{}” stands in the address as it is; some phones fail on it. Write {encoded}",
                short(raw)
            ),
        );
        let one = Found::new(zh, en)
            .at(link.passage.span(run.clone()))
            .correction(encoded.clone())
            .edit(link.passage.replace(run, &encoded));
        match (pair, found.last_mut()) {
            // One finding to a pair, however many runs it has.
            (Some(pair), Some(last)) if last.parameter.as_deref() == Some(&pair.name) => {
                last.edits.extend(one.edits);
                last.correction = Some(encode_component(&pair.value.text));
            }
            (Some(pair), _) => found.push(one.parameter(&pair.name)),
            (None, _) => found.push(one),
        }
    }
    found
}

/// Runs of letters outside ASCII; signs that an entity was lost to are another finding.
fn runs(text: &str, from: usize) -> Vec<Range<usize>> {
    let foreign = |c: char| !c.is_ascii() && c != HOLE && !is_loose(c);
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(at, c)| *at >= from && foreign(*c)) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + c.len_utf8(),
            _ => runs.push(at..at + c.len_utf8()),
        }
    }
    runs
}

fn pair_at(link: &Link, at: usize) -> Option<&Pair> {
    let inside = |pairs: &'_ [Pair]| {
        let next = pairs.partition_point(|pair| pair.name_at.start <= at);
        next.checked_sub(1)
            .filter(|index| pairs.get(*index).is_some_and(|pair| at < pair.value_at.end))
    };
    let found = inside(&link.pairs).and_then(|index| link.pairs.get(index));
    found.or_else(|| link.fragment_pairs.get(inside(&link.fragment_pairs)?))
}

/// The first characters of a value, for messages.
pub fn short(text: &str) -> String {
    let mut short: String = text.chars().take(20).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// `%25E5…`: encoded once more than it will be decoded. A lone percent sign is no proof.
pub fn double_encoded(link: &Link, _source: &Source<'_>) -> Vec<Found> {
    let twice = |pair: &&Pair| {
        let once = pair.value.text.as_str();
        let meant = percent_decode(&Passage::plain(once, 0)).text;
        let changed = |c: char| !c.is_ascii() || ":/?&=#{}[]\"@+, ".contains(c);
        pair.raw(link).contains("%25")
            && encode_component(&meant) == once
            && meant.contains(changed)
    };
    let found = |pair: &Pair| {
        let once = pair.value.text.as_str();
        Found::new(
            "这个值编码了两次，收到的会是一串 % 符号；只编码一次即可",
            "This value is encoded twice, so what arrives is a row of percent signs; encode it once",
        )
        .parameter(&pair.name)
        .at(link.passage.span(pair.value_at.clone()))
        .correction(once)
        .edit(link.passage.replace(pair.value_at.clone(), once))
    };
    link.pairs.iter().filter(twice).map(found).collect()
}

pub fn too_long(link: &Link, _source: &Source<'_>) -> Vec<Found> {
    let length = link.passage.text.chars().count();
    if length <= LONGEST_LINK {
        return Vec::new();
    }
    let json = ENCODED_JSON.iter().any(|sign| link.passage.text.contains(sign));
    let (zh, en) = shorter(json || link.passage.text.contains(['{', '[']));
    let found = Found::new(
        format!("网址有 {length} 个字符，超过 {LONGEST_LINK}，部分客户端会截断；{zh}"),
        format!(
            "The address has {length} characters, more than {LONGEST_LINK}; some clients cut it. {en}"
        ),
    );
    vec![found.at(link.passage.whole())]
}

/// `&params=` that went through a parser of HTML has become a pilcrow and `ms=`. In text between
/// tags that is about to happen; `&amp;` outside of HTML is what was copied out of a page's source.
pub fn entity_loss(link: &Link, source: &Source<'_>) -> Vec<Found> {
    let text = link.passage.text.as_str();
    let mut found = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_loose(*c)) {
        let Some((name, tail)) = lost_name(text, at, c) else { continue };
        let range = at..at + c.len_utf8();
        let span = link.passage.span(range.clone());
        // Without a question mark before it, it was the first pair.
        let sign =
            if text.get(..at).is_some_and(|before| before.contains('?')) { '&' } else { '?' };
        let meant = format!("{sign}{name}");
        // Inside HTML the sign may be written as an entity; the correction escapes the ampersand.
        found.push(
            lost(&format!("{name}{tail}"), &c.to_string())
                .at(span)
                .correction(format!("{meant}{tail}"))
                .edit(link.passage.replace(range, &meant)),
        );
    }
    if link.stands == Stands::Text {
        found.extend(copied_out_of_html(link, source));
    }
    found
}

/// The name of the entity that a sign stands for, and the rest of the pair's name behind it.
fn lost_name(text: &str, at: usize, sign: char) -> Option<(&'static str, &str)> {
    let rest = text.get(at + sign.len_utf8()..)?;
    let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    let tail = rest.get(..length)?;
    let (name, _) = LOOSE.iter().find(|(_, loose)| *loose == sign)?;
    rest.get(length..)?.starts_with('=').then_some((*name, tail))
}

/// Signs that are looked at outside of addresses.
const MOST_SIGNS: usize = 100;

/// The same in a piece of a query, and in words that hold one: only names that a vendor knows.
pub fn entity_loss_in_words(source: &Source<'_>) -> Vec<Found> {
    let text = source.text;
    let mut found = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_loose(*c)).take(MOST_SIGNS) {
        let Some((name, tail)) = lost_name(text, at, c) else { continue };
        let whole = format!("{name}{tail}");
        let inside = |link: &Link| {
            let Span { start, end } = link.passage.whole();
            start <= at && at < end
        };
        if !is_parameter(&whole) || source.links.iter().any(inside) {
            continue;
        }
        let span = Span { start: at, end: at + c.len_utf8() };
        let amp = if source.form == Form::Markup { "&amp;" } else { "&" };
        let edit = Edit { span, text: format!("{amp}{name}") };
        let value = text.get(span.end + tail.len() + 1..).and_then(|rest| rest.lines().next());
        let json = value.filter(|value| {
            value.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(value).is_ok()
        });
        let begin = span.end + tail.len() + 1;
        let encoded = json.map(|json| Edit {
            span: Span { start: begin, end: begin + json.len() },
            text: encode_component(json),
        });
        let told = lost(&whole, &c.to_string()).at(span);
        let told = match &encoded {
            Some(value) => told.correction(format!("&{whole}={}", value.text)),
            None => told.correction(format!("&{whole}")),
        };
        found.push(told.edit([edit]).edit(encoded));
    }
    found
}

fn lost(name: &str, sign: &str) -> Found {
    Found::new(
        format!("&{name} 没有转义，被网页读成了“{sign}”，参数 {name} 丢失；HTML 里要写成 &amp;{name}"),
        format!("&{name} was not escaped and a page made “{sign}” of it, so {name} is lost; HTML needs &amp;{name}"),
    )
    .parameter(name)
}

fn copied_out_of_html(link: &Link, _source: &Source<'_>) -> Option<Found> {
    let escaped: Vec<&Pair> =
        link.pairs.iter().filter(|pair| pair.name.starts_with("amp;")).collect();
    let first = escaped.first()?;
    let edits = escaped
        .iter()
        .filter_map(|pair| link.passage.replace(pair.name_at.start..pair.name_at.start + 4, ""));
    Some(
        Found::new(
            "网址是从 HTML 源码里复制的：&amp; 在网址中应写成 &，否则后面的参数都读不到",
            "The address was copied out of HTML: &amp; has to be & in an address, or the pairs behind it are lost",
        )
        .at(link.passage.span(first.name_at.clone()))
        .correction("&")
        .edit(edits),
    )
}

/// Names of values that tell who somebody is or let somebody in.
const PERSONAL: &[&str] = &[
    "realname",
    "tel",
    "phone",
    "mobile",
    "email",
    "qq",
    "idcard",
    "token",
    "access_token",
    "session",
    "session_id",
    "sessionid",
    "ut",
    "password",
];

pub fn personal_data(link: &Link, _source: &Source<'_>) -> Vec<Found> {
    let personal = |pair: &&Pair| {
        let name = pair.name.to_ascii_lowercase();
        PERSONAL.contains(&name.as_str()) && !pair.value.text.is_empty()
    };
    let found = |pair: &Pair| {
        let name = &pair.name;
        Found::new(
            format!("{name} 会出现在网址里，从而进入浏览记录和访问日志；能不传就不传"),
            format!("{name} stands in the address and so reaches histories and access logs; leave it out where possible"),
        )
        .parameter(name)
        .at(link.passage.span(pair.name_at.start..pair.value_at.end))
    };
    link.pairs.iter().filter(personal).map(found).collect()
}
