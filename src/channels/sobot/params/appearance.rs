//! Colour, language, pictures, and the history that visitors see.

use super::{CHAT, CHAT_AND_LEAVE, H5, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Hash, Heading, Kind, Param, Wire};
use crate::text::text;

const GROUP: Heading =
    Heading { key: "appearance", label: text("外观与语言", "Appearance and language") };

pub const APPEARANCE: &[Param] = &[
    Param::new(
        "color",
        GROUP,
        Kind::Colour(Hash::Refused),
        text("主题色", "Theme colour"),
        text("入口按钮、标题栏和访客气泡的颜色：六位十六进制，不带 #，例如 04babc。不填时用控制台设置的颜色。", "The colour of the entry, the bar and the visitor's bubbles: six hexadecimal digits without #, for example 04babc. Without it the console's colour is used."),
        source::SYSTEM,
    )
    .targets(CHAT)
    .fallback(text("控制台设置的主题色", "The colour set in the console"))
    .effect(Effect::Visible)
    .pattern("^[0-9a-fA-F]{6}$")
    .erratum("正文说是 0-9、a-f 的六位字符，一览表没有写格式；大写字母照样接受。", "The text asks for six characters of 0-9 and a-f, the overview gives no form; capital letters are accepted too."),
    Param::new(
        "locale",
        GROUP,
        Kind::Choice,
        text("访客端语言", "Visitor language"),
        text("聊天页界面的语言，不翻译欢迎语和客服说的话。繁体中文仅 H5 支持。", "Language of the page's own words; greetings and what agents say are not translated. Traditional Chinese works on H5 only."),
        source::SYSTEM,
    )
    .targets(CHAT_AND_LEAVE)
    .values(&[
        allowed("cn", "简体中文", "Simplified Chinese"),
        allowed("tw", "繁体中文（仅 H5）", "Traditional Chinese (H5 only)"),
        allowed("en", "英文", "English"),
    ])
    .default("cn")
    .effect(Effect::Visible)
    .erratum("「繁体仅 H5」只写在一览表里，正文没有这个限制。旧版链接把它写作 lan，生成时自动换名。", "That Traditional Chinese is H5 only stands in the overview, not in the text. Links of the old form spell it lan; the name is changed when they are generated."),
    Param::new(
        "show_face",
        GROUP,
        Kind::Flag,
        text("显示头像", "Show pictures"),
        text("仅 H5：对话旁显示客服头像；访客另传 face 时，也显示访客自己的头像。", "H5 only: shows the agent's picture beside the conversation, and the visitor's own when face is sent."),
        source::SYSTEM,
    )
    .targets(CHAT)
    .values(&[allowed("1", "显示", "Show"), allowed("0", "不显示", "Hide")])
    .wire(Wire::Number)
    .surface(H5)
    .effect(Effect::Visible)
    .erratum("「仅 H5」只写在正文标题里；文档没有给出关闭时的值，按常例写 0。", "“H5 only” stands in a heading of the text; the document gives no value for off, so 0 is written as usual."),
    Param::new(
        "expand_size",
        GROUP,
        Kind::Choice,
        text("手机上的展开高度", "Height on phones"),
        text("手机网页里点开组件后，聊天窗占整屏还是下半屏。半屏时访客还能看到页面上半部分。", "Whether the chat covers the whole phone or its lower half once it is opened. With half, the upper part of the page stays in view."),
        source::SYSTEM,
    )
    .targets(super::COMPONENT)
    .values(&[allowed("full", "全屏", "Full screen"), allowed("half", "半屏", "Half screen")])
    .default("full")
    .surface(H5)
    .effect(Effect::Visible),
    Param::new(
        "time",
        GROUP,
        Kind::Integer,
        text("聊天记录可见时长（分钟）", "Visible history (minutes)"),
        text("访客能看到多久以内的聊天记录，10 到 2880 分钟（48 小时）；更早的记录对访客隐藏，客服仍能看到。公用电脑上建议设短一些。", "How far back visitors see their history, 10 to 2880 minutes (48 hours); older lines are hidden from them and stay visible to agents. Choose less for shared computers."),
        source::SYSTEM,
    )
    .targets(CHAT)
    .between(10, 2880)
    .erratum("取值范围只写在正文里，一览表没有。厂商 App SDK 的同类设置是另一个范围（5 分钟到 60 天），不适用于网页。", "The range stands in the text only, not in the overview. The vendor's app SDK has another range for the same thing (5 minutes to 60 days), which is not that of the web."),
];
