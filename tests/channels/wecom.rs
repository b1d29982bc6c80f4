//! WeCom: the samples of its document, and what its plugin is known to read besides.

mod inspected;

use jieru::channels::{Severity, find, read};
use serde_json::{Value, json};

use super::reading::{artifact, check_wxml, render, rendered, run};

const PLUGID: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

fn plugin(window: Value, parameters: Value) -> Value {
    let mut all = json!({"plugid": PLUGID});
    all.as_object_mut().unwrap().extend(window.as_object().unwrap().clone());
    json!({"channel": "wecom", "target": "mini_program", "window": all, "parameters": parameters})
}

#[test]
fn attributes_of_the_plugin_that_no_document_has_are_told_and_never_written() {
    let names = ["buttonSize", "plugType", "reqType", "vcode"];
    let given = json!({"buttonSize": "small", "plugType": 1, "reqType": "1", "vcode": "x"});
    let rendered = rendered(&plugin(json!({}), given));
    let wxml = artifact(&rendered, "pages/index/index.wxml");
    for name in names {
        let told = rendered.diagnostics.iter().find(|one| one.parameter.as_deref() == Some(name));
        let told = told.unwrap_or_else(|| panic!("{name}"));
        assert_eq!(
            (told.id.as_str(), told.severity),
            ("wecom.outside-document", Severity::Warning)
        );
        assert!(told.message.zh.contains("略去") && told.message.en.contains("left out"));
        assert!(!wxml.contains(name), "{name} in {wxml}");
    }
    let offered = jieru::channels::forms(find("wecom").unwrap(), &deployment(json!({})), &[]);
    let offered = |name: &str| {
        offered.parameters.iter().flat_map(|group| &group.fields).any(|field| field.raw == name)
    };
    assert!(offered("styleType") && !names.iter().any(|name| offered(name)));
    let stored =
        jieru::channels::forms(find("wecom").unwrap(), &deployment(json!({"vcode": "x"})), &[]);
    assert!(
        stored.parameters.iter().flat_map(|group| &group.fields).any(|field| field.raw == "vcode"),
        "what is stored can be seen and removed"
    );
}

fn deployment(parameters: Value) -> jieru::channels::Deployment {
    jieru::channels::Deployment {
        target: "mini_program".to_owned(),
        parameters: parameters.as_object().unwrap().clone(),
        ..jieru::channels::Deployment::default()
    }
}

/// Every code sample of the vendor document and the input that makes its working form.
#[test]
fn every_sample_of_the_document_has_its_working_form() {
    // 一 2: plugins of app.json. 一 3: usingComponents of the page.
    let wired = rendered(&plugin(json!({"version": "1.3.0"}), json!({})));
    let app: Value = serde_json::from_str(artifact(&wired, "app.json")).unwrap();
    assert_eq!(
        app,
        json!({"plugins": {"contactPlugin": {"version": "1.3.0", "provider": "wx104a1a20c3f81ec2"}}})
    );
    let page: Value = serde_json::from_str(artifact(&wired, "pages/index/index.json")).unwrap();
    assert_eq!(page, json!({"usingComponents": {"cell": "plugin://contactPlugin/cell"}}));
    // 一 4: the component. The sample's plugid is a placeholder, which is refused.
    let wxml = artifact(&wired, "pages/index/index.wxml");
    check_wxml(wxml);
    for part in [
        "<cell",
        "bind:startmessage=\"startmessage\"",
        "bind:completemessage=\"completemessage\"",
        PLUGID,
    ] {
        assert!(wxml.contains(part), "{part} in {wxml}");
    }
    assert!(render(&plugin(json!({"plugid": "plugid"}), json!({}))).is_refused());
    // The argument of completemessage: {errcode, name, headurl}.
    let code = artifact(&wired, "pages/index/index.js");
    for part in [
        "detail.errcode",
        "detail.name",
        "detail.headurl",
        "-3002",
        "-3004",
        "-3005",
        "-3006",
        "-3008",
    ] {
        assert!(code.contains(part), "{part}");
    }
    let call =
        format!("{code}\npage.completemessage({{detail: {{errcode: 0, name: '', headurl: ''}}}});");
    assert_eq!(run("var page; function Page(p) { page = p; }", &call, "logged"), json!([]));
}

/// 二: every attribute of the table in a combination where the document says that it works.
#[test]
fn every_attribute_of_the_table_is_written_where_it_works() {
    for (name, value, written, staff, around) in [
        ("styleType", json!(3), "{{3}}", "single", json!({})),
        ("avatorStyle", json!("rect"), "rect", "single", json!({"styleType": 1})),
        ("isMask", json!(1), "{{1}}", "single", json!({"styleType": 1})),
        ("contactText", json!(2), "{{2}}", "single", json!({"styleType": 1, "isMask": 1})),
        ("contactText", json!(2), "{{2}}", "single", json!({"styleType": 3})),
        ("contactText", json!(2), "{{2}}", "multiple", json!({"styleType": 1})),
        ("buttonText", json!(4), "{{4}}", "single", json!({"styleType": 1})),
        (
            "buttonText",
            json!(4),
            "{{4}}",
            "multiple",
            json!({"styleType": 2, "blockStyle": "button"}),
        ),
        ("buttonStyle", json!("light"), "light", "single", json!({"styleType": 1})),
        ("serviceText", json!(3), "{{3}}", "single", json!({"styleType": 3})),
        ("paddingStyle", json!(16), "{{16}}", "multiple", json!({"styleType": 1})),
        ("iconStyle", json!("light"), "light", "multiple", json!({"styleType": 1})),
        ("iconStyle", json!("light"), "light", "single", json!({"styleType": 3})),
        ("blockStyle", json!("button"), "button", "multiple", json!({"styleType": 2})),
        ("bubbleColor", json!("E8590C"), "E8590C", "multiple", json!({"styleType": 2})),
        ("bubbleColor", json!("F60"), "F60", "multiple", json!({"styleType": 2})),
    ] {
        let mut parameters = around;
        parameters[name] = value;
        let rendered = rendered(&plugin(json!({"staff": staff}), parameters));
        let wxml = artifact(&rendered, "pages/index/index.wxml");
        assert!(wxml.contains(&format!("{name}=\"{written}\"")), "{name} {staff} {wxml}");
        assert!(rendered.diagnostics.is_empty(), "{name}: {:?}", rendered.diagnostics);
    }
}

#[test]
fn a_colour_of_three_digits_is_drawn_like_its_long_form() {
    let with = |colour: &str| {
        plugin(json!({}), json!({"styleType": 2, "blockStyle": "bubble", "bubbleColor": colour}))
    };
    let drawn = |input: &Value| {
        let (channel, deployment) = read(input.as_object().unwrap()).unwrap();
        format!("{:?}", channel.preview(&deployment, &<_>::default()).frames)
    };
    assert_eq!(drawn(&with("f60")), drawn(&with("ff6600")));
    assert_ne!(drawn(&with("f60")), drawn(&with("ff6601")));
    let told = |colour: &str| -> Vec<(String, Severity)> {
        let found = render(&with(colour)).diagnostics.into_iter();
        found.map(|one| (one.id, one.severity)).collect()
    };
    assert_eq!(told("#f60"), [("wecom.colour-with-hash".to_owned(), Severity::Warning)]);
    for wrong in ["f6", "f600", "f6000", "g60", "##60"] {
        assert_eq!(told(wrong), [("wecom.value-not-allowed".to_owned(), Severity::Error)]);
    }
}

#[test]
fn help_teaches_and_prerequisites_are_complete() {
    for channel in [find("wecom").unwrap(), find("wechat").unwrap()] {
        for param in channel.parameters() {
            let help = param.help;
            assert!(
                help.zh.chars().count() >= 10 && help.zh.ends_with('。'),
                "{}: {}",
                param.name,
                help.zh
            );
            assert!(help.en.ends_with('.'), "{}: {}", param.name, help.en);
        }
    }
    let texts = find("wecom").unwrap().targets()[0].prerequisites.iter();
    let all: String = texts.map(|text| format!("{}{}", text.zh, text.en)).collect();
    for word in [
        "plugid",
        "wx104a1a20c3f81ec2",
        "app.json",
        "分包",
        "企业微信内",
        "wx.login",
        "-3010",
        "自动成为好友",
        "8.0.6",
        "8.0.3",
        "1.4.7",
        "wx:if",
    ] {
        assert!(all.contains(word), "{word}");
    }
}
