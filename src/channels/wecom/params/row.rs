//! Style 1, the full row; some of its options serve style 3 as well.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Wire};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "row", label: text("整行样式", "Full row") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::STYLE).effect(Effect::Visible)
}

const SINGLE_ROW: &[Rule] =
    &[Rule::only_when("staff", &["single"]), Rule::only_when("styleType", &["1"])];

pub const ROW: &[Param] = &[
    row("avatorStyle", Kind::Choice, text("头像形状", "Shape of the picture"), text("整行左侧头像是圆还是方，由它决定；只有单人客服的整行样式读取它，写错时插件悄悄用圆形。", "Whether the picture at the left of the row is round or square. Only a single person's row reads it; for a wrong value the plugin silently takes the round one."))
        .values(&[allowed("circle", "圆形", "Round"), allowed("rect", "方形", "Square")])
        .default("circle")
        .rules(SINGLE_ROW)
        .erratum("厂商把 avatar 拼作 avator：属性名和图标样式的值都要照此书写，写对了反而无效。", "The vendor spells avatar as avator; the attribute's name and the icon's value must be spelt so, the right spelling has no effect."),
    row("isMask", Kind::Flag, text("隐藏客服真实姓名", "Hide the person's name"), text("不想让客户看到客服真实姓名时打开，姓名的位置改为显示下面选择的联系文案；只有单人客服的整行样式读取它。", "Hides the person's real name; the contact text chosen below stands in its place. Only a single person's row reads it."))
        .values(&[allowed("1", "隐藏姓名", "Hide the name"), allowed("0", "显示姓名", "Show the name")])
        .default("0")
        .wire(Wire::Number)
        .rules(SINGLE_ROW)
        .erratum("文档没有写 0 和 1 的含义；联系文案在 isMask 为 1 时有效，所以按 1 是隐藏姓名理解。", "The document does not say what 0 and 1 mean; since the contact text works with isMask 1, we take 1 as hiding the name."),
    row("contactText", Kind::Choice, text("联系文案", "Contact text"), text("从三种固定文案里选一种，不能自己写；出现在三种地方：单人整行且隐藏姓名时、单人聊天气泡里、多人整行里。", "One of three fixed texts, no others are possible. It shows in three places: a single person's row with the name hidden, a single person's bubble, and the row for several people."))
        .values(&[
            allowed("0", "咨询服务", "咨询服务 (Consultation)"),
            allowed("1", "在线咨询", "在线咨询 (Ask online)"),
            allowed("2", "联系客服", "联系客服 (Contact service)"),
        ])
        .default("0")
        .wire(Wire::Number)
        .rules(&[
            Rule::only_when("staff", &["single"]).alternative(1),
            Rule::only_when("styleType", &["1"]).alternative(1),
            Rule::only_when("isMask", &["1"]).alternative(1),
            Rule::only_when("staff", &["single"]).alternative(2),
            Rule::only_when("styleType", &["3"]).alternative(2),
            Rule::only_when("staff", &["multiple"]).alternative(3),
            Rule::only_when("styleType", &["1"]).alternative(3),
        ])
        .erratum("文档写「styleType 为 3 时有效」，没有说人数；多人客服没有聊天气泡，所以只在单人时写。", "The document says “with styleType 3” whatever the number of people; several people have no chat bubble, so it is written for a single person only."),
    row("iconStyle", Kind::Choice, text("图标样式", "Icon"), text("整行左侧的图标；多人客服的整行样式使用它，单人客服的聊天气泡也使用它。", "The icon at the left: of the row for several people, and of a single person's chat bubble."))
        .values(&[
            allowed("avator", "头像图标", "Person"),
            allowed("primary", "深蓝色图标", "Deep blue"),
            allowed("light", "白底图标", "White ground"),
        ])
        .default("avator")
        .rules(&[
            Rule::only_when("staff", &["multiple"]).alternative(1),
            Rule::only_when("styleType", &["1"]).alternative(1),
            Rule::only_when("staff", &["single"]).alternative(2),
            Rule::only_when("styleType", &["3"]).alternative(2),
        ])
        .erratum("文档只说多人客服整行样式有效，插件代码在单人聊天气泡中也读取它。", "The document names the row for several people only; the plugin's code reads it in the single person's bubble too."),
    row("paddingStyle", Kind::Integer, text("内边距", "Inner padding"), text("整行四周留出的空白，单位像素，是不小于 0 的整数；只有整行样式读取它。", "The space inside the full row, in pixels: a whole number, 0 or more. Only the full row reads it."))
        .between(0, 10_000)
        .default("0")
        .rules(&[Rule::only_when("styleType", &["1"])])
        .erratum("文档没有写单位；插件按像素读取，不接受小数、负数和带单位的文字。", "The document gives no unit; the plugin reads pixels and takes no fractions, no negative numbers and no texts with a unit."),
];
