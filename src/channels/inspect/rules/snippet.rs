//! Scripts: values of a server that nobody escaped, and identities that survive a sign-out.

use crate::channels::inspect::draft::Found;
use crate::channels::inspect::form::Form;
use crate::channels::inspect::passage::{Passage, Span};
use crate::channels::inspect::script::Script;
use crate::channels::inspect::source::Source;

/// What begins a value that a server puts in, with what ends it where the beginning alone proves nothing.
const SERVER: &[(&str, &str)] = &[
    ("<?php", ""),
    ("<?=", ""),
    ("<%=", ""),
    ("<%-", ""),
    ("<%", "%>"),
    ("#{", "}"),
    ("{!!", "!!}"),
    ("{$", "}"),
    ("@Model.", ""),
    ("@ViewBag.", ""),
    ("@Html.Raw(", ")"),
];
/// The same for template languages that share their signs with scripts; only in scripts of a page.
const SHARED: &[(&str, &str)] = &[("{{", "}}")];
/// Functions that make such a value safe.
const SAFE: &[&str] = &[
    "json_encode",
    "tojson",
    "to_json",
    "escapejs",
    "escapejavascript",
    "jsstringencode",
    "forjavascript",
    "json.stringify",
    "encodeuri",
    "urlencode",
    "url_encode",
    "htmlspecialchars",
];

/// `name: '<?php echo $name ?>'`: one quote in a name ends the string.
pub fn server_values(source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (at, script) in source.scripts.iter().enumerate() {
        let in_page = source.script_tags.get(at).is_some_and(Option::is_some) && is_page(source);
        let texts = script.texts();
        found.extend(texts.iter().filter_map(|text| server_value(text, source, in_page)));
    }
    found
}

/// HTML, and not a Vue file or a page of a mini program.
fn is_page(source: &Source<'_>) -> bool {
    let vue = source.tags.iter().any(|tag| tag.name == "template" || tag.name == "view");
    source.form == Form::Markup && !vue
}

fn server_value(text: &Passage, source: &Source<'_>, in_page: bool) -> Option<Found> {
    // A server sees the characters of the file, not what the script makes of them.
    let whole = text.whole();
    // A template with expressions may hold all the rest of a text, and many of them do.
    let written = if text.has_hole() { "" } else { source.slice(whole) };
    let signs = SERVER.iter().chain(if in_page { SHARED } else { &[] });
    let begins = signs.filter_map(|(open, close)| {
        let at = written.find(open)?;
        let (inside, _) = match written.get(at + open.len()..)? {
            rest if close.is_empty() => (rest, ""),
            rest => rest.split_once(close)?,
        };
        (close.is_empty() || inside.trim_start().starts_with(is_named)).then_some(at)
    });
    let at = whole.start + begins.min().or_else(|| unescaped(written))?;
    let lower = written.to_ascii_lowercase();
    if SAFE.iter().any(|safe| lower.contains(safe)) {
        return None;
    }
    Some(
        Found::new(
            "服务端的值直接写进了脚本的字符串：值里有引号或换行时脚本会断开，还可能被注入代码。请去掉引号，输出 JSON 编码后的值，例如 PHP 的 json_encode",
            "A server's value is put into a string of the script: a quote or a line end breaks the script or injects code. Drop the quotes and print the value as JSON, such as with PHP's json_encode",
        )
        .at(Span { start: at, end: at + 2 }),
    )
}

/// `{{ name|safe }}`: no script and no page of a mini program writes this.
fn unescaped(written: &str) -> Option<usize> {
    let at = written.find("{{")?;
    let (inside, _) = written.get(at..)?.split_once("}}")?;
    let filter = inside.rsplit_once('|').map(|(_, filter)| filter.trim());
    matches!(filter, Some("safe" | "raw")).then_some(at)
}

/// A value has a name; signs that stand beside each other by chance have none.
fn is_named(first: char) -> bool {
    first.is_alphabetic() || matches!(first, '_' | '$' | '@' | '=' | '-')
}

/// Functions that sign somebody out.
const SIGN_OUT: &[&str] =
    &["logout", "signout", "loginout", "dologout", "handlelogout", "onlogout", "userlogout"];
/// What ends the page, and with it the chat.
const RELOADS: &[&str] = &["reload", "replace", "assign", "href", "location"];
/// Names that tell the chat who somebody is.
const IDENTITY: &[&str] = &["partnerid", "uname", "setUser", "identifier", "user_id"];

/// A page that signs people in and out without a reload keeps talking as the one before.
pub fn identity_kept(source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for script in &source.scripts {
        let names: Vec<&str> = script.words().map(|(word, _)| word).collect();
        let names_person = |word: &&&str| IDENTITY.contains(&word.trim_matches(['"', '\'']));
        let identified = script.calls.iter().any(|call| matches!(call.name(), "zc" | "setUser"))
            && names.iter().any(|word| names_person(&word));
        let reloads = names.iter().any(|word| RELOADS.contains(word));
        if identified && !reloads {
            found.extend(sign_out(script));
        }
    }
    found
}

fn sign_out(script: &Script) -> Option<Found> {
    let plain = |word: &str| word.to_ascii_lowercase().replace('_', "");
    let (_, span) = script.words().find(|(word, _)| SIGN_OUT.contains(&plain(word).as_str()))?;
    Some(
        Found::new(
            "退出登录后没有刷新页面，聊天仍属于上一位用户；退出时请调用 location.reload()",
            "The page is not reloaded after a sign-out, so the chat still belongs to the person before; call location.reload() there",
        )
        .at(span)
        .correction("location.reload()"),
    )
}
