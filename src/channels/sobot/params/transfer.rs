//! Leaving for a page outside: when the visitor asks for an agent, or wants to leave a message.

use super::{CHAT, H5, PAGE, source};
use crate::catalog::param::allowed;
use crate::catalog::{Heading, Kind, Oddity, Param, Rule, Severity, Wire};
use crate::text::{Text, text};

const GROUP: Heading = Heading {
    key: "transfer",
    label: text("跳转到您自己的页面", "Leaving for a page of your own"),
};

const fn row(name: &'static str, kind: Kind, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, kind, label, help, source::SYSTEM).targets(CHAT)
}

pub const TRANSFER: &[Param] = &[
    row(
        "to_customsys_flag",
        Kind::Flag,
        text("转人工时跳转第三方页面", "Open another page on transfer"),
        text("打开后，访客点「转人工」会去下面填写的地址，而不是智齿的人工客服。", "When on, asking for an agent leads to the address below instead of Sobot's agents."),
    )
    .values(&[allowed("1", "跳转", "Leave"), allowed("0", "不跳转", "Stay")])
    .wire(Wire::Boolean)
    .rules(&[Rule::needs("to_customsys_url").own(&["1"])])
    .erratum("一览表写作 1 和 0，示例写作布尔值；链接中写 1 和 0，组件中写布尔值。", "1 and 0 in the overview, a boolean in the sample; links carry 1 and 0, the component a boolean."),
    row(
        "to_customsys_url",
        Kind::Url,
        text("转人工的跳转地址", "Address on transfer"),
        text("转人工时打开的页面，填完整网址，不用自己编码；建议使用 https。", "The page that opens on transfer, as a whole address that need not be encoded by hand; https is advised."),
    )
    .rules(&[Rule::only_when("to_customsys_flag", &["1"])])
    .test(test_https)
    .erratum("正文建议先编码，示例却没有编码；链接中编码一次，组件中按原文写。", "The text advises encoding, the sample does not encode; encoded once in links, plain in the component."),
    row(
        "to_customsys_open_style",
        Kind::Choice,
        text("跳转方式", "How to open it"),
        text("仅链接：在新页面还是当前页面打开。", "Links only: in a new page or in the same one."),
    )
    .values(&[allowed("1", "新页面", "New page"), allowed("0", "当前页面", "Same page")])
    .targets(PAGE)
    .rules(&[Rule::only_when("to_customsys_flag", &["1"])]),
    row(
        "leave_customsys_flag",
        Kind::Flag,
        text("留言时跳转第三方系统", "Leave messages elsewhere"),
        text("仅 H5：打开后，访客点「留言」会去下面填写的地址，而不是智齿的留言页。", "H5 only: when on, leaving a message leads to the address below instead of Sobot's page."),
    )
    .values(&[allowed("1", "跳转", "Leave"), allowed("0", "不跳转", "Stay")])
    .wire(Wire::Text)
    .surface(H5)
    .rules(&[Rule::needs("leave_customsys_url").own(&["1"])]),
    row(
        "leave_customsys_url",
        Kind::Url,
        text("留言的跳转地址", "Address for messages"),
        text("仅 H5：留言时打开的页面，填完整网址，不用自己编码；建议使用 https。", "H5 only: the page that opens for messages, as a whole address that need not be encoded by hand; https is advised."),
    )
    .surface(H5)
    .rules(&[Rule::only_when("leave_customsys_flag", &["1"])])
    .test(test_https),
];

fn test_https(address: &str) -> Option<Oddity> {
    address.to_ascii_lowercase().starts_with("http:").then_some(Oddity {
        id: "https-advised",
        severity: Severity::Note,
        message: text("厂商建议使用 https 地址", "The vendor advises an https address"),
    })
}
