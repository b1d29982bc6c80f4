//! Samples for a customer's server, as texts. Whether they run is tested with their own languages.

use jieru::channels::samples::{LANGUAGES, alipay_visitor_card, sobot_web_md5, tencent_usersig};
use jieru::channels::{Ambient, Samples, schemes};
use serde_json::{Value, json};

use super::proof;

fn all() -> [(&'static str, Samples); 3] {
    [
        ("sobot_web_md5", sobot_web_md5()),
        ("tencent_usersig", tencent_usersig()),
        ("alipay_visitor_card", alipay_visitor_card()),
    ]
}

/// Only the code, without the files beside it.
fn codes(samples: &Samples) -> impl Iterator<Item = (&str, &str)> {
    let code = |language: &str| LANGUAGES.iter().any(|(id, _)| *id == language);
    let files = samples.artifacts.iter().filter(move |file| code(file.language));
    files.map(|file| (file.path.as_str(), file.content.as_str()))
}

#[test]
fn every_scheme_has_every_language_once() {
    for (scheme, samples) in all() {
        let mut languages: Vec<&str> = samples.artifacts.iter().map(|file| file.language).collect();
        languages.retain(|language| LANGUAGES.iter().any(|(id, _)| id == language));
        assert_eq!(languages, ["js", "python", "java", "go", "php"], "{scheme}");
        let mut paths: Vec<&str> =
            samples.artifacts.iter().map(|file| file.path.as_str()).collect();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), samples.artifacts.len(), "{scheme}: a path stands twice");
        assert_eq!(samples.vector.input["scheme"], scheme);
    }
    for scheme in schemes() {
        let samples = scheme.samples();
        assert_eq!(samples.vector.input["scheme"], scheme.id());
        assert_eq!(codes(&samples).count(), 5, "{}", scheme.id());
    }
}

#[test]
fn one_language_comes_with_what_it_needs() {
    let paths = |samples: &Samples, language: &str| -> Option<Vec<String>> {
        let chosen = samples.in_language(language)?;
        assert_eq!(chosen.vector.input, samples.vector.input);
        Some(chosen.artifacts.into_iter().map(|file| file.path).collect())
    };
    let user_sig = tencent_usersig();
    for (language, expected) in [
        ("js", vec!["userSig.js", "package.json"]),
        ("node", vec!["userSig.js", "package.json"]),
        ("python", vec!["user_sig.py"]),
        ("java", vec!["UserSig.java"]),
        ("go", vec!["user_sig.go"]),
        ("php", vec!["user_sig.php", "composer.json"]),
    ] {
        assert_eq!(paths(&user_sig, language).unwrap(), expected);
    }
    assert_eq!(paths(&sobot_web_md5(), "python").unwrap(), ["sobot_sign.py"]);
    assert_eq!(paths(&user_sig, "cobol"), None);
    assert_eq!(paths(&user_sig, "json"), None);
}

#[test]
fn every_vector_is_right() {
    for (scheme, samples) in all() {
        let vector = &samples.vector;
        assert_eq!(proof::check(vector, &vector.output), Ok(()), "{scheme}");
    }
}

/// The proof itself: a slightly wrong result is found out.
#[test]
fn a_wrong_result_is_not_right() {
    let user_sig = tencent_usersig().vector;
    let card = alipay_visitor_card().vector;
    let sign = sobot_web_md5().vector;
    for (vector, result) in [
        (&sign, json!({ "sign": "3EFC5C2675B040E5A556255D83B3D35B" })),
        (&sign, json!({})),
        (&user_sig, json!({ "user_sig": "" })),
        (&user_sig, json!({ "user_sig": user_sig.output["user_sig"], "key": "k" })),
        (&card, json!({ "cinfo": card.output["key"], "key": card.output["cinfo"] })),
        (&card, json!({ "cinfo": card.output["cinfo"], "key": "AAAA" })),
    ] {
        assert!(proof::check(vector, &result).is_err(), "{result}");
    }
    let mut other = user_sig.clone();
    other.input["key"] = "another".into();
    assert!(proof::check(&other, &user_sig.output).is_err());
    let mut other = card.clone();
    other.input["card"]["userId"] = "somebody else".into();
    assert!(proof::check(&other, &card.output).is_err());
}

#[test]
fn our_own_signer_agrees_with_every_vector() {
    for scheme in schemes() {
        let vector = scheme.samples().vector;
        let input = vector.input.as_object().unwrap();
        let made = scheme.sign(input, &Ambient::at(1_767_225_600)).unwrap();
        let names = vector.output.as_object().unwrap().keys();
        let printed: Value = names.map(|name| (name.clone(), made[name].clone())).collect();
        assert_eq!(proof::check(&vector, &printed), Ok(()), "{}", scheme.id());
    }
}

#[test]
fn every_sample_says_what_matters_in_both_languages() {
    for (scheme, samples) in all() {
        for (path, code) in codes(&samples) {
            for words in [
                "只能在您自己的服务端运行",
                "for your own server only",
                "环境变量",
                "environment variable",
                "已登录的会话",
                "signed-in session",
                "Cache-Control: no-store",
                "UTF-8",
            ] {
                // The vendor's own library takes care of the character set.
                let library = scheme == "tencent_usersig" && words == "UTF-8";
                let flat = code.replace("\n * ", " ").replace("\n//     ", " ");
                let flat = flat.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(library || flat.contains(words), "{path}: {words}");
            }
            let widest = code.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(120), "{path}: {widest:?} columns");
            assert!(code.ends_with('\n') && !code.contains('\r'), "{path}");
        }
    }
}

/// No long run of key-like letters but those of the demo input.
#[test]
fn the_only_keys_are_the_demo_keys() {
    for (scheme, samples) in all() {
        let demo = samples.vector.input.to_string();
        for file in &samples.artifacts {
            let runs =
                file.content.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c)));
            for run in
                runs.filter(|run| run.len() >= 30 && run.contains(|c: char| c.is_ascii_digit()))
            {
                assert!(demo.contains(run), "{scheme}: {}: {run}", file.path);
            }
        }
        let secret = samples.vector.input.get("key").or(samples.vector.input.get("public_key"));
        let secret = &secret.unwrap().as_str().unwrap()[..14];
        for (path, code) in codes(&samples) {
            assert!(code.contains(secret), "{path} does not sign the vector");
        }
    }
}

#[test]
fn samples_have_the_shape_that_integrators_rely_on() {
    let value = serde_json::to_value(sobot_web_md5().in_language("go").unwrap()).unwrap();
    assert_eq!(value["artifacts"][0]["path"], "sobot_sign.go");
    assert_eq!(value["artifacts"][0]["language"], "go");
    assert_eq!(value["artifacts"][0]["merge"], "replace");
    assert_eq!(value["vector"]["output"]["sign"].as_str().unwrap().len(), 32);
    assert_eq!(value["vector"]["compare"]["by"], "exact");
    assert!(value["vector"]["compare"]["note"]["zh-CN"].as_str().unwrap().contains("UTF-8"));
}

#[test]
fn every_sample_names_the_library_that_it_imports() {
    let samples = tencent_usersig();
    let file = |path: &str| {
        let found = samples.artifacts.iter().find(|file| file.path == path);
        found.unwrap_or_else(|| panic!("{path}")).content.as_str()
    };
    let package: Value = serde_json::from_str(file("package.json")).unwrap();
    let name = package["dependencies"].as_object().unwrap().keys().next().unwrap().clone();
    assert!(file("userSig.js").contains(&format!("require('{name}')")));
    let composer: Value = serde_json::from_str(file("composer.json")).unwrap();
    assert!(composer["require"]["tencent/tls-sig-api-v2"].is_string());
    let module = "github.com/tencentyun/tls-sig-api-v2-golang";
    let go = file("user_sig.go");
    assert!(go.contains(&format!("go get {module}@v")));
    assert!(go.contains(&format!("\"{module}/tencentyun\"")));
    assert!(file("UserSig.java").contains("com.github.tencentyun:tls-sig-api-v2:2.0"));
    assert!(file("user_sig.py").contains("pip install tls-sig-api-v2==1.1\n"));
}

/// The languages that integrators know.
#[test]
fn every_file_is_written_in_a_known_language() {
    for (scheme, samples) in all() {
        for file in samples.artifacts {
            let known = ["js", "json", "python", "java", "go", "php"].contains(&file.language);
            assert!(known && file.merge == "replace", "{scheme}: {}", file.path);
        }
    }
}
