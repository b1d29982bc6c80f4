//! Every visible row of the catalogue changes the drawing in every target that has it; what has no
//! picture is told in words.

use jieru::catalog::{Effect, Kind, Param, Standing};
use jieru::channels::preview::Preview;
use jieru::channels::{Deployment, find, tables};
use serde_json::{Value, json};

/// A deployment in which as much as possible shows at once.
fn full(target: &str) -> Deployment {
    let object = |value: Value| value.as_object().unwrap().clone();
    let parameters = json!({
        "color": "04babc", "top_bar_flag": 1, "title_flag": 2, "custom_title": "客服", "show_face": 1, "type": 3, "invite": 1,
    });
    let visitor = json!({
        "face": "https://img.example/f.png", "card_title": "杯子", "order_status": 0, "status_custom": "待退款", "order_code": "1",
    });
    let window =
        if target == "ticket" { json!({"url": "https://demo.sobot.com/t"}) } else { json!({}) };
    Deployment {
        target: target.to_owned(),
        window: object(window),
        parameters: object(parameters),
        visitor: object(visitor),
        ..Deployment::default()
    }
}

/// Two values between which somebody would see a difference; null is "not set".
fn two(param: &Param) -> (Value, Value) {
    match (param.kind, param.values) {
        (Kind::Flag, _) => (json!(true), json!(false)),
        (_, [one]) => (json!(one.value), Value::Null),
        (_, [one, .., other]) => (json!(one.value), json!(other.value)),
        (Kind::Colour(_), _) => (json!("04babc"), json!("d6336c")),
        (Kind::Integer, _) if param.name == "create_time" => {
            (json!(1_586_414_406_391_i64), json!(1_686_414_406_391_i64))
        }
        (Kind::Integer, _) => (json!(1), json!(2)),
        (Kind::Url, _) => (json!("https://img.example/a.png"), Value::Null),
        (Kind::List, _) => (
            json!([{"name": "a"}]),
            json!([{"name": "b", "pictureUrl": "https://img.example/a.png"}]),
        ),
        _ if matches!(param.name, "height" | "width") => (json!("300px"), json!("400px")),
        _ if param.name == "container_style" => (json!("a:b"), json!("a:c")),
        _ => (json!("甲"), json!("乙")),
    }
}

fn with(deployment: &Deployment, param: &Param, value: Value) -> Deployment {
    let mut changed = deployment.clone();
    let values = if param.at_run_time() { &mut changed.visitor } else { &mut changed.parameters };
    values.insert(param.name.to_owned(), value);
    changed
}

fn drawn(preview: &Preview) -> String {
    format!("{:?}", preview.frames)
}

#[test]
fn every_visible_row_changes_the_drawing() {
    let sobot = find("sobot").unwrap();
    let mut seen = 0;
    for target in sobot.targets() {
        for variant in ["h5", "pc"] {
            let mut deployment = full(target.id);
            if target.id == "link" {
                deployment.window.insert("variant".to_owned(), json!(variant));
            }
            let surface = sobot.surface(&deployment);
            let rows = sobot.parameters().iter().filter(|param| {
                param.effect == Effect::Visible
                    && param.parent.is_none()
                    && param.exists_in(target.id)
                    && param.works_on(surface)
                    && param.place(target.id) == jieru::catalog::Stands::Box
            });
            for param in rows {
                let (one, other) = two(param);
                let first = with(&deployment, param, one);
                if matches!(
                    tables::situation(sobot, &first).standing(param),
                    Standing::Ineffective(_)
                ) {
                    continue;
                }
                // On a desktop a title stands in the browser's tab, and visitors see no picture of theirs.
                if surface == "pc" && matches!(param.name, "custom_title" | "face") {
                    continue;
                }
                let second = with(&deployment, param, other);
                assert_ne!(
                    drawn(&sobot.preview(&first, &<_>::default())),
                    drawn(&sobot.preview(&second, &<_>::default())),
                    "{} {surface} {}",
                    target.id,
                    param.name
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn cards_are_a_matter_of_phones() {
    let sobot = find("sobot").unwrap();
    let mut deployment = full("link");
    assert!(drawn(&sobot.preview(&deployment, &<_>::default())).contains("杯子"));
    deployment.window.insert("variant".to_owned(), json!("pc"));
    let pc = sobot.preview(&deployment, &<_>::default());
    assert!(!drawn(&pc).contains("杯子"));
    assert!(pc.without_effect.iter().any(|(name, _)| *name == "card_title"));
}

#[test]
fn a_template_changes_the_leave_message_page() {
    let sobot = find("sobot").unwrap();
    let with = |template: &str| {
        let mut deployment = full("leave_message");
        deployment.window.insert("templateid".to_owned(), json!(template));
        drawn(&sobot.preview(&deployment, &<_>::default()))
    };
    assert_ne!(with("t1"), with("t2"));
}

#[test]
fn a_ticket_shows_the_fields_that_are_filled() {
    let sobot = find("sobot").unwrap();
    let mut deployment = full("ticket");
    deployment.visitor.insert("params".to_owned(), json!({"价格": "1500元", "n": 3}));
    let frames = drawn(&sobot.preview(&deployment, &<_>::default()));
    assert!(frames.contains("价格：1500元") && frames.contains("n：3"), "{frames}");
}

#[test]
fn routes_are_told_step_by_step() {
    let chain = json!([
        {"actionType": "to_group", "optionId": "3", "deciId": "g1", "spillId": "4"},
        {"actionType": "to_service", "optionId": "2", "deciId": "a1"},
        {"actionType": "to_group", "optionId": "4", "deciId": "never"},
    ]);
    let mut deployment = full("component");
    deployment.parameters.insert("transfer_action".to_owned(), chain);
    let told = find("sobot").unwrap().preview(&deployment, &<_>::default()).behaviours;
    let zh: String = told.iter().map(|message| message.zh.as_str()).collect::<Vec<_>>().join("\n");
    let en: String = told.iter().map(|message| message.en.as_str()).collect::<Vec<_>>().join("\n");
    assert!(zh.contains("转给技能组 g1；该组没有客服在线时交给第 2 步"), "{zh}");
    assert!(zh.contains("转给客服 a1，不再溢出") && !zh.contains("never"), "{zh}");
    assert!(en.contains("step 2 takes over when nobody of the group is online"), "{en}");
}

/// Options that change what happens and not what shows are told in words.
#[test]
fn behaviours_are_told_in_words() {
    let sobot = find("sobot").unwrap();
    let words = |target: &str, name: &str, value: Value| {
        let param = tables::param(sobot, &format!("p.{name}")).unwrap();
        let preview = sobot.preview(&with(&full(target), param, value), &<_>::default());
        preview.behaviours.iter().map(|message| message.zh.clone()).collect::<Vec<_>>().join("\n")
    };
    for (target, name, value) in [
        ("component", "anchor", json!(true)),
        ("component", "async", json!(1)),
        ("component", "reload", json!(true)),
        ("component", "refresh", json!(true)),
        ("component", "man_trace", json!(true)),
        ("component", "invite_flag", json!(true)),
        ("component", "first_timeout", json!(2)),
        ("component", "over_timeout", json!(10)),
        ("component", "invite_count", json!(5)),
        ("link", "is_link", json!(0)),
        ("link", "satDegree_A", json!(true)),
        ("link", "guide_flag", json!(1)),
        ("link", "show_manual", json!(1)),
        ("link", "time", json!(60)),
        ("link", "msg_flag", json!(1)),
        ("link", "show_evaluate", json!(1)),
        ("link", "card_url", json!("https://a.example")),
        ("link", "order_url", json!("pages/a")),
        ("link", "type", json!(2)),
    ] {
        assert_ne!(words(target, name, value), words(target, name, Value::Null), "{target} {name}");
    }
    for target in ["leave_message", "ticket", "web_view"] {
        assert!(!sobot.preview(&full(target), &<_>::default()).behaviours.is_empty(), "{target}");
    }
}
