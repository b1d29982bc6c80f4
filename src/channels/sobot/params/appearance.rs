//! Colour, language, pictures, and the history that visitors see.

use super::{H5, source};
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
        text("六位十六进制颜色，不带 #，例如 04babc。不填时用控制台设置的颜色。", "Six hexadecimal digits without #, for example 04babc. The console's colour when nothing is sent."),
        source::SYSTEM,
    )
    .fallback(text("控制台设置的主题色", "The colour set in the console"))
    .effect(Effect::Visible)
    .pattern("^[0-9a-fA-F]{6}$"),
    Param::new(
        "locale",
        GROUP,
        Kind::Choice,
        text("访客端语言", "Visitor language"),
        text("聊天页界面的语言；繁体中文仅 H5 支持。", "Language of the chat page; Traditional Chinese works on H5 only."),
        source::SYSTEM,
    )
    .values(&[
        allowed("cn", "简体中文", "Simplified Chinese"),
        allowed("tw", "繁体中文（仅 H5）", "Traditional Chinese (H5 only)"),
        allowed("en", "英文", "English"),
    ])
    .default("cn")
    .effect(Effect::Visible)
    .erratum("「繁体仅 H5」只写在一览表里，正文没有这个限制。", "That Traditional Chinese is H5 only stands in the overview, not in the text."),
    Param::new(
        "show_face",
        GROUP,
        Kind::Flag,
        text("显示头像", "Show pictures"),
        text("仅 H5：显示客服头像；访客另传 face 时也显示访客头像。", "H5 only: shows the agent's picture, and the visitor's when face is sent."),
        source::SYSTEM,
    )
    .values(&[allowed("1", "显示", "Show"), allowed("0", "不显示", "Hide")])
    .wire(Wire::Number)
    .surface(H5)
    .effect(Effect::Visible)
    .erratum("「仅 H5」只写在正文标题里；文档没有给出关闭时的值，按常例写 0。", "“H5 only” stands in a heading of the text; the document gives no value for off, so 0 is written as usual."),
    Param::new(
        "time",
        GROUP,
        Kind::Integer,
        text("聊天记录可见时长（分钟）", "Visible history (minutes)"),
        text("访客能看到多久以内的聊天记录，10 到 2880 分钟（48 小时）。", "How far back visitors see their history, 10 to 2880 minutes (48 hours)."),
        source::SYSTEM,
    )
    .between(10, 2880)
    .erratum("取值范围只写在正文里，一览表没有。", "The range stands in the text only, not in the overview."),
];
