//! The component on the customer's page: its entry, its invitation, its window.

use super::{View, chat};
use crate::channels::preview::{Button, Device, Frame, Part, Side};
use crate::text::Message;

const ADDRESS: &str = "https://www.example.com/product/42";
const WHITE: &str = "#ffffff";

pub fn frames(view: &View<'_>) -> Vec<Frame> {
    let mut frames = vec![entry(view)];
    if view.is("invite", "1") {
        frames.push(invitation(view));
    }
    frames.push(chat::desktop(view, ADDRESS));
    frames.push(chat::phone(view));
    frames
}

/// The default entry shows only where the component starts by itself.
pub fn has_default_entry(view: &View<'_>) -> bool {
    view.is("init", "auto")
}

pub fn side(view: &View<'_>) -> Side {
    if view.is("location", "2") { Side::Left } else { Side::Right }
}

fn entry(view: &View<'_>) -> Frame {
    let mut parts = vec![Part::Placeholder { lines: 4 }];
    parts.extend(entry_part(view));
    let expanded =
        view.is("auto_expand", "true") && !view.is("anchor", "true") && !view.is("init", "manual");
    if expanded {
        parts.push(chat::window(view));
    }
    let (zh, en) = entry_words(view);
    Frame {
        device: Device::Desktop,
        title: ADDRESS.to_owned(),
        bar: true,
        bar_fill: None,
        label: if expanded {
            Message::new(format!("{zh}，聊天窗自动展开"), format!("{en}; the chat opens by itself"))
        } else {
            Message::new(zh.clone(), en.clone())
        },
        caption: Message::new("网站页面", "Page of the site"),
        parts,
    }
}

fn entry_part(view: &View<'_>) -> Option<Part> {
    let own = |mark: &str| Some(Part::OwnButton { text: mark.to_owned() });
    match view.text("init") {
        Some("manual") => own("id=zhichiStart"),
        Some("custom") => own("class=zhiCustomBtn"),
        Some("dynamic") => own("class=zhiCustomBtn · dynamic_ready"),
        _ => Some(Part::Floating {
            side: side(view),
            fill: view.fill(),
            ink: WHITE.to_owned(),
            badge: view.is("gif", "1").then(|| Message::new("动图", "Animated")),
        }),
    }
}

fn entry_words(view: &View<'_>) -> (String, String) {
    let fill = view.fill();
    let (zh, en) = match (view.text("init"), side(view)) {
        (Some("manual"), _) => (
            "网站自己的按钮，点击后才初始化".to_owned(),
            "The site's own button; a click starts the chat".to_owned(),
        ),
        (Some("custom" | "dynamic"), _) => {
            ("网站自己的咨询按钮".to_owned(), "The site's own entry button".to_owned())
        }
        (_, Side::Left) => (
            format!("左下角的咨询入口，颜色 {fill}"),
            format!("The entry at the bottom left, colour {fill}"),
        ),
        (_, Side::Right) => (
            format!("右下角的咨询入口，颜色 {fill}"),
            format!("The entry at the bottom right, colour {fill}"),
        ),
    };
    (zh, en)
}

fn invitation(view: &View<'_>) -> Frame {
    let text = view
        .text("tip_title")
        .map_or_else(|| view.say("欢迎咨询", "歡迎諮詢", "How can we help?"), str::to_owned);
    let accept = view
        .text("submit_title")
        .map_or_else(|| view.say("开始聊天", "開始聊天", "Start chatting"), str::to_owned);
    let button = Button { text: accept, fill: view.fill(), ink: WHITE.to_owned(), outlined: false };
    let mut parts = vec![Part::Placeholder { lines: 4 }];
    parts.extend(entry_part(view));
    parts.push(Part::Dialog { text, button: Some(button) });
    Frame {
        device: Device::Desktop,
        title: ADDRESS.to_owned(),
        bar: true,
        bar_fill: None,
        label: Message::new(
            "页面中央的邀请弹窗，有一句话和一个接受按钮",
            "An invitation over the page, with a sentence and a button to accept",
        ),
        caption: if view.text("invite_imgsrc").is_some() {
            Message::new(
                "邀请弹窗 · 另有您的标志图片（不从外部加载）",
                "Invitation · with your logo (nothing is loaded from outside)",
            )
        } else {
            Message::new("邀请弹窗", "Invitation")
        },
        parts,
    }
}
