//! The visitor card: who the visitor is, encrypted for the vendor.

use super::source;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity, Stands, Who};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "card", label: text("访客名片", "Visitor card") };

const fn field(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::FIELDS)
        .parent("card")
        .by(Who::Visitor)
        .effect(Effect::AgentDesk)
}

pub const CARD: &[Param] = &[
    Param::new(
        "card",
        GROUP,
        Kind::Object,
        text("访客名片", "Visitor card"),
        text("以 JSON 对象填写的访客资料，例如 {\"userId\":\"u-1\",\"timestamp\":1700000000000,\"extInfo\":{\"userName\":\"张三\"}}。系统把它加密成 cinfo 和 key；客服工作台据此认出访客。", "The visitor's data as a JSON object, such as {\"userId\":\"u-1\",\"timestamp\":1700000000000,\"extInfo\":{\"userName\":\"Tom\"}}. The portal encrypts it into cinfo and key, by which the agent's desk knows the visitor."),
        source::CARD,
    )
    .by(Who::Visitor)
    .effect(Effect::AgentDesk)
    .erratum("contact-button 文档只给出链接；字段名取自厂商另一份说明和 SDK。那份说明的示例里有两个键名混进了空格，照抄会不起作用。", "The document of the button only has a link; the fields come from another one and from the SDK. Two names in that document's sample have slipped-in spaces and do not work when copied."),
    field("extInfo", Kind::Object, text("自定义资料", "Own data"), text("任意的名称和值，例如 userName、grade；显示在客服工作台。", "Any names and values, such as userName or grade; shown on the agent's desk."))
        .erratum("姓名有两处：示例用 extInfo 里的 userName，字段表另有 uname；两者可以同时给出。", "The name has two places: the sample uses userName inside extInfo, the table has uname; both may be given."),
    field("userId", Kind::Text, text("用户 ID", "User id"), text("客户系统中该访客的唯一编号。", "The visitor's unique id in the customer's system.")),
    field("timestamp", Kind::Integer, text("时间戳", "Time"), text("生成名片的时间，13 位毫秒。", "When the card was made: milliseconds, 13 digits."))
        .between(1, 9_007_199_254_740_991)
        .test(test_timestamp)
        .erratum("说明只写 UNIX 时间戳，没有写单位；已知的两个实现都用毫秒。是否有有效期未知。", "Only “UNIX time” is said, without the unit; both known implementations send milliseconds. Whether it expires is not known."),
    field("uname", Kind::Text, text("昵称", "Nickname"), text("客服工作台显示的名字。", "The name on the agent's desk.")),
    field("browser", Kind::Text, text("浏览器", "Browser"), text("例如 chrome。", "Such as chrome.")),
    field("network", Kind::Text, text("网络", "Network"), text("例如 4G。", "Such as 4G.")),
    field("appVersion", Kind::Text, text("应用版本", "App version"), text("例如 1.0.0。", "Such as 1.0.0.")),
    field("os", Kind::Text, text("操作系统", "Operating system"), text("例如 iOS。", "Such as iOS.")),
    field("device", Kind::Text, text("设备", "Device"), text("例如 iphone6 plus。", "Such as iphone6 plus.")),
    field("resolution", Kind::Text, text("分辨率", "Resolution"), text("例如 1920*1280。", "Such as 1920*1280.")),
    Param::new(
        "cinfo",
        GROUP,
        Kind::Text,
        text("名片密文", "Encrypted card"),
        text("名片的 JSON 以 AES-128/ECB 加密、Base64 后做 URL 编码；每次新生成，由访客的 card 和账号的公钥计算。", "The card's JSON under AES-128/ECB, in Base64, then URL-encoded; made anew each time from the visitor's card and the account's public key."),
        source::CARD,
    )
    .effect(Effect::None)
    .stands(Stands::Computed)
    .erratum("两个值已做 URL 编码，拼进链接时不能再编码一次，而且要放在 # 之前；控制台复制的链接常以 #/ 结尾。", "Both values are URL-encoded already: joined to a link as they are, and before any #; links copied from the console often end in #/."),
    Param::new(
        "key",
        GROUP,
        Kind::Text,
        text("名片的密钥密文", "Encrypted key of the card"),
        text("名片的 AES 密钥以账号的公钥加密（RSA PKCS#1 v1.5）、Base64 后做 URL 编码；由访客的 card 和账号的公钥计算。", "The card's AES key under the account's public key (RSA PKCS#1 v1.5), in Base64, then URL-encoded; made from the visitor's card and the account's public key."),
        source::CARD,
    )
    .effect(Effect::None)
    .stands(Stands::Computed),
];

fn test_timestamp(time: &str) -> Option<Oddity> {
    (time.len() != 13).then_some(Oddity {
        id: "timestamp-unit",
        severity: Severity::Warning,
        message: text(
            "已知的实现都用 13 位毫秒，10 位是秒，请核对单位",
            "Known implementations send milliseconds, 13 digits; 10 digits are seconds. Check the unit",
        ),
    })
}
