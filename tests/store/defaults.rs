//! Defaults and domains in the store: the second saver is told, a release waits for what it was made
//! of, and the windows that may inherit come page by page.

use jieru::{
    domain::{
        Act, Defaults, Domains, EnterpriseId, Meta, Window, WindowId,
        window::{Content, Draft},
    },
    error::Kind,
    store::{Db, Write, defaults, domains, windows},
};

use super::{opened, stored_enterprise};
use crate::support::{
    both,
    world::{object, system},
};

async fn save(db: &Db, new: &Defaults, act: Act, seen: i64) -> jieru::error::Result<()> {
    let work = async |write: &mut Write<'_>| {
        defaults::save(write, new, seen).await?;
        Ok(act.clone())
    };
    db.write(&system(), work).await
}

async fn hold(db: &Db, seen: &Defaults) -> jieru::error::Result<()> {
    let (_, change) = seen.edit(object(serde_json::json!({"held": "1"})), 1).expect("a change");
    let work = async |write: &mut Write<'_>| {
        defaults::hold(write, seen).await?;
        Ok(change.clone().into())
    };
    db.write(&system(), work).await
}

async fn stored(db: &Db, enterprise: EnterpriseId) -> Defaults {
    let mut read = db.read().await.expect("a connection");
    defaults::find(&mut read, enterprise, "sobot").await.expect("defaults")
}

async fn add_window(db: &Db, enterprise: EnterpriseId, code: &str) {
    let content = Content {
        name: code.to_owned(),
        target: "link".to_owned(),
        parameters: object(serde_json::json!({"color": null})),
        ..Content::default()
    };
    let draft = Draft { content, meta: Meta::default() };
    let (id, code) = (WindowId(db.clock().id()), code.to_owned());
    let (window, change) = Window::create(id, enterprise, code, "sobot".to_owned(), draft, 1);
    let work = async |write: &mut Write<'_>| {
        windows::insert(write, &window).await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await.expect("a window");
}

both! {
    async fn the_first_save_and_every_later_one_can_be_too_late(db: TestDb) {
        let opened = opened(&db).await;
        let db = &opened.db;
        let id = stored_enterprise(db, "alpha").await.id;
        let none = stored(db, id).await;
        assert_eq!(none, Defaults::none(id, "sobot"));
        hold(db, &none).await.expect("nobody saved any");
        let (one, change) =
            none.edit(object(serde_json::json!({"color": "112233"})), 5).expect("a change");
        save(db, &one, Act::new(change.clone()), 0).await.expect("the first");
        let late = save(db, &one, Act::new(change.clone()), 0).await.expect_err("the second first");
        assert_eq!(late.kind(), Kind::Taken);
        assert_eq!(stored(db, id).await, one);
        assert_eq!(hold(db, &none).await.expect_err("there are some").kind(), Kind::Conflict);
        hold(db, &one).await.expect("in force");
        let (two, change) = one.edit(object(serde_json::json!({})), 9).expect("a change");
        save(db, &two, Act::new(change.clone()), 1).await.expect("the second");
        let late = save(db, &two, Act::new(change), 1).await.expect_err("too late");
        assert_eq!(late.kind(), Kind::Conflict);
        assert_eq!(stored(db, id).await.changed.get("color"), Some(&9));
        assert_eq!(hold(db, &one).await.expect_err("no longer in force").kind(), Kind::Conflict);
    }

    async fn windows_that_may_inherit_come_page_by_page(db: TestDb) {
        let opened = opened(&db).await;
        let db = &opened.db;
        let id = stored_enterprise(db, "alpha").await.id;
        for code in ["c", "a", "b"] {
            add_window(db, id, code).await;
        }
        let mut read = db.read().await.expect("a connection");
        let page = defaults::heirs(&mut read, id, "sobot", "", 2).await.expect("a page");
        let codes: Vec<&str> = page.items.iter().map(|heir| heir.code.as_str()).collect();
        assert_eq!((codes, page.next.as_deref()), (vec!["a", "b"], Some("b")));
        assert!(page.items[0].parameters["color"].is_null(), "none on purpose is kept");
        let page = defaults::heirs(&mut read, id, "sobot", "b", 2).await.expect("a page");
        assert_eq!((page.items.len(), page.next), (1, None));
        let other = defaults::heirs(&mut read, id, "wecom", "", 2).await.expect("a page");
        assert!(other.items.is_empty());
    }

    async fn domains_are_kept_in_their_order(db: TestDb) {
        let opened = opened(&db).await;
        let db = &opened.db;
        let id = stored_enterprise(db, "alpha").await.id;
        let hosts = vec!["www.example.com".to_owned(), "*.a.example".to_owned()];
        let (new, change) = Domains::none(id).edit(hosts, 5).expect("a change");
        for expected in [Ok(()), Err(Kind::Taken)] {
            let work = async |write: &mut Write<'_>| {
                domains::save(write, &new, 0).await?;
                Ok(Act::new(change.clone()))
            };
            let saved = db.write(&system(), work).await.map_err(|error| error.kind());
            assert_eq!(saved, expected);
        }
        let mut read = db.read().await.expect("a connection");
        assert_eq!(domains::find(&mut read, id).await.expect("domains"), new);
    }
}
