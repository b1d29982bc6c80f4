//! The form reader: fields as the editor draws them, labels as the history tells them.

use jieru::catalog::form::{Field, Group, Widget};
use jieru::channels::{Deployment, find, forms, label};
use serde_json::{Value, json};

fn field<'g>(groups: &'g [Group], raw: &str) -> &'g Field {
    groups
        .iter()
        .flat_map(|group| &group.fields)
        .find(|field| field.raw == raw)
        .unwrap_or_else(|| panic!("{raw}"))
}

fn wecom_forms(parameters: &Value) -> jieru::channels::Forms {
    let channel = find("wecom").unwrap();
    let deployment = Deployment {
        target: "mini_program".to_owned(),
        parameters: parameters.as_object().unwrap().clone(),
        ..Deployment::default()
    };
    let rendered = channel.render(&deployment, &jieru::channels::Ambient::at(0));
    forms(channel, &deployment, &rendered.diagnostics)
}

#[test]
fn a_form_greys_what_does_not_count_and_keeps_its_value() {
    let forms = wecom_forms(&json!({"styleType": "2", "isMask": "true", "buttonText": "9"}));
    let mask = field(&forms.parameters, "isMask");
    assert_eq!(
        (mask.name.as_str(), mask.id.as_str(), mask.value.as_str()),
        ("p.isMask", "p-isMask", "true")
    );
    assert!(mask.inactive.as_ref().unwrap().zh.contains("styleType"));
    assert!(mask.warnings.is_empty(), "the reason stands once");
    assert!(field(&forms.parameters, "blockStyle").inactive.is_none());
    let text = field(&forms.parameters, "buttonText");
    assert_eq!((text.value.as_str(), text.errors.len()), ("9", 1));
    let Widget::Choice { options } = &text.widget else { panic!("{:?}", text.widget) };
    assert_eq!(options.len(), 6, "not set, and five texts");
    let Widget::Choice { options } = &mask.widget else { panic!("{:?}", mask.widget) };
    assert!(
        options[1].chosen
            && options[1].value == "true"
            && options[1].written.as_deref() == Some("isMask=1")
    );
    assert_eq!(field(&forms.window, "plugid").errors.len(), 1);
}

#[test]
fn an_unset_style_leaves_everything_open() {
    let forms = wecom_forms(&json!({}));
    let inactive: Vec<&str> = forms
        .parameters
        .iter()
        .flat_map(|group| &group.fields)
        .filter(|field| field.inactive.is_some())
        .map(|field| field.raw)
        .collect();
    assert!(inactive.is_empty(), "{inactive:?}");
    assert_eq!(
        field(&forms.parameters, "styleType").default.as_ref().unwrap().zh,
        "由企业微信后台的样式决定"
    );
}

#[test]
fn inverted_flags_are_chosen_by_meaning() {
    let channel = find("sobot").unwrap();
    let deployment = Deployment {
        target: "component".to_owned(),
        parameters: json!({"msg_flag": "1"}).as_object().unwrap().clone(),
        ..Deployment::default()
    };
    let forms = forms(channel, &deployment, &[]);
    let Widget::Choice { options } = &field(&forms.parameters, "msg_flag").widget else { panic!() };
    let [unset, shown, hidden] = options.as_slice() else { panic!("{options:?}") };
    assert_eq!((unset.value.as_str(), unset.chosen), ("", false), "it can be left open again");
    assert_eq!(shown.label.zh, "显示留言入口");
    assert_eq!(shown.written.as_deref(), Some("msg_flag=0"));
    assert_eq!(hidden.written.as_deref(), Some("msg_flag=1"));
    assert!(hidden.chosen && !shown.chosen);
    let Widget::Many { options } = &field(&forms.window, "events").widget else { panic!() };
    assert_eq!(options.len(), 8);
    assert!(
        forms
            .parameters
            .iter()
            .flat_map(|group| &group.fields)
            .all(|field| field.raw != "uname" && field.raw != "sysnum")
    );
    assert_eq!(field(&forms.visitor, "uname").name, "v.uname");
    assert_eq!(field(&forms.account, "host").name, "a.host");
}

#[test]
fn fields_have_labels_for_the_history() {
    assert_eq!(label("sobot", "p.color").unwrap().en, "Theme colour");
    assert_eq!(label("sobot", "v.goods.0.name").unwrap().en, "Goods");
    assert_eq!(label("sobot", "w.init").unwrap().en, "How it starts");
    assert_eq!(label("sobot", "a.host").unwrap().zh, "专属域名");
    assert_eq!(label("wecom", "w.staff").unwrap().zh, "客服人数");
    assert!(
        label("sobot", "p.nosuch").is_none()
            && label("nosuch", "p.color").is_none()
            && label("sobot", "name").is_none()
    );
}
