//! Releases in the store: numbered without a gap, kept to the byte, and only one wins a number.

use jieru::{
    domain::{
        Act, Meta, PersonId, Registered as _, Release, ReleaseId, Window, WindowId,
        release::{Cut, File, Inputs, Occasion},
        window::{Content, Draft},
    },
    error::Kind,
    jobs::empty_trash,
    rights::{EditWindows, Grant, Grants, Origin, Place, Releases, Role},
    store::{
        Db, Write,
        recognised::Eyes,
        releases,
        shelves::{Shelved as _, held},
        windows,
    },
};

use super::{opened, stored_enterprise};
use crate::support::{both, world::system};

const TEXT: &str = "<p>\"'\\ 你好 😀\u{2028}\t</p>\r\n\n";

async fn stored_window(db: &Db, slug: &str, code: &str) -> Window {
    let enterprise = match slug {
        "" => panic!("a slug"),
        slug => stored_enterprise(db, slug).await,
    };
    let content =
        Content { name: format!("窗 {code}"), target: "link".into(), ..Content::default() };
    let draft = Draft { content, meta: Meta::default() };
    let (window, change) = Window::create(
        WindowId(db.clock().id()),
        enterprise.id,
        code.to_owned(),
        "sobot".to_owned(),
        draft,
        db.clock().now(),
    );
    let work = async |write: &mut Write<'_>| {
        windows::insert(write, &window).await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await.expect("a window");
    window
}

fn next(db: &Db, window: &Window, last: Option<&Release>, text: &str) -> (Release, Vec<File>, Act) {
    let files = vec![
        File::artifact("native", "link.html", "html", "insert", text.to_owned()),
        File::link("native", "h5", "https://demo.sobot.com/?a=1&b=2".to_owned()),
    ];
    let inputs = Inputs { flavour: "native".into(), ..Inputs::default() };
    let occasion = Occasion {
        id: ReleaseId(db.clock().id()),
        made_by: "王芳".into(),
        made_at: db.clock().now(),
        note: "一\n二".into(),
        origin: jieru::domain::release::Origin::default(),
    };
    let cut = Cut { inputs, files: files.clone() };
    let (release, change) = Release::make(window, last, &cut, occasion).expect("something new");
    (release, files, change.into())
}

async fn keep(db: &Db, made: &(Release, Vec<File>, Act)) -> jieru::error::Result<()> {
    let work = async |write: &mut Write<'_>| {
        releases::insert(write, &made.0, &made.1).await?;
        Ok(made.2.clone())
    };
    db.write(&system(), work).await
}

both! {
    async fn a_release_comes_back_as_it_was_kept(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let window = stored_window(store, "alpha", "one").await;
        let first = next(store, &window, None, TEXT);
        keep(store, &first).await.expect("kept");
        let second = next(store, &window, Some(&first.0), "2");
        keep(store, &second).await.expect("kept");
        let mut read = store.read().await.unwrap();
        assert_eq!(releases::find(&mut read, &window, 1).await.unwrap(), Some(first.0.clone()));
        assert_eq!(releases::files(&mut read, &first.0).await.unwrap(), first.1);
        assert_eq!(releases::live(&mut read, &window).await.unwrap(), Some(second.0.clone()));
        assert_eq!(releases::last(&mut read, &window).await.unwrap(), Some(second.0.clone()));
        assert_eq!(releases::find(&mut read, &window, 3).await.unwrap(), None);
        let listed = releases::list(&mut read, &window, None).await.unwrap();
        assert_eq!(listed.items.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 1]);
        let older = releases::list(&mut read, &window, Some(2)).await.unwrap();
        assert_eq!(older.items, [first.0]);
    }

    async fn nothing_goes_live_past_what_the_actor_releases_to(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let window = stored_window(store, "alpha", "one").await;
        let place = Place::Enterprise(window.enterprise);
        let grant = Grant { releases: Releases::Test, ..Grant::of(place, Role::Admin) };
        let person = PersonId(store.clock().id());
        let grants = Grants::of_person(person, "某人".to_owned(), vec![grant], Origin::default());
        // Whatever the right is that the transaction was opened under.
        let permit = grants.permit::<EditWindows>(place).expect("the right");
        let mut live = next(store, &window, None, TEXT);
        let limited = async |made: &(Release, Vec<File>, Act)| {
            let work = async |write: &mut Write<'_>| {
                releases::insert(write, &made.0, &made.1).await?;
                Ok(made.2.clone())
            };
            store.write(&permit, work).await
        };
        limited(&live).await.expect("a release of test");
        live = next(store, &window, Some(&live.0), "2");
        live.0.inputs.environment = "production".into();
        let refused = limited(&live).await.expect_err("of production");
        assert_eq!(refused.kind(), Kind::Refused);
        keep(store, &live).await.expect("by somebody else");
        let back = next(store, &window, Some(&live.0), "3");
        assert_eq!(limited(&back).await.map_err(|error| error.kind()), Err(Kind::Refused), "it is live");
    }

    async fn what_was_released_stays_in_the_trash_for_good(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let window = stored_window(store, "alpha", "one").await;
        keep(store, &next(store, &window, None, TEXT)).await.expect("kept");
        let (gone, moved) = window.trash(2).expect("a change");
        let work = async |write: &mut Write<'_>| {
            windows::update(write, &gone, 1).await?;
            Ok(Act::new(moved.clone()))
        };
        store.write(&system(), work).await.expect("a window in the trash");
        assert_eq!(empty_trash(store).await.expect("a count"), 0);
        let mut read = store.read().await.expect("a connection");
        assert!(held(&mut read, &gone).await.expect("an answer"));
        let place = gone.enterprise.to_string();
        let kept = releases::held(&mut read, &place, (2, 2)).await.expect("ids");
        assert_eq!(kept, [gone.id.to_string()].into());
        assert!(releases::held(&mut read, &place, (3, 4)).await.expect("ids").is_empty());
        assert_eq!(releases::last(&mut read, &gone).await.expect("it").map(|one| one.number), Some(1));
        drop(read);
        // Nor does anything else take it away.
        let work = async |write: &mut Write<'_>| {
            gone.erase(write).await?;
            Ok(Act::new(gone.purged()))
        };
        let refused = store.write(&system(), work).await.expect_err("evidence");
        assert_eq!(refused.kind(), Kind::Conflict);
    }

    async fn of_two_at_once_one_wins_and_the_other_is_told(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let window = stored_window(store, "alpha", "one").await;
        let (one, other) = (next(store, &window, None, "1"), next(store, &window, None, "2"));
        let (left, right) = futures_util::future::join(keep(store, &one), keep(store, &other)).await;
        let lost = match (left, right) {
            (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
            other => panic!("{other:?}"),
        };
        assert_eq!(lost.kind(), Kind::Taken);
        let mut read = store.read().await.unwrap();
        assert_eq!(releases::list(&mut read, &window, None).await.unwrap().items.len(), 1);
    }

    async fn a_draft_that_was_saved_meanwhile_is_not_released(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let window = stored_window(store, "alpha", "one").await;
        let made = next(store, &Window { version: 7, ..window.clone() }, None, "1");
        assert_eq!(keep(store, &made).await.expect_err("stale").kind(), Kind::Conflict);
        let mut read = store.read().await.unwrap();
        assert_eq!(releases::last(&mut read, &window).await.unwrap(), None);
    }

    async fn the_developers_list_goes_on_where_it_stopped_and_takes_no_patterns(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        for slug in ["alpha", "beta", "gamma"] {
            let window = stored_window(store, slug, "one").await;
            keep(store, &next(store, &window, None, "1")).await.expect("kept");
        }
        let mut read = store.read().await.unwrap();
        let mut found = async |words: &str, channel: Option<&str>, after: (&str, &str)| {
            let wanted = releases::Wanted { channel, words, after };
            let page = releases::installable(&mut read, Eyes::All, wanted).await.unwrap();
            page.items.into_iter().map(|line| (line.slug, line.number)).collect::<Vec<_>>()
        };
        let all = [("alpha", 1), ("beta", 1), ("gamma", 1)].map(|(slug, n)| (slug.to_owned(), Some(n)));
        assert_eq!(found("", None, ("", "")).await, all);
        assert_eq!(found("", Some("sobot"), ("alpha", "one")).await, all[1..]);
        assert_eq!(found("", Some("wecom"), ("", "")).await, []);
        assert_eq!(found("窗 ONE", None, ("beta", "a")).await, all[1..]);
        assert_eq!(found("on_", None, ("", "")).await, all, "signs only separate");
        assert_eq!(found("on%e", None, ("", "")).await, []);
        for pattern in ["%", "_", "!"] {
            assert_eq!(found(pattern, None, ("", "")).await, [], "{pattern}");
        }
    }
}
