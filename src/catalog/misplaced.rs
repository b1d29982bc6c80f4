//! What is said about a value in the wrong place: in another box, another target, another document.

use crate::catalog::check::Catalogue;
use crate::catalog::param::{Param, Stands};
use crate::text::Message;

impl Param {
    /// The place of its value in this target.
    pub fn place(&self, target: &str) -> Stands {
        let special = self.stands_in.iter().find(|(name, _)| *name == target);
        special.map_or(self.stands, |(_, place)| *place)
    }
}

/// Where the value belongs, when that is neither `parameters` nor `visitor`.
pub fn elsewhere(param: &Param, target: &str) -> Option<Message> {
    let name = param.name;
    match param.place(target) {
        Stands::Box => None,
        Stands::Account(field) => Some(Message::new(
            format!("{name} 不在这里填写：它来自渠道账号的 account.{field}"),
            format!(
                "{name} does not belong here: it comes from the channel account, account.{field}"
            ),
        )),
        Stands::Window(field) => Some(Message::new(
            format!("{name} 不在这里填写：它由聊天窗的 window.{field} 决定"),
            format!("{name} does not belong here: window.{field} of the chat window decides it"),
        )),
        Stands::Computed => Some(Message::new(
            format!("{name} 由系统写入，不能填写。{}", param.help.zh),
            format!("{name} is written by the portal and cannot be given. {}", param.help.en),
        )),
    }
}

/// It does not exist in this target or on this surface.
pub fn absent(catalogue: Catalogue<'_>, param: &Param) -> Message {
    let (zh, en) = if param.exists_in(catalogue.target) {
        (param.surface.join("、"), param.surface.join(", "))
    } else {
        (param.targets.join("、"), param.targets.join(", "))
    };
    Message::new(
        format!("{} 在当前接入方式下不可用，已略去；仅支持：{zh}", param.name),
        format!("{} does not exist here and was left out; it works in: {en}", param.name),
    )
}

/// Accepted, though it usually stands in the other box.
pub fn right_box(param: &Param) -> Message {
    let place = if param.at_run_time() { "visitor" } else { "parameters" };
    Message::new(
        format!("通常写在 {place} 中，已照常接受"),
        format!("Usually stands in {place}; accepted all the same"),
    )
}

/// Seen on public pages only.
pub fn observed() -> Message {
    Message::new(
        "接入文档没有这个参数，只在公开的网页中见过；含义未经证实",
        "The vendor document does not have it; it was only seen on public pages, and its meaning is not confirmed",
    )
}
