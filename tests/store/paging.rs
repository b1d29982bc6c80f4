//! Lists by key: every row once, in the order of bytes, on both databases alike.

use jieru::{
    clock::Clock,
    domain::{
        Account, Act, Change, Meta, Registered, Window, WindowId,
        window::{Content, Draft},
    },
    store::{
        PAGE, Trashed, Write, accounts,
        history::{self, Filter},
        shelves::all,
        windows,
    },
};

use super::{opened, stored_enterprise};
use crate::support::{
    both,
    world::{sample_account, system},
};

const WINDOWS: usize = 120;

fn act(changes: Vec<Change>) -> Act {
    let mut changes = changes.into_iter();
    let first = changes.next().expect("a change");
    changes.fold(Act::new(first), Act::and)
}

both! {
    async fn windows_are_listed_without_gap_or_repetition(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await;
        let (mut made, mut changes) = (Vec::new(), Vec::new());
        for number in 0..WINDOWS {
            // Hyphens and digits are where collations differ from bytes.
            let code = format!("{}w{}-{number}", number % 7, if number % 2 == 0 { "" } else { "-a" });
            let channel = if number % 3 == 0 { "wecom" } else { "sobot" };
            let draft = Draft { content: Content::default(), meta: Meta::default() };
            let id = WindowId(Clock::system().id());
            let (new, change) = Window::create(id, enterprise.id, code, channel.into(), draft, 0);
            made.push(new);
            changes.push(change);
        }
        let act = act(changes);
        let work = async |write: &mut Write<'_>| {
            for window in &made {
                windows::insert(write, window).await?;
            }
            Ok(act.clone())
        };
        store.write(&system(), work).await.expect("written windows");
        for channel in [None, Some("wecom")] {
            let mut expected: Vec<String> = made
                .iter()
                .filter(|window| channel.is_none_or(|channel| window.channel == channel))
                .map(|window| window.code.clone())
                .collect();
            expected.sort_unstable();
            let (mut listed, mut after) = (Vec::new(), String::new());
            loop {
                let mut read = store.read().await.expect("a connection");
                let page = windows::list(&mut read, enterprise.id, channel, &after).await.expect("a page");
                assert!(!page.items.is_empty() && i64::try_from(page.items.len()).is_ok_and(|length| length <= PAGE));
                listed.extend(page.items.into_iter().map(|line| line.code));
                match page.next {
                    Some(next) => after = next,
                    None => break,
                }
            }
            assert_eq!(listed, expected);
        }
        let subject = Filter::Noun("window".to_owned());
        let (mut seqs, mut before) = (Vec::new(), None);
        loop {
            let mut read = store.read().await.expect("a connection");
            let page = history::page(&mut read, enterprise.log(), &subject, before).await.expect("a page");
            seqs.extend(page.items.iter().map(|event| event.seq));
            let Some(next) = page.next else { break };
            before = Some(next.parse().expect("a number"));
        }
        let mut expected: Vec<i64> = (1..).take(WINDOWS).collect();
        expected.reverse();
        assert_eq!(seqs, expected);
    }

    async fn names_in_any_script_come_in_the_order_of_bytes(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await;
        let scripts = ["客服", "ä", "Z", "a", "_", "😀", "é", "A b", "a-b", "10", "9", "%", "'"];
        let mut names: Vec<String> =
            (0..5).flat_map(|number| scripts.map(|name| format!("{name}{number}"))).collect();
        let all: Vec<_> = names
            .iter()
            .map(|name| sample_account(&Clock::system(), enterprise.id, name, 0))
            .collect();
        let act = act(all.iter().map(|(_, change)| change.clone()).collect());
        let work = async |write: &mut Write<'_>| {
            for (account, _) in &all {
                accounts::insert(write, account).await?;
            }
            Ok(act.clone())
        };
        store.write(&system(), work).await.expect("written accounts");
        names.sort_unstable();
        let mut read = store.read().await.expect("a connection");
        let first = accounts::list(&mut read, enterprise.id, Trashed::LeftOut, "").await.expect("a page");
        let after = first.next.expect("a second page");
        let second = accounts::list(&mut read, enterprise.id, Trashed::LeftOut, &after).await.expect("a page");
        assert!(second.next.is_none());
        let listed: Vec<String> =
            first.items.into_iter().chain(second.items).map(|account| account.name).collect();
        assert_eq!(listed, names);
    }

    async fn what_lies_in_the_trash_is_listed_only_when_asked_for(db: TestDb) {
        let opened = opened(&db).await;
        let store = &opened.db;
        let enterprise = stored_enterprise(store, "alpha").await;
        let (kept, first) = sample_account(&Clock::system(), enterprise.id, "kept", 0);
        let (old, second) = sample_account(&Clock::system(), enterprise.id, "old", 0);
        let (gone, third) = old.trash(1).expect("it was in use");
        let recorded = act(vec![first, second, third]);
        let work = async |write: &mut Write<'_>| {
            accounts::insert(write, &kept).await?;
            accounts::insert(write, &old).await?;
            accounts::update(write, &gone, old.version).await?;
            Ok(recorded.clone())
        };
        store.write(&system(), work).await.expect("two accounts");
        let mut read = store.read().await.expect("a connection");
        for (asked, expected) in
            [(Trashed::LeftOut, vec!["kept"]), (Trashed::Listed, vec!["kept", "old"])]
        {
            let found: Vec<Account> = all(&mut read, enterprise.id, asked).await.expect("a list");
            let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(names, expected, "{asked:?}");
        }
    }
}
