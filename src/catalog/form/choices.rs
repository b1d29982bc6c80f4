//! What a field offers to choose from, with what is chosen.

use serde_json::Value;

use super::Choice;
use crate::catalog::encode::vendor_text;
use crate::catalog::kind;
use crate::catalog::param::Param;
use crate::text::Message;

/// Both positions of a switch, labelled by meaning; what is written stands beside.
pub(super) fn flags(param: &Param, given: Option<&Value>) -> Vec<Choice> {
    let now = given.and_then(kind::flag);
    let option = |on: bool| {
        let value = Value::from(on);
        let written = vendor_text(param, &value);
        let fallback = if on { Message::new("是", "Yes") } else { Message::new("否", "No") };
        Choice {
            value: on.to_string(),
            label: param.meaning(&written).map_or(fallback, Message::from),
            chosen: now == Some(on),
            written: Some(format!("{}={written}", param.name)),
        }
    };
    // What opens something stands first, whichever value the vendor gave it.
    if param.inverted {
        vec![option(false), option(true)]
    } else {
        vec![option(true), option(false)]
    }
}

/// Every value that the vendor lists.
pub(super) fn choices(param: &Param, given: Option<&Value>) -> Vec<Choice> {
    let chosen: Vec<String> = match given {
        Some(Value::Array(items)) => items.iter().map(kind::plain).collect(),
        Some(other) => vec![kind::plain(other)],
        None => Vec::new(),
    };
    let options = param.values.iter().map(|allowed| Choice {
        value: allowed.value.to_owned(),
        label: allowed.label.into(),
        chosen: chosen.iter().any(|value| value == allowed.value),
        written: (allowed.label.zh != allowed.value).then(|| allowed.value.to_owned()),
    });
    options.collect()
}
