//! The order card that a visitor can send. Supplied by the page that the chat is opened from.

use super::{CHAT, H5, source, test_card_target};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Who, Wire};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "order", label: text("订单卡片（仅 H5）", "Order card (H5 only)") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::ORDER)
        .targets(CHAT)
        .by(Who::Page)
        .surface(H5)
        .effect(Effect::Visible)
}

pub const ORDER: &[Param] = &[
    row("order_status", Kind::Choice, text("订单状态", "Order state"), text("卡片上显示的订单状态；选「自定义」（0）时显示 status_custom 的文字，要一起填。", "The state on the card; “custom” (0) shows the text of status_custom, which it needs."))
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
    row("order_code", Kind::Text, text("订单编号", "Order number"), text("您的系统里的订单号。按文字传递，前导零和长编号不会丢失；在 JSON 里请加引号。", "The order's number in your system. Sent as text, so that leading zeros and long numbers survive; put it in quotes inside JSON."))
        .length(1, 128)
        .erratum("正文写作 Number，一览表写作 String；数字会丢前导零和 2^53 以上的位数，所以生成文字。", "A Number in the text, a String in the overview; numbers lose leading zeros and digits beyond 2^53, so text is written."),
    row("order_url", Kind::Text, text("订单地址", "Order address"), text("点卡片打开的地址。填 http 或 https 网址，客服在工作台也能打开；也可填小程序页面路径，但只有在微信里能打开。不用自己编码。", "What the card opens. An http or https address also opens on the agent's desk; a mini-program path opens inside WeChat only. It need not be encoded by hand."))
        .escaped()
        .test(test_card_target)
        .effect(Effect::Behaviour)
        .erratum("组件示例先编码再传，链接示例没有编码；组件中编码，链接中只编码一次。", "The component's sample encodes it, the link's does not; encoded in the component, encoded once in links."),
    row("goods_count", Kind::Integer, text("商品数量", "Number of goods"), text("订单里一共有多少件商品，填整数。", "How many goods the order has in all, as a whole number.")).between(0, 1_000_000_000),
    row("total_fee", Kind::Integer, text("订单金额（分）", "Amount (cents)"), text("以分为单位的整数，不带小数点：1000 表示 10.00 元。", "A whole number of cents without a decimal point: 1000 means 10.00 yuan.")).between(0, 9_007_199_254_740_991),
    row("goods", Kind::List, text("商品列表", "Goods"), text("JSON 数组，每件商品一项：name 名称、pictureUrl 图片网址，例如 [{\"name\":\"杯子\",\"pictureUrl\":\"https://…\"}]。不用自己编码。", "A JSON array with one item for each product: name and pictureUrl, such as [{\"name\":\"Cup\",\"pictureUrl\":\"https://…\"}]. Nothing need be encoded by hand."))
        .erratum("链接示例把未编码的 JSON 直接写进 href；生成的链接已编码。", "The link sample puts raw JSON into an href; generated links are encoded."),
    row("name", Kind::Text, text("商品名称", "Name of the goods"), text("卡片上显示的商品名称，必填。", "The name shown on the card; required.")).parent("goods").required(),
    row("pictureUrl", Kind::Url, text("商品图片地址", "Picture of the goods"), text("商品缩略图的网址，建议用 https。不用自己编码。", "Address of the thumbnail, with https where possible. It need not be encoded by hand."))
        .parent("goods")
        .escaped()
        .erratum("组件示例对它编码，链接示例不编码；按目标各自照做。", "Encoded in the component's sample, plain in the link's; each target follows its own sample."),
];
