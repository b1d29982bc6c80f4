//! The four pieces of code: two patches of JSON, the component, its handlers.

use serde_json::{Value, json};

use crate::catalog::{Checked, Form, Surface, Written, encode};
use crate::channels::Artifact;
use crate::channels::encode::{
    Code, Element, Encoded, Js, WxmlValue, js_value, json_file, wxml_identifier, wxml_name,
    wxml_number,
};

/// `None` only where a checked value could not be a name after all.
pub fn artifacts(checked: &Checked) -> Option<Vec<Artifact>> {
    let page = checked.window("page")?;
    Some(vec![
        artifact("app.json".to_owned(), "json", "patch", app_json(checked)?),
        artifact(format!("{page}.json"), "json", "patch", page_json(checked)?),
        artifact(format!("{page}.wxml"), "wxml", "insert", component(checked)?),
        artifact(format!("{page}.js"), "js", "insert", handlers(checked)),
    ])
}

fn artifact(
    path: String,
    language: &'static str,
    merge: &'static str,
    content: String,
) -> Artifact {
    Artifact { path, language, merge, content }
}

fn app_json(checked: &Checked) -> Option<String> {
    let plugin =
        json!({ "version": checked.window("version")?, "provider": checked.window("provider")? });
    Some(
        json_file(&json!({ "plugins": { (checked.window("alias")?): plugin } }))
            .as_str()
            .to_owned(),
    )
}

fn page_json(checked: &Checked) -> Option<String> {
    let address = format!("plugin://{}/cell", checked.window("alias")?);
    Some(
        json_file(&json!({ "usingComponents": { (checked.window("tag")?): address } }))
            .as_str()
            .to_owned(),
    )
}

/// Only attributes that work with the chosen style are written: others would look as if they did.
fn component(checked: &Checked) -> Option<String> {
    let element = Element::new(&wxml_name(&checked.window("tag")?)?)
        .bind("startmessage", &wxml_name(&handler(checked, "startmessage"))?)
        .bind("completemessage", &wxml_name(&handler(checked, "completemessage"))?)
        .attribute("plugid", &wxml_identifier(&checked.window("plugid")?)?);
    let options = encode(checked, Surface::Object);
    let mut written = options
        .iter()
        .filter(|written| written.effective && !is_handler(written) && !written.param.observed);
    let element = written.try_fold(element, |element, written| {
        Some(element.attribute(written.param.name, &value(&written.form)?))
    });
    Some(element?.finish())
}

fn is_handler(written: &Written<'_>) -> bool {
    matches!(written.param.name, "startmessage" | "completemessage")
}

fn value(form: &Form<'_>) -> Option<Encoded<WxmlValue>> {
    match form {
        Form::Text(text) => wxml_identifier(text),
        Form::Literal(value) => value.as_i64().map(wxml_number),
    }
}

/// The method's name, by default the event's.
fn handler(checked: &Checked, event: &str) -> String {
    checked.option(event).unwrap_or_else(|| event.to_owned())
}

fn handlers(checked: &Checked) -> String {
    let name = |event| js_value(&Value::from(handler(checked, event)));
    let code = Code::<Js>::new()
        .line("// 页面已有 Page({…}) 时，只合并其中的方法 / where the page has a Page({…}), merge the methods only")
        .line("Page({")
        .raw("  ")
        .hole(&name("startmessage"))
        .line(": function () {")
        .line("    // 已点击，请求已发出 / tapped, the request is on its way")
        .line("  },")
        .line("")
        .raw("  ")
        .hole(&name("completemessage"))
        .line(": function (event) {")
        .line("    var detail = (event && event.detail) || {};")
        .line("    // 点击本身也会触发一次，只带 {state: 1}、没有 errcode / the tap itself fires this with {state: 1} and no errcode")
        .line("    if (detail.errcode === undefined || detail.errcode === null) { return; }")
        .line("    switch (Number(detail.errcode)) {");
    let code = CODES.iter().fold(code, |code, (case, zh, en)| {
        code.raw("      case ")
            .raw(case)
            .raw(": // ")
            .raw(zh)
            .raw(" / ")
            .line(en)
            .code(&outcome(case))
            .line("        break;")
    });
    code.line("      default:")
        .line("        console.warn(\"contactPlugin\", detail.errcode);")
        .line("    }")
        .line("  }")
        .line("});")
        .finish()
}

/// name and headurl come with 0 and -3006 only.
fn outcome(case: &str) -> Code<Js> {
    match case {
        "0" => Code::new().line("        // detail.name, detail.headurl；detail.notifytype: 0 服务通知 / service notice, 1 二维码 / QR code"),
        "-3006" => Code::new().line("        // detail.name, detail.headurl"),
        _ => Code::new(),
    }
}

/// Every code that the document lists or the plugin is known to give.
const CODES: &[(&str, &str, &str)] = &[
    ("0", "已把客服名片发给用户", "the card was sent to the user"),
    (
        "-3002",
        "获取插件配置失败，请检查 plugid",
        "the configuration could not be read; check the plugid",
    ),
    ("-3004", "用户拒绝授权", "the user refused"),
    ("-3005", "客服消息发送失败", "the message could not be sent"),
    ("-3006", "用户与该客服已是好友", "the user and the agent are contacts already"),
    ("-3007", "返回了文档未列出的类型", "a kind of reply that the document does not list"),
    ("-3008", "当前配置没有客服人员", "nobody is configured to answer"),
    ("-3010", "用户尚未登录，请先调用 wx.login", "the user has not signed in; call wx.login first"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_plugin_is_told() {
        let cases: Vec<&str> = CODES.iter().map(|(case, ..)| *case).collect();
        assert_eq!(cases, ["0", "-3002", "-3004", "-3005", "-3006", "-3007", "-3008", "-3010"]);
    }
}
