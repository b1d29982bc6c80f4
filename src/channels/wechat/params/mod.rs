//! The parameters of the contact button and of the service chat call, one file per group.

pub mod account;
mod button;
mod chat;
pub mod window;

use std::sync::LazyLock;

use crate::catalog::param::allowed;
use crate::catalog::{Allowed, Heading, Oddity, Param, Severity};
use crate::text::text;

/// Where the vendor says so. The integration document has the first; the others are the reference
/// pages of the same vendor that it leans on.
pub mod source {
    pub const GUIDE: &str = "微信小程序接入客服功能 · 开发";
    pub const BUTTON: &str = "微信小程序组件文档 · button";
    pub const CHAT: &str = "微信小程序接口文档 · wx.openCustomerServiceChat";
}

const BUTTON: &[&str] = &["mini_program"];
const CHAT: &[&str] = &["service_chat"];

const CARD: Heading = Heading { key: "card", label: text("消息卡片", "Message card") };
const EVENTS: Heading = Heading { key: "events", label: text("事件", "Events") };

const ON_OFF: &[Allowed] =
    &[allowed("true", "显示卡片", "Show the card"), allowed("false", "不显示卡片", "No card")];

/// Every parameter, in the order in which people decide.
pub fn all() -> &'static [Param] {
    static ALL: LazyLock<Vec<Param>> = LazyLock::new(|| [button::BUTTON, chat::CHAT].concat());
    &ALL
}

/// The longest session source, in bytes of UTF-8.
pub const LONGEST_SOURCE: usize = 1000;

fn wrong(wrong: bool, zh: &'static str, en: &'static str) -> Option<Oddity> {
    wrong.then_some(Oddity {
        id: "value-not-allowed",
        severity: Severity::Error,
        message: text(zh, en),
    })
}

fn unusual(unusual: bool, id: &'static str, zh: &'static str, en: &'static str) -> Option<Oddity> {
    unusual.then_some(Oddity { id, severity: Severity::Warning, message: text(zh, en) })
}

fn is_hexadecimal(digits: &str) -> bool {
    digits.len() == 16 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A page of the same mini program, with its query.
fn test_path(path: &str) -> Option<Oddity> {
    if path.contains("://") || path.contains(char::is_whitespace) {
        return wrong(
            true,
            "这里是小程序页面路径，例如 /pages/goods/detail?id=1，不能是网址，也不能有空格",
            "This is a page of the mini program, such as /pages/goods/detail?id=1: no address of the web, no spaces",
        );
    }
    unusual(
        !path.starts_with('/'),
        "path-relative",
        "建议以斜杠开头：不带斜杠时按当前页面的相对路径解析",
        "Better with a leading slash: without it the path is relative to the page that is open",
    )
}

fn tidy_path(typed: &str) -> Option<(String, crate::text::Text)> {
    let relative = typed.starts_with("pages/") || typed.starts_with("packages/");
    relative.then(|| {
        (format!("/{typed}"), text("已在路径前补上斜杠", "A slash was put before the path"))
    })
}

/// http, https, a file that the client has saved, or a file of the package.
fn test_picture(picture: &str) -> Option<Oddity> {
    let scheme = picture.split_once("://").map(|(scheme, _)| scheme);
    let known = scheme.is_none_or(|scheme| matches!(scheme, "http" | "https" | "wxfile"));
    wrong(
        !known || picture.contains(char::is_whitespace),
        "图片是 https 网址、wxfile:// 文件或小程序包内的路径，不能有空格",
        "A picture is an https address, a wxfile:// file or a path inside the package, without spaces",
    )
}
