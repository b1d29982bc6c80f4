//! What was stored survives being drawn as fields and read back, whatever it is.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Taken, take};
use crate::catalog::form::{Field, Widget};
use crate::catalog::structure::{Act, Structure, has_structure, structure};
use crate::catalog::{Kind, Param, canonical};
use crate::channels;
use crate::web::form::Form;

/// Every parameter of every channel that has rows and fields.
fn structured() -> Vec<(&'static [Param], &'static Param)> {
    let tables = channels::ALL.iter().map(|channel| channel.parameters());
    let all = tables.flat_map(|table| table.iter().map(move |param| (table, param)));
    all.filter(|(table, param)| param.parent.is_none() && has_structure(table, param)).collect()
}

fn named(name: &str) -> (&'static [Param], &'static Param) {
    structured().into_iter().find(|(_, param)| param.name == name).expect("a parameter")
}

/// What a browser sends of a field: lines end in CR LF.
fn sent(field: &Field) -> (String, String) {
    let chosen = |options: &[crate::catalog::form::Choice]| {
        let option = options.iter().find(|option| option.chosen).or(options.first());
        option.map(|option| option.value.clone()).unwrap_or_default()
    };
    let value = match &field.widget {
        Widget::Choice { options } => chosen(options),
        Widget::Area { .. } => field.value.replace('\n', "\r\n"),
        _ => field.value.clone(),
    };
    (field.name.clone(), value)
}

fn posted(drawn: &Structure) -> Vec<(String, String)> {
    let bare = drawn.bare.iter().map(|(name, mark)| (name.clone(), (*mark).to_owned()));
    bare.chain(drawn.fields().map(sent)).collect()
}

fn read(table: &'static [Param], pairs: &[(String, String)], act: Option<&Act>) -> (Taken, Form) {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let mut form = Form::parse(body.as_bytes()).expect("a form");
    let taken = take(&mut form, "p.", table, act, &mut Vec::new());
    form.finish();
    (taken, form)
}

/// Through its fields where they can carry it, else as JSON.
fn round(table: &'static [Param], param: &'static Param, value: &Value) -> Option<Value> {
    let name = format!("p.{}", param.name);
    let pairs = match structure(table, param, &name, Some(value), &[]) {
        Some(drawn) => posted(&drawn),
        None => vec![(name, serde_json::to_string_pretty(value).expect("JSON"))],
    };
    let (taken, form) = read(table, &pairs, None);
    assert!(!form.is_wrong(), "{:?} of {value}", form.errors);
    taken.values.get(param.name).cloned()
}

const TEXTS: &[&str] =
    &["\\PC{1,12}", "[ a\"'&<>{}\\\\%+=,;#./-]{1,12}", "[甲乙\u{2028}😀é ]{1,8}", "[0-9]{1,18}"];

fn text() -> impl Strategy<Value = String> {
    (0..TEXTS.len()).prop_flat_map(|at| TEXTS[at])
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        // The parser reads longer fractions one bit off, whichever way they are typed.
        any::<i32>().prop_map(|hundredths| Value::from(f64::from(hundredths) / 100.0)),
        text().prop_map(Value::from),
        Just(json!("")),
        Just(json!("1\n2")),
        Just(json!(" ")),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((text(), inner), 0..3).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// A value of this row, most of them accepted.
fn value_of(table: &'static [Param], param: &'static Param) -> BoxedStrategy<Value> {
    let path = param.path();
    let fields: Vec<&'static Param> =
        table.iter().filter(|row| row.parent == Some(path.as_str())).collect();
    let object = || {
        let fields = fields.clone();
        let parts: Vec<BoxedStrategy<Option<(String, Value)>>> = fields
            .into_iter()
            .filter(|field| field.stands != crate::catalog::Stands::Computed)
            .map(|field| {
                let there = if field.required { 0.999 } else { 0.6 };
                let value = value_of(table, field);
                proptest::option::weighted(there, value)
                    .prop_map(|value| value.map(|value| (field.name.to_owned(), value)))
                    .boxed()
            })
            .collect();
        parts.prop_map(|parts| Value::Object(parts.into_iter().flatten().collect::<Map<_, _>>()))
    };
    let choices = || proptest::sample::select(param.values);
    match param.kind {
        Kind::List if param.of_texts => vec("[a-z0-9]{1,9}", 0..4).prop_map(Value::from).boxed(),
        Kind::List => vec(object(), 0..5).prop_map(Value::from).boxed(),
        Kind::Object if fields.is_empty() => vec((text(), any_json()), 0..5)
            .prop_map(|pairs| Value::Object(pairs.into_iter().collect()))
            .boxed(),
        Kind::Object => object().boxed(),
        Kind::Choice => choices()
            .prop_map(|allowed| match allowed.value.parse::<i64>() {
                Ok(number) => Value::from(number),
                Err(_) => Value::from(allowed.value),
            })
            .boxed(),
        Kind::Flag => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Integer | Kind::Number => (1i64..9_007_199_254_740_991).prop_map(Value::from).boxed(),
        Kind::Url => text()
            .prop_map(|tail| json!(format!("https://example.com/?a=1&b={}", tail.trim())))
            .boxed(),
        Kind::Identifier => "[A-Za-z0-9_.:-]{1,20}".prop_map(Value::from).boxed(),
        Kind::Prose => prop_oneof![text(), Just("a\nb\n\nc ".to_owned()), Just(String::new())]
            .prop_map(Value::from)
            .boxed(),
        _ => text().prop_map(Value::from).boxed(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_value_survives_its_fields(
        (at, value) in (0..structured().len()).prop_flat_map(|at| {
            let (table, param) = structured()[at];
            (Just(at), value_of(table, param))
        })
    ) {
        let (table, param) = structured()[at];
        if let Some(meant) = canonical(table, param, &value) {
            let back = round(table, param, &value).unwrap_or(Value::Null);
            prop_assert_eq!(canonical(table, param, &back), Some(meant), "{} {}", param.name, value);
        }
    }
}

#[test]
fn every_channel_with_json_has_rows_for_it() {
    let names: Vec<&str> = structured().into_iter().map(|(_, param)| param.name).collect();
    for name in [
        "goods",
        "transfer_action",
        "params",
        "customer_fields",
        "pre_visit_args",
        "ext-info",
        "card",
        "toolbarButtonList",
        "bottomQuickOrder",
        "customerServiceIDList",
    ] {
        assert!(names.contains(&name), "{name} is typed as JSON only: {names:?}");
    }
}

#[test]
fn what_fields_cannot_carry_is_typed_as_json() {
    for (name, value) in [
        ("goods", json!({"name": "a"})),
        ("goods", json!([{"name": "a", "nmae": "b"}])),
        ("goods", json!([{"name": ["a"]}])),
        ("goods", json!([{"name": "a\nb"}])),
        ("goods", Value::from(vec![json!({"name": "a"}); 21])),
        ("params", json!({"": "a"})),
        ("transfer_action", json!([{"actionType": "to_group", "deciId": "1", "optionId": "1"}])),
    ] {
        let (table, param) = named(name);
        assert!(structure(table, param, "p.x", Some(&value), &[]).is_none(), "{name} {value}");
        assert_eq!(round(table, param, &value), Some(value));
    }
}

#[test]
fn an_empty_list_that_is_set_stays_one_and_an_unset_one_stays_unset() {
    for name in ["goods", "customerServiceIDList"] {
        let (table, param) = named(name);
        assert_eq!(round(table, param, &json!([])), Some(json!([])));
        let drawn = structure(table, param, "p.x", None, &[]).expect("rows");
        assert!(posted(&drawn).is_empty());
    }
    for name in ["params", "ext-info"] {
        let (table, param) = named(name);
        assert_eq!(round(table, param, &json!({})), Some(json!({})), "{name}");
    }
    // Fields that are all empty are no value, and the next drawing has nothing but these fields.
    let (table, _) = named("ext-info");
    let (taken, _) = read(table, &pairs(&[("p.ext-info.appId", "")]), None);
    assert_eq!((taken.values.get("ext-info"), taken.shown.get("ext-info")), (None, None));
}

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn only_legal_routes_can_be_chosen_and_each_becomes_its_fields() {
    let (table, param) = named("transfer_action");
    let ways = param.together.expect("ways").ways;
    assert_eq!(ways.len(), 9);
    for way in ways {
        let typed = pairs(&[
            ("p.transfer_action.0.route", &way.value()),
            ("p.transfer_action.0.deciId", "g1"),
        ]);
        let (taken, form) = read(table, &typed, None);
        assert!(!form.is_wrong());
        let step = &taken.values["transfer_action"][0];
        let given = ["actionType", "optionId", "spillId"]
            .map(|name| step[name].as_str().unwrap_or_default());
        assert_eq!(given.as_slice(), way.values);
        // The vendor's own rules find nothing wrong with it.
        let checked = canonical(table, param, &taken.values["transfer_action"]);
        assert_eq!(checked, Some(taken.values["transfer_action"].clone()));
    }
    for route in ["to_group/1/4", "to_group/3/", "nonsense"] {
        let typed = pairs(&[("p.transfer_action.0.route", route)]);
        assert!(read(table, &typed, None).1.is_wrong(), "{route}");
    }
    let twice = pairs(&[
        ("p.transfer_action.0.route", "to_group/4/"),
        ("p.transfer_action.0.actionType", "to_service"),
    ]);
    assert!(read(table, &twice, None).1.is_wrong());
}

#[test]
fn names_are_given_once_and_values_are_what_they_say() {
    let (table, _) = named("params");
    let (taken, form) = read(
        table,
        &pairs(&[
            ("p.params.0.key", "等级"),
            ("p.params.0.value", "Boss"),
            ("p.params.0.as", ""),
            ("p.params.1.key", "n"),
            ("p.params.1.value", "12"),
            ("p.params.1.as", "json"),
            ("p.params.2.key", ""),
            ("p.params.2.value", ""),
            ("p.params.2.as", ""),
            ("p.params.3.key", "e"),
            ("p.params.3.value", ""),
            ("p.params.3.as", ""),
        ]),
        None,
    );
    assert!(!form.is_wrong(), "{:?}", form.errors);
    assert_eq!(taken.values["params"], json!({"等级": "Boss", "n": 12, "e": ""}));
    for (fields, at) in [
        (
            &[
                ("p.params.0.key", "a"),
                ("p.params.0.value", "1"),
                ("p.params.1.key", "a"),
                ("p.params.1.value", "2"),
            ][..],
            "p-params-1-key",
        ),
        (&[("p.params.0.key", ""), ("p.params.0.value", "1")], "p-params-0-key"),
        (
            &[("p.params.0.key", "a"), ("p.params.0.value", "x y"), ("p.params.0.as", "json")],
            "p-params-0-value",
        ),
        (&[("p.params.0.key", "a"), ("p.params.0.as", "xml")], "p-params-0-as"),
    ] {
        let (taken, form) = read(table, &pairs(fields), None);
        let wrong: Vec<_> = form.errors.iter().filter_map(|error| error.field.as_deref()).collect();
        assert_eq!(wrong, [at]);
        let shown = taken.shown.get("params").expect("it is drawn as it was typed");
        let (_, param) = named("params");
        let drawn = structure(table, param, "p.params", Some(shown), &[]).expect("rows");
        for (name, value) in fields {
            let cell = drawn.fields().find(|field| field.name == *name).expect("a cell");
            assert_eq!(cell.value, *value);
        }
    }
}

#[test]
fn one_value_is_given_whole_or_by_its_fields_never_both() {
    for name in ["goods", "params"] {
        let (table, _) = named(name);
        for whole in ["", "[]", "[{\"name\":\"a\"}]"] {
            let fields = [
                (format!("p.{name}"), whole.to_owned()),
                (format!("p.{name}.0.name"), "a".to_owned()),
            ];
            assert!(read(table, &fields, None).1.is_wrong(), "{name} {whole}");
            let turned = [fields[1].clone(), fields[0].clone()];
            assert!(read(table, &turned, None).1.is_wrong(), "{name} {whole}");
        }
    }
}

#[test]
fn buttons_change_rows_and_keep_what_was_typed() {
    let (table, _) = named("goods");
    let typed = pairs(&[
        ("p.goods.0.name", "a"),
        ("p.goods.0.pictureUrl", ""),
        ("p.goods.1.name", "b"),
        ("p.goods.1.pictureUrl", "x"),
    ]);
    let after = |act: &str| {
        let act = Act::read(act).expect("an act");
        let (taken, form) = read(table, &typed, Some(&act));
        let goods = |values: &crate::catalog::Values| values.get("goods").cloned();
        let shown = goods(&taken.shown).or(goods(&taken.values)).unwrap_or(Value::Null);
        (shown, form.is_wrong())
    };
    let (a, b) = (json!({"name": "a"}), json!({"name": "b", "pictureUrl": "x"}));
    assert_eq!(after("up:p.goods.1"), (json!([b, a]), false));
    assert_eq!(after("down:p.goods.0"), (json!([b, a]), false));
    assert_eq!(after("remove:p.goods.0"), (json!([b]), false));
    assert_eq!(after("add:p.goods"), (json!([a, b, {}]), false));
    for act in [
        "up:p.goods.0",
        "down:p.goods.1",
        "remove:p.goods.9",
        "add:p.goods.0",
        "add:p.goods.0.name",
        "up:p.goods",
    ] {
        assert_eq!(after(act), (json!([a, b]), true), "{act}");
    }
    assert_eq!(Act::read("explode:p.goods"), None);
    assert_eq!(Act::read("add"), None);
}

#[test]
fn rows_inside_rows_are_added_too_and_lists_have_an_end() {
    let (table, _) = named("bottomQuickOrder");
    let act = Act::read("add:p.bottomQuickOrder.customField").expect("an act");
    let (taken, form) = read(table, &[], Some(&act));
    assert!(!form.is_wrong(), "{:?}", form.errors);
    assert_eq!(taken.shown["bottomQuickOrder"], json!({"customField": [{}]}));
    assert_eq!(taken.values.get("bottomQuickOrder"), None, "an empty row is nothing yet");
    let (table, _) = named("toolbarButtonList");
    let act = Act::read("add:p.toolbarButtonList").expect("an act");
    let (taken, _) = read(table, &[], Some(&act));
    assert_eq!(
        taken.values["toolbarButtonList"],
        json!([{"isPreset": 1, "isEnabled": 1, "type": 1}])
    );
    let many: Vec<_> = (0..20).map(|at| (format!("p.goods.{at}.name"), "a".to_owned())).collect();
    let (table, _) = named("goods");
    let act = Act::read("add:p.goods").expect("an act");
    assert!(read(table, &many, Some(&act)).1.is_wrong());
}
