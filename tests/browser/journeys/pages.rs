//! Every kind of page: accessible, no wider than the window, and without a complaint of the browser,
//! in both themes, both languages, wide and narrow.

use std::fmt::Write as _;

use serde_json::json;

use super::{Demo, SYSNUM, Way, demo};
use crate::{
    browser::{
        Page, browse,
        page::{DESKTOP, PHONE},
    },
    support::{
        TestDb,
        app::{TestApp, spawn_app},
    },
};

const NARROW: (u32, u32) = (320, 640);
const LINK: &str = "/e/demo/windows/sobot-link";

/// How one gets to a page.
#[derive(Clone, Copy)]
enum Stop {
    /// By its address.
    At(&'static str),
    /// By the first link of a page that fits.
    First(&'static str, &'static str),
    /// By what one does on a page.
    Refused(&'static str),
    Made,
    /// The page for links with everything that the demo's visitor brings along.
    MadeOf(&'static str),
    /// The inspector with one of its examples.
    Inspected(&'static str),
    Stale,
    WrongPassword,
}
use Stop::{At, First, Inspected, Made, MadeOf, Refused, Stale, WrongPassword};

const STRANGER: &[(&str, Stop)] = &[
    ("login", At("/login")),
    ("login-refused", WrongPassword),
    ("login-404", At("/nowhere/at/all")),
    ("invitation-closed", At("/invitations/nothing")),
];

const OWNER: &[(&str, Stop)] = &[
    ("overview", At("/")),
    ("history-of-all", At("/history")),
    ("people", At("/people")),
    ("people-none", At("/people?q=nobody")),
    ("people-invitations", At("/people/invitations")),
    ("people-invitations-refused", Refused("/people/invitations")),
    ("person", First("/people", "main table .row-link")),
    ("second-factor", At("/me/second-factor")),
    ("second-factor-refused", Refused("/me/second-factor")),
    ("sign-in-rules", At("/settings/sign-in")),
    ("password-cost", At("/settings/password-cost")),
    ("tokens", At("/me/tokens")),
    ("tokens-refused", Refused("/me/tokens")),
    ("enterprises", At("/enterprises")),
    ("enterprises-none", At("/enterprises?tag=none")),
    ("enterprise-copy", At("/enterprises/demo/clones")),
    ("enterprise-new", At("/enterprises/new")),
    ("enterprise-refused", Refused("/enterprises/new")),
    ("enterprise", At("/e/demo")),
    ("enterprise-settings", At("/e/demo/settings")),
    ("defaults", At("/e/demo/settings/defaults")),
    ("defaults-sobot", At("/e/demo/settings/defaults/sobot")),
    ("defaults-wecom", At("/e/demo/settings/defaults/wecom")),
    ("domains", At("/e/demo/settings/domains")),
    ("vip-fields-import", At("/e/demo/vip-fields/imports")),
    ("doctor", At("/e/demo/doctor")),
    ("key-policy", At("/e/demo/settings/keys")),
    ("accounts", At("/e/demo/accounts")),
    ("account-choose", At("/e/demo/accounts/new")),
    ("account-new", At("/e/demo/accounts/new?channel=sobot")),
    ("account-refused", Refused("/e/demo/accounts/new?channel=sobot")),
    ("account", First("/e/demo/accounts", "main table .row-link")),
    ("keys", At("/e/demo/keys")),
    ("key-new", At("/e/demo/keys/new")),
    ("key", First("/e/demo/keys", "main table .row-link")),
    ("plugins", At("/e/demo/plugins")),
    ("plugin-new", At("/e/demo/plugins/new")),
    ("plugin", First("/e/demo/plugins", "main table .row-link")),
    ("leave-templates", At("/e/demo/leave-templates")),
    ("leave-template-new", At("/e/demo/leave-templates/new")),
    ("leave-template", First("/e/demo/leave-templates", "main table .row-link")),
    ("vip-fields", At("/e/demo/vip-fields")),
    ("vip-field-new", At("/e/demo/vip-fields/new?kind=level")),
    ("vip-field-refused", Refused("/e/demo/vip-fields/new")),
    ("vip-field", First("/e/demo/vip-fields", "main table .row-link")),
    ("windows", At("/e/demo/windows")),
    ("windows-found", At("/e/demo/windows?q=sobot&channel=sobot&sort=-updated")),
    ("windows-none", At("/e/demo/windows?tag=none")),
    ("window-copy", At("/e/demo/windows/sobot-link/clones")),
    ("trash", At("/e/demo/trash")),
    ("trashed", First("/e/demo/trash", "main table .row-link")),
    ("enterprise-deletion", At("/e/demo/deletions")),
    ("window-choose", At("/e/demo/windows/new")),
    ("window-new-link", At("/e/demo/windows/new?channel=sobot&target=link")),
    ("window-new-component", At("/e/demo/windows/new?channel=sobot&target=component")),
    ("window-new-wecom", At("/e/demo/windows/new?channel=wecom&target=mini_program")),
    ("editor-link", At(LINK)),
    ("editor-component", At("/e/demo/windows/sobot-web")),
    ("editor-wecom", At("/e/demo/windows/wecom-order")),
    ("editor-refused", Refused(LINK)),
    ("links", At("/e/demo/windows/sobot-link/links")),
    ("links-none", At("/e/demo/windows/wecom-order/links")),
    ("links-made", Made),
    ("links-made-tencent", MadeOf("/e/demo/windows/tencent-desk/links")),
    ("links-made-alipay", MadeOf("/e/demo/windows/alipay-h5/links")),
    ("editor-alipay", At("/e/demo/windows/alipay-button")),
    ("editor-wechat", At("/e/demo/windows/wechat-service")),
    ("editor-tencent", At("/e/demo/windows/tencent-desk")),
    ("window-new-leave", At("/e/demo/windows/new?channel=sobot&target=leave_message")),
    ("account-new-alipay", At("/e/demo/accounts/new?channel=alipay")),
    ("help", At("/help")),
    ("help-channels", At("/help/channels")),
    ("help-sobot", At("/help/channels/sobot")),
    ("help-tencent", At("/help/channels/tencent_desk")),
    ("help-found", At("/help/channels/alipay?q=card")),
    ("help-none", At("/help/channels/wechat?q=nothing+at+all")),
    ("inspect", At("/inspect")),
    ("inspect-refused", Refused("/inspect")),
    ("inspected-link", Inspected("/inspect?example=0")),
    ("inspected-tag", Inspected("/inspect?example=1")),
    ("dev", At("/dev")),
    ("dev-none", At("/dev?q=nothing+at+all")),
    ("releases", At("/e/demo/windows/sobot-link/releases")),
    ("releases-none", At("/e/demo/windows/sobot-message/releases")),
    ("release", At("/e/demo/windows/sobot-link/releases/2")),
    ("install-link", At("/e/demo/windows/sobot-link/install?since=1")),
    ("install-component", At("/e/demo/windows/sobot-web/install")),
    ("install-wecom", At("/e/demo/windows/wecom-order/install")),
    ("install-wechat", At("/e/demo/windows/wechat-service/install?flavour=taro")),
    ("install-tencent", At("/e/demo/windows/tencent-desk/install")),
    ("install-none", At("/e/demo/windows/sobot-message/install")),
    ("install-draft", At("/e/demo/windows/sobot-message/install?release=draft")),
    ("conflict", Stale),
    ("history", At("/e/demo/history")),
    ("404", At("/e/demo/windows/nobody")),
    ("gallery", At("/ui")),
];

const AUDITOR: &[(&str, Stop)] = &[
    ("reader-overview", At("/")),
    ("reader-editor", At(LINK)),
    ("reader-account", First("/e/demo/accounts", "main table .row-link")),
    ("reader-links-made", Made),
    ("403", At("/e/demo/settings")),
];

const NEWCOMER: &[(&str, Stop)] =
    &[("empty-windows", At("/e/empty/windows")), ("empty-enterprise", At("/e/empty"))];

/// Collects what is wrong everywhere, so that one run tells it all.
pub(super) struct Walk {
    lang: &'static str,
    faults: String,
}

#[test]
fn every_page_is_accessible_in_chinese() {
    everywhere("zh-CN");
}

#[test]
fn every_page_is_accessible_in_english() {
    everywhere("en");
}

fn everywhere(lang: &'static str) {
    let demo = demo();
    browse(async |page| {
        let mut walk = Walk::new(lang);
        let groups = [(None, STRANGER), (Some("owner"), OWNER), (Some("auditor"), AUDITOR)];
        for (who, stops) in groups {
            enter(page, &demo, lang, who).await;
            for (label, stop) in stops {
                arrive(page, &demo, *stop).await;
                walk.look(page, label).await;
            }
        }
        enter(page, &demo, lang, Some("owner")).await;
        nothing_yet(page, &demo).await;
        for (label, stop) in NEWCOMER {
            arrive(page, &demo, *stop).await;
            walk.look(page, label).await;
        }
        walk.end();
    });
}

#[test]
fn every_step_of_the_set_up_is_accessible() {
    for lang in ["zh-CN", "en"] {
        let app = spawn_app(TestDb::sqlite());
        let code = app.setup_code.clone().expect("a code");
        let steps: [&[(&str, &str)]; 3] = [
            &[
                ("#setup_code", &code),
                ("#name", "陈静"),
                ("#email", "chen@example.com"),
                ("#password", "correct horse battery"),
            ],
            &[("#name", "示例"), ("#slug", "hangzhou")],
            &[
                ("#name", "官网"),
                ("#code", "pre-sales"),
                ("[name='sobot.link.sysnum']", SYSNUM),
                ("[name='sobot.link.host']", "demo.sobot.com"),
            ],
        ];
        browse(async |page| {
            let mut walk = Walk::new(lang);
            speak(page, &app, lang).await;
            page.open(&format!("{}/setup", app.origin())).await;
            for (at, fields) in steps.into_iter().enumerate() {
                walk.look(page, &format!("setup-{}", at + 1)).await;
                page.follow("main form .btn-primary").await;
                walk.look(page, &format!("setup-{}-refused", at + 1)).await;
                if page.has("[name='kind']").await {
                    Way::MOUSE.pick(page, "kind", "sobot.link").await;
                }
                for (css, text) in fields {
                    Way::MOUSE.put(page, css, text).await;
                }
                Way::MOUSE.go(page, "main form .btn-primary").await;
            }
            walk.look(page, "setup-4").await;
            page.follow("main form .btn-primary").await;
            walk.look(page, "setup-finished").await;
            walk.end();
        });
    }
}

/// As somebody else, or as nobody.
pub(super) async fn enter(page: &Page, demo: &Demo, lang: &str, who: Option<&str>) {
    page.open("about:blank").await;
    page.cdp("Network.clearBrowserCookies", json!({})).await;
    speak(page, &demo.app, lang).await;
    if let Some(who) = who {
        demo.sign_in(page, who).await;
    }
}

/// The language of the pages from now on.
async fn speak(page: &Page, app: &TestApp, lang: &str) {
    let cookie = json!({ "name": "jieru-lang", "value": lang, "url": app.origin() });
    page.cdp("Network.setCookie", cookie).await;
}

/// An enterprise with nothing in it; another language may have made it already.
async fn nothing_yet(page: &Page, demo: &Demo) {
    demo.open(page, "/enterprises/new").await;
    page.fill("#name", "空企业").await;
    page.fill("#slug", "empty").await;
    page.follow("main form .btn-primary").await;
}

/// A theme without the movement from one to the other, in which colours are neither.
async fn still(page: &Page, scheme: &str) {
    let features = [("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")];
    page.media(&features).await;
}

async fn arrive(page: &Page, demo: &Demo, stop: Stop) {
    match stop {
        At(path) => demo.open(page, path).await,
        First(list, link) => {
            demo.open(page, list).await;
            page.follow(link).await;
        }
        Refused(form) => {
            demo.open(page, form).await;
            for field in ["#name", "#p-color"] {
                if page.has(field).await {
                    Way::MOUSE.put(page, field, "\u{202e}x").await;
                }
            }
            Way::MOUSE.go(page, "main form .btn-primary").await;
            assert!(page.has("#errors").await, "{form} was not refused");
        }
        Made => {
            demo.open(page, "/e/demo/windows/sobot-link/links").await;
            Way::MOUSE.put(page, "#v-partnerid", "甲 1").await;
            Way::MOUSE.go(page, "main form .btn-primary").await;
            page.find("#why-h").await;
        }
        Stale => {
            demo.open(page, LINK).await;
            Way::MOUSE.put(page, "#reason", "").await;
            let next = page
                .evaluate("return [...document.querySelector('#p-color').value].reverse().join('')")
                .await;
            Way::MOUSE.put(page, "#p-color", next.as_str().expect("a colour")).await;
            Way::MOUSE.go(page, "[data-save]").await;
            page.evaluate("document.querySelector('.pane-form [name=version]').value = '1';").await;
            Way::MOUSE.put(page, "#p-color", "123456").await;
            Way::MOUSE.go(page, "[data-save]").await;
            page.find("main thead").await;
        }
        MadeOf(path) | Inspected(path) => {
            demo.open(page, path).await;
            Way::MOUSE.go(page, "main form .btn-primary").await;
        }
        WrongPassword => {
            demo.open(page, "/login").await;
            page.fill("#email", "owner@demo.example").await;
            page.fill("#password", "wrong").await;
            page.follow("main form .btn-primary").await;
        }
    }
}

impl Walk {
    pub(super) fn new(lang: &'static str) -> Self {
        Walk { lang, faults: String::new() }
    }

    /// Looks at the page from all sides, with every fold open.
    pub(super) async fn look(&mut self, page: &mut Page, label: &str) {
        let label = format!("{label}.{}", self.lang);
        for (device, size) in [("wide", DESKTOP), ("phone", PHONE)] {
            page.viewport(size).await;
            for scheme in ["light", "dark"] {
                still(page, scheme).await;
                page.shot(&format!("{label}.{device}.{scheme}")).await;
            }
        }
        page.evaluate(
            "document.querySelectorAll('main details').forEach((d) => { d.open = true; });",
        )
        .await;
        for (device, size) in [("narrow", NARROW), ("phone", PHONE), ("wide", DESKTOP)] {
            page.viewport(size).await;
            let wide = "const e = document.documentElement; return e.scrollWidth - e.clientWidth;";
            let excess = page.evaluate(wide).await;
            if excess != json!(0) {
                let _ = writeln!(self.faults, "{label} {device} is {excess} px too wide");
            }
            if size == NARROW {
                continue;
            }
            for scheme in ["light", "dark"] {
                still(page, scheme).await;
                if let Some(report) = page.axe_report().await {
                    let _ = writeln!(self.faults, "{label} {device} {scheme}:\n{report}");
                }
            }
        }
        still(page, "light").await;
        let lang = page.evaluate("return document.documentElement.lang").await;
        if lang != json!(self.lang) {
            let _ = writeln!(self.faults, "{label} speaks {lang}");
        }
        for complaint in page.complaints().await {
            let _ = writeln!(self.faults, "{label} complains: {complaint}");
        }
    }

    pub(super) fn end(self) {
        assert!(self.faults.is_empty(), "\n{}", self.faults);
    }
}
