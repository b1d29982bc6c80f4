//! The doctor: what is worth a word about a registered object. Whatever it needs is handed to it; it
//! loads nothing and knows no time of its own.

mod key;
mod people;
mod window;

pub use key::{KeyView, key};
pub use people::{alike_people, no_factor, unreviewed, unused_token};
pub use window::{WindowView, window};

use crate::channels::{self, Channel, Scheme};
use crate::clock::{HOUR, Millis};
use crate::domain::finding::{Finding, Grade, Kind};
use crate::domain::switch::State;
use crate::domain::{Enterprise, Meta, Switch};
use crate::text::{Message, Text, text};

/// Changes with the meaning of what is judged here: every object is then examined again.
const EDITION: u32 = 2;

/// Names the rules that an outcome was made by: this program's version and the edition of the doctor.
pub fn rules() -> String {
    format!("{}/{EDITION}", env!("CARGO_PKG_VERSION"))
}

pub(super) const DAY: Millis = 24 * HOUR;

/// Days after which somebody should have decided what the observation showed.
const OBSERVED_LONG: Millis = 14 * DAY;

/// What the vendor's console calls its check of signatures, where it has a switch for it.
pub fn vendor_switch(channel: &dyn Channel) -> Option<Text> {
    channel.schemes().iter().find_map(|scheme| scheme.vendor_switch())
}

/// The same for keys of one scheme.
pub fn scheme_switch(scheme: &str) -> Option<Text> {
    channels::scheme(scheme).and_then(Scheme::vendor_switch)
}

/// What every object has: whether somebody looks after it, and whether anything uses it.
pub fn plain(meta: &Meta, used: bool) -> Vec<Finding> {
    let unowned = text("没有写负责人", "Nobody is named as its owner");
    let unused = text("没有任何对象引用它", "Nothing refers to it");
    let mut found = Vec::new();
    if meta.owner.is_empty() {
        found.push(Finding::new(Kind::NoOwner, Grade::Note, unowned));
    }
    if !used {
        found.push(Finding::new(Kind::Unused, Grade::Note, unused));
    }
    found
}

/// An identifier that another object holds, too: the vendor's name, and who holds it.
#[derive(Clone, Debug)]
pub struct Double {
    pub name: String,
    pub other: String,
}

pub fn doubles(all: &[Double]) -> impl Iterator<Item = Finding> {
    all.iter().map(|Double { name, other }| {
        let said = Message::new(
            format!("与“{other}”的 {name} 相同"),
            format!("“{other}” has the same {name}"),
        );
        Finding::new(Kind::DoubleId, Grade::Warning, said).about(name)
    })
}

/// An older object of a noun whose name looks like another one's and is not the same. Whoever sees one
/// enterprise need not know of the other: its name is not told here, and whoever reads `place`, its id and
/// the last part of its address, leaves the finding out for those who do not see that one.
pub fn alike(noun: &str, name: &str, place: (&str, &str)) -> Finding {
    let said = if noun == Enterprise::NOUN {
        Message::new(
            "另一个企业的名称看起来一样",
            "The name of another enterprise looks like this one",
        )
    } else {
        Message::new(
            format!("与“{name}”看起来一样，其实不同"),
            format!("It looks like “{name}” and is another name"),
        )
    };
    Finding::new(Kind::Alike, Grade::Warning, said).about(format!("{}/{}", place.0, place.1))
}

/// The switch of an account whose channel has one. `keys`: a key is registered for the account.
pub fn switch(state: Option<&Switch>, keys: bool, now: Millis) -> (Option<Finding>, Millis) {
    let note = |said: Text| Some(Finding::new(Kind::Switch, Grade::Note, said));
    let never = Millis::MAX;
    match state.map(|switch| (switch.state, switch.turned_at)) {
        None if keys => (
            note(text(
                "登记了密钥，但没有登记厂商的校验开关是否开启",
                "A key is registered, but not whether the vendor checks signatures",
            )),
            never,
        ),
        Some((State::Off, _)) if keys => (
            note(text(
                "登记了密钥，厂商的校验还没有开启：任何人都能冒充访客",
                "A key is registered and the vendor checks nothing yet: anybody can pose as a visitor",
            )),
            never,
        ),
        Some((State::Observing, since)) => {
            let until = since.saturating_add(OBSERVED_LONG);
            let said = text(
                "已经观察了两周以上：没有签错的就可以开启，否则登记为未开启",
                "Observed for more than two weeks: switch it on if nothing was wrong, or record it as off",
            );
            let long = until <= now;
            let found = long.then(|| Finding::new(Kind::Switch, Grade::Warning, said));
            (found, if long { never } else { until })
        }
        _ => (None, never),
    }
}

/// Windows of one target of one channel in an enterprise.
#[derive(Clone, Debug)]
pub struct Count {
    pub channel: String,
    pub target: String,
    pub production: i64,
    pub test: i64,
}

/// An enterprise as a whole: kinds of windows that are at work and have none to try changes with.
pub fn enterprise(meta: &Meta, counts: &[Count]) -> Vec<Finding> {
    let mut found = plain(meta, true);
    for count in counts.iter().filter(|count| count.production > 0 && count.test == 0) {
        let Some(channel) = channels::find(&count.channel) else { continue };
        let Some(target) = channels::tables::target(channel, &count.target) else { continue };
        let (number, channel, target) = (count.production, channel.label(), target.label);
        let verb = if number == 1 { "window is" } else { "windows are" };
        let said = Message::new(
            format!("{} · {}：{number} 个正式聊天窗，没有测试的", channel.zh, target.zh),
            format!(
                "{} · {}: {number} {verb} in production, none for tests",
                channel.en, target.en
            ),
        );
        let place = format!("{}/{}", count.channel, count.target);
        found.push(Finding::new(Kind::NoTest, Grade::Warning, said).about(place));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AccountId;
    use uuid::Uuid;

    fn kinds(found: &[Finding]) -> Vec<Kind> {
        found.iter().map(|one| one.kind).collect()
    }

    #[test]
    fn an_object_wants_an_owner_and_a_use() {
        assert_eq!(kinds(&plain(&Meta::default(), false)), [Kind::NoOwner, Kind::Unused]);
        let owned = Meta { owner: "甲".into(), ..Meta::default() };
        assert!(plain(&owned, true).is_empty());
    }

    #[test]
    fn a_switch_is_asked_for_and_an_observation_comes_to_an_end() {
        let turned = |state| Switch {
            account: AccountId(Uuid::nil()),
            state,
            turned_by: String::new(),
            turned_at: 10 * DAY,
            version: 1,
        };
        assert!(switch(None, true, 0).0.is_some() && switch(None, false, 0).0.is_none());
        assert!(switch(Some(&turned(State::On)), true, 0).0.is_none());
        assert!(switch(Some(&turned(State::Off)), true, 0).0.is_some());
        let observing = turned(State::Observing);
        assert_eq!(switch(Some(&observing), true, 11 * DAY), (None, 24 * DAY));
        let (found, _) = switch(Some(&observing), true, 24 * DAY);
        assert_eq!(found.map(|one| one.grade), Some(Grade::Warning));
    }

    #[test]
    fn only_kinds_at_work_need_a_window_for_tests() {
        let count = |production, test| Count {
            channel: "sobot".into(),
            target: "link".into(),
            production,
            test,
        };
        let owned = Meta { owner: "甲".into(), ..Meta::default() };
        let found = enterprise(&owned, &[count(2, 0), count(1, 1), count(0, 0)]);
        assert_eq!(kinds(&found), [Kind::NoTest]);
        assert_eq!(found[0].parameter, "sobot/link");
    }

    #[test]
    fn sobot_has_a_switch() {
        let with = |id| channels::find(id).and_then(vendor_switch).is_some();
        assert!(with("sobot") && !with("wecom") && !with("tencent_desk"));
        assert!(scheme_switch("sobot_web_md5").is_some());
    }
}
