//! The product card at the top of the chat. Supplied by the page that the chat is opened from.

use super::{CHAT, H5, source, test_card_target};
use crate::catalog::{Effect, Heading, Kind, Param, Rule, Who};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "card", label: text("商品卡片（仅 H5）", "Product card (H5 only)") };
const TITLED: &[Rule] = &[Rule::needs("card_title")];

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::CARD)
        .targets(CHAT)
        .by(Who::Page)
        .surface(H5)
        .effect(Effect::Visible)
}

pub const CARD: &[Param] = &[
    row("card_title", Kind::Text, text("商品标题", "Product"), text("商品卡片的标题。要显示卡片就必须填，其余各项都依赖它。", "The title of the product card. The card needs it, and all other fields depend on it.")),
    row("card_url", Kind::Text, text("商品地址", "Product address"), text("点卡片打开的地址。填 http 或 https 网址，客服在工作台也能打开；也可填小程序页面路径，但只有在微信里能打开。不用自己编码。", "What the card opens. An http or https address also opens on the agent's desk; a mini-program path opens inside WeChat only. It need not be encoded by hand."))
        .rules(TITLED)
        .escaped()
        .test(test_card_target)
        .effect(Effect::Behaviour)
        .erratum("文档建议用 encodeURIComponent 转义，组件示例也先编码再传；组件中编码，链接中只编码一次。", "The document advises encodeURIComponent, and the component's sample encodes it; encoded in the component, encoded once in links."),
    row("card_desc", Kind::Text, text("商品简述", "Description"), text("卡片标题下的一段简短说明。", "A short description below the title.")).rules(TITLED),
    row("card_note", Kind::Text, text("商品标签", "Tag"), text("卡片上的醒目标签，通常写价格，例如「2000元」。", "The tag on the card, usually a price such as “¥2000”."))
        .rules(TITLED)
        .erratum("正文说是商品标签（例：价格），一览表说是描述；按标签绘制。", "A tag such as a price in the text, a description in the overview; drawn as a tag."),
    row("card_picture", Kind::Url, text("商品缩略图", "Picture"), text("缩略图的网址，用 https。不用自己编码。", "Address of the thumbnail, with https. It need not be encoded by hand."))
        .rules(TITLED)
        .escaped()
        .erratum("文档建议用 encodeURIComponent 转义，组件示例也先编码再传；组件中编码，链接中只编码一次。", "The document advises encodeURIComponent, and the component's sample encodes it; encoded in the component, encoded once in links."),
];
