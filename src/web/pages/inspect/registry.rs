//! What the portal knows about the identifiers of a pasted text: the registered account, plugin and
//! windows that they belong to. Only what this person may see is looked at.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::signature::{Keys, Signature};
use crate::catalog::Param;
use crate::channels::inspect::{Entry, Inspection};
use crate::channels::{self, Channel, tables};
use crate::rights::Place;
use crate::store::Read;
use crate::store::recognised::{self, Eyes, Found};
use crate::text::{Text, text};
use crate::web::fault::Fault;
use crate::web::visit::Visit;

/// Different identifiers that one page looks up; a page of a thousand links has a few.
pub const LOOKUPS: usize = 20;
const WINDOWS: usize = 8;

/// What is registered about one entry.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The identifier that was looked up, for saying that nobody registered it.
    pub identifier: Option<(String, String)>,
    /// Accounts and plugins.
    pub owners: Vec<Registered>,
    pub windows: Vec<Registered>,
    /// How the signature compares with the registered keys.
    pub signature: Option<Signature>,
    /// There is a signature that this person may not compare.
    pub unsaid: bool,
}

/// A registered object as a link.
#[derive(Clone, Debug)]
pub struct Registered {
    pub enterprise: String,
    pub name: String,
    pub what: Text,
    pub href: String,
    /// Settings that differ: the vendor's name, registered, pasted.
    pub differs: Vec<(String, String, String)>,
}

pub async fn compare(
    visit: &Visit,
    inspection: &Inspection,
    keys: &Keys,
    most: usize,
) -> Result<Vec<Known>, Fault> {
    let read = visit.portal.db.read().await?;
    let mut desk = Desk { visit, read, eyes: eyes(visit)?, seen: BTreeMap::new() };
    let mut known = Vec::new();
    for entry in inspection.entries.iter().take(most) {
        let mut found = desk.look(entry).await?;
        found.signature = entry.signature.as_ref().map(|compared| keys.told(compared));
        let value = found.identifier.as_ref().map(|(_, value)| value.as_str());
        found.unsaid =
            found.signature.is_none() && value.is_some_and(|value| keys.withheld.contains(value));
        known.push(found);
    }
    Ok(known)
}

/// Roles for the installation see every enterprise.
pub fn eyes(visit: &Visit) -> Result<Eyes, Fault> {
    let person = visit.person()?;
    Ok(if person.grants.sees(Place::Installation) {
        Eyes::All
    } else {
        Eyes::Person(person.person.id)
    })
}

/// Everything that is needed to look things up, and what was looked up already.
struct Desk<'v> {
    visit: &'v Visit,
    read: Read,
    eyes: Eyes,
    seen: BTreeMap<(&'static str, String), Finds>,
}

#[derive(Clone, Debug, Default)]
struct Finds {
    accounts: Vec<Found>,
    plugins: Vec<Found>,
    windows: Vec<Found>,
}

impl Desk<'_> {
    async fn look(&mut self, entry: &Entry) -> Result<Known, Fault> {
        let Some(channel) = entry.channel.and_then(channels::find) else {
            return Ok(Known::default());
        };
        let Some(clue) = clue(channel, &entry.values) else { return Ok(Known::default()) };
        let at = (channel.id(), format!("{}={}", clue.name, clue.value));
        let finds = match self.seen.get(&at) {
            Some(finds) => finds.clone(),
            None if self.seen.len() >= LOOKUPS => return Ok(Known::default()),
            None => {
                let finds = self.find(channel, &clue).await?;
                self.seen.insert(at, finds.clone());
                finds
            }
        };
        let owners = finds.accounts.iter().map(|found| owner(channel, found, entry));
        let plugins = finds.plugins.iter().map(|found| {
            link(found, text("插件 ID", "Plugin ID"), format!("plugins/{}", found.id))
        });
        Ok(Known {
            owners: owners.chain(plugins).collect(),
            windows: windows(channel, &finds.windows, entry),
            identifier: Some((clue.name.to_owned(), clue.value)),
            ..Known::default()
        })
    }

    async fn find(&mut self, channel: &dyn Channel, clue: &Clue) -> Result<Finds, Fault> {
        let (id, pair) = (channel.id(), (clue.name, clue.value.as_str()));
        let (read, eyes) = (&mut self.read, self.eyes);
        let mut finds = match clue.stands {
            Stands::Account => Finds {
                accounts: recognised::accounts(read, eyes, id, pair).await?,
                windows: recognised::windows_of_account(read, eyes, id, pair).await?,
                ..Finds::default()
            },
            Stands::Plugin => Finds {
                plugins: recognised::plugins(read, eyes, &clue.value).await?,
                windows: recognised::windows_of_plugin(read, eyes, &clue.value).await?,
                ..Finds::default()
            },
            Stands::Window => Finds {
                windows: recognised::windows_set_to(read, eyes, id, pair).await?,
                ..Finds::default()
            },
        };
        // The statement looked at text; and what may not be seen does not exist.
        let grants = &self.visit.person()?.grants;
        for list in [&mut finds.accounts, &mut finds.plugins, &mut finds.windows] {
            list.retain(|found| grants.sees(Place::Enterprise(found.enterprise)));
        }
        let same = |found: &Found| plain(found.settings.get(clue.name)) == clue.value;
        match clue.stands {
            Stands::Account => finds.accounts.retain(same),
            Stands::Window => finds.windows.retain(same),
            Stands::Plugin => {}
        }
        Ok(finds)
    }
}

/// An identifier to look things up by.
struct Clue {
    name: &'static str,
    value: String,
    stands: Stands,
}

#[derive(Clone, Copy)]
enum Stands {
    Account,
    Plugin,
    Window,
}

/// The account's own number, else the plugin's, else a field that a window cannot do without.
fn clue(channel: &'static dyn Channel, values: &Map<String, Value>) -> Option<Clue> {
    let of = |param: &'static Param, stands| {
        let value = plain(lookup(values, param.name));
        (!value.is_empty()).then_some(Clue { name: param.name, value, stands })
    };
    let account = identity(channel);
    let own = || channel.targets().iter().flat_map(|target| target.window_fields);
    let plugin = channel
        .targets()
        .iter()
        .filter(|target| target.plugin)
        .flat_map(|target| target.window_fields)
        .find(|param| param.name == "plugid");
    account
        .and_then(|param| of(param, Stands::Account))
        .or_else(|| plugin.and_then(|param| of(param, Stands::Plugin)))
        .or_else(|| {
            own().filter(|param| param.required).find_map(|param| of(param, Stands::Window))
        })
}

/// The number by which a vendor knows an account.
pub fn identity(channel: &dyn Channel) -> Option<&'static Param> {
    let fields = channel.account_fields().iter().filter(|param| !param.secret);
    fields.clone().find(|param| param.required).or_else(|| fields.clone().next())
}

/// Vendors spell one name in several ways: `SDKAppID`, `sdkAppId`, `sdk_app_id`.
pub fn lookup<'v>(values: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    let wanted = folded(name);
    values.get(name).or_else(|| {
        values.iter().find(|(other, _)| folded(other) == wanted).map(|(_, value)| value)
    })
}

fn folded(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

pub fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn owner(channel: &dyn Channel, found: &Found, entry: &Entry) -> Registered {
    let fields = channel.account_fields().iter().filter(|param| !param.secret);
    let differs = fields.filter_map(|param| differs(param.name, &found.settings, entry)).collect();
    let what = text("渠道账号", "Channel account");
    Registered { differs, ..link(found, what, format!("accounts/{}", found.id)) }
}

/// Both are given, and they are not the same.
fn differs(
    name: &str,
    registered: &Map<String, Value>,
    entry: &Entry,
) -> Option<(String, String, String)> {
    let (kept, pasted) = (plain(registered.get(name)), plain(lookup(&entry.values, name)));
    let both = !kept.is_empty() && !pasted.is_empty();
    (both && !kept.eq_ignore_ascii_case(&pasted)).then_some((name.to_owned(), kept, pasted))
}

fn link(found: &Found, what: Text, below: String) -> Registered {
    Registered {
        enterprise: found.enterprise_name.clone(),
        name: found.name.clone(),
        what,
        href: format!("/e/{}/{below}", found.slug),
        differs: Vec::new(),
    }
}

/// Windows of the same kind come first; one whose own identifiers are others is another window.
fn windows(channel: &'static dyn Channel, found: &[Found], entry: &Entry) -> Vec<Registered> {
    let mut ranked: Vec<(bool, &Found)> = found
        .iter()
        .filter(|window| {
            let target = tables::target(channel, &window.target);
            let own = target.map_or(&[][..], |target| target.window_fields).iter();
            own.filter(|param| param.required)
                .all(|param| differs(param.name, &window.settings, entry).is_none())
        })
        .map(|window| (window.target != entry.kind, window))
        .collect();
    // Other kinds are of interest only for pieces that could be any of them.
    if ranked.iter().any(|(other, _)| !other) {
        ranked.retain(|(other, _)| !other);
    }
    let told = ranked.into_iter().take(WINDOWS).map(|(_, window)| {
        let target = tables::target(channel, &window.target);
        let what = target.map_or(text("聊天窗", "Chat window"), |target| target.label);
        link(window, what, format!("windows/{}", window.code))
    });
    told.collect()
}
