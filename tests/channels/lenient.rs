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
