//! Signers and verifiers, by the vectors and by hostile input.

use jieru::channels::{Ambient, Refusal, Scheme, Verdict, scheme};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const SOBOT: &str = include_str!("fixtures/sobot-sign.json");
const SYSNUM: &str = "4c349791a07b46c1a70b8ac88aa23257";

fn vectors() -> Value {
    serde_json::from_str(SOBOT).unwrap()
}

fn sobot() -> &'static dyn Scheme {
    scheme("sobot_web_md5").expect("the scheme")
}

fn map(input: Value) -> Map<String, Value> {
    input.as_object().expect("an object").clone()
}

fn sign(input: Value) -> Result<Value, Refusal> {
    sobot().sign(&map(input), &Ambient::at(1_767_225_600))
}

fn verify(input: Value) -> Result<Verdict, Refusal> {
    sobot().verify(&map(input), &Ambient::at(1_767_225_600)).expect("Sobot can be verified")
}

fn with(partnerid: &str) -> Value {
    json!({ "scheme": "sobot_web_md5", "sysnum": SYSNUM, "key": "test-key-0001", "partnerid": partnerid })
}

/// The same input with a signature, and whatever else is given.
fn signed(partnerid: &str, sign: &str) -> Value {
    let mut input = with(partnerid);
    input["sign"] = sign.into();
    input
}

#[test]
fn every_vector_is_signed_and_verified() {
    for vector in vectors()["vectors"].as_array().unwrap() {
        let input = json!({ "sysnum": vector["sysnum"], "key": vector["key"], "partnerid": vector["partnerid"] });
        assert_eq!(sign(input.clone()).unwrap(), json!({ "sign": vector["sign"] }), "{vector}");
        let mut given = input;
        given["sign"] = vector["sign"].clone();
        let verdict = serde_json::to_value(verify(given).unwrap()).unwrap();
        assert_eq!(verdict, json!({ "valid": true, "warnings": [] }), "{}", vector["name"]);
    }
}

#[test]
fn every_known_mistake_is_named_and_the_right_signature_is_not() {
    let file = vectors();
    let wrong = &file["wrong_variants"];
    let partnerid = wrong["partnerid"].as_str().unwrap();
    let cases = [
        ("upper_case", "upper_case"),
        ("hashed_after_url_encoding", "encoded_before_hash"),
        ("key_last", "key_last"),
        ("gbk", "gbk"),
        ("trailing_newline", "trailing_newline"),
        ("sixteen_chars", "sixteen_characters"),
        ("app_sdk_formula_app_key_partnerid_secret_time", "app_sdk_formula"),
    ];
    for (name, variant) in cases {
        let made = wrong[name].as_str().unwrap();
        for given in [made.to_owned(), made.to_uppercase()] {
            let verdict = serde_json::to_value(verify(signed(partnerid, &given)).unwrap()).unwrap();
            let expected =
                json!({ "valid": false, "reason": "signature_mismatch", "variant": variant });
            assert_eq!(verdict, expected, "{name}: {given}");
        }
    }
    let right = wrong["right"].as_str().unwrap();
    assert!(verify(signed(partnerid, right)).unwrap().valid);
}

/// The formula of the app SDK has a time that the web's input does not know.
#[test]
fn the_formula_of_the_app_sdk_is_found_by_its_time() {
    let variant = |more: Value| {
        // MD5 of sysnum, partnerid, key and 1751234567890.
        let mut input = signed("u1001", "e25f434c505f3d722a32fb41dd2e69ef");
        input.as_object_mut().unwrap().extend(map(more));
        verify(input).unwrap().variant.flatten()
    };
    assert_eq!(variant(json!({})), None);
    assert_eq!(variant(json!({ "create_time": 1_751_234_567_890_i64 })), Some("app_sdk_formula"));
    assert_eq!(variant(json!({ "create_time": "1751234567890" })), Some("app_sdk_formula"));
    assert_eq!(variant(json!({ "create_time": 1_751_234_567_891_i64 })), None);
}

#[test]
fn mistakes_without_a_vector_are_named_too() {
    let cases = [
        // A line break of Windows at the end, and one that was read from a file together with the key.
        ("u1001", "7d2d6ebf3929705a63c820c3674cbadc", "trailing_newline"),
        ("u1001", "db4b33b89a495f897e1372269797d410", "trailing_newline"),
        // A form's way to encode: a blank becomes a plus.
        ("u 1", "aaa0729ceed4b4fec870fdd5a2ef80ee", "encoded_before_hash"),
        ("用户 A", "0fe9334fec8699d26ab74025bf50a005", "encoded_before_hash"),
        ("用户 A", "da94f4c9238f9a2c057e7be3434ce7f3", "encoded_before_hash"),
    ];
    for (partnerid, given, variant) in cases {
        let verdict = verify(signed(partnerid, given)).unwrap();
        assert_eq!(verdict, Verdict::invalid("signature_mismatch", Some(variant)), "{given}");
    }
}

#[test]
fn an_unknown_signature_is_a_mismatch_and_no_signature_is_malformed() {
    let mismatch = Verdict::invalid("signature_mismatch", None);
    assert_eq!(verify(signed("u1001", &"0".repeat(32))).unwrap(), mismatch);
    assert_eq!(verify(signed("u1001", &"F".repeat(32))).unwrap(), mismatch);
    let malformed = Verdict::invalid("malformed", None);
    let right = "620d7b59c794bf2ea03fd8886e0ccd0e";
    let over = format!("{right}0");
    let spaced = format!("{right}\n");
    for given in
        ["", "x", "0000000000000000", &right[..31], &over, &spaced, &"g".repeat(32), "签名"]
    {
        assert_eq!(verify(signed("u1001", given)).unwrap(), malformed, "{given}");
    }
}

#[test]
fn the_first_field_that_is_missing_or_wrong_is_named() {
    let long = "好".repeat(301);
    let cases = [
        (json!({}), "sign.missing", "sysnum"),
        (json!({ "sysnum": "", "key": "k", "partnerid": "u" }), "sign.missing", "sysnum"),
        (json!({ "sysnum": "s", "partnerid": "u" }), "sign.missing", "key"),
        (json!({ "sysnum": "s", "key": null, "partnerid": "u" }), "sign.missing", "key"),
        (json!({ "sysnum": "s", "key": 1, "partnerid": "u" }), "sign.wrong-type", "key"),
        (with(""), "sign.missing", "partnerid"),
        (json!({ "sysnum": "s", "key": "k", "partnerid": 7.5 }), "sign.wrong-type", "partnerid"),
        (json!({ "sysnum": true, "key": "k", "partnerid": "7" }), "sign.wrong-type", "sysnum"),
        (with(&long), "sign.value-not-allowed", "partnerid"),
        (with("a\nb"), "sign.value-not-allowed", "partnerid"),
        (with("a\u{85}b"), "sign.value-not-allowed", "partnerid"),
    ];
    for (input, id, field) in cases {
        for refusal in [sign(input.clone()).unwrap_err(), verify(input.clone()).unwrap_err()] {
            assert_eq!((refusal.id, refusal.field), (id, Some(field)), "{input}");
        }
    }
    assert_eq!(verify(with("u1001")).unwrap_err(), Refusal::missing("sign"));
    let refused = sign(with(&long)).unwrap_err();
    assert!(refused.message.en.contains("it has 301"), "{:?}", refused.message);
    assert!(sign(with(&"好".repeat(300))).is_ok());
}

#[test]
fn numbers_are_as_good_as_their_digits() {
    let numbers = json!({ "sysnum": 123, "key": "k", "partnerid": 1001 });
    let texts = json!({ "sysnum": "123", "key": "k", "partnerid": "1001" });
    let made = sign(numbers.clone()).unwrap();
    assert_eq!(made, sign(texts).unwrap());
    let mut given = numbers;
    given["sign"] = made["sign"].clone();
    assert!(verify(given).unwrap().valid);
}

#[test]
fn a_constant_id_is_signed_with_a_warning() {
    let made = sign(with("test")).unwrap();
    assert_eq!(made["warnings"], json!(["partnerid_constant"]));
    let verdict = verify(signed("test", made["sign"].as_str().unwrap())).unwrap();
    assert_eq!(verdict, Verdict::valid(vec!["partnerid_constant"]));
}

#[test]
fn key_and_id_run_into_each_other() {
    let file = vectors();
    for side in ["a", "b"] {
        let case = &file["concatenation_ambiguity"][side];
        let input = json!({ "sysnum": SYSNUM, "key": case["key"], "partnerid": case["partnerid"], "sign": case["sign"] });
        assert!(verify(input).unwrap().valid, "{side}");
    }
}

proptest! {
    #[test]
    fn what_is_signed_is_valid_and_nothing_else(
        key in "\\PC{1,40}",
        partnerid in "\\PC{1,300}",
        other in "\\PC{0,40}|[0-9a-fA-F]{16}|[0-9a-fA-F]{32}",
    ) {
        let mut input = json!({ "sysnum": SYSNUM, "key": key, "partnerid": partnerid });
        let made = sign(input.clone()).unwrap()["sign"].clone();
        input["sign"] = made.clone();
        prop_assert!(verify(input.clone()).unwrap().valid);
        input["sign"] = other.into();
        prop_assume!(input["sign"] != made && input["sign"] != "");
        let verdict = verify(input).unwrap();
        prop_assert!(!verdict.valid);
        prop_assert!(!serde_json::to_string(&verdict).unwrap().contains(made.as_str().unwrap()));
    }
}
