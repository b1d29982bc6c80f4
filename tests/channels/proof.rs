//! Holding the result of a signer against a vector. Written from the vendors' rules alone, so that
//! it shares no code with what it checks.

use std::io::Read as _;

use aes::cipher::{BlockDecryptMut as _, KeyInit as _, block_padding::Pkcs7};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jieru::channels::signing::Vector;
use percent_encoding::percent_decode_str;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey, pkcs8::DecodePrivateKey as _};
use serde_json::{Value, json};
use sha2::Sha256;

const CARDS: &str = include_str!("fixtures/alipay-visitor-card.json");

/// What speaks against a result; `Ok` when it is as right as the vector's own.
pub fn check(vector: &Vector, result: &Value) -> Result<(), String> {
    match vector.compare.by {
        "exact" => same(result, &vector.output),
        "inflating" => {
            names(result, &["user_sig"])?;
            user_sig(&vector.input, result["user_sig"].as_str().unwrap_or_default())
        }
        "decrypting" => {
            names(result, &["cinfo", "key"])?;
            same(&opened(result)?, &vector.input["card"])
        }
        other => Err(format!("nobody knows how to compare by {other}")),
    }
}

fn same(result: &Value, expected: &Value) -> Result<(), String> {
    if result == expected { Ok(()) } else { Err(format!("{result} is not {expected}")) }
}

fn names(result: &Value, expected: &[&str]) -> Result<(), String> {
    let found: Vec<&String> =
        result.as_object().into_iter().flatten().map(|(name, _)| name).collect();
    if found == expected {
        Ok(())
    } else {
        Err(format!("{result} does not have just {expected:?}"))
    }
}

/// The time is the signer's own; everything else follows from the input.
fn user_sig(input: &Value, text: &str) -> Result<(), String> {
    let body = inflated(text)?;
    let time = body["TLS.time"].as_i64().ok_or("TLS.time is no number")?;
    let field = |name: &str| input[name].as_str().unwrap_or_default();
    let signed = format!(
        "TLS.identifier:{}\nTLS.sdkappid:{}\nTLS.time:{time}\nTLS.expire:{}\n",
        field("user_id"),
        input["sdk_app_id"],
        input["expire"],
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(field("key").as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    let expected = json!({
        "TLS.ver": "2.0",
        "TLS.identifier": input["user_id"],
        "TLS.sdkappid": input["sdk_app_id"],
        "TLS.time": time,
        "TLS.expire": input["expire"],
        "TLS.sig": STANDARD.encode(mac.finalize().into_bytes()),
    });
    same(&body, &expected)
}

/// The JSON inside a UserSig.
pub fn inflated(text: &str) -> Result<Value, String> {
    let letters = text.chars().map(|letter| match letter {
        '*' => '+',
        '-' => '/',
        '_' => '=',
        other => other,
    });
    let packed = STANDARD.decode(letters.collect::<String>()).map_err(|error| error.to_string())?;
    let mut plain = String::new();
    flate2::read::ZlibDecoder::new(packed.as_slice())
        .read_to_string(&mut plain)
        .map_err(|error| error.to_string())?;
    serde_json::from_str(&plain).map_err(|error| error.to_string())
}

/// The card inside, opened with the private half of the demo key.
pub fn opened(result: &Value) -> Result<Value, String> {
    let part = |name: &str| result[name].as_str().unwrap_or_default();
    let (cinfo, key) = (part("cinfo"), part("key"));
    let fixture: Value = serde_json::from_str(CARDS).unwrap();
    let private = fixture["test_private_key_pkcs8_base64"].as_str().unwrap();
    let private = RsaPrivateKey::from_pkcs8_der(&STANDARD.decode(private).unwrap()).unwrap();
    let once = private.decrypt(Pkcs1v15Encrypt, &bytes(key)?).map_err(|error| error.to_string())?;
    if once.len() != 16 {
        return Err(format!("the key has {} bytes", once.len()));
    }
    let aes = ecb::Decryptor::<aes::Aes128>::new_from_slice(&once).unwrap();
    let plain = aes.decrypt_padded_vec_mut::<Pkcs7>(&bytes(cinfo)?);
    let plain = plain.map_err(|error| error.to_string())?;
    serde_json::from_slice(&plain).map_err(|error| error.to_string())
}

/// URL-encoded Base64, encoded exactly once.
fn bytes(text: &str) -> Result<Vec<u8>, String> {
    if text.contains(['+', '/', '=']) || text.contains("%25") {
        return Err(format!("{text} is not URL-encoded exactly once"));
    }
    let letters = percent_decode_str(text).decode_utf8().map_err(|error| error.to_string())?;
    STANDARD.decode(letters.as_bytes()).map_err(|error| error.to_string())
}
