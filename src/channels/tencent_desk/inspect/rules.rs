//! What is looked for in entries of this vendor.

use serde_json::Value;

use super::address::{PAGE, decoded, root};
use super::expression::{Written, is_nothing, meaning, named, script, written};
use super::files::{pages, preloading, subpackage, text};
use crate::channels::Severity;
use crate::channels::encode::navigate_json;
use crate::channels::inspect::judge::deployment;
use crate::channels::inspect::passage::Edit;
use crate::channels::inspect::script::{Node, What};
use crate::channels::inspect::{Draft, Found, Rule, Said, Source, Span};
use crate::channels::tencent_desk::scheme::LONGEST;
use crate::channels::tencent_desk::usersig::Claims;
use crate::channels::tencent_desk::{TencentDesk, findings};
use crate::channels::{Diagnostic, tables};

pub const RULES: &[Rule] = &[
    error("tencent_desk.percent-encoded-json", percent_encoded),
    error("tencent_desk.raw-delimiters", raw_delimiters),
    warning("tencent_desk.undefined-interpolation", undefined),
    error("tencent_desk.usersig-invalid", usersig),
    error("tencent_desk.identity-invalid", nobody),
    error("tencent_desk.toolbar-invalid", toolbar),
    error("tencent_desk.service-number-unknown", number),
    warning("tencent_desk.preload-rule", preload),
    error("tencent_desk.page-path", page_path),
    Rule { id: "tencent_desk.domains", severity: Severity::Note, look: domains },
    warning("tencent_desk.double-decode", double_decode),
];

type Look = fn(&Draft, &Source<'_>) -> Vec<Found>;

const fn error(id: &'static str, look: Look) -> Rule {
    Rule { id, severity: Severity::Error, look }
}

const fn warning(id: &'static str, look: Look) -> Rule {
    Rule { id, severity: Severity::Warning, look }
}

/// Parameters whose value is JSON.
fn is_json(name: &str) -> bool {
    let param = tables::param(&TencentDesk, &format!("p.{name}"));
    param.is_some_and(|param| param.kind.is_json())
}

/// What a value says in the text: letters, or an expression.
enum Spelling {
    Letters(String),
    Expression(Span),
}

fn spelling(said: &Said) -> Option<Spelling> {
    let passage = said.value_at.as_ref()?;
    match passage.has_hole() {
        false => Some(Spelling::Letters(passage.text.clone())),
        true if passage.text.chars().count() == 1 => Some(Spelling::Expression(passage.whole())),
        true => None,
    }
}

/// Code that writes JSON so that it survives.
fn escaping(value: &str) -> String {
    format!(
        "JSON.stringify({value}).replace(/[?&=#%+\\u0000-\\u001f\\u007f-\\uffff]/g, function (c) {{ return \"\\\\u\" + (\"000\" + c.charCodeAt(0).toString(16)).slice(-4); }})"
    )
}

/// The letters of a value, written as `\uXXXX`.
fn escaped(found: Found, said: &Said, value: &Value) -> Found {
    let json = navigate_json(value).as_str().to_owned();
    let edit = said.value_at.as_ref().and_then(|at| at.replace(0..at.text.len(), &json));
    found.correction(json).edit(edit)
}

fn instead(found: Found, span: Span, inner: &str) -> Found {
    let code = escaping(inner);
    found.correction(code.clone()).edit([Edit { span, text: code }])
}

fn percent_encoded(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let json = draft.said.iter().filter(|said| is_json(&said.name));
    let found = |said: &Said| {
        Found::new(
            "页面直接 JSON.parse，不解码：encodeURIComponent 之后解析失败，这项功能悄悄消失；请改用 \\uXXXX 写法",
            "The page parses the JSON as it is and decodes nothing: after encodeURIComponent that fails and the feature is silently missing; write \\uXXXX instead",
        )
        .about(said)
    };
    json.filter_map(|said| match spelling(said)? {
        Spelling::Letters(letters) => {
            let encoded = letters.starts_with("%7B") || letters.starts_with("%5B");
            let value = encoded.then(|| decoded(&letters)).flatten();
            encoded.then(|| match value {
                Some(value) => escaped(found(said), said, &value),
                None => found(said),
            })
        }
        Spelling::Expression(span) => match written(&meaning(source, span)) {
            Written::Encoded(inner) => Some(instead(found(said), span, source.slice(inner.span))),
            _ => None,
        },
    })
    .collect()
}

/// JSON; plain values are the catalogue's business, unless they are encoded by code.
fn raw_delimiters(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
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
    match spelling(said)? {
        Spelling::Letters(letters) => {
            let value: Value = serde_json::from_str(&letters).ok()?;
            letters.contains(['?', '&', '=']).then(|| escaped(found, said, &value))
        }
        Spelling::Expression(span) => {
            let Written::Json(inner) = written(&meaning(source, span)) else { return None };
            let node =
                script(source, span).map_or_else(|| inner.clone(), |script| named(script, &inner));
            let cut = match node.value() {
                Some(value) => value.to_string().contains(['?', '&', '=']),
                None => has_open_address(&node),
            };
            cut.then(|| instead(found, span, source.slice(inner.span)))
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

fn encoded_plain(said: &Said, source: &Source<'_>) -> Option<Found> {
    let Spelling::Expression(span) = spelling(said)? else { return None };
    let Written::Encoded(inner) = written(&meaning(source, span)) else { return None };
    let inner = source.slice(inner.span);
    let found = Found::new(
        "页面不解码：encodeURIComponent 之后，坐席看到的是 %E5…；请去掉编码，并换掉值里的 ? & = # % +",
        "The page decodes nothing: after encodeURIComponent agents see %E5…; take it away, and replace ? & = # % + in the value",
    );
    let code = format!(
        "String({inner}).replace(/[?&=#%+]/g, function (c) {{ return String.fromCharCode(c.charCodeAt(0) + 65248); }})"
    );
    Some(found.about(said).correction(code.clone()).edit([Edit { span, text: code }]))
}

/// The address carries the text "undefined" where an optional value is absent.
fn undefined(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let optional =
        |said: &&Said| !matches!(said.name.as_str(), "sdk_app_id" | "userID" | "userSig");
    draft
        .said
        .iter()
        .filter(optional)
        .filter_map(|said| {
            let Spelling::Expression(span) = spelling(said)? else { return None };
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

fn usersig(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let Some(said) = draft.said("userSig") else { return Vec::new() };
    let Some(user_sig) = said.value.as_ref().and_then(Value::as_str) else { return Vec::new() };
    let text = |name: &str| {
        draft.said(name).and_then(|said| said.value.as_ref()).map(crate::catalog::kind::plain)
    };
    let whole = user_sig.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*-_".contains(&byte));
    let Some(claims) = Claims::read(user_sig).filter(|_| whole) else {
        return vec![Found::new(
            "不是有效的 UserSig：无法还原；可能没有复制完整、字母表不对，或还是示例里的占位",
            "No valid UserSig: it cannot be opened; perhaps it was not copied whole, has the wrong alphabet, or is the sample's placeholder",
        )
        .about(said)];
    };
    let mut found = Vec::new();
    if text("userID").is_some_and(|user_id| !user_id.is_empty() && user_id != claims.identifier) {
        found.push((
            "签名属于另一个 userID，登录会返回 70013",
            "The signature is for another userID; signing in answers 70013",
        ));
    }
    if text("sdk_app_id").is_some_and(|app| app != claims.sdk_app_id.to_string()) {
        found.push((
            "签名属于另一个 SDKAppID，登录会返回 70014",
            "The signature is for another SDKAppID; signing in answers 70014",
        ));
    }
    if claims.is_in_milliseconds() {
        found.push((
            "签发时刻写成了毫秒，签名几乎永不过期；应为秒",
            "Its moment is in milliseconds, so that it hardly ever ends; seconds are meant",
        ));
    }
    if !(1..=LONGEST).contains(&claims.expire) {
        found.push((
            "有效期不在 1 秒到 50 年之间",
            "It does not live between one second and fifty years",
        ));
    }
    found.into_iter().map(|(zh, en)| Found::new(zh, en).about(said)).collect()
}

/// The empty text of the vendor's samples, which the tables take for "not set".
fn nobody(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let said = draft
        .said("userID")
        .filter(|said| said.value.as_ref().and_then(Value::as_str).is_some_and(str::is_empty));
    let found = said.map(|said| {
        Found::new(
            "userID 是空的，还是示例里的占位：无法登录",
            "The userID is empty, as in the samples: nobody can sign in",
        )
        .about(said)
    });
    found.into_iter().collect()
}

/// What the editor says about several values together, at their places.
fn borrowed(draft: &Draft, id: &str) -> Vec<Found> {
    let given = deployment(&TencentDesk, draft);
    let found = findings::find(&TencentDesk, &given).into_iter();
    found
        .filter(|one| one.id.strip_prefix("tencent_desk.") == Some(id))
        .filter_map(|Diagnostic { parameter, message, .. }| {
            let path = parameter?;
            let said = draft.said(path.split('.').next()?)?;
            Some(Found::new(message.zh, message.en).about(said).parameter(&path))
        })
        .collect()
}

fn toolbar(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    borrowed(draft, "toolbar-invalid")
}

fn number(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    borrowed(draft, "service-number-unknown")
}

fn preload(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let app = source.json.as_ref().and_then(Node::object).filter(|_| draft.kind == "app_json");
    let Some((app, root)) = app.zip(draft.text("root")) else { return Vec::new() };
    let own = format!("{root}/");
    let button = app.field("pages").and_then(|field| field.value.array()?.first()?.text());
    let mut found = Vec::new();
    for field in preloading(app, root) {
        if field.name.text.trim_start_matches('/').starts_with(&own) {
            let told = Found::new(
                "这里写的是分包自己的页面：进入它时分包已经加载，预加载不起作用；应写放按钮的主包页面",
                "This is the subpackage's own page: on entering it the package is there already, and nothing is loaded ahead; name the page with the button",
            )
            .at(field.name.whole())
            .parameter("preloadRule");
            found.push(match button {
                Some(page) => told
                    .correction(page.text.clone())
                    .edit(field.name.replace(0..field.name.text.len(), &page.text)),
                None => told,
            });
        }
        let network = field.value.object().and_then(|rule| text(rule, "network"));
        if let Some(network) =
            network.filter(|network| !matches!(network.text.as_str(), "all" | "wifi"))
        {
            found.push(
                Found::new("network 只能是 all 或 wifi", "network is all or wifi")
                    .at(network.whole())
                    .parameter("preloadRule")
                    .correction("all")
                    .edit(network.replace(0..network.text.len(), "all")),
            );
        }
    }
    found.extend(unknown_packages(app));
    found
}

/// Packages beyond these are not compared: an app has a few.
const MOST_PACKAGES: usize = 50;

/// Packages that nobody declared.
fn unknown_packages(app: &crate::channels::inspect::script::Object) -> Vec<Found> {
    let lists = ["subPackages", "subpackages"].into_iter().filter_map(|name| app.field(name));
    let items: Vec<_> =
        lists.filter_map(|field| field.value.array()).flatten().filter_map(Node::object).collect();
    let known = |name: &str| {
        name == "__APP__"
            || items.iter().any(|item| {
                ["root", "name"].iter().any(|key| {
                    text(item, key)
                        .is_some_and(|text| text.text.trim_matches('/') == name.trim_matches('/'))
                })
            })
    };
    let rules = app.field("preloadRule").and_then(|field| field.value.object());
    let fields = rules.map_or(&[][..], |rules| &rules.fields).iter();
    let packages =
        fields.filter_map(|field| field.value.object()?.field("packages")?.value.array());
    packages
        .flatten()
        .filter_map(Node::text)
        .take(MOST_PACKAGES)
        .filter(|name| !known(&name.text))
        .map(|name| {
            Found::new(
                format!("预加载的分包 {} 没有在 subPackages 中声明", name.text),
                format!("The package {} to load ahead is not declared in subPackages", name.text),
            )
            .at(name.whole())
            .parameter("preloadRule")
        })
        .collect()
}

fn page_path(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    if draft.kind == "app_json" {
        return undeclared(source).into_iter().collect();
    }
    let Some(said) = draft.said.iter().find(|said| said.name == "root" && said.spelt == "url")
    else {
        return Vec::new();
    };
    let Some(path) = said.value_at.as_ref().filter(|path| !path.has_hole()) else {
        return Vec::new();
    };
    if root(&path.text).is_some() {
        return Vec::new();
    }
    let found = Found::new(
        format!("路径应为绝对路径 /{}/{PAGE}，否则打不开客服页", super::files::USUAL_ROOT),
        format!(
            "The path must be absolute, /{}/{PAGE}, or the chat does not open",
            super::files::USUAL_ROOT
        ),
    )
    .about(said);
    let absolute = format!("/{}", path.text.trim_start_matches("./"));
    vec![if root(&absolute).is_some() {
        found.correction(absolute.clone()).edit(path.replace(0..path.text.len(), &absolute))
    } else {
        found
    }]
}

/// The subpackage without the kit's page.
fn undeclared(source: &Source<'_>) -> Option<Found> {
    let item = subpackage(source.json.as_ref()?.object()?)?;
    let declared = pages(item).any(|page| page.text == PAGE);
    (!declared).then(|| {
        let found = Found::new(
            format!("分包的 pages 里没有 {PAGE}，客服页打不开"),
            format!("The subpackage's pages lack {PAGE}, so the chat does not open"),
        );
        let place = item.field("pages").map_or_else(
            || text(item, "root").map(crate::channels::inspect::Passage::whole),
            |field| Some(field.value.span),
        );
        let found = found.parameter("subPackages").correction(PAGE);
        match place {
            Some(place) => found.at(place),
            None => found,
        }
    })
}

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

fn domains(_draft: &Draft, source: &Source<'_>) -> Vec<Found> {
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

/// Where something is decoded that the base library has decoded already, and what is decoded.
fn decodings<'s>(source: &'s Source<'_>) -> impl Iterator<Item = (Span, Span)> + use<'s> {
    let calls = source.calls_named("decodeURIComponent").filter_map(|(script, call)| {
        let argument = script.arguments(call).into_iter().next()?;
        let again =
            matches!(&argument.what, What::Call(path, _) if path.ends_with("decodeURIComponent"));
        let option = matches!(&argument.what, What::Name(path) if {
            let name = path.rsplit('.').next().unwrap_or_default();
            path.contains('.') && (is_json(name) || name == "userSig")
        });
        (again || option).then_some((call.at, argument.span))
    });
    calls.take(MOST_CALLS)
}

pub fn decodes_twice(source: &Source<'_>) -> bool {
    decodings(source).next().is_some()
}

fn double_decode(_draft: &Draft, source: &Source<'_>) -> Vec<Found> {
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
