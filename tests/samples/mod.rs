//! The samples for a customer's server, run by their own languages and held against their vectors.
//!
//! Most need their language alone. The libraries of the samples in Node and Python are installed once
//! into `target`, by their usual package managers. The UserSig samples in Java, Go and PHP run against
//! stand-ins for the vendor's library (`stand_ins`), which have its package, class and function but our
//! own code inside: what is tested there is the sample, not the library.

mod languages;
mod workshop;

use jieru::channels::Samples;
use jieru::channels::samples::{alipay_visitor_card, sobot_web_md5, tencent_usersig};
use serde_json::Value;

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
            Err(Left(why)) => leave_out(&format!("the {id} sample of {scheme}"), &why),
        }
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
