//! What the program writes, and what it makes of a place that takes nothing.

use std::fs::OpenOptions;
use std::process::Stdio;

use serde_json::{Value, json};

use super::{Ended, program, run, told};

/// A signer's input of the documented form.
fn signed() -> String {
    json!({"scheme": "sobot_web_md5", "sysnum": "a", "key": "k", "partnerid": "u"}).to_string()
}

/// Runs with standard output on a device that is always full.
fn on_a_full_disk(arguments: &[&str], input: &str) -> Ended {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("input");
    std::fs::write(&file, input).expect("a file");
    let full = OpenOptions::new().write(true).open("/dev/full").expect("the device");
    let mut command = program(arguments);
    command.stdin(std::fs::File::open(&file).expect("a file")).stdout(full);
    command.stderr(Stdio::piped());
    command.output().expect("a program").into()
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_told() {
    let link = json!({"channel": "sobot", "target": "link", "account": {"sysnum": "a", "host": "demo.sobot.com"}});
    for (arguments, input) in [
        (&["render"][..], link.to_string()),
        (&["render"], "{".to_owned()),
        (&["sign"], signed()),
        (&["sign"], "{".to_owned()),
        (&["verify"], signed().replace('}', r#","sign":"x"}"#)),
        (&["channels"], String::new()),
        (&["channels", "--format", "markdown"], String::new()),
        (&["samples", "--scheme", "sobot_web_md5"], String::new()),
        (&["inspect"], "https://demo.sobot.com/chat/h5/v2/index.html?sysnum=1".to_owned()),
        (&["--help"], String::new()),
        (&["--version"], String::new()),
    ] {
        let ended = on_a_full_disk(arguments, &input);
        assert_eq!(ended.code, Some(70), "{arguments:?}: {ended:?}");
        assert!(ended.err.contains("Standard output cannot be written"), "{ended:?}");
    }
    let dir = tempfile::tempdir().expect("a folder");
    let ended = on_a_full_disk(&["migrate", "--data-dir", dir.path().to_str().unwrap()], "");
    assert_eq!(ended.code, Some(70), "{ended:?}");
}

/// A reader that stops early is no fault of anybody's.
#[test]
fn a_closed_pipe_is_quiet() {
    let mut command = program(&["channels"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("a program");
    drop(child.stdout.take());
    let ended: Ended = child.wait_with_output().expect("its end").into();
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
}

#[test]
fn nothing_in_a_name_steers_the_terminal() {
    let input = json!({"channel": "sobot", "target": "link", "account": {"sysnum": "a", "host": "demo.sobot.com"},
        "parameters": {"a\u{1b}[2Jb\u{202e}\n": 1}});
    let ended = told(program(&["render"]), &input.to_string());
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("a\\u{1b}[2Jb\\u{202e}\\n"), "{}", ended.err);
    assert!(!ended.err.contains('\u{1b}') && !ended.err.contains('\u{202e}'));
    let scheme = json!({"scheme": "\u{1b}[2J"}).to_string();
    let ended = told(program(&["sign"]), &scheme);
    assert!(ended.err.contains("\\u{1b}[2J") && !ended.err.contains('\u{1b}'), "{}", ended.err);
}

#[test]
fn empty_and_utf_16_input_are_called_so() {
    let dir = tempfile::tempdir().expect("a folder");
    let ask = |command: &str, bytes: &[u8]| {
        let file = dir.path().join("input.json");
        std::fs::write(&file, bytes).expect("a file");
        run(program(&[command, file.to_str().unwrap()]))
    };
    for command in ["render", "sign", "verify"] {
        ask(command, b"").refused(&["The input is empty"]);
        let wide: Vec<u8> = signed().encode_utf16().flat_map(u16::to_le_bytes).collect();
        ask(command, &wide).refused(&["UTF-16"]);
        ask(command, &[&[0xFF, 0xFE], wide.as_slice()].concat()).refused(&["UTF-16"]);
        let turned: Vec<u8> = signed().encode_utf16().flat_map(u16::to_be_bytes).collect();
        ask(command, &turned).refused(&["UTF-16"]);
    }
}

/// The first object in the help of a command, which people copy.
#[test]
fn the_help_has_an_input_that_works() {
    for command in ["render", "sign", "verify"] {
        let help = run(program(&[command, "--help"])).done();
        let from = help.find('{').expect("an example");
        let mut examples = serde_json::Deserializer::from_str(&help[from..]).into_iter::<Value>();
        let example = examples.next().expect("an example").expect("JSON");
        let ended = told(program(&[command]), &example.to_string());
        let answer: Value = serde_json::from_str(&ended.out).expect("JSON");
        let worked = match command {
            "render" => !answer["links"].as_array().unwrap().is_empty(),
            "sign" => answer["sign"].is_string(),
            _ => answer["reason"] == "malformed",
        };
        assert!(worked, "{ended:?}");
    }
}
