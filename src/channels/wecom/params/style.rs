//! The main style, which decides what all other options do.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Wire};
use crate::text::text;

const GROUP: Heading = Heading { key: "style", label: text("主样式", "Main style") };

pub const STYLE: &[Param] = &[Param::new(
    "styleType",
    GROUP,
    Kind::Choice,
    text("主样式", "Main style"),
    text("覆盖企业微信后台配置的样式；不填则由后台决定。聊天气泡仅单人客服可用。", "Overrides the style set in WeCom's console, which decides when nothing is sent. The chat bubble is for a single person only."),
    source::STYLE,
)
.values(&[
    allowed("1", "整行", "Full row"),
    allowed("2", "单个按钮", "One button"),
    allowed("3", "聊天气泡（仅单人）", "Chat bubble (single only)"),
])
.fallback(text("由企业微信后台的样式决定", "The style set in WeCom's console"))
.wire(Wire::Number)
.effect(Effect::Visible)
.rules(&[Rule::only_when("staff", &["single"]).own(&["3"])])
.erratum("文档没有说多人客服不能用 3；插件代码会把它画成没有样式的整行，所以多人时不写。其他数字也不报错，同样画坏。", "The document does not say that 3 is not for several people; the plugin's code then draws a row without its look, so it is not written. Other numbers give no error either and look just as broken.")];
