//! Buttons above the input.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Wire};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "toolbar", label: text("工具栏快捷按钮", "Toolbar buttons") };

/// The diagnostic of everything that is wrong with a button.
pub const FAULT: &str = "toolbar-invalid";
/// The list of buttons.
pub const LIST: &str = "toolbarButtonList";

const fn field(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::TOOLBAR).parent(LIST).effect(Effect::Visible)
}

pub const TOOLBAR: &[Param] = &[
    Param::new(
        LIST,
        GROUP,
        Kind::List,
        text("按钮列表", "Buttons"),
        text("输入框上方的按钮，按列表顺序排列。内置按钮写 presetId，自定义按钮写 content。", "Buttons above the input, in the order of the list. Built-in ones have a presetId, your own ones a content."),
        source::TOOLBAR,
    )
    .default("[]")
    .wire(Wire::Structure)
    .effect(Effect::Visible)
    .since("1.4.0")
    .fault(FAULT)
    .erratum("示例直接拼接 JSON 文字，值里有 ? & = 时页面解析失败、按钮全部消失；生成的代码把这些字符写成 \\uXXXX。文档没有写最低版本，1.4.0 来自厂商的更新记录。", "The sample puts raw JSON into the address: with ? & = in a value the page cannot read it and no button shows; generated code writes these characters as \\uXXXX. The document names no version; 1.4.0 is from the vendor's change log."),
    field("title", Kind::Text, text("按钮文字", "Words"), text("按钮上显示的文字，宜短。", "The words on the button; keep them short.")).required().length(1, 64),
    field("icon", Kind::Url, text("图标网址", "Icon"), text("按钮前的小图标，图片网址，可不填。", "Address of a small picture before the words; may be left out.")),
    field("isPreset", Kind::Choice, text("是否内置功能", "Built in"), text("1 表示客服组件内置的功能，0 表示自定义。", "1 is a function of the kit, 0 is your own."))
        .required()
        .values(&[allowed("1", "内置功能", "Built in"), allowed("0", "自定义", "Your own")])
        .wire(Wire::Number)
        .erratum("必须是数字 0 或 1，写成 true 或 false 时页面不认。", "Must be the number 0 or 1; the page does not know true and false."),
    field("presetId", Kind::Choice, text("内置功能", "Which function"), text("isPreset 为 1 时必填。", "Required where isPreset is 1."))
        .values(&[
            allowed("humanService", "人工服务", "Human service"),
            allowed("serviceRating", "服务评价", "Rating"),
            allowed("endHumanService", "结束对话", "End the conversation"),
        ])
        .erratum("表格写作非必填，但内置按钮没有它就无从知道做什么。", "Optional in the table, but a built-in button without it does nothing."),
    field("isEnabled", Kind::Choice, text("是否显示", "Shown"), text("1 显示，0 不显示。", "1 shows the button, 0 hides it."))
        .required()
        .values(&[allowed("1", "显示", "Shown"), allowed("0", "不显示", "Hidden")])
        .wire(Wire::Number),
    field("type", Kind::Choice, text("点击后", "On a tap"), text("1 发送 content 的文字，2 打开 content 的网址。", "1 sends the text of content, 2 opens its address."))
        .required()
        .values(&[allowed("1", "发送文字", "Send the text"), allowed("2", "打开网址", "Open the address")])
        .wire(Wire::Number)
        .erratum("小程序打开网址受业务域名限制，必须是 https，并事先在微信公众平台登记。", "A mini program opens registered https hosts only; register the host with WeChat first."),
    field("content", Kind::Prose, text("内容", "Content"), text("自定义按钮要发送的文字，或要打开的网址。", "The text that your own button sends, or the address that it opens."))
        .erratum("表格写作非必填，但自定义按钮没有它就无事可做。", "Optional in the table, but a button of your own does nothing without it."),
];
