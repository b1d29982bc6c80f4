//! app.json and page JSON against the JSON Schemas that WeChat publishes in its command-line package,
//! with the validator that the package uses.

use std::process::Command;

use jieru::channels::{ALL, Ambient, Channel, Deployment};
use serde_json::{Map, Value, json};

use super::packages::{package, run};
use crate::support::{leave_out, program};

/// Reads `[[kind, file], …]` from the last argument and prints `[[error, …], …]`.
const VALIDATE: &str = r"
const [schemas, jsonschema, cases] = process.argv.slice(1);
const { Validator } = require(jsonschema);
const validator = new Validator();
const schema = kind => require(`${schemas}/dist/schema/dist/${kind}.js`);
const found = JSON.parse(cases).map(([kind, file]) =>
  validator.validate(file, schema(kind)).errors.map(error => error.stack));
console.log(JSON.stringify(found));
";

/// What the schemas say about each file; `None` where Node or its packages are not to be had.
fn validate(cases: &[(&str, Value)]) -> Option<Vec<Vec<String>>> {
    let found = (|| {
        let node = program(&["node"]).ok_or("node was not found")?;
        let schemas = package("miniprogram-ci", "2.1.42")?;
        let validator = package("jsonschema", "1.4.1")?;
        let cases: Value = cases.iter().map(|(kind, file)| json!([kind, file])).collect();
        let mut command = Command::new(node);
        command.args(["-e", VALIDATE]).arg(schemas).arg(validator).arg(cases.to_string());
        let answer = run(&mut command)?;
        serde_json::from_str(&answer).map_err(|error| error.to_string())
    })();
    match found {
        Ok(found) => Some(found),
        Err(why) => {
            let why: String = why;
            leave_out("the schemas of app.json and page JSON", &why);
            None
        }
    }
}

/// An app as people have it before they add ours.
fn app() -> Value {
    json!({"pages": ["pages/index/index", "pages/logs/logs"], "window": {"navigationBarTitleText": "商城"}, "style": "v2"})
}

/// RFC 7396 for objects; lists are joined, as the instructions beside the patch say.
fn merge(target: &mut Value, patch: &Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (name, value) in patch {
                merge(target.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (Value::Array(target), Value::Array(patch)) => target.extend(patch.iter().cloned()),
        (target, patch) => *target = patch.clone(),
    }
}

/// Every patch of every target: the kind of file, and the file with the patch merged in.
fn patched() -> Vec<(String, &'static str, Value)> {
    let mut files = Vec::new();
    for channel in ALL {
        for target in channel.targets() {
            let rendered =
                channel.render(&example(*channel, target.id), &Ambient::at(1_767_225_600));
            let what = format!("{} {}", channel.id(), target.id);
            assert!(!rendered.is_refused(), "{what}: {:?}", rendered.diagnostics);
            for artifact in rendered.artifacts.iter().filter(|artifact| artifact.merge == "patch") {
                let patch: Value = serde_json::from_str(&artifact.content).expect("JSON");
                let (kind, mut file) = match artifact.path.as_str() {
                    "package.json" => continue,
                    "app.json" => ("app", app()),
                    _ => ("page", json!({"navigationBarTitleText": "客服"})),
                };
                merge(&mut file, &patch);
                files.push((format!("{what} {}", artifact.path), kind, file));
            }
        }
    }
    files
}

/// The smallest deployment that a target accepts.
fn example(channel: &dyn Channel, target: &str) -> Deployment {
    let text = |list: &[(&str, &str)]| -> Map<String, Value> {
        list.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
    };
    let account = match channel.id() {
        "sobot" => {
            text(&[("sysnum", "4c349791a07b46c1a70b8ac88aa23257"), ("host", "demo.sobot.com")])
        }
        "alipay" => text(&[("tnt_inst_id", "n8c_Hb8w")]),
        "tencent_desk" => text(&[("sdk_app_id", "1400000000")]),
        _ => Map::new(),
    };
    let window = match (channel.id(), target) {
        ("sobot", "leave_message") => text(&[("templateid", "t1"), ("groupid", "g1")]),
        ("sobot", "ticket") => {
            text(&[("url", "https://demo.sobot.com/ticketclient/index.html?id=1")])
        }
        ("alipay", _) => text(&[("scene", "SCE00001234")]),
        ("wechat", "service_chat") => text(&[
            ("corp_id", "ww0123456789abcdef"),
            ("url", "https://work.weixin.qq.com/kfid/kfc1"),
        ]),
        ("wecom", _) => text(&[("plugid", "a1b2c3d4e5f60718293a4b5c6d7e8f90")]),
        _ => Map::new(),
    };
    Deployment {
        target: target.to_owned(),
        flavour: "native".to_owned(),
        account,
        window,
        ..Deployment::default()
    }
}

#[test]
fn every_patch_fits_the_published_schemas() {
    let files = patched();
    assert!(files.iter().any(|(_, kind, _)| *kind == "app"), "an app.json");
    assert!(files.iter().any(|(_, kind, _)| *kind == "page"), "a page's JSON");
    let cases: Vec<(&str, Value)> =
        files.iter().map(|(_, kind, file)| (*kind, file.clone())).collect();
    let Some(found) = validate(&cases) else { return };
    for ((what, _, file), errors) in files.iter().zip(found) {
        assert!(errors.is_empty(), "{what}: {errors:?} in {file:#}");
    }
}

/// The judge can say no: a wrong type, a missing name, an unknown name.
#[test]
fn the_schemas_find_what_is_wrong() {
    let plugin = |plugin: Value| {
        let mut app = app();
        app["plugins"] = json!({ "contactPlugin": plugin });
        ("app", app)
    };
    let cases = [
        plugin(json!({"version": 1, "provider": "wx104a1a20c3f81ec2"})),
        plugin(json!({"version": "1.4.3"})),
        ("page", json!({"usingComponents": []})),
        (
            "app",
            json!({"pages": ["a"], "preloadRule": {"a": {"network": "5g", "packages": ["b"]}}}),
        ),
    ];
    let Some(found) = validate(&cases) else { return };
    for (case, errors) in cases.iter().zip(found) {
        assert!(!errors.is_empty(), "{case:?}");
    }
}
