//! Names that public pages use and the vendor document lacks. Known, but never recommended.

use super::{CHAT, COMPONENT, source};
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Param, Wire};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "observed", label: text("文档之外的参数", "Outside the document") };

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::OBSERVED).targets(COMPONENT).observed()
}

pub const OBSERVED: &[Param] = &[
    row(
        "channelid",
        Kind::Identifier,
        text("子渠道编号", "Sub-channel"),
        text("公开网页的链接里很常见，例如 channelid=2；厂商的服务端接口有同义的 channel_id。接入说明没有写，含义请向厂商确认。", "Common in links of public pages, such as channelid=2; the vendor's server interfaces have a channel_id of the same meaning. Absent from the document; ask the vendor what it means."),
    )
    .targets(CHAT)
    .effect(Effect::AgentDesk),
    row(
        "powered",
        Kind::Flag,
        text("显示厂商标志", "Show the vendor's mark"),
        text("公开网页中写作 powered:false，看起来是隐藏「技术支持」字样；未经证实。", "Public pages have powered:false, it seems to hide the words “powered by”; unconfirmed."),
    )
    .values(&[allowed("true", "显示", "Show"), allowed("false", "不显示", "Hide")]),
    row(
        "title",
        Kind::Text,
        text("入口标题", "Title of the entry"),
        text("公开网页中见过，看起来是咨询入口上的文字；未经证实。", "Seen on public pages, it seems to be the text on the entry; unconfirmed."),
    )
    .length(1, 200),
    row(
        "size",
        Kind::Object,
        text("窗口大小", "Size of the window"),
        text("公开网页中写作 {\"width\":…,\"height\":…}；文档里的写法是 width 和 height 两个参数，请优先用它们。", "Public pages have {\"width\":…,\"height\":…}; the document has two parameters, width and height, which are to be preferred."),
    )
    .wire(Wire::Structure),
    row(
        "cardTrigger",
        Kind::Integer,
        text("卡片触发方式", "Trigger of the card"),
        text("公开网页中见过一次，值为 1；含义不明。", "Seen once on a public page with the value 1; its meaning is unknown."),
    )
    .between(0, 100),
];
