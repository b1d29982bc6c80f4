//! Proofs about tables, for the tests of every channel. Each failure names its parameter.

use crate::catalog::kind;
use crate::catalog::param::Param;
use crate::catalog::rule::RuleKind;
use crate::text::Text;

/// Panics with the channel and the parameter where a table breaks a promise.
#[expect(clippy::missing_panics_doc, reason = "it is a test: panicking is how it speaks")]
pub fn prove(
    channel: &str,
    targets: &[&str],
    parameters: &'static [Param],
    window: &'static [Param],
) {
    for param in parameters.iter().chain(window) {
        let name = format!("{channel}.{}", param.name);
        prove_texts(&name, param);
        prove_values(&name, param);
        for target in param.targets {
            assert!(targets.contains(target), "{name}: unknown target {target}");
        }
    }
    for param in parameters {
        let name = format!("{channel}.{}", param.name);
        let twins = parameters
            .iter()
            .filter(|other| other.name == param.name && other.parent == param.parent);
        assert_eq!(twins.count(), 1, "{name}: listed twice");
        if let Some(parent) = param.parent {
            assert!(
                parameters.iter().any(|other| other.path() == parent && other.kind.is_json()),
                "{name}: parent {parent} is missing"
            );
        }
        prove_rules(&name, targets, param, parameters, window);
    }
}

fn prove_texts(name: &str, param: &Param) {
    let texts =
        [("label", Some(param.label)), ("help", Some(param.help)), ("erratum", param.erratum)];
    for (what, text) in texts {
        if let Some(text) = text {
            prove_text(&format!("{name}: {what}"), text);
        }
    }
    prove_text(&format!("{name}: group"), param.group.label);
    for allowed in param.values {
        assert!(
            !allowed.label.zh.is_empty() && !allowed.label.en.is_empty(),
            "{name}: value without label"
        );
    }
    assert!(!param.source.is_empty(), "{name}: no source");
}

fn prove_text(what: &str, text: Text) {
    let chinese = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    assert!(text.zh.chars().any(chinese), "{what}: no Chinese");
    assert!(!text.en.is_empty(), "{what}: no English");
    assert!(!text.en.chars().any(chinese), "{what}: Chinese in the English text");
}

fn prove_values(name: &str, param: &Param) {
    if let Some(default) = param.default {
        assert!(kind::accepts(param, default), "{name}: its default {default} is not accepted");
    }
    for allowed in param.values.iter().filter(|_| !param.kind.is_json()) {
        assert!(
            kind::accepts(param, allowed.value),
            "{name}: its value {} is not accepted",
            allowed.value
        );
    }
}

fn prove_rules(name: &str, targets: &[&str], param: &Param, table: &[Param], window: &[Param]) {
    for rule in param.rules {
        let find = |place: &'_ [Param]| {
            place
                .iter()
                .find(|other| other.name == rule.parameter && other.parent.is_none())
                .copied()
        };
        let other = find(table).or_else(|| find(window));
        let other =
            other.unwrap_or_else(|| panic!("{name}: rule names unknown {}", rule.parameter));
        for value in rule.values {
            assert!(kind::accepts(&other, value), "{name}: {} never is {value}", rule.parameter);
        }
        let homeless =
            targets.iter().find(|target| param.exists_in(target) && !other.exists_in(target));
        let explained = param.erratum.is_some_and(|erratum| erratum.zh.contains(rule.parameter));
        if let Some(target) = homeless.filter(|_| rule.kind != RuleKind::Excludes) {
            assert!(
                explained,
                "{name}: {} does not exist in {target}, and no erratum says so",
                rule.parameter
            );
        }
    }
}
