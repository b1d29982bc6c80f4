//! Ways to sign for a vendor, one per scheme: what `jieru sign`, `verify` and `samples` ask.
//!
//! A scheme gets everything it needs handed to it, and never puts the right signature into the answer
//! of a verification.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;

use crate::channels::{self, Ambient, Artifact, Values, json_text};
use crate::text::{Message, Text, text};

/// A way to sign.
pub trait Scheme: Sync {
    /// `sobot_web_md5` …
    fn id(&self) -> &'static str;
    fn label(&self) -> Text;
    /// Signs. `input` is the whole object, `scheme` included; its `key` may be absent where the scheme
    /// needs none.
    ///
    /// # Errors
    /// The first field that is missing or wrong.
    fn sign(&self, input: &Values, ambient: &Ambient) -> Result<Value, Refusal>;
    /// Whether a given signature is right; `None` where the scheme cannot be verified.
    ///
    /// # Errors
    /// The first field that is missing or wrong; a malformed signature is a verdict, not an error.
    fn verify(&self, input: &Values, ambient: &Ambient) -> Option<Result<Verdict, Refusal>>;
    /// Server-side code that signs, in five languages, with a test vector from a public demo key.
    fn samples(&self) -> Samples;
    /// What the vendor's console calls its own check of these signatures, where it can be switched off.
    fn vendor_switch(&self) -> Option<Text> {
        None
    }
    /// What must be done on the vendor's side when the key is changed.
    fn change_over(&self) -> ChangeOver {
        ChangeOver { at_once: None, made_here: false, steps: CHANGE_OVER }
    }
}

/// How a vendor goes from one key to the next.
#[derive(Clone, Copy, Debug)]
pub struct ChangeOver {
    /// The vendor knows one key at a time, and a change counts from that second on: what that means.
    pub at_once: Option<Text>,
    /// Whether the vendor takes a key that was made here.
    pub made_here: bool,
    pub steps: &'static [Text],
}

/// Where the vendor's document says nothing of changing keys.
const CHANGE_OVER: &[Text] = &[
    text(
        "先在厂商后台确认：新密钥从哪里来，旧密钥是否还同时有效。厂商文档没有说明",
        "Find out in the vendor’s console where the new key comes from and whether the old one goes on counting: the vendor document does not say",
    ),
    text(
        "把新密钥交给维护后端的人，部署到每台计算签名的服务器，但先不切换",
        "Hand the new key to whoever runs the back ends; deploy it to every server that signs, without switching yet",
    ),
    text(
        "在厂商后台换上新密钥，同时在这里启用它，并切换后端",
        "Put the new key in force in the vendor’s console, activate it here and switch the back ends",
    ),
    text("用一个测试访客验证签名", "Check a signature with a test visitor"),
];

/// Signs an input given as JSON text: the work of `jieru sign`.
///
/// # Errors
/// No JSON object, an unknown scheme, or whatever the scheme refuses.
pub fn sign(text: &str, ambient: &Ambient) -> Result<Value, Refusal> {
    let input = read(text)?;
    scheme_of(&input)?.sign(&input, ambient)
}

/// Verifies an input given as JSON text: the work of `jieru verify`. Its `now` stands in for the clock.
///
/// # Errors
/// No JSON object, an unknown scheme, one that cannot be verified, or whatever the scheme refuses.
pub fn verify(text: &str, ambient: &Ambient) -> Result<Verdict, Refusal> {
    let input = read(text)?;
    let scheme = scheme_of(&input)?;
    let now = Fields(&input).optional_integer("now", 0, LATEST)?.unwrap_or(ambient.now);
    scheme.verify(&input, &Ambient { now, ..ambient.clone() }).unwrap_or_else(|| {
        let id = scheme.id();
        Err(Refusal::not_allowed(
            "scheme",
            Message::new(
                format!("{id} 每次结果不同，无法验证"),
                format!("{id} gives another result each time and cannot be verified"),
            ),
        ))
    })
}

/// The end of the year 9999, in UNIX seconds.
const LATEST: i64 = 253_402_300_799;

fn read(text: &str) -> Result<Values, Refusal> {
    json_text::object(text).map_err(|message| Refusal { id: "json.invalid", field: None, message })
}

fn scheme_of(input: &Values) -> Result<&'static dyn Scheme, Refusal> {
    let id = Fields(input).text("scheme")?;
    channels::scheme(id).ok_or_else(|| {
        let known = channels::schemes().map(Scheme::id).collect::<Vec<_>>().join(", ");
        Refusal::not_allowed(
            "scheme",
            Message::new(
                format!("没有签名方式 {id}；可用：{known}"),
                format!("There is no scheme {id}; known are: {known}"),
            ),
        )
    })
}

/// What is wrong with the input of a signer or a verifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// `sign.missing`, `sign.wrong-type`, `sign.value-not-allowed` …
    pub id: &'static str,
    /// Absent where the input as a whole is wrong.
    pub field: Option<&'static str>,
    pub message: Message,
}

impl Refusal {
    pub fn missing(field: &'static str) -> Self {
        let message = Message::new(format!("请填写 {field}"), format!("{field} is missing"));
        Refusal { id: "sign.missing", field: Some(field), message }
    }

    pub fn wrong_type(field: &'static str, zh: &str, en: &str) -> Self {
        let message = Message::new(format!("{field} 应是{zh}"), format!("{field} must be {en}"));
        Refusal { id: "sign.wrong-type", field: Some(field), message }
    }

    pub fn not_allowed(field: &'static str, message: Message) -> Self {
        Refusal { id: "sign.value-not-allowed", field: Some(field), message }
    }
}

/// Fields of an input, read one by one; the first wrong one refuses.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a>(pub &'a Values);

impl<'a> Fields<'a> {
    /// A text that is there and not empty.
    ///
    /// # Errors
    /// Missing, empty or no text.
    pub fn text(self, field: &'static str) -> Result<&'a str, Refusal> {
        match self.0.get(field) {
            None | Some(Value::Null) => Err(Refusal::missing(field)),
            Some(Value::String(text)) if text.is_empty() => Err(Refusal::missing(field)),
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(Refusal::wrong_type(field, "一段文字", "a text")),
        }
    }

    /// A text as above; a whole number is as good as its digits.
    ///
    /// # Errors
    /// Missing, empty, or neither a text nor a whole number.
    pub fn digits_or_text(self, field: &'static str) -> Result<Cow<'a, str>, Refusal> {
        match self.0.get(field) {
            Some(Value::Number(number)) if !number.is_f64() => Ok(number.to_string().into()),
            _ => self.text(field).map(Cow::Borrowed),
        }
    }

    /// A text that may be absent; the empty text counts as absent.
    ///
    /// # Errors
    /// No text.
    pub fn optional_text(self, field: &'static str) -> Result<Option<&'a str>, Refusal> {
        match self.0.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
            Some(_) => Err(Refusal::wrong_type(field, "一段文字", "a text")),
        }
    }

    /// A whole number within limits; a text of digits is as good.
    ///
    /// # Errors
    /// Missing, no whole number, or outside the limits.
    pub fn integer(self, field: &'static str, min: i64, max: i64) -> Result<i64, Refusal> {
        self.optional_integer(field, min, max)?.ok_or_else(|| Refusal::missing(field))
    }

    /// A whole number that may be absent.
    ///
    /// # Errors
    /// No whole number, or outside the limits.
    pub fn optional_integer(
        self,
        field: &'static str,
        min: i64,
        max: i64,
    ) -> Result<Option<i64>, Refusal> {
        let number = match self.0.get(field) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(Value::Number(number)) => number.as_i64(),
            Some(Value::String(text)) => text.parse().ok(),
            Some(_) => None,
        };
        match number {
            Some(number) if (min..=max).contains(&number) => Ok(Some(number)),
            Some(_) => Err(Refusal::not_allowed(
                field,
                Message::new(
                    format!("{field} 应在 {min} 到 {max} 之间"),
                    format!("{field} must be from {min} to {max}"),
                ),
            )),
            None => Err(Refusal::wrong_type(field, "整数", "a whole number")),
        }
    }
}

/// The answer of a verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub valid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The known wrong way in which it was made; `null` is said aloud, but only when it is not valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<Option<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings: Option<Vec<&'static str>>,
}

impl Verdict {
    pub fn valid(warnings: Vec<&'static str>) -> Self {
        Verdict { valid: true, reason: None, variant: None, warnings: Some(warnings) }
    }

    pub fn invalid(reason: &'static str, variant: Option<&'static str>) -> Self {
        Verdict { valid: false, reason: Some(reason), variant: Some(variant), warnings: None }
    }

    /// Why it is not valid, in words; `None` where it is.
    pub fn words(&self) -> Option<Message> {
        let reason = self.reason?;
        let said = REASONS.iter().find(|(id, _)| *id == reason).map_or(UNKNOWN, |(_, said)| *said);
        Some(match self.variant.flatten() {
            None => said.into(),
            Some(variant) => Message::new(
                format!("{}（已知的错误写法：{variant}）", said.zh),
                format!("{} (a known mistake: {variant})", said.en),
            ),
        })
    }
}

const UNKNOWN: Text = text("签名无效", "The signature is not valid");

/// Every reason for which a signature is not valid.
const REASONS: &[(&str, Text)] = &[
    ("malformed", text("签名的格式不对", "The signature is malformed")),
    ("user_id_mismatch", text("签名属于另一个用户", "The signature is for another user")),
    ("sdk_app_id_mismatch", text("签名属于另一个应用", "The signature is for another application")),
    (
        "signature_mismatch",
        text("签名与密钥和内容不符", "The signature does not fit the key and the fields"),
    ),
    ("expired", text("签名已过期", "The signature has expired")),
];

/// Signing code for a customer's server.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Samples {
    pub artifacts: Vec<Artifact>,
    pub vector: Vector,
}

/// One signature from a public demo key that every sample must reproduce.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Vector {
    /// The input of the signer, `scheme` included.
    pub input: Value,
    /// What the samples print.
    pub output: Value,
    /// How to hold a result against it.
    pub compare: Compare,
}

/// What is compared: not every right result has the same bytes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Compare {
    /// `exact`, `inflating` or `decrypting`.
    pub by: &'static str,
    pub note: Text,
}

impl Compare {
    pub fn exact() -> Self {
        let note = text(
            "结果应逐字相同。不同时先查：字符集是否 UTF-8、partnerid 是否先做了 URL 编码、密钥前后是否有空格或换行、十六进制是否小写。",
            "The result must be the same, letter for letter. Where it differs, look at the character set (UTF-8), at a partnerid that was URL-encoded first, at blanks or line breaks around the key, and at the letter case of the digits.",
        );
        Compare { by: "exact", note }
    }
}

impl Default for Compare {
    fn default() -> Self {
        Compare::exact()
    }
}
