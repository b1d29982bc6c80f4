//! The chat page itself: on a phone, on a desktop, inside a mini program, and as the component's window.

use super::page::side;
use super::{View, card, conditions};
use crate::channels::preview::{Device, Frame, Icon, Part};
use crate::text::{Message, Text, text};

/// The chat that a link opens.
pub fn link(view: &View<'_>) -> Frame {
    if view.is("variant", "pc") {
        return desktop(view, "https://….sobot.com/chat/pc/v2/index.html");
    }
    let bar = view.is("top_bar_flag", "1");
    Frame {
        device: Device::PhoneWeb,
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
        caption: if view.is("variant", "h5_legacy") {
            Message::new(
                "H5 聊天页（旧版，安卓 6.0 以下）",
                "H5 chat page (old form, Android below 6.0)",
            )
        } else {
            Message::new("H5 聊天页", "H5 chat page")
        },
        parts: talk(view, Screen::Phone),
    }
}

/// The chat inside a mini program, whose own bar stands above it.
pub fn web_view(view: &View<'_>) -> Frame {
    let page = link(view);
    Frame {
        title: title(view),
        bar: true,
        bar_fill: None,
        label: Message::new(
            "微信小程序里的聊天页，上方是小程序自己的标题栏",
            "The chat page inside a WeChat mini program, below the program's own bar",
        ),
        caption: Message::new("小程序内嵌聊天页", "Chat inside a mini program"),
        parts: if page.bar { [bar(view), page.parts].concat() } else { page.parts },
        device: Device::Phone,
    }
}

/// The page's own bar below that of the mini program.
fn bar(view: &View<'_>) -> Vec<Part> {
    let text = title(view);
    vec![Part::Row { icon: Icon::None, text, button: None, padding: 0 }]
}

pub fn desktop(view: &View<'_>, address: &str) -> Frame {
    let component = view.situation.target() == "component";
    let parts = if component {
        vec![Part::Placeholder { lines: 4 }, window(view)]
    } else {
        talk(view, Screen::Desktop)
    };
    let caption = Message::new("打开后的聊天窗", "The chat, opened");
    Frame {
        device: Device::Desktop,
        title: address.to_owned(),
        bar: true,
        bar_fill: None,
        label: Message::new(
            "桌面上的聊天窗：欢迎语、对话和输入区",
            "The chat on a desktop: greeting, conversation and input",
        ),
        caption: if component { sized(view, caption) } else { caption },
        parts,
    }
}

/// The drawing has one size; the caption tells the chosen one.
fn sized(view: &View<'_>, caption: Message) -> Message {
    let sizes = [
        ("width", "宽", "width"),
        ("height", "高", "height"),
        ("container_style", "样式", "style"),
    ];
    sizes.iter().fold(caption, |caption, (name, zh, en)| match view.text(name) {
        Some(value) => Message::new(
            format!("{} · {zh} {value}", caption.zh),
            format!("{} · {en} {value}", caption.en),
        ),
        None => caption,
    })
}

/// The component's chat on a phone: the whole screen, or its lower half.
pub fn phone(view: &View<'_>) -> Frame {
    let half = view.is("expand_size", "half");
    let mut parts = Vec::new();
    if half {
        parts.push(Part::Placeholder { lines: 4 });
    }
    parts.extend(talk(view, Screen::Phone));
    let (zh, en) = if half {
        (
            "手机网页的下半屏是聊天，上半屏仍是页面",
            "The chat in the lower half of a phone, the page above it",
        )
    } else {
        ("手机网页上全屏打开的聊天", "The chat on a phone, over the whole screen")
    };
    Frame {
        device: Device::PhoneWeb,
        title: title(view),
        bar: true,
        bar_fill: Some(view.fill()),
        label: Message::new(zh, en),
        caption: if half {
            Message::new("手机上半屏打开", "On a phone, half screen")
        } else {
            Message::new("手机上打开", "On a phone")
        },
        parts,
    }
}

/// The component's window in a corner of the page.
pub fn window(view: &View<'_>) -> Part {
    Part::Window {
        side: side(view),
        fill: view.fill(),
        title: title(view),
        parts: talk(view, Screen::Desktop),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Screen {
    Phone,
    Desktop,
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

/// The vendor's own words, which it shows in Chinese alone.
const REFUSAL: &str = "经验证当前用户为非法用户，不予接入客户服务中心";

fn talk(view: &View<'_>, screen: Screen) -> Vec<Part> {
    if view.is_refused() {
        return vec![Part::Dialog { text: REFUSAL.to_owned(), button: None }];
    }
    let mut parts = Vec::new();
    if screen == Screen::Phone {
        parts.extend(card::product(view));
    }
    parts.extend(robot(view, screen));
    parts.push(mine(view, screen));
    if screen == Screen::Phone {
        parts.extend(card::order(view));
    }
    parts.extend(agent(view, screen));
    parts.push(Part::InputBar { buttons: buttons(view, screen) });
    parts
}

/// What the other side says; pictures are a matter of phones.
fn said(view: &View<'_>, screen: Screen, text: String) -> Part {
    let faces = screen == Screen::Phone && view.is("show_face", "1");
    let icon = if faces { Icon::Avatar } else { Icon::None };
    Part::Bubble { icon, from_visitor: false, text, button: None, fill: None }
}

fn robot(view: &View<'_>, screen: Screen) -> Option<Part> {
    if view.is("type", "2") {
        return None;
    }
    let greeting = view.text("robot_hello_word").map(str::to_owned);
    let greeting = greeting.unwrap_or_else(|| {
        view.say(
            "您好，请问有什么可以帮您？",
            "您好，請問有什麼可以幫您？",
            "Hello, how can I help?",
        )
    });
    Some(said(view, screen, greeting))
}

fn mine(view: &View<'_>, screen: Screen) -> Part {
    let face = screen == Screen::Phone && view.is("show_face", "1") && view.text("face").is_some();
    Part::Bubble {
        icon: if face { Icon::Placeholder } else { Icon::None },
        from_visitor: true,
        text: view.say("我想咨询一下", "我想諮詢一下", "I have a question"),
        button: None,
        fill: Some(view.fill()),
    }
}

/// What is known about the words of agents: their greeting, and the words while nobody is there.
fn agent(view: &View<'_>, screen: Screen) -> Vec<Part> {
    if view.is("type", "1") {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let seen = |state: &str| !view.conditions.is(conditions::AGENT, state);
    if let Some(words) = view.text("agent_hello_word").filter(|_| seen("offline")) {
        parts.push(Part::Note {
            text: Message::new("接入人工客服后", "Once an agent has joined")
        });
        parts.push(said(view, screen, words.to_owned()));
    }
    if let Some(words) = view.text("agent_offline_title").filter(|_| seen("online")) {
        parts.push(Part::Note {
            text: Message::new("没有客服在线时", "While nobody is online")
        });
        parts.push(said(view, screen, words.to_owned()));
    }
    parts
}

/// Buttons that are known to show; those that the console decides are left out.
fn buttons(view: &View<'_>, screen: Screen) -> Vec<Text> {
    let phone = screen == Screen::Phone;
    let candidates = [
        (!view.is("emoji_state", "hide") && !view.is("type", "1"), text("表情", "Emoji")),
        (phone && view.is("photo_flag", "1"), text("附件", "Attachment")),
        (!phone && !view.is("cut_flag", "hide"), text("截图", "Screenshot")),
        (view.is("leave_msg_flag", "1"), text("留言", "Leave a message")),
        (view.is("feedback_flag", "1"), text("评价", "Rate")),
    ];
    candidates.into_iter().filter(|(shown, _)| *shown).map(|(_, label)| label).collect()
}
