//! Kinds whose canonical form is a text.

use serde_json::Value;

use crate::catalog::Severity;
use crate::catalog::kind::characters::{check_characters, check_length, line_feeds};
use crate::catalog::kind::{Accepted, Hash, Trouble, scalar};
use crate::catalog::param::{Allowed, Param};
use crate::text::Message;

pub fn read_text(param: &Param, given: &Value, lines: bool) -> Result<Accepted, Trouble> {
    let text = scalar(given)?;
    let text = if lines { line_feeds(text) } else { text };
    check_characters(&text, lines)?;
    check_length(param, &text)?;
    Ok(Value::from(text).into())
}

pub fn read_url(param: &Param, given: &Value) -> Result<Accepted, Trouble> {
    let text = scalar(given)?;
    check_characters(&text, false)?;
    check_length(param, &text)?;
    let known = url::Url::parse(&text)
        .is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    if known && !text.contains(char::is_whitespace) {
        return Ok(Value::from(text).into());
    }
    Err(Trouble::error(Message::new(
        "请填写完整网址，以 https:// 开头，不含空格",
        "Give a complete address that starts with https:// and has no spaces",
    )))
}

pub fn read_colour(param: &Param, hash: Hash, given: &Value) -> Result<Accepted, Trouble> {
    let text = scalar(given)?;
    let bare = text.strip_prefix('#').unwrap_or(&text);
    let short = param.limits.min_length == Some(3);
    let length = bare.len() == 6 || (short && bare.len() == 3);
    if !length || !bare.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let (zh, en) = if short { ("三位或六位", "three or six") } else { ("六位", "six") };
        let (sign_zh, sign_en, example) = match hash {
            Hash::Wanted => ("# 加", "# and ", "#00A3FF"),
            Hash::Refused | Hash::Dropped => ("", "", "04babc"),
        };
        return Err(Trouble::error(Message::new(
            format!("颜色是{sign_zh}{zh}十六进制数字，例如 {example}"),
            format!("A colour has {sign_en}{en} hexadecimal digits, for example {example}"),
        )));
    }
    let carries = bare.len() != text.len();
    let without = Message::new(
        format!("这里的颜色不带 #，应写成 {bare}"),
        format!("Colours carry no # here: write {bare}"),
    );
    let told =
        |severity| Trouble { id: "colour-with-hash", severity, path: None, message: without };
    match (hash, carries) {
        (Hash::Refused, true) => Err(told(Severity::Error)),
        (Hash::Dropped, true) => {
            Ok(Accepted { value: Value::from(bare), troubles: vec![told(Severity::Warning)] })
        }
        (Hash::Wanted, false) => Err(Trouble::error(Message::new(
            format!("这里的颜色要带 #，应写成 #{bare}"),
            format!("Colours carry a # here: write #{bare}"),
        ))),
        _ => Ok(Value::from(text).into()),
    }
}

pub fn read_choice(param: &Param, given: &Value) -> Result<Accepted, Trouble> {
    let text = match given {
        Value::Bool(on) => on.to_string(),
        other => scalar(other)?,
    };
    if param.values.iter().any(|allowed| allowed.value == text) {
        return Ok(Value::from(text).into());
    }
    let list = |name: fn(&Allowed) -> &'static str| {
        let items =
            param.values.iter().map(|allowed| format!("{}（{}）", allowed.value, name(allowed)));
        items.collect::<Vec<_>>().join("、")
    };
    let zh = list(|allowed| allowed.label.zh);
    let en =
        list(|allowed| allowed.label.en).replace('（', " (").replace('）', ")").replace('、', ", ");
    Err(Trouble::error(Message::new(format!("只能是：{zh}"), format!("Must be one of: {en}"))))
}

pub fn read_identifier(param: &Param, given: &Value) -> Result<Accepted, Trouble> {
    let text = scalar(given)?;
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    check_length(param, &text)?;
    if text.chars().all(fine) {
        return Ok(Value::from(text).into());
    }
    Err(Trouble::error(Message::new(
        "编号只能含字母、数字和 _ - . :，请从控制台原样复制",
        "An identifier has letters, digits and _ - . : only; copy it from the console as it is",
    )))
}

/// Words that cannot name a method of a page written in the old style of function expressions.
const RESERVED: &[&str] = &[
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "let",
    "new",
    "null",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "data",
    "onLoad",
    "onShow",
    "onReady",
    "onHide",
    "onUnload",
    "setData",
    "constructor",
    "__proto__",
];

pub fn read_handler(given: &Value) -> Result<Accepted, Trouble> {
    let text = scalar(given)?;
    let mut characters = text.chars();
    let head = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    let tail = characters.all(|c| c.is_ascii_alphanumeric() || c == '_');
    if head && tail && text.len() <= 64 && !RESERVED.contains(&text.as_str()) {
        return Ok(Value::from(text).into());
    }
    Err(Trouble::error(Message::new(
        "处理函数名以字母开头，只含字母、数字和下划线，且不是保留字",
        "A handler name starts with a letter, has letters, digits and underscores, and is no reserved word",
    )))
}
