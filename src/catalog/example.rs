//! The example reader: a JSON value to start from, made of the rows below a parameter.

use serde_json::Value;

use crate::catalog::kind::Hash;
use crate::catalog::kind::Kind;
use crate::catalog::nested::children;
use crate::catalog::param::{Param, Wire};

/// The deepest that examples and explanations follow a structure.
pub const DEPTH: usize = 3;

/// A value with every field that the table knows; it is accepted as it stands, or nearly so.
pub fn example(table: &'static [Param], param: &'static Param) -> Value {
    shape(table, param, DEPTH)
}

fn shape(table: &'static [Param], param: &'static Param, depth: usize) -> Value {
    let path = param.path();
    let inner = || {
        let fields = children(table, &path)
            .filter(|_| depth > 0)
            .map(|field| (field.name.to_owned(), shape(table, field, depth.saturating_sub(1))));
        Value::Object(fields.collect())
    };
    let known = || param.default.or_else(|| param.values.first().map(|allowed| allowed.value));
    match param.kind {
        Kind::List if children(table, &path).next().is_none() => Value::Array(Vec::new()),
        Kind::List => Value::Array(vec![inner()]),
        Kind::Json | Kind::Object => inner(),
        Kind::Integer | Kind::Number => {
            let least = param.limits.min.unwrap_or(1).max(1);
            known().and_then(|text| text.parse().ok()).map_or_else(|| least.into(), Value::Number)
        }
        Kind::Flag => Value::from(true),
        Kind::Choice if param.wire == Wire::Number => known()
            .and_then(|text| text.parse().ok())
            .map_or_else(|| Value::from(plain(param)), Value::Number),
        _ => Value::from(known().map_or_else(|| plain(param), str::to_owned)),
    }
}

/// A text of the right kind and length.
fn plain(param: &Param) -> String {
    match param.kind {
        Kind::Url => "https://example.com/a.png".to_owned(),
        Kind::Colour(Hash::Wanted) => "#3550c8".to_owned(),
        Kind::Colour(_) => "3550c8".to_owned(),
        Kind::Identifier | Kind::Handler => param.name.to_owned(),
        _ => {
            let most = param.limits.max_length.unwrap_or(usize::MAX);
            param.label.zh.chars().take(most).collect()
        }
    }
}
