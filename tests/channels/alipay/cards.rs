//! Visitor cards: byte for byte against the vectors, and opened with the private test key.

use aes::Aes128;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut, KeyInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jieru::channels::alipay::card::{PublicKey, seal, seal_with};
use jieru::channels::{Ambient, Severity, find, read, scheme};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use rand_chacha::rand_core::{CryptoRng, Error, RngCore};
use rsa::pkcs8::{DecodePrivateKey, DecodePublicKey};
use rsa::traits::PublicKeyParts;
use rsa::{BigUint, Pkcs1v15Encrypt, RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};

use super::{deployment, fixture, with_key};
use crate::channels::reading::{html, render, rendered};

/// Hands out bytes that were fixed before.
struct Fixed(Vec<u8>);

impl RngCore for Fixed {
    fn next_u32(&mut self) -> u32 {
        panic!("the padding is drawn as bytes")
    }

    fn next_u64(&mut self) -> u64 {
        panic!("the padding is drawn as bytes")
    }

    fn fill_bytes(&mut self, wanted: &mut [u8]) {
        let rest = self.0.split_off(wanted.len());
        wanted.copy_from_slice(&std::mem::replace(&mut self.0, rest));
    }

    fn try_fill_bytes(&mut self, wanted: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(wanted);
        Ok(())
    }
}

impl CryptoRng for Fixed {}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn public_key() -> String {
    fixture()["test_public_key_spki_base64"].as_str().unwrap().to_owned()
}

fn decoded(encoded: &str) -> Vec<u8> {
    STANDARD.decode(percent_decode_str(encoded).collect::<Vec<u8>>()).expect("Base64")
}

/// What the vendor does with a card.
fn open(cinfo: &str, key: &str) -> String {
    let private = fixture()["test_private_key_pkcs8_base64"].as_str().unwrap().to_owned();
    let private = RsaPrivateKey::from_pkcs8_der(&STANDARD.decode(private).unwrap()).unwrap();
    let aes_key = private.decrypt(Pkcs1v15Encrypt, &decoded(key)).expect("the AES key");
    plain(cinfo, &aes_key)
}

fn plain(cinfo: &str, aes_key: &[u8]) -> String {
    assert_eq!(aes_key.len(), 16);
    let bytes = ecb::Decryptor::<Aes128>::new(aes_key.into())
        .decrypt_padded_vec_mut::<Pkcs7>(&decoded(cinfo))
        .expect("whole blocks with their padding");
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_card_equals_its_vector() {
    let public = PublicKey::parse(&public_key()).unwrap();
    for vector in fixture()["vectors"].as_array().unwrap() {
        let text = |name: &str| vector[name].as_str().unwrap();
        assert_eq!(text("plaintext").len(), vector["plaintext_utf8_bytes"]);
        let aes_key: [u8; 16] = hex(text("aes_key_hex")).try_into().unwrap();
        let mut padding = Fixed(hex(text("rsa_type2_padding_hex")));
        let sealed = seal_with(&public, text("plaintext"), &aes_key, &mut padding).unwrap();
        assert!(padding.0.is_empty(), "all of the padding is used");
        assert_eq!(sealed.cinfo(), text("cinfo"), "{}", vector["name"]);
        assert_eq!(sealed.key(), text("key"), "{}", vector["name"]);
        assert_eq!(decoded(&sealed.cinfo()), hex(text("aes_ciphertext_hex")));
        assert_eq!(sealed.base64().0, STANDARD.encode(hex(text("aes_ciphertext_hex"))));
        assert_eq!(open(&sealed.cinfo(), &sealed.key()), text("plaintext"));
        let url = format!(
            "https://cschat-ccs.aliyun.com/index.htm?tntInstId=_0TESTaa&scene=SCE00000001&cinfo={}&key={}",
            sealed.cinfo(),
            sealed.key()
        );
        assert_eq!(url, text("h5_url"));
    }
}

/// The plaintext of a vector is also what a deployment encrypts, field for field in its order.
#[test]
fn a_deployment_encrypts_the_card_as_it_is_given() {
    for vector in fixture()["vectors"].as_array().unwrap() {
        let card: Value = serde_json::from_str(vector["plaintext"].as_str().unwrap()).unwrap();
        let input = with_key(deployment("h5_link", &json!({}), &json!({}), &json!({"card": card})));
        let (cinfo, key) = pairs(&rendered(&input).links[0].url);
        assert_eq!(open(&cinfo, &key), vector["plaintext"].as_str().unwrap());
    }
}

fn pairs(url: &str) -> (String, String) {
    let (_, rest) = url.split_once("&cinfo=").expect("a card");
    let (cinfo, key) = rest.split_once("&key=").expect("both halves");
    (cinfo.to_owned(), key.to_owned())
}

/// The desk posts cards made with the private key: anybody with the public key reads them.
#[test]
fn callbacks_open_with_the_public_key() {
    let public =
        RsaPublicKey::from_public_key_der(&STANDARD.decode(public_key()).unwrap()).unwrap();
    for vector in fixture()["vectors"].as_array().unwrap() {
        let callback = |name: &str| vector["callback"][name].as_str().unwrap().to_owned();
        let number = BigUint::from_bytes_be(&decoded(&callback("key")));
        let padded = number.modpow(public.e(), public.n()).to_bytes_be();
        assert_eq!(padded[0], 1, "padding of type 1");
        let aes_key = &padded[padded.len() - 16..];
        assert_eq!(plain(&callback("params"), aes_key), vector["plaintext"].as_str().unwrap());
    }
}

#[test]
fn every_card_is_made_anew() {
    let public = PublicKey::parse(&public_key()).unwrap();
    let (one, other) =
        (seal(&public, "{}", [1; 32]).unwrap(), seal(&public, "{}", [2; 32]).unwrap());
    assert_ne!(one.cinfo(), other.cinfo());
    assert_ne!(one.key(), other.key());
    assert_eq!(open(&one.cinfo(), &one.key()), "{}");
    assert_eq!(open(&other.cinfo(), &other.key()), "{}");
    assert!(open(&one.cinfo(), &one.key()) == open(&other.cinfo(), &other.key()));
}

#[test]
fn the_scheme_signs_and_does_not_verify() {
    let scheme = scheme("alipay_visitor_card").expect("the scheme");
    let ambient = Ambient { now: 0, seed: [7; 32] };
    let card = json!({"userId": "10086", "extInfo": {"userName": "张三"}, "timestamp": 1_700_000_000_000_i64});
    let input = |value: Value| value.as_object().unwrap().clone();
    let made = scheme
        .sign(
            &input(json!({"scheme": scheme.id(), "public_key": public_key(), "card": card})),
            &ambient,
        )
        .unwrap();
    let names: Vec<&String> = made.as_object().unwrap().keys().collect();
    assert_eq!(names, ["cinfo", "key"]);
    let (cinfo, key) = (made["cinfo"].as_str().unwrap(), made["key"].as_str().unwrap());
    assert_eq!(open(cinfo, key), card.to_string());
    assert!(cinfo.ends_with("%3D") || !cinfo.contains('='), "ready to append");
    assert!(!cinfo.contains(['+', '/', '=']) && !key.contains(['+', '/', '=']));
    assert!(scheme.verify(&input(json!({})), &ambient).is_none());

    let key = public_key();
    for (given, field) in [
        (json!({"card": card}), "public_key"),
        (json!({"public_key": "", "card": card}), "public_key"),
        (json!({"public_key": 1, "card": card}), "public_key"),
        (json!({"public_key": "MIIB", "card": card}), "public_key"),
        (json!({"public_key": key}), "card"),
        (json!({"public_key": key, "card": "x"}), "card"),
        (json!({"public_key": key, "card": []}), "card"),
        (json!({"public_key": key, "card": {}}), "card"),
    ] {
        let refusal = scheme.sign(&input(given.clone()), &ambient).unwrap_err();
        assert_eq!(refusal.field, Some(field), "{given}");
        assert!(!refusal.message.zh.is_empty() && !refusal.message.en.is_empty());
    }
}

#[test]
fn only_a_public_key_of_the_right_form_is_taken() {
    let (public, private) =
        (public_key(), fixture()["test_private_key_pkcs8_base64"].as_str().unwrap().to_owned());
    let wrapped: String = public
        .as_bytes()
        .chunks(64)
        .map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap()))
        .collect();
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{wrapped}-----END PUBLIC KEY-----\n");
    for fine in [public.clone(), format!(" {public}\n"), wrapped, pem] {
        assert_eq!(PublicKey::parse(&fine), PublicKey::parse(&public), "{fine}");
        assert!(PublicKey::parse(&fine).is_ok());
    }
    let told = |typed: &str| PublicKey::parse(typed).unwrap_err().en;
    let key = RsaPrivateKey::from_pkcs8_der(&STANDARD.decode(&private).unwrap()).unwrap();
    let pkcs1 = rsa::pkcs1::EncodeRsaPrivateKey::to_pkcs1_der(&key).unwrap();
    let old_form = rsa::pkcs1::EncodeRsaPublicKey::to_pkcs1_der(&key.to_public_key()).unwrap();
    for secret in [
        private.clone(),
        STANDARD.encode(pkcs1.as_bytes()),
        format!("-----BEGIN RSA PRIVATE KEY-----\n{}", STANDARD.encode(pkcs1.as_bytes())),
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n".to_owned(),
    ] {
        assert!(told(&secret).contains("private key"), "{secret}");
    }
    assert!(told(&STANDARD.encode(old_form.as_bytes())).contains("PKCS#1"));
    assert!(told(&public.replace('+', "%2B")).contains("Base64"));
    assert!(told("").contains("Not a public key"));
    assert!(told(&STANDARD.encode("hello")).contains("Not a public key"));
    assert!(told(SHORT).contains("2048"));
    assert!(told(&of_bits(8193)).contains("8192"));
    assert!(PublicKey::parse(&of_bits(8192)).is_ok());
    assert!(told(CURVE).contains("no RSA"));
}

/// A key that only has the right length.
fn of_bits(bits: usize) -> String {
    let n = (BigUint::from(1_u8) << (bits - 1)) + BigUint::from(1_u8);
    let key = RsaPublicKey::new_unchecked(n, BigUint::from(65_537_u32));
    STANDARD.encode(rsa::pkcs8::EncodePublicKey::to_public_key_der(&key).unwrap().as_bytes())
}

#[test]
fn long_keys_seal_as_short_ones_do() {
    let card = r#"{"userId":"u-1"}"#;
    let sealed = seal(&PublicKey::parse(LONG).unwrap(), card, [7; 32]).unwrap();
    let (cinfo, key) = sealed.base64();
    let key = STANDARD.decode(key).unwrap();
    assert_eq!(key.len(), 4608 / 8);
    let info = STANDARD.decode(LONG).unwrap();
    let n = rsa::pkcs8::SubjectPublicKeyInfoRef::try_from(info.as_slice()).unwrap();
    let n = rsa::pkcs1::RsaPublicKey::try_from(n.subject_public_key.raw_bytes()).unwrap().modulus;
    let private = BigUint::from_bytes_be(&hex(LONG_PRIVATE));
    let n = BigUint::from_bytes_be(n.as_bytes());
    let opened = BigUint::from_bytes_be(&key).modpow(&private, &n).to_bytes_be();
    let (padding, aes_key) = opened.split_at(opened.len() - 16);
    assert_eq!((opened.len(), padding[0], padding.last()), (575, 2, Some(&0)));
    assert!(padding[1..padding.len() - 1].iter().all(|byte| *byte != 0));
    let decryptor = ecb::Decryptor::<Aes128>::new(aes_key.into());
    let text = decryptor.decrypt_padded_vec_mut::<Pkcs7>(&STANDARD.decode(cinfo).unwrap()).unwrap();
    assert_eq!(text, card.as_bytes());
}

/// 1024 bits.
const SHORT: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDeuGhyr+9Hy60GEJ45PZwu9iq3veqTvjAwMD6yqLYIb6t0wVcac2iEG8uu+XtQeSCnOISMEbX7ymCfG/y8lzEnVhlW9jw5irLFSzAzUWlJLd+0lp6DI9jLuYKYd7dBXGv4w/Wyz3x/zU3rOe2DV99fXDbwW/ApwS3LIWeczw1/TwIDAQAB";
/// 4608 bits, more than the library reads by itself, with the exponent of its private half.
const LONG: &str = "MIICYjANBgkqhkiG9w0BAQEFAAOCAk8AMIICSgKCAkEA0cLue4MRnAkGLAzDG8Qlsp9c7ayFuG1/3Seo257/KVYF3tIOhk13EMHUegptnCSqBs/IQocRzEG5SuzQArEQUQRdNdfTnhvOD/Mxeva5hxbJZJlrU/1K8hU7Dcq5OogPK9Rlh+RxljGvsDwfnLHzj0Cy1YqtiLomjHV3PNchDDWR4H6S0miqHMjl8nPJjzUpFtlnxTvcapiyl7mS4sz+j656WJPWnmy0PYcgGTI1z5mrP9fe4NynluZr+LxzLmSanlCcTPQPPbe38/7MX8Qkszaz4O+cBeWTNP7M3JcOLs0s+s5mawUA76aClYFcvuj38cQhgvYUNc8Cmt1IJG7XbQcS7+rFL4oOB0KD76NOg2VVMA98bRQQzmoMI+IkQPs2cL4pwABalCTiHA4+QfTKhB0Mx58iwN15bo5Rq+W3uXNzCl9ZhYD6A9M/aD0cZqwtw8MOWaOq61gViEsKGvMiE3M/F7CMwa/dRFv2CaqSyZzMJCQ/qoniDjEnTkqrIqI8E5tYUF6xMHU31TsCnNsgSOlw6TGcIosVSw0oMju0vxpWs9WPT7BeDq6uP5psBiaxfkDxThKC0RR8x29AuieKufEi8XVOohbeFu9QNqzF1qGrfERN7IqmEwvyvnQOXJem8hakIeZUsNKt5hMWIFyVxiBccNXZdZYTYVSK3TcJ9zCSXX7+n6aCbRglS7iM+Zvm9wgB63ZoneHcW4dJVzi7rEip9rNpevE0hAJfIE6vWMquxegJX5FG1f3A68x2quV1AgMBAAE=";
const LONG_PRIVATE: &str = "044159982cd9031ad5c2b8018f4323e6a33ffddc559c1fb08bda7d9cf2f5472fe50f97a04ece2c7fad06f3f0d937653103d15c45293b4db2f9a0d0fc0949f1444b7bde9741c63fd726d0aeacc96b8b1785bf623360b14f3f68f9d936471aae5eec6b3322161acdcab53f348109ab3c7f27f758c8a6eb92a72c8b477f76f7c729210bf655612a59651b183b1a6938dc01b8e2712df9a0679330704e85f1cee9cd1d6382ff80c796f9f313962d9caca5c8fec5dd49bab30f3d4af05ecbe7e4458b3371fc31bd73bfb345ea8fbd32a6267e723a24f2876e413182ce3676b523c7044788d0fe17e6b295aa019529da294f4d945c7fb789e9700c028804bc2d6d0836c0817c577d6790fbe6decd1163f5384a2a77bea0ae0fcda57a5643b61739303f69884bacba3d47c0fcdc649c966bc885000a276841b5d06aba1120d3f00a6581ceae66073435c2c96d59b98333bbbb91e6581a2690ad5962d4136f07e650a1ca81381e5a648c73ead4a63202fd674f00c1c4448b17ff5b69f9188eb992b9db49ef5a2873dadc3b5c052d18d2f4ed9111e574da0101aac1a9d35a97909fac2a17827d7dfe7b842c71fbd3b88343429d5cf567e86f5632b6af866592343f1749e888130c5e807ef5ca770351c9bb787f7f694124c31029b7450687e3c7bf65c465f7fcdcca17b1e8f43118e5085297b032451b4ed3b55b5e8214123d55ff539abc95da3d066fa8bb939b79947ecdf57d8963369336f6dfbee9a0862596b0dba4decf141d62afcaf701daa3175df875dcb34c0ee62034d28ae6df21d29fbb6e7411";
/// A key of the curve P-256.
const CURVE: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcQBP8sMlZIvJB3e9QgDzfKj6/knSHdxcLoDLNKvqaucVjLQAsXJYrv2ksuDwdRgcY1nlFZ6jbw0FCfmDjZromQ==";

#[test]
fn the_registered_key_and_the_account_agree_or_nothing_is_made() {
    let card = json!({"userId": "u-1", "timestamp": 1_700_000_000_000_i64});
    let base = deployment("h5_link", &json!({}), &json!({}), &json!({"card": card}));
    let public = public_key();
    let errors = |account: Option<&str>, key: Option<&str>| {
        let mut input = base.clone();
        if let Some(account) = account {
            input["account"]["visitor_card_public_key"] = json!(account);
        }
        if let Some(key) = key {
            input["key"] = json!(key);
        }
        let rendered = render(&input);
        if !rendered.is_refused() {
            let (cinfo, key) = pairs(&rendered.links[0].url);
            assert_eq!(open(&cinfo, &key), card.to_string());
        }
        let text = serde_json::to_string(&rendered).unwrap();
        assert!(!text.contains(&public), "the key stays inside");
        let wrong =
            rendered.diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
        wrong.map(|found| (found.id, found.parameter.unwrap())).collect::<Vec<_>>()
    };
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{public}\n-----END PUBLIC KEY-----\n");
    assert!(errors(Some(&public), None).is_empty());
    assert!(errors(None, Some(&public)).is_empty());
    assert!(errors(Some(&public), Some(&pem)).is_empty(), "the same key in two spellings");
    let one = |id: &str, name: &str| vec![(id.to_owned(), name.to_owned())];
    assert_eq!(errors(None, None), one("alipay.required", "visitor_card_public_key"));
    assert_eq!(errors(None, Some("nonsense")), one("alipay.value-not-allowed", "key"));
    assert_eq!(
        errors(Some("nonsense"), None),
        one("alipay.value-not-allowed", "visitor_card_public_key")
    );
    assert_eq!(
        errors(Some(OTHER), Some(&public)),
        one("alipay.keys-differ", "visitor_card_public_key")
    );
}

/// Another key of 2048 bits.
const OTHER: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtcVlYsw+6VL05d3VLmGJ5M/bEZYo93/hkesMUjkunhFQ2HmlLdCrxYWlYsVRUwm00d4vLwZuG67v2J44N14jLJQQal3x43rdzshRf3TmKwXNpqKMuLsQmiJig+8RWo/qiASBFRd/w8G6jS+pQQhs+HuNogOKa7XgxvDsoYqRwHsRVE0s07hx5kK+4TP81pGkcF0Vgd/Eys7SWLrb9P8HrgsZWoW89QSW7Gs2tYitT8B1ej3g4X3ty/y2NfZ6ECycCciGuZut3SsihZdwT2v4nlHCZfE6n6dGkAL3ZlXpvs6PTEjNVEF+MeeW/ZiHcRrH4xZuj5QEvaxf1xV3269NzQIDAQAB";

#[test]
fn nothing_that_is_made_can_be_printed() {
    let public = PublicKey::parse(&public_key()).unwrap();
    let sealed = seal(&public, "{\"userId\":\"u-1\"}", [3; 32]).unwrap();
    assert_eq!(format!("{public:?} {sealed:?}"), "PublicKey(…) Sealed(…)");
}

#[test]
fn a_card_is_explained_without_any_key() {
    let channel = find("alipay").unwrap();
    let explained = |visitor: &Value| {
        let input = with_key(deployment("h5_link", &json!({}), &json!({}), visitor));
        let (_, deployment) = read(input.as_object().unwrap()).map_err(|_| ()).unwrap();
        channel.explain(&deployment)
    };
    let card = json!({"userId": "u-1", "timestamp": 1_700_000_000_000_i64, "uname": "张三"});
    let explanation = explained(&json!({"card": card})).expect("an explanation");
    let shown: String = explanation.steps.iter().map(|step| step.shown.as_str()).collect();
    assert!(shown.contains(&card.to_string()) && shown.contains("••••••"));
    let bytes = card.to_string().len();
    assert!(shown.contains(&format!("{bytes} → {} bytes", (bytes / 16 + 1) * 16)));
    assert!(!shown.contains(&public_key()[..40]));
    let limits: String = explanation.limits.iter().map(|limit| limit.en).collect();
    for word in ["ECB", "not authenticated", "timestamp", "ext-info"] {
        assert!(limits.contains(word), "{word}");
    }
    assert!(explained(&json!({})).is_none());
}

#[test]
fn what_a_card_lacks_is_told() {
    let warned = |card: Value| {
        let input = with_key(deployment("h5_link", &json!({}), &json!({}), &json!({"card": card})));
        let found = rendered(&input).diagnostics.into_iter();
        found
            .filter(|found| found.severity == Severity::Warning)
            .map(|found| found.id)
            .collect::<Vec<_>>()
    };
    assert!(warned(json!({"userId": "u", "timestamp": 1_700_000_000_000_i64})).is_empty());
    assert_eq!(warned(json!({"userId": "u"})), ["alipay.card-thin"]);
    assert_eq!(
        warned(json!({"userId": "u", "timestamp": 1_700_000_000})),
        ["alipay.timestamp-unit"]
    );
    let long = json!({"userId": "u", "timestamp": 1_700_000_000_000_i64, "extInfo": {"a": "长".repeat(600)}});
    assert_eq!(warned(long), ["link.too-long"]);
    let wrong = render(&with_key(deployment(
        "h5_link",
        &json!({}),
        &json!({}),
        &json!({"card": {"userid": "u", "timestamp": "x"}}),
    )));
    let names: Vec<&str> = wrong
        .diagnostics
        .iter()
        .filter(|found| found.is_error())
        .filter_map(|found| found.parameter.as_deref())
        .collect();
    assert_eq!(names, ["card.userid", "card.timestamp"]);
}

/// Texts that the catalogue accepts inside JSON.
fn accepted() -> impl Strategy<Value = String> {
    let pieces =
        ["\"", "\\", "</script>", "{{x}}", "\u{2028}", "😀", "&cinfo=", "%2B", "+", "张三", "\n"];
    let piece = prop_oneof![
        proptest::sample::select(pieces.to_vec()).prop_map(str::to_owned),
        "\\PC{1,20}",
    ];
    let text = proptest::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat());
    text.prop_filter("accepted", |text| jieru::catalog::kind::check_characters(text, true).is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_card_holds_arrives_unchanged(name in accepted(), value in accepted(), seed in any::<[u8; 32]>()) {
        let card = json!({"userId": "u-1", "timestamp": 1_700_000_000_000_i64, "extInfo": {"userName": value, "x": {(name.replace('\n', "")): [1, null, true]}}});
        let input = with_key(deployment("h5_link", &json!({}), &json!({}), &json!({"card": card})));
        let made = jieru::channels::render(&input.to_string(), &Ambient { now: 0, seed });
        let url = &made.links[0].url;
        let (cinfo, key) = pairs(url);
        prop_assert_eq!(open(&cinfo, &key), card.to_string());
        prop_assert!(url.is_ascii() && !url.contains('+') && !url.contains("%25"));
        let href = html(&made.artifacts[0].content)[0].attribute("href").unwrap().to_owned();
        prop_assert_eq!(&href, url, "the fragment holds the same address");
    }
}

#[test]
fn an_empty_card_is_refused_by_the_generator_as_by_the_signer() {
    for card in [json!({}), json!({"userId": null, "uname": ""})] {
        let input = with_key(deployment("h5_link", &json!({}), &json!({}), &json!({"card": card})));
        let made = render(&input);
        let wrong: Vec<_> = made.diagnostics.iter().filter(|one| one.is_error()).collect();
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        assert_eq!(wrong[0].parameter.as_deref(), Some("card"));
        assert!(wrong[0].message.en.contains("empty"), "{wrong:?}");
    }
}
