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
    run(program(&["render", "no-such-file"])).refused(&["no-such-file"]);
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
