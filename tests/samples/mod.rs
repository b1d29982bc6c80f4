//! The samples for a customer's server, run by their own languages and held against their vectors.
//!
//! Most need their language alone. The libraries of the samples in Node and Python are installed once
//! into `target`, by their usual package managers. The UserSig samples in Java, Go and PHP run against
//! stand-ins for the vendor's library (`stand_ins`), which have its package, class and function but our
//! own code inside: what is tested there is the sample, not the library.

mod answers;
mod languages;
mod workshop;

use jieru::channels::Samples;
use jieru::channels::samples::{alipay_visitor_card, sobot_web_md5, tencent_usersig};
use serde_json::{Value, json};

use self::languages::{LANGUAGES, Language, Left};
use crate::channels::proof;
use crate::support::leave_out;

fn all() -> [Samples; 3] {
    [sobot_web_md5(), tencent_usersig(), alipay_visitor_card()]
}

#[test]
fn node_signs_the_vectors() {
    signs("js");
}

#[test]
fn python_signs_the_vectors() {
    signs("python");
}

#[test]
fn java_signs_the_vectors() {
    signs("java");
}

#[test]
fn go_signs_the_vectors() {
    signs("go");
}

#[test]
fn php_signs_the_vectors() {
    signs("php");
}

#[test]
fn every_language_of_the_samples_is_run() {
    let run: Vec<&str> = LANGUAGES.iter().map(|language| language.id).collect();
    let known: Vec<&str> =
        jieru::channels::samples::LANGUAGES.iter().map(|(language, _)| *language).collect();
    assert_eq!(run, known);
}

fn signs(id: &str) {
    let language = LANGUAGES.iter().find(|language| language.id == id).expect("a language");
    if let Some(missing) = language.missing() {
        return leave_out(
            &format!("the {id} samples"),
            &format!("{missing} was not found in PATH"),
        );
    }
    for samples in all() {
        let scheme = samples.vector.input["scheme"].clone();
        let samples = samples.in_language(id).expect("samples");
        match language.run(&samples) {
            Ok(printed) => check(language, &samples, &printed),
            Err(Left(why)) => {
                leave_out(&format!("the {id} sample of {scheme}"), &why);
                continue;
            }
        }
        answers_as_the_page_expects(language, &samples);
    }
}

/// One line of JSON with what the vector demands; letter for letter where that is possible.
fn check(language: &Language, samples: &Samples, printed: &str) {
    let vector = &samples.vector;
    let place = format!("{} of {}: {printed:?}", language.id, vector.input["scheme"]);
    let line = printed.strip_suffix('\n').unwrap_or_else(|| panic!("{place}"));
    assert!(!line.contains('\n'), "{place}");
    let result: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{place}"));
    assert_eq!(result.to_string(), line, "{place}");
    assert_eq!(proof::check(vector, &result), Ok(()), "{place}");
}

/// Through the function that a customer's endpoint calls.
fn answers_as_the_page_expects(language: &Language, samples: &Samples) {
    let (ids, expected): (Vec<_>, Vec<_>) = answers::cases(language, samples).into_iter().unzip();
    let given = answers::answers(language, samples, &ids, true).expect("what has just run");
    assert_eq!(given.len(), ids.len(), "{}", language.id);
    for ((id, expected), given) in ids.iter().zip(expected).zip(given) {
        let place = format!("{} of {}: {id:?}", language.id, samples.vector.input["scheme"]);
        match expected {
            None => assert_eq!(given, Value::Null, "{place}"),
            Some(expected) => holds(samples, &expected, &given, &place),
        }
    }
    if let Some(printed) = answers::untyped(language, samples) {
        let place = format!("{} of {}", language.id, samples.vector.input["scheme"]);
        assert!(printed.lines().count() > 4, "{place}: {printed}");
        assert!(printed.lines().all(|line| line == "refused"), "{place}: {printed}");
    }
    let keyless = answers::answers(language, samples, &ids, false).expect("what has just run");
    assert_eq!(keyless, vec![Value::Null; ids.len()], "{}: a key from nowhere", language.id);
}

/// One answer, opened where it is sealed.
fn holds(samples: &Samples, expected: &Value, given: &Value, place: &str) {
    let mut vector = samples.vector.clone();
    let result = match vector.compare.by {
        "inflating" => {
            assert_eq!(given["userID"], expected["userID"], "{place}");
            vector.input["user_id"] = given["userID"].clone();
            json!({ "user_sig": given["userSig"] })
        }
        "decrypting" => {
            let card = proof::opened(given).unwrap_or_else(|error| panic!("{place}: {error}"));
            for name in ["userId", "uname"] {
                assert_eq!(card[name], expected[name], "{place}");
            }
            vector.input["card"] = card;
            given.clone()
        }
        _ => {
            vector.output = expected.clone();
            given.clone()
        }
    };
    assert_eq!(proof::check(&vector, &result), Ok(()), "{place}");
}
