//! Style 3: the chat bubble of a single person.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Wire};
use crate::text::text;

const GROUP: Heading = Heading { key: "bubble", label: text("聊天气泡样式", "Chat bubble") };

pub const BUBBLE: &[Param] = &[Param::new(
    "serviceText",
    GROUP,
    Kind::Choice,
    text("气泡文案", "Words in the bubble"),
    text("从四种固定文案里选一种，不能自己写；它是聊天气泡里的那句话，只有单人客服有这种样式。", "One of four fixed texts, no others are possible. It is the sentence in the chat bubble, a style for a single person only."),
    source::STYLE,
)
.values(&[
    allowed("0", "有什么问题可以联系我咨询", "有什么问题可以联系我咨询 (Ask me anything)"),
    allowed("1", "联系服务人员咨询", "联系服务人员咨询 (Ask the service staff)"),
    allowed("2", "获取服务人员联系方式", "获取服务人员联系方式 (Get the staff's contact)"),
    allowed("3", "联系客服咨询更多问题", "联系客服咨询更多问题 (Ask service for more)"),
])
.default("0")
.wire(Wire::Number)
.effect(Effect::Visible)
.rules(&[Rule::only_when("staff", &["single"]), Rule::only_when("styleType", &["3"])])
.erratum("文档写「单人客服以及 styleType 为 3」，可读成两种意思；插件代码只在两者同时满足时读取。", "The document's wording can be read in two ways; the plugin's code reads it only when both conditions hold.")];
