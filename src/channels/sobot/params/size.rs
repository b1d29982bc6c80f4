//! Size and style of the component's window on a desktop.

use super::{COMPONENT, PC, source};
use crate::catalog::{Effect, Heading, Kind, Oddity, Param, Severity};
use crate::text::{Text, text};

const GROUP: Heading =
    Heading { key: "size", label: text("桌面聊天窗的尺寸", "Size of the desktop window") };

const fn row(name: &'static str, label: Text, help: Text) -> Param {
    Param::new(name, GROUP, Kind::Text, label, help, source::SYSTEM)
        .targets(COMPONENT)
        .surface(PC)
        .effect(Effect::Visible)
}

pub const SIZE: &[Param] = &[
    row(
        "height",
        text("聊天窗高度", "Height"),
        text("桌面网页上聊天窗的高度，带单位，例如 600px 或 80%。", "Height of the chat on a desktop page, with its unit, such as 600px or 80%."),
    )
    .length(1, 16)
    .pattern("^[0-9]+(\\.[0-9]+)?(px|%|em|rem|vh|vw)?$")
    .test(test_length)
    .erratum("文档没有写单位；只写数字时由厂商的脚本决定单位。", "The document names no unit; the vendor's script decides it for a bare number."),
    row(
        "width",
        text("聊天窗宽度", "Width"),
        text("桌面网页上聊天窗的宽度，带单位，例如 400px 或 30%。", "Width of the chat on a desktop page, with its unit, such as 400px or 30%."),
    )
    .length(1, 16)
    .pattern("^[0-9]+(\\.[0-9]+)?(px|%|em|rem|vh|vw)?$")
    .test(test_length)
    .erratum("文档没有写单位；只写数字时由厂商的脚本决定单位。", "The document names no unit; the vendor's script decides it for a bare number."),
    row(
        "container_style",
        text("聊天窗样式", "Style of the window"),
        text("一串 CSS 声明，例如 border-radius:8px;box-shadow:none。宽和高在这里不起作用，请用上面两项。", "CSS declarations such as border-radius:8px;box-shadow:none. Width and height do not work here; use the two fields above."),
    )
    .length(1, 500)
    .test(test_style)
    .erratum("文档没有给出写法；这里按内联 CSS 处理，并拒绝能加载外部资源或跳出样式的内容。", "The document gives no form; inline CSS is assumed, and whatever could load something from outside or leave the style is refused."),
];

const fn error(zh: &'static str, en: &'static str) -> Oddity {
    Oddity { id: "value-not-allowed", severity: Severity::Error, message: text(zh, en) }
}

fn test_length(length: &str) -> Option<Oddity> {
    let number = length.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = length.get(number.len()..).unwrap_or_default();
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let fine = plain
        && number.parse::<f64>().is_ok()
        && matches!(unit, "" | "px" | "%" | "em" | "rem" | "vh" | "vw");
    (!fine).then_some(error(
        "写成数字加单位，例如 600px 或 80%",
        "Write a number with its unit, such as 600px or 80%",
    ))
}

/// Words that load something, run something, or end the style.
const FOREIGN: &[&str] = &[
    "url(",
    "expression(",
    "image(",
    "image-set(",
    "@",
    "<",
    ">",
    "{",
    "}",
    "\\",
    "/*",
    "javascript:",
];

fn test_style(style: &str) -> Option<Oddity> {
    let lower = style.to_ascii_lowercase();
    if FOREIGN.iter().any(|word| lower.contains(word)) {
        return Some(error(
            "只能是普通的 CSS 声明，不能含 url()、@、花括号、反斜杠、注释或尖括号",
            "Plain CSS declarations only: no url(), @, braces, backslashes, comments or angle brackets",
        ));
    }
    let mut declarations =
        lower.split(';').map(str::trim).filter(|declaration| !declaration.is_empty());
    let names =
        |declaration: &str| declaration.split_once(':').map(|(name, _)| name.trim().to_owned());
    declarations.find_map(|declaration| match names(declaration).as_deref() {
        Some("height" | "width") => Some(error(
            "这里不支持 height 和 width，请分别填写「聊天窗高度」和「聊天窗宽度」",
            "height and width do not work here; fill in the fields for height and width",
        )),
        Some(name) if name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-') => None,
        _ => Some(error(
            "写成「属性:值;」的形式，例如 border-radius:8px;",
            "Write it as “property:value;”, such as border-radius:8px;",
        )),
    })
}
