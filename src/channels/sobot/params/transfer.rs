//! Leaving for a page outside when the visitor asks for an agent.

use super::{LINK, source};
use crate::catalog::param::allowed;
use crate::catalog::{Heading, Kind, Oddity, Param, Rule, Severity, Wire};
use crate::text::text;

const GROUP: Heading = Heading {
    key: "transfer",
    label: text("转人工时跳转", "Leaving on transfer to an agent"),
};

pub const TRANSFER: &[Param] = &[
    Param::new(
        "to_customsys_flag",
        GROUP,
        Kind::Flag,
        text("转人工时跳转第三方页面", "Open another page on transfer"),
        text("打开后，访客点「转人工」会去下面填写的地址。", "When on, asking for an agent leads to the address below."),
        source::SYSTEM,
    )
    .values(&[allowed("1", "跳转", "Leave"), allowed("0", "不跳转", "Stay")])
    .wire(Wire::Boolean)
    .rules(&[Rule::needs("to_customsys_url").own(&["1"])]),
    Param::new(
        "to_customsys_url",
        GROUP,
        Kind::Url,
        text("跳转地址", "Address to open"),
        text("转人工时打开的页面，建议使用 https。", "The page that opens on transfer; https is advised."),
        source::SYSTEM,
    )
    .rules(&[Rule::only_when("to_customsys_flag", &["1"])])
    .test(test_https)
    .erratum("正文建议先编码，示例却没有编码；链接中编码一次，组件中按原文写。", "The text advises encoding, the sample does not encode; encoded once in links, plain in the component."),
    Param::new(
        "to_customsys_open_style",
        GROUP,
        Kind::Choice,
        text("跳转方式", "How to open it"),
        text("仅链接：在新页面还是当前页面打开。", "Links only: in a new page or in the same one."),
        source::SYSTEM,
    )
    .values(&[allowed("1", "新页面", "New page"), allowed("0", "当前页面", "Same page")])
    .targets(LINK)
    .rules(&[Rule::only_when("to_customsys_flag", &["1"])]),
];

fn test_https(address: &str) -> Option<Oddity> {
    address.to_ascii_lowercase().starts_with("http:").then_some(Oddity {
        id: "https-advised",
        severity: Severity::Note,
        message: text("厂商建议使用 https 地址", "The vendor advises an https address"),
    })
}
