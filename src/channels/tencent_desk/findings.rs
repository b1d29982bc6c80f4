//! What the tables cannot say: findings about several values together.

use serde_json::{Map, Value};

use super::TencentDesk;
use super::params::{BUTTONS, SERVICE_NUMBERS, TOOLBAR_FAULT};
use super::scheme::{ADVISED, is_usual_key};
use crate::catalog::{Checked, Situation, Surface, encode, kind};
use crate::channels::inspect::LONGEST_LINK;
use crate::channels::{Deployment, Diagnostic, Severity, Values, tables};
use crate::text::{Message, Text, text};

pub fn find(channel: &TencentDesk, deployment: &Deployment) -> Vec<Diagnostic> {
    let situation = tables::situation(channel, deployment);
    let mut found = buttons(&situation);
    found.extend(numbers(&situation));
    found.extend(page_in_the_kit(&situation));
    found.extend(nobody_signs(deployment));
    found.extend(key(&situation, deployment));
    found.extend(short(&situation, deployment));
    found
}

fn items<'s>(situation: &'s Situation<'_>, name: &str) -> &'s [Value] {
    situation.value(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What a button does must be said in full.
fn buttons(situation: &Situation<'_>) -> Vec<Diagnostic> {
    let items = items(situation, BUTTONS);
    let objects = items.iter().enumerate().filter_map(|(at, item)| Some((at, item.as_object()?)));
    objects
        .filter_map(|(at, item)| {
            let (field, message) = button(item)?;
            let place = format!("{BUTTONS}.{at}.{field}");
            Some(about(TOOLBAR_FAULT, Severity::Error, &place, message))
        })
        .collect()
}

/// The text of a field; empty where it is not set.
pub fn field(item: &Map<String, Value>, name: &str) -> String {
    item.get(name).filter(|value| !kind::is_unset(value)).map(kind::plain).unwrap_or_default()
}

/// The field of a button that contradicts the others.
pub fn button(item: &Map<String, Value>) -> Option<(&'static str, Text)> {
    let plain = |name: &str| field(item, name);
    let (preset, content) = (plain("isPreset"), plain("content"));
    match (preset.as_str(), plain("type").as_str()) {
        ("1", _) if plain("presetId").is_empty() => Some((
            "presetId",
            text(
                "内置按钮（isPreset 为 1）必须写 presetId：humanService、serviceRating 或 endHumanService",
                "A built-in button (isPreset 1) needs a presetId: humanService, serviceRating or endHumanService",
            ),
        )),
        ("0", _) if content.is_empty() => Some((
            "content",
            text(
                "自定义按钮（isPreset 为 0）必须写 content，否则点击后什么也不发生",
                "A button of your own (isPreset 0) needs a content, or a tap does nothing",
            ),
        )),
        ("0", "2") if !is_https(&content) => Some((
            "content",
            text(
                "type 为 2 时 content 必须是 https 网址：小程序打不开其他网址",
                "With type 2 the content must be an https address: a mini program opens no other",
            ),
        )),
        _ => None,
    }
}

fn is_https(address: &str) -> bool {
    let whole = url::Url::parse(address).is_ok_and(|url| url.scheme() == "https" && url.has_host());
    whole && !address.contains(char::is_whitespace)
}

fn numbers(situation: &Situation<'_>) -> Vec<Diagnostic> {
    let items = items(situation, SERVICE_NUMBERS);
    let wrong =
        items.iter().enumerate().filter(|(_, item)| item.as_str().is_none_or(str::is_empty));
    let mut found: Vec<Diagnostic> = wrong
        .map(|(at, _)| {
            let message = text(
                "每个客服号 ID 都应是非空的文字",
                "Every id of a service number is a text that is not empty",
            );
            about("value-not-allowed", Severity::Error, &format!("{SERVICE_NUMBERS}.{at}"), message)
        })
        .collect();
    let chosen = situation.set("customerServiceID");
    let listed = |number: &str| items.iter().any(|item| item.as_str() == Some(number));
    if let Some(number) = chosen.filter(|number| !items.is_empty() && !listed(number)) {
        let message = Message::new(
            format!("{number} 不在客服号列表里，页面打不开它"),
            format!("{number} is not in the list of service numbers, so the page cannot open it"),
        );
        found.push(about("service-number-unknown", Severity::Error, "customerServiceID", message));
    }
    found
}

/// A page of the kit's own package cannot load that package ahead.
fn page_in_the_kit(situation: &Situation<'_>) -> Option<Diagnostic> {
    let (page, root) = (situation.text("page")?, situation.text("root")?);
    let inside = page.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    inside.then(|| {
        about("preload-rule", Severity::Warning, "page", text(
            "这个页面在 UIKit 分包里：预加载应写在放按钮的主包页面上，否则不起作用",
            "This page lies in the kit's own subpackage: loading ahead works from the page with the button, in the main package",
        ))
    })
}

/// The page then asks a stranger for the signature.
fn nobody_signs(deployment: &Deployment) -> Option<Diagnostic> {
    deployment.window_unset("sign_endpoint").then(|| {
        about("sign-endpoint-placeholder", Severity::Warning, "sign_endpoint", text(
            "还没有填写签名接口：代码会去问示例地址 https://example.com/sign，客服打不开",
            "No signing address is given: the code asks the example https://example.com/sign, and the chat will not open",
        ))
    })
}

fn key(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    let key = deployment.key.as_ref()?;
    let given = |values: &Values| values.get("userID").is_some_and(|id| !kind::is_unset(id));
    if situation.set("userID").is_none() {
        // A wrong one is told as such.
        if given(&deployment.visitor) || given(&deployment.parameters) {
            return None;
        }
        return Some(about(
            "key-unused",
            Severity::Note,
            "userID",
            text(
                "给了密钥但没有 userID，所以没有签名",
                "A key is given but no userID, so nothing is signed",
            ),
        ));
    }
    (!is_usual_key(key)).then(|| {
        about("key-unusual", Severity::Warning, "key", text(
            "密钥通常是 64 位小写十六进制字符，请核对是否复制完整；大小写不同，签名就不同",
            "A key usually has 64 lower-case hexadecimal characters; check that it was copied whole, letter case included",
        ))
    })
}

fn short(situation: &Situation<'_>, deployment: &Deployment) -> Option<Diagnostic> {
    let expire: i64 = situation.text("expire")?.parse().ok()?;
    (deployment.key.is_some() && expire < ADVISED).then(|| {
        about("expire-short", Severity::Warning, "expire", text(
            "厂商建议有效期不少于 24 小时（86400 秒）；过期后访客会掉线",
            "The vendor advises 24 hours (86400 seconds) or more; visitors are cut off when it ends",
        ))
    })
}

/// Long addresses are cut on some phones. Nobody states a limit; these numbers are from reports.
const LONG: usize = 1024;
/// About what the identity takes.
const IDENTITY: usize = 300;

/// The length of the address that the page opens, told at the value that takes most of it.
pub fn length(checked: &Checked) -> Option<Diagnostic> {
    let written = encode(checked, Surface::Object);
    let lengths = written.iter().filter_map(|one| {
        let value = super::page::value(one)?.as_str().chars().count();
        Some((one.param.name.len() + 2 + value, one.param.name))
    });
    let lengths: Vec<(usize, &str)> = lengths.collect();
    let length = IDENTITY + lengths.iter().map(|(length, _)| length).sum::<usize>();
    let (_, longest) = lengths.into_iter().max()?;
    let zh = format!("打开客服的网址约有 {length} 个字符");
    let en = format!("The address of the chat has about {length} characters");
    if length > LONGEST_LINK {
        let message = Message::new(
            format!("{zh}，超过 {LONGEST_LINK}，很可能被截断，按钮和订单会全部消失；请精简"),
            format!(
                "{en}, more than {LONGEST_LINK}: it will probably be cut, and buttons and order vanish. Shorten them"
            ),
        );
        let parameter = Some(longest.to_owned());
        let id = "link.too-long".to_owned();
        let severity = Severity::Warning;
        return Some(Diagnostic { id, severity, parameter, message, help: None });
    }
    (length > LONG).then(|| {
        about(
            "url-length",
            Severity::Warning,
            longest,
            Message::new(
                format!("{zh}，超过 {LONG}；有用户报告部分手机会截断长网址，请精简按钮和订单"),
                format!("{en}, more than {LONG}; reports say that some phones cut long ones, so shorten buttons and order"),
            ),
        )
    })
}

fn about(id: &str, severity: Severity, parameter: &str, message: impl Into<Message>) -> Diagnostic {
    Diagnostic::about("tencent_desk", id, severity, parameter, message.into())
}
