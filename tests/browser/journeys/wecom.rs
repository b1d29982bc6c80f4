//! The WeCom plugin: options that count only together with others, and four files that agree.

use serde_json::{Value, json};

use super::way::walks;
use super::{Demo, Way};
use crate::browser::Page;

const PLUGID: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

walks! {
    WAYS = steps;
    a_wecom_button_with_the_mouse: Way::MOUSE;
    a_wecom_button_with_the_keyboard_alone_on_a_narrow_screen: Way::KEYBOARD.narrow();
    a_wecom_button_on_a_phone_in_english: Way::PHONE.in_english();
    a_wecom_button_without_scripts: Way::BARE;
}

async fn steps(page: &mut Page, way: Way, demo: &Demo) {
    way.enter(page, demo, "admin").await;
    register(page, way, demo).await;
    whole_row(page, way).await;
    single_button(page, way).await;
    colour(page, way).await;
    agree(page).await;
}

async fn register(page: &mut Page, way: Way, demo: &Demo) {
    demo.open(page, "/e/demo/plugins/new").await;
    way.put(page, "#name", "商品页按钮").await;
    way.put(page, "[name='p.plugid'], [name='plugid']", PLUGID).await;
    way.go(page, "main form .btn-primary").await;
    assert!(page.has(".flash-ok").await);

    demo.open(page, "/e/demo/windows/new").await;
    way.go(page, "a.choice[href*='channel=wecom']").await;
    way.put(page, "#name", "商品页企业微信").await;
    way.put(page, "#code", "product-page").await;
    let list = "return [...document.querySelectorAll('#plugin_id option')]
        .find((option) => option.text.includes('商品页按钮')).value;";
    let plugin = page.evaluate(list).await;
    if way.keyboard {
        page.tab_to("#plugin_id").await;
        page.write("商品").await;
    } else {
        way.pick(page, "plugin_id", plugin.as_str().expect("an id")).await;
    }
    assert_eq!(json!(page.value("#plugin_id").await), plugin);
    way.go(page, "main form .btn-primary").await;
    assert!(page.content("#file-3-code").await.contains(PLUGID));
}

/// One person, the whole row, the name hidden: the text in its place counts.
async fn whole_row(page: &mut Page, way: Way) {
    way.unfold(page, "g-style").await;
    way.pick(page, "p.styleType", "1").await;
    refresh(page, way, "styleType=\"{{1}}\"").await;
    assert!(greyed(page, "p-contactText").await.contains("isMask"), "a name is shown as it is");
    way.unfold(page, "g-row").await;
    way.pick(page, "p.isMask", "true").await;
    refresh(page, way, "isMask=\"{{1}}\"").await;
    assert_eq!(greyed(page, "p-contactText").await, "");
    way.unfold(page, "g-row").await;
    way.pick(page, "p.contactText", "2").await;
    refresh(page, way, "contactText=\"{{2}}\"").await;
    let drawn = page.content("#live .sim").await;
    assert!(drawn.contains("联系客服"), "the drawing follows: {drawn}");
    assert!(greyed(page, "p-blockStyle").await.contains("styleType"));
}

/// Another style: what no longer counts is greyed and says why, and the values stay.
async fn single_button(page: &mut Page, way: Way) {
    way.unfold(page, "g-style").await;
    way.pick(page, "p.styleType", "2").await;
    refresh(page, way, "styleType=\"{{2}}\"").await;
    assert_eq!(greyed(page, "p-blockStyle").await, "");
    assert!(greyed(page, "p-contactText").await.contains("styleType"));
    assert!(page.has("#f-p-contactText.inactive").await);
    let kept = "return document.querySelector('[name=\"p.contactText\"]:checked').value;";
    assert_eq!(page.evaluate(kept).await, json!("2"), "greyed is not deleted");

    way.unfold(page, "g-block").await;
    way.pick(page, "p.blockStyle", "button").await;
    refresh(page, way, "blockStyle=\"button\"").await;
    assert!(greyed(page, "p-bubbleColor").await.contains("blockStyle"));
    way.unfold(page, "g-block").await;
    way.pick(page, "p.blockStyle", "bubble").await;
    refresh(page, way, "blockStyle=\"bubble\"").await;
    assert_eq!(greyed(page, "p-bubbleColor").await, "");
}

/// WeCom wants no `#`: it is taken away, and the portal says so.
async fn colour(page: &mut Page, way: Way) {
    way.unfold(page, "g-block").await;
    way.put(page, "#p-bubbleColor", "#4790EE").await;
    refresh(page, way, "bubbleColor=").await;
    let mut told = String::new();
    if way.bare {
        // The page has been drawn anew with the corrected value: it must say so itself.
        told = page.content("main").await;
    }
    way.go(page, "[data-save]").await;
    told.push_str(&page.content("main .flash").await);
    assert!(told.contains(way.says("已去掉", "removed")), "the correction is told: {told}");
    assert_eq!(page.value("#p-bubbleColor").await.to_uppercase(), "4790EE");
    let kept = "return document.querySelector('[name=\"p.contactText\"]:checked').value;";
    assert_eq!(page.evaluate(kept).await, json!("2"), "a value without effect is stored");
}

/// Plugin, page, element and handlers: what one file names, the other holds.
async fn agree(page: &mut Page) {
    let read = async |page: &Page, at: usize| page.content(&format!("#file-{at}-code")).await;
    let app: Value = serde_json::from_str(&read(page, 1).await).expect("app.json");
    let json: Value = serde_json::from_str(&read(page, 2).await).expect("the page's json");
    let (wxml, js) = (read(page, 3).await, read(page, 4).await);
    let (alias, _) = app["plugins"].as_object().and_then(|map| map.iter().next()).expect("alias");
    let components = json["usingComponents"].as_object().expect("components");
    let (tag, source) = components.iter().next().expect("a component");
    assert_eq!(source, &json!(format!("plugin://{alias}/cell")));
    assert!(wxml.trim_start().starts_with(&format!("<{tag}")), "{wxml}");
    for part in [PLUGID, "styleType=\"{{2}}\"", "blockStyle=\"bubble\"", "bubbleColor=\"4790E"] {
        assert!(wxml.contains(part), "{part} is missing in\n{wxml}");
    }
    for name in ["startmessage", "completemessage"] {
        assert!(wxml.contains(&format!("bind:{name}=\"{name}\"")) && js.contains(name), "{js}");
    }
}

/// Waits until the element's code holds this text: by itself, or after the button for that.
async fn refresh(page: &Page, way: Way, text: &str) {
    if way.bare {
        way.go(page, "[data-refresh]").await;
        let code = page.content("#file-3-code").await;
        assert!(code.contains(text), "{text} is missing in\n{code}");
    } else {
        let text = json!(text);
        page.until(&format!("document.querySelector('#file-3-code').textContent.includes({text})"))
            .await;
    }
}

/// Why a field has no effect; empty when it has one.
async fn greyed(page: &Page, field: &str) -> String {
    let reason = page.content(&format!("#f-{field} .reason")).await;
    assert_eq!(page.has(&format!("#f-{field}.inactive")).await, !reason.is_empty(), "{field}");
    reason
}
