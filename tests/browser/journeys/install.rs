//! What developers come for: the first snippet, many files at once, signing code for the server, and
//! the policy of the page around it.

use std::io::{Cursor, Read as _};

use serde_json::json;

use super::way::walks;
use super::{Demo, Way, demo};
use crate::browser::{Page, browse};

const LINK: &str = "/e/demo/windows/sobot-link/install";
const WECOM: &str = "/e/demo/windows/wecom-order/install";

walks! {
    WAYS = first;
    the_first_snippet_with_the_mouse: Way::MOUSE;
    the_first_snippet_with_the_keyboard_alone: Way::KEYBOARD;
    the_first_snippet_on_a_phone: Way::PHONE;
    the_first_snippet_with_the_keyboard_alone_without_scripts: Way::KEYBOARD.bare();
}

/// From signing in to the copied bytes.
async fn first(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "developer").await;
    assert!(page.address().await.ends_with("/dev"), "developers land on their list");
    page.shot(&format!("dev-{}", way.name())).await;
    way.go(page, "a.row-link[href$='/sobot-link/install']").await;
    assert!(page.content(".page-head").await.contains("v2"));
    page.assert_no_sideways_scroll("the install page").await;
    page.axe("the install page").await;
    page.shot(&format!("install-link-{}", way.name())).await;
    let stored = stored(page, "sobot-link", "2", "link.html").await;
    assert_eq!(page.content("#step-1").await, stored, "the page shows the stored bytes");
    if way.bare {
        way.go(page, "[data-what='link.html'] button[form='take']").await;
        assert!(page.address().await.ends_with("/releases/2/artifacts/link.html"));
        assert!(page.content("body").await.contains("jieru:demo/sobot-link v2"));
        // A plain text names no icon, so the browser asks for one by itself.
        demo.open(page, LINK).await;
        page.complaints().await;
        return;
    }
    allow_clipboard(page, demo).await;
    way.press(page, "[data-copy='#step-1']").await;
    let count = stored.chars().count();
    let told = if way.english {
        format!("Copied {count} characters, v2")
    } else {
        format!("已复制 {count} 个字符，v2")
    };
    page.until(&format!("document.getElementById('say').textContent === '{told}'")).await;
    assert_eq!(clipboard(page).await, json!(stored), "the clipboard has the stored bytes");
    page.assert_quiet().await;
}

/// What the raw address of a file answers.
async fn stored(page: &Page, code: &str, release: &str, path: &str) -> String {
    let script = "const done = arguments[arguments.length - 1];
        fetch(arguments[0]).then((answer) => answer.text()).then(done, (error) => done(String(error)));";
    let address = format!("/e/demo/windows/{code}/releases/{release}/artifacts/{path}");
    let answer = page.driver.execute_async(script, vec![json!(address)]).await.expect("an answer");
    answer.json().as_str().unwrap_or_default().to_owned()
}

async fn allow_clipboard(page: &Page, demo: &Demo) {
    let permissions = json!({
        "origin": demo.app.origin(),
        "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
    });
    page.cdp("Browser.grantPermissions", permissions).await;
}

async fn clipboard(page: &Page) -> serde_json::Value {
    let read = "const done = arguments[arguments.length - 1];
        navigator.clipboard.readText().then(done, (error) => done(String(error)));";
    page.driver.execute_async(read, Vec::new()).await.expect("a clipboard").json().clone()
}

#[test]
fn a_copy_is_told_to_the_portal() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "owner").await;
        demo.open(page, LINK).await;
        allow_clipboard(page, &demo).await;
        Way::MOUSE.press(page, "[data-copy='#step-1']").await;
        page.until("document.getElementById('say').textContent.includes('v2')").await;
        page.until("performance.getEntriesByType('resource').some((one) => one.name.endsWith('/copies') && one.responseStatus === 204)").await;
        demo.open(page, "/e/demo/history").await;
        assert!(page.content(".timeline").await.contains("取走了代码"));
    });
}

#[test]
fn a_refused_clipboard_leaves_the_text_selected() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "developer").await;
        demo.open(page, LINK).await;
        page.evaluate(
            "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
             document.execCommand = () => false;",
        )
        .await;
        Way::MOUSE.press(page, "[data-copy='#step-1']").await;
        page.until("document.getElementById('say').textContent.includes('Ctrl+C')").await;
        let selected = page.evaluate("return getSelection().toString().trim();").await;
        assert!(selected.as_str().unwrap_or_default().starts_with("<!-- jieru:demo/sobot-link v2"));
    });
}

#[test]
fn a_newer_draft_is_announced_and_marked() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "admin").await;
        demo.open(page, "/e/demo/windows/sobot-link").await;
        Way::MOUSE.put(page, "#name", "改过的名称").await;
        Way::MOUSE.go(page, "[data-save]").await;
        demo.open(page, LINK).await;
        assert!(!page.content("main").await.contains("草稿比线上版本"), "a name is no code");
        demo.open(page, "/e/demo/windows/sobot-link/releases").await;
        assert!(
            page.content("#waiting-h + *, section[aria-labelledby='waiting-h']")
                .await
                .contains("改过的名称")
        );
        page.axe("the releases").await;
        page.shot("releases-waiting").await;
        // It is a window of production: it is submitted, and released by who cannot wait.
        Way::MOUSE.put(page, "#reason", "改名").await;
        Way::MOUSE.go(page, "form[action='/e/demo/changes'] .btn-primary").await;
        Way::MOUSE.press(page, "form[action$='/releases'] summary").await;
        Way::MOUSE.put(page, "form[action$='/releases'] #reason", "只是改名").await;
        Way::MOUSE.go(page, "form[action$='/releases'] .btn-danger").await;
        assert!(page.has(".flash-ok").await);
        demo.open(page, "/e/demo/windows/sobot-link/releases").await;
        assert!(page.content("main").await.contains("v3"));
        page.shot("releases").await;
        Way::MOUSE.go(page, "a.row-link[href$='/releases/2']").await;
        page.axe("a release").await;
        page.shot("release").await;
        demo.open(page, &format!("{LINK}?since=1")).await;
        assert!(page.content("main").await.contains("第 1 步有改动"));
        page.shot("install-since").await;
        demo.open(page, &format!("{LINK}?release=draft")).await;
        assert!(page.content("main").await.contains("这是草稿的代码"));
    });
}

walks! {
    FILES = files;
    many_files_with_the_mouse: Way::MOUSE;
    many_files_in_english_on_postgresql: Way::MOUSE.in_english().on_postgres();
}

/// One by one, or as a zip: the same texts.
async fn files(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "developer").await;
    demo.open(page, WECOM).await;
    page.axe("the install page of WeCom").await;
    page.shot("install-wecom").await;
    assert!(page.content("#ticks-left").await.contains(way.says("项没有勾选", "not ticked")));
    way.press(page, ".checklist li:first-child input").await;
    demo.open(page, WECOM).await;
    page.find(".checklist li:first-child input:checked").await;
    let shown = page.evaluate(
        "return [...document.querySelectorAll('.install-steps > li')].map((step) => [step.dataset.what, step.querySelector('pre code').textContent]);",
    )
    .await;
    let zip = page.driver.execute_async(
        "const done = arguments[arguments.length - 1];
         fetch('/e/demo/windows/wecom-order/releases/live.zip').then((answer) => answer.arrayBuffer()).then((bytes) => done([...new Uint8Array(bytes)]));",
        Vec::new(),
    ).await.expect("a zip").json().clone();
    let bytes: Vec<u8> = serde_json::from_value(zip).expect("bytes");
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let steps = shown.as_array().expect("steps");
    assert_eq!(zip.len(), steps.len() + 1, "every step, and a README");
    for step in steps {
        let mut text = String::new();
        let path = step[0].as_str().expect("a path");
        zip.by_name(path).expect("a file").read_to_string(&mut text).expect("a text");
        assert_eq!(step[1], text, "{path}");
    }
}

walks! {
    SERVER = server;
    signing_code_with_the_mouse: Way::MOUSE;
    signing_code_on_a_phone_in_english: Way::PHONE.in_english();
}

/// Signing code for the server stands beside its vector.
async fn server(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "developer").await;
    demo.open(page, "/e/demo/windows/sobot-web/install").await;
    let server = page.content("section[aria-labelledby='server-h']").await;
    assert!(
        server.contains("3efc5c2675b040e5a556255d83b3d35b")
            && server.contains(way.says("URL 编码", "URL-encoded first"))
    );
    for file in
        ["sobotSign.js", "sobot_sign.py", "SobotSign.java", "sobot_sign.go", "sobot_sign.php"]
    {
        assert!(page.has(&format!("[data-tab='{file}']")).await, "{file}");
    }
    page.assert_no_sideways_scroll("the signing code").await;
}

#[test]
fn a_policy_is_judged_in_words() {
    let demo = demo();
    browse(async |page| {
        demo.sign_in(page, "developer").await;
        demo.open(page, "/e/demo/windows/sobot-web/install").await;
        Way::MOUSE
            .put(page, "#policy", "script-src 'self' https://demo.sobot.com; frame-src 'none'")
            .await;
        Way::MOUSE.press(page, "#nonce").await;
        Way::MOUSE.go(page, "section[aria-labelledby='policy-h'] form .btn").await;
        let verdicts = page.content("#verdicts").await;
        assert!(verdicts.contains("frame-src 不允许 https://demo.sobot.com"), "{verdicts}");
        assert!(page.content("#policy-code").await.contains("nonce=\"{RANDOM}\""));
        page.axe("the policy helper").await;
        page.assert_no_sideways_scroll("the policy helper").await;
        page.shot("install-policy").await;
        page.assert_quiet().await;
    });
}
