//! What makes the pages pleasant: nothing typed is lost, errors are found, keys work, and language
//! and theme come with the first byte.

use serde_json::json;
use thirtyfour::Key;

use super::{Demo, Way, demo};
use crate::browser::{
    Page, browse,
    page::{DESKTOP, PHONE},
};

const EDITOR: &str = "/e/demo/windows/sobot-link";
const FORMS: &[&str] = &[
    EDITOR,
    "/enterprises/new",
    "/e/demo/settings",
    "/e/demo/accounts/new?channel=sobot",
    "/e/demo/keys/new",
    "/e/demo/plugins/new",
    "/e/demo/windows/new?channel=sobot&target=link",
];

/// Whether the browser would ask before the page is left. It asks only people, not drivers.
const ASKS: &str = "const event = new Event('beforeunload', { cancelable: true });
    dispatchEvent(event); return event.defaultPrevented;";

#[test]
fn unsaved_changes_are_guarded_on_every_form() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "owner").await;
        for form in FORMS {
            demo.open(page, form).await;
            assert_eq!(page.evaluate(ASKS).await, json!(false), "{form} is untouched");
            let before = page.value("main form [name='name']").await;
            Way::MOUSE.put(page, "main form [name='name']", "改过的名称").await;
            assert_eq!(page.evaluate(ASKS).await, json!(true), "{form} has unsaved changes");
            Way::MOUSE.put(page, "main form [name='name']", &before).await;
            assert_eq!(page.evaluate(ASKS).await, json!(false), "{form} is as it was");
        }
        demo.open(page, EDITOR).await;
        Way::MOUSE.put(page, "#name", "改过的名称").await;
        Way::MOUSE.go(page, "[data-save]").await;
        assert_eq!(page.evaluate(ASKS).await, json!(false), "saved is saved");
    });
}

#[test]
fn a_refused_save_leads_to_its_errors() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "owner").await;
        demo.open(page, EDITOR).await;
        Way::MOUSE.put(page, "#name", "").await;
        Way::MOUSE.put(page, "#p-color", "blue").await;
        page.chord_saves().await;
        refused(page).await;
        assert_eq!(page.focus().await, "div#errors");
        assert_eq!(page.evaluate(ASKS).await, json!(true), "what was typed is not saved yet");
        page.tab_to("#errors a[href='#p-color']").await;
        page.press(&[Key::Enter]).await;
        assert_eq!(page.focus().await, "input#p-color[p.color]");
        page.axe("a refused save").await;

        // Without scripts the summary's links still lead to the fields.
        page.javascript(false).await;
        demo.open(page, EDITOR).await;
        Way::BARE.put(page, "#name", "").await;
        Way::BARE.put(page, "#p-color", "blue").await;
        Way::BARE.go(page, "[data-save]").await;
        refused(page).await;
        Way::BARE.press(page, "#errors a[href='#p-color']").await;
        page.write("1f9d55").await;
        assert!(page.value("#p-color").await.contains("1f9d55"), "typing goes into the field");
    });
}

async fn refused(page: &Page) {
    assert!(page.title().await.starts_with("错误："), "{}", page.title().await);
    assert!(page.content("#errors-title").await.contains('2'));
    assert_eq!(page.value("#p-color").await, "blue");
    for field in ["name", "p-color"] {
        assert!(page.has(&format!("#f-{field} .error")).await, "{field}");
        assert!(page.has(&format!("#{field}[aria-invalid=true]")).await, "{field}");
    }
}

#[test]
fn control_and_enter_save_every_form() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "owner").await;
        demo.open(page, EDITOR).await;
        Way::MOUSE.put(page, "#name", "新的名称").await;
        page.chord_saves().await;
        assert!(page.has(".flash-ok").await);
        assert_eq!(page.content("h1").await, "新的名称");

        demo.open(page, "/enterprises/new").await;
        Way::MOUSE.put(page, "#name", "杭州示例贸易").await;
        Way::MOUSE.put(page, "#slug", "hangzhou").await;
        page.chord_saves().await;
        assert!(page.address().await.ends_with("/e/hangzhou"));
    });
}

impl Page {
    async fn chord_saves(&self) {
        self.leave(async |page| page.chord_enter().await).await;
    }
}

#[test]
fn language_and_theme_stay_and_come_with_the_first_byte() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "owner").await;
        demo.open(page, "/e/demo/windows").await;
        appears(page, "zh-CN", None).await;
        choose(page, "lang", "en").await;
        assert!(page.address().await.ends_with("/e/demo/windows"), "one stays on the page");
        appears(page, "en", None).await;
        choose(page, "theme", "dark").await;
        appears(page, "en", Some("dark")).await;

        // No script has a hand in it, and signing out does not forget it.
        page.javascript(false).await;
        demo.open(page, "/e/demo/keys").await;
        appears(page, "en", Some("dark")).await;
        Way::BARE.press(page, ".user-button").await;
        Way::BARE.go(page, "#user-menu form[action='/logout'] button").await;
        appears(page, "en", Some("dark")).await;
        assert_eq!(page.content("h1").await, "Sign in");
        Way::BARE.go(page, ".appearance [value='zh-CN']").await;
        Way::BARE.go(page, ".appearance [value='system']").await;
        appears(page, "zh-CN", None).await;
    });
}

async fn choose(page: &Page, name: &str, value: &str) {
    Way::MOUSE.press(page, ".user-button").await;
    page.follow(&format!("#user-menu [name='{name}'][value='{value}']")).await;
}

async fn appears(page: &Page, lang: &str, theme: Option<&str>) {
    let html = page.find("html").await;
    assert_eq!(html.attr("lang").await.expect("a tag").as_deref(), Some(lang));
    assert_eq!(html.attr("data-theme").await.expect("a tag").as_deref(), theme);
}

#[test]
fn every_item_of_the_menus_leads_somewhere() {
    let demo = demo();
    browse(async |page| {
        for who in ["owner", "developer"] {
            demo.sign_in(page, who).await;
            let mut seen = std::collections::BTreeSet::new();
            let mut next = vec!["/".to_owned(), "/e/demo".to_owned()];
            while let Some(path) = next.pop() {
                if !seen.insert(path.clone()) || seen.len() > 120 {
                    continue;
                }
                demo.open(page, &path).await;
                let code =
                    page.evaluate("return document.querySelector('.plain-card') !== null").await;
                assert_eq!(code, json!(false), "{who} follows a link to {path}, which is no page");
                next.extend(links(page).await);
            }
            assert!(seen.len() > 12, "{seen:?}");
            page.driver.delete_all_cookies().await.expect("signed out");
        }
    });
}

/// Where the links of a page lead inside the portal.
async fn links(page: &Page) -> Vec<String> {
    let script = "return [...document.querySelectorAll('a[href^=\"/\"]')]
        .map((link) => link.getAttribute('href').split('#')[0]);";
    let found = page.evaluate(script).await;
    let texts = found.as_array().expect("a list").iter().filter_map(|link| link.as_str());
    texts.map(str::to_owned).collect()
}

#[test]
fn the_menu_of_a_phone_needs_no_script() {
    let demo = demo();
    browse(async |page| {
        page.viewport(PHONE).await;
        page.javascript(false).await;
        demo.sign_in(page, "owner").await;
        demo.open(page, "/e/demo").await;
        assert!(!visible(page, "#nav").await);
        page.click(".menu-button").await;
        assert!(visible(page, "#nav").await);
        page.shot("menu-phone").await;
        page.follow("#nav a[href='/e/demo/windows']").await;
        assert!(page.address().await.ends_with("/e/demo/windows"));
        assert!(!visible(page, "#nav").await);
    });
}

async fn visible(page: &Page, css: &str) -> bool {
    page.find(css).await.is_displayed().await.expect("an answer")
}

/// What sticks to the edges of the window never lies over what has the focus.
#[test]
fn the_focus_is_never_hidden() {
    let covered = "const e = document.activeElement;
        if (!e || e === document.body) return '';
        const box = e.getBoundingClientRect();
        const at = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 12)];
        const top = document.elementFromPoint(...at);
        const seen = top && (e.contains(top) || top.contains(e) || e.labels?.[0]?.contains(top));
        return seen ? '' : `${e.localName}#${e.id} under ${top?.className ?? 'the edge'}`;";
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "owner").await;
        for (size, way) in [(DESKTOP, "wide"), (PHONE, "phone")] {
            page.viewport(size).await;
            let mut hidden = Vec::new();
            for path in [EDITOR, "/e/demo/windows/wecom-order", "/e/demo/history"] {
                demo.open(page, path).await;
                page.evaluate(
                    "document.querySelectorAll('.group').forEach((g) => { g.open = true; });",
                )
                .await;
                for key in std::iter::repeat_n(false, 70).chain(std::iter::repeat_n(true, 60)) {
                    step(page, key).await;
                    let found = page.evaluate(covered).await;
                    let found = found.as_str().unwrap_or_default().to_owned();
                    if !found.is_empty() && !hidden.contains(&found) {
                        hidden.push(found);
                    }
                }
            }
            assert!(hidden.is_empty(), "{way}: {hidden:#?}");
        }
    });
}

async fn step(page: &Page, back: bool) {
    if back {
        let chain = page.driver.action_chain().key_down(Key::Shift).key_down(Key::Tab);
        chain.key_up(Key::Tab).key_up(Key::Shift).perform().await.expect("keys");
    } else {
        page.press(&[Key::Tab]).await;
    }
}

#[test]
fn a_session_that_is_over_leads_back_to_where_one_was() {
    let demo = demo();
    browse(async |page| {
        demo.open(page, EDITOR).await;
        assert!(page.address().await.contains("/login"), "{}", page.address().await);
        sign_in_here(page, &demo).await;
        assert!(page.address().await.ends_with(EDITOR), "{}", page.address().await);
    });
}

async fn sign_in_here(page: &Page, demo: &Demo) {
    page.fill("input[name=email]", "owner@demo.example").await;
    page.fill("input[name=password]", &demo.password).await;
    page.follow("main form .btn-primary").await;
}
