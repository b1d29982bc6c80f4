//! The catalogue against the list of the vendor document's parameters.

use std::collections::BTreeSet;

use jieru::catalog::{Param, Stands};
use jieru::channels::{find, schema};
use serde_json::Value;

use super::{errors, warned};
use serde_json::json;

const LIST: &str = include_str!("../fixtures/sobot-params.json");

fn list() -> Value {
    serde_json::from_str(LIST).unwrap()
}

fn table() -> &'static [Param] {
    find("sobot").unwrap().parameters()
}

fn documented() -> impl Iterator<Item = &'static Param> {
    table().iter().filter(|param| !param.observed)
}

fn row<'v>(list: &'v Value, param: &Param) -> &'v Value {
    let rows = list["parameters"].as_array().unwrap();
    let found =
        rows.iter().find(|row| row["name"] == param.name && row["parent"] == json!(param.parent));
    found.unwrap_or_else(|| panic!("{} is not in the list", param.name))
}

#[test]
fn all_111_parameters_are_there_and_nothing_else() {
    let list = list();
    let wanted: BTreeSet<(String, String)> = list["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            (text("parent"), text("name"))
        })
        .collect();
    let present: BTreeSet<(String, String)> = documented()
        .map(|param| (param.parent.unwrap_or_default().to_owned(), param.name.to_owned()))
        .collect();
    assert_eq!(present, wanted);
    assert_eq!(documented().count(), 111);
    assert_eq!(documented().filter(|param| param.parent.is_some()).count(), 6);
    let observed: Vec<&str> =
        table().iter().filter(|param| param.observed).map(|param| param.name).collect();
    let mut wanted: Vec<&str> = list["observed_outside_document"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    wanted.sort_unstable();
    let mut present = observed;
    present.sort_unstable();
    assert_eq!(present, wanted);
}

#[test]
fn each_exists_where_the_document_says() {
    let list = list();
    let leave: Vec<&str> =
        list["leave_message_page"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for param in documented().filter(|param| param.parent.is_none()) {
        let name = param.name;
        let applies = row(&list, param)["applies_to"].as_array().unwrap();
        for target in ["link", "component"] {
            assert_eq!(
                param.exists_in(target),
                applies.contains(&json!(target)),
                "{name} {target}"
            );
        }
        // The page inside a mini program is the H5 link; only its origin is fixed.
        assert_eq!(param.exists_in("web_view"), param.exists_in("link"), "{name}");
        assert_eq!(param.exists_in("leave_message"), leave.contains(&name), "{name}");
        assert_eq!(param.exists_in("ticket"), name == "params", "{name}");
        assert!(!param.targets.is_empty(), "{name}: every row names its targets");
    }
    for param in documented().filter(|param| param.parent.is_some()) {
        let parent = table().iter().find(|other| Some(other.name) == param.parent).unwrap();
        assert_eq!(param.targets, parent.targets, "{}", param.name);
    }
}

#[test]
fn each_has_the_surface_of_the_document() {
    let list = list();
    for param in documented().filter(|param| param.parent.is_none()) {
        let said = row(&list, param)["surface"].as_str().unwrap();
        let wanted: &[&str] = match said {
            said if said.starts_with("H5 only") => &["h5"],
            said if said.starts_with("PC only") => &["pc"],
            said if said.starts_with("any") => &[],
            other => panic!("{other}"),
        };
        assert_eq!(param.surface, wanted, "{}: {said}", param.name);
    }
}

/// Where the document gives one value of a switch, the catalogue has the other one too.
#[test]
fn each_has_the_values_of_the_document() {
    let list = list();
    for param in documented() {
        let name = param.name;
        let present: BTreeSet<&str> = param.values.iter().map(|allowed| allowed.value).collect();
        let Some(values) = row(&list, param)["values"].as_object() else {
            assert!(present.is_empty() || param.kind.name() == "flag", "{name}: {present:?}");
            continue;
        };
        let wanted: BTreeSet<&str> =
            values.keys().map(String::as_str).filter(|value| *value != "other").collect();
        let extra: Vec<&&str> = present.difference(&wanted).collect();
        assert!(wanted.is_subset(&present), "{name}: {wanted:?} against {present:?}");
        assert!(
            extra.is_empty() || param.kind.name() == "flag" && extra.len() == 1,
            "{name}: {extra:?}"
        );
    }
}

#[test]
fn limits_patterns_and_inversions_are_those_of_the_document() {
    let list = list();
    for param in documented() {
        let row = row(&list, param);
        for (field, value) in [("min", param.limits.min), ("max", param.limits.max)] {
            if let Some(wanted) = row.get(field) {
                assert_eq!(wanted.as_i64(), value, "{} {field}", param.name);
            }
        }
        if let Some(wanted) = row.get("pattern") {
            assert_eq!(wanted.as_str(), param.limits.pattern, "{}", param.name);
        }
        assert_eq!(row.get("inverted").is_some(), param.inverted, "{}", param.name);
    }
}

/// The contradictions of the vendor document, each told where people meet it.
#[test]
fn every_contradiction_is_told() {
    for (name, said) in [
        ("email", "空的"),
        ("qq", "空的"),
        ("msg_flag", "相反"),
        ("invite_flag", "关闭"),
        ("order_status", "一览表"),
        ("status_custom", "状态 1"),
        ("create_time", "Number"),
        ("order_code", "前导零"),
        ("cur_visit_args", "pcur_thumbnail"),
        ("cur_thumbnail", "pcur_thumbnail"),
        ("pre_tags", "顶层"),
        ("card_note", "标签"),
        ("platformUnionCode", "组件"),
        ("photo_flag", "仅 H5"),
        ("vip_level", "接口"),
        ("user_label", "接口"),
        ("reload", "refresh"),
        ("refresh", "reload"),
        ("anchor", "布尔值"),
        ("auto_expand", "布尔值"),
        ("first_timeout", "数字"),
        ("show_manual", "url"),
        ("satDegree_A", "用户资料"),
        ("source", "9"),
        ("goods", "未编码"),
        ("manual", "括号"),
        ("leave_msg_flag", "逗号"),
        ("params", "¶ms"),
        ("title_flag", "top_bar_flag"),
        ("queueFirst", "取值"),
        ("summaryparams", "结构"),
        ("t", "没有说明"),
        ("sign", "大小写"),
        ("type", "数字"),
        ("show_evaluate", "数字"),
        ("invite", "数字"),
        ("locale", "正文"),
        ("time", "一览表"),
        ("show_face", "标题"),
        ("cut_flag", "hide"),
        ("to_customsys_url", "编码"),
        ("order_url", "编码"),
        ("container_style", "CSS"),
        ("color", "六位"),
        ("transfer_action", "App SDK"),
        ("sysnum", "sysNum"),
        ("is_link", "不为 0"),
        ("partnerid", "300"),
        ("pictureUrl", "编码"),
        ("feedback_flag", "布尔值"),
        ("to_customsys_flag", "布尔值"),
    ] {
        let param =
            table().iter().find(|param| param.name == name).unwrap_or_else(|| panic!("{name}"));
        let erratum = param.erratum.unwrap_or_else(|| panic!("{name}: no erratum"));
        assert!(erratum.zh.contains(said), "{name}: {}", erratum.zh);
    }
    let window = find("sobot").unwrap().targets().iter().flat_map(|target| target.window_fields);
    let events = window.clone().find(|field| field.name == "events").unwrap();
    assert!(events.erratum.unwrap().zh.contains("onmessage"));
    let url = window.clone().find(|field| field.name == "url").unwrap();
    assert!(url.erratum.unwrap().zh.contains("¶ms"));
}

#[test]
fn help_teaches() {
    for param in table() {
        assert!(param.help.zh.chars().count() >= 12, "{}: {}", param.name, param.help.zh);
        assert!(param.help.zh.ends_with(['。', '）']), "{}: {}", param.name, param.help.zh);
        assert!(param.help.en.ends_with('.'), "{}: {}", param.name, param.help.en);
    }
    for target in find("sobot").unwrap().targets() {
        assert!(target.prerequisites.len() >= 5, "{}", target.id);
    }
    let rows = &schema()["channels"][0]["parameters"];
    assert_eq!(rows.as_array().unwrap().len(), table().len());
}

#[test]
fn rules_of_the_document_are_enforced() {
    let chat = |target: &str, parameters: Value, visitor: Value| {
        super::deployment(target, &json!({}), &parameters, &visitor)
    };
    for (parameters, visitor, name) in [
        (json!({"time": 9}), json!({}), "time"),
        (json!({"time": 2881}), json!({}), "time"),
        (json!({}), json!({"partnerid": "x".repeat(301)}), "partnerid"),
        (
            json!({"top_bar_flag": 1, "title_flag": 2, "custom_title": "字".repeat(31)}),
            json!({}),
            "custom_title",
        ),
        (json!({}), json!({"create_time": 158_641_440}), "create_time"),
        (json!({}), json!({"total_fee": "10.5"}), "total_fee"),
        (json!({}), json!({"card_title": "x", "card_url": "javascript:alert(1)"}), "card_url"),
        (json!({"color": "#04babc"}), json!({}), "color"),
        (json!({"locale": "jp"}), json!({}), "locale"),
        (json!({"source": 17}), json!({}), "source"),
        (json!({"flowType": 4}), json!({}), "flowType"),
    ] {
        let found = errors(&chat("link", parameters, visitor));
        assert!(found.iter().any(|(_, parameter)| parameter == name), "{name}: {found:?}");
    }
    for (target, parameters, visitor, name) in [
        ("link", json!({"title_flag": 1}), json!({}), "title_flag"),
        ("link", json!({"top_bar_flag": 1, "title_flag": 2}), json!({}), "title_flag"),
        ("component", json!({"title_flag": 1}), json!({}), "title_flag"),
        ("link", json!({}), json!({"vip_level": "gold"}), "vip_level"),
        ("link", json!({}), json!({"order_status": 1, "status_custom": "x"}), "status_custom"),
        ("link", json!({}), json!({"order_status": 0}), "order_status"),
        ("link", json!({}), json!({"card_desc": "x"}), "card_desc"),
        ("link", json!({"to_customsys_flag": 1}), json!({}), "to_customsys_flag"),
        (
            "link",
            json!({"leave_customsys_url": "https://a.example"}),
            json!({}),
            "leave_customsys_url",
        ),
        ("link", json!({"agent_mode_flag": 1}), json!({}), "agent_mode_flag"),
        ("link", json!({"type": 2, "robotid": 1}), json!({}), "robotid"),
        ("link", json!({"type": 1, "groupid": "g", "agentid": "a"}), json!({}), "groupid"),
        ("link", json!({"type": 1, "groupid": "g", "agentid": "a"}), json!({}), "agentid"),
        ("link", json!({"flowType": 1}), json!({}), "flowType"),
        ("link", json!({"flowCompanyId": "c"}), json!({}), "flowCompanyId"),
        ("component", json!({"tip_title": "x"}), json!({}), "tip_title"),
        ("component", json!({"first_timeout": 2}), json!({}), "first_timeout"),
    ] {
        let input = chat(target, parameters, visitor);
        assert!(warned(&input, "sobot.rule-unsatisfied", name), "{name}: {input}");
    }
    let both = chat(
        "link",
        json!({"flowType": 1, "flowCompanyId": "c", "flowGroupId": "g",
        "transfer_action": [{"actionType": "to_group", "deciId": "x", "optionId": 4}]}),
        json!({}),
    );
    assert!(warned(&both, "sobot.rule-unsatisfied", "flowType"), "the chain wins");
}

#[test]
fn free_style_cannot_leave_the_style() {
    let style = |style: &str| {
        errors(&super::deployment(
            "component",
            &json!({}),
            &json!({"container_style": style}),
            &json!({}),
        ))
    };
    for fine in ["border-radius:8px;box-shadow:none", "z-index: 9", "color:rgba(0,0,0,.5);"] {
        assert!(style(fine).is_empty(), "{fine}");
    }
    for wrong in [
        "height:1px",
        "WIDTH : 1px",
        "background:url(https://x)",
        "a{b:c}",
        "x",
        "b:expression(1)",
        "a:b;@import 'x'",
        "a:\\65",
        "/*",
        "a:<b>",
    ] {
        assert!(!style(wrong).is_empty(), "{wrong}");
    }
    let size = |size: &str| {
        errors(&super::deployment("component", &json!({}), &json!({"height": size}), &json!({})))
    };
    assert!(
        size("600px").is_empty()
            && size("80%").is_empty()
            && size("600").is_empty()
            && size("12.5em").is_empty()
    );
    for wrong in ["px", "1px;x", "calc(1px)", "-1px", "1 px"] {
        assert!(!size(wrong).is_empty(), "{wrong}");
    }
}

/// Every combination of action, option and condition; the legal ones are those of the document.
#[test]
fn only_legal_steps_of_a_chain_pass() {
    for action in ["to_service", "to_group"] {
        for option in 1..=4 {
            for spill in 0..=7 {
                let mut step = json!({"actionType": action, "deciId": "d", "optionId": option});
                if spill > 0 {
                    step["spillId"] = json!(spill.to_string());
                }
                let agent = action == "to_service";
                let fits = if agent { option <= 2 } else { option >= 3 };
                let overflows = option % 2 == 1;
                let condition = match spill {
                    0 => !overflows,
                    spill => overflows && if agent { spill <= 3 } else { spill >= 4 },
                };
                let input = super::deployment(
                    "component",
                    &json!({}),
                    &json!({"transfer_action": [step]}),
                    &json!({}),
                );
                let found = errors(&input);
                assert_eq!(
                    found.is_empty(),
                    fits && condition,
                    "{action} {option} {spill}: {found:?}"
                );
                assert!(
                    found.iter().all(|(_, name)| name.starts_with("transfer_action.0.")),
                    "{found:?}"
                );
            }
        }
    }
    let after = json!([{"actionType": "to_group", "deciId": "a", "optionId": "4"}, {"actionType": "to_service", "deciId": "b", "optionId": "2"}]);
    let input =
        super::deployment("link", &json!({}), &json!({"transfer_action": after}), &json!({}));
    assert!(warned(&input, "sobot.rule-unsatisfied", "transfer_action.1"));
    for (chain, name) in [
        (
            json!([{"actionType": "to_robot", "deciId": "a", "optionId": "4"}]),
            "transfer_action.0.actionType",
        ),
        (json!([{"actionType": "to_group", "optionId": "4"}]), "transfer_action.0.deciId"),
        (json!([{"actionType": "to_group", "deciId": "a"}]), "transfer_action.0.optionId"),
        (
            json!([{"actionType": "to_group", "deciId": "a", "optionId": "4", "spilId": "4"}]),
            "transfer_action.0.spilId",
        ),
        (json!({"actionType": "to_group"}), "transfer_action"),
    ] {
        let found = errors(&super::deployment(
            "link",
            &json!({}),
            &json!({"transfer_action": chain}),
            &json!({}),
        ));
        assert!(found.iter().any(|(_, parameter)| parameter == name), "{name}: {found:?}");
    }
}

/// The deployment that is measured really has everything that the component takes.
#[test]
fn the_largest_deployment_has_every_parameter_of_the_component() {
    let input: Value =
        serde_json::from_str(include_str!("../fixtures/sobot-largest.json")).unwrap();
    let wanted = table().iter().filter(|param| {
        param.parent.is_none()
            && param.exists_in("component")
            && param.place("component") == Stands::Box
    });
    for param in wanted {
        let place = if param.at_run_time() { "visitor" } else { "parameters" };
        assert!(input[place].get(param.name).is_some(), "{}", param.name);
    }
    assert_eq!(errors(&input), []);
    let events = find("sobot").unwrap().targets()[1]
        .window_fields
        .iter()
        .find(|field| field.name == "events")
        .unwrap();
    assert_eq!(input["window"]["events"].as_array().unwrap().len(), events.values.len());
}
