//! Pages with a form: the leave-message page and the ticket plugin. The console decides their
//! fields, so the drawing shows the usual ones and says that they are guessed.

use serde_json::{Map, Value};

use super::View;
use crate::channels::preview::{Button, Device, Frame, Icon, Part};
use crate::text::Message;

const WHITE: &str = "#ffffff";

pub fn leave_message(view: &View<'_>) -> Frame {
    let template = view.text("templateid");
    let name = view.text("uname").map(str::to_owned);
    let label = view.say("您的称呼", "您的稱呼", "Your name");
    let mut parts = vec![Part::Note { text: note(template) }];
    parts.push(row(match name {
        Some(name) => format!("{label}：{name}"),
        None => label,
    }));
    parts.push(row(view.say("联系方式", "聯絡方式", "How to reach you")));
    parts.push(row(view.say("留言内容", "留言內容", "Your message")));
    parts.push(send(view));
    Frame {
        device: Device::PhoneWeb,
        title: view.say("留言", "留言", "Leave a message"),
        bar: true,
        bar_fill: None,
        label: Message::new(
            "手机上的独立留言页：几行表单和一个提交按钮",
            "The leave-message page on a phone: a short form and a button",
        ),
        caption: Message::new("独立留言页", "Leave-message page"),
        parts,
    }
}

fn note(template: Option<&str>) -> Message {
    match template {
        Some(id) => Message::new(format!("留言模板 {id}"), format!("Template {id}")),
        None => Message::new("留言模板未填写", "No template is given"),
    }
}

pub fn ticket(view: &View<'_>) -> Frame {
    let fields: Map<String, Value> =
        view.text("params").and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let mut parts = vec![row(view.say("工单标题", "工單標題", "Title of the ticket"))];
    parts.extend(
        fields
            .iter()
            .map(|(name, value)| row(format!("{name}：{}", crate::catalog::kind::plain(value)))),
    );
    parts.push(row(view.say("问题描述", "問題描述", "What is the matter")));
    parts.push(send(view));
    let filled = fields.len();
    Frame {
        device: Device::PhoneWeb,
        title: view.say("提交工单", "提交工單", "New ticket"),
        bar: true,
        bar_fill: None,
        label: Message::new(
            format!("手机上的工单表单，其中 {filled} 项已由您的系统填好"),
            format!("The ticket's form on a phone; your system has filled {filled} of its fields"),
        ),
        caption: Message::new("工单插件", "Ticket plugin"),
        parts,
    }
}

fn row(text: String) -> Part {
    Part::Row { icon: Icon::None, text, button: None, padding: 12 }
}

fn send(view: &View<'_>) -> Part {
    let text = view.say("提交", "提交", "Send");
    Part::Button(Button { text, fill: view.fill(), ink: WHITE.to_owned(), outlined: false })
}
