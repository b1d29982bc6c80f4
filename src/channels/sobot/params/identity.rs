//! Who the visitor is. Supplied at run time by the customer's page.

use super::source;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity, Who, Wire};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "identity", label: text("访客身份", "Visitor identity") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::IDENTITY)
        .by(Who::Visitor)
        .effect(Effect::AgentDesk)
}

/// Identifiers that obviously name nobody in particular.
const CONSTANTS: &[&str] = &[
    "test",
    "admin",
    "user",
    "guest",
    "visitor",
    "anonymous",
    "undefined",
    "null",
    "0",
    "1",
    "123",
    "123456",
];

pub const IDENTITY: &[Param] = &[
    row(
        "partnerid",
        Kind::Text,
        text("用户 ID", "Visitor id"),
        text("客户系统中该访客的唯一编号，最长 300 个字符，参与签名。固定值会把所有访客合并成一个人。", "The visitor's unique id in the customer's system, at most 300 characters, part of the signature. A fixed value makes all visitors one person."),
    )
    .length(1, 300)
    .test(test_partnerid)
    .erratum("文档只写「限制 300 字符」；厂商的 App 手册说超长会被截断，截断后签名对不上，所以这里直接拒绝。", "The document only says “limit 300 characters”; the vendor's app manual says that longer values are cut, after which a signature no longer fits, so they are refused here."),
    row("uname", Kind::Text, text("昵称", "Nickname"), text("客服工作台显示的访客名称。", "The visitor's name on the agent's desk.")),
    row("realname", Kind::Text, text("真实姓名", "Real name"), text("显示在客服工作台的客户资料中。", "Shown in the customer's record on the agent's desk.")),
    row("tel", Kind::Text, text("手机或电话", "Phone number"), text("显示在客服工作台。链接会把它写进网址和访问日志，能不传就不传。", "Shown on the agent's desk. A link puts it into addresses and access logs; leave it out where possible.")),
    row("email", Kind::Text, text("邮箱", "E-mail"), text("显示在客服工作台。链接会把它写进网址和访问日志，能不传就不传。", "Shown on the agent's desk. A link puts it into addresses and access logs; leave it out where possible."))
        .erratum("一览表中这一行的参数名是空的，由 CRM 示例补出。", "The row has no name in the overview; restored from the CRM sample."),
    row("face", Kind::Url, text("访客头像地址", "Visitor picture"), text("头像图片的网址；H5 上只有同时打开「显示头像」（show_face）访客自己才看得到。", "Address of the picture; on H5 the visitor sees it only with show_face on."))
        .effect(Effect::Visible),
    row("qq", Kind::Text, text("QQ 号", "QQ number"), text("显示在客服工作台。", "Shown on the agent's desk."))
        .erratum("一览表中这一行的参数名是空的，由 CRM 示例补出。", "The row has no name in the overview; restored from the CRM sample."),
    row("remark", Kind::Prose, text("备注", "Remark"), text("客服能看到的一段备注，例如响应要求。", "A remark for the agent, such as how fast to answer.")),
    row("is_vip", Kind::Flag, text("是否 VIP 客户", "VIP customer"), text("智能路由可按 VIP 分配客服；不传时按普通客户处理。", "Routing can use it; ordinary when nothing is sent."))
        .values(&[crate::catalog::param::allowed("1", "VIP 客户", "VIP"), crate::catalog::param::allowed("0", "普通客户", "Ordinary")])
        .default("0")
        .wire(Wire::Number),
    row("vip_level", Kind::Text, text("VIP 等级", "VIP level"), text("等级的 id 或参数名，见控制台「自定义字段 · 客户字段」。普通客户传了也无效。", "The level's id or parameter name, from the console's custom customer fields. Ignored for ordinary customers."))
        .rules(&[crate::catalog::Rule::only_when("is_vip", &["1"])])
        .erratum("正文说 id 和参数名都可以，一览表只说 id，并引用了文档里不存在的接口；这里两者都接受。", "The text allows the id and the parameter name, the overview only the id from an interface that the document lacks; both are accepted."),
];

fn test_partnerid(text: &str) -> Option<Oddity> {
    let constant = CONSTANTS.contains(&text.to_lowercase().as_str());
    constant.then_some(Oddity {
        id: "partnerid-constant",
        severity: Severity::Warning,
        message: text_constant(),
    })
}

const fn text_constant() -> Text {
    text(
        "这像是一个固定值：所有访客会共用同一份聊天记录。请传每位用户自己的编号",
        "This looks like a fixed value: all visitors would share one history. Send each user's own id",
    )
}
