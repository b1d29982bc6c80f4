//! A passkey, made and shown by the browser's own virtual authenticator: added, asked for at the next sign-in,
//! lost, and removed.

use reqwest::Method;
use serde_json::json;
use thirtyfour::{RequestData, SessionId, common::command::FormatRequestData};

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const ASK: &str = "[data-passkey]";

walks! {
    WAYS = add_and_sign_in;
    a_passkey_with_the_mouse: Way::MOUSE;
    a_passkey_with_the_keyboard: Way::KEYBOARD;
    a_passkey_on_a_phone_in_english_on_postgresql: Way::PHONE.in_english().on_postgres();
}

walks! {
    BARE = without_scripts;
    passkeys_with_the_mouse_and_no_authenticator: Way::MOUSE;
    passkeys_with_the_keyboard_without_scripts: Way::KEYBOARD.bare();
}

/// Browsers use passkeys at the name of this machine, not at its number.
fn at(demo: &Demo, path: &str) -> String {
    format!("http://localhost:{}{path}", demo.app.address.port())
}

/// Commands of WebAuthn's own chapter on WebDriver.
#[derive(Debug)]
enum Plug {
    /// An authenticator that knows its user.
    In,
    Out(String),
}

impl FormatRequestData for Plug {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let path = format!("/session/{session}/webauthn/authenticator");
        match self {
            Plug::In => RequestData::new(Method::POST, path).add_body(json!({
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": true,
                "hasUserVerification": true,
                "isUserConsenting": true,
                "isUserVerified": true,
            })),
            Plug::Out(id) => RequestData::new(Method::DELETE, format!("{path}/{id}")),
        }
    }
}

/// Its id.
async fn plug_in(page: &Page) -> String {
    let sent = page.driver.cmd(Plug::In).await.expect("an authenticator");
    let id = sent.value_json().expect("its id");
    id.as_str().expect("a text").to_owned()
}

async fn pull_out(page: &Page, id: &str) {
    page.driver.cmd(Plug::Out(id.to_owned())).await.expect("no authenticator");
}

async fn password(page: &Page, way: Way, demo: &Demo) {
    page.open(&at(demo, "/login")).await;
    way.put(page, "#email", "admin@demo.example").await;
    way.put(page, "#password", &demo.password).await;
    way.go(page, "form[action='/login'] .btn-primary").await;
}

async fn leave(page: &Page, way: Way) {
    way.press(page, ".user-button").await;
    way.go(page, "#user-menu form[action='/logout'] button").await;
}

async fn english(page: &Page, way: Way) {
    if way.english {
        let arrived = page.address().await;
        page.click(".user-button").await;
        page.follow("#user-menu [name='lang'][value='en']").await;
        page.open(&arrived).await;
    }
}

async fn add_and_sign_in(page: &mut Page, way: Way, demo: &Demo) {
    let shot = |what: &str| format!("passkey-{what}-{}", way.name());
    let authenticator = plug_in(page).await;
    password(page, way, demo).await;
    english(page, way).await;
    page.open(&at(demo, "/me/second-factor")).await;
    way.go(page, "[data-add-passkey]").await;
    page.axe("a new passkey").await;
    page.assert_no_sideways_scroll("a new passkey").await;
    page.shot(&shot("new")).await;
    way.press(page, ASK).await;
    page.until("document.querySelector('#credential').textContent.includes('64')").await;
    way.put(page, "#name", way.says("办公室的笔记本", "Office laptop")).await;
    way.go(page, ASK).await;
    let codes = page.content("#codes").await;
    assert_eq!(codes.lines().count(), 10);
    way.go(page, "main a.btn-primary").await;
    page.open(&at(demo, "/me/second-factor")).await;
    let list = page.content("#passkeys").await;
    assert!(list.contains(way.says("办公室的笔记本", "Office laptop")), "{list}");
    page.axe("the list of passkeys").await;
    page.assert_no_sideways_scroll("the list of passkeys").await;
    page.shot(&shot("list")).await;
    // The same device again.
    way.go(page, "[data-add-passkey]").await;
    way.put(page, "#name", "2").await;
    way.press(page, ASK).await;
    let known = way.says("已经添加过", "added already");
    page.until(&format!("document.querySelector('#credential').textContent.includes('{known}')"))
        .await;
    leave(page, way).await;

    password(page, way, demo).await;
    page.axe("a passkey is asked for").await;
    page.assert_no_sideways_scroll("a passkey is asked for").await;
    page.shot(&shot("asked")).await;
    way.go(page, ASK).await;
    assert!(page.has("#nav").await, "signed in");
    leave(page, way).await;

    // The device is lost: what it would show is refused by the browser, and a recovery code opens.
    pull_out(page, &authenticator).await;
    password(page, way, demo).await;
    let first = codes.lines().next().expect("a code").to_lowercase();
    way.put(page, "#one_time_code", &first).await;
    way.go(page, "form[action='/login/second-factor'] .btn-block").await;
    assert!(page.content(".flash-warn").await.contains('9'), "one less");
    page.open(&at(demo, "/me/second-factor")).await;
    way.go(page, "[data-remove-passkey]").await;
    assert!(page.has(".flash-ok").await && !page.has("[data-remove-passkey]").await);
    leave(page, way).await;
    password(page, way, demo).await;
    assert!(page.has("#nav").await, "the password alone");
    page.assert_quiet().await;
}

/// Without scripts the page says that it needs them; with them and at an address in numbers, where to go.
async fn without_scripts(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    demo.open(page, "/me/second-factor/passkeys/new").await;
    let told = page.content("main").await;
    assert!(told.contains("http://localhost:"), "{told}");
    let button = "getComputedStyle(document.querySelector('[data-passkey]')).display";
    let hidden = page.evaluate(&format!("return {button};")).await == json!("none");
    assert_eq!(hidden, way.bare);
    page.axe("passkeys are not possible here").await;
    page.assert_no_sideways_scroll("passkeys are not possible here").await;
    page.shot(&format!("passkey-elsewhere-{}", way.name())).await;
    if !way.bare {
        way.put(page, "#name", "1").await;
        way.press(page, ASK).await;
        page.until("document.querySelector('#credential').textContent.includes('不提供通行密钥')")
            .await;
    }
    page.assert_quiet().await;
}
