//! Promises in comments and notes that the vendor's limits do not allow.

use super::button::is_first;
use crate::channels::inspect::{Draft, Found, Source, Span};

/// Only so much of a text is read for promises.
const MOST: usize = 64 * 1024;

/// More messages than the quota, or agents who write first.
pub fn service_limits(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    if draft.target != "mini_program" || !is_first(draft, source) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for span in notes(source) {
        let text = source.slice(span);
        let mut at = span.start;
        for sentence in text.split_inclusive(['。', '；', ';', '\n', '!', '！']) {
            if let Some(promise) = promise(sentence) {
                found.push(promise.at(Span { start: at, end: at + sentence.len() }));
            }
            at += sentence.len();
        }
    }
    found
}

/// Comments of scripts, comments of markup and text between tags.
fn notes(source: &Source<'_>) -> Vec<Span> {
    let mut notes: Vec<Span> = source.words.clone();
    for script in &source.scripts {
        notes.extend(script.comments.iter().map(|span| script.passage.span(span.start..span.end)));
    }
    let mut at = 0;
    while let Some(start) =
        source.text.get(at..).and_then(|rest| rest.find("<!--")).map(|found| at + found)
    {
        let rest = source.text.get(start..).unwrap_or_default();
        let Some(end) = rest.find("-->").map(|end| start + end) else { break };
        notes.push(Span { start, end });
        at = end;
    }
    let mut room = MOST;
    notes.retain(|span| {
        let length = span.end.saturating_sub(span.start);
        let fits = length <= room;
        room -= if fits { length } else { 0 };
        fits
    });
    notes
}

fn promise(sentence: &str) -> Option<Found> {
    let lower = sentence.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(&[
        "不能",
        "不可",
        "无法",
        "不得",
        "不会",
        "禁止",
        "不支持",
        "cannot",
        "can't",
        "may not",
        "never",
        "not allowed",
    ]) {
        return None;
    }
    let first = says(&["主动"])
        && says(&["联系", "发消息", "发送", "发起", "推送"])
        && says(&["客服", "坐席", "用户", "客户"]);
    let first_en = says(&["agent", "staff"])
        && says(&["write first", "contact users first", "message first", "start the conversation"]);
    if first || first_en {
        return Some(Found::new(
            "客服不能主动联系用户：只有用户能发起会话",
            "Agents cannot contact users first: only users can begin a session",
        ));
    }
    let window = says(&["48"]) && says(&["小时", "hour", "48h"]);
    let later = hours(&lower).is_some_and(|hours| hours > 48)
        && says(&["回复", "发送", "发消息", "联系", "reply", "answer", "message"])
        && says(&["客服", "坐席", "用户", "客户", "agent", "staff", "user", "customer"]);
    let sends = says(&[
        "给客户",
        "给用户",
        "向客户",
        "向用户",
        "客服",
        "to users",
        "to the user",
        "to customers",
    ]) && says(&["可以", "能", "最多", "can ", "may ", "up to"])
        && messages(&lower).is_some_and(|count| count > 5);
    let many = later
        || sends
        || says(&["不限条", "无限条", "不限数量", "unlimited messages"])
        || (window && messages(&lower).is_some_and(|count| count > 5));
    many.then(|| {
        Found::new(
            "用户发送消息后，48 小时内最多回复 5 条；用户进入会话后，1 分钟内最多 2 条",
            "After a user's message at most 5 messages within 48 hours; after entering at most 2 within 1 minute",
        )
    })
}

/// The number of hours that a sentence speaks of; days count as well.
fn hours(sentence: &str) -> Option<u32> {
    const UNITS: &[(&str, u32)] = &[("小时", 1), ("hour", 1), ("天", 24), ("day", 24)];
    UNITS.iter().find_map(|(unit, each)| {
        let before = sentence.get(..sentence.find(unit)?)?.trim_end();
        number_at_end(before).map(|count| count.saturating_mul(*each))
    })
}

fn number_at_end(before: &str) -> Option<u32> {
    let digits = before.bytes().rev().take_while(u8::is_ascii_digit).take(9).count();
    before.get(before.len() - digits..)?.parse().ok()
}

/// The number before 条 or messages.
fn messages(sentence: &str) -> Option<u32> {
    let end = sentence.find('条').or_else(|| sentence.find("message"))?;
    let before = sentence.get(..end)?.trim_end();
    number_at_end(before)
}
