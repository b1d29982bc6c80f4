//! A key's health: its last day, its age, old secrets that still count, who holds it.

use super::{DAY, plain};
use crate::clock::Millis;
use crate::domain::Ring;
use crate::domain::finding::{Finding, Grade, Kind};
use crate::domain::ring;
use crate::text::{Message, text};

/// Age at which a secret should have been changed.
const YEAR: Millis = 365 * DAY;
const MONTH: i64 = 30;
const TOMORROW: i64 = 1;

#[derive(Clone, Copy, Debug)]
pub struct KeyView<'a> {
    pub ring: &'a Ring,
    /// Whether a window signs with it.
    pub used: bool,
    /// Days until its last day; negative when that is over, `None` where nobody named one.
    pub days: Option<i64>,
    pub now: Millis,
}

pub fn key(view: &KeyView<'_>) -> Vec<Finding> {
    let key = &view.ring.key;
    let mut found = Vec::new();
    if key.state == ring::State::Revoked {
        let said = text(
            "最后一把密钥已吊销，没有可用的密钥",
            "Its last secret is revoked and none is in force",
        );
        let grade = if view.used { Grade::Error } else { Grade::Note };
        found.push(Finding::new(Kind::NoSecret, grade, said));
    } else {
        found.extend(due(view));
        found.extend(old(view));
    }
    found.extend(overlaps(view));
    if key.elsewhere && key.meta.owner.is_empty() {
        let said = text(
            "只登记了指纹，没有写由谁保管密钥",
            "Only its fingerprint is here, and nobody is named who keeps the key",
        );
        found.push(Finding::new(Kind::KeyUnheld, Grade::Warning, said));
    }
    let known = found.iter().any(|one| one.kind == Kind::KeyUnheld);
    found.extend(
        plain(&key.meta, view.used).into_iter().filter(|one| !known || one.kind != Kind::NoOwner),
    );
    found
}

fn due(view: &KeyView<'_>) -> Option<Finding> {
    let (day, days) = (&view.ring.key.expires_on, view.days?);
    let finding = |kind, grade, zh: &str, en: &str| {
        Finding::new(kind, grade, Message::new(format!("{zh} {day}"), format!("{en} {day}")))
    };
    match days {
        ..0 => Some(finding(Kind::KeyExpired, Grade::Error, "到期日已过：", "Its last day was")),
        0..=TOMORROW => Some(finding(Kind::KeyDue, Grade::Error, "到期日：", "Its last day is")),
        2..=MONTH => Some(finding(Kind::KeyDue, Grade::Warning, "到期日：", "Its last day is")),
        _ => None,
    }
}

fn old(view: &KeyView<'_>) -> Option<Finding> {
    let active = view.ring.in_state(ring::State::Active).next()?;
    let since = active.activated_at.unwrap_or(active.created_at);
    let number = active.number;
    (since.saturating_add(YEAR) <= view.now).then(|| {
        let said = Message::new(
            format!("密钥 #{number} 已启用一年以上"),
            format!("Secret #{number} has been active for more than a year"),
        );
        Finding::new(Kind::KeyOld, Grade::Warning, said)
    })
}

fn overlaps(view: &KeyView<'_>) -> impl Iterator<Item = Finding> {
    let over = move |one: &&ring::Version| one.retires_at.is_some_and(|end| end <= view.now);
    view.ring.in_state(ring::State::Retiring).filter(over).map(|one| {
        let number = one.number;
        let said = Message::new(
            format!("旧密钥 #{number} 的重叠期已过，还没有吊销"),
            format!("The overlap of secret #{number} is over, and it is not revoked"),
        );
        Finding::new(Kind::OverlapOver, Grade::Warning, said).about(format!("#{number}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key::{Draft, Identity};
    use crate::domain::ring::{Overlap, State, Version};
    use crate::domain::{AccountId, EnterpriseId, Key, KeyId, Meta};
    use uuid::Uuid;

    fn ring(owner: &str, elsewhere: bool) -> Ring {
        let identity = Identity {
            id: KeyId(Uuid::nil()),
            enterprise: EnterpriseId(Uuid::nil()),
            account: AccountId(Uuid::nil()),
            scheme: "sobot_web_md5".into(),
            fingerprint: "aaaa".into(),
            elsewhere,
        };
        let meta = Meta { owner: owner.into(), ..Meta::default() };
        let draft = Draft { name: "k".into(), expires_on: "2027-01-01".into(), meta };
        let (key, _) = Key::create(identity, draft, 0);
        let first = Version {
            number: 1,
            state: State::Active,
            fingerprint: "aaaa".into(),
            elsewhere,
            overlap: Overlap::For(0),
            created_at: 0,
            activated_at: Some(0),
            retires_at: None,
            revoked_at: None,
            purged_at: None,
        };
        Ring { key, versions: vec![first] }
    }

    fn kinds(ring: &Ring, used: bool, days: Option<i64>, now: Millis) -> Vec<(Kind, Grade)> {
        let found = key(&KeyView { ring, used, days, now });
        found.into_iter().map(|one| (one.kind, one.grade)).collect()
    }

    #[test]
    fn the_nearer_the_last_day_the_worse() {
        let ring = ring("甲", false);
        let graded = |days| kinds(&ring, true, Some(days), DAY);
        assert_eq!(graded(31), []);
        assert_eq!(graded(30), [(Kind::KeyDue, Grade::Warning)]);
        assert_eq!(graded(7), [(Kind::KeyDue, Grade::Warning)]);
        assert_eq!(graded(1), [(Kind::KeyDue, Grade::Error)]);
        assert_eq!(graded(-1), [(Kind::KeyExpired, Grade::Error)]);
        assert_eq!(kinds(&ring, true, None, YEAR), [(Kind::KeyOld, Grade::Warning)]);
    }

    #[test]
    fn a_key_without_a_secret_in_force_is_bad_only_where_it_is_used() {
        let (dead, _) = ring("甲", false).revoke(1, 5).expect("revoked");
        assert_eq!(kinds(&dead, true, Some(-1), DAY), [(Kind::NoSecret, Grade::Error)]);
        assert_eq!(
            kinds(&dead, false, None, DAY),
            [(Kind::NoSecret, Grade::Note), (Kind::Unused, Grade::Note)]
        );
    }

    #[test]
    fn a_key_kept_elsewhere_wants_a_keeper_and_is_told_once() {
        let told = kinds(&ring("", true), true, None, DAY);
        assert_eq!(told, [(Kind::KeyUnheld, Grade::Warning)]);
        assert_eq!(kinds(&ring("", false), true, None, DAY), [(Kind::NoOwner, Grade::Note)]);
    }

    #[test]
    fn an_overlap_that_is_over_is_told() {
        let mut ring = ring("甲", false);
        let mut old = ring.versions[0].clone();
        old.number = 0;
        old.state = State::Retiring;
        old.retires_at = Some(10);
        ring.versions.push(old);
        assert_eq!(kinds(&ring, true, None, 9), []);
        assert_eq!(kinds(&ring, true, None, 10), [(Kind::OverlapOver, Grade::Warning)]);
    }
}
