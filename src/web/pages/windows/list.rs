//! Chat windows as lists show them.

use crate::channels::{self, Channel};
use crate::domain::Window;
use crate::rights::EditWindows;
use crate::store::windows;
use crate::text::{Text, text};
use crate::web::moment::{Moment, moment};
use crate::web::pages::registry::{Listed, Look, Shelf, column};

use super::LIST;

static SHELF: Shelf = Shelf {
    noun: Window::NOUN,
    one: text("聊天窗", "Chat window"),
    list: LIST,
    lead: Some(text(
        "一个聊天窗是一处客服入口：我们自己的代号、厂商标识、选项和环境。",
        "A chat window is one entry point: our own code, the vendor’s identifiers, options and an environment.",
    )),
    register: text("新建聊天窗", "New chat window"),
    blank: (
        text("还没有聊天窗", "No chat window yet"),
        text(
            "聊天窗把账号、编码和选项合成可以粘贴的代码。",
            "A chat window turns account, identifiers and options into code to paste.",
        ),
    ),
    columns: &[
        column(text("渠道", "Channel"), "channel", Look::Word),
        column(text("接入方式", "Kind"), "target", Look::Word),
        column(text("环境", "Environment"), "environment", Look::Environment),
        column(text("草稿", "Draft"), "", Look::Version),
    ],
    filters: &["channel", "target", "environment", "life"],
    clonable: true,
    files: &[],
};

impl Listed for Window {
    type Edit = EditWindows;
    const SHELF: &'static Shelf = &SHELF;
}

/// A window as lists show it.
pub struct Line {
    pub window: windows::Line,
    pub channel: Text,
    pub target: Text,
    pub updated: Moment,
}

pub fn line(window: windows::Line) -> Line {
    let channel = channels::find(&window.channel);
    let target = channel.and_then(|channel| channels::tables::target(channel, &window.target));
    let unknown = text("未知", "Unknown");
    Line {
        channel: channel.map_or(unknown, Channel::label),
        target: target.map_or(unknown, |target| target.label),
        updated: moment(window.updated_at),
        window,
    }
}
