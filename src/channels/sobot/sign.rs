//! The web signature: MD5(sysnum + key + partnerid), UTF-8, lower-case hex, raw partnerid.
//!
//! The concatenation stands in the vendor document; letter case, character set and the raw value do
//! not, and follow the vendor's sibling interfaces.

use md5::{Digest, Md5};

use crate::catalog::encode::encode_component;
use crate::channels::signing::{Samples, Scheme, Verdict};
use crate::channels::{Ambient, Explanation, Refusal, Step, Values};
use crate::secret::Secret;
use crate::text::{Message, Text, text};

pub const SCHEME: &str = "sobot_web_md5";

/// The scheme `sobot_web_md5`.
pub struct WebMd5;

impl Scheme for WebMd5 {
    fn id(&self) -> &'static str {
        SCHEME
    }

    fn label(&self) -> Text {
        text("智齿网页签名（MD5）", "Sobot web signature (MD5)")
    }

    fn sign(&self, _input: &Values, _ambient: &Ambient) -> Result<serde_json::Value, Refusal> {
        Err(Refusal {
            id: "sign.missing",
            field: Some("key"),
            message: Message::new("还没有", "Not there yet"),
        })
    }

    fn verify(&self, _input: &Values, _ambient: &Ambient) -> Option<Result<Verdict, Refusal>> {
        None
    }

    fn samples(&self) -> Samples {
        Samples::default()
    }
}

/// A signature made for one visitor. Never part of an artifact.
#[derive(Clone)]
pub struct Signature(String);

impl Signature {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signature(…)")
    }
}

/// Signs a visitor's id. The id has been checked: 1 to 300 characters, no control characters.
pub fn sign(sysnum: &str, key: &Secret, partnerid: &str) -> Signature {
    let mut hash = Md5::new();
    hash.update(sysnum.as_bytes());
    hash.update(key.expose().as_bytes());
    hash.update(partnerid.as_bytes());
    let number = u128::from_be_bytes(hash.finalize().into());
    Signature(format!("{number:032x}"))
}

/// The steps of a signature, with the key as dots.
pub fn explain(sysnum: &str, key: Option<&Secret>, partnerid: &str) -> Explanation {
    let encoded = encode_component(partnerid);
    let mut steps = vec![
        step(
            text("拼接原文（不加分隔符）", "Joined text, without separators"),
            format!("{sysnum} + •••••• + {partnerid}"),
        ),
        step(text("计算方法", "Method"), "MD5 · UTF-8 · 32 × [0-9a-f]".to_owned()),
        step(text("partnerid 原文（参与签名）", "partnerid as it is signed"), partnerid.to_owned()),
        step(text("partnerid 编码后（写进链接）", "partnerid as it stands in the link"), encoded),
    ];
    if let Some(key) = key {
        let sign = sign(sysnum, key, partnerid);
        steps.push(step(text("签名 sign", "The sign"), sign.as_str().to_owned()));
    }
    Explanation { steps, limits: LIMITS.to_vec() }
}

fn step(label: Text, shown: String) -> Step {
    Step { label, shown }
}

const LIMITS: &[Text] = &[
    text(
        "MD5 已不是安全的摘要算法；密钥要足够长、足够随机。",
        "MD5 is no longer a safe digest; the key must be long and random.",
    ),
    text(
        "签名永不过期：泄露的链接在更换密钥之前一直可用。",
        "The signature never expires: a leaked link works until the key changes.",
    ),
    text(
        "拼接没有分隔符：密钥 abc 与用户 def、密钥 abcd 与用户 ef 会得到同一个签名。",
        "There is no separator: key abc with id def gives the same sign as key abcd with id ef.",
    ),
    text(
        "其他参数不在签名内：访客可以改动 uname、is_vip、vip_level 等。",
        "Other parameters are not signed: visitors can change uname, is_vip, vip_level and so on.",
    ),
    text(
        "大小写、字符编码和是否编码由厂商同类接口推断，上线前请用真实租户验证一次。",
        "Letter case, character set and raw value are inferred from the vendor's sibling interfaces; check once with a live tenant before launch.",
    ),
];
