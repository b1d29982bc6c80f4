//! Rules in words: what the form tells beside a field and what the reference prints are one wording.

use std::collections::BTreeMap;

use crate::catalog::param::Param;
use crate::catalog::rule::{Rule, RuleKind};
use crate::text::Message;

/// The other side of a rule: 「显示标题栏」（top_bar_flag）为显示（1）.
pub fn condition(rule: &Rule, other: Option<&Param>) -> Message {
    let label = other.map(|param| param.label);
    let (zh, en) = label.map_or(("", ""), |label| (label.zh, label.en));
    let name = rule.parameter;
    if rule.values.is_empty() {
        return Message::new(format!("「{zh}」（{name}）"), format!("“{en}” ({name})"));
    }
    let named = |value: &&str| match other.and_then(|param| param.meaning(value)) {
        Some(meaning) if meaning.zh != *value => format!("{}（{value}）", meaning.zh),
        _ => (*value).to_owned(),
    };
    let values: Vec<String> = rule.values.iter().map(named).collect();
    Message::new(
        format!("「{zh}」（{name}）为{}", values.join("或")),
        format!("“{en}” ({name} = {})", rule.values.join(" or ")),
    )
}

/// Several bundles of which one must hold.
pub fn either<'p>(
    bundles: &BTreeMap<u8, Vec<&Rule>>,
    find: impl Fn(&str) -> Option<&'p Param>,
) -> Message {
    let said: Vec<Vec<Message>> = bundles
        .values()
        .map(|bundle| bundle.iter().map(|rule| condition(rule, find(rule.parameter))).collect())
        .collect();
    let join = |half: &dyn Fn(&Message) -> String, and: &str, or: &str| {
        let parts = said.iter().map(|bundle| bundle.iter().map(half).collect::<Vec<_>>().join(and));
        parts.collect::<Vec<_>>().join(or)
    };
    Message::new(
        join(&|message| message.zh.clone(), "且", "，或"),
        join(&|message| message.en.clone(), " and ", ", or "),
    )
}

/// Rules that stand in bundles, by the number of their bundle.
pub fn bundles<'r>(rules: impl Iterator<Item = &'r Rule>) -> BTreeMap<u8, Vec<&'r Rule>> {
    let mut bundles: BTreeMap<u8, Vec<&Rule>> = BTreeMap::new();
    for rule in rules.filter(|rule| rule.alternative > 0) {
        bundles.entry(rule.alternative).or_default().push(rule);
    }
    bundles
}

/// All rules of a parameter as sentences, without any values at hand.
pub fn sentences<'p>(
    param: &Param,
    find: impl Fn(&str) -> Option<&'p Param> + Copy,
) -> Vec<Message> {
    let single = param.rules.iter().filter(|rule| rule.alternative == 0);
    let mut said: Vec<Message> = single.map(|rule| sentence(param, rule, find)).collect();
    let bundles = bundles(param.rules.iter());
    if !bundles.is_empty() {
        let Message { zh, en } = either(&bundles, find);
        said.push(Message::new(format!("只有{zh}时有效。"), format!("Works only with {en}.")));
    }
    said
}

fn sentence<'p>(param: &Param, rule: &Rule, find: impl Fn(&str) -> Option<&'p Param>) -> Message {
    let Message { zh, en } = condition(rule, find(rule.parameter));
    let (zh, en) = match rule.kind {
        RuleKind::Needs => (format!("还需要填写{zh}"), format!("needs {en} too")),
        RuleKind::OnlyWhen => (format!("只有{zh}时有效"), format!("works only with {en}")),
        RuleKind::Excludes => {
            (format!("不能与{zh}同时使用"), format!("cannot be used together with {en}"))
        }
    };
    if rule.own.is_empty() {
        return Message::new(format!("{zh}。"), format!("It {en}."));
    }
    let meant = |value: &&str| match param.meaning(value) {
        Some(meaning) if meaning.zh != *value => {
            (format!("{}（{value}）", meaning.zh), format!("{} ({value})", meaning.en))
        }
        _ => ((*value).to_owned(), (*value).to_owned()),
    };
    let (own_zh, own_en): (Vec<String>, Vec<String>) = rule.own.iter().map(meant).unzip();
    Message::new(
        format!("取值为{}时，{zh}。", own_zh.join("或")),
        format!("With the value {}, it {en}.", own_en.join(" or ")),
    )
}
