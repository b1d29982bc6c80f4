//! Buttons of the chat: leaving a message, rating, attachments, screenshots.

use super::{CHAT, H5, PC, source};
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
        .targets(CHAT)
        .values(SHOWN)
        .wire(Wire::Boolean)
        .effect(Effect::Visible)
}

const MIXED: (&str, &str) = (
    "一览表写作 1 和 0，正文示例写作布尔值；链接中写 1 和 0，组件中写布尔值。",
    "1 and 0 in the overview, booleans in the sample; links carry 1 and 0, the component booleans.",
);

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
        text("会话中，输入框菜单里是否有留言按钮。", "Whether the input menu has a leave-message button during a conversation."),
    )
    .erratum("正文示例这一行缺少逗号，不能运行；示例用布尔值，一览表用 1 和 0。", "The sample lacks a comma after this line and does not run; it uses booleans, the overview 1 and 0."),
    switch("feedback_flag", text("评价按钮", "Rating button"), text("建立会话后是否显示评价按钮，让访客随时打分。", "Whether the rating button shows during a conversation, so that visitors can rate at any time."))
        .erratum(MIXED.0, MIXED.1),
    switch("photo_flag", text("附件按钮", "Attachment button"), text("仅 H5：人工会话中是否允许访客上传图片和文件。", "H5 only: whether visitors can send pictures and files to an agent."))
        .surface(H5)
        .erratum("一览表说仅 H5，正文没有这个限制；正文示例写作布尔值。", "H5 only in the overview, no such limit in the text; the sample has booleans."),
    switch("show_evaluate", text("关闭时邀请评价", "Ask for a rating on close"), text("访客点击关闭时是否弹出评价。", "Whether closing the chat asks for a rating."))
        .values(&[allowed("1", "弹出评价", "Ask"), allowed("0", "不弹出", "Do not ask")])
        .default("0")
        .wire(Wire::Number)
        .effect(Effect::Behaviour)
        .erratum("一览表写作 String，示例写作数字；组件中生成数字。", "A String in the overview, a number in the sample; written as a number in the component."),
    switch("satDegree_A", text("结束后主动评价", "Rating after the end"), text("客服结束会话之后，访客是否还能主动打分。", "Whether visitors can still rate once the agent has ended the conversation."))
        .values(&[allowed("true", "可以评价", "May rate"), allowed("false", "不能评价", "May not rate")])
        .effect(Effect::Behaviour)
        .erratum("它是行为开关，却列在用户资料字段里；也是唯一带大写字母的布尔值，照原样书写。", "It is a switch, yet stands among the fields about users; the only boolean with capitals, written as it is."),
    Param::new(
        "cut_flag",
        GROUP,
        Kind::Choice,
        text("截图工具", "Screenshot tool"),
        text("仅 PC：选「隐藏」关闭截图工具，不填则显示。", "PC only: “hide” takes the screenshot tool away; it shows when nothing is sent."),
        source::SYSTEM,
    )
    .targets(CHAT)
    .values(&[allowed("hide", "隐藏", "Hide")])
    .fallback(text("显示截图工具", "The screenshot tool shows"))
    .surface(PC)
    .effect(Effect::Visible)
    .erratum("名字叫 flag，唯一的取值却是单词 hide。", "It is called a flag, but its only value is the word hide."),
    Param::new(
        "emoji_state",
        GROUP,
        Kind::Choice,
        text("表情按钮", "Emoji button"),
        text("转人工之后，输入区是否还有表情按钮；选「隐藏」去掉，不填则显示。", "Whether the input has an emoji button once an agent answers; “hide” takes it away, it shows when nothing is sent."),
        source::SYSTEM,
    )
    .targets(CHAT)
    .values(&[allowed("hide", "隐藏", "Hide")])
    .fallback(text("显示表情按钮", "The emoji button shows"))
    .effect(Effect::Visible),
    Param::new(
        "is_link",
        GROUP,
        Kind::Flag,
        text("聊天中的网址可点击", "Links in the chat"),
        text("聊天里出现的网址能否直接点开。担心访客发送恶意链接时可以关闭。", "Whether addresses in the chat can be tapped. Switch it off where visitors might send harmful links."),
        source::SYSTEM,
    )
    .targets(CHAT)
    .values(&[allowed("1", "可以点击", "Can be tapped"), allowed("0", "不能点击", "Plain text")])
    .default("1")
    .wire(Wire::Number)
    .erratum("文档说「不为 0 的时候」都可跳转；生成时写 1。", "The document says “whatever is not 0” allows it; 1 is written."),
];
