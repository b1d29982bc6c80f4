//! The account with the vendor.

use super::source;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity};
use crate::text::{Text, text};

const GROUP: Heading = Heading { key: "account", label: text("智齿账号", "Sobot account") };

pub const ACCOUNT: &[Param] = &[
    Param::new(
        "sysnum",
        GROUP,
        Kind::Identifier,
        text("企业标识 sysnum", "Enterprise identifier (sysnum)"),
        text("控制台「设置 · 支持渠道 · 部署设置」的代码里 sysnum= 后面的 32 位字符。", "The 32 characters after sysnum= in the code of the console's deployment settings."),
        source::LINKS,
    )
    .required()
    .length(1, 64)
    .effect(Effect::None)
    .usual("^[0-9a-f]{32}$")
    .test(test_sysnum),
    Param::new(
        "host",
        GROUP,
        Kind::Text,
        text("专属域名", "Tenant host"),
        text("只填域名，例如 demo.sobot.com；不带 https:// 和路径。", "The host name only, for example demo.sobot.com; no https:// and no path."),
        source::LINKS,
    )
    .required()
    .length(1, 80)
    .effect(Effect::None)
    .pattern("^[a-z0-9-]+\\.sobot\\.(com|io)$")
    .test(test_host)
    .tidy(tidy_host)
    .erratum("示例中的 *** 要换成企业自己的一级名称；国际版使用 sobot.io。", "The *** of the samples stands for the tenant's own label; the international edition uses sobot.io."),
];

fn test_sysnum(sysnum: &str) -> Option<Oddity> {
    let usual =
        sysnum.len() == 32 && sysnum.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (!usual).then_some(Oddity {
        id: "sysnum-unusual",
        severity: Severity::Warning,
        message: text(
            "通常是 32 位小写十六进制字符，请核对是否复制完整",
            "Usually 32 lower-case hexadecimal characters; check that it was copied whole",
        ),
    })
}

/// Exactly one label before the vendor's domain.
pub fn is_vendor_host(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let label = host.strip_suffix(".sobot.com").or_else(|| host.strip_suffix(".sobot.io"));
    label.is_some_and(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}

fn test_host(host: &str) -> Option<Oddity> {
    (!is_vendor_host(host)).then_some(Oddity {
        id: "host-not-vendor",
        severity: Severity::Error,
        message: text("应是 sobot.com 或 sobot.io 前只有一级的域名，例如 demo.sobot.com，不带 https:// 和路径", "Must be one label before sobot.com or sobot.io, such as demo.sobot.com, without https:// and without a path"),
    })
}

/// People paste whole addresses.
fn tidy_host(typed: &str) -> Option<(String, Text)> {
    let bare = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    let bare = bare.split(['/', '?', '#']).next().unwrap_or(bare).to_ascii_lowercase();
    (bare != typed && is_vendor_host(&bare))
        .then_some((bare, text("已只保留域名部分", "Only the host name was kept")))
}
