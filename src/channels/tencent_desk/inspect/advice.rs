//! Advice that goes wrong outside the developer tools.

use super::written::is_json;
use crate::channels::inspect::script::{Node, What};
use crate::channels::inspect::{Draft, Found, Source, Span};

/// The vendor's advice for a first test, which ends on real phones.
pub fn unchecked_hosts(source: &Source<'_>) -> Option<Span> {
    let words = "不校验合法域名";
    let said = source.text.find(words).map(|at| Span { start: at, end: at + words.len() });
    let json = source.json.as_ref().and_then(Node::object);
    let switch = json.and_then(|json| json.field("setting")?.value.object()?.field("urlCheck"));
    let off = switch.filter(|field| matches!(field.value.what, What::Bool(false)));
    let registered = ["服务器域名", "request 合法域名", "request合法域名"];
    said.filter(|_| !registered.iter().any(|words| source.text.contains(words)))
        .or_else(|| off.map(|field| field.value.span))
}

pub fn domains(_draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let found = unchecked_hosts(source).map(|span| {
        Found::new(
            "不校验域名只在开发者工具里有效：上线前须在微信公众平台登记即时通信 IM 的域名和签名接口的域名",
            "Switching the check of hosts off works in the developer tools only: before launch register the hosts of Instant Messaging and of the signing address with WeChat",
        )
        .at(span)
    });
    found.into_iter().collect()
}

/// Calls beyond these are not listed, and longer arguments are not repeated.
const MOST_CALLS: usize = 20;
const LONGEST_ARGUMENT: usize = 200;

/// What a page of a mini program was opened with; elsewhere two layers may be right.
fn is_option(node: &Node) -> bool {
    match &node.what {
        What::Call(_, arguments) => arguments.first().is_some_and(is_option),
        What::Name(path) => {
            ["options.", "option.", "query.", "opts."].iter().any(|root| path.starts_with(root))
        }
        _ => false,
    }
}

/// Where something is decoded that the base library has decoded already, and what is decoded.
fn decodings<'s>(source: &'s Source<'_>) -> impl Iterator<Item = (Span, Span)> + use<'s> {
    let desk = ["SDKAppID", "ai-desk"].iter().any(|sign| source.text.contains(sign));
    let calls = source.calls_named("decodeURIComponent").filter_map(move |(script, call)| {
        let argument = script.arguments(call).into_iter().next()?;
        let again =
            matches!(&argument.what, What::Call(path, _) if path.ends_with("decodeURIComponent"));
        let option = matches!(&argument.what, What::Name(path) if {
            let name = path.rsplit('.').next().unwrap_or_default();
            path.contains('.') && (is_json(name) || name == "userSig")
        });
        ((again && (desk || is_option(&argument))) || option).then_some((call.at, argument.span))
    });
    calls.take(MOST_CALLS)
}

pub fn decodes_twice(source: &Source<'_>) -> bool {
    decodings(source).next().is_some()
}

pub fn double_decode(_draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let found = decodings(source).map(|(span, argument)| {
        let found = Found::new(
            "基础库已经解码过一次：再解码会改变含 % 的值，遇到单独的 % 还会抛出 URIError",
            "The base library has decoded once: decoding again changes values with %, and a lone % throws a URIError",
        )
        .at(span);
        match source.slice(argument) {
            short if short.len() <= LONGEST_ARGUMENT => found.correction(short),
            _ => found,
        }
    });
    found.collect()
}
