//! The mini program as its console knows it.

use super::{is_hexadecimal, source, unusual};
use crate::catalog::{Effect, Heading, Kind, Oddity, Param};
use crate::text::text;

const GROUP: Heading = Heading { key: "account", label: text("小程序", "Mini program") };

pub const ACCOUNT: &[Param] = &[Param::new(
    "appid",
    GROUP,
    Kind::Identifier,
    text("小程序 AppID", "AppID of the mini program"),
    text(
        "在小程序后台「开发管理 · 开发设置」查看，形如 wx 加 16 位十六进制。只用于登记，代码里不需要。",
        "Found in the mini program's console under development settings: wx and 16 hexadecimal characters. For the register only; the code does not need it.",
    ),
    source::GUIDE,
)
.length(1, 64)
.usual("^wx[0-9a-f]{16}$")
.effect(Effect::None)
.test(test_appid)];

fn test_appid(appid: &str) -> Option<Oddity> {
    let usual = appid.strip_prefix("wx").is_some_and(is_hexadecimal);
    unusual(
        !usual,
        "appid-unusual",
        "小程序 AppID 通常是 wx 加 16 位小写十六进制；以 ww 开头的是企业 ID，以 gh_ 开头的是原始 ID",
        "An AppID is usually wx and 16 lower-case hexadecimal characters; ww… is a corp id, gh_… the original id",
    )
}
