//! What can be done with an object of any noun: load it by its id, save it, erase it. A new noun
//! is a line of `shelved!` and a line of [`complete`].

use super::cards;
use super::fault::store_error;
use super::sql::{sql, statements};
use super::{
    Db, Page, Source, Trashed, Tx, Write, accounts, enterprises, every, keys, leave_templates,
    looks, plugins, releases, vip_fields, windows,
};
use crate::domain::{
    Account, EnterpriseId, Key, LeaveTemplate, Plugin, Registered, VipField, Window,
};
use crate::error::{Error, Kind, Result};
use crate::rights::{Grants, Origin, Releases};

statements! {
    ERASE_ACCOUNT = "DELETE FROM accounts WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    ERASE_PLUGIN = "DELETE FROM plugins WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    ERASE_KEY = "DELETE FROM keys WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    ERASE_SECRETS = "DELETE FROM key_secrets WHERE key_id = $1";
    ERASE_TEMPLATE = "DELETE FROM leave_templates WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    ERASE_FIELD = "DELETE FROM vip_fields WHERE enterprise_id = $1 AND id = $2 AND version = $3";
    // Nobody holds a role on what is gone.
    FORGET_GRANTS = "DELETE FROM grants WHERE place = $1";
    // What was released is evidence and stays, whoever asks.
    ERASE_WINDOW = "DELETE FROM windows WHERE enterprise_id = $1 AND id = $2 AND version = $3
            AND NOT EXISTS (SELECT 1 FROM releases r WHERE r.window_id = windows.id)";
    BARE_ENTERPRISES = "SELECT o.id, o.id FROM enterprises o
            WHERE NOT EXISTS (SELECT 1 FROM cards c WHERE c.noun = 'enterprise' AND c.id = o.id AND c.edition = 3) LIMIT 200";
    BARE_ACCOUNTS = "SELECT o.enterprise_id, o.id FROM accounts o
            WHERE NOT EXISTS (SELECT 1 FROM cards c WHERE c.noun = 'account' AND c.id = o.id AND c.edition = 3) LIMIT 200";
    BARE_KEYS = "SELECT o.enterprise_id, o.id FROM keys o
            WHERE NOT EXISTS (SELECT 1 FROM cards c WHERE c.noun = 'key' AND c.id = o.id AND c.edition = 3) LIMIT 200";
    BARE_PLUGINS = "SELECT o.enterprise_id, o.id FROM plugins o
            WHERE NOT EXISTS (SELECT 1 FROM cards c WHERE c.noun = 'plugin' AND c.id = o.id AND c.edition = 3) LIMIT 200";
    BARE_TEMPLATES = "SELECT o.enterprise_id, o.id FROM leave_templates o
            WHERE NOT EXISTS (SELECT 1 FROM cards c WHERE c.noun = 'leave_template' AND c.id = o.id AND c.edition = 3) LIMIT 200";
    BARE_FIELDS = "SELECT o.enterprise_id, o.id FROM vip_fields o
            WHERE NOT EXISTS (SELECT 1 FROM cards c WHERE c.noun = 'vip_field' AND c.id = o.id AND c.edition = 3) LIMIT 200";
    BARE_WINDOWS = "SELECT o.enterprise_id, o.id FROM windows o
            WHERE NOT EXISTS (SELECT 1 FROM cards c WHERE c.noun = 'window' AND c.id = o.id AND c.edition = 3) LIMIT 200";
}

/// A noun whose objects lie in tables of their own.
pub trait Shelved: Registered {
    fn load<S: Source>(
        source: &mut S,
        enterprise: EnterpriseId,
        id: &str,
    ) -> impl Future<Output = Result<Option<Self>>>;

    /// Saves over the version that was seen.
    fn save(&self, write: &mut Write<'_>, seen: i64) -> impl Future<Output = Result<()>>;

    /// Removes the row for good. What is still referred to stays, and says so.
    fn erase(&self, write: &mut Write<'_>) -> impl Future<Output = Result<()>>;
}

macro_rules! shelved {
    ($($noun:ident $store:ident $find:ident $($before:ident)? => $erase:ident;)*) => {$(
        impl Shelved for $noun {
            async fn load<S: Source>(
                source: &mut S,
                enterprise: EnterpriseId,
                id: &str,
            ) -> Result<Option<Self>> {
                match id.parse() {
                    Ok(id) => $store::$find(source, enterprise, id).await,
                    Err(_) => Ok(None),
                }
            }

            async fn save(&self, write: &mut Write<'_>, seen: i64) -> Result<()> {
                $store::update(write, self, seen).await
            }

            async fn erase(&self, write: &mut Write<'_>) -> Result<()> {
                $(sql!(execute write, $before, self.id.to_string())?;)?
                let (enterprise, id) = (self.enterprise.to_string(), self.id.to_string());
                let touched = sql!(execute write, $erase, enterprise, id.clone(), self.version)?;
                if touched == 0 {
                    return Err(Error::conflict());
                }
                cards::remove(write, Self::NOUN, &id).await
            }
        }
    )*};
}

shelved! {
    Account accounts find => ERASE_ACCOUNT;
    Plugin plugins find => ERASE_PLUGIN;
    Key keys find ERASE_SECRETS => ERASE_KEY;
    LeaveTemplate leave_templates find => ERASE_TEMPLATE;
    VipField vip_fields find => ERASE_FIELD;
    Window windows find FORGET_GRANTS => ERASE_WINDOW;
}

/// A noun of which an enterprise has few: all are loaded where one of them is chosen.
pub trait Few: Shelved {
    fn page<S: Source>(
        source: &mut S,
        enterprise: EnterpriseId,
        trashed: Trashed,
        after: &str,
    ) -> impl Future<Output = Result<Page<Self>>>;
}

macro_rules! few {
    ($($noun:ident $store:ident;)*) => {$(
        impl Few for $noun {
            async fn page<S: Source>(
                source: &mut S,
                enterprise: EnterpriseId,
                trashed: Trashed,
                after: &str,
            ) -> Result<Page<Self>> {
                $store::list(source, enterprise, trashed, after).await
            }
        }
    )*};
}

few! {
    Account accounts;
    Plugin plugins;
    Key keys;
    LeaveTemplate leave_templates;
    VipField vip_fields;
}

/// All objects of a noun in an enterprise, in the order of their list.
pub async fn all<T: Few, S: Source>(
    source: &mut S,
    enterprise: EnterpriseId,
    trashed: Trashed,
) -> Result<Vec<T>> {
    every(source, async |source: &mut S, after: &str| {
        T::page(source, enterprise, trashed, after).await
    })
    .await
}

impl Db {
    /// Writes the cards that are missing or were made by earlier rules, and the looks of names that are
    /// missing: those of what an earlier version stored. Both only repeat what objects, people and tokens
    /// say and are read like an index, so there is nothing to permit or to record: the one transaction
    /// that commits without an act.
    pub(super) async fn complete_cards(&self) -> Result<()> {
        let grants = Grants::system("start", Origin::default());
        loop {
            let mut write = Write {
                tx: self.begin().await?,
                actor: grants.actor(),
                permission: "",
                releases: Releases::Nowhere,
            };
            let done = complete(&mut write).await;
            match done {
                Ok(0) => return Ok(()),
                Ok(_) => match write.tx {
                    Tx::Sqlite(tx) => tx.commit().await.map_err(store_error)?,
                    Tx::Postgres(tx) => tx.commit().await.map_err(store_error)?,
                },
                // Another node writes them at the same time.
                Err(error) if matches!(error.kind(), Kind::Taken | Kind::Busy) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

type Bare = (String, String);

/// How many objects, people and tokens got what they lacked.
async fn complete(write: &mut Write<'_>) -> Result<usize> {
    let mut written = 0;
    for (_, id) in sql!(fetch_all Bare; &mut *write, BARE_ENTERPRISES)? {
        let id = id.parse().map_err(Error::broken)?;
        if let Some(object) = enterprises::find(write, id).await? {
            cards::renew(write, &object).await?;
            written += 1;
        }
    }
    written += bare::<Account>(write, BARE_ACCOUNTS).await?;
    written += bare::<Key>(write, BARE_KEYS).await?;
    written += bare::<Plugin>(write, BARE_PLUGINS).await?;
    written += bare::<LeaveTemplate>(write, BARE_TEMPLATES).await?;
    written += bare::<VipField>(write, BARE_FIELDS).await?;
    written += bare::<Window>(write, BARE_WINDOWS).await?;
    written += looks::complete(write).await?;
    Ok(written)
}

async fn bare<T: Shelved>(write: &mut Write<'_>, text: &'static str) -> Result<usize> {
    let mut written = 0;
    for (enterprise, id) in sql!(fetch_all Bare; &mut *write, text)? {
        let enterprise = EnterpriseId(enterprise.parse().map_err(Error::broken)?);
        if let Some(object) = T::load(write, enterprise, &id).await? {
            cards::renew(write, &object).await?;
            written += 1;
        }
    }
    Ok(written)
}

/// Calls something for the noun of this name: for places where nouns stand side by side.
macro_rules! of_noun {
    ($noun:expr, $call:ident ($($arg:expr),*), $otherwise:expr) => {
        match $noun {
            <$crate::domain::Account as $crate::domain::Registered>::NOUN => $call::<$crate::domain::Account>($($arg),*).await,
            <$crate::domain::Key as $crate::domain::Registered>::NOUN => $call::<$crate::domain::Key>($($arg),*).await,
            <$crate::domain::Plugin as $crate::domain::Registered>::NOUN => $call::<$crate::domain::Plugin>($($arg),*).await,
            <$crate::domain::LeaveTemplate as $crate::domain::Registered>::NOUN => $call::<$crate::domain::LeaveTemplate>($($arg),*).await,
            <$crate::domain::VipField as $crate::domain::Registered>::NOUN => $call::<$crate::domain::VipField>($($arg),*).await,
            <$crate::domain::Window as $crate::domain::Registered>::NOUN => $call::<$crate::domain::Window>($($arg),*).await,
            _ => $otherwise,
        }
    };
}
pub(crate) use of_noun;

/// Whether an object is kept in the trash for good: a window whose releases somebody may have installed.
pub async fn held<T: Registered>(source: &mut impl Source, object: &T) -> Result<bool> {
    if T::NOUN != Window::NOUN {
        return Ok(false);
    }
    releases::any(source, &object.subject()).await
}
