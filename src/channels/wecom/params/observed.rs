//! Attributes that the plugin's compiled code reads and no document lists. Known, told, never written.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Wire};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "observed", label: text("文档之外的属性", "Outside the document") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::CODE).effect(Effect::None).observed()
}

pub const OBSERVED: &[Param] = &[
    row("buttonSize", Kind::Choice, text("按钮大小（文档未列）", "Size of the button (not in the document)"), text("插件代码里只认 small，也就是默认值；生成的代码不写它。", "The plugin's code knows small only, which is the default; generated code never writes it."))
        .values(&[allowed("small", "小（small）", "Small")])
        .default("small"),
    row("plugType", Kind::Integer, text("单人或多人（文档未列）", "Single or several (not in the document)"), text("插件代码里用来改变后台的人数配置，写错会按多人显示；人数请在企业微信后台设置，生成的代码不写它。", "In the plugin's code it overrides the console's number of people, and a wrong value means several; set the number in WeCom's console, generated code never writes it."))
        .wire(Wire::Number),
    row("reqType", Kind::Text, text("请求类型（文档未列）", "Kind of request (not in the document)"), text("插件代码里有这个属性，含义未知；生成的代码不写它。", "The plugin's code has this attribute; its meaning is not known, and generated code never writes it.")),
    row("vcode", Kind::Text, text("校验码（文档未列）", "Code (not in the document)"), text("插件代码里有这个属性，含义未知；生成的代码不写它。", "The plugin's code has this attribute; its meaning is not known, and generated code never writes it.")),
];
