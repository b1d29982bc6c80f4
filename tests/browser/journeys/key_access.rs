//! Who saw the key? Whoever answers for it reads who revealed it, signed with it and changed it, and
//! why, and takes that away as a file. Nobody comes off that list, not even when the key is gone.

use jieru::{
    clock::Clock,
    jobs,
    store::{Db, Location},
};
use reqwest::StatusCode;

use super::way::walks;
use super::{Demo, Way};
use crate::{browser::Page, support::probe::Probe};

walks! {
    WAYS = steps;
    who_saw_the_key_is_told_with_the_mouse: Way::MOUSE;
    who_saw_the_key_is_told_with_the_keyboard_without_scripts_on_postgres: Way::KEYBOARD.bare().on_postgres();
    who_saw_the_key_is_told_on_a_phone_in_english: Way::PHONE.in_english();
}

/// The key that windows of the demo sign with, and the one that comes after it.
const KEY: &str = "test-key-0001";
const NEXT: &str = "the-next-key-of-this-journey-31";
/// A key that nobody uses.
const BRIEF: &str = "短命的密钥";

const SUBMIT: &str = "main form .btn-primary";
const SAVE: &str = "main form [data-save]";

async fn look(page: &mut Page, way: Way, what: &str) {
    page.axe(what).await;
    page.assert_no_sideways_scroll(what).await;
    page.shot(&format!("key-access-{what}-{}", way.name())).await;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    demo.open(page, "/e/demo/windows/sobot-link").await;
    let key = format!("/e/demo/keys/{}", page.value("#key_id").await);
    demo.open(page, &key).await;
    reveal(page, way, demo, "核对线上签名").await;
    assert_eq!(page.content("#secret").await, KEY);
    look(page, way, "revealed").await;
    sign(page, way, demo).await;
    change(page, way, demo, &key).await;
    destroy(page, way, &key).await;
    let brief = brief(page, way, demo).await;

    page.driver.delete_all_cookies().await.expect("nobody is signed in");
    way.enter(page, demo, "auditor").await;
    keep_out(page, way, demo, &key).await;
    report(page, way, demo, &brief).await;
    file(page, demo).await;
    narrow(page, way).await;
}

/// From the page of a key: the password once more, and a reason.
async fn reveal(page: &Page, way: Way, demo: &Demo, reason: &str) {
    way.go(page, "td.acts a[href*='/reveals']").await;
    way.put(page, "#password", &demo.password).await;
    way.put(page, "#reason", reason).await;
    way.go(page, SUBMIT).await;
}

async fn sign(page: &Page, way: Way, demo: &Demo) {
    demo.open(page, "/e/demo/windows/sobot-link/links").await;
    way.put(page, "#v-partnerid", "visitor-7").await;
    way.go(page, SUBMIT).await;
    assert!(page.has("#made-h").await, "a link was made");
}

/// The key is rotated and the old secret revoked.
async fn change(page: &Page, way: Way, demo: &Demo, key: &str) {
    demo.open(page, &format!("{key}/rotations")).await;
    way.put(page, "#secret", NEXT).await;
    way.put(page, "#reason", "半年一换").await;
    way.go(page, SAVE).await;
    assert!(page.has(".flash-ok").await);
    demo.open(page, &format!("{key}/activations")).await;
    way.put(page, "#reason", "厂商后台已更换").await;
    way.go(page, SAVE).await;
    assert!(page.has(".flash-ok").await);
    demo.open(page, &format!("{key}/revocations?number=1")).await;
    way.put(page, "#confirm", "深圳示例科技").await;
    way.put(page, "#reason", "旧密钥停用").await;
    way.go(page, SAVE).await;
    assert!(page.has(".flash-ok").await);
}

/// What is kept of the old secret is destroyed; who saw it is still told beside it.
async fn destroy(page: &mut Page, way: Way, key: &str) {
    way.go(page, "td.acts a[href*='/purges']").await;
    way.put(page, "#reason", "不再需要").await;
    way.go(page, SAVE).await;
    assert!(page.has(".flash-ok").await && page.address().await.ends_with(key));
    assert!(!page.has("a[href$='/reveals?number=1']").await, "there is nothing left to see");
    assert!(page.has("a[href$='/reveals?number=2']").await);
    let told = page.content("[aria-labelledby='acts-h'] tbody").await;
    for word in [way.says("查看了密钥内容", "revealed the key"), "核对线上签名", "王芳", "不再需要"]
    {
        assert!(told.contains(word), "{word}: {told}");
    }
    look(page, way, "destroyed").await;
}

/// A key is registered, seen and thrown away; when its time in the trash is over, it is removed.
async fn brief(page: &Page, way: Way, demo: &Demo) -> String {
    demo.open(page, "/e/demo/keys/new").await;
    way.put(page, "#name", BRIEF).await;
    way.put(page, "#secret", "a-key-that-nobody-uses-52").await;
    way.go(page, SUBMIT).await;
    assert!(page.has(".flash-ok").await);
    let key = page.address().await;
    reveal(page, way, demo, "迁移前核对").await;
    page.open(&key).await;
    way.go(page, "[data-trash]").await;
    let id = key.rsplit('/').next().expect("an id").to_owned();
    let db = &demo.app.db.url;
    let probe = Probe::open(db).await;
    for table in ["keys", "cards"] {
        let text = format!("UPDATE {table} SET trashed_at = 1 WHERE id = '{id}'");
        probe.execute(&text).await;
    }
    let location = Location::parse(db).expect("an address");
    let store = Db::open(&location, Clock::system()).await.expect("a database");
    assert_eq!(jobs::empty_trash(&store).await.expect("an emptied trash"), 1);
    store.close().await;
    id
}

/// The auditor reads who saw it and has no way to it, neither by a button nor past the page.
async fn keep_out(page: &mut Page, way: Way, demo: &Demo, key: &str) {
    demo.open(page, key).await;
    assert!(page.has("[aria-labelledby='acts-h'] tbody tr").await);
    assert!(!page.has("a[href*='/reveals']").await, "no button");
    look(page, way, "reader").await;
    let mut client = demo.app.client();
    client.login("auditor@demo.example", &demo.password).await;
    let fields = [("number", "2"), ("password", demo.password.as_str()), ("reason", "只是看看")];
    let refused = client.post_form(&format!("{key}/reveals"), &fields).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
    assert!(!refused.body.contains(NEXT));
    // The history keeps the attempt.
    demo.open(page, "/e/demo/history?action=access.denied&noun=key").await;
    let told = page.content(".timeline > li:first-child").await;
    assert!(told.contains("赵敏") && told.contains(way.says("被拒绝", "was refused")), "{told}");
}

/// The lines of the report as they are read, the newest first.
async fn lines(page: &Page) -> Vec<String> {
    let script =
        "return [...document.querySelectorAll('main tbody tr')].map((row) => row.textContent);";
    let found = page.evaluate(script).await;
    let rows = found.as_array().expect("a list").iter();
    rows.map(|row| row.as_str().expect("a line").to_owned()).collect()
}

async fn report(page: &mut Page, way: Way, demo: &Demo, brief: &str) {
    demo.open(page, "/e/demo/reports").await;
    way.go(page, "main a[href='/e/demo/reports/keys']").await;
    assert!(page.content(".lead").await.contains("Asia/Shanghai"));
    let told = lines(page).await;
    let wanted = [
        ("王芳", way.says("查看了密钥内容", "revealed the key"), "核对线上签名"),
        ("王芳", way.says("生成了签名链接", "made a signed link for"), "官网售前咨询"),
        ("王芳", way.says("准备了新的密钥", "prepared a new secret"), "半年一换"),
        ("王芳", way.says("启用了新密钥", "activated the new secret"), "厂商后台已更换"),
        ("王芳", way.says("吊销了密钥", "revoked a secret"), "旧密钥停用"),
        ("王芳", way.says("销毁了旧密钥", "destroyed an old secret"), "不再需要"),
        ("赵敏", way.says("被拒绝", "was refused"), way.says("审计员", "Auditor")),
        // What became of the other key changes nothing about who saw it.
        (BRIEF, way.says("查看了密钥内容", "revealed the key"), "迁移前核对"),
        (BRIEF, way.says("彻底删除了安全密钥", "removed for good"), ""),
    ];
    for (who, what, why) in wanted {
        let fits = |line: &String| [who, what, why].iter().all(|part| line.contains(part));
        assert!(told.iter().any(fits), "{who}, {what}, {why}: {told:#?}");
    }
    assert!(page.has("main tbody code.chip").await, "with its fingerprint");
    let shown = page.driver.source().await.expect("the page");
    assert!(!shown.contains(NEXT) && !shown.contains(KEY), "never the secret itself");
    look(page, way, "report").await;
    demo.open(page, &format!("/e/demo/keys/{brief}")).await;
    assert!(!page.has("#acts-h").await, "the key itself is gone");
    demo.open(page, "/e/demo/reports/keys").await;
}

/// The file holds the lines that are shown, for Excel, and says in which zone.
async fn file(page: &Page, demo: &Demo) {
    let count = lines(page).await.len();
    assert!(!page.has("main .pager").await, "all of them stand on one page");
    let script = "return document.querySelector(arguments[0]).getAttribute('href');";
    let href = page.ask(script, ".page-head a[download]").await;
    let mut client = demo.app.client();
    client.login("auditor@demo.example", &demo.password).await;
    let file = client.get(href.as_str().expect("an address")).await;
    assert_eq!(file.status, StatusCode::OK, "{}", file.body);
    assert_eq!(file.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(file.body.starts_with('\u{feff}'), "Excel reads it as UTF-8");
    let head = file.body.lines().next().expect("a head");
    assert!(head.contains("Asia/Shanghai, UTC+8"), "{head}");
    assert_eq!(file.body.lines().count(), count + 1, "{}", file.body);
    for word in ["核对线上签名", "赵敏", BRIEF] {
        assert!(file.body.contains(word), "{word}: {}", file.body);
    }
    assert!(!file.body.contains(NEXT) && !file.body.contains(KEY));
}

/// The period: a wrong one is said beside its field, an empty one says what to do.
async fn narrow(page: &mut Page, way: Way) {
    way.put(page, "#from", "soon").await;
    way.go(page, "main form.query button").await;
    assert!(page.has("#from-notes .error").await);
    look(page, way, "wrong").await;
    way.put(page, "#from", "2001-01-01").await;
    way.put(page, "#to", "2001-12-31").await;
    way.go(page, "main form.query button").await;
    let told = page.content(".empty").await;
    assert!(told.contains(way.says("没有人接触过密钥", "Nobody came near a key")), "{told}");
    assert!(!page.has(".page-head a[download]").await, "there is nothing to take away");
    look(page, way, "nothing").await;
}
