//! Style 2: one button, round or with words.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Hash, Heading, Kind, Param, Rule};
use crate::text::text;

const GROUP: Heading = Heading { key: "block", label: text("单个按钮样式", "One button") };

pub const BLOCK: &[Param] = &[
    Param::new(
        "blockStyle",
        GROUP,
        Kind::Choice,
        text("按钮形式", "Kind of button"),
        text(
            "圆形按钮或文字按钮；单个按钮样式时有效。",
            "A round button or one with words; works with one button.",
        ),
        source::STYLE,
    )
    .values(&[allowed("bubble", "圆形按钮", "Round"), allowed("button", "文字按钮", "With words")])
    .default("bubble")
    .effect(Effect::Visible)
    .rules(&[Rule::only_when("styleType", &["2"])]),
    Param::new(
        "bubbleColor",
        GROUP,
        Kind::Colour(Hash::Dropped),
        text("圆形按钮颜色", "Colour of the round button"),
        text(
            "六位或三位十六进制颜色，不带 #，例如 4790EE。",
            "Six or three hexadecimal digits without #, for example 4790EE.",
        ),
        source::STYLE,
    )
    .default("4790EE")
    .length(3, 6)
    .pattern("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")
    .usual("^([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")
    .effect(Effect::Visible)
    .rules(&[Rule::only_when("styleType", &["2"]), Rule::only_when("blockStyle", &["bubble"])])
    .erratum("文档没有说写错会怎样：带 # 或不是十六进制时，插件不报错，改用 4790EE。插件也接受三位写法，文档没有提到。", "The document does not say what a mistake does: with # or other letters the plugin silently takes 4790EE. It accepts three digits too, which the document does not say."),
];
