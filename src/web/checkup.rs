//! Examines what was saved since it was last looked at, and keeps what is found: a part of it when
//! somebody opens the doctor's page, everything by itself in the background. A page therefore costs the
//! same for ten windows and for ten thousand.

pub mod people;

use std::collections::BTreeMap;

use super::moment::{day, days_until, local_time};
use super::pages::changes::contents::replaced;
use super::pages::registry::manage::SHARED;
use super::pages::windows::deployment::{References, findings};
use super::pages::windows::fields::target_or_first;
use crate::channels::doctor::{self, Double, KeyView, WindowView};
use crate::channels::{self, Channel, Target};
use crate::clock::{Millis, SECOND};
use crate::domain::window::Content;
use crate::domain::{
    Account, Card, Enterprise, EnterpriseId, Finding, Key, LeaveTemplate, Plugin, Switch, VipField,
    Window,
};
use crate::error::{Kind, Result};
use crate::store::checkups::{self, Note, Outcome};
use crate::store::shelves::Shelved;
use crate::store::{Db, Read, cards, enterprises, keys, releases, secrets, switches, windows};

/// Notes that are followed while somebody waits for a page, and in one go of the background.
const AT_ONCE: i64 = 120;
const IN_ONE_GO: i64 = 400;

/// Identifiers that are compared for each object.
const IDENTIFIERS: usize = 8;

/// Everything that waits, enterprise by enterprise; returns how many objects were examined.
pub async fn everything(db: &Db) -> Result<u64> {
    db.doubt_other_rules(&doctor::rules()).await?;
    let mut examined = 0;
    loop {
        let places = checkups::places(&mut db.read().await?, db.clock().now()).await?;
        let mut now_examined = 0;
        for place in places {
            if let Ok(id) = place.parse() {
                now_examined += some(db, EnterpriseId(id), IN_ONE_GO).await?;
            }
        }
        examined += now_examined;
        if now_examined == 0 {
            return Ok(examined);
        }
    }
}

/// What was saved just now, for a page that is about to be drawn.
pub async fn lately(db: &Db, enterprise: EnterpriseId) -> Result<()> {
    match some(db, enterprise, AT_ONCE).await {
        // A database that takes no changes can still be read: the page shows what was found before.
        Err(error) if error.kind() == Kind::Busy => {
            tracing::warn!(%error, "what was saved is not examined");
            Ok(())
        }
        outcome => outcome.map(drop),
    }
}

/// Follows some of the notes of one enterprise.
async fn some(db: &Db, enterprise: EnterpriseId, most: i64) -> Result<u64> {
    let (place, now) = (enterprise.to_string(), db.clock().now());
    let mut read = db.read().await?;
    let notes = checkups::waiting(&mut read, &place, now, most).await?;
    if notes.is_empty() {
        return Ok(0);
    }
    let mut grouped: BTreeMap<(String, String), Vec<Note>> = BTreeMap::new();
    for note in notes {
        grouped.entry((note.noun.clone(), note.id.clone())).or_default().push(note);
    }
    let mut visit = Visit::begin(read, enterprise, now, &grouped).await?;
    let mut outcomes = Vec::new();
    for ((noun, id), notes) in grouped {
        let (found, due_at) = match visit.look(&noun, &id).await? {
            Some((found, due_at)) => (Some(found), due_at),
            None => (None, Millis::MAX),
        };
        outcomes.push(Outcome { noun, id, notes, found, due_at });
    }
    drop(visit);
    db.keep_outcomes(&place, &doctor::rules(), &outcomes).await?;
    Ok(u64::try_from(outcomes.len()).unwrap_or_default())
}

/// What was found, and when it will be otherwise by itself.
type Looked = Option<(Vec<Finding>, Millis)>;

/// One visit to an enterprise: what is loaded once for all its objects.
struct Visit {
    read: Read,
    enterprise: EnterpriseId,
    now: Millis,
    windows: BTreeMap<String, Window>,
    live: BTreeMap<String, i64>,
    switches: Vec<Switch>,
    references: BTreeMap<(String, String), References>,
}

impl Visit {
    async fn begin(
        mut read: Read,
        enterprise: EnterpriseId,
        now: Millis,
        grouped: &BTreeMap<(String, String), Vec<Note>>,
    ) -> Result<Self> {
        let mut ids = grouped.keys().filter(|(noun, _)| noun == Window::NOUN).map(|(_, id)| id);
        let first = ids.next().cloned().unwrap_or_default();
        let last = ids.next_back().cloned().unwrap_or_else(|| first.clone());
        let range = (first.as_str(), last.as_str());
        let loaded = windows::unchecked(&mut read, enterprise, range).await?;
        let live = releases::live_unchecked(&mut read, enterprise, range).await?;
        let switches = switches::all(&mut read, enterprise).await?;
        Ok(Visit {
            read,
            enterprise,
            now,
            windows: loaded.into_iter().map(|one| (one.id.to_string(), one)).collect(),
            live,
            switches,
            references: BTreeMap::new(),
        })
    }

    async fn look(&mut self, noun: &str, id: &str) -> Result<Looked> {
        match noun {
            Window::NOUN => self.window(id).await,
            Key::NOUN => self.key(id).await,
            Account::NOUN => self.account(id).await,
            Plugin::NOUN => self.plain::<Plugin>(id).await,
            LeaveTemplate::NOUN => self.plain::<LeaveTemplate>(id).await,
            VipField::NOUN => self.plain::<VipField>(id).await,
            Enterprise::NOUN => self.whole().await,
            _ => Ok(None),
        }
    }

    async fn window(&mut self, id: &str) -> Result<Looked> {
        let Some(window) = self.windows.remove(id) else { return Ok(None) };
        // Nobody works on what is retired.
        if window.is_retired() {
            return Ok(Some((Vec::new(), Millis::MAX)));
        }
        let known = channels::find(&window.channel);
        let known = known
            .and_then(|channel| Some((channel, target_or_first(channel, &window.content.target)?)));
        let Some((channel, target)) = known else { return Ok(None) };
        let (enterprise, now) = (self.enterprise, self.now);
        let released = self.live.get(id).copied();
        let of = |one: &&Switch| Some(one.account) == window.content.account;
        let switch = self.switches.iter().find(of).map(|one| one.state);
        let ahead = released.is_some_and(|of| of < window.version);
        let live = if ahead { releases::live(&mut self.read, &window).await? } else { None };
        let references = self.references(enterprise, channel, target).await?;
        let check = |content: &Content| {
            let deployment = references.deployment(content);
            findings(channel, &deployment, &references.fields, now / SECOND)
        };
        let diagnostics = check(&window.content);
        let live = live.map(|live| check(&replaced(&window, &live).content)).unwrap_or_default();
        let (diagnostics, live) = (&diagnostics[..], &live[..]);
        let view = WindowView { window: &window, diagnostics, live, released, switch };
        let found = doctor::window(&view, channel, target);
        Ok(Some((self.with_alike(found, Window::NOUN, id).await?, Millis::MAX)))
    }

    /// What windows of one kind refer to, loaded once.
    async fn references(
        &mut self,
        enterprise: EnterpriseId,
        channel: &dyn Channel,
        target: &Target,
    ) -> Result<&References> {
        use std::collections::btree_map::Entry;
        let kind = (channel.id().to_owned(), target.id.to_owned());
        Ok(match self.references.entry(kind) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => {
                free.insert(References::load(&mut self.read, enterprise, channel, target).await?)
            }
        })
    }

    async fn load<T: Shelved>(&mut self, id: &str) -> Result<Option<T>> {
        let object = T::load(&mut self.read, self.enterprise, id).await?;
        Ok(object.filter(|object| object.trashed_at().is_none()))
    }

    async fn is_used(&mut self, card: &Card) -> Result<bool> {
        Ok(!cards::users(&mut self.read, card).await?.is_empty())
    }

    async fn key(&mut self, id: &str) -> Result<Looked> {
        let Some(key) = self.load::<Key>(id).await? else { return Ok(None) };
        let used = self.is_used(&key.card()).await?;
        let ring = secrets::ring(&mut self.read, key).await?;
        let days = days_until(self.now, &ring.key.expires_on);
        let found = doctor::key(&KeyView { ring: &ring, used, days, now: self.now });
        Ok(Some((self.with_alike(found, Key::NOUN, id).await?, tomorrow(self.now))))
    }

    async fn account(&mut self, id: &str) -> Result<Looked> {
        let Some(account) = self.load::<Account>(id).await? else { return Ok(None) };
        let card = account.card();
        let mut found = doctor::plain(&account.meta, self.is_used(&card).await?);
        found.extend(doctor::doubles(&self.doubles(&card).await?));
        let channel = channels::find(&account.channel);
        let mut due_at = Millis::MAX;
        if channel.and_then(doctor::vendor_switch).is_some() {
            let keys = keys::of_account(&mut self.read, self.enterprise, account.id);
            let keyed = keys.await?.iter().any(|key| key.trashed_at.is_none());
            let recorded = self.switches.iter().find(|one| one.account == account.id);
            let (finding, until) = doctor::switch(recorded, keyed, self.now);
            found.extend(finding);
            due_at = until;
        }
        Ok(Some((self.with_alike(found, Account::NOUN, id).await?, due_at)))
    }

    /// An object that only wants an owner and a use; a plugin's identifier should be its own, too.
    async fn plain<T: Shelved>(&mut self, id: &str) -> Result<Looked> {
        let Some(object) = self.load::<T>(id).await? else { return Ok(None) };
        let card = object.card();
        let mut found = doctor::plain(object.meta(), self.is_used(&card).await?);
        if T::NOUN == Plugin::NOUN {
            found.extend(doctor::doubles(&self.doubles(&card).await?));
        }
        Ok(Some((self.with_alike(found, T::NOUN, id).await?, Millis::MAX)))
    }

    /// With the older objects whose names look like this one's: the younger one of a pair tells of it.
    async fn with_alike(
        &mut self,
        mut found: Vec<Finding>,
        noun: &str,
        id: &str,
    ) -> Result<Vec<Finding>> {
        let others = cards::alike(&mut self.read, noun, id).await?;
        let older = others.iter().filter(|other| other.id.as_str() < id);
        found.extend(
            older.map(|other| doctor::alike(noun, &other.name, (&other.id, &other.handle))),
        );
        found.sort_by_key(Finding::rank);
        Ok(found)
    }

    /// Who else holds the identifiers that should be one object's own.
    async fn doubles(&mut self, card: &Card) -> Result<Vec<Double>> {
        let mut found = Vec::new();
        let own = card.identifiers.iter().filter(|(name, value)| {
            !SHARED.contains(&name.as_str())
                && !COMMON.contains(&name.as_str())
                && !value.is_empty()
        });
        for (name, value) in own.take(IDENTIFIERS) {
            let key = (card.place.as_str(), card.noun, card.id.as_str());
            for other in cards::holders(&mut self.read, key, (name, value)).await? {
                found.push(Double { name: name.clone(), other: other.name });
            }
        }
        Ok(found)
    }

    async fn whole(&mut self) -> Result<Looked> {
        let found = enterprises::find(&mut self.read, self.enterprise).await?;
        let Some(enterprise) = found.filter(|one| one.trashed_at.is_none()) else {
            return Ok(None);
        };
        let place = self.enterprise.to_string();
        let mut counts: BTreeMap<(String, String), doctor::Count> = BTreeMap::new();
        for (channel, target, environment, number) in
            checkups::kinds(&mut self.read, &place).await?
        {
            let kind = (channel.clone(), target.clone());
            let empty = doctor::Count { channel, target, production: 0, test: 0 };
            let count = counts.entry(kind).or_insert(empty);
            match environment.as_str() {
                "production" => count.production += number,
                _ => count.test += number,
            }
        }
        let counts: Vec<doctor::Count> = counts.into_values().collect();
        let mut found = doctor::enterprise(&enterprise.meta, &counts);
        let since = enterprise.created_at;
        found.extend(people::found(&mut self.read, Some(&enterprise), since, self.now).await?);
        // What people owe becomes due though nobody saves anything.
        let found = self.with_alike(found, Enterprise::NOUN, &place).await?;
        Ok(Some((found, tomorrow(self.now))))
    }
}

/// What several plugins share by nature: the vendor's own program, and what it is called in a page.
const COMMON: &[&str] = &["provider", "plugin_version", "version", "alias"];

/// The first moment of the next day in the portal's zone.
fn tomorrow(now: Millis) -> Millis {
    local_time(&format!("{} 00:00", day(now, 1))).unwrap_or(Millis::MAX)
}
