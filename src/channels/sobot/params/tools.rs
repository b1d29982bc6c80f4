//! Buttons of the chat: leaving a message, rating, attachments, screenshots.

use super::{H5, PC, source};
use crate::catalog::param::allowed;
use crate::catalog::{Allowed, Effect, Heading, Kind, Param, Wire};
use crate::text::{Text, text};

const GROUP: Heading = Heading {
    key: "tools",
    label: text("留言、评价与附件", "Messages, ratings, attachments"),
};
const SHOWN: &[Allowed] = &[allowed("1", "显示", "Show"), allowed("0", "不显示", "Hide")];

/// The overview has texts 1 and 0, the component's samples have booleans.
const fn switch(name: &'static str, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, Kind::Flag, label, help, source::SYSTEM)
        .values(SHOWN)
        .wire(Wire::Boolean)
        .effect(Effect::Visible)
}

pub const TOOLS: &[Param] = &[
    switch(
        "msg_flag",
        text("留言入口", "Leave-message entry"),
        text("会话结束后和系统提示中是否显示留言入口。厂商的值是反的：0 显示，1 关闭；这里按含义选择即可。", "Whether the entry shows after a conversation and in system prompts. The vendor's values are inverted: 0 shows, 1 hides; choose by meaning here."),
    )
    .values(&[allowed("1", "关闭留言入口", "Hide the entry"), allowed("0", "显示留言入口", "Show the entry")])
    .inverted()
    .effect(Effect::Behaviour)
    .erratum("取值与 leave_msg_flag 相反：1 是关闭、0 是开启；正文示例又写成布尔值，false 为开启。", "Opposite to leave_msg_flag: 1 hides, 0 shows; the sample in the text uses booleans, where false shows."),
    switch(
        "leave_msg_flag",
        text("输入区留言按钮", "Leave-message button"),
        text("输入框菜单中的留言按钮。", "The leave-message button in the input menu."),
    )
    .erratum("正文示例这一行缺少逗号，不能运行。", "The sample lacks a comma after this line and does not run."),
    switch("feedback_flag", text("评价按钮", "Rating button"), text("建立会话后是否显示评价按钮。", "Whether the rating button shows during a conversation.")),
    switch("photo_flag", text("附件按钮", "Attachment button"), text("仅 H5：人工会话中是否允许上传附件。", "H5 only: whether visitors can send attachments to an agent."))
        .surface(H5)
        .erratum("一览表说仅 H5，正文没有这个限制。", "H5 only in the overview, no such limit in the text."),
    switch("show_evaluate", text("关闭时邀请评价", "Ask for a rating on close"), text("访客点击关闭时是否弹出评价。", "Whether closing the chat asks for a rating."))
        .values(&[allowed("1", "弹出评价", "Ask"), allowed("0", "不弹出", "Do not ask")])
        .default("0")
        .wire(Wire::Number)
        .effect(Effect::Behaviour),
    Param::new(
        "cut_flag",
        GROUP,
        Kind::Choice,
        text("截图工具", "Screenshot tool"),
        text("仅 PC：选「隐藏」关闭截图工具，不填则显示。", "PC only: “hide” takes the screenshot tool away; it shows when nothing is sent."),
        source::SYSTEM,
    )
    .values(&[allowed("hide", "隐藏", "Hide")])
    .fallback(text("显示截图工具", "The screenshot tool shows"))
    .surface(PC)
    .effect(Effect::Visible)
    .erratum("名字叫 flag，唯一的取值却是单词 hide。", "It is called a flag, but its only value is the word hide."),
];
