//! The catalogue against the list of the vendor document's parameters.

use std::collections::BTreeSet;

use jieru::catalog::{Param, Stands};
use jieru::channels::{find, schema};
use serde_json::Value;

use super::errors;
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
#[expect(clippy::too_many_lines, reason = "a list of cases")]
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
    let all = schema();
    let own = all["channels"].as_array().unwrap().iter().find(|one| one["id"] == "sobot");
    let rows = &own.unwrap()["parameters"];
    assert_eq!(rows.as_array().unwrap().len(), table().len());
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
