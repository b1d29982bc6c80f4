//! Relations between values, as the vendor document has them.

use serde_json::{Value, json};

use super::{errors, warned};

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
