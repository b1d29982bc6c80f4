//! Free fields about the customer, as JSON.

use super::source;
use crate::catalog::{Effect, Heading, Kind, Param, Who};
use crate::text::text;

const GROUP: Heading =
    Heading { key: "customer", label: text("自定义客户资料", "Custom customer data") };

pub const CUSTOMER: &[Param] = &[
    Param::new(
        "params",
        GROUP,
        Kind::Object,
        text("自定义展示字段", "Fields to display"),
        text("一个 JSON 对象，例如 {\"等级\":\"Boss\"}。显示在工作台咨询区最下方，可检索、可导出。", "A JSON object such as {\"level\":\"Boss\"}. Shown at the bottom of the consultation panel; searchable and exportable."),
        source::IDENTITY,
    )
    .by(Who::Visitor)
    .effect(Effect::AgentDesk)
    .erratum("未转义的 &params= 在网页中会显示成 ¶ms=；生成的 HTML 已转义。", "An unescaped &params= turns into a pilcrow and “ms=” in a page; generated HTML is escaped."),
    Param::new(
        "customer_fields",
        GROUP,
        Kind::Object,
        text("后台客户字段", "Console customer fields"),
        text("一个 JSON 对象，键是控制台里已配置的字段编号，例如 {\"customField4\":\"北京\"}。", "A JSON object whose names are fields set up in the console, for example {\"customField4\":\"Beijing\"}."),
        source::IDENTITY,
    )
    .by(Who::Visitor)
    .effect(Effect::AgentDesk),
];
