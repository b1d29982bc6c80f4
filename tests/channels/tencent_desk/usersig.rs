//! UserSig against vectors made with the vendor's own libraries. What is inside is compared, never
//! the text: every compressor writes another one.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jieru::channels::tencent_desk::scheme::UserSigScheme;
use jieru::channels::tencent_desk::usersig::{Claims, Ticket, signed_text};
use jieru::channels::{Ambient, Scheme, Values, Verdict};
use jieru::secret::Secret;
use proptest::prelude::*;
use serde_json::{Value, json};

const VECTORS: &str = include_str!("../fixtures/usersig.json");
const KEY: &str = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
const NOW: i64 = 1_767_225_610;

fn list(name: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(VECTORS).expect("JSON");
    file[name].as_array().expect("a list").clone()
}

fn text<'v>(vector: &'v Value, name: &str) -> &'v str {
    vector[name].as_str().unwrap_or_else(|| panic!("{name}"))
}

/// Undone with another inflater interface and no code of ours.
fn inside(user_sig: &str) -> Value {
    let base64 = user_sig.replace('*', "+").replace('-', "/").replace('_', "=");
    let packed = STANDARD.decode(base64).expect("Base64");
    let mut json = String::new();
    flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_string(&mut json).expect("zlib");
    serde_json::from_str(&json).expect("JSON")
}

fn values(value: Value) -> Values {
    value.as_object().expect("an object").clone()
}

fn verify(input: Value) -> Verdict {
    let verdict = UserSigScheme.verify(&values(input), &Ambient::at(NOW)).expect("it verifies");
    verdict.expect("a verdict")
}

#[test]
fn every_vector_is_signed_as_the_vendor_does() {
    let vectors = list("vectors");
    assert_eq!(vectors.len(), 33);
    for vector in vectors {
        let userbuf = vector["userbufBase64"].as_str();
        let bytes = userbuf.map(|text| STANDARD.decode(text).expect("Base64"));
        let ticket = Ticket {
            sdk_app_id: vector["sdkAppId"].as_u64().unwrap(),
            user_id: text(&vector, "userId"),
            time: vector["time"].as_i64().unwrap(),
            expire: vector["expire"].as_i64().unwrap(),
            userbuf: bytes.as_deref(),
        };
        let signed =
            signed_text(ticket.user_id, ticket.sdk_app_id, ticket.time, ticket.expire, userbuf);
        assert_eq!(signed, text(&vector, "signedText"), "{}", vector["id"]);
        let key = Secret::new(text(&vector, "key"));
        let user_sig = ticket.sign(&key);
        let expected: Value = serde_json::from_str(text(&vector["json"], "node")).unwrap();
        assert_eq!(inside(user_sig.as_str()), expected, "{}", vector["id"]);
        assert_eq!(expected["TLS.sig"], vector["tlsSig"]);
        for library in ["node", "python", "php", "go"] {
            let claims = Claims::read(text(&vector["userSig"], library)).expect("a signature");
            assert!(claims.is_signed_with(&key), "{} {library}", vector["id"]);
        }
        assert!(Claims::read(user_sig.as_str()).expect("ours").is_signed_with(&key));
        let safe = |letter: char| letter.is_ascii_alphanumeric() || "*-_".contains(letter);
        assert!(user_sig.as_str().chars().all(safe));
    }
}

#[test]
fn the_signer_takes_what_the_vendor_takes_and_refuses_the_rest() {
    for vector in list("vectors") {
        let input = json!({
            "scheme": "tencent_usersig", "sdk_app_id": vector["sdkAppId"], "key": vector["key"],
            "user_id": vector["userId"], "time": vector["time"], "expire": vector["expire"],
            "userbuf": vector["userbufBase64"],
        });
        let expire = vector["expire"].as_i64().unwrap();
        let printable = vector["userIdPrintableAscii"] == true;
        let answer = UserSigScheme.sign(&values(input), &Ambient::at(0));
        if !printable || !(1..=1_576_800_000).contains(&expire) {
            let field = if printable { "expire" } else { "user_id" };
            assert_eq!(answer.expect_err("refused").field, Some(field), "{}", vector["id"]);
            continue;
        }
        let answer = answer.unwrap_or_else(|refusal| panic!("{}: {refusal:?}", vector["id"]));
        assert_eq!(inside(text(&answer, "user_sig"))["TLS.sig"], vector["tlsSig"]);
        assert_eq!(answer["time"], vector["time"]);
        assert_eq!(answer["expires_at"], vector["time"].as_i64().unwrap() + expire);
        let warned = |id: &str| answer["warnings"].as_array().unwrap().contains(&json!(id));
        assert_eq!(warned("user_id_outside_strict_set"), vector["userIdStrictSet"] == false);
        let usual = text(&vector, "key").len() == 64 && !text(&vector, "key").contains('A');
        assert_eq!(warned("key_not_64_hex"), !usual, "{}", vector["id"]);
        assert_eq!(warned("expire_below_24_hours"), expire < 86_400);
    }
}

#[test]
fn every_verdict_is_that_of_its_case() {
    let cases = list("verifyCases");
    assert_eq!(cases.len(), 17);
    for case in cases {
        let verdict = verify(json!({
            "sdk_app_id": case["sdkAppId"], "key": case["key"], "user_id": case["userId"],
            "user_sig": case["userSig"], "now": case["now"],
        }));
        let reason = match text(&case, "id") {
            "n06" => Some("sdk_app_id_mismatch"),
            "n08" | "n10" | "n27" | "n29" => Some("signature_mismatch"),
            "n12" | "n15" | "n17" | "n25" | "n31" => Some("malformed"),
            _ => None,
        };
        assert_eq!(verdict.reason, reason, "{}: {}", case["id"], case["note"]);
        assert_eq!(verdict.valid, reason.is_none());
        assert_eq!(verdict.valid, text(&case["vendorVerify"], "go") == "ok", "{}", case["id"]);
        let shown = serde_json::to_value(&verdict).unwrap();
        let expected = match reason {
            None => json!({"valid": true, "warnings": []}),
            Some(reason) => json!({"valid": false, "reason": reason, "variant": null}),
        };
        assert_eq!(shown, expected);
    }
}

fn signed(time: i64, expire: i64) -> String {
    let ticket =
        Ticket { sdk_app_id: 1_400_000_000, user_id: "xiaojun", time, expire, userbuf: None };
    ticket.sign(&Secret::new(KEY)).as_str().to_owned()
}

fn asked(user_sig: &str, more: Value) -> Value {
    let mut input = json!({"sdk_app_id": 1_400_000_000, "key": KEY, "user_id": "xiaojun",
        "user_sig": user_sig, "now": NOW});
    input.as_object_mut().unwrap().extend(values(more));
    input
}

#[test]
fn the_first_reason_wins() {
    let late = signed(NOW - 100, 50);
    let reason = |more: Value| verify(asked(&late, more)).reason;
    assert_eq!(reason(json!({})), Some("expired"));
    assert_eq!(reason(json!({"key": "other"})), Some("signature_mismatch"));
    assert_eq!(reason(json!({"key": "other", "sdk_app_id": 5})), Some("sdk_app_id_mismatch"));
    assert_eq!(reason(json!({"user_id": "x", "sdk_app_id": 5})), Some("user_id_mismatch"));
    assert_eq!(reason(json!({"user_sig": "x", "user_id": "x"})), Some("malformed"));
    assert_eq!(reason(json!({"now": NOW - 50})), None, "exactly at the end it counts");
    assert_eq!(reason(json!({"now": NOW - 49})), Some("expired"));
}

#[test]
fn a_time_in_milliseconds_counts_and_is_told() {
    let verdict = verify(asked(&signed(NOW * 1000, 86_400), json!({})));
    assert!(verdict.valid);
    assert_eq!(verdict.warnings, Some(vec!["time_in_milliseconds"]));
    let seconds = UserSigScheme.sign(
        &values(
            json!({"sdk_app_id": 1, "key": KEY, "user_id": "a", "expire": 1, "time": NOW * 1000}),
        ),
        &Ambient::at(NOW),
    );
    assert_eq!(seconds.expect_err("not in seconds").field, Some("time"));
}

#[test]
fn standard_letters_are_tolerated_and_nothing_else() {
    let user_sig = signed(NOW, 86_400);
    let standard = user_sig.replace('*', "+").replace('-', "/").replace('_', "=");
    assert!(verify(asked(&standard, json!({}))).valid);
    for broken in [format!("{user_sig}A"), format!(" {user_sig}"), user_sig.replace('e', "\u{e9}")]
    {
        assert_eq!(verify(asked(&broken, json!({}))).reason, Some("malformed"), "{broken}");
    }
}

#[test]
fn a_bomb_is_malformed() {
    use std::io::Write as _;
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&vec![b' '; 8_000_000]).unwrap();
    let bomb = STANDARD.encode(packer.finish().unwrap());
    assert!(bomb.len() < 16_000, "small outside: {}", bomb.len());
    assert_eq!(verify(asked(&bomb, json!({}))).reason, Some("malformed"));
    assert_eq!(verify(asked(&"A".repeat(1_000_000), json!({}))).reason, Some("malformed"));
}

#[test]
fn rights_are_signed_along() {
    let input = json!({"sdk_app_id": 1_400_000_000, "key": KEY, "user_id": "xiaojun", "expire": 86_400, "userbuf": "AAEC/w=="});
    let answer = UserSigScheme.sign(&values(input), &Ambient::at(NOW)).unwrap();
    let user_sig = text(&answer, "user_sig");
    assert_eq!(inside(user_sig)["TLS.userbuf"], "AAEC/w==");
    assert!(verify(asked(user_sig, json!({}))).valid);
    assert!(verify(asked(user_sig, json!({"userbuf": "AAEC/w=="}))).valid);
    assert_eq!(
        verify(asked(user_sig, json!({"userbuf": "AAEC"}))).reason,
        Some("signature_mismatch")
    );
}

#[test]
fn wrong_fields_are_named() {
    let fine = json!({"sdk_app_id": "1400000000", "key": KEY, "user_id": "a", "expire": "86400"});
    assert!(UserSigScheme.sign(&values(fine.clone()), &Ambient::at(NOW)).is_ok());
    for (field, value) in [
        ("sdk_app_id", json!(0)),
        ("sdk_app_id", json!(4_294_967_296_u64)),
        ("sdk_app_id", json!(null)),
        ("key", json!("")),
        ("user_id", json!("张三")),
        ("user_id", json!("a\nb")),
        ("user_id", json!("a".repeat(33))),
        ("expire", json!(0)),
        ("expire", json!(1_576_800_001)),
        ("time", json!(-1)),
        ("userbuf", json!("***")),
    ] {
        let mut input = fine.clone();
        input[field] = value.clone();
        let refusal = UserSigScheme.sign(&values(input), &Ambient::at(NOW)).expect_err("refused");
        assert_eq!(refusal.field, Some(field), "{value}");
    }
    let nothing = json!({"sdk_app_id": 1, "key": KEY, "user_id": "a"});
    let refusal = UserSigScheme.verify(&values(nothing), &Ambient::at(NOW)).unwrap().unwrap_err();
    assert_eq!((refusal.id, refusal.field), ("sign.missing", Some("user_sig")));
}

#[test]
fn neither_key_nor_signature_is_printed() {
    let user_sig = Ticket { sdk_app_id: 1, user_id: "a", time: 0, expire: 1, userbuf: None }
        .sign(&Secret::new(KEY));
    assert_eq!(format!("{user_sig:?}"), "UserSig(…)");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_signed_verifies_and_what_is_changed_does_not(
        user_id in "[ -~]{1,32}", key in "[0-9a-f]{1,80}", app in 1_u64..=4_294_967_295,
        expire in 1_i64..=1_576_800_000, time in 0_i64..=4_102_444_800, at in 0_usize..400,
    ) {
        let input = json!({"sdk_app_id": app, "key": key, "user_id": user_id, "expire": expire, "time": time});
        let answer = UserSigScheme.sign(&values(input.clone()), &Ambient::at(NOW)).unwrap();
        let mut asked = input;
        asked["user_sig"] = answer["user_sig"].clone();
        asked["now"] = json!(time + expire);
        prop_assert!(verify(asked.clone()).valid);
        asked["now"] = json!(time + expire + 1);
        prop_assert_eq!(verify(asked.clone()).reason, Some("expired"));
        asked["now"] = json!(time);
        let mut letters: Vec<char> = answer["user_sig"].as_str().unwrap().chars().collect();
        let at = at % letters.len();
        letters[at] = if letters[at] == 'A' { 'B' } else { 'A' };
        let changed: String = letters.into_iter().collect();
        asked["user_sig"] = json!(changed);
        let verdict = verify(asked);
        // The last letter before the padding may hold bits that mean nothing.
        let idle = changed.trim_end_matches('_').len() == at + 1;
        prop_assert!(!verdict.valid || idle);
    }

    #[test]
    fn nothing_makes_the_verifier_panic(user_sig in any::<String>()) {
        let verdict = verify(asked(&user_sig, json!({})));
        prop_assert!(!verdict.valid);
    }
}
