//! The chat page itself: on a phone, on a desktop, and as the component's window.

use super::View;
use super::page::side;
use crate::channels::preview::{Device, Frame, Icon, Part};
use crate::text::{Message, Text, text};

/// The chat that a link opens.
pub fn link(view: &View<'_>) -> Frame {
    if view.is("variant", "pc") {
        return desktop(view, "https://….sobot.com/chat/pc/v2/index.html");
    }
    let bar = view.is("top_bar_flag", "1");
    Frame {
        device: Device::Phone,
        title: title(view),
        bar,
        bar_fill: bar.then(|| view.fill()),
        label: if bar {
            Message::new(
                "手机上的聊天页，顶部有返回栏和标题",
                "The chat page on a phone, with a bar and a title",
            )
        } else {
            Message::new(
                "手机上的聊天页，没有顶部返回栏",
                "The chat page on a phone, without a bar",
            )
        },
        caption: Message::new("H5 聊天页", "H5 chat page"),
        parts: talk(view),
    }
}

pub fn desktop(view: &View<'_>, address: &str) -> Frame {
    let parts = if view.situation.target() == "component" {
        vec![Part::Placeholder { lines: 4 }, window(view)]
    } else {
        talk(view)
    };
    Frame {
        device: Device::Desktop,
        title: address.to_owned(),
        bar: true,
        bar_fill: None,
        label: Message::new(
            "桌面上的聊天窗：欢迎语、对话和输入区",
            "The chat on a desktop: greeting, conversation and input",
        ),
        caption: Message::new("打开后的聊天窗", "The chat, opened"),
        parts,
    }
}

/// The component's window in a corner of the page.
pub fn window(view: &View<'_>) -> Part {
    Part::Window { side: side(view), fill: view.fill(), title: title(view), parts: talk(view) }
}

fn title(view: &View<'_>) -> String {
    match view.text("title_flag") {
        Some("1") => {
            view.say("企业名称（后台设置）", "企業名稱（後台設置）", "Enterprise name (console)")
        }
        Some("3") => view.say("客服 小智", "客服 小智", "Agent Xiaozhi"),
        _ => view
            .text("custom_title")
            .map_or_else(|| view.say("在线客服", "在線客服", "Customer service"), str::to_owned),
    }
}

fn talk(view: &View<'_>) -> Vec<Part> {
    let faces = view.is("show_face", "1");
    let greeting = view.text("robot_hello_word").map(str::to_owned);
    let greeting = greeting.unwrap_or_else(|| {
        view.say(
            "您好，请问有什么可以帮您？",
            "您好，請問有什麼可以幫您？",
            "Hello, how can I help?",
        )
    });
    let mut parts = vec![Part::Bubble {
        icon: if faces { Icon::Avatar } else { Icon::None },
        from_visitor: false,
        text: greeting,
        button: None,
        fill: None,
    }];
    parts.push(Part::Bubble {
        icon: if faces && view.text("face").is_some() { Icon::Placeholder } else { Icon::None },
        from_visitor: true,
        text: view.say("我想咨询一下", "我想諮詢一下", "I have a question"),
        button: None,
        fill: Some(view.fill()),
    });
    parts.extend(order(view));
    parts.push(Part::InputBar { buttons: buttons(view) });
    parts
}

/// The order card: shown once its state or its number is known.
fn order(view: &View<'_>) -> Option<Part> {
    let code = view.text("order_code");
    let state = view.text("order_status");
    if code.is_none() && state.is_none() {
        return None;
    }
    let word = match state {
        Some("0") => view.text("status_custom").unwrap_or_default().to_owned(),
        Some(value) => view
            .situation
            .find("order_status")
            .and_then(|param| param.meaning(value))
            .map_or("", |text| text.zh)
            .to_owned(),
        None => String::new(),
    };
    let goods: Vec<serde_json::Value> =
        view.text("goods").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let name = goods.first().and_then(|item| item.get("name")).and_then(serde_json::Value::as_str);
    let mut lines: Vec<String> = Vec::new();
    lines.extend(code.map(|code| format!("{} {code}", view.say("订单编号", "訂單編號", "Order"))));
    lines.extend(view.text("create_time").map(str::to_owned));
    lines.extend(view.text("goods_count").map(|count| format!("× {count}")));
    lines.extend(Some(word).filter(|word| !word.is_empty()));
    Some(Part::Card {
        title: name.map_or_else(|| view.say("订单", "訂單", "Order"), str::to_owned),
        lines,
        tag: view.text("total_fee").and_then(yuan),
        picture: goods.iter().any(|item| item.get("pictureUrl").is_some()),
    })
}

/// Cents as yuan.
fn yuan(cents: &str) -> Option<String> {
    let cents = cents.parse::<u64>().ok()?;
    Some(format!("¥{}.{:02}", cents / 100, cents % 100))
}

/// Buttons that are known to show; those that the console decides are left out.
fn buttons(view: &View<'_>) -> Vec<Text> {
    let component = view.situation.target() == "component";
    let pc = component || view.is("variant", "pc");
    let candidates = [
        (view.is("photo_flag", "1"), text("附件", "Attachment")),
        (pc && !view.is("cut_flag", "hide"), text("截图", "Screenshot")),
        (view.is("leave_msg_flag", "1"), text("留言", "Leave a message")),
        (view.is("feedback_flag", "1"), text("评价", "Rate")),
    ];
    candidates.into_iter().filter(|(shown, _)| *shown).map(|(_, label)| label).collect()
}
