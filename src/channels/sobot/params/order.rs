//! The order card that a visitor can send. Supplied by the page that the chat is opened from.

use super::{H5, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Rule, Severity, Who, Wire};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "order", label: text("订单卡片（仅 H5）", "Order card (H5 only)") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::ORDER)
        .by(Who::Page)
        .surface(H5)
        .effect(Effect::Visible)
}

pub const ORDER: &[Param] = &[
    row("order_status", Kind::Choice, text("订单状态", "Order state"), text("选「自定义」时显示 status_custom 的文字。", "“Custom” shows the text of status_custom."))
        .values(&[
            allowed("0", "自定义", "Custom"),
            allowed("1", "待付款", "To be paid"),
            allowed("2", "待发货", "To be shipped"),
            allowed("3", "运输中", "In transit"),
            allowed("4", "派送中", "Out for delivery"),
            allowed("5", "已完成", "Done"),
            allowed("6", "待评价", "To be reviewed"),
            allowed("7", "已取消", "Cancelled"),
        ])
        .wire(Wire::Number)
        .rules(&[Rule::needs("status_custom").own(&["0"])])
        .erratum("0（自定义）只出现在正文表格，一览表没有。", "0 (custom) stands in the table of the text only, not in the overview."),
    row("status_custom", Kind::Text, text("自定义状态文字", "Custom state text"), text("只有订单状态为「自定义」（0）时才显示。", "Shown only when the order state is “custom” (0)."))
        .rules(&[Rule::only_when("order_status", &["0"])])
        .erratum("一览表没有这个参数；示例却在状态 1 时传它，那样不起作用。", "Missing from the overview; the sample sends it with state 1, where it has no effect."),
    row("create_time", Kind::Integer, text("下单时间（毫秒）", "Order time (milliseconds)"), text("13 位毫秒时间戳，例如 1586414406391。", "A timestamp of 13 digits, for example 1586414406391."))
        .between(1_000_000_000_000, 9_999_999_999_999)
        .wire(Wire::Text)
        .erratum("正文写作 Number，一览表写作 String，示例带引号；生成文字。", "A Number in the text, a String in the overview, quoted in the sample; written as text."),
    row("order_code", Kind::Text, text("订单编号", "Order number"), text("按文字传递，前导零和长编号不会丢失。", "Sent as text, so that leading zeros and long numbers survive."))
        .length(1, 128)
        .erratum("正文写作 Number，一览表写作 String；数字会丢前导零和 2^53 以上的位数，所以生成文字。", "A Number in the text, a String in the overview; numbers lose leading zeros and digits beyond 2^53, so text is written."),
    row("order_url", Kind::Text, text("订单地址", "Order address"), text("http 或 https 开头的网址，或小程序页面路径（只在微信内能打开）。", "An http or https address, or a mini-program path (opens inside WeChat only)."))
        .escaped()
        .test(test_target)
        .erratum("组件示例先编码再传，链接示例没有编码；组件中编码，链接中只编码一次。", "The component's sample encodes it, the link's does not; encoded in the component, encoded once in links."),
    row("goods_count", Kind::Integer, text("商品数量", "Number of goods"), text("订单中的商品件数。", "How many goods the order has.")).between(0, 1_000_000_000),
    row("total_fee", Kind::Integer, text("订单金额（分）", "Amount (cents)"), text("以分为单位的整数，1000 表示 10.00 元。", "A whole number of cents: 1000 means 10.00 yuan.")).between(0, 9_007_199_254_740_991),
    row("goods", Kind::List, text("商品列表", "Goods"), text("JSON 数组，每项有 name 和 pictureUrl。", "A JSON array whose items have name and pictureUrl."))
        .erratum("链接示例把未编码的 JSON 直接写进 href；生成的链接已编码。", "The link sample puts raw JSON into an href; generated links are encoded."),
    row("name", Kind::Text, text("商品名称", "Name of the goods"), text("卡片上显示的商品名称。", "The name shown on the card.")).parent("goods").required(),
    row("pictureUrl", Kind::Url, text("商品图片地址", "Picture of the goods"), text("商品缩略图的网址。", "Address of the thumbnail."))
        .parent("goods")
        .escaped()
        .erratum("组件示例对它编码，链接示例不编码；按目标各自照做。", "Encoded in the component's sample, plain in the link's; each target follows its own sample."),
];

fn test_target(address: &str) -> Option<Oddity> {
    let web = address.starts_with("https://") || address.starts_with("http://");
    let path = !address.contains("://") && !address.contains(char::is_whitespace);
    (!web && !path).then_some(Oddity {
        id: "value-not-allowed",
        severity: Severity::Error,
        message: text(
            "应以 http:// 或 https:// 开头，或是小程序页面路径",
            "Must start with http:// or https://, or be a mini-program path",
        ),
    })
}
