//! A window's own fields: the plugin's registration and how it is wired into the app.

use super::source;
use crate::catalog::param::allowed;
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity};
use crate::channels::mini_program::{PAGE, PLACE};
use crate::text::text;

const GROUP: Heading = Heading { key: "plugin", label: text("插件", "Plugin") };
const CONDITIONS: Heading =
    Heading { key: "conditions", label: text("仅用于预览", "For the preview only") };

/// The vendor's plugin; no other is known.
pub const PROVIDER: &str = "wx104a1a20c3f81ec2";

pub const WINDOW: &[Param] = &[
    Param::new(
        "plugid",
        GROUP,
        Kind::Identifier,
        text("插件 ID（plugid）", "Plugin ID (plugid)"),
        text("企业微信管理后台「客户联系 · 联系我」中小程序按钮的编号，通常是 32 位小写十六进制。", "The id of the mini-program button under “contact me” in WeCom's console, usually 32 lower-case hexadecimal characters."),
        source::STEPS,
    )
    .required()
    .length(1, 128)
    .pattern("^[A-Za-z0-9_-]+$")
    .usual("^[0-9a-f]{32}$")
    .effect(Effect::None)
    .test(test_plugid),
    Param::new(
        "version",
        GROUP,
        Kind::Text,
        text("插件版本", "Plugin version"),
        text("写进 app.json 的版本号，形如 1.4.3。", "The version in app.json, such as 1.4.3."),
        source::STEPS,
    )
    .default("1.4.3")
    .length(5, 20)
    .pattern("^\\d+\\.\\d+\\.\\d+$")
    .effect(Effect::None)
    .test(test_version)
    .erratum("接入文档写 1.3.0，厂商后来的页面写 1.4.3，并增加了 notifytype 与二维码方式。", "The document has 1.3.0; a later page of the vendor has 1.4.3, with notifytype and the QR code."),
    Param::new(
        "provider",
        GROUP,
        Kind::Identifier,
        text("插件 AppID", "Plugin's AppID"),
        text("企业微信插件的 AppID，一般不用改。", "The AppID of WeCom's plugin; seldom changed."),
        source::STEPS,
    )
    .default(PROVIDER)
    .length(18, 18)
    .pattern("^wx[0-9a-f]{16}$")
    .effect(Effect::None)
    .test(test_provider),
    PAGE,
    Param::new(
        "alias",
        PLACE,
        Kind::Text,
        text("插件别名", "Plugin alias"),
        text("app.json 中 plugins 的键名；app.json 已引用该插件时，请填已有的别名。", "The name under plugins in app.json; give the existing one where the app already has the plugin."),
        source::STEPS,
    )
    .default("contactPlugin")
    .length(1, 64)
    .pattern("^[A-Za-z_][A-Za-z0-9_-]*$")
    .effect(Effect::None)
    .test(test_name),
    Param::new(
        "tag",
        PLACE,
        Kind::Text,
        text("组件标签", "Component tag"),
        text("页面里使用的标签名，页面 usingComponents 的键名。", "The tag used in the page: the name under usingComponents."),
        source::STEPS,
    )
    .default("cell")
    .length(1, 64)
    .pattern("^[a-z][a-z0-9-]*$")
    .effect(Effect::None)
    .test(test_tag),
    Param::new(
        "staff",
        CONDITIONS,
        Kind::Choice,
        text("客服人数", "Number of people"),
        text("「联系我」按钮在后台配置的是单人还是多人；决定哪些选项有效，不写进代码。", "Whether the button is configured for one person or several; decides which options work and is not written into code."),
        source::STYLE,
    )
    .values(&[allowed("single", "单人", "Single"), allowed("multiple", "多人", "Several")])
    .default("single")
    .effect(Effect::Visible),
];

fn error(wrong: bool, zh: &'static str, en: &'static str) -> Option<Oddity> {
    wrong.then_some(Oddity {
        id: "value-not-allowed",
        severity: Severity::Error,
        message: text(zh, en),
    })
}

fn test_plugid(plugid: &str) -> Option<Oddity> {
    if plugid.eq_ignore_ascii_case("plugid") {
        return Some(Oddity {
            id: "plugid-placeholder",
            severity: Severity::Error,
            message: text(
                "这是文档示例里的占位文字，请换成管理后台的真实编号",
                "This is the sample's placeholder; use the real id from the console",
            ),
        });
    }
    // A colon or a dot would be fine for the vendor, but not in every compiler of WXML.
    if plugid.contains(['.', ':']) {
        return error(true, "只能含字母、数字、- 和 _", "Letters, digits, - and _ only");
    }
    let usual =
        plugid.len() == 32 && plugid.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (!usual).then_some(Oddity {
        id: "plugid-unusual",
        severity: Severity::Warning,
        message: text(
            "通常是 32 位小写十六进制字符，请核对是否复制完整",
            "Usually 32 lower-case hexadecimal characters; check that it was copied whole",
        ),
    })
}

fn test_version(version: &str) -> Option<Oddity> {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fine = version.split('.').count() == 3 && version.split('.').all(number);
    error(!fine, "版本号由三个数字组成，形如 1.4.3", "A version has three numbers, such as 1.4.3")
}

fn test_provider(provider: &str) -> Option<Oddity> {
    let digits = provider.strip_prefix("wx").unwrap_or_default();
    let fine =
        digits.len() == 16 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if provider == PROVIDER || !fine {
        return error(
            !fine,
            "AppID 是 wx 加 16 位小写十六进制，形如 wx104a1a20c3f81ec2",
            "An AppID is wx and 16 lower-case hexadecimal characters, such as wx104a1a20c3f81ec2",
        );
    }
    Some(Oddity {
        id: "provider-unknown",
        severity: Severity::Warning,
        message: text(
            "不是企业微信客户服务插件的 AppID（wx104a1a20c3f81ec2）",
            "Not the AppID of WeCom's plugin (wx104a1a20c3f81ec2)",
        ),
    })
}

fn test_name(alias: &str) -> Option<Oddity> {
    let head = alias.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let fine = head
        && alias.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    error(
        !fine,
        "以字母开头，只含字母、数字、- 和 _",
        "Starts with a letter; letters, digits, - and _ only",
    )
}

/// Tags that the framework keeps for itself.
const BUILT_IN: &[&str] = &[
    "view", "text", "button", "image", "input", "form", "block", "slot", "template", "import",
    "include", "wxs", "label", "map", "video", "canvas", "icon", "picker", "radio", "slider",
    "swiper", "switch", "textarea",
];

fn test_tag(tag: &str) -> Option<Oddity> {
    let head = tag.starts_with(|c: char| c.is_ascii_lowercase());
    let fine = head && tag.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    error(
        !fine || BUILT_IN.contains(&tag),
        "以小写字母开头，只含小写字母、数字和 -，且不是内置组件名",
        "Starts with a lower-case letter; lower-case letters, digits and - only; no built-in component",
    )
}
