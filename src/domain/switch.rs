//! How far a vendor's own check of signatures is switched on: off, observing, on. The switch is in the
//! vendor's console and acts at once; the portal only knows what people record.

use super::account::Account;
use super::change::{Change, Fields};
use super::ids::AccountId;
use crate::clock::Millis;
use crate::text::{Text, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The vendor looks at no signature.
    Off,
    /// Off at the vendor, while links are signed and somebody watches whether any is wrong.
    Observing,
    /// A wrong or missing signature is refused at once.
    On,
}

impl State {
    pub const ALL: [State; 3] = [State::Off, State::Observing, State::On];

    pub const fn name(self) -> &'static str {
        match self {
            State::Off => "off",
            State::Observing => "observing",
            State::On => "on",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            State::Off => text("未开启", "Off"),
            State::Observing => text("观察中", "Observing"),
            State::On => text("已开启", "On"),
        }
    }

    pub const fn meaning(self) -> Text {
        match self {
            State::Off => text(
                "厂商不校验签名，任何链接都能打开",
                "The vendor checks no signature; every link opens",
            ),
            State::Observing => text(
                "厂商那边还没有开启；链接已经带签名，先看有没有签错的",
                "Still off at the vendor; links are signed already, and you watch whether any is wrong",
            ),
            State::On => text(
                "签名错误或缺失的访客会立刻被拒绝",
                "A visitor with a wrong or missing signature is refused at once",
            ),
        }
    }
}

/// The recorded state of one account's switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    pub account: AccountId,
    pub state: State,
    pub turned_by: String,
    pub turned_at: Millis,
    /// Counts the records, beginning with 1.
    pub version: i64,
}

impl Switch {
    /// Records another state; `None` when it is the same.
    pub fn turn(
        account: &Account,
        before: Option<&Switch>,
        state: State,
        by: &str,
        now: Millis,
    ) -> Option<(Switch, Change)> {
        let fields = |state: Option<State>| -> Fields {
            vec![("vendor_switch".into(), state.map(|state| state.name().to_owned()))]
        };
        let change = Change::edit(
            account.log(),
            "account.switched",
            Account::NOUN,
            account.id,
            &fields(before.map(|switch| switch.state)),
            &fields(Some(state)),
        )?;
        let switch = Switch {
            account: account.id,
            state,
            turned_by: by.to_owned(),
            turned_at: now,
            version: before.map_or(1, |switch| switch.version + 1),
        };
        Some((switch, change.detail("name", &account.name).detail("channel", &account.channel)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Draft;
    use crate::domain::{EnterpriseId, Meta};
    use uuid::Uuid;

    #[test]
    fn a_switch_is_recorded_with_what_it_was_before() {
        let draft = Draft { name: "a".into(), values: [].into(), meta: Meta::default() };
        let (id, enterprise) = (AccountId(Uuid::nil()), EnterpriseId(Uuid::nil()));
        let (account, _) = Account::create(id, enterprise, "sobot".into(), draft, 1);
        let (first, change) =
            Switch::turn(&account, None, State::Observing, "甲", 2).expect("a change");
        assert_eq!((change.action, first.version), ("account.switched", 1));
        assert_eq!(change.changes[0].before, None);
        assert!(Switch::turn(&account, Some(&first), State::Observing, "甲", 3).is_none());
        let (on, change) =
            Switch::turn(&account, Some(&first), State::On, "乙", 3).expect("a change");
        assert_eq!((on.version, on.turned_by.as_str()), (2, "乙"));
        assert_eq!(change.changes[0].before.as_deref(), Some("observing"));
        assert!(State::ALL.iter().all(|one| State::from_name(one.name()) == Some(*one)));
    }
}
