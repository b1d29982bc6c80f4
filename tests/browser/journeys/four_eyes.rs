//! Did two people look at everything that went live? An auditor reads each release with who asked for
//! it, who approved it and how long that took, what was forced, and who tried to approve the own work.

use reqwest::StatusCode;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const WINDOW: &str = "/e/demo/windows/sobot-link";
const RELEASES: &str = "/e/demo/windows/sobot-link/releases";
const REPORT: &str = "/e/demo/reports/releases";
const APPROVE: &str = "[formaction$='/approvals']";
const FILTER: &str = "main form.query button";

walks! {
    WAYS = steps;
    four_eyes_are_proved_with_the_mouse: Way::MOUSE;
    four_eyes_are_proved_with_the_keyboard_without_scripts_on_postgres: Way::KEYBOARD.bare().on_postgres();
    four_eyes_are_proved_on_a_phone_in_english: Way::PHONE.in_english();
}

async fn look(page: &mut Page, way: Way, what: &str) {
    page.axe(what).await;
    page.assert_no_sideways_scroll(what).await;
    page.shot(&format!("four-eyes-{what}-{}", way.name())).await;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    let number = submit(page, way, demo).await;
    let request = format!("/e/demo/changes/{number}");
    approve_own(page, demo, &request).await;
    change_over(page, way, demo, "owner").await;
    demo.open(page, &request).await;
    way.go(page, APPROVE).await;
    assert!(page.content("[aria-labelledby='approvals-h']").await.contains("1 / 1"));
    // The author goes on editing: the approval no longer counts.
    change_over(page, way, demo, "admin").await;
    recolour(page, way, demo, "16a085").await;
    change_over(page, way, demo, "owner").await;
    demo.open(page, &request).await;
    way.go(page, APPROVE).await;
    way.go(page, "[aria-labelledby='go-h'] .btn-primary").await;
    assert!(page.has(".flash-ok").await);

    change_over(page, way, demo, "auditor").await;
    demo.open(page, "/e/demo/reports").await;
    look(page, way, "index").await;
    way.go(page, &format!("main a[href='{REPORT}']")).await;
    released(page, way, &number).await;
    attempted(page, &number).await;
    look(page, way, "report").await;
    counted(page, way, demo).await;
    file(page, demo).await;
    narrow(page, way, demo).await;
    emergency(page, way, demo).await;
}

/// Somebody else sits down at the same screen.
async fn change_over(page: &Page, way: Way, demo: &Demo, who: &str) {
    page.driver.delete_all_cookies().await.expect("no cookies");
    way.enter(page, demo, who).await;
}

async fn recolour(page: &Page, way: Way, demo: &Demo, colour: &str) {
    demo.open(page, WINDOW).await;
    way.unfold(page, "g-appearance").await;
    way.put(page, "#p-color", colour).await;
    // The button is far down for the keyboard.
    page.bring("[data-save]").await;
    page.follow("[data-save]").await;
    assert!(page.has(".flash-ok").await);
}

/// Asks for a review of another colour; returns the number of the request.
async fn submit(page: &Page, way: Way, demo: &Demo) -> String {
    recolour(page, way, demo, "c0392b").await;
    demo.open(page, RELEASES).await;
    way.put(page, "#reason", "双十一配色").await;
    way.go(page, "form[action='/e/demo/changes'] .btn-primary").await;
    assert!(page.has(".flash-ok").await);
    page.address().await.rsplit('/').next().expect("a number").to_owned()
}

/// The author has no button for it, and is refused where the page is passed by.
async fn approve_own(page: &Page, demo: &Demo, request: &str) {
    assert!(!page.has(APPROVE).await, "not one's own");
    let mut client = demo.app.client();
    client.login("admin@demo.example", &demo.password).await;
    let approvals = format!("{request}/approvals");
    let refused = client.post_form(&approvals, &[("content_hash", ""), ("comment", "")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
}

/// The newest line: who asked, the approval that an edit voided and the one that counted.
async fn released(page: &Page, way: Way, number: &str) {
    let cell = |at: usize| format!("main tbody tr:first-child td:nth-child({at})");
    assert!(page.content(&cell(1)).await.contains("陈静"), "who released it");
    let object = page.content(&cell(2)).await;
    assert!(object.contains("官网售前咨询") && object.contains("v3"), "{object}");
    assert!(page.has(&format!("{} a[href$='/changes/{number}']", cell(3))).await);
    assert!(page.content(&cell(4)).await.contains("王芳"));
    let given = cell(5);
    assert_eq!(page.content(&format!("{given} > div:nth-child(1) del")).await, "陈静");
    let void = page.content(&format!("{given} > div:nth-child(1)")).await;
    assert!(void.contains(way.says("已作废", "void")), "{void}");
    assert!(page.content(&format!("{given} > div:nth-child(2)")).await.contains("陈静"));
    assert!(!page.has(&format!("{given} > div:nth-child(2) del")).await, "this one counted");
    let took = page.content(&cell(6)).await;
    assert!(took.contains(way.says("分钟", "min")), "{took}");
}

async fn attempted(page: &Page, number: &str) {
    let told = page.content("[aria-labelledby='attempts-h'] li:first-child").await;
    assert!(told.contains("王芳") && told.contains(&format!("#{number}")), "{told}");
}

async fn rows(page: &Page) -> u64 {
    let script = "return document.querySelectorAll('main tbody tr').length;";
    page.evaluate(script).await.as_u64().expect("a number")
}

/// As many releases as the history tells, kind by kind.
async fn counted(page: &Page, way: Way, demo: &Demo) {
    let mut told = 0;
    for noun in ["window", "plugin", "leave_template", "vip_field"] {
        demo.open(page, &format!("/e/demo/history?action={noun}.published")).await;
        let script = "return document.querySelectorAll('.timeline .meta').length;";
        told += page.evaluate(script).await.as_u64().expect("a number");
    }
    demo.open(page, REPORT).await;
    assert_eq!(rows(page).await, told);
    let said = page.content("main .card-body.hint").await;
    let (zh, en) = (format!("共 {told} 次发布"), format!("{told} releases in this time"));
    assert!(said.contains(way.says(&zh, &en)), "{said}");
}

/// The file holds the same releases, with both approvals.
async fn file(page: &Page, demo: &Demo) {
    let script = "return document.querySelector(arguments[0]).getAttribute('href');";
    let href = page.ask(script, ".page-head a[download]").await;
    let mut client = demo.app.client();
    client.login("auditor@demo.example", &demo.password).await;
    let file = client.get(href.as_str().expect("an address")).await;
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"), "{}", file.body);
    assert!(file.body.starts_with('\u{feff}') && file.body.contains("Asia/Shanghai, UTC+8"));
    let lines = u64::try_from(file.body.lines().count()).expect("a number");
    assert_eq!(lines, rows(page).await + 1, "{}", file.body);
    let newest = file.body.lines().nth(1).expect("a release");
    assert_eq!(newest.matches("陈静").count(), 3, "released, approved, void: {newest}");
}

/// A period: everything since long ago, nothing before, and what is no moment.
async fn narrow(page: &mut Page, way: Way, demo: &Demo) {
    let all = rows(page).await;
    way.put(page, "#from", "2020-01-01").await;
    way.go(page, FILTER).await;
    assert_eq!(rows(page).await, all);
    way.put(page, "#to", "2020-12-31").await;
    way.go(page, FILTER).await;
    let told = page.content(".empty").await;
    assert!(told.contains(way.says("没有发布", "No release")), "{told}");
    look(page, way, "nothing").await;
    demo.open(page, &format!("{REPORT}?from=soon")).await;
    assert!(page.has("#from-notes .error").await);
    look(page, way, "wrong").await;
    demo.open(page, &format!("{REPORT}?from=2020-12-31&to=2020-01-01")).await;
    assert!(page.has("#to-notes .error").await, "the end lies before the beginning");
}

/// What was forced is flagged for ever, and tells whether somebody has looked at it since.
async fn emergency(page: &mut Page, way: Way, demo: &Demo) {
    const LINE: &str = "main tbody tr:has(.tag-bad)";
    demo.open(page, REPORT).await;
    let told = page.content(LINE).await;
    assert!(told.contains(way.says("紧急", "Emergency")), "{told}");
    assert!(told.contains(way.says("待复核", "Not looked at yet")), "{told}");
    let script = "return document.querySelector(arguments[0]).getAttribute('href');";
    let request = page.ask(script, &format!("{LINE} a[href*='/changes/']")).await;
    change_over(page, way, demo, "owner").await;
    demo.open(page, request.as_str().expect("an address")).await;
    way.put(page, "#finding", "没有问题").await;
    way.go(page, "form[action$='/looks'] .btn-primary").await;
    assert!(page.has(".flash-ok").await);
    demo.open(page, REPORT).await;
    let told = page.content(LINE).await;
    assert!(told.contains(way.says("已复核：陈静", "Looked at by 陈静")), "{told}");
    look(page, way, "looked-at").await;
}
