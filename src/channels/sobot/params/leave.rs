//! What only the leave-message page takes.

use super::{LEAVE, source};
use crate::catalog::{Effect, Heading, Kind, Param, Stands, Who};
use crate::text::text;

const GROUP: Heading =
    Heading { key: "leave", label: text("独立留言页", "Leave-message page") };

pub const LEAVE_PAGE: &[Param] = &[
    Param::new(
        "uid",
        GROUP,
        Kind::Identifier,
        text("智齿客户编号 uid", "Sobot's customer id (uid)"),
        text("不是您自己的用户 ID（partnerid），而是智齿给这位客户的编号：由您的服务端调用智齿客户中心的「查询客户信息」接口，取返回里的 userid。", "Not your own user id (partnerid) but the one that Sobot gave this customer: your server asks Sobot's customer query interface and takes userid from the answer."),
        source::LEAVE,
    )
    .targets(LEAVE)
    .by(Who::Visitor)
    .length(1, 128)
    .effect(Effect::AgentDesk),
    Param::new(
        "templateid",
        GROUP,
        Kind::Identifier,
        text("留言模板编号", "Template id"),
        text("决定留言表单有哪些字段，写在聊天窗里；来自登记的留言模板。", "Decides which fields the form has; it stands in the chat window and comes from a registered leave-message template."),
        source::LEAVE,
    )
    .targets(LEAVE)
    .effect(Effect::Visible)
    .stands_in(&[("leave_message", Stands::Window("templateid"))]),
    Param::new(
        "t",
        GROUP,
        Kind::Identifier,
        text("参数 t", "Parameter t"),
        text("文档的示例链接里有 t=xxx，但没有解释；多半是防缓存的时间戳。一般不用填。", "The document's sample link has t=xxx without a word about it; most likely a timestamp against caches. Seldom needed."),
        source::LEAVE,
    )
    .targets(LEAVE)
    .by(Who::Page)
    .length(1, 64)
    .effect(Effect::None)
    .erratum("文档没有说明含义；「防缓存」是推测，未经证实，所以不会自动写入。", "The document does not explain it; that it keeps caches away is a guess, so nothing is written by itself."),
];
