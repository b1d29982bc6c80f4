//! The scheme `alipay_visitor_card`, and how a card comes about in words.

use serde_json::{Value, json};

use super::card::{PublicKey, seal};
use crate::catalog::kind;
use crate::channels::signing::{Fields, Samples, Scheme, Verdict};
use crate::channels::{Ambient, Explanation, Refusal, Step, Values, samples};
use crate::text::{Message, Text, text};

pub const SCHEME: &str = "alipay_visitor_card";

pub struct VisitorCard;

impl Scheme for VisitorCard {
    fn id(&self) -> &'static str {
        SCHEME
    }

    fn label(&self) -> Text {
        text("支付宝访客名片（AES + RSA 公钥）", "Alipay visitor card (AES and an RSA public key)")
    }

    fn sign(&self, input: &Values, ambient: &Ambient) -> Result<Value, Refusal> {
        let public = PublicKey::parse(Fields(input).text("public_key")?)
            .map_err(|why| Refusal::not_allowed("public_key", why.into()))?;
        let card = card(input)?;
        let sealed = seal(&public, &card.to_string(), ambient.seed)
            .ok_or_else(|| Refusal::not_allowed("public_key", UNFIT.into()))?;
        Ok(json!({ "cinfo": sealed.cinfo(), "key": sealed.key() }))
    }

    /// Only the vendor has the private key, and nothing in a card proves who made it.
    fn verify(&self, _input: &Values, _ambient: &Ambient) -> Option<Result<Verdict, Refusal>> {
        None
    }

    fn samples(&self) -> Samples {
        samples::alipay_visitor_card()
    }
}

fn card(input: &Values) -> Result<&Value, Refusal> {
    match input.get("card") {
        None | Some(Value::Null) => Err(Refusal::missing("card")),
        Some(Value::Object(fields)) if fields.is_empty() => {
            let empty = Message::new("card 不能是空对象", "card must not be an empty object");
            Err(Refusal::not_allowed("card", empty))
        }
        Some(card @ Value::Object(_)) => match kind::scalars_in(card).into_iter().next() {
            None => Ok(card),
            Some(wrong) => {
                let path = wrong.path.map_or_else(String::new, |path| format!(".{path}"));
                let Message { zh, en } = wrong.message;
                let message = Message::new(
                    format!("card{path} 有误。{zh}"),
                    format!("card{path} is wrong. {en}"),
                );
                Err(Refusal::not_allowed("card", message))
            }
        },
        Some(_) => Err(Refusal::wrong_type("card", "一个 JSON 对象", "a JSON object")),
    }
}

const UNFIT: Text = text("这个公钥不能用来加密", "This public key cannot encrypt");

/// The steps for a card, with every key as dots.
pub fn explain(card: &str) -> Explanation {
    let bytes = card.len();
    let blocks = (bytes / 16 + 1) * 16;
    let step = |label, shown: String| Step { label, shown };
    let steps = vec![
        step(text("名片原文（UTF-8 JSON）", "The card as JSON in UTF-8"), card.to_owned()),
        step(
            text("一次性 AES 密钥（每张名片新生成）", "AES key, new for every card"),
            "•••••• (16 bytes)".to_owned(),
        ),
        step(
            text("加密名片", "Encrypting the card"),
            format!("AES-128 / ECB / PKCS#5 · {bytes} → {blocks} bytes"),
        ),
        step(
            text("加密 AES 密钥（用登记的公钥）", "Encrypting the AES key with the registered key"),
            "RSA PKCS#1 v1.5 (••••••)".to_owned(),
        ),
        step(
            text("两个结果各自编码", "Both results are encoded"),
            "Base64 → URL: + → %2B, / → %2F, = → %3D".to_owned(),
        ),
        step(
            text("拼进链接：原样，在 # 之前", "Joined to the link as they are, before any #"),
            "&cinfo=…&key=…".to_owned(),
        ),
    ];
    Explanation { steps, limits: LIMITS.to_vec() }
}

const LIMITS: &[Text] = &[
    text(
        "名片只加密、不认证：拿到公钥的人都能伪造任何访客，也能读出客服工作台的回调；公钥只放在服务端。",
        "A card is encrypted, not authenticated: whoever has the public key can pretend to be any visitor, and can read callbacks of the agent's desk. Keep the key on servers.",
    ),
    text(
        "ECB 模式会暴露相同的 16 字节段落；这是厂商规定的算法，无法更换。",
        "ECB shows which blocks of 16 bytes are equal; the vendor prescribes it.",
    ),
    text(
        "带名片的链接等于这位访客的身份：不要存储，不要转发。",
        "A link with a card is this visitor's identity: do not store it, do not pass it on.",
    ),
    text(
        "timestamp 是否有有效期、公钥如何更换，厂商没有说明。",
        "Whether timestamp expires, and how the public key is replaced, the vendor does not say.",
    ),
    text(
        "小程序 ext-info 里的 cinfo 和 key 应是编码前还是编码后的值，文档没有写明；这里原样放入已编码的值，上线前请用真实租户验证一次。",
        "Whether cinfo and key inside a mini program's ext-info are encoded is not documented; they go in encoded, as the vendor's SDK gives them. Check once with a live tenant before launch.",
    ),
];
