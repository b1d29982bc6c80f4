//! A leave-message template and VIP fields, registered and used by windows.

use serde_json::json;

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

walks! {
    WAYS = steps;
    a_template_and_vip_fields_with_the_mouse: Way::MOUSE;
    a_template_and_vip_fields_on_a_phone_without_scripts: Way::PHONE.bare();
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    template(page, way, demo).await;
    fields(page, way, demo).await;
    window(page, way, demo).await;
    dictionary(page, demo).await;
}

/// The template, its link, and a window that uses it.
async fn template(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/e/demo/leave-templates").await;
    way.go(page, ".page-head a.btn-primary").await;
    way.put(page, "#name", "投诉留言").await;
    way.put(page, "#templateid", "complaints-01").await;
    way.put(page, "#groupid", "complaints").await;
    way.pick(page, "locale", "tw").await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.has(".flash-ok").await);
    let link = page.content("#leave-1").await;
    for part in ["source=9", "templateid=complaints-01", "groupid=complaints", "locale=tw"] {
        assert!(link.contains(part), "{part} is missing in {link}");
    }
    assert!(page.has("main .sim").await, "the page is drawn");

    demo.open(page, "/e/demo/windows/new?channel=sobot&target=leave_message").await;
    way.put(page, "#name", "投诉留言页").await;
    way.put(page, "#code", "complaints").await;
    let list = "return [...document.querySelectorAll('#template_id option')]
        .find((option) => option.text.includes('投诉留言')).value;";
    let template = page.evaluate(list).await;
    way.pick(page, "template_id", template.as_str().expect("an id")).await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.content("#link").await.contains("templateid=complaints-01"));
    assert_eq!(
        page.evaluate("return !document.querySelector('#w-templateid');").await,
        json!(true)
    );
}

/// A level and a field, as the console has them.
async fn fields(page: &mut Page, way: Way, demo: &Demo) {
    for (kind, name, key, alias, class) in [
        ("level", "钻石卡", "9f8e7d6c5b4a", "diamond", "internal"),
        ("customer", "收货地址", "customField9", "", "personal"),
    ] {
        demo.open(page, &format!("/e/demo/vip-fields/new?kind={kind}")).await;
        way.put(page, "#name", name).await;
        way.put(page, "#key", key).await;
        way.put(page, "#alias", alias).await;
        way.pick(page, "class", class).await;
        way.go(page, "main form .btn-primary").await;
        assert!(page.has(".flash-ok").await);
    }
}

/// The window of the demo: a level without VIP, a slip in a name, then everything as it should be.
async fn window(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/e/demo/windows/sobot-vip").await;
    way.unfold(page, "g-v-identity").await;
    way.pick(page, "v.is_vip", "false").await;
    way.put(page, "#v-vip_level", "diamond").await;
    way.unfold(page, "g-v-customer").await;
    way.put(page, "#v-customer_fields-0-key", "custmField9").await;
    way.go(page, "[data-save]").await;
    let summary = page.content("main .summary").await;
    assert!(summary.contains("customField9"), "the near name is told: {summary}");
    assert!(page.content("#f-v-vip_level .reason").await.contains("is_vip"));

    way.unfold(page, "g-v-identity").await;
    way.pick(page, "v.is_vip", "true").await;
    way.unfold(page, "g-v-customer").await;
    way.put(page, "#v-customer_fields-0-key", "customField9").await;
    way.go(page, "[data-save]").await;
    assert!(page.has(".flash-ok").await);
    assert_eq!(page.content("#f-v-vip_level .reason").await, "");
}

async fn dictionary(page: &mut Page, demo: &Demo) {
    demo.open(page, "/e/demo/vip-fields").await;
    let shown = page.content("main").await;
    for part in ["钻石卡", "收货地址", "身份证号", "敏感个人信息"] {
        assert!(shown.contains(part), "{part} is missing");
    }
    assert!(page.has("a[href='/e/demo/vip-fields.csv']").await);
    let row = "return [...document.querySelectorAll('main table a')]
        .find((link) => link.text === '钻石卡').getAttribute('href');";
    let field = page.evaluate(row).await;
    demo.open(page, field.as_str().expect("an address")).await;
    assert!(page.has("a[href='/e/demo/windows/sobot-vip']").await, "where it is used");
}
