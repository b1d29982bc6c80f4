//! Inviting visitors to a conversation.

use super::{COMPONENT, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Wire};
use crate::text::text;

const GROUP: Heading =
    Heading { key: "invitation", label: text("邀请访客", "Inviting visitors") };
const INVITING: &[Rule] = &[Rule::only_when("invite", &["1"])];

pub const INVITATION: &[Param] = &[
    Param::new(
        "invite",
        GROUP,
        Kind::Flag,
        text("自动邀请", "Automatic invitation"),
        text("访客停留一段时间后弹出邀请框。", "A dialog invites the visitor after a while."),
        source::INVITE,
    )
    .values(&[allowed("1", "开启", "On"), allowed("0", "关闭", "Off")])
    .default("0")
    .wire(Wire::Number)
    .targets(COMPONENT)
    .effect(Effect::Visible)
    .erratum("一览表写作 String，示例写作数字；生成数字。", "A String in the overview, a number in the sample; written as a number."),
    Param::new(
        "tip_title",
        GROUP,
        Kind::Text,
        text("邀请文案", "Invitation text"),
        text("邀请框中的一句话，例如「欢迎咨询」。", "The sentence in the dialog, for example “How can we help?”."),
        source::INVITE,
    )
    .targets(COMPONENT)
    .effect(Effect::Visible)
    .rules(INVITING),
    Param::new(
        "submit_title",
        GROUP,
        Kind::Text,
        text("接受邀请按钮", "Accept button"),
        text("邀请框按钮上的文字，例如「开始聊天吧」。", "The text on the dialog's button, for example “Start chatting”."),
        source::INVITE,
    )
    .targets(COMPONENT)
    .effect(Effect::Visible)
    .rules(INVITING),
    Param::new(
        "invite_flag",
        GROUP,
        Kind::Flag,
        text("允许客服手动邀请", "Agents may invite by hand"),
        text("客服能否在工作台手动邀请正在浏览的访客。厂商的值是反的：false 允许，true 关闭；这里按含义选择即可。", "Whether agents can invite visitors from their desk. The vendor's values are inverted: false allows, true forbids; choose by meaning here."),
        source::INVITE,
    )
    .values(&[allowed("true", "不允许", "Not allowed"), allowed("false", "允许", "Allowed")])
    .default("false")
    .targets(COMPONENT)
    .inverted()
    .erratum("true 是关闭；文档说「添加此 API 才能手动邀请」，注释又说默认开启。", "true forbids; the document says to add it to allow invitations, while its comment says they are allowed by default."),
];
