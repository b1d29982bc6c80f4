//! Who the visitor is. Supplied at run time by the customer's page.

use super::{CHAT, CHAT_AND_LEAVE, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Rule, Severity, Who, Wire};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "identity", label: text("访客身份", "Visitor identity") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::IDENTITY)
        .targets(CHAT)
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
        text("您的系统里这位用户的唯一编号，最长 300 个字符。智齿靠它认人：同一个编号看到同一份聊天记录，所以写死一个值会把所有访客合并成一个人，每次随机生成则会丢失历史。它还参与签名，打开安全密钥后必须传。", "The one id that this user has in your system, at most 300 characters. Sobot recognises people by it: the same id sees the same history, so a fixed value makes all visitors one person, and a new random value each time loses the history. It is part of the signature and required once the security key is on."),
    )
    .length(1, 300)
    .test(test_partnerid)
    .erratum("文档只写「限制 300 字符」；厂商的 App 手册说超长会被截断，截断后签名对不上，所以这里直接拒绝。", "The document only says “limit 300 characters”; the vendor's app manual says that longer values are cut, after which a signature no longer fits, so they are refused here."),
    row("uname", Kind::Text, text("昵称", "Nickname"), text("客服在工作台会话列表里看到的名字，例如商城里的会员昵称。", "The name that agents see in their list of conversations, such as the member's name in a shop."))
        .targets(CHAT_AND_LEAVE),
    row("realname", Kind::Text, text("真实姓名", "Real name"), text("写进客户资料的真实姓名，与昵称分开保存。链接会把它写进网址和访问日志，能不传就不传。", "The real name for the customer's record, kept apart from the nickname. A link puts it into addresses and access logs; leave it out where possible.")),
    row("tel", Kind::Text, text("手机或电话", "Phone number"), text("写进客户资料，客服可据此回拨。链接会把它写进网址和访问日志，能不传就不传。", "Goes into the customer's record, so that agents can call back. A link puts it into addresses and access logs; leave it out where possible.")),
    row("email", Kind::Text, text("邮箱", "E-mail"), text("写进客户资料，客服可据此回信。链接会把它写进网址和访问日志，能不传就不传。", "Goes into the customer's record, so that agents can write back. A link puts it into addresses and access logs; leave it out where possible."))
        .erratum("一览表中这一行的参数名是空的，由 CRM 示例补出。", "The row has no name in the overview; restored from the CRM sample."),
    row("face", Kind::Url, text("访客头像地址", "Visitor picture"), text("头像图片的网址，客服能看到；访客自己只有在 H5 上、并且打开「显示头像」（show_face）时才看得到。", "Address of the picture, seen by agents; visitors see it themselves only on H5 and with show_face on."))
        .effect(Effect::Visible),
    row("qq", Kind::Text, text("QQ 号", "QQ number"), text("写进客户资料。链接会把它写进网址和访问日志，能不传就不传。", "Goes into the customer's record. A link puts it into addresses and access logs; leave it out where possible."))
        .erratum("一览表中这一行的参数名是空的，由 CRM 示例补出。", "The row has no name in the overview; restored from the CRM sample."),
    row("remark", Kind::Prose, text("备注", "Remark"), text("只有客服能看到的一段备注，例如「重要客户，请在 5 秒内响应」。", "A remark that only agents see, such as “important customer, answer within 5 seconds”.")),
    row("is_vip", Kind::Flag, text("是否 VIP 客户", "VIP customer"), text("智能路由可以按它把 VIP 分给专门的客服；不传时按普通客户处理。它不在签名保护之内，访客能改动链接里的值，不要用它授予权益。", "Routing can send VIPs to agents of their own; without it the customer is ordinary. It is not covered by the signature and visitors can change it in a link, so grant nothing on its word."))
        .values(&[allowed("1", "VIP 客户", "VIP"), allowed("0", "普通客户", "Ordinary")])
        .default("0")
        .wire(Wire::Number),
    row("vip_level", Kind::Text, text("VIP 等级", "VIP level"), text("等级的 id 或参数名，在智齿控制台「设置 · 自定义字段 · 客户字段 · 已设置字段 · VIP 等级」里查看。普通客户传了也无效。", "The level's id or parameter name, from the console: Settings, Custom fields, Customer fields, VIP level. Ignored for ordinary customers."))
        .rules(&[Rule::only_when("is_vip", &["1"])])
        .erratum("正文说 id 和参数名都可以，一览表只说 id，并引用了文档里不存在的接口；这里两者都接受。", "The text allows the id and the parameter name, the overview only the id from an interface that the document lacks; both are accepted."),
    row("user_label", Kind::Text, text("客户标签", "Customer label"), text("标签的 id 或参数名，在智齿控制台「设置 · 自定义字段 · 客户字段 · 已设置字段 · 客户标签」里查看；智能路由可以按标签分配客服。", "The label's id or parameter name, from the console: Settings, Custom fields, Customer fields, Customer label. Routing can use it to choose agents."))
        .erratum("正文说 id 和参数名都可以，一览表只说 id，并引用了文档里不存在的接口；这里两者都接受。能否用逗号传多个，网页端文档没有写。", "The text allows the id and the parameter name, the overview only the id from an interface that the document lacks; both are accepted. Whether several may be joined by commas is not said for the web."),
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
