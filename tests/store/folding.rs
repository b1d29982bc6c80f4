//! The history is complete: folding the events of an object gives the object.

use std::collections::BTreeMap;

use jieru::{
    app::Opened,
    clock::Clock,
    domain::{
        Act, Change, Enterprise, Log, Meta, Window, WindowId, account,
        change::Fields,
        enterprise, key, leave_template, plugin, vip_field,
        window::{self, Content, Environment},
    },
    error::Result,
    store::{
        Db, Write, accounts, enterprises,
        history::{self, Event, Filter},
        keys, leave_templates, plugins, vip_fields, windows,
    },
};
use serde_json::json;

use super::{opened, stored_enterprise};
use crate::support::{
    both,
    world::{
        SECRET, object, sample_account, sample_field, sample_key, sample_plugin, sample_template,
        store_key, system,
    },
};

fn meta(owner: &str, tags: &[&str], note: &str) -> Meta {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    Meta { owner: owner.to_owned(), tags, note: note.to_owned() }
}

fn metas() -> [Meta; 3] {
    [meta("张三", &["a", "b"], "第一行\n第二行"), meta("", &["b"], "x"), Meta::default()]
}

async fn write(db: &Db, change: Change, work: impl AsyncFn(&mut Write<'_>) -> Result<()>) {
    let work = async |write: &mut Write<'_>| {
        work(write).await?;
        Ok(Act::new(change.clone()).because("原因"))
    };
    db.write(&system(), work).await.expect("a write");
}

/// All events of a subject, the oldest first.
async fn told(db: &Db, log: Log, subject: impl ToString) -> Vec<Event> {
    let filter = Filter::Subject(subject.to_string());
    let mut read = db.read().await.expect("a connection");
    let mut events = history::page(&mut read, log, &filter, None).await.expect("a page").items;
    events.reverse();
    events
}

/// Folds them; each change must begin where the one before it ended.
fn fold(events: &[Event]) -> BTreeMap<String, String> {
    let mut state: BTreeMap<String, String> = BTreeMap::new();
    for event in events {
        assert_eq!((event.record.as_str(), event.reason.as_str()), ("change", "原因"));
        for change in &event.changes {
            assert_eq!(state.get(&change.field), change.before.as_ref(), "{}", change.field);
            assert_ne!(change.before, change.after, "{} did not change", change.field);
            match &change.after {
                Some(after) => state.insert(change.field.clone(), after.clone()),
                None => state.remove(&change.field),
            };
        }
    }
    state
}

fn set(fields: Fields) -> BTreeMap<String, String> {
    fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

async fn folded(db: &Db, log: Log, subject: impl ToString, events: usize, fields: Fields) {
    let all = told(db, log, subject).await;
    assert_eq!(all.len(), events);
    assert_eq!(fold(&all), set(fields));
}

async fn new_enterprise(db: &Db) -> Enterprise {
    let first = stored_enterprise(db, "first").await;
    let (new, change) = crate::support::world::sample_enterprise(&Clock::system(), "alpha", 0);
    write(db, change, async |write| enterprises::insert(write, &new).await).await;
    assert_ne!(first.id, new.id);
    new
}

both! {
    async fn the_set_up_is_the_fold_of_its_events(db: TestDb) {
        use jieru::store::installation::{self, Setup};
        let opened: Opened = opened(&db).await;
        let (db, id) = (opened.db.clone(), opened.installation.id.clone());
        let steps = [Setup::Account, Setup::Enterprise, Setup::Window, Setup::Snippet, Setup::Done];
        for (from, to) in steps.iter().copied().zip(steps.iter().copied().skip(1)) {
            let change = installation::advanced(&id, from, to);
            write(&db, change, async |write| installation::advance(write, from, to).await).await;
            let stored = db.installation().await.unwrap().unwrap();
            let mut state = BTreeMap::new();
            for change in told(&db, Log::Installation, &id).await.iter().flat_map(|event| &event.changes) {
                assert_eq!(state.get(&change.field), change.before.as_ref(), "{}", change.field);
                state.insert(change.field.clone(), change.after.clone().expect("a step"));
            }
            assert_eq!(state["setup"], stored.setup.name());
            assert_eq!(state["demo"], stored.demo.to_string());
        }
    }

    async fn an_enterprise_is_the_fold_of_its_events(db: TestDb) {
        let db = opened(&db).await.db;
        let mut now = new_enterprise(&db).await;
        for (number, meta) in metas().into_iter().enumerate() {
            let draft = enterprise::Draft { name: format!("名称 {number}"), meta };
            let (new, change) = now.edit(draft, 0).expect("a change");
            write(&db, change, async |write| enterprises::update(write, &new, now.version).await).await;
            now = new;
        }
        let mut read = db.read().await.expect("a connection");
        let stored = enterprises::find_by_slug(&mut read, "alpha").await.unwrap().unwrap();
        drop(read);
        assert_eq!(stored, now);
        folded(&db, stored.log(), stored.id, 4, stored.fields()).await;
    }

    async fn an_account_is_the_fold_of_its_events(db: TestDb) {
        let db = opened(&db).await.db;
        let enterprise = new_enterprise(&db).await;
        let (mut now, change) = sample_account(db.clock(), enterprise.id, "账号", 0);
        write(&db, change, async |write| accounts::insert(write, &now).await).await;
        for (number, meta) in metas().into_iter().enumerate() {
            let mut values = now.values.clone();
            values.insert("host".into(), format!("h{number}.sobot.com"));
            if number == 2 {
                values.remove("host");
            }
            let draft = account::Draft { name: format!("名称 {number}"), values, meta };
            let (new, change) = now.edit(draft, 0).expect("a change");
            write(&db, change, async |write| accounts::update(write, &new, now.version).await).await;
            now = new;
        }
        let mut read = db.read().await.expect("a connection");
        let stored = accounts::find(&mut read, enterprise.id, now.id).await.unwrap().unwrap();
        drop(read);
        assert_eq!(stored, now);
        folded(&db, stored.log(), stored.id, 4, stored.fields()).await;
    }

    async fn a_key_is_the_fold_of_its_events_without_its_secret(db: TestDb) {
        let opened: Opened = opened(&db).await;
        let db = opened.db.clone();
        let enterprise = new_enterprise(&db).await;
        let (account, change) = sample_account(db.clock(), enterprise.id, "账号", 0);
        write(&db, change, async |write| accounts::insert(write, &account).await).await;
        let (mut now, change) = sample_key(&opened, &account, 0);
        write(&db, change, async |write| store_key(write, &opened.vault, &now).await).await;
        for (meta, expires_on) in metas().into_iter().zip(["2031-01-01", "", "2032-02-02"]) {
            let draft = key::Draft { name: format!("到期 {expires_on}"), expires_on: expires_on.into(), meta };
            let (new, change) = now.edit(draft, 0).expect("a change");
            write(&db, change, async |write| keys::update(write, &new, now.version).await).await;
            now = new;
        }
        let mut read = db.read().await.expect("a connection");
        let stored = keys::find(&mut read, enterprise.id, now.id).await.unwrap().unwrap();
        drop(read);
        assert_eq!(stored, now);
        folded(&db, stored.log(), stored.id, 4, stored.fields()).await;
        let events = told(&db, stored.log(), stored.id).await;
        let secret = events[0].changes.iter().find(|change| change.field == "secret").expect("a field");
        assert_eq!(secret.after, Some(format!("fingerprint:{}", stored.fingerprint)));
        assert!(!format!("{events:?}").contains(SECRET));
    }

    async fn a_plugin_is_the_fold_of_its_events(db: TestDb) {
        let db = opened(&db).await.db;
        let enterprise = new_enterprise(&db).await;
        let (mut now, change) = sample_plugin(db.clock(), enterprise.id, 0);
        write(&db, change, async |write| plugins::insert(write, &now).await).await;
        for (number, meta) in metas().into_iter().enumerate() {
            let alias = if number == 1 { String::new() } else { format!("alias{number}") };
            let settings = plugin::Settings { alias, ..now.settings.clone() };
            let (new, change) = now.edit(plugin::Draft { settings, meta }, 0).expect("a change");
            write(&db, change, async |write| plugins::update(write, &new, now.version).await).await;
            now = new;
        }
        let mut read = db.read().await.expect("a connection");
        let stored = plugins::find(&mut read, enterprise.id, now.id).await.unwrap().unwrap();
        drop(read);
        assert_eq!(stored, now);
        folded(&db, stored.log(), stored.id, 4, stored.fields()).await;
    }

    async fn a_template_is_the_fold_of_its_events(db: TestDb) {
        let db = opened(&db).await.db;
        let enterprise = new_enterprise(&db).await;
        let (mut now, change) = sample_template(db.clock(), enterprise.id, 0);
        write(&db, change, async |write| leave_templates::insert(write, &now).await).await;
        for (number, meta) in metas().into_iter().enumerate() {
            let groupid = if number == 1 { String::new() } else { format!("group{number}") };
            let settings = leave_template::Settings { groupid, ..now.settings.clone() };
            let draft = leave_template::Draft { settings, meta };
            let (new, change) = now.edit(draft, 0).expect("a change");
            let work = async |write: &mut Write<'_>| {
                leave_templates::update(write, &new, now.version).await
            };
            write(&db, change, work).await;
            now = new;
        }
        let mut read = db.read().await.expect("a connection");
        let found = leave_templates::find(&mut read, enterprise.id, now.id).await;
        let stored = found.unwrap().unwrap();
        drop(read);
        assert_eq!(stored, now);
        folded(&db, stored.log(), stored.id, 4, stored.fields()).await;
    }

    async fn a_vip_field_is_the_fold_of_its_events(db: TestDb) {
        let db = opened(&db).await.db;
        let enterprise = new_enterprise(&db).await;
        let (mut now, change) = sample_field(db.clock(), enterprise.id, 0);
        write(&db, change, async |write| vip_fields::insert(write, &now).await).await;
        let classes = vip_field::Class::ALL.into_iter().rev();
        for ((class, kind), meta) in classes.zip(vip_field::Kind::ALL).zip(metas()) {
            let settings = vip_field::Settings { class, kind, ..now.settings.clone() };
            let (new, change) = now.edit(vip_field::Draft { settings, meta }, 0).expect("a change");
            let work =
                async |write: &mut Write<'_>| vip_fields::update(write, &new, now.version).await;
            write(&db, change, work).await;
            now = new;
        }
        let mut read = db.read().await.expect("a connection");
        let stored = vip_fields::find(&mut read, enterprise.id, now.id).await.unwrap().unwrap();
        drop(read);
        assert_eq!(stored, now);
        folded(&db, stored.log(), stored.id, 4, stored.fields()).await;
    }

    async fn a_window_is_the_fold_of_its_events(db: TestDb) {
        let db = opened(&db).await.db;
        let enterprise = new_enterprise(&db).await;
        let (account, change) = sample_account(db.clock(), enterprise.id, "账号", 0);
        write(&db, change, async |write| accounts::insert(write, &account).await).await;
        let contents = [
            Content {
                name: "一".into(),
                target: "link".into(),
                account: Some(account.id),
                window: object(json!({"variant": "h5"})),
                parameters: object(json!({"color": "04babc", "goods": [{"a": 1}, null, "</script>"]})),
                visitor: object(json!({"partnerid": "u 1"})),
                ..Content::default()
            },
            Content {
                name: "二".into(),
                target: "component".into(),
                flavour: "native".into(),
                environment: Environment::Production,
                account: Some(account.id),
                parameters: object(json!({"goods": {"b": true}, "locale": "en"})),
                ..Content::default()
            },
            Content { name: "三".into(), target: "link".into(), ..Content::default() },
        ];
        let mut contents = contents.into_iter().zip(metas());
        let (content, meta) = contents.next().expect("a first one");
        let draft = window::Draft { content, meta };
        let id = WindowId(db.clock().id());
        let (mut now, change) =
            Window::create(id, enterprise.id, "code".into(), "sobot".into(), draft, 0);
        write(&db, change, async |write| windows::insert(write, &now).await).await;
        for (content, meta) in contents {
            let (new, change) = now.edit(window::Draft { content, meta }, 0).expect("a change");
            write(&db, change, async |write| windows::update(write, &new, now.version).await).await;
            now = new;
            let mut read = db.read().await.expect("a connection");
            let stored = windows::find_by_code(&mut read, enterprise.id, "code").await.unwrap().unwrap();
            assert_eq!(stored, now);
        }
        folded(&db, now.log(), now.id, 3, now.fields()).await;
    }
}
