//! Reading JSON without losing the digits of its numbers.

use serde_json::Value;

/// Reading a number may lose digits, and nobody could tell afterwards.
///
/// # Errors
/// No JSON.
pub fn parse(text: &str) -> serde_json::Result<Value> {
    if has_long_number(text)
        && let Some(text) = marked(text)
    {
        return serde_json::from_str(&text);
    }
    match serde_json::from_str(text) {
        Err(error) if out_of_range(&error) => {
            marked(text).map_or(Err(error), |text| serde_json::from_str(&text))
        }
        other => other,
    }
}

/// Whether a text is no JSON only because a number in it has no place in memory, such as `1e400`.
fn out_of_range(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("number out of range")
}

/// More digits than any number keeps, in a row.
const TOO_MANY: usize = 18;

fn has_long_number(text: &str) -> bool {
    let of_number = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let counts = text.bytes().scan(0, |count, byte| {
        *count = if of_number(byte) { *count + 1 } else { 0 };
        Some(*count)
    });
    counts.into_iter().any(|count: usize| count > TOO_MANY)
}

/// Has more digits than can be kept exactly, so that whoever reads the value says so at its place.
const INEXACT: &str = "1.2345678901234567e300";

/// The same text with a mark in place of each number that would be changed; `None` where there is none.
fn marked(text: &str) -> Option<String> {
    let mut changed = String::with_capacity(text.len());
    let (mut quoted, mut escaped, mut found) = (false, false, false);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let number =
            if quoted { 0 } else { rest.len() - rest.trim_start_matches(is_of_number).len() };
        let (word, after) = rest.split_at_checked(number.max(letter.len_utf8()))?;
        rest = after;
        let lost = number > 0 && loses_digits(word);
        found |= lost;
        changed.push_str(if lost { INEXACT } else { word });
        match letter {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
    }
    found.then_some(changed)
}

fn is_of_number(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '+' | '-' | '.' | 'e' | 'E')
}

fn loses_digits(number: &str) -> bool {
    if number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok() {
        return false;
    }
    let kept = number.parse::<f64>().map(|kept| format!("{kept:e}"));
    kept.is_ok_and(|kept| significant(&kept) != significant(number))
}

/// The digits of a number without zeros around them.
fn significant(number: &str) -> String {
    let mantissa = number.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_would_be_changed_are_marked() {
        for kept in
            ["0.10", "1e300", "-1.50E-3", "12345678901234567890", "0.30000000000000004", "1.0"]
        {
            assert!(!loses_digits(kept), "{kept}");
        }
        for lost in [
            "1e400",
            "12345678901234567890123",
            "100000000000000000000001",
            "0.1000000000000000000001",
            "1e-400",
        ] {
            assert!(loses_digits(lost), "{lost}");
        }
        let text = r#"{"1e400":"1e400 \" 1e400","a":[1e400,-2]}"#;
        let wanted = format!(r#"{{"1e400":"1e400 \" 1e400","a":[{INEXACT},-2]}}"#);
        assert_eq!(marked(text), Some(wanted));
    }
}
