//! What the tables cannot say: findings about several values together.

use serde_json::Value;

use super::Sobot;
use crate::catalog::Situation;
use crate::channels::{Deployment, Diagnostic, Severity, tables};
use crate::text::Message;

/// Names that tell who somebody is; in a link they reach logs and histories.
const PERSONAL: &[&str] = &["realname", "tel", "email", "qq"];

pub fn find(channel: &Sobot, deployment: &Deployment) -> Vec<Diagnostic> {
    let situation = tables::situation(channel, deployment);
    let link = deployment.target == "link";
    let mut found = Vec::new();
    found.extend(unsigned(&situation, deployment));
    found.extend(signed(&situation, deployment));
    found.extend(nobody_signs(&situation));
    found.extend(long_title(&situation));
    found.extend(group_is_enterprise(&situation, deployment));
    if link {
        found.extend(traditional_on_pc(&situation));
        found.extend(
            PERSONAL.iter().filter(|name| situation.set(name).is_some()).map(|name| personal(name)),
        );
        found.extend(legacy(&situation));
    }
    found
}

/// With the vendor's switch on, a visitor without an id is turned away.
fn unsigned(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    let switched_on = situation.is("signed", "true");
    if !switched_on || deployment.visitor.is_empty() || given(deployment, "partnerid") {
        return None;
    }
    Some(about(
        "required",
        Severity::Error,
        "partnerid",
        Message::new(
            "厂商后台已打开安全密钥：给了访客资料就必须给 partnerid，否则访客会被拒绝",
            "The vendor's security key is on: visitor values need a partnerid, or the visitor is turned away",
        ),
    ))
}

fn given(deployment: &Deployment, name: &str) -> bool {
    let set = |value: &Value| !crate::catalog::kind::is_unset(value);
    [&deployment.visitor, &deployment.parameters]
        .iter()
        .any(|values| values.get(name).is_some_and(set))
}

/// What a signature promises and what it does not.
fn signed(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    let identified = situation.set("partnerid").is_some();
    match (&deployment.key, identified) {
        (Some(_), true) => Some(about(
            "sign-never-expires",
            Severity::Note,
            "sign",
            Message::new(
                "签名永不过期：链接泄露后，在更换密钥之前一直可用",
                "The signature never expires: a leaked link works until the key changes",
            ),
        )),
        (Some(_), false) => Some(about(
            "key-unused",
            Severity::Note,
            "partnerid",
            Message::new(
                "给了密钥但没有 partnerid，所以没有签名",
                "A key is given but no partnerid, so nothing is signed",
            ),
        )),
        (None, true) if situation.is("signed", "true") && situation.target() == "link" => {
            Some(about(
                "link-unsigned",
                Severity::Warning,
                "sign",
                Message::new(
                    "厂商后台已打开安全密钥，而这个链接没有签名：直接打开会被拒绝",
                    "The vendor's security key is on and this link is not signed: opened as it is, it is turned away",
                ),
            ))
        }
        _ => None,
    }
}

/// The snippet then asks a stranger for the signature.
fn nobody_signs(situation: &Situation<'_>) -> Option<Diagnostic> {
    let unset = situation.set("sign_endpoint").is_none();
    (situation.is("signed", "true") && unset).then(|| {
        about(
            "sign-endpoint-placeholder",
            Severity::Warning,
            "sign_endpoint",
            Message::new(
                "还没有填写签名接口：代码会去问示例地址 https://example.com/sign，聊天窗不会打开",
                "No signing address is given: the code asks the example https://example.com/sign, and the chat will not open",
            ),
        )
    })
}

fn long_title(situation: &Situation<'_>) -> Option<Diagnostic> {
    let long = situation.set("custom_title").is_some_and(|title| title.chars().count() > 30);
    (long && situation.is("title_flag", "2")).then(|| {
        about(
            "value-not-allowed",
            Severity::Error,
            "custom_title",
            Message::new(
                "顶部返回栏的固定文案限 1 到 30 个字符",
                "The fixed text of the top bar has 1 to 30 characters",
            ),
        )
    })
}

fn group_is_enterprise(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    let sysnum = deployment.account.get("sysnum").and_then(Value::as_str);
    let same = sysnum.is_some() && situation.set("groupid") == sysnum;
    same.then(|| {
        about(
            "groupid-equals-sysnum",
            Severity::Warning,
            "groupid",
            Message::new(
                "技能组编号与企业标识 sysnum 相同，多半是复制错了",
                "The skill group equals the enterprise's sysnum: most likely a slip while copying",
            ),
        )
    })
}

fn traditional_on_pc(situation: &Situation<'_>) -> Option<Diagnostic> {
    let wrong = situation.is("variant", "pc") && situation.is("locale", "tw");
    wrong.then(|| {
        about(
            "locale-h5-only",
            Severity::Note,
            "locale",
            Message::new(
                "按一览表，繁体中文仅 H5 支持，PC 链接可能不生效",
                "By the overview, Traditional Chinese works on H5 only; a PC link may ignore it",
            ),
        )
    })
}

fn personal(name: &str) -> Diagnostic {
    Diagnostic {
        id: "snippet.personal-data-in-url".to_owned(),
        ..about(
            "",
            Severity::Warning,
            name,
            Message::new(
                format!("{name} 会出现在网址里，从而进入浏览记录和访问日志；能不传就不传"),
                format!(
                    "{name} stands in the address and so reaches histories and access logs; leave it out where possible"
                ),
            ),
        )
    }
}

fn legacy(situation: &Situation<'_>) -> Option<Diagnostic> {
    situation.is("variant", "h5_legacy").then(|| {
        about("legacy-form", Severity::Note, "variant", Message::new(
            "旧版链接的参数名按含义对应（如 partnerid 写作 partnerId），文档没有逐一列出，请在目标手机上试一次",
            "Names of the old form are mapped by meaning (partnerid becomes partnerId); the document lists none, so try it on the phone in question",
        ))
    })
}

fn about(id: &str, severity: Severity, parameter: &str, message: Message) -> Diagnostic {
    Diagnostic::about("sobot", id, severity, parameter, message)
}
