//! The enterprise's account with the vendor.

use super::{plain, source};
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity};
use crate::channels::alipay::card::{PublicKey, bare};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "account", label: text("云客服账号", "Cloud customer service account") };

pub const ACCOUNT: &[Param] = &[
    Param::new(
        "tnt_inst_id",
        GROUP,
        Kind::Identifier,
        text("企业编码（tntInstId）", "Enterprise code (tntInstId)"),
        text("云客服「设置 · 服务窗配置 · 聊天窗 URL」里的 tntInstId；一个企业支付宝账号对应一个编码。", "The tntInstId under Settings, Service window, Chat window URL of the service console; one per enterprise account."),
        source::EMBED,
    )
    .required()
    .length(1, 64)
    .pattern("^[A-Za-z0-9_-]+$")
    .usual("^[A-Za-z0-9_]{8}$")
    .effect(Effect::None)
    .test(test_tenant)
    .erratum("文档没有写明格式；公开代码中所见的都是 8 位字母、数字或下划线，不符时只提醒。较新的控制台把两个编码放在「部署」里。", "The document states no format; every code seen in public has 8 letters, digits or underscores, so another form is only pointed out. Newer consoles show both codes under “deploy”."),
    Param::new(
        "visitor_card_public_key",
        GROUP,
        Kind::Prose,
        text("访客名片公钥", "Public key of visitor cards"),
        text("提交工单并提供 tntInstId 后由厂商发放，用来加密访客名片：Base64 的 X.509 公钥（SPKI），RSA 不少于 2048 位。拿到它的人都能伪造访客，请只放在服务端。", "Issued by the vendor on a ticket that names the tntInstId, and used to encrypt visitor cards: an X.509 public key (SPKI) in Base64, RSA with at least 2048 bits. Whoever has it can pretend to be any visitor, so keep it on servers."),
        source::CARD,
    )
    .secret()
    .effect(Effect::None)
    .test(test_key)
    .tidy(tidy_key)
    .erratum("文档只说通过 Java SDK 生成，没有说公钥从哪里来；公钥不能在控制台自助获取。", "The document only says that a Java SDK does it, and not where the key comes from; the console does not hand it out."),
];

fn test_tenant(code: &str) -> Option<Oddity> {
    let usual =
        code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    plain(code).or_else(|| {
        (!usual).then_some(Oddity {
            id: "tnt-inst-id-unusual",
            severity: Severity::Warning,
            message: text(
                "通常是 8 位字母、数字或下划线，请核对是否复制完整",
                "Usually 8 letters, digits or underscores; check that it was copied whole",
            ),
        })
    })
}

fn test_key(typed: &str) -> Option<Oddity> {
    let message = PublicKey::parse(typed).err()?;
    Some(Oddity { id: "value-not-allowed", severity: Severity::Error, message })
}

/// People paste whole PEM files.
fn tidy_key(typed: &str) -> Option<(String, Text)> {
    let bare = bare(typed);
    (bare != typed && PublicKey::parse(&bare).is_ok()).then_some((
        bare,
        text("已去掉首尾标记和换行", "The marks around it and the line ends were removed"),
    ))
}
