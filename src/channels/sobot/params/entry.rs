//! The component's entry on the customer's page.

use super::{COMPONENT, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Wire};
use crate::text::text;

const GROUP: Heading = Heading { key: "entry", label: text("咨询入口", "Entry on the page") };

pub const ENTRY: &[Param] = &[
    Param::new(
        "location",
        GROUP,
        Kind::Choice,
        text("入口位置", "Corner of the entry"),
        text("默认咨询按钮浮在页面的哪个角。", "The corner where the default button floats."),
        source::SCRIPT,
    )
    .values(&[allowed("1", "右下角", "Bottom right"), allowed("2", "左下角", "Bottom left")])
    .default("1")
    .wire(Wire::Number)
    .targets(COMPONENT)
    .effect(Effect::Visible),
    Param::new(
        "anchor",
        GROUP,
        Kind::Flag,
        text("新窗口打开", "Open in a new window"),
        text(
            "点击入口后在新窗口打开聊天页，而不是悬浮窗。",
            "The entry opens the chat page in a new window instead of a floating one.",
        ),
        source::SYSTEM,
    )
    .values(&[
        allowed("true", "新窗口", "New window"),
        allowed("false", "悬浮窗", "Floating window"),
    ])
    .default("false")
    .targets(COMPONENT)
    .erratum(
        "一览表写作 String，示例写作布尔值；生成布尔值。",
        "A String in the overview, a boolean in the sample; written as a boolean.",
    ),
    Param::new(
        "auto_expand",
        GROUP,
        Kind::Flag,
        text("进入页面自动展开", "Expand by itself"),
        text(
            "访客一进入页面就自动展开聊天窗。只建议用在关键页面。",
            "The chat opens by itself when a visitor arrives. For key pages only.",
        ),
        source::SYSTEM,
    )
    .values(&[allowed("true", "自动展开", "Expands"), allowed("false", "不展开", "Stays closed")])
    .default("false")
    .targets(COMPONENT)
    .effect(Effect::Visible)
    .erratum(
        "一览表写作 String，示例写作布尔值；生成布尔值。",
        "A String in the overview, a boolean in the sample; written as a boolean.",
    ),
];
