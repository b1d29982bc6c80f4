//! Native code: WXML with bindings only, and a page that holds every text in its data.

use crate::channels::encode::{
    Code, Element, Encoded, Js, WxmlValue, js_name, js_value, wxml_field, wxml_flag,
    wxml_identifier, wxml_name,
};
use crate::channels::wechat::order::{Callback, Entry, Field, Order};

pub fn wxml(order: &Order) -> Option<String> {
    let element = Element::new(&wxml_name("button")?);
    Some(match &order.entry {
        Entry::Button { handler } => {
            button(element, order, handler)?.around(&wxml_field("contact", "text"))
        }
        Entry::Chat { .. } => element
            .attribute("bindtap", &wxml_identifier("openServiceChat")?)
            .around(&wxml_field("serviceChat", "text")),
    })
}

fn button(element: Element, order: &Order, handler: &str) -> Option<Element> {
    let element = element.attribute("open-type", &wxml_identifier("contact")?);
    let bind = |element: Element, field: &Field| element.attribute(field.name, &binding(field));
    let (source, card): (Vec<_>, Vec<_>) =
        order.fields.iter().partition(|field| field.name == "session-from");
    let element = source.into_iter().fold(element, bind);
    let element = match order.card {
        Some(on) => element.attribute("show-message-card", &wxml_flag(on)),
        None => element,
    };
    let element = card.into_iter().fold(element, bind);
    Some(element.attribute("bindcontact", &wxml_identifier(handler)?))
}

fn binding(field: &Field) -> Encoded<WxmlValue> {
    wxml_field("contact", field.key)
}

pub fn script(order: &Order) -> Option<String> {
    let code = Code::<Js>::new()
        .line("// 页面已有 Page({…}) 时，只合并 data 和方法 / where the page has a Page({…}), merge data and methods only")
        .line("Page({")
        .line("  data: {")
        .code(&data(order))
        .line("  },")
        .line("");
    let code = match &order.entry {
        Entry::Button { handler } => code.code(&contact(handler)?),
        Entry::Chat { corp_id, url, callbacks } => {
            code.code(&chat(order, corp_id, url, callbacks)?)
        }
    };
    Some(code.line("});").finish())
}

fn data(order: &Order) -> Code<Js> {
    let object = object(order);
    let mut code = Code::new();
    let asked: Vec<&Field> = order.asked_of_page().collect();
    if !asked.is_empty() {
        code = code
            .line("    // 用户点按之前由页面填写 / the page fills these before the tap:")
            .raw("    // this.setData({ ");
        for (at, field) in asked.iter().enumerate() {
            code = code.raw(if at == 0 { "\"" } else { ", \"" });
            code = code.raw(object).raw(".").raw(field.key).raw("\": …");
        }
        code = code.line(" })");
    }
    code = code.raw("    ").raw(object).line(": {");
    code = code.raw("      text: ").hole(&js_value(&order.words.as_str().into()));
    for field in data_fields(order) {
        code = code
            .line(",")
            .raw("      ")
            .raw(field.key)
            .raw(": ")
            .hole(&js_value(&field.text.as_str().into()));
    }
    code.line("").line("    }")
}

fn object(order: &Order) -> &'static str {
    match order.entry {
        Entry::Button { .. } => "contact",
        Entry::Chat { .. } => "serviceChat",
    }
}

/// The button binds all of its texts; the call needs data only for what the page supplies.
fn data_fields(order: &Order) -> impl Iterator<Item = &Field> {
    let button = matches!(order.entry, Entry::Button { .. });
    order.fields.iter().filter(move |field| button || field.from_page)
}

fn contact(handler: &str) -> Option<Code<Js>> {
    let code = Code::new()
        .line("  // 用户点按会话里的小程序消息后回到这里 / the user tapped a mini-program message and came back")
        .raw("  ")
        .hole(&js_name(handler)?)
        .line(": function (event) {")
        .line("    var detail = (event && event.detail) || {};")
        .line("    var query = detail.query || {};")
        .line("    var url = detail.path;")
        .line("    var pairs;")
        .line("    // 打开失败时只有 errMsg，没有 path / after a failure there is errMsg and no path")
        .line("    if (typeof url !== \"string\" || url.charAt(0) !== \"/\") { return; }")
        .line("    pairs = Object.keys(query).map(function (name) {")
        .line("      // 目标页面用 decodeURIComponent 还原 / the page restores values with decodeURIComponent")
        .line("      return encodeURIComponent(name) + \"=\" + encodeURIComponent(query[name]);")
        .line("    });")
        .line("    if (pairs.length > 0 && url.indexOf(\"?\") < 0) { url += \"?\" + pairs.join(\"&\"); }")
        .line("    wx.navigateTo({")
        .line("      url: url,")
        .line("      // 标签页，或打开的页面太多 / a tab page, or too many pages are open")
        .line("      fail: function () { wx.reLaunch({ url: url }); }")
        .line("    });")
        .line("  }");
    Some(code)
}

fn chat(order: &Order, corp_id: &str, url: &str, callbacks: &[Callback]) -> Option<Code<Js>> {
    let mut code = Code::new()
        .line("  // 只能由用户点按触发 / only a tap of the user may call it")
        .line("  openServiceChat: function () {")
        .line("    // 基础库 2.19.0 起才有 / since base library 2.19.0")
        .line("    if (!wx.canIUse(\"openCustomerServiceChat\")) {")
        .line("      wx.showModal({")
        .line("        title: \"无法打开客服\",")
        .line("        content: \"当前微信版本过低，请升级到最新版本后再试。\",")
        .line("        showCancel: false")
        .line("      });")
        .line("      return;")
        .line("    }")
        .line("    wx.openCustomerServiceChat({")
        .raw("      corpId: ")
        .hole(&js_value(&corp_id.into()))
        .line(",")
        .raw("      extInfo: { url: ")
        .hole(&js_value(&url.into()))
        .line(" },");
    if let Some(on) = order.card {
        code = code.raw("      showMessageCard: ").hole(&js_value(&on.into())).line(",");
    }
    for field in &order.fields {
        code = code.raw("      ").raw(field.key).raw(": ");
        code = if field.from_page {
            code.raw("this.data.serviceChat.").raw(field.key).line(",")
        } else {
            code.hole(&js_value(&field.text.as_str().into())).line(",")
        };
    }
    code = code.code(&handed(callbacks)?).line("    });").raw("  }");
    stubs(code, callbacks)
}

fn handed(callbacks: &[Callback]) -> Option<Code<Js>> {
    let mut lines = Vec::new();
    for Callback { event, name } in callbacks {
        let name = js_name(name)?;
        lines.push(
            Code::new().raw("      ").raw(event).raw(": this.").hole(&name).raw(".bind(this)"),
        );
    }
    if callbacks.iter().all(|callback| callback.event != "fail") {
        lines.push(
            Code::new()
                .line("      fail: function (error) {")
                .line("        console.warn(\"openCustomerServiceChat\", error && error.errMsg);")
                .raw("      }"),
        );
    }
    let last = lines.len().saturating_sub(1);
    let lines = lines.iter().enumerate();
    Some(lines.fold(Code::new(), |code, (at, line)| {
        code.code(line).line(if at == last { "" } else { "," })
    }))
}

/// A method for each name.
fn stubs(code: Code<Js>, callbacks: &[Callback]) -> Option<Code<Js>> {
    let mut code = code;
    for Callback { name, .. } in callbacks {
        code = code
            .line(",")
            .line("")
            .raw("  ")
            .hole(&js_name(name)?)
            .line(": function (result) {")
            .line("    // result.errMsg")
            .raw("  }");
    }
    Some(code.line(""))
}
