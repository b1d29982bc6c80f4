//! The kinds of parameters. What reading a value means hangs on the kind, not on the parameter.

mod characters;
mod digits;
mod json;
mod numeric;
mod textual;

use serde_json::{Number, Value};

use crate::catalog::Severity;
use crate::catalog::param::Param;
use crate::text::Message;
use json::read_json;
use numeric::{read_flag, read_integer, read_number};
use textual::{read_choice, read_colour, read_handler, read_identifier, read_text, read_url};

pub use characters::{check_characters, is_forbidden};
pub use digits::parse;
pub use json::scalars_in;
pub use numeric::{flag, flag_word};

/// Kinds as the API names them; `Prose` is a text of several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Prose,
    Url,
    Colour(Hash),
    Integer,
    Number,
    Flag,
    Choice,
    Identifier,
    Json,
    Object,
    List,
    Handler,
    Const,
}

/// What a vendor makes of the `#` before a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// The vendor wants it.
    Wanted,
    /// Wrong; a value that carries it is refused.
    Refused,
    /// Wrong, but harmless to take away: written without it, and told.
    Dropped,
}

/// What is wrong with a value, or worth a note; `check` adds the channel and the name.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub id: &'static str,
    pub severity: Severity,
    /// Path below the parameter: `0.pictureUrl`.
    pub path: Option<String>,
    pub message: Message,
}

impl Trouble {
    pub fn error(message: Message) -> Self {
        Trouble { id: "value-not-allowed", severity: Severity::Error, path: None, message }
    }

    pub fn note(id: &'static str, message: Message) -> Self {
        Trouble { id, severity: Severity::Note, path: None, message }
    }

    fn below(mut self, step: &str) -> Self {
        self.path =
            Some(self.path.map_or_else(|| step.to_owned(), |path| format!("{step}.{path}")));
        self
    }
}

/// A value in its canonical form, with what is worth saying about it.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Text kinds and choices: a string. Integer and number: a number. Flag: a boolean. Others: JSON.
    pub value: Value,
    pub troubles: Vec<Trouble>,
}

impl From<Value> for Accepted {
    fn from(value: Value) -> Self {
        Accepted { value, troubles: Vec::new() }
    }
}

impl Kind {
    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Text | Kind::Prose => "text",
            Kind::Url => "url",
            Kind::Colour(_) => "colour",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Flag => "flag",
            Kind::Choice => "choice",
            Kind::Identifier => "identifier",
            Kind::Json => "json",
            Kind::Object => "object",
            Kind::List => "list",
            Kind::Handler => "handler",
            Kind::Const => "const",
        }
    }

    /// The form of every value, where the kind alone decides it.
    pub const fn pattern(self) -> Option<&'static str> {
        match self {
            Kind::Colour(Hash::Wanted) => Some("^#[0-9A-Fa-f]{6}$"),
            Kind::Colour(Hash::Refused) => Some("^[0-9A-Fa-f]{6}$"),
            Kind::Colour(Hash::Dropped) => Some("^#?[0-9A-Fa-f]{6}$"),
            Kind::Identifier => Some("^[A-Za-z0-9_.:-]+$"),
            Kind::Handler => Some("^[A-Za-z_][A-Za-z0-9_]{0,63}$"),
            _ => None,
        }
    }

    /// Whether the value is JSON with a structure of its own.
    pub const fn is_json(self) -> bool {
        matches!(self, Kind::Json | Kind::Object | Kind::List)
    }
}

impl Param {
    /// The pattern that every value has to fit: its own, or that of its kind.
    pub fn enforced(&self) -> Option<&'static str> {
        self.limits.pattern.or_else(|| self.kind.pattern())
    }
}

/// Reads a given value into its canonical form. Empty and null mean "not set" and never come here.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(param: &Param, given: &Value) -> Result<Accepted, Vec<Trouble>> {
    let accepted = match param.kind {
        Kind::Text => read_text(param, given, false),
        Kind::Prose => read_text(param, given, true),
        Kind::Url => read_url(param, given),
        Kind::Colour(hash) => read_colour(param, hash, given),
        Kind::Integer => read_integer(param, given),
        Kind::Number => read_number(param, given),
        Kind::Flag => read_flag(param, given),
        Kind::Choice | Kind::Const => read_choice(param, given),
        Kind::Identifier => read_identifier(param, given),
        Kind::Handler => read_handler(given),
        Kind::Json | Kind::Object | Kind::List => return read_json(param, given),
    };
    let mut accepted = accepted.map_err(|trouble| vec![trouble])?;
    apply_test(param, &mut accepted);
    if accepted.troubles.iter().any(|trouble| trouble.severity == Severity::Error) {
        return Err(accepted.troubles);
    }
    Ok(accepted)
}

/// Whether a text is a value of this parameter: what tables promise about their defaults.
pub fn accepts(param: &Param, text: &str) -> bool {
    read(param, &Value::from(text)).is_ok()
}

/// "Not set" in every box: null and the empty text.
pub fn is_unset(given: &Value) -> bool {
    given.is_null() || given.as_str().is_some_and(str::is_empty)
}

fn apply_test(param: &Param, accepted: &mut Accepted) {
    let Some(test) = param.test else { return };
    if let Some(oddity) = test(&plain(&accepted.value)) {
        accepted.troubles.push(Trouble {
            id: oddity.id,
            severity: oddity.severity,
            path: None,
            message: oddity.message.into(),
        });
    }
}

/// The text of a scalar; JSON for anything else.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(_) | Value::Object(_) => serde_json::to_string(value).unwrap_or_default(),
        other => other.to_string(),
    }
}

/// More digits than a floating-point number keeps for sure.
const MOST_DIGITS: usize = 15;
/// 2^53: from here on floating-point numbers leave whole numbers out.
const LARGEST_COUNTED: f64 = 9_007_199_254_740_992.0;
/// A longer number is no form to advise.
const LONGEST_PLAIN: usize = 20;

/// Strings as they are, and numbers as their digits where these are surely the ones that were given.
fn scalar(given: &Value) -> Result<String, Trouble> {
    match given {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        Value::Number(number) => {
            let written = number.to_string();
            match plain_form(&written) {
                None if digits_of(&written) <= MOST_DIGITS => Ok(written),
                None => Err(inexact()),
                Some(plain) if plain.len() > LONGEST_PLAIN => Err(inexact()),
                Some(plain) => Err(Trouble::error(Message::new(
                    format!("请写成 {plain}，不要写 .0 或指数；或用引号写成文字"),
                    format!(
                        "Write it as {plain}, without that point or exponent, or as a text in quotes"
                    ),
                ))),
            }
        }
        _ => Err(Trouble::error(Message::new("这里需要一段文字", "A text is expected here"))),
    }
}

/// Refuses numbers of which digits are lost already: the marks of [`parse`], and what came here in
/// another way and is so large that whole numbers are left out.
///
/// # Errors
/// Says how to give it instead.
pub fn check_number(number: &Number) -> Result<(), Trouble> {
    let counted = number.as_f64().is_some_and(|number| number.abs() < LARGEST_COUNTED);
    if !number.is_f64() || counted || digits_of(&number.to_string()) <= MOST_DIGITS {
        return Ok(());
    }
    Err(inexact())
}

/// How many digits stand before the exponent.
fn digits_of(number: &str) -> usize {
    let mantissa = number.split('e').next().unwrap_or_default();
    mantissa.bytes().filter(u8::is_ascii_digit).count()
}

fn inexact() -> Trouble {
    Trouble::error(Message::new(
        "请用引号把它写成文字：这个数字超出了可精确表示的范围",
        "Give it as a text in quotes: this number cannot be kept exactly",
    ))
}

/// For `3.0` and `1e-7` the form without a point or an exponent; nothing for `1500.5`.
fn plain_form(written: &str) -> Option<String> {
    if !written.contains('e') {
        return written.strip_suffix(".0").map(str::to_owned);
    }
    written.parse().ok().map(|number: f64| number.to_string())
}
