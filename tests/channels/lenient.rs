//! What is given in another form and means the same, and what means "not set".

use jieru::channels::Diagnostic;
use serde_json::{Value, json};

use super::reading::{render, rendered};

fn link(parameters: &Value) -> Value {
    json!({
        "channel": "sobot", "target": "link",
        "account": {"sysnum": "4c349791a07b46c1a70b8ac88aa23257", "host": "demo.sobot.com"},
        "window": {}, "parameters": parameters, "visitor": {},
    })
}

fn errors(input: &Value) -> Vec<String> {
    let wrong = render(input).diagnostics.into_iter().filter(Diagnostic::is_error);
    wrong.map(|found| found.parameter.unwrap_or_default()).collect()
}

/// The value of one pair of the only link.
fn pair(input: &Value, name: &str) -> Option<String> {
    let links = rendered(input).links;
    let url = url::Url::parse(&links[0].url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[test]
fn fields_that_are_not_set_are_not_written() {
    let goods = link(
        &json!({"goods": [{"name": "x", "pictureUrl": null}, {"name": "y", "pictureUrl": ""}]}),
    );
    let written: Value = serde_json::from_str(&pair(&goods, "goods").unwrap()).unwrap();
    assert_eq!(written, json!([{"name": "x"}, {"name": "y"}]));
    let nameless = link(&json!({"goods": [{"name": null}]}));
    assert_eq!(errors(&nameless), ["goods.0.name"]);

    let step = json!({"actionType": "to_group", "deciId": "g1", "optionId": "4", "spillId": null});
    let route = link(&json!({"transfer_action": [step]}));
    let written: Value = serde_json::from_str(&pair(&route, "transfer_action").unwrap()).unwrap();
    assert_eq!(written, json!([{"actionType": "to_group", "deciId": "g1", "optionId": "4"}]));

    let free = link(&json!({"params": {"a": null, "b": ""}}));
    let written: Value = serde_json::from_str(&pair(&free, "params").unwrap()).unwrap();
    assert_eq!(written, json!({"a": null, "b": ""}));

    let button = json!({
        "channel": "alipay", "target": "mini_program", "account": {"tnt_inst_id": "n8c_Hb8w"},
        "window": {"scene": "SCE00000001"}, "parameters": {"ext-info": {"appId": null}},
    });
    for file in rendered(&button).artifacts {
        assert!(!file.content.contains("appId"), "{}", file.content);
    }
}

fn desk(parameters: &Value) -> Value {
    json!({
        "channel": "tencent_desk", "target": "mini_program", "account": {"sdk_app_id": 1_400_000_000},
        "parameters": parameters,
    })
}

fn page(input: &Value) -> String {
    let files = rendered(input).artifacts;
    files.into_iter().find(|file| file.path == "pages/index/index.js").unwrap().content
}

#[test]
fn line_ends_of_every_machine_are_line_feeds() {
    let button = |content: &str| {
        desk(&json!({"toolbarButtonList": [
            {"title": "x", "type": 1, "content": content, "isPreset": 0, "isEnabled": 1},
        ]}))
    };
    for given in ["a\r\nb", "a\rb"] {
        assert_eq!(page(&button(given)), page(&button("a\nb")), "{given:?}");
    }
    let free = link(&json!({"params": {"a": ["x\r\ny"]}}));
    let written: Value = serde_json::from_str(&pair(&free, "params").unwrap()).unwrap();
    assert_eq!(written, json!({"a": ["x\ny"]}));
    assert_eq!(errors(&link(&json!({"params": {"a\rb": 1}}))), ["params"]);
    assert_eq!(errors(&link(&json!({"params": {"a": "\u{0}"}}))), ["params.a"]);
}

#[test]
fn numbers_and_their_digits_are_alike() {
    let note = |note: Value| link(&json!({"card_note": note}));
    for (number, text) in [(json!(1500.5), "1500.5"), (json!(-0.25), "-0.25"), (json!(7), "7")] {
        assert_eq!(pair(&note(number), "card_note").as_deref(), Some(text));
    }
    for unclear in [json!(1e300), json!(0.1 + 0.2), json!(1e-9), json!(2.0)] {
        assert_eq!(errors(&note(unclear.clone())), ["card_note"], "{unclear}");
    }
    let numbers = |list: Value| desk(&json!({"customerServiceIDList": list}));
    assert_eq!(page(&numbers(json!([1, 2]))), page(&numbers(json!(["1", "2"]))));
    assert_eq!(errors(&numbers(json!([1, null]))), ["customerServiceIDList.1"]);
}

#[test]
fn what_is_said_fits_what_was_given() {
    let button = json!({
        "channel": "wechat", "target": "mini_program", "parameters": {"corpId": "ww0123456789abcdef"},
    });
    let told = render(&button).diagnostics;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].id, "wechat.not-in-this-target");

    let advice = |parameters: &Value| {
        let told = rendered(&link(parameters)).diagnostics;
        told.into_iter().find(|one| one.id == "link.too-long").unwrap().message.en
    };
    let words = "字".repeat(300);
    let goods = json!([{"name": words}]);
    assert!(advice(&json!({"goods": goods})).contains("less JSON"));
    assert!(!advice(&json!({"card_note": words})).contains("JSON"));
}
