//! uni-app: a single-file component of Vue 3 that other platforms compile to nothing.

use crate::channels::encode::{
    Code, VueScript, VueTemplate, vue_file, vue_handler, vue_name, vue_value,
};
use crate::channels::wechat::order::{Callback, Entry, Order};

pub fn file(order: &Order) -> Option<String> {
    Some(vue_file(&template(order)?, &script(order)?))
}

fn template(order: &Order) -> Option<Code<VueTemplate>> {
    let code = Code::new().line("  <view>").line("    <!-- #ifdef MP-WEIXIN -->");
    let code = match &order.entry {
        Entry::Button { handler } => button(code, order, handler)?,
        Entry::Chat { .. } => {
            code.line("    <button @tap=\"openServiceChat\">{{ serviceChat.text }}</button>")
        }
    };
    Some(code.line("    <!-- #endif -->").line("  </view>"))
}

fn button(code: Code<VueTemplate>, order: &Order, handler: &str) -> Option<Code<VueTemplate>> {
    let mut code = code.line("    <button").line("      open-type=\"contact\"");
    let mut card = order.card;
    for field in &order.fields {
        if field.name != "session-from" {
            code = flag(code, card.take());
        }
        code = code.raw("      :").raw(field.name).raw("=\"contact.").raw(field.key).line("\"");
    }
    let code = flag(code, card)
        .raw("      @contact=\"")
        .hole(&vue_handler(handler)?)
        .line("\"")
        .line("    >{{ contact.text }}</button>");
    Some(code)
}

fn flag(code: Code<VueTemplate>, card: Option<bool>) -> Code<VueTemplate> {
    match card {
        Some(true) => code.line("      :show-message-card=\"true\""),
        Some(false) => code.line("      :show-message-card=\"false\""),
        None => code,
    }
}

fn script(order: &Order) -> Option<Code<VueScript>> {
    let code = Code::new()
        .line("// 页面已有内容时，只合并按钮和下面的代码 / where the page has content, merge the button and the code below")
        .line("import { reactive } from \"vue\";")
        .line("")
        .line("// #ifdef MP-WEIXIN")
        .code(&data(order))
        .line("");
    let code = match &order.entry {
        Entry::Button { handler } => contact(code, handler)?,
        Entry::Chat { corp_id, url, callbacks } => chat(code, order, corp_id, url, callbacks)?,
    };
    Some(code.line("// #endif"))
}

fn data(order: &Order) -> Code<VueScript> {
    let button = matches!(order.entry, Entry::Button { .. });
    let object = if button { "contact" } else { "serviceChat" };
    let mut code = Code::new();
    if order.asked_of_page().next().is_some() {
        code = code.line("// 用户点按之前由页面填写 / the page fills these before the tap:");
    }
    for field in order.asked_of_page() {
        code = code.raw("// ").raw(object).raw(".").raw(field.key).line(" = …");
    }
    code = code.raw("const ").raw(object).line(" = reactive({");
    code = code.raw("  text: ").hole(&vue_value(&order.words.as_str().into())).line(",");
    for field in order.fields.iter().filter(|field| button || field.from_page) {
        code = code
            .raw("  ")
            .raw(field.key)
            .raw(": ")
            .hole(&vue_value(&field.text.as_str().into()))
            .line(",");
    }
    code.line("});")
}

fn contact(code: Code<VueScript>, handler: &str) -> Option<Code<VueScript>> {
    let code = code
        .line("// 用户点按会话里的小程序消息后回到这里 / the user tapped a mini-program message and came back")
        .raw("function ")
        .hole(&vue_name(handler)?)
        .line("(event) {")
        .line("  const { path, query } = event.detail || {};")
        .line("  // 打开失败时只有 errMsg，没有 path / after a failure there is errMsg and no path")
        .line("  if (typeof path !== \"string\" || !path.startsWith(\"/\")) return;")
        .line("  // 目标页面用 decodeURIComponent 还原 / the page restores values with decodeURIComponent")
        .line("  const pairs = Object.entries(query || {}).map(")
        .line("    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`")
        .line("  );")
        .line("  const url = pairs.length && !path.includes(\"?\") ? `${path}?${pairs.join(\"&\")}` : path;")
        .line("  // 标签页，或打开的页面太多，用 reLaunch / reLaunch for a tab page, or when too many pages are open")
        .line("  uni.navigateTo({ url, fail: () => uni.reLaunch({ url }) });")
        .line("}");
    Some(code)
}

fn chat(
    code: Code<VueScript>,
    order: &Order,
    corp_id: &str,
    url: &str,
    callbacks: &[Callback],
) -> Option<Code<VueScript>> {
    let mut code = code
        .line("// 只能由用户点按触发 / only a tap of the user may call it")
        .line("function openServiceChat() {")
        .line("  // 基础库 2.19.0 起才有 / since base library 2.19.0")
        .line("  if (!wx.canIUse(\"openCustomerServiceChat\")) {")
        .line("    uni.showModal({")
        .line("      title: \"无法打开客服\",")
        .line("      content: \"当前微信版本过低，请升级到最新版本后再试。\",")
        .line("      showCancel: false,")
        .line("    });")
        .line("    return;")
        .line("  }")
        .line("  wx.openCustomerServiceChat({")
        .raw("    corpId: ")
        .hole(&vue_value(&corp_id.into()))
        .line(",")
        .raw("    extInfo: { url: ")
        .hole(&vue_value(&url.into()))
        .line(" },");
    if let Some(on) = order.card {
        code = code.raw("    showMessageCard: ").hole(&vue_value(&on.into())).line(",");
    }
    for field in &order.fields {
        code = code.raw("    ").raw(field.key).raw(": ");
        code = if field.from_page {
            code.raw("serviceChat.").raw(field.key).line(",")
        } else {
            code.hole(&vue_value(&field.text.as_str().into())).line(",")
        };
    }
    for Callback { event, name } in callbacks {
        code = code.raw("    ").raw(event).raw(": ").hole(&vue_name(name)?).line(",");
    }
    if callbacks.iter().all(|callback| callback.event != "fail") {
        code = code
            .line("    fail: (error) => console.warn(\"openCustomerServiceChat\", error?.errMsg),");
    }
    code = code.line("  });").line("}");
    for Callback { name, .. } in callbacks {
        code = code
            .line("")
            .raw("function ")
            .hole(&vue_name(name)?)
            .line("(result) {")
            .line("  // result.errMsg")
            .line("}");
    }
    Some(code)
}
