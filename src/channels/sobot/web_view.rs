//! The chat page inside a WeChat mini program: a page of its own with a `web-view`.
//!
//! On Android the embedded page cannot open attachments. It posts the file's address and goes back,
//! which is when mini programs deliver messages; the page then downloads the file and opens it.

use serde_json::{Value, json};

use super::entry::{self, too_long};
use super::link::options;
use super::{Order, Rendered, run_time};
use crate::channels::Artifact;
use crate::channels::encode::{
    Address, Code, Element, Encoded, Js, js_value, json_file, query, wxml_binding, wxml_identifier,
    wxml_name,
};

/// The origin that the vendor gives to mini programs.
pub const MINI_PROGRAM: &str = "10";

/// `None` only where a name of ours could not be written after all.
pub fn write(order: &Order<'_>, rendered: &mut Rendered) -> Option<()> {
    let page = order.checked.window("page")?;
    let address = address(order);
    rendered.diagnostics.extend(too_long(&address));
    rendered.artifacts = vec![
        artifact(format!("{page}.wxml"), "wxml", "insert", element()?),
        artifact(format!("{page}.js"), "js", "insert", script(order, &address).finish()),
        artifact(format!("{page}.json"), "json", "patch", page_json(order)),
    ];
    Some(())
}

fn artifact(
    path: String,
    language: &'static str,
    merge: &'static str,
    content: String,
) -> Artifact {
    Artifact { path, language, merge, content }
}

fn address(order: &Order<'_>) -> Address {
    let base =
        Address::https(&order.host, "/chat/h5/v2/index.html").pair("sysnum", &query(&order.sysnum));
    let chosen = order.checked.option("source").is_some();
    let base = if chosen { base } else { base.pair("source", &query(MINI_PROGRAM)) };
    options(order, base, entry::unchanged, false)
}

/// The address is bound: free text never stands in an attribute.
fn element() -> Option<String> {
    let address = wxml_binding(&wxml_name("chatUrl")?);
    let element = Element::new(&wxml_name("web-view")?)
        .attribute("wx:if", &address)
        .attribute("src", &address)
        .attribute("bindmessage", &wxml_identifier("onChatMessage")?);
    Some(element.finish())
}

/// Shown until the chat page has a title of its own.
fn page_json(order: &Order<'_>) -> String {
    let title =
        order.checked.option("custom_title").unwrap_or_else(|| order.page_title().to_owned());
    json_file(&json!({ "navigationBarTitleText": title })).as_str().to_owned()
}

fn script(order: &Order<'_>, address: &Address) -> Code<Js> {
    let code =
        Code::new().raw("var CHAT = ").hole(&js_value(&address.as_str().into())).line(";").line("");
    let code = if order.visited {
        code
    } else {
        code.code(&run_time::pairs(order, "web_view", entry::unchanged, js_value)).line("")
    };
    code.line("// 页面已有 Page({…}) 时，只合并其中的内容 / where the page has a Page({…}), merge what is inside")
        .line("Page({")
        .line("  data: { chatUrl: \"\" },")
        .line("")
        .code(&loading(order))
        .code(&opening(order))
        .code(&receiving(order))
        .line("});")
}

fn loading(order: &Order<'_>) -> Code<Js> {
    if order.visited {
        return Code::new()
            .line("  onLoad: function () {")
            .line("    this.openChat();")
            .line("  },")
            .line("");
    }
    Code::new()
        .line("  onLoad: function () {")
        .line("    // 登录后把已知的资料放进 app.globalData.visitor = {…}，没有的值不传 / put what is known into app.globalData.visitor; what is absent is not sent")
        .line("    this.openChat((getApp().globalData || {}).visitor);")
        .line("  },")
        .line("")
}

fn opening(order: &Order<'_>) -> Code<Js> {
    let (head, address) = if order.visited {
        ("  openChat: function () {", "CHAT")
    } else {
        ("  openChat: function (visitor) {", "CHAT + pairs(visitor)")
    };
    let code = Code::new().line(head);
    let code = match &order.endpoint {
        None => code.raw("    this.setData({ chatUrl: ").raw(address).line(" });"),
        Some(endpoint) => code.code(&signing(order, endpoint, address)),
    };
    code.line("  },").line("")
}

/// The chat opens only after the customer's own server has signed for the person who is signed in.
fn signing(order: &Order<'_>, endpoint: &str, address: &'static str) -> Code<Js> {
    Code::new()
        .line("    var page = this;")
        .line("    function failed(error) {")
        .line("      console.error(error);")
        .raw("      wx.showToast({ title: ")
        .hole(&words(order, "暂时无法打开客服", "The chat cannot be opened"))
        .line(", icon: \"none\" });")
        .line("    }")
        .line("    wx.request({")
        .line("      // 由您的服务端按登录用户返回 {\"partnerid\":…,\"sign\":…} / your own server answers for the person signed in")
        .raw("      url: ")
        .hole(&js_value(&endpoint.into()))
        .line(",")
        .line("      // 小程序不带 Cookie，请带上您的登录凭证 / mini programs send no cookies; add your own session")
        .line("      header: {},")
        .line("      success: function (response) {")
        .line("        var answer = response.data || {};")
        .line("        if (response.statusCode !== 200 || !answer.partnerid || !answer.sign) { failed(response); return; }")
        .line("        page.setData({")
        .raw("          chatUrl: (")
        .raw(address)
        .line(").replace(/&partnerid=[^&]*/, \"\") +")
        .line("            \"&partnerid=\" + encodeURIComponent(answer.partnerid) + \"&sign=\" + encodeURIComponent(answer.sign)")
        .line("        });")
        .line("      },")
        .line("      fail: failed")
        .line("    });")
}

/// The posted values come as a list, on going back, leaving or sharing; the first is the file's address.
fn receiving(order: &Order<'_>) -> Code<Js> {
    Code::new()
        .line("  // 安卓点开附件时会返回上一页并收到文件地址 / on Android a tapped attachment goes back and its address arrives")
        .line("  onChatMessage: function (event) {")
        .line("    var posted = (event && event.detail && event.detail.data) || [];")
        .line("    var url = posted[0];")
        .line("    if (typeof url !== \"string\" || url.indexOf(\"https://\") !== 0) { return; }")
        .line("    function failed(error) {")
        .line("      console.error(error);")
        .raw("      wx.showToast({ title: ")
        .hole(&words(order, "文件打不开", "The file cannot be opened"))
        .line(", icon: \"none\" });")
        .line("    }")
        .line("    wx.downloadFile({")
        .line("      url: url,")
        .line("      success: function (file) {")
        .line("        if (file.statusCode !== 200) { failed(file); return; }")
        .line("        wx.openDocument({ filePath: file.tempFilePath, showMenu: true, fail: failed });")
        .line("      },")
        .line("      fail: failed")
        .line("    });")
        .line("  }")
}

/// What users read, in the language that the chat will have.
fn words(order: &Order<'_>, zh: &'static str, en: &'static str) -> Encoded<Js> {
    let english = order.checked.option("locale").as_deref() == Some("en");
    js_value(&Value::from(if english { en } else { zh }))
}
