//! Numbers and switches.

use serde_json::Value;

use crate::catalog::kind::{Accepted, Trouble, plain};
use crate::catalog::param::Param;
use crate::text::Message;

/// The largest integer that JavaScript keeps exactly: 2^53 - 1.
const SAFE_INTEGER: i64 = 9_007_199_254_740_991;

pub fn read_integer(param: &Param, given: &Value) -> Result<Accepted, Trouble> {
    let number = match given {
        Value::Number(number) => number
            .as_i64()
            .or_else(|| number.to_string().trim_end_matches(".0").parse::<i64>().ok()),
        Value::String(text) => text.trim().parse::<i64>().ok(),
        _ => None,
    };
    let (min, max) =
        (param.limits.min.unwrap_or(-SAFE_INTEGER), param.limits.max.unwrap_or(SAFE_INTEGER));
    match number {
        Some(number) if (min..=max).contains(&number) => Ok(Value::from(number).into()),
        _ => Err(Trouble::error(Message::new(
            format!("请填写 {min} 到 {max} 之间的整数"),
            format!("Give a whole number from {min} to {max}"),
        ))),
    }
}

pub fn read_number(param: &Param, given: &Value) -> Result<Accepted, Trouble> {
    let number = match given {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse::<f64>().ok().filter(|number| number.is_finite()),
        _ => None,
    };
    let inside = |number: &f64| {
        let text = format!("{:.0}", number.trunc());
        let whole = text.parse::<i64>().unwrap_or(i64::MAX);
        param.limits.min.is_none_or(|min| whole >= min)
            && param.limits.max.is_none_or(|max| whole <= max)
    };
    match number.filter(inside) {
        Some(number) if number.fract() == 0.0 => {
            read_integer(param, &Value::from(format!("{number:.0}")))
        }
        Some(number) => Ok(Value::from(number).into()),
        None => Err(Trouble::error(Message::new(
            "请填写允许范围内的数字",
            "Give a number within the limits",
        ))),
    }
}

pub fn read_flag(param: &Param, given: &Value) -> Result<Accepted, Trouble> {
    match flag(given) {
        Some(on) => Ok(Value::from(on).into()),
        None => Err(Trouble::error(Message::new(
            format!("{} 是开关，只能是 true 或 false（也可写 1 或 0）", param.name),
            format!("{} is a switch: true or false (or 1 or 0)", param.name),
        ))),
    }
}

/// `true`/`false`, `1`/`0` and their texts alike.
pub fn flag(given: &Value) -> Option<bool> {
    match given {
        Value::Bool(on) => Some(*on),
        Value::String(word) => flag_word(word),
        Value::Number(number) if number.is_i64() || number.is_u64() => flag_word(&plain(given)),
        _ => None,
    }
}

pub fn flag_word(word: &str) -> Option<bool> {
    match word {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}
