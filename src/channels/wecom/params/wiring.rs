//! The configuration's id and the two events.

use super::source;
use crate::catalog::{Effect, Heading, Kind, Param, Stands};
use crate::text::text;

const GROUP: Heading =
    Heading { key: "wiring", label: text("标识与事件", "Identifier and events") };

pub const WIRING: &[Param] = &[
    Param::new(
        "plugid",
        GROUP,
        Kind::Identifier,
        text("插件 ID", "Plugin ID"),
        text("「联系我」按钮的配置编号，来自登记的插件 ID。", "The id of the “contact me” button's configuration; comes from the registered plugin ID."),
        source::STEPS,
    )
    .required()
    .effect(Effect::None)
    .stands(Stands::Window("plugid"))
    .erratum("更换 plugid 后，插件仍显示缓存的旧二维码；需用 wx:if 重建组件。", "After a change of plugid the plugin still shows the old QR code; rebuild the component with wx:if."),
    Param::new(
        "startmessage",
        GROUP,
        Kind::Handler,
        text("点击开始的处理函数", "Handler of the start"),
        text("按钮被点击、请求发出时调用的页面方法名；事件不带任何参数。", "Name of the page's method that is called when the tap sends the request; the event carries nothing."),
        source::STEPS,
    )
    .fallback(text("生成的代码取名 startmessage", "Generated code calls it startmessage")),
    Param::new(
        "completemessage",
        GROUP,
        Kind::Handler,
        text("处理完毕的处理函数", "Handler of the completion"),
        text("结果返回时调用的页面方法名；生成的代码逐一说明错误码。", "Name of the page's method that receives the result; generated code explains every code."),
        source::STEPS,
    )
    .fallback(text("生成的代码取名 completemessage", "Generated code calls it completemessage"))
    .erratum("文档没有写：点击本身也会触发一次，只带 {state: 1}、没有 errcode；还会出现 -3007、-3010 和 notifytype。", "Not in the document: the tap itself fires it once with {state: 1} and no errcode; -3007, -3010 and notifytype occur as well."),
];
