//! The schema reader: the catalogue as JSON for the command line and the API.

use serde_json::{Value, json};

use crate::catalog::kind::Kind;
use crate::catalog::param::Param;
use crate::catalog::rule::Rule;

/// The rows of a table, in order. `targets` are those that a row without its own exists in.
pub fn schema(table: &[Param], targets: &[&str]) -> Vec<Value> {
    table.iter().map(|param| row(param, targets)).collect()
}

fn row(param: &Param, targets: &[&str]) -> Value {
    let targets = if param.targets.is_empty() { targets } else { param.targets };
    let values =
        param.values.iter().map(|allowed| json!({"value": allowed.value, "label": allowed.label}));
    let limits = param.limits;
    json!({
        "name": param.name,
        "parent": param.parent,
        "group": param.group.key,
        "kind": param.kind.name(),
        "targets": targets,
        "surface": param.surface,
        "who": param.who.name(),
        // A fixed value is always there, and nobody has to give it.
        "required": param.required || param.kind == Kind::Const,
        "secret": param.secret,
        "default": param.default,
        "values": values.collect::<Vec<_>>(),
        "limits": {
            "min": limits.min,
            "max": limits.max,
            "min_length": limits.min_length,
            "max_length": limits.max_length,
            "pattern": param.enforced(),
            // Other values are accepted with a warning.
            "usual": limits.usual,
        },
        "rules": param.rules.iter().map(rule).collect::<Vec<_>>(),
        "effect": param.effect.name(),
        "since": param.since,
        "label": param.label,
        "help": param.help,
        "source": param.source,
        "erratum": param.erratum,
        "inverted": param.inverted,
        "observed": param.observed,
    })
}

/// `own`: the rule counts only for these values of the owner. `alternative`: rules with the same
/// number form a bundle, and one bundle must hold; null means that the rule always must.
fn rule(rule: &Rule) -> Value {
    let bundle = (rule.alternative > 0).then_some(rule.alternative);
    json!({
        "kind": rule.kind.name(),
        "parameter": rule.parameter,
        "values": rule.values,
        "own": rule.own,
        "alternative": bundle,
    })
}
