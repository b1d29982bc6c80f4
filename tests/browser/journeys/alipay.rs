//! An Alipay button for an enterprise that is new: corrections are told, warnings do not forbid, and
//! extra information is filled in by its fields.

use super::tencent::{act, settled};
use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

walks! {
    WAYS = steps;
    an_alipay_button_with_the_mouse: Way::MOUSE;
    an_alipay_button_with_the_keyboard_alone_on_postgresql: Way::KEYBOARD.on_postgres();
    an_alipay_button_on_a_phone: Way::PHONE;
    an_alipay_button_without_scripts_on_postgresql: Way::BARE.on_postgres();
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "owner").await;
    register(page, way, demo).await;
    look(page, way).await;
    extra(page, way).await;
    found(page, way).await;
}

async fn register(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/enterprises/new").await;
    way.put(page, "#name", "杭州示例贸易").await;
    way.put(page, "#slug", "hangzhou").await;
    way.go(page, "main form .btn-primary").await;
    demo.open(page, "/e/hangzhou/accounts/new?channel=alipay").await;
    way.put(page, "#name", "支付宝云客服").await;
    way.put(page, "#a-tnt_inst_id", "n8c_Hb8w").await;
    way.go(page, "main form .btn-primary").await;
    demo.open(page, "/e/hangzhou/windows/new?channel=alipay&target=mini_program").await;
    way.put(page, "#name", "我的页客服按钮").await;
    way.put(page, "#code", "mine").await;
    way.put(page, "#w-scene", "SCE00000002").await;
    let account = "return document.querySelector('#account_id option:last-child').value;";
    let account = page.evaluate(account).await;
    super::tencent::choose(page, way, "#account_id", account.as_str().expect("an id")).await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.address().await.ends_with("/e/hangzhou/windows/mine"), "{}", page.address().await);
}

/// Alipay wants the `#`: it is put there and told. A colour that is hard to see is only pointed out.
async fn look(page: &mut Page, way: Way) {
    let group = "document.querySelector('#p-color').closest('.group')";
    page.evaluate(&format!("{group}.open = true; return true;")).await;
    way.put(page, "#p-size", "25").await;
    way.put(page, "#p-color", "00A3FF").await;
    settled(page, way, "document.querySelector('#live svg [fill=\"#00a3ff\" i]')").await;
    let note = page.content("#w-p-color .contrast").await;
    assert!(note.contains("与白色的对比度 2."), "{note}");
    let mut told = page.content("main").await;
    way.go(page, "[data-save]").await;
    told.push_str(&page.content("main").await);
    assert!(told.contains("已在颜色前补上 #"), "the correction is told");
    assert_eq!(page.value("#p-color").await, "#00A3FF");
}

/// The vendor wants an encoded object; people fill in a field.
async fn extra(page: &mut Page, way: Way) {
    page.evaluate(
        "document.querySelector('#p-ext-info').closest('.group').open = true; return true;",
    )
    .await;
    way.put(page, "#p-ext-info-appId", "2021000000000001").await;
    settled(page, way, "document.querySelector('#w-p-ext-info [data-json]').textContent === '{\"appId\":\"2021000000000001\"}'").await;
    // The same as JSON, and back.
    page.evaluate("document.querySelector('#w-p-ext-info .result').open = true; return true;")
        .await;
    act(page, way, "#w-p-ext-info .result [name=act]").await;
    assert!(page.value("#p-ext-info").await.contains("2021000000000001"));
    act(page, way, "#w-p-ext-info [value^='rows:']").await;
    assert_eq!(page.value("#p-ext-info-appId").await, "2021000000000001");
    way.go(page, "[data-save]").await;
    assert!(page.has(".flash-ok").await);
    assert!(page.content("#live").await.contains("2021000000000001"));
}

/// Parameters are found by their name or meaning, and what is hidden is not lost.
async fn found(page: &mut Page, way: Way) {
    if way.bare {
        way.put(page, "#param-q", "appId").await;
        way.go(page, ".param-finder button").await;
    } else if way.keyboard {
        page.evaluate("document.activeElement.blur(); return true;").await;
        page.write("/").await;
        assert!(page.focus().await.contains("param-q"), "{}", page.focus().await);
        page.write("小程序").await;
    } else {
        way.put(page, "#param-q", "小程序").await;
    }
    page.until("document.querySelector('#w-p-size').hidden && !document.querySelector('#w-p-ext-info').hidden").await;
    assert_eq!(page.value("#p-size").await, "25");
    way.go(page, "[data-save]").await;
    assert_eq!(page.value("#p-size").await, "25", "what is out of sight is saved, too");
}
