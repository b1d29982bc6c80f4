//! The owner changes the master key, and goes on with a change that was interrupted.

use jieru::{
    app::rotation::begin,
    config::Config,
    vault::{MasterKey, next_file},
};

use super::pages::{Walk, enter};
use super::way::walks;
use super::{Demo, Way, demo};
use crate::{
    browser::{Page, browse},
    support::app::config,
};

walks! {
    WAYS = steps;
    the_master_key_is_changed_with_the_mouse: Way::MOUSE;
    the_master_key_is_changed_on_a_phone: Way::PHONE;
    the_master_key_is_changed_with_the_keyboard_alone_without_scripts: Way::KEYBOARD.bare();
}

const PATH: &str = "/settings/master-key";

fn settings(demo: &Demo) -> Config {
    Config { demo: true, ..config(&demo.app.db) }
}

/// The name of the key in the file.
fn present(demo: &Demo) -> String {
    let key = MasterKey::read(&settings(demo).master_key_file).expect("readable");
    key.expect("a key").id().expect("a name")
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "owner").await;
    let before = present(demo);
    demo.open(page, PATH).await;
    assert!(page.content("#main").await.contains(&before));
    way.go(page, "main form .btn-primary").await;
    assert!(page.has("#backup-notes .error").await && page.has("#servers-notes .error").await);
    for tick in ["backup", "copies", "servers"] {
        way.pick(page, tick, "true").await;
    }
    way.put(page, "#reason", "每年更换").await;
    way.put(page, "#password", "not my password").await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.has("#password-notes .error").await);
    assert_eq!(present(demo), before);
    way.put(page, "#password", &demo.password).await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.has(".flash-ok").await);
    let after = present(demo);
    let told = page.content("#main").await;
    assert!(after != before && told.contains(&after) && told.contains(&before), "{told}");
    page.assert_no_sideways_scroll("the master key").await;

    interrupt(demo).await;
    demo.open(page, PATH).await;
    assert_eq!(page.content(".steps [aria-current]").await, "重新包裹数据密钥并记入历史");
    way.put(page, "#password", &demo.password).await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.has(".flash-ok").await && !page.has(".steps").await);
    assert_ne!(present(demo), after);
    way.go(page, "a[href='/history?action=vault.rotated']").await;
    assert!(page.content("#main").await.contains("每年更换"));
}

/// The first two steps of a change, and no more.
async fn interrupt(demo: &Demo) {
    let (opened, rotation) = begin(&settings(demo)).await.expect("it begins");
    rotation.prepare().expect("a next key");
    rotation.keep_old().expect("the old key kept");
    opened.db.close().await;
}

#[test]
fn every_state_of_the_page_is_accessible_in_chinese() {
    everywhere("zh-CN");
}

#[test]
fn every_state_of_the_page_is_accessible_in_english() {
    everywhere("en");
}

fn everywhere(lang: &'static str) {
    let demo = demo();
    browse(async |page| {
        let mut walk = Walk::new(lang);
        enter(page, &demo, lang, Some("owner")).await;
        demo.open(page, PATH).await;
        walk.look(page, "master-key").await;
        Way::MOUSE.go(page, "main form .btn-primary").await;
        walk.look(page, "master-key-refused").await;
        for tick in ["backup", "copies", "servers"] {
            Way::MOUSE.pick(page, tick, "true").await;
        }
        Way::MOUSE.put(page, "#password", &demo.password).await;
        Way::MOUSE.go(page, "main form .btn-primary").await;
        walk.look(page, "master-key-changed").await;
        interrupt(&demo).await;
        demo.open(page, PATH).await;
        walk.look(page, "master-key-interrupted").await;
        // The files of another machine, where the key has not arrived yet.
        let file = settings(&demo).master_key_file;
        std::fs::rename(next_file(&file), &file).expect("another key");
        demo.open(page, PATH).await;
        walk.look(page, "master-key-behind").await;
        walk.end();
    });
}
