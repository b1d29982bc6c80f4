//! What the tables cannot say: findings about several values together.

use serde_json::Value;

use super::Alipay;
use super::card::PublicKey;
use crate::catalog::{Situation, kind};
use crate::channels::{Deployment, Diagnostic, Severity, tables};
use crate::text::{Message, Text};

/// The public key as it stands in the account, and as the registered security key.
pub struct PublicKeys {
    account: Option<PublicKey>,
    registered: Option<Result<PublicKey, Text>>,
    /// Something is given, readable or not.
    given: bool,
}

impl PublicKeys {
    pub fn usable(&self) -> Option<&PublicKey> {
        self.account.as_ref().or_else(|| self.registered.as_ref()?.as_ref().ok())
    }
}

pub fn public_keys(deployment: &Deployment) -> PublicKeys {
    let typed = deployment.account.get("visitor_card_public_key").and_then(Value::as_str);
    let typed = typed.filter(|text| !text.is_empty());
    let registered = deployment.key.as_ref().map(|key| PublicKey::parse(key.expose()));
    PublicKeys {
        given: typed.is_some() || registered.is_some(),
        account: typed.and_then(|text| PublicKey::parse(text).ok()),
        registered,
    }
}

pub fn find(channel: &Alipay, deployment: &Deployment, keys: &PublicKeys) -> Vec<Diagnostic> {
    let situation = tables::situation(channel, deployment);
    let mut found = Vec::new();
    found.extend(no_public_key(keys));
    found.extend(two_keys(keys));
    found.extend(no_key(deployment, keys));
    found.extend(key_unused(deployment, keys));
    found.extend(empty_card(&situation));
    found.extend(thin_card(&situation));
    found.extend(card_limits(&situation));
    found.extend(nobody_makes_cards(&situation, deployment));
    found
}

fn no_public_key(keys: &PublicKeys) -> Option<Diagnostic> {
    let why = keys.registered.as_ref()?.as_ref().err()?;
    Some(about("value-not-allowed", Severity::Error, "key", (*why).into()))
}

/// One of them must be a leftover, and nobody can tell which.
fn two_keys(keys: &PublicKeys) -> Option<Diagnostic> {
    let (Some(account), Some(Ok(registered))) = (&keys.account, &keys.registered) else {
        return None;
    };
    (account != registered).then(|| {
        about(
            "keys-differ",
            Severity::Error,
            "visitor_card_public_key",
            Message::new(
                "账号里的公钥与登记的安全密钥不是同一个；请只保留厂商最近发放的那一个",
                "The account's public key and the registered security key differ; keep only the one that the vendor issued last",
            ),
        )
    })
}

fn no_key(deployment: &Deployment, keys: &PublicKeys) -> Option<Diagnostic> {
    (has_card(deployment) && !keys.given).then(|| {
        about(
            "required",
            Severity::Error,
            "visitor_card_public_key",
            Message::new(
                "生成访客名片需要公钥：提交工单并提供 tntInstId 后由厂商发放",
                "A visitor card needs the public key, which the vendor issues on a ticket that names the tntInstId",
            ),
        )
    })
}

fn key_unused(deployment: &Deployment, keys: &PublicKeys) -> Option<Diagnostic> {
    let idle = !deployment.visitor.is_empty() && !has_card(deployment);
    (idle && keys.usable().is_some()).then(|| {
        about(
            "key-unused",
            Severity::Note,
            "card",
            Message::new(
                "有公钥但没有给出 card，访客是匿名的",
                "There is a public key but no card, so the visitor is anonymous",
            ),
        )
    })
}

fn has_card(deployment: &Deployment) -> bool {
    [&deployment.visitor, &deployment.parameters]
        .iter()
        .any(|values| values.get("card").is_some_and(|card| !kind::is_unset(card)))
}

/// The signer refuses it as well: a card that says nothing names nobody.
fn empty_card(situation: &Situation<'_>) -> Option<Diagnostic> {
    (situation.set("card")? == "{}").then(|| {
        about(
            "value-not-allowed",
            Severity::Error,
            "card",
            Message::new(
                "card 不能是空对象：请至少写 userId 和 timestamp，匿名访客则不要给出 card",
                "card must not be an empty object: give userId and timestamp at least, and no card at all for an anonymous visitor",
            ),
        )
    })
}

/// The vendor calls these the most important fields; it does not say that a card needs them.
fn thin_card(situation: &Situation<'_>) -> Option<Diagnostic> {
    let card =
        situation.value("card").and_then(Value::as_object).filter(|card| !card.is_empty())?;
    let missing: Vec<&str> = ["userId", "timestamp"]
        .into_iter()
        .filter(|name| card.get(*name).is_none_or(kind::is_unset))
        .collect();
    let list = missing.join(", ");
    (!missing.is_empty()).then(|| {
        about(
            "card-thin",
            Severity::Warning,
            "card",
            Message::new(
                format!("名片缺少 {list}：厂商把它们列为最重要的字段，缺少时工作台可能认不出访客"),
                format!("The card lacks {list}, which the vendor calls most important; the desk may not know the visitor"),
            ),
        )
    })
}

/// What a card promises and what it does not.
fn card_limits(situation: &Situation<'_>) -> Vec<Diagnostic> {
    if situation.set("card").is_none() {
        return Vec::new();
    }
    let mut notes = vec![about(
        "card-unauthenticated",
        Severity::Note,
        "card",
        Message::new(
            "名片只加密、不认证：拿到公钥的人都能伪造；带名片的内容只属于这一位访客，不要存储或转发",
            "A card is encrypted, not authenticated: whoever has the public key can make one. What carries it belongs to this visitor only; do not store it or pass it on",
        ),
    )];
    if situation.target() == "mini_program" {
        notes.push(about(
            "card-encoding-unconfirmed",
            Severity::Note,
            "ext-info",
            Message::new(
                "ext-info 里的 cinfo 和 key 按厂商 SDK 的返回值原样放入（已做 URL 编码）；文档没有写明，上线前请验证一次",
                "cinfo and key stand in ext-info as the vendor's SDK gives them (URL-encoded); the document does not say so, check once before launch",
            ),
        ));
    }
    notes
}

/// The snippet then asks a stranger for the card.
fn nobody_makes_cards(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    let asks = situation.is("signed", "true") && !has_card(deployment);
    (asks && deployment.window_unset("sign_endpoint")).then(|| {
        about(
            "sign-endpoint-placeholder",
            Severity::Warning,
            "sign_endpoint",
            Message::new(
                "还没有填写名片接口：代码会去问示例地址 https://example.com/sign，访客会一直是匿名的",
                "No card address is given: the code asks the example https://example.com/sign, and visitors stay anonymous",
            ),
        )
    })
}

fn about(id: &str, severity: Severity, parameter: &str, message: Message) -> Diagnostic {
    Diagnostic::about("alipay", id, severity, parameter, message)
}
