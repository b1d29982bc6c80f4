//! The vendor's own check of signatures as pages tell of it: whether it is off, observed or on, since
//! when and who said so, and what that means for whoever signs.

use super::moment::{Moment, moment};
use super::scope::Within;
use crate::catalog::form::Choice;
use crate::channels::{self, doctor};
use crate::domain::switch::State;
use crate::domain::{Account, AccountId, Key, Registered, Switch};
use crate::error::Result;
use crate::rights::{EditRegistry, Permission};
use crate::store::{Read, accounts, switches};
use crate::text::{Message, Text, text};

#[derive(Clone, Debug)]
pub struct VendorSwitch {
    /// What the vendor's console calls it.
    pub what: Text,
    pub state: Option<State>,
    pub by: String,
    pub at: Option<Moment>,
    pub version: i64,
    /// The page of the account.
    pub account: String,
    pub may_edit: bool,
}

impl VendorSwitch {
    /// Of an account whose channel has a switch.
    pub async fn of_account<P: Permission>(
        read: &mut Read,
        within: &Within<P>,
        account: &Account,
    ) -> Result<Option<Self>> {
        let what = channels::find(&account.channel).and_then(doctor::vendor_switch);
        let Some(what) = what else { return Ok(None) };
        let stored = switches::find(read, within.enterprise.id, account.id).await?;
        let may_edit = within.allows::<EditRegistry>() && account.trashed_at().is_none();
        let path = within.path(&format!("/accounts/{}", account.id));
        Ok(Some(VendorSwitch::told(what, stored.as_ref(), path, may_edit)))
    }

    /// Of the account that a key belongs to, where the key's scheme has a switch.
    pub async fn of_key<P: Permission>(
        read: &mut Read,
        within: &Within<P>,
        key: &Key,
    ) -> Result<Option<Self>> {
        if doctor::scheme_switch(&key.scheme).is_none() {
            return Ok(None);
        }
        VendorSwitch::of(read, within, Some(key.account)).await
    }

    pub async fn of<P: Permission>(
        read: &mut Read,
        within: &Within<P>,
        account: Option<AccountId>,
    ) -> Result<Option<Self>> {
        let Some(id) = account else { return Ok(None) };
        match accounts::find(read, within.enterprise.id, id).await? {
            Some(account) => VendorSwitch::of_account(read, within, &account).await,
            None => Ok(None),
        }
    }

    pub fn told(what: Text, stored: Option<&Switch>, account: String, may_edit: bool) -> Self {
        VendorSwitch {
            what,
            state: stored.map(|one| one.state),
            by: stored.map(|one| one.turned_by.clone()).unwrap_or_default(),
            at: stored.map(|one| moment(one.turned_at)),
            version: stored.map_or(0, |one| one.version),
            account,
            may_edit,
        }
    }

    pub fn word(&self) -> Text {
        self.state.map_or(text("未登记", "Not recorded"), State::label)
    }

    /// The kind of the tag.
    pub fn tag(&self) -> &'static str {
        match self.state {
            None => "off",
            Some(State::Off) => "info",
            Some(State::Observing) => "warn",
            Some(State::On) => "ok",
        }
    }

    /// What it means for links and back ends.
    pub fn meaning(&self) -> Text {
        self.state.map_or(
            text(
                "还没有登记厂商是否校验签名；开关在厂商后台，立即生效",
                "It is not recorded whether the vendor checks signatures; the switch is in the vendor’s console and acts at once",
            ),
            State::meaning,
        )
    }

    pub fn choices(&self) -> Vec<Choice> {
        let choice = |state: State| {
            let (name, means) = (state.label(), state.meaning());
            let label = Message::new(
                format!("{}：{}", name.zh, means.zh),
                format!("{}: {}", name.en, means.en),
            );
            Choice::new(state.name(), label, self.state == Some(state))
        };
        State::ALL.into_iter().map(choice).collect()
    }
}
