//! Accessibility: the engine axe-core, vendored beside this file, run inside the page.

use std::fmt::Write as _;

use serde_json::Value;

/// axe-core 4.14.1, minified by its authors; licence in `axe.LICENSE`.
pub const ENGINE: &str = include_str!("axe.min.js");

/// Runs with the callback of an asynchronous script as its last argument.
pub const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] })
       .then((result) => done(result.violations), (error) => done(String(error)));
";

/// One line per violation and one per element that violates; `None` when there are none.
pub fn report(violations: &Value) -> Option<String> {
    let Some(list) = violations.as_array() else {
        return Some(format!("axe did not run: {violations}"));
    };
    let mut text = String::new();
    for violation in list {
        let word = |name: &str| violation.get(name).and_then(Value::as_str).unwrap_or("?");
        let (id, impact, help) = (word("id"), word("impact"), word("help"));
        let _ = writeln!(text, "{id} ({impact}): {help}");
        for node in violation.get("nodes").and_then(Value::as_array).into_iter().flatten() {
            let html = node.get("html").and_then(Value::as_str).unwrap_or("?");
            let target = node.get("target").unwrap_or(&Value::Null);
            let _ = writeln!(text, "    {target} {html}");
        }
    }
    (!text.is_empty()).then_some(text)
}
