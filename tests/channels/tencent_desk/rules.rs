//! What is refused, warned about and noted.

use jieru::catalog::form::Field;
use jieru::channels::preview::Part;
use jieru::channels::{Ambient, Deployment, Severity, find, forms, read};
use serde_json::{Value, json};

use super::super::reading::{render, rendered};
use super::{buttons, desk, order};

fn findings(input: &Value) -> Vec<(String, String, Severity)> {
    let found = render(input).diagnostics.into_iter();
    let bare = |id: String| id.trim_start_matches("tencent_desk.").to_owned();
    found.map(|one| (bare(one.id), one.parameter.unwrap_or_default(), one.severity)).collect()
}

fn errors(input: &Value) -> Vec<(String, String)> {
    let wrong = findings(input).into_iter().filter(|(.., severity)| *severity == Severity::Error);
    wrong.map(|(id, parameter, _)| (id, parameter)).collect()
}

fn one(id: &str, parameter: &str) -> Vec<(String, String)> {
    vec![(id.to_owned(), parameter.to_owned())]
}

fn button(change: Value) -> Value {
    let mut button =
        json!({"title": "x", "type": 1, "content": "y", "isPreset": 0, "isEnabled": 1});
    for (name, value) in change.as_object().unwrap() {
        button[name] = value.clone();
    }
    desk(json!({}), json!({"toolbarButtonList": [button]}), json!({}))
}

#[test]
fn a_button_says_what_it_does() {
    for fine in [
        json!({}),
        json!({"isPreset": "0", "type": "1", "isEnabled": "0"}),
        json!({"isPreset": 1, "presetId": "endHumanService", "content": ""}),
        json!({"type": 2, "content": "https://s.example/?a=1&b=2", "icon": "https://i.example/p.png?x=1"}),
        json!({"content": "两行\n文字"}),
        json!({"title": "字".repeat(200)}),
    ] {
        assert_eq!(errors(&button(fine.clone())), [], "{fine}");
    }
    for (wrong, field) in [
        (json!({"isPreset": 1, "content": ""}), "presetId"),
        (json!({"isPreset": 1, "presetId": "human"}), "presetId"),
        (json!({"content": ""}), "content"),
        (json!({"content": null}), "content"),
        (json!({"type": 2, "content": "查询"}), "content"),
        (json!({"type": 2, "content": "http://s.example/"}), "content"),
        (json!({"type": 3}), "type"),
        (json!({"isEnabled": true}), "isEnabled"),
        (json!({"isPreset": false}), "isPreset"),
        (json!({"isEnabled": null}), "isEnabled"),
        (json!({"title": ""}), "title"),
        (json!({"title": "字".repeat(201)}), "title"),
        (json!({"icon": "p.png"}), "icon"),
    ] {
        let place = format!("toolbarButtonList.0.{field}");
        assert_eq!(errors(&button(wrong.clone())), one("toolbar-invalid", &place), "{wrong}");
    }
    let stranger = errors(&button(json!({"titel": "x"})));
    assert_eq!(stranger, one("unknown-parameter", "toolbarButtonList.0.titel"));
    let list =
        |list: Value| errors(&desk(json!({}), json!({"toolbarButtonList": list}), json!({})));
    assert_eq!(list(json!({"title": "x"})), one("toolbar-invalid", "toolbarButtonList"));
    assert_eq!(list(json!("[1")), one("toolbar-invalid", "toolbarButtonList"));
    assert_eq!(list(json!([1])), one("toolbar-invalid", "toolbarButtonList.0"));
}

#[test]
fn an_order_card_is_whole() {
    let card = |change: Value| {
        let mut card = order();
        for (name, value) in change.as_object().unwrap() {
            card[name] = value.clone();
        }
        errors(&desk(json!({}), json!({"bottomQuickOrder": card}), json!({})))
    };
    assert_eq!(card(json!({"customField": [], "pic": ""})), []);
    assert_eq!(card(json!({"header": "", "desc": "a\nb", "url": "/pages/order"})), []);
    let odd = json!({"bottomQuickOrder": {"header": "h", "desc": "d", "url": "/pages/order"}});
    let warned = findings(&desk(json!({}), odd, json!({})));
    let warning = ("order-card-url".into(), "bottomQuickOrder.url".into(), Severity::Warning);
    assert!(warned.contains(&warning), "{warned:?}");
    assert_eq!(card(json!({"customField": [{"name": "订单号", "value": 123_456}]})), []);
    for (wrong, field) in [
        (json!({"header": null}), "header"),
        (json!({"desc": null}), "desc"),
        (json!({"url": ""}), "url"),
        (json!({"pic": "p.png"}), "pic"),
        (json!({"customField": {"name": "x"}}), "customField"),
        (json!({"customField": [{"name": "x"}]}), "customField.0.value"),
        (json!({"customField": [{"name": "x", "value": "y"}, 3]}), "customField.1"),
    ] {
        let place = format!("bottomQuickOrder.{field}");
        assert_eq!(card(wrong.clone()), one("order-card-invalid", &place), "{wrong}");
    }
}

#[test]
fn an_identity_is_one_that_the_kit_takes() {
    let visitor = |visitor: Value| errors(&desk(json!({}), json!({}), visitor));
    for fine in ["test-1234", "0", "user_1-A", &"a".repeat(32)] {
        assert_eq!(visitor(json!({"userID": fine})), [], "{fine}");
    }
    for wrong in ["administrator", "Administrator", "张三", "a b", "a.b", "a\n", &"a".repeat(33)]
    {
        assert_eq!(visitor(json!({"userID": wrong})), one("identity-invalid", "userID"), "{wrong}");
    }
    assert_eq!(visitor(json!({"nickName": "甲"})), one("required", "userID"));
    for app in [json!(0), json!(4_294_967_296_u64), json!("x")] {
        let mut input = desk(json!({}), json!({}), json!({}));
        input["account"]["sdk_app_id"] = app;
        assert_eq!(errors(&input), one("identity-invalid", "sdk_app_id"));
    }
}

#[test]
fn what_would_be_cut_off_is_refused() {
    for letter in ["?", "&", "=", "#", "%", "+"] {
        let nick = json!({"userID": "u", "nickName": format!("a{letter}b")});
        assert_eq!(errors(&desk(json!({}), json!({}), nick)), one("raw-delimiters", "nickName"));
        let avatar = json!({"userID": "u", "avatar": format!("https://a.example/p{letter}1")});
        assert_eq!(errors(&desk(json!({}), json!({}), avatar)), one("raw-delimiters", "avatar"));
        let number = json!({"customerServiceID": format!("a{letter}b")});
        assert_eq!(
            errors(&desk(json!({}), number, json!({}))),
            one("raw-delimiters", "customerServiceID")
        );
    }
    let row = jieru::channels::tables::param(find("tencent_desk").unwrap(), "v.nickName").unwrap();
    assert_eq!(jieru::catalog::normalise(row, "A&B").0, "A＆B");
}

#[test]
fn a_number_is_one_of_the_list() {
    let numbers = |list: Value, chosen: &str| {
        let mut parameters = json!({"customerServiceID": chosen});
        parameters["customerServiceIDList"] = list;
        findings(&desk(json!({}), parameters, json!({})))
            .into_iter()
            .filter(|(id, ..)| id != "sign-endpoint-placeholder")
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(json!(["a", "b"]), "b"), []);
    let unknown =
        ("service-number-unknown".to_owned(), "customerServiceID".to_owned(), Severity::Error);
    assert_eq!(numbers(json!(["a", "b"]), "c"), [unknown]);
    let alone = ("rule-unsatisfied".to_owned(), "customerServiceID".to_owned(), Severity::Warning);
    assert_eq!(numbers(Value::Null, "c"), [alone]);
    let input = desk(json!({}), json!({"customerServiceIDList": ["a", null, ""]}), json!({}));
    let places = errors(&input);
    assert_eq!(places[0], one("value-not-allowed", "customerServiceIDList.1")[0]);
    assert_eq!(places[1], one("value-not-allowed", "customerServiceIDList.2")[0]);
}

#[test]
fn the_kit_must_be_new_enough() {
    for (name, value, since) in [
        ("nickName", json!("甲"), "1.1.0"),
        ("avatar", json!("https://i.example/a.png"), "1.1.0"),
        ("toolbarButtonList", buttons(), "1.4.0"),
        ("bottomQuickOrder", order(), "1.5.2"),
        ("customerServiceIDList", json!(["a"]), "1.5.3"),
        ("transferToHumanOptions", json!({"a": 1}), "1.5.5"),
        ("transferToTaskFlowOptions", json!({"a": 1}), "1.5.5"),
        ("enableFeedback", json!(1), "1.5.8"),
        ("enableAINote", json!(0), "1.5.8"),
    ] {
        let mut values = json!({});
        values[name] = value;
        let with = |version: &str| {
            let visited = matches!(name, "nickName" | "avatar");
            let mut visitor = if visited { values.clone() } else { json!({}) };
            if visited {
                visitor["userID"] = json!("u");
            }
            let parameters = if visited { json!({}) } else { values.clone() };
            render(&desk(json!({"uikit_version": version}), parameters, visitor))
        };
        assert!(!with(since).is_refused(), "{name} {since}");
        assert!(!with("1.10.0").is_refused(), "{name}");
        let refused = with("1.0.9");
        let told =
            refused.diagnostics.iter().find(|found| found.id == "tencent_desk.newer-than-kit");
        let told = told.unwrap_or_else(|| panic!("{name}"));
        assert_eq!(told.parameter.as_deref(), Some(name));
        assert_eq!(told.severity, Severity::Error);
        for message in [&told.message.zh, &told.message.en] {
            assert!(message.contains(since) && message.contains("1.0.9"), "{message}");
        }
        assert!(refused.artifacts.is_empty());
    }
}

#[test]
fn the_form_greys_what_the_kit_lacks() {
    let channel = find("tencent_desk").unwrap();
    let input =
        desk(json!({"uikit_version": "1.2.0"}), json!({"bottomQuickOrder": order()}), json!({}));
    let (_, deployment) = read(input.as_object().unwrap()).map_err(|_| ()).unwrap();
    let diagnostics = channel.render(&deployment, &Ambient::at(0)).diagnostics;
    let forms = forms(channel, &deployment, &diagnostics);
    let all: Vec<&Field> = forms.parameters.iter().flat_map(|group| &group.fields).collect();
    let field = |raw: &str| *all.iter().find(|field| field.raw == raw).unwrap();
    let card = field("bottomQuickOrder");
    assert!(card.inactive.as_ref().unwrap().en.contains("1.5.2"));
    assert!(card.value.contains("¥3000/月"), "the value is kept");
    assert_eq!(card.errors.len(), 1);
    assert!(field("toolbarButtonList").inactive.as_ref().unwrap().zh.contains("1.4.0"));
    assert!(all.iter().all(|field| !field.raw.is_empty() && field.raw != "userSig"));
}

#[test]
fn window_fields_are_checked() {
    let window = |name: &str, value: Value| {
        let mut window = json!({});
        window[name] = value;
        findings(&desk(window, json!({}), json!({})))
    };
    for (name, value) in [
        ("uikit_version", json!("latest")),
        ("uikit_version", json!("^1.5.0")),
        ("root", json!("a'b")),
        ("root", json!("-rf")),
        ("root", json!("../desk")),
        ("root", json!("a/")),
        ("root", json!("node_modules")),
        ("page", json!("/pages/index")),
        ("expire", json!(0)),
        ("expire", json!(1_576_800_001)),
        ("sign_endpoint", json!("example.com")),
    ] {
        let found = window(name, value.clone());
        let wanted = ("value-not-allowed".to_owned(), name.to_owned(), Severity::Error);
        assert!(found.contains(&wanted), "{name}={value}: {found:?}");
    }
    let warned = |found: &[(String, String, Severity)], id: &str| {
        found.iter().any(|(found, _, severity)| found == id && *severity == Severity::Warning)
    };
    assert!(warned(&window("uikit_version", json!("1.5.4")), "kit-version-unseen"));
    assert!(warned(&window("sign_endpoint", json!("http://a.example/")), "endpoint-not-https"));
    assert!(warned(
        &window("page", json!("ai-desk-customer-wechat/pages/index/index")),
        "preload-rule"
    ));
    assert!(warned(&window("page", json!("pages/a")), "sign-endpoint-placeholder"));
}

#[test]
fn names_that_stand_elsewhere_are_refused() {
    for (name, place) in [("SDKAppID", "account.sdk_app_id"), ("userSig", "userSig")] {
        let mut parameters = json!({});
        parameters[name] = json!("1");
        let rendered = render(&desk(json!({}), parameters, json!({})));
        let found = rendered
            .diagnostics
            .iter()
            .find(|one| one.id == "tencent_desk.stands-elsewhere")
            .unwrap();
        assert!(found.message.zh.contains(place));
    }
}

#[test]
fn a_key_makes_a_signature_beside_the_artifacts() {
    let key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e";
    let mut input = desk(json!({"expire": 3600}), json!({}), json!({"userID": "test-1234"}));
    input["key"] = json!(key);
    let made = rendered(&input);
    let [signature] = made.signatures.as_slice() else { panic!("{:?}", made.signatures) };
    assert_eq!(signature["scheme"], "tencent_usersig");
    assert_eq!(signature["expires_at"], 1_767_225_600 + 3600);
    let user_sig = signature["user_sig"].as_str().unwrap();
    let claims = jieru::channels::tencent_desk::usersig::Claims::read(user_sig).unwrap();
    assert_eq!((claims.identifier.as_str(), claims.time), ("test-1234", 1_767_225_600));
    assert!(claims.is_signed_with(&jieru::secret::Secret::new(key)));
    for artifact in &made.artifacts {
        assert!(!artifact.content.contains(user_sig) && !artifact.content.contains(&key[..16]));
    }
    assert!(made.diagnostics.iter().any(|found| found.id == "tencent_desk.expire-short"));
    input["visitor"] = json!({});
    let unsigned = rendered(&input);
    assert!(unsigned.signatures.is_empty());
    assert!(unsigned.diagnostics.iter().any(|found| found.id == "tencent_desk.key-unused"));
}

#[test]
fn a_long_address_is_told() {
    let with = |count: usize| {
        let one = json!({"title": "查询包裹", "type": 1, "content": "查询我的包裹", "isPreset": 0, "isEnabled": 1});
        let list: Vec<Value> = std::iter::repeat_n(one, count).collect();
        let found = findings(&desk(json!({}), json!({"toolbarButtonList": list}), json!({})));
        found.into_iter().find(|(id, ..)| id == "url-length" || id == "link.too-long")
    };
    let told = |id: &str| Some((id.to_owned(), "toolbarButtonList".to_owned(), Severity::Warning));
    assert_eq!(with(1), None);
    assert_eq!(with(7), told("url-length"));
    assert_eq!(with(30), told("link.too-long"));
}

#[test]
fn a_signature_is_explained_without_the_key() {
    let channel = find("tencent_desk").unwrap();
    let input = desk(json!({}), json!({}), json!({"userID": "test-1234"}));
    let (_, deployment) = read(input.as_object().unwrap()).map_err(|_| ()).unwrap();
    let explanation = channel.explain(&deployment).unwrap();
    let shown: Vec<&str> = explanation.steps.iter().map(|step| step.shown.as_str()).collect();
    let lines =
        ["TLS.identifier:test-1234", "TLS.sdkappid:1400000000", "TLS.time:…", "TLS.expire:86400"];
    assert_eq!(shown[..4], lines);
    assert!(shown[4].contains("••••••"));
    assert_eq!(shown.last(), Some(&"TLS.time + 86400"));
    assert!(explanation.limits.len() >= 4);
    let nobody = Deployment { visitor: serde_json::Map::new(), ..deployment };
    assert!(channel.explain(&nobody).is_none());
}

#[test]
fn the_preview_shows_what_shows() {
    let draw = |window: Value, parameters: Value| {
        let input = desk(window, parameters, json!({"userID": "u", "nickName": "甲"}));
        let (channel, deployment) = read(input.as_object().unwrap()).map_err(|_| ()).unwrap();
        channel.preview(&deployment, &<_>::default())
    };
    let parameters = json!({"toolbarButtonList": [
        {"title": "一", "type": 1, "content": "x", "isPreset": 0, "isEnabled": 1},
        {"title": "二", "type": 1, "content": "x", "isPreset": 0, "isEnabled": 0},
        {"title": "三", "isPreset": 1, "presetId": "humanService", "isEnabled": 1, "type": 1},
    ], "bottomQuickOrder": order()});
    let preview = draw(json!({}), parameters.clone());
    let [entry, chat] = preview.frames.as_slice() else { panic!("two frames") };
    assert!(entry.parts.iter().any(|part| matches!(part, Part::Button(button) if button.text == "咨询客服" && button.fill == "#0052d9")));
    let tools: Vec<&str> = chat
        .parts
        .iter()
        .find_map(|part| match part {
            Part::Toolbar { buttons } => {
                Some(buttons.iter().map(|tool| tool.text.as_str()).collect())
            }
            _ => None,
        })
        .unwrap();
    assert_eq!(tools, ["一", "三"]);
    let card = chat.parts.iter().position(|part| matches!(part, Part::Order { header, rows, picture, .. } if header == "智能客服高级版" && rows.len() == 1 && *picture));
    let bar = chat.parts.iter().position(|part| matches!(part, Part::InputBar { .. }));
    assert!(card.unwrap() < bar.unwrap());
    let desk: Vec<&str> = preview.desk.iter().map(|item| item.raw).collect();
    assert_eq!(desk, ["userID", "nickName"]);
    let old = draw(json!({"uikit_version": "1.4.0"}), parameters.clone());
    assert!(!format!("{:?}", old.frames).contains("智能客服高级版"));
    assert_eq!(
        old.without_effect.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["bottomQuickOrder"]
    );
    let wrong = draw(json!({}), json!({"toolbarButtonList": "[", "bottomQuickOrder": [1]}));
    assert_eq!(wrong.frames.len(), 2, "half-finished input is drawn too");
}

/// Texts of the vendor that stand in quotes are the only Chinese in English messages.
#[test]
fn both_languages_of_every_finding_are_in_their_language() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let parameters = json!({"toolbarButtonList": [{"isPreset": 1}, {"isPreset": 0, "type": 2}, 3], "bottomQuickOrder": {"customField": [1]},
        "customerServiceIDList": [1, "a"], "customerServiceID": "b", "enableFeedback": "x", "transferToHumanOptions": {}, "nosuch": 1, "userSig": "x", "SDKAppID": 1});
    let window = json!({"uikit_version": "1.0.0", "root": "x y", "page": "x y/z", "expire": 5, "sign_endpoint": "http://a.example"});
    let mut input = desk(
        window,
        parameters,
        json!({"userID": "张三", "nickName": "a&b", "avatar": "http://a.example/?x"}),
    );
    input["key"] = json!("k");
    let found = render(&input).diagnostics;
    assert!(found.len() > 20, "{}", found.len());
    for finding in found {
        assert!(chinese(&finding.message.zh), "{finding:?}");
        assert!(!finding.message.en.is_empty() && !chinese(&finding.message.en), "{finding:?}");
    }
}

#[test]
fn a_wrong_user_id_is_not_called_a_missing_one() {
    let mut input = desk(json!({}), json!({}), json!({"userID": "张三"}));
    input["key"] = "0".repeat(64).into();
    assert!(findings(&input).iter().all(|(id, ..)| id != "key-unused"));
    assert_eq!(errors(&input), one("identity-invalid", "userID"));
}
