//! How values are written into an address: what is encoded, cut off or lost.

use serde_json::Value;

use super::address::decoded;
use super::expression::{Written, is_nothing, meaning, named, script, written};
use crate::channels::encode::navigate_json;
use crate::channels::inspect::passage::Edit;
use crate::channels::inspect::script::{Node, What};
use crate::channels::inspect::{Draft, Found, Passage, Said, Source, Span};
use crate::channels::tables;
use crate::channels::tencent_desk::TencentDesk;

/// Parameters whose value is JSON.
pub fn is_json(name: &str) -> bool {
    let param = tables::param(&TencentDesk, &format!("p.{name}"));
    param.is_some_and(|param| param.kind.is_json())
}

/// What a value says in the text: letters, or an expression.
enum Spelling {
    Letters(String),
    Expression(Span),
}

fn spelling(said: &Said, source: &Source<'_>) -> Option<Spelling> {
    let passage = said.value_at.as_ref()?;
    // Known letters that no place of the text says were made by an expression.
    let made = |passage: &Passage| {
        passage.replace(0..passage.text.len(), "").is_none()
            && matches!(meaning(source, passage.whole()).what, What::Call(..))
    };
    match passage.has_hole() {
        false if made(passage) => Some(Spelling::Expression(passage.whole())),
        false => Some(Spelling::Letters(passage.text.clone())),
        true if passage.text.chars().count() == 1 => Some(Spelling::Expression(passage.whole())),
        true => None,
    }
}

/// Code that writes JSON so that it survives; `function` makes it a text.
fn escaping(function: &str, value: &str) -> String {
    format!(
        "{function}({value}).replace(/[?&=#%+\\u0000-\\u001f\\u007f-\\uffff]/g, function (c) {{ return \"\\\\u\" + (\"000\" + c.charCodeAt(0).toString(16)).slice(-4); }})"
    )
}

/// The letters of a value, written as `\uXXXX`.
fn escaped(found: Found, said: &Said, value: &Value) -> Found {
    let json = navigate_json(value).as_str().to_owned();
    let edit = said.value_at.as_ref().and_then(|at| at.replace(0..at.text.len(), &json));
    found.correction(json).edit(edit)
}

fn instead(found: Found, span: Span, inner: &str) -> Found {
    with(found, span, escaping("JSON.stringify", inner))
}

fn with(found: Found, span: Span, code: String) -> Found {
    found.correction(code.clone()).edit([Edit { span, text: code }])
}

pub fn percent_encoded(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let json = draft.said.iter().filter(|said| is_json(&said.name));
    let found = |said: &Said| {
        Found::new(
            "页面直接 JSON.parse，不解码：encodeURIComponent 之后解析失败，这项功能悄悄消失；请改用 \\uXXXX 写法",
            "The page parses the JSON as it is and decodes nothing: after encodeURIComponent that fails and the feature is silently missing; write \\uXXXX instead",
        )
        .about(said)
    };
    json.filter_map(|said| match spelling(said, source)? {
        Spelling::Letters(letters) => {
            let encoded = letters.starts_with("%7B") || letters.starts_with("%5B");
            let value = encoded.then(|| decoded(&letters)).flatten();
            encoded.then(|| match value {
                Some(value) => escaped(found(said), said, &value),
                None => found(said),
            })
        }
        Spelling::Expression(span) => {
            let node = meaning(source, span);
            match written(&node) {
                Written::Encoded(inner) => {
                    // What is encoded without it is the JSON already.
                    let function = if encodes_json(&node) { "JSON.stringify" } else { "String" };
                    let code = escaping(function, source.slice(inner.span));
                    Some(with(found(said), node.span, code))
                }
                _ => None,
            }
        }
    })
    .collect()
}

/// Whether `JSON.stringify` stands inside the encoding.
fn encodes_json(node: &Node) -> bool {
    match written(node) {
        Written::Json(_) => true,
        Written::Encoded(_) => match &node.what {
            What::Call(_, arguments) => arguments.first().is_some_and(encodes_json),
            _ => false,
        },
        Written::Other => false,
    }
}

/// JSON; plain values are the catalogue's business, unless they are encoded by code.
pub fn raw_delimiters(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    draft
        .said
        .iter()
        .filter_map(|said| {
            if is_json(&said.name) { raw_json(said, source) } else { encoded_plain(said, source) }
        })
        .collect()
}

fn raw_json(said: &Said, source: &Source<'_>) -> Option<Found> {
    let found = Found::new(
        "值里有 ? & =：网址在这里被截断，页面解析失败，后面的参数也会丢失；请把这些字符写成 \\uXXXX",
        "The value has ? & =: the address is cut there, the page cannot read the JSON, and later parameters are lost; write these characters as \\uXXXX",
    )
    .about(said);
    match spelling(said, source)? {
        Spelling::Letters(letters) => {
            let value: Value = serde_json::from_str(&letters).ok()?;
            letters.contains(['?', '&', '=']).then(|| escaped(found, said, &value))
        }
        Spelling::Expression(span) => {
            let call = meaning(source, span);
            let Written::Json(inner) = written(&call) else { return None };
            let node =
                script(source, span).map_or_else(|| inner.clone(), |script| named(script, &inner));
            let cut = match node.value() {
                Some(value) => value.to_string().contains(['?', '&', '=']),
                None => has_open_address(&node),
            };
            cut.then(|| instead(found, call.span, source.slice(inner.span)))
        }
    }
}

/// Fields that hold addresses, which nearly always have a query.
const ADDRESSES: &[&str] = &["url", "pic", "icon"];

/// Whether an address is computed at run time.
fn has_open_address(node: &Node) -> bool {
    match &node.what {
        What::Array(items) => items.iter().any(has_open_address),
        What::Object(object) => object.fields.iter().any(|field| {
            (ADDRESSES.contains(&field.name.text.as_str()) && field.value.value().is_none())
                || has_open_address(&field.value)
        }),
        _ => false,
    }
}

/// A list or an object glued into the address as it is becomes `[object Object]`.
pub fn not_written(said: &Said, source: &Source<'_>) -> Option<Found> {
    let Spelling::Expression(span) = spelling(said, source)? else { return None };
    let node = meaning(source, span);
    let node = script(source, span).map_or(node.clone(), |script| named(script, &node));
    matches!(node.what, What::Array(_) | What::Object(_)).then(|| {
        let found = Found::new(
            "对象直接拼进网址会变成文字 [object Object]，按钮不会出现；请先用 JSON.stringify",
            "An object glued into the address becomes the text [object Object], and no button appears; use JSON.stringify first",
        );
        instead(found.about(said), span, source.slice(span))
    })
}

fn encoded_plain(said: &Said, source: &Source<'_>) -> Option<Found> {
    let Spelling::Expression(span) = spelling(said, source)? else { return None };
    let call = meaning(source, span);
    let Written::Encoded(inner) = written(&call) else { return None };
    let inner = source.slice(inner.span);
    let found = Found::new(
        "页面不解码：encodeURIComponent 之后，坐席看到的是 %E5…；请去掉编码，并换掉值里的 ? & = # % +",
        "The page decodes nothing: after encodeURIComponent agents see %E5…; take it away, and replace ? & = # % + in the value",
    );
    let code = format!(
        "String({inner}).replace(/[?&=#%+]/g, function (c) {{ return String.fromCharCode(c.charCodeAt(0) + 65248); }})"
    );
    Some(found.about(said).correction(code.clone()).edit([Edit { span: call.span, text: code }]))
}

/// The address carries the text "undefined" where an optional value is absent.
pub fn undefined(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let optional = |said: &Said| !matches!(said.name.as_str(), "sdk_app_id" | "userID" | "userSig");
    draft
        .said
        .iter()
        .filter_map(|said| {
            let span = match spelling(said, source)? {
                Spelling::Letters(text) => {
                    return matches!(text.as_str(), "undefined" | "null").then(|| lost(said));
                }
                Spelling::Expression(span) if optional(said) => span,
                Spelling::Expression(_) => return None,
            };
            let node = meaning(source, span);
            let name = match &node.what {
                What::Name(path) => path.clone(),
                What::Null => return Some(lost(said)),
                _ => return None,
            };
            let code = script(source, span)?;
            let given = || code.assignments.iter().any(|one| one.path == name);
            let absent =
                is_nothing(code, source, &name) || (!given() && !is_guarded(source, span, &name));
            absent.then(|| lost(said))
        })
        .collect()
}

fn lost(said: &Said) -> Found {
    let name = said.spelt.clone();
    Found::new(
        format!("没有值时，页面收到的是文字 undefined；请只在有值时才拼上 &{name}="),
        format!("Without a value the page receives the text “undefined”; add &{name}= only when there is one"),
    )
    .about(said)
}

/// How far back a condition is looked for, in bytes.
const NEAR: usize = 300;

/// Whether the code asks for the value before it uses it.
fn is_guarded(source: &Source<'_>, span: Span, name: &str) -> bool {
    let mut from = span.start.saturating_sub(NEAR);
    while !source.text.is_char_boundary(from) {
        from += 1;
    }
    let before = source.text.get(from..span.start).unwrap_or_default();
    before.match_indices(name).any(|(at, _)| {
        let (head, tail) = (
            before.get(..at).unwrap_or_default(),
            before.get(at + name.len()..).unwrap_or_default(),
        );
        let head = head.trim_end();
        head.ends_with("if (")
            || head.ends_with("if(")
            || head.ends_with("&&")
            || tail.trim_start().starts_with('?')
            || tail.trim_start().starts_with("&&")
    })
}
