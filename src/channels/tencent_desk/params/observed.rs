//! Read by newer kits, absent from the vendor document.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Wire};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "observed", label: text("文档之外的参数", "Outside the document") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::KIT).effect(Effect::Behaviour).observed()
}

const SWITCH: &[crate::catalog::Allowed] =
    &[allowed("1", "打开", "On"), allowed("0", "关闭", "Off")];

pub const OBSERVED: &[Param] = &[
    row("transferToHumanOptions", Kind::Object, text("直接转人工", "Straight to an agent"), text("打开会话后直接转给指定坐席或技能组的 JSON 对象；厂商没有公布字段，请向厂商核实后再用。", "A JSON object that hands the conversation to an agent or a group at once; its fields are not published, so ask the vendor first."))
        .wire(Wire::Structure)
        .since("1.5.5"),
    row("transferToTaskFlowOptions", Kind::Object, text("直接进入任务流", "Straight to a task flow"), text("打开会话后进入指定任务流的 JSON 对象；厂商没有公布字段，请向厂商核实后再用。", "A JSON object that starts a task flow at once; its fields are not published, so ask the vendor first."))
        .wire(Wire::Structure)
        .since("1.5.5")
        .erratum("没有读到 UIKit 处理它的代码，按与 transferToHumanOptions 相同的写法生成，未经证实。", "The kit's code for it was not seen; it is written like transferToHumanOptions, which is not confirmed."),
    row("enableFeedback", Kind::Flag, text("机器人回答的赞与踩", "Rating of answers"), text("是否在机器人的回答下显示赞和踩。", "Whether answers of the robot carry thumbs up and down."))
        .values(SWITCH)
        .default("0")
        .wire(Wire::Number)
        .effect(Effect::Visible)
        .since("1.5.8"),
    row("enableAINote", Kind::Flag, text("标注「由 AI 生成」", "Note “made by AI”"), text("是否在机器人的回答下注明由 AI 生成。", "Whether answers of the robot say that they were made by AI."))
        .values(SWITCH)
        .default("1")
        .wire(Wire::Number)
        .effect(Effect::Visible)
        .since("1.5.8"),
];
