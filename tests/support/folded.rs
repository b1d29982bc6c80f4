//! Whether the history of an installation is complete: everything that is stored is the fold of its
//! events, and each event begins where the one before it ended.

use std::collections::{BTreeMap, BTreeSet};

use jieru::{
    domain::{
        Account, EnterpriseId, Key, LeaveTemplate, Log, Plugin, Recorded, Registered, VipField,
        Window,
        past::{Deed, Past, Set},
    },
    store::{
        Db, Read, defaults, domains, enterprises, handovers,
        past::{self, STILL},
        releases, secrets,
        shelves::Shelved,
        switches,
    },
};

use super::{probe::Probe, world::World};

/// What an object's events tell besides what its own row holds.
const BESIDE: &[&str] = &["vendor_switch", "key_purge_days"];

fn set(fields: jieru::domain::change::Fields) -> BTreeMap<String, String> {
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn told(past: &Past) -> BTreeMap<String, String> {
    let own = past.fields.iter().filter(|(name, _)| {
        !BESIDE.contains(&name.as_str()) && !name.starts_with("secret.") && name != "trashed"
    });
    own.cloned().collect()
}

/// Holds every enterprise to it; the number of objects that were looked at.
pub async fn holds(world: &World) -> usize {
    complete(&world.store, &world.probe).await
}

/// The same of any installation.
pub async fn complete(store: &Db, probe: &Probe) -> usize {
    let mut looked = 0;
    for id in probe.column("SELECT id FROM enterprises ORDER BY id").await {
        let id = EnterpriseId(id.parse().expect("an id"));
        let mut read = store.read().await.expect("a connection");
        chain(&mut read, Log::Enterprise(id)).await;
        let stored = enterprises::find(&mut read, id).await.unwrap().expect("an enterprise");
        looked += same(&mut read, &stored, id).await;
        looked += nouns::<Account>(probe, &mut read, id, "accounts").await;
        looked += nouns::<Key>(probe, &mut read, id, "keys").await;
        looked += nouns::<Plugin>(probe, &mut read, id, "plugins").await;
        looked += nouns::<LeaveTemplate>(probe, &mut read, id, "leave_templates").await;
        looked += nouns::<VipField>(probe, &mut read, id, "vip_fields").await;
        looked += nouns::<Window>(probe, &mut read, id, "windows").await;
        rest(&mut read, id).await;
    }
    chain(&mut store.read().await.expect("a connection"), Log::Installation).await;
    looked
}

async fn one(read: &mut Read, id: EnterpriseId, noun: &str, subject: &str) -> Past {
    let subjects = [subject.to_owned()];
    let mut found = past::fold(read, Log::Enterprise(id), &subjects, STILL).await.expect("a fold");
    found.remove(&(noun.to_owned(), subject.to_owned())).unwrap_or_default()
}

async fn same<T: Recorded>(read: &mut Read, object: &T, id: EnterpriseId) -> usize {
    let subject = object.subject();
    let subjects = [subject.clone()];
    let found = past::fold(read, Log::Enterprise(id), &subjects, STILL).await.expect("a fold");
    let stored = set(object.fields());
    let folds: Vec<_> = found.values().map(told).collect();
    assert!(folds.contains(&stored), "{subject}: stored {stored:#?}\nfolded {folds:#?}");
    1
}

/// Every stored object of a noun, and nothing else, is there according to the history.
async fn nouns<T: Shelved>(probe: &Probe, read: &mut Read, id: EnterpriseId, table: &str) -> usize {
    let noun = <T as Registered>::NOUN;
    let mut known = BTreeSet::new();
    let mut before = None;
    loop {
        let page =
            past::existing(read, Log::Enterprise(id), noun, STILL - 1, before).await.unwrap();
        let states =
            past::listed(read, Log::Enterprise(id), noun, &page.items, STILL - 1).await.unwrap();
        for existence in &page.items {
            let object = T::load(read, id, &existence.subject).await.unwrap();
            let object = object.unwrap_or_else(|| panic!("{noun} {} is gone", existence.subject));
            same(read, &object, id).await;
            let state = &states[&existence.subject];
            assert_eq!(state, &one(read, id, noun, &existence.subject).await);
            assert_eq!(state.is_trashed(), object.trashed_at().is_some());
            assert_eq!(state.name, object.card().name);
            if noun == Window::NOUN {
                assert_eq!(existence.code, object.card().handle);
            }
            known.insert(existence.subject.clone());
        }
        match page.next {
            Some(next) => before = next.parse().ok(),
            None => break,
        }
    }
    let text = format!("SELECT id FROM {table} WHERE enterprise_id = '{id}'");
    let stored: BTreeSet<String> = probe.column(&text).await.into_iter().collect();
    assert_eq!(known, stored, "{table}");
    known.len()
}

/// What hangs on objects: secrets, switches, live releases, hand-over links, defaults, domains.
async fn rest(read: &mut Read, id: EnterpriseId) {
    let domains = domains::find(read, id).await.unwrap();
    if domains.version > 0 {
        same(read, &domains, id).await;
    }
    for defaults in defaults::list(read, id).await.unwrap() {
        same(read, &defaults, id).await;
    }
    for switch in switches::all(read, id).await.unwrap() {
        let account = one(read, id, Account::NOUN, &switch.account.to_string()).await;
        assert_eq!(account.get("vendor_switch"), Some(switch.state.name()));
    }
    let keys = past::existing(read, Log::Enterprise(id), Key::NOUN, STILL - 1, None).await.unwrap();
    for existence in keys.items {
        let key = Key::load(read, id, &existence.subject).await.unwrap().expect("a key");
        let told = one(read, id, Key::NOUN, &existence.subject).await;
        let ring = secrets::ring(read, key).await.unwrap();
        assert_eq!(told.secret_state(), Some(ring.key.state.name()));
        for version in &ring.versions {
            let field = |part: &str| told.get(&format!("secret.{}{part}", version.number));
            assert_eq!(field(""), Some(&*format!("fingerprint:{}", version.fingerprint)));
            assert_eq!(field(".state"), Some(version.state.name()));
            let times = [(".retires_at", version.retires_at), (".purged_at", version.purged_at)];
            for (part, at) in times {
                assert_eq!(field(part).map(str::to_owned), at.map(|at| at.to_string()), "{part}");
            }
        }
    }
    let windows = past::existing(read, Log::Enterprise(id), Window::NOUN, STILL - 1, None).await;
    for existence in windows.unwrap().items {
        let window = Window::load(read, id, &existence.subject).await.unwrap().expect("a window");
        let told = one(read, id, Window::NOUN, &existence.subject).await;
        let live = releases::live(read, &window).await.unwrap();
        let live = live.map(|live| (live.number.to_string(), live.content_hash));
        let get = |field: &str| told.live.iter().find(|(name, _)| name == field);
        let release = told.release().map(str::to_owned);
        let hash = get("content_hash").map(|(_, hash)| hash.clone());
        assert_eq!(release.zip(hash), live);
        let kept = handovers::list(read, &window, "").await.unwrap();
        for kept in kept.items {
            let told = one(read, id, "handover", &kept.handover.id.to_string()).await;
            assert_eq!(told.get("recipient"), Some(kept.handover.recipient.as_str()));
            assert_eq!(told.get("revoked").is_some(), kept.handover.revoked_at.is_some());
        }
    }
}

/// No event begins anywhere but where the one before it ended.
async fn chain(read: &mut Read, log: Log) {
    let mut states: BTreeMap<(String, String, bool), Set> = BTreeMap::new();
    let mut after = -1;
    loop {
        let deeds = past::between(read, log, after, STILL).await.expect("events");
        let Some(last) = deeds.last() else { return };
        after = last.seq;
        for deed in &deeds {
            let key = (deed.noun.clone(), deed.subject.clone(), deed.publishes());
            follow(states.entry(key).or_default(), deed);
        }
    }
}

/// Settings that hold before anybody chooses.
const USUAL: &[&str] = &[
    "key_purge_days",
    "shortest",
    "second_factor_duty",
    "grace_days",
    "memory",
    "passes",
    "lanes",
];

fn follow(state: &mut Set, deed: &Deed) {
    for change in &deed.changes {
        let known = state.iter().find(|(name, _)| *name == change.field).map(|(_, value)| value);
        // A new key tells its first secret once, as the one that is in use.
        let first = change.field.starts_with("secret.1");
        // Nobody had chosen anything else than what is usual.
        let usual = USUAL.contains(&change.field.as_str());
        let begins = known == change.before.as_ref() || ((first || usual) && known.is_none());
        assert!(begins, "#{} {} {change:?} after {known:?}", deed.seq, deed.action);
        state.retain(|(name, _)| *name != change.field);
        state.extend(change.after.clone().map(|after| (change.field.clone(), after)));
    }
}
