//! The order card that shows above the input when the chat opens.

use super::source;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity, Wire};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "order", label: text("底部快捷订单", "Order card") };

/// The diagnostic of everything that is wrong with the card.
const FAULT: &str = "order-card-invalid";
/// The card.
pub const CARD: &str = "bottomQuickOrder";
const ROWS: &str = "bottomQuickOrder.customField";

const fn field(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::ORDER).parent(CARD).effect(Effect::Visible)
}

pub const ORDER: &[Param] = &[
    Param::new(
        CARD,
        GROUP,
        Kind::Object,
        text("订单卡片", "Order card"),
        text("打开会话时显示在聊天区底部，访客可以发给坐席。订单因页面而异时，由页面在打开客服之前填入 visitor.bottomQuickOrder，它优先于这里的值。", "Shows at the bottom of the chat when it opens, and the visitor can send it. Where the order differs by page, the page fills visitor.bottomQuickOrder before it opens the chat; that wins over the value here."),
        source::ORDER,
    )
    .default("{}")
    .wire(Wire::Structure)
    .effect(Effect::Visible)
    .since("1.5.2")
    .fault(FAULT)
    .erratum("示例直接拼接 JSON 文字；订单网址几乎都带参数，那样卡片会消失、后面的参数也会丢失。生成的代码写成 \\uXXXX，不能用 encodeURIComponent，页面不解码。", "The sample puts raw JSON into the address; nearly every order address has a query, and then the card and all later parameters are lost. Generated code writes \\uXXXX; encodeURIComponent must not be used, because the page does not decode."),
    field("header", Kind::Prose, text("标题", "Title"), text("卡片第一行，例如商品名称。必须写出，可以是空文字。", "The first line, such as the name of the goods. It must be there, but may be empty.")).required().length(0, 4000),
    field("desc", Kind::Prose, text("描述", "Description"), text("卡片第二行，例如价格。必须写出，可以是空文字。", "The second line, such as the price. It must be there, but may be empty.")).required().length(0, 4000),
    field("pic", Kind::Url, text("图片网址", "Picture"), text("商品图片，可不填。", "A picture of the goods; may be left out.")),
    field("url", Kind::Text, text("订单网址", "Order address"), text("坐席点击收到的订单消息时打开的网页，应是 https 网址。", "The page that opens when an agent taps the message; it should be an https address."))
        .required()
        .test(test_url)
        .erratum("文档只要求写出，没有规定形式；不是网址时照常写入并提醒。", "The document demands its presence only and names no form; what is no address is written all the same, with a warning."),
    field("customField", Kind::List, text("更多字段", "More rows"), text("「订单号」「下单时间」等，每项有 name 和 value。", "Rows such as the order number or its time, each with name and value."))
        .wire(Wire::Structure)
        .erratum("表格只写 Array，每项的 name 与 value 来自示例。", "The table says Array only; name and value are from the sample."),
    field("name", Kind::Prose, text("字段名", "Name"), text("例如「订单号」。", "Such as “Order number”.")).parent(ROWS).required(),
    field("value", Kind::Prose, text("字段值", "Value"), text("按文字传递，前导零和长编号不会丢失。", "Sent as text, so that leading zeros and long numbers survive.")).parent(ROWS).required(),
];

/// Agents open it in a browser.
fn test_url(address: &str) -> Option<Oddity> {
    let known = url::Url::parse(address)
        .is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    (!known || address.contains(char::is_whitespace)).then_some(Oddity {
        id: "order-card-url",
        severity: Severity::Warning,
        message: text(
            "这不是以 https:// 开头的完整网址，坐席点击订单时可能打不开",
            "This is no complete address that starts with https://, so agents may not be able to open the order",
        ),
    })
}
