//! What a history can be narrowed to, and to what it is narrowed: the choices of the form, and one chip
//! for each condition.

use std::collections::BTreeMap;

use super::asked::{ACTORS, Asked, RECORDS};
use crate::catalog::form::Choice;
use crate::channels;
use crate::clock::Millis;
use crate::store::history::choices::Choices;
use crate::text::{Message, Text, text};
use crate::web::moment::day;
use crate::web::told;
use crate::web::ui::Ui;

/// The lists of the form.
pub struct Offers {
    pub actors: Vec<Choice>,
    pub actions: Vec<Choice>,
    pub nouns: Vec<Choice>,
    pub fields: Vec<Choice>,
    pub kinds: Vec<Choice>,
    /// The last days: their words, and the address.
    pub ranges: Vec<(Text, String)>,
}

/// A condition that holds: what it says, and the address without it.
pub struct Chip {
    pub label: Text,
    pub value: String,
    pub without: String,
}

const RANGES: [(i64, Text); 4] = [
    (0, text("今天", "Today")),
    (-6, text("最近 7 天", "Last 7 days")),
    (-29, text("最近 30 天", "Last 30 days")),
    (-89, text("最近 90 天", "Last 90 days")),
];

impl Offers {
    pub fn of(there: &Choices, asked: &Asked, path: &str, now: Millis, ui: &Ui) -> Self {
        // Somebody unknown has no id to look for.
        let actors = there.actors.iter().filter(|one| !one.id.is_empty());
        let actors = actors.map(|one| {
            (one.id.clone(), Message::name(&told::actor(&one.kind, &one.name, ui.lang)))
        });
        let actions = there.actions.iter().map(|name| (name.clone(), action(name)));
        let nouns = there.nouns.iter().map(|name| (name.clone(), noun(name)));
        let fields = there.fields.iter().map(|name| (name.clone(), field(name)));
        let kinds = ACTORS.iter().chain(&RECORDS);
        let kinds = kinds.map(|(name, label)| ((*name).to_owned(), Message::from(*label)));
        let ranges = RANGES.iter().map(|(days, label)| {
            (*label, asked.at(path, &[("from", &day(now, *days)), ("to", "")]))
        });
        Offers {
            actors: offered(actors, &asked.actor, text("所有人", "Everybody"), ui),
            actions: offered(actions, &asked.action, text("所有动作", "Everything"), ui),
            nouns: offered(nouns, &asked.noun, text("所有种类", "All kinds"), ui),
            fields: offered(fields, &asked.field, text("任何字段", "Any field"), ui),
            kinds: offered(kinds, &asked.kind, text("所有记录", "All records"), ui),
            ranges: ranges.collect(),
        }
    }
}

/// The choices by their labels; one that the address asks for is among them even where nothing has it.
fn offered(
    each: impl Iterator<Item = (String, Message)>,
    chosen: &str,
    all: Text,
    ui: &Ui,
) -> Vec<Choice> {
    let mut by_label: Vec<(String, Message)> = each.collect();
    if !chosen.is_empty() && !by_label.iter().any(|(value, _)| value == chosen) {
        by_label.push((chosen.to_owned(), Message::name(chosen)));
    }
    by_label.sort_by(|(one, a), (other, b)| (ui.msg(a), one).cmp(&(ui.msg(b), other)));
    let each = by_label.into_iter().map(|(value, label)| {
        let chosen = value == chosen;
        Choice::new(value, label, chosen)
    });
    std::iter::once(Choice::new("", all, chosen.is_empty())).chain(each).collect()
}

pub fn action(name: &str) -> Message {
    let trim = |text: &str| text.trim_end_matches(['：', ':']).to_owned();
    told::action(name)
        .map_or_else(|| Message::name(name), |label| Message::new(trim(label.zh), trim(label.en)))
}

fn noun(name: &str) -> Message {
    let known = told::NOUNS.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| Message::name(name), |(_, label)| Message::from(*label))
}

/// The label of a field whose channel is not known: the first one that has it. The raw name stands beside
/// it, so that nobody takes one for another.
pub fn field(name: &str) -> Message {
    if let Some(own) = told::own_field(name) {
        return own.into();
    }
    let vendor = channels::ALL.iter().find_map(|one| channels::label(one.id(), name));
    vendor.map_or_else(
        || Message::name(name),
        |label| {
            let raw = name.split_once('.').map_or(name, |(_, raw)| raw);
            Message::new(format!("{} {raw}", label.zh), format!("{} {raw}", label.en))
        },
    )
}

/// `color` is the vendor's spelling of `p.color`.
pub fn known_field(typed: &str, there: &Choices) -> String {
    let known = |name: &str| there.fields.iter().any(|field| field == name);
    if known(typed) || typed.is_empty() {
        return typed.to_owned();
    }
    let spelled = ["p", "w", "v", "a"].map(|prefix| format!("{prefix}.{typed}"));
    spelled.into_iter().find(|name| known(name)).unwrap_or_else(|| typed.to_owned())
}

/// One chip a condition. `called` has the words of what stands as an id in the address.
pub fn chips(
    asked: &Asked,
    path: &str,
    called: &BTreeMap<&'static str, String>,
    ui: &Ui,
) -> Vec<Chip> {
    let given = asked.conditions().into_iter().filter(|(_, _, value)| !value.trim().is_empty());
    given
        .map(|(name, label, value)| {
            let word = |message: Message| ui.msg(&message).to_owned();
            let known = |list: &[(&str, Text)]| {
                list.iter().find(|(one, _)| *one == value).map(|(_, label)| ui.text(*label))
            };
            let shown = match name {
                _ if called.contains_key(name) => called.get(name).cloned().unwrap_or_default(),
                "action" => word(action(value)),
                "noun" => word(noun(value)),
                "field" => word(field(value)),
                "kind" => known(&ACTORS).or_else(|| known(&RECORDS)).unwrap_or(value).to_owned(),
                _ => value.to_owned(),
            };
            Chip { label, value: shown, without: asked.at(path, &[(name, "")]) }
        })
        .collect()
}
