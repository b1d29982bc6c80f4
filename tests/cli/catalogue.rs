//! Commands that need no database: what they print and how they end.

use std::collections::BTreeSet;

use jieru::channels::ALL;
use serde_json::{Value, json};

use super::{Ended, program, run, told};

fn ask(arguments: &[&str], input: &str) -> Ended {
    told(program(arguments), input)
}

fn json_of(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

fn deployment() -> Value {
    json!({"channel": "sobot", "target": "link",
        "account": {"sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com"},
        "parameters": {"locale": "cn"}, "visitor": {"partnerid": "u 1001"}, "key": "test-key-0001"})
}

#[test]
fn the_catalogue_names_every_channel_with_its_targets() {
    let catalogue: Value = serde_json::from_str(&run(program(&["channels"])).done()).expect("JSON");
    let listed: Vec<&Value> = catalogue["channels"].as_array().expect("a list").iter().collect();
    assert_eq!(listed.len(), ALL.len());
    for (listed, channel) in listed.iter().zip(ALL) {
        assert_eq!(listed["id"], channel.id());
        let targets: BTreeSet<&str> =
            listed["targets"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        for row in listed["parameters"].as_array().unwrap() {
            let named = row["targets"].as_array().unwrap();
            assert!(!named.is_empty(), "{row}");
            assert!(named.iter().all(|target| targets.contains(target.as_str().unwrap())), "{row}");
        }
    }
    let explicit = run(program(&["channels", "--format", "json"])).done();
    assert_eq!(serde_json::from_str::<Value>(&explicit).expect("JSON"), catalogue);
}

#[test]
fn the_catalogue_can_be_read_by_people() {
    let text = run(program(&["channels", "--format", "markdown"])).done();
    for channel in ALL {
        assert!(text.contains(&format!("(`{}`)", channel.id())), "{}", channel.id());
        for param in channel.parameters() {
            assert!(text.contains(param.label.en), "{}", param.name);
        }
    }
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    let wrong: Vec<&&str> = rows.iter().filter(|line| columns(line) != 8).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let mut chinese = program(&["channels", "--format", "markdown"]);
    chinese.env("LC_ALL", "zh_CN.UTF-8");
    assert!(run(chinese).done().contains("| 参数 | 含义 |"));
}

#[test]
fn a_deployment_comes_from_a_file_or_from_standard_input() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("deployment.json");
    std::fs::write(&file, deployment().to_string()).expect("a file");
    let from_file = run(program(&["render", file.to_str().unwrap()])).done();
    let from_dash = ask(&["render", "-"], &deployment().to_string()).done();
    let from_nothing = ask(&["render"], &deployment().to_string()).done();
    assert_eq!(from_file, from_dash);
    assert_eq!(from_file, from_nothing);
    let rendered: Value = serde_json::from_str(&from_file).expect("JSON");
    assert_eq!(rendered["links"][0]["signed"], true);
    assert!(!from_file.contains("test-key-0001"));
    let ended = run(program(&["render", "no-such-file"]));
    assert_eq!(json_of(&ended)["diagnostics"][0]["id"], "input.unreadable");
    ended.refused(&["no-such-file"]);
}

#[test]
fn a_refused_deployment_says_all_of_it_in_both_places() {
    let mut wrong = deployment();
    wrong["parameters"] = json!({"locale": "fr", "colour": "x"});
    let ended = ask(&["render"], &wrong.to_string());
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let rendered = json_of(&ended);
    for list in ["artifacts", "links", "signatures"] {
        assert_eq!(rendered[list], json!([]));
    }
    for name in ["locale", "colour"] {
        let named = |found: &Value| found["parameter"] == name && found["severity"] == "error";
        assert!(rendered["diagnostics"].as_array().unwrap().iter().any(named), "{name}");
        assert!(ended.err.contains(&format!("jieru: {name}: ")), "{}", ended.err);
    }
}

#[test]
fn what_is_no_object_is_refused_as_such() {
    for input in ["", "[]", "{", "\"text\"", "{\"a\":\"\\ud800\"}"] {
        let ended = ask(&["render"], input);
        assert_eq!(ended.code, Some(1), "{input}");
        let rendered = json_of(&ended);
        assert_eq!(rendered["diagnostics"][0]["id"], "json.invalid", "{input}");
        assert_eq!(rendered["diagnostics"][0]["parameter"], Value::Null);
        let ended = ask(&["sign"], input);
        assert_eq!(ended.code, Some(1), "{input}");
        assert_eq!(json_of(&ended)["error"]["id"], "json.invalid", "{input}");
    }
}

/// A GBK file would otherwise be signed as something else, without a word.
#[test]
fn other_character_sets_are_refused_where_they_would_be_signed() {
    let gbk = b"{\"scheme\":\"sobot_web_md5\",\"sysnum\":\"a\",\"key\":\"k\",\"partnerid\":\"\xd5\xc5\xc8\xfd\"}";
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("gbk.json");
    std::fs::write(&file, gbk).expect("a file");
    let file = file.to_str().unwrap();
    let signed = run(program(&["sign", file]));
    assert_eq!(json_of(&signed)["error"]["id"], "json.invalid");
    signed.refused(&["UTF-8"]);
    let rendered = run(program(&["render", file]));
    assert_eq!(json_of(&rendered)["diagnostics"][0]["parameter"], Value::Null);
    rendered.refused(&["UTF-8"]);
    // A saved page of that kind is read all the same.
    let page = dir.path().join("page.html");
    let link = b"<a href=\"https://demo.sobot.com/chat/h5/v2/index.html?sysnum=1&amp;uname=\xd5\xc5\xc8\xfd\">x</a>";
    std::fs::write(&page, link).expect("a file");
    let inspected = run(program(&["inspect", "--format", "json", page.to_str().unwrap()]));
    assert_eq!(json_of(&inspected)["entries"][0]["values"]["uname"], "张三");
}

#[test]
fn a_no_is_told_in_words_too() {
    let input = json!({"scheme": "sobot_web_md5", "sysnum": "a", "key": "k", "partnerid": "u", "sign": "0".repeat(32)});
    let ended = ask(&["verify"], &input.to_string());
    assert_eq!(json_of(&ended)["reason"], "signature_mismatch");
    ended.refused(&["does not fit"]);
}

#[test]
fn a_missing_target_hides_nothing_else() {
    let input = json!({"channel": "sobot", "account": {"host": "evil.example"}, "parameters": {"locale": "fr", "unmae": 1}});
    let ended = ask(&["render"], &input.to_string());
    let rendered = json_of(&ended);
    for name in ["target", "sysnum", "host", "locale", "unmae"] {
        let named = |found: &Value| found["parameter"] == name && found["severity"] == "error";
        assert!(
            rendered["diagnostics"].as_array().unwrap().iter().any(named),
            "{name}: {rendered}"
        );
    }
}

#[test]
fn samples_and_inspections_end_as_agreed() {
    let samples: Value = serde_json::from_str(
        &run(program(&["samples", "--scheme", "tencent_usersig", "--language", "python"])).done(),
    )
    .expect("JSON");
    assert!(samples["artifacts"].as_array().unwrap().iter().any(|one| one["language"] == "python"));
    assert!(samples["vector"]["output"]["user_sig"].is_string());
    for wrong in [&["--scheme", "x"][..], &["--scheme", "sobot_web_md5", "--language", "ruby"]] {
        let ended = run(program(&[&["samples"], wrong].concat()));
        assert_eq!(ended.code, Some(64), "{ended:?}");
    }
    for (text, code) in [
        (
            "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f&locale=cn",
            0,
        ),
        (
            "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=b7f1c2d3e4f5061728394a5b6c7d8e9f&color=%2304babc",
            1,
        ),
        ("an ordinary sentence", 2),
    ] {
        let ended = ask(&["inspect", "--format", "json"], text);
        assert_eq!(ended.code, Some(code), "{text}: {ended:?}");
        assert_eq!(json_of(&ended)["entries"].as_array().unwrap().is_empty(), code == 2);
        assert_eq!(ask(&["inspect"], text).code, Some(code), "{text}");
    }
}

#[test]
fn wrong_usage_is_told_apart_from_a_refusal() {
    for arguments in [&["channels", "--format", "yaml"][..], &["rendr"], &["render", "a", "b"]] {
        assert_eq!(run(program(arguments)).code, Some(64), "{arguments:?}");
    }
    let ended = ask(&["sign"], &json!({"scheme": "rot13"}).to_string());
    assert_eq!(ended.code, Some(1));
    assert_eq!(json_of(&ended)["error"]["field"], "scheme");
    assert!(ended.err.contains("sobot_web_md5"), "{}", ended.err);
}
