//! The web signature: MD5(sysnum + key + partnerid), UTF-8, lower-case hex, raw partnerid.
//!
//! The concatenation stands in the vendor document; letter case, character set and the raw value do
//! not, and follow the vendor's sibling interfaces.

use std::borrow::Cow;

use md5::{Digest, Md5};
use serde_json::{Value, json};

use super::{params, verify};
use crate::catalog::encode::encode_component;
use crate::catalog::kind::check_characters;
use crate::channels::samples;
use crate::channels::signing::{ChangeOver, Fields, Samples, Scheme, Verdict};
use crate::channels::{Ambient, Explanation, Refusal, Step, Values};
use crate::secret::Secret;
use crate::text::{Message, Text, text};

pub const SCHEME: &str = "sobot_web_md5";

/// The vendor's limit of an id, in characters.
const LONGEST_ID: usize = 300;

/// The scheme `sobot_web_md5`.
pub struct WebMd5;

/// Source: Sobot’s web document, “pc/h5安全校验”, item 3: switching the security key on and off and
/// setting its scope act at once. Of two keys at a time it says nothing.
const CHANGE_OVER: ChangeOver = ChangeOver {
    at_once: Some(text(
        "智齿后台的“安全密钥”开关和生效范围是实时生效的；文档只提到一把密钥，没有说新旧可以并存。请当作换上新密钥的那一刻起，用旧密钥签名的链接都会提示非法用户：重叠期只在门户这一侧有效",
        "In Sobot’s console the switch of the security key and its scope act at once. Its document knows one key and says nothing of two at a time, so expect every link signed with the old key to show the illegal-user dialog from the moment of the change: the overlap holds on the portal’s side only",
    )),
    made_here: true,
    steps: &[
        text(
            "把新密钥交给维护后端的人，部署到每台计算 sign 的服务器，但先不切换",
            "Hand the new key to whoever runs the back ends; deploy it to every server that computes sign, without switching yet",
        ),
        text(
            "约好一个访客最少的时间，通知客服组长",
            "Agree on a time with the fewest visitors, and tell the head of the agents",
        ),
        text(
            "到时间：在智齿后台换上新密钥，在这里点“启用”，并切换后端，三件事在几分钟内做完",
            "At that time: put the new key in force in Sobot’s console, press Activate here and switch the back ends, all within minutes",
        ),
        text(
            "用一个测试访客打开一条签名链接，确认没有“非法用户”提示",
            "Open a signed link with a test visitor: no illegal-user dialog may appear",
        ),
        text(
            "出问题时：在智齿后台先把“安全密钥”关掉，它同样立即生效",
            "If it goes wrong: switch the security key off in Sobot’s console, which acts at once as well",
        ),
    ],
};

impl Scheme for WebMd5 {
    fn id(&self) -> &'static str {
        SCHEME
    }

    fn vendor_switch(&self) -> Option<Text> {
        // Source: Sobot’s web document, “pc/h5安全校验”.
        Some(text("智齿后台的“安全密钥”开关", "The switch “security key” in Sobot’s console"))
    }

    fn change_over(&self) -> ChangeOver {
        CHANGE_OVER
    }

    fn label(&self) -> Text {
        text("智齿网页签名（MD5）", "Sobot web signature (MD5)")
    }

    fn sign(&self, input: &Values, _ambient: &Ambient) -> Result<Value, Refusal> {
        let signed = Signed::read(input)?;
        let signature = sign(&signed.sysnum, &signed.key, &signed.partnerid);
        let warnings = signed.warnings();
        Ok(if warnings.is_empty() {
            json!({ "sign": signature.as_str() })
        } else {
            json!({ "sign": signature.as_str(), "warnings": warnings })
        })
    }

    fn verify(&self, input: &Values, ambient: &Ambient) -> Option<Result<Verdict, Refusal>> {
        Some(verify::verify(input, ambient))
    }

    fn samples(&self) -> Samples {
        samples::sobot_web_md5()
    }
}

/// What a signature is made of, read from the input of a signer.
#[derive(Debug)]
pub struct Signed<'a> {
    pub sysnum: Cow<'a, str>,
    pub key: Secret,
    pub partnerid: Cow<'a, str>,
}

impl<'a> Signed<'a> {
    /// # Errors
    /// The first field that is missing or wrong.
    pub fn read(input: &'a Values) -> Result<Self, Refusal> {
        let fields = Fields(input);
        let sysnum = fields.digits_or_text("sysnum")?;
        let key = Secret::new(fields.text("key")?);
        let partnerid = fields.digits_or_text("partnerid")?;
        check_id(&partnerid)?;
        Ok(Signed { sysnum, key, partnerid })
    }

    /// What is odd about a visitor's id although it can be signed: the catalogue's own test says so.
    pub fn warnings(&self) -> Vec<&'static str> {
        let row = params::all().iter().find(|param| param.name == "partnerid");
        let odd = row.and_then(|param| param.test).and_then(|test| test(&self.partnerid));
        let constant = odd.is_some_and(|odd| odd.id == "partnerid-constant");
        constant.then_some("partnerid_constant").into_iter().collect()
    }
}

/// Longer ids are cut by the vendor, after which the signature no longer fits.
fn check_id(partnerid: &str) -> Result<(), Refusal> {
    let count = partnerid.chars().count();
    let message = if count > LONGEST_ID {
        Message::new(
            format!("partnerid 应为 1 到 {LONGEST_ID} 个字符，现在是 {count} 个"),
            format!("partnerid must have 1 to {LONGEST_ID} characters; it has {count}"),
        )
    } else if let Err(wrong) = check_characters(partnerid, false) {
        // The same rule as for links, which could not carry such an id.
        let Message { zh, en } = wrong.message;
        Message::new(format!("partnerid 有误：{zh}"), format!("partnerid is wrong. {en}"))
    } else {
        return Ok(());
    };
    Err(Refusal::not_allowed("partnerid", message))
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
    Signature(md5_hex(&[sysnum.as_bytes(), key.expose().as_bytes(), partnerid.as_bytes()]))
}

/// MD5 of the parts, one after another, as 32 lower-case hex digits.
pub fn md5_hex(parts: &[&[u8]]) -> String {
    let mut hash = Md5::new();
    for part in parts {
        hash.update(part);
    }
    format!("{:032x}", u128::from_be_bytes(hash.finalize().into()))
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
