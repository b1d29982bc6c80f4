//! The button with words: at the end of a single person's row, or alone in style 2.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Wire};
use crate::text::text;

const GROUP: Heading = Heading { key: "button", label: text("文字按钮", "Button with words") };

const WITH_BUTTON: &[Rule] = &[
    Rule::only_when("staff", &["single"]).alternative(1),
    Rule::only_when("styleType", &["1"]).alternative(1),
    Rule::only_when("styleType", &["2"]).alternative(2),
    Rule::only_when("blockStyle", &["button"]).alternative(2),
];

pub const BUTTON: &[Param] = &[
    Param::new(
        "buttonText",
        GROUP,
        Kind::Choice,
        text("按钮文案", "Words on the button"),
        text("从五种固定文案里选一种，不能自己写；单人整行右侧的按钮和文字按钮样式使用它。", "One of five fixed texts, no others are possible. It stands on the button of a single person's row and on the button with words."),
        source::STYLE,
    )
    .values(&[
        allowed("0", "联系我", "联系我 (Contact me)"),
        allowed("1", "立即联系", "立即联系 (Contact now)"),
        allowed("2", "咨询服务", "咨询服务 (Consultation)"),
        allowed("3", "在线咨询", "在线咨询 (Ask online)"),
        allowed("4", "联系客服", "联系客服 (Contact service)"),
    ])
    .default("0")
    .wire(Wire::Number)
    .effect(Effect::Visible)
    .rules(WITH_BUTTON)
    .erratum("文档只说「出现按钮时有效」；插件代码只在单人整行和文字按钮样式读取它。", "The document says “when a button appears”; the plugin's code reads it in a single person's row and in the button with words only."),
    Param::new(
        "buttonStyle",
        GROUP,
        Kind::Choice,
        text("按钮样式", "Look of the button"),
        text("按钮是深蓝底白字还是白底深蓝字；与按钮文案在同样的样式里有效。", "White on deep blue, or deep blue on white. It works in the same styles as the words on the button."),
        source::STYLE,
    )
    .values(&[allowed("primary", "深蓝色背景", "Deep blue"), allowed("light", "白底背景", "White")])
    .default("primary")
    .effect(Effect::Visible)
    .rules(WITH_BUTTON),
];
