//! Free fields about the customer, as JSON.

use super::{CHAT, CHAT_AND_TICKET, source};
use crate::catalog::{Effect, Heading, Kind, Param, Who};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "customer", label: text("自定义客户资料", "Custom customer data") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::IDENTITY)
        .targets(CHAT)
        .by(Who::Visitor)
        .effect(Effect::AgentDesk)
}

pub const CUSTOMER: &[Param] = &[
    row(
        "params",
        Kind::Object,
        text("自定义展示字段", "Fields to display"),
        text("一个 JSON 对象，例如 {\"等级\":\"Boss\"}，键名随您定，显示在工作台客户咨询区最下方，可检索、可导出。在工单插件里含义不同：键名必须是工单「对接型」自定义字段。", "A JSON object such as {\"level\":\"Boss\"} with names of your choice, shown at the bottom of the agent's consultation panel; searchable and exportable. The ticket plugin means something else by it: there every name must be a ticket field of the docking type."),
    )
    .targets(CHAT_AND_TICKET)
    .erratum("未转义的 &params= 在网页中会显示成 ¶ms=，文档的工单插件一节就是这样印的；生成的 HTML 已转义。工单插件与聊天共用这个名字，但规则不同。", "An unescaped &params= turns into a pilcrow and “ms=” in a page, and the document's ticket chapter is printed that way; generated HTML is escaped. Ticket plugin and chat share the name with different rules."),
    row(
        "customer_fields",
        Kind::Object,
        text("后台客户字段", "Console customer fields"),
        text("一个 JSON 对象，例如 {\"customField4\":\"北京\"}。键名必须是智齿控制台「自定义字段 · 客户字段」里已经建好的字段编号，没有建过的不会显示。", "A JSON object such as {\"customField4\":\"Beijing\"}. Each name must be the number of a field that exists in the console under custom customer fields; others do not show."),
    ),
    Param::new(
        "summaryparams",
        GROUP,
        Kind::Json,
        text("服务总结字段", "Service summary fields"),
        text("预先填进客服「服务总结」表单的字段，按 JSON 书写。文档没有给出结构，使用前请向厂商要一份样例。", "Fields that are filled into the agent's service summary in advance, as JSON. The document does not give the structure; ask the vendor for a sample first."),
        source::SYSTEM,
    )
    .targets(CHAT)
    .by(Who::Visitor)
    .effect(Effect::AgentDesk)
    .erratum("文档只有名字，没有结构；厂商的 App SDK 使用键值表，所以这里按 JSON 处理，未经证实。", "The document has the name but no structure; the vendor's app SDK takes a table of names and values, so JSON is assumed here, unconfirmed."),
];
