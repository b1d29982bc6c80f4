//! The component's run-time values: visited pages, encoded addresses, buttons made later.

use serde_json::{Value, json};

use super::{deployment, errors, warned};
use crate::channels::reading::{artifact, render, rendered, run, script};

#[test]
fn visited_pages_go_into_their_objects() {
    let given = json!({"pre_visit_args": {"pre_visit_title": "首页"}, "pre_visit_url": "https://s.example/?a=1&b", "cur_tags": "x", "cur_visit_args": {"own": 1}});
    let input =
        deployment("component", &json!({"events": ["trace"]}), &json!({"man_trace": true}), &given);
    let code = script(artifact(&rendered(&input), "index.html"));
    let after = format!(
        "{code}\nsendZhichiTrace(); sendZhichiTrace({{cur_visit_title: 'b'}}, {{pre_visit_title: 'a'}});"
    );
    let seen = run(
        "",
        &after,
        "cbk.filter(function (c) { return c[0] !== 'frame_ready'; }).map(function (c) { return [c[0], c[1]]; })",
    );
    let previous = json!({"pre_visit_title": "首页", "pre_visit_url": "https://s.example/?a=1&b"});
    let current = json!({"own": 1, "cur_tags": "x"});
    assert_eq!(
        seen[0],
        json!(["config", {"man_trace": true, "pre_visit_args": previous, "cur_visit_args": current}])
    );
    assert_eq!(seen[1], json!(["trace", {"pre_visit_args": previous, "cur_visit_args": current}]));
    assert_eq!(
        seen[2],
        json!(["trace", {"pre_visit_args": {"pre_visit_title": "a"}, "cur_visit_args": {"cur_visit_title": "b"}}])
    );
    assert!(warned(&input, "sobot.page-field-unknown", "cur_visit_args.own"));

    let release = deployment(
        "component",
        &json!({"events": ["trace"]}),
        &json!({"man_trace": 1}),
        &json!({}),
    );
    let code = script(artifact(&rendered(&release), "index.html"));
    let seen = run(
        &format!("window.visitor = {given};"),
        &format!("{code}\nsendZhichiTrace();"),
        "[cbk[0][1], cbk[1][1]]",
    );
    assert_eq!(
        seen,
        json!([{"man_trace": true, "pre_visit_args": previous, "cur_visit_args": current}, {}])
    );
}

#[test]
fn visited_pages_are_checked() {
    let with = |parameters: Value, visitor: Value| {
        deployment("component", &json!({}), &parameters, &visitor)
    };
    let misspelt =
        with(json!({}), json!({"cur_visit_args": {"pcur_thumbnail": "https://i.example/a.png"}}));
    assert!(warned(&misspelt, "sobot.page-field-unknown", "cur_visit_args.pcur_thumbnail"));
    let twice = with(json!({}), json!({"pre_tags": "a", "pre_visit_args": {"pre_tags": "b"}}));
    assert_eq!(errors(&twice), [("sobot.given-twice".to_owned(), "pre_tags".to_owned())]);
    let off = render(&with(json!({}), json!({"pre_tags": "a"})));
    assert!(off.diagnostics.iter().any(|found| found.id == "sobot.trace-not-recorded"));
    let on = render(&with(json!({"man_trace": true}), json!({"pre_tags": "a"})));
    assert!(on.diagnostics.iter().all(|found| found.id != "sobot.trace-not-recorded"));
}

/// Values of a JSON parameter are encoded only where the vendor's samples do.
#[test]
fn a_release_encodes_as_a_given_visitor_does() {
    let visitor = json!({"card_title": "x", "card_url": "http://a.example/?b=1&c", "card_picture": "https://a.example/p q".replace(' ', "_"), "params": {"card_url": "http://plain.example/?a"},
        "goods": [{"name": "https://plain.example/?a", "pictureUrl": "https://i.example/?a=1"}], "is_vip": 1, "summaryparams": {"a": [1]}});
    let given = run(
        "",
        &script(artifact(
            &rendered(&deployment("component", &json!({}), &json!({}), &visitor)),
            "index.html",
        )),
        "cbk[0][1]",
    );
    let release = script(artifact(
        &rendered(&deployment("component", &json!({}), &json!({}), &json!({}))),
        "index.html",
    ));
    let filled = run(&format!("window.visitor = {visitor};"), &release, "cbk[0][1]");
    assert_eq!(given, filled);
    assert_eq!(given["card_url"], "http%3A%2F%2Fa.example%2F%3Fb%3D1%26c");
    assert_eq!(given["params"], "{\"card_url\":\"http://plain.example/?a\"}");
}

#[test]
fn buttons_made_later_need_a_class() {
    let with = |init: &str| {
        deployment(
            "component",
            &json!({"init": init, "events": ["dynamic_ready"]}),
            &json!({}),
            &json!({"uname": "x"}),
        )
    };
    assert!(warned(&with("auto"), "sobot.rule-unsatisfied", "events"));
    for init in ["custom", "dynamic"] {
        assert!(!warned(&with(init), "sobot.rule-unsatisfied", "events"));
        let code = script(artifact(&rendered(&with(init)), "index.html"));
        let seen = run("", &format!("{code}\nzhichiButtonsAdded();"), "cbk[cbk.length - 1][0]");
        assert_eq!(seen, "dynamic_ready");
    }
}
