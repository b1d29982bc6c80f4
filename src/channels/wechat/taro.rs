//! Taro: a component of React and TypeScript, to be put into a page.

use crate::channels::encode::{Code, Tsx, tsx_name, tsx_value};
use crate::channels::wechat::order::{Callback, Entry, Order};

pub fn file(order: &Order) -> Option<String> {
    let code = match &order.entry {
        Entry::Button { handler } => contact(order, handler)?,
        Entry::Chat { corp_id, url, callbacks } => chat(order, corp_id, url, callbacks)?,
    };
    Some(code.finish())
}

fn contact(order: &Order, handler: &str) -> Option<Code<Tsx>> {
    let code = Code::new()
        .line("import Taro from \"@tarojs/taro\";")
        .line("import { Button } from \"@tarojs/components\";")
        .line("import type { ButtonProps } from \"@tarojs/components/types/Button\";")
        .line("")
        .code(&constant(order, "CONTACT"))
        .line("")
        .code(&duty(order, "<ContactButton"))
        .line("function ContactButton(props: Partial<typeof CONTACT>) {")
        .line("  const contact = { ...CONTACT, ...props };")
        .line("")
        .line("  // 用户点按会话里的小程序消息后回到这里 / the user tapped a mini-program message and came back")
        .raw("  const ")
        .hole(&tsx_name(handler)?)
        .line(": ButtonProps[\"onContact\"] = (event) => {")
        .line("    const { path, query } = event.detail;")
        .line("    // 打开失败时只有 errMsg，没有 path / after a failure there is errMsg and no path")
        .line("    if (typeof path !== \"string\" || !path.startsWith(\"/\")) return;")
        .line("    // 目标页面用 decodeURIComponent 还原 / the page restores values with decodeURIComponent")
        .line("    const pairs = Object.entries(query ?? {}).map(")
        .line("      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,")
        .line("    );")
        .line("    const url = pairs.length && !path.includes(\"?\") ? `${path}?${pairs.join(\"&\")}` : path;")
        .line("    // 标签页，或打开的页面太多，用 reLaunch / reLaunch for a tab page, or when too many pages are open")
        .line("    Taro.navigateTo({ url }).catch(() => Taro.reLaunch({ url }));")
        .line("  };")
        .line("")
        .code(&elsewhere())
        .line("  return (")
        .line("    <Button")
        .line("      openType=\"contact\"");
    let code = attributes(code, order)
        .raw("      onContact={")
        .hole(&tsx_name(handler)?)
        .line("}")
        .line("    >")
        .line("      {contact.text}")
        .line("    </Button>")
        .line("  );")
        .line("}");
    Some(code)
}

fn attributes(code: Code<Tsx>, order: &Order) -> Code<Tsx> {
    let mut code = code;
    let mut card = order.card;
    for field in &order.fields {
        if field.name != "session-from" {
            code = flag(code, card.take());
        }
        code = code.raw("      ").raw(field.key).raw("={contact.").raw(field.key).line("}");
    }
    flag(code, card)
}

fn flag(code: Code<Tsx>, card: Option<bool>) -> Code<Tsx> {
    match card {
        Some(true) => code.line("      showMessageCard"),
        Some(false) => code.line("      showMessageCard={false}"),
        None => code,
    }
}

/// Other platforms have no such button.
fn elsewhere() -> Code<Tsx> {
    Code::new().line("  if (process.env.TARO_ENV !== \"weapp\") return null;")
}

/// What the page hands over as properties.
fn duty(order: &Order, tag: &'static str) -> Code<Tsx> {
    let mut code = Code::new().raw("// 在页面里使用 / to be used in the page: ").raw(tag);
    for field in order.asked_of_page() {
        code = code.raw(" ").raw(field.key).raw("={…}");
    }
    code.line(" />")
}

fn constant(order: &Order, name: &'static str) -> Code<Tsx> {
    let button = matches!(order.entry, Entry::Button { .. });
    let mut code = Code::new().raw("const ").raw(name).line(" = {");
    code = code.raw("  text: ").hole(&tsx_value(&order.words.as_str().into())).line(",");
    for field in order.fields.iter().filter(|field| button || field.from_page) {
        code = code
            .raw("  ")
            .raw(field.key)
            .raw(": ")
            .hole(&tsx_value(&field.text.as_str().into()))
            .line(",");
    }
    code.line("};")
}

fn chat(order: &Order, corp_id: &str, url: &str, callbacks: &[Callback]) -> Option<Code<Tsx>> {
    let mut code = Code::new()
        .line("import Taro from \"@tarojs/taro\";")
        .line("import { Button } from \"@tarojs/components\";")
        .line("")
        .code(&constant(order, "SERVICE_CHAT"))
        .line("")
        .code(&stubs(callbacks)?)
        .code(&duty(order, "<ServiceChatButton"))
        .line("function ServiceChatButton(props: Partial<typeof SERVICE_CHAT>) {")
        .line("  const serviceChat = { ...SERVICE_CHAT, ...props };")
        .line("")
        .line("  // 只能由用户点按触发 / only a tap of the user may call it")
        .line("  const openServiceChat = () => {")
        .line("    // 基础库 2.19.0 起才有 / since base library 2.19.0")
        .line("    if (!Taro.canIUse(\"openCustomerServiceChat\")) {")
        .line("      Taro.showModal({")
        .line("        title: \"无法打开客服\",")
        .line("        content: \"当前微信版本过低，请升级到最新版本后再试。\",")
        .line("        showCancel: false,")
        .line("      });")
        .line("      return;")
        .line("    }")
        .line("    Taro.openCustomerServiceChat({")
        .raw("      corpId: ")
        .hole(&tsx_value(&corp_id.into()))
        .line(",")
        .raw("      extInfo: { url: ")
        .hole(&tsx_value(&url.into()))
        .line(" },");
    if let Some(on) = order.card {
        code = code.raw("      showMessageCard: ").hole(&tsx_value(&on.into())).line(",");
    }
    for field in &order.fields {
        code = code.raw("      ").raw(field.key).raw(": ");
        code = if field.from_page {
            code.raw("serviceChat.").raw(field.key).line(",")
        } else {
            code.hole(&tsx_value(&field.text.as_str().into())).line(",")
        };
    }
    for Callback { event, name } in callbacks {
        code = code.raw("      ").raw(event).raw(": ").hole(&tsx_name(name)?).line(",");
    }
    if callbacks.iter().all(|callback| callback.event != "fail") {
        code = code.line(
            "      fail: (error) => console.warn(\"openCustomerServiceChat\", error?.errMsg),",
        );
    }
    Some(
        code.line("    });")
            .line("  };")
            .line("")
            .code(&elsewhere())
            .line("  return <Button onClick={openServiceChat}>{serviceChat.text}</Button>;")
            .line("}"),
    )
}

fn stubs(callbacks: &[Callback]) -> Option<Code<Tsx>> {
    let mut code = Code::new();
    for Callback { name, .. } in callbacks {
        code = code
            .raw("function ")
            .hole(&tsx_name(name)?)
            .line("(result: { errMsg: string }) {")
            .line("  // result.errMsg")
            .line("}")
            .line("");
    }
    Some(code)
}
