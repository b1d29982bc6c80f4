//! An owner makes a backup and sees it among the last ones.

use std::time::Duration;

use super::pages::{Walk, enter};
use super::way::walks;
use super::{Demo, Way, demo};
use crate::browser::{Page, browse};

walks! {
    WAYS = steps;
    a_backup_is_made_with_the_mouse: Way::MOUSE;
    a_backup_is_made_on_a_phone: Way::PHONE;
    a_backup_is_made_with_the_keyboard_alone_without_scripts: Way::KEYBOARD.bare();
}

const PATH: &str = "/settings/backup";

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "owner").await;
    demo.open(page, PATH).await;
    assert!(page.content("#main").await.contains("还没有做过备份"));
    make(page, way, demo).await;
    assert!(!page.has(".note-warn").await);
    page.assert_no_sideways_scroll("backups").await;
}

/// The browser takes the file and stays where it is; the page tells of it when it is opened anew.
async fn make(page: &mut Page, way: Way, demo: &Demo) {
    way.press(page, "main form .btn-primary").await;
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        demo.open(page, PATH).await;
        if page.has("main tbody tr").await {
            return;
        }
    }
    panic!("no backup after five seconds");
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
        walk.look(page, "backup-none").await;
        make(page, Way::MOUSE, &demo).await;
        walk.look(page, "backup-made").await;
        walk.end();
    });
}
