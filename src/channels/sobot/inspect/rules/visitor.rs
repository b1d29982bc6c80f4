//! Who the visitor is said to be: somebody new at every click, or the same for everybody.

use serde_json::Value;

use super::links;
use super::starting::is_guarded;
use crate::channels::inspect::link::{Link, Stands};
use crate::channels::inspect::script::{Call, Script};
use crate::channels::inspect::{Draft, Found, Said, Source, Span};
use crate::channels::sobot::inspect::component::calls;

/// Expressions that give another value at every click.
const RANDOM: &[&str] = &[
    "math.random",
    "random(",
    "uuid(",
    "uuidv4(",
    "v4(",
    "guid(",
    "nanoid(",
    "date.now",
    "gettime(",
    "new date",
    "+new ",
];

pub fn partnerid_random(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let said = draft.said.iter().filter(|said| said.name == "partnerid");
    let random = said.filter(|said| match (&said.value, said.at) {
        (None, Some(span)) => is_random(source, span) && !is_kept(source, span),
        (Some(Value::String(text)), _) => is_static(draft, source) && looks_random(text),
        _ => false,
    });
    let found = |said: &Said| {
        Found::new(
            "partnerid 每次都是新的随机值：访客每次打开都变成新人，看不到历史记录。请传用户自己的固定编号，没有就不传",
            "This partnerid is random: the visitor is somebody new every time and loses the history. Send the user's own lasting id, or none",
        )
        .about(said)
    };
    random.map(found).collect()
}

/// Whether the expression there, or the one that its variable was given, is a random one.
fn is_random(source: &Source<'_>, span: Span) -> bool {
    let random = |text: &str| {
        let text = text.to_ascii_lowercase();
        RANDOM.iter().any(|word| text.contains(word))
    };
    let written = source.slice(span);
    let name = name_in(written);
    let given = |script: &Script| {
        let assignments =
            script.assignments.iter().filter(|one| !name.is_empty() && one.name() == name);
        assignments.map(|one| script.assigned(one).span).any(|span| random(source.slice(span)))
    };
    random(written) || source.scripts.iter().any(given)
}

/// The last name of an expression.
fn name_in(written: &str) -> &str {
    let expression = written.rsplit([':', '=', '+', '{']).next().unwrap_or_default();
    expression.trim().trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_')
}

/// Functions that keep a value for the next visit.
const KEEPING: &[&str] = &["setItem", "setStorageSync", "setStorage"];

/// Whether a random value is kept, so that it is the same at the next visit: the variable, or what
/// the function that gives it keeps.
fn is_kept(source: &Source<'_>, span: Span) -> bool {
    let written = source.slice(span);
    let name = name_in(written);
    let whole = |text: &str| {
        let part = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        !name.is_empty() && text.split(part).any(|word| word == name)
    };
    source.scripts.iter().any(|script| {
        let storage =
            |path: &str| path.contains("localStorage") || path.ends_with("document.cookie");
        let cookie =
            |call: &Call| call.path.ends_with("ookies.set") || call.path.ends_with("ookie.set");
        let called =
            script.calls.iter().filter(|call| KEEPING.contains(&call.name()) || cookie(call));
        let kept = called.flat_map(|call| script.arguments(call)).map(|node| node.span);
        let assigned = script.assignments.iter().filter(|one| storage(&one.path));
        let mut places: Vec<Span> = kept.collect();
        let given = script.assignments.iter().filter(|one| !name.is_empty() && one.name() == name);
        let given: Vec<Span> = given.map(|one| script.assigned(one).span).collect();
        places.extend(
            assigned.map(|one| Span { start: one.at.start, end: script.assigned(one).span.end }),
        );
        let holds =
            |outer: &Span, inner: &Span| outer.start <= inner.start && inner.end <= outer.end;
        let body = script.calls.iter().filter(|call| call.name() == name);
        let function = format!("function {name}");
        let declared = body.count() > 0
            && source
                .text
                .find(&function)
                .is_some_and(|at| places.iter().any(|place| place.start > at));
        declared
            || places.iter().any(|place| {
                whole(source.slice(*place)) || given.iter().any(|value| holds(value, place))
            })
    })
}

/// A link that stands fixed in a page or is handed around is the same for everybody; one with a
/// signature was made for somebody.
fn is_static(draft: &Draft, source: &Source<'_>) -> bool {
    let fixed = |link: &Link| matches!(link.stands, Stands::Attribute { .. } | Stands::Text);
    draft.said("sign").is_none() && links(draft, source).any(fixed)
}

fn looks_random(text: &str) -> bool {
    let bare: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
    let letters = bare.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let digits = bare.iter().filter(|byte| byte.is_ascii_digit()).count();
    bare.len() == 32 && letters >= 3 && digits >= 3 && letters + digits == 32
}

/// Configurations that are looked at.
const MOST_CALLS: usize = 20;

/// What begins a value that a server or a page puts in.
const TEMPLATES: &[&str] = &["<%", "<?", "{{", "${", "#{", "{%", "{!!", "@Model", "@ViewBag", "[["];

fn is_filled_in(text: &str) -> bool {
    TEMPLATES.iter().any(|begin| text.contains(begin))
}

/// A link that a whole page or a script opens. One element alone may be made anew for everybody.
fn in_page(draft: &Draft, source: &Source<'_>) -> bool {
    let page = source.tags.iter().any(|tag| {
        ["html", "body", "head", "template"].iter().any(|name| tag.name.eq_ignore_ascii_case(name))
    });
    let placed = |link: &Link| match link.stands {
        Stands::Attribute { .. } => page,
        Stands::Script => true,
        _ => false,
    };
    draft.kind == "link" && links(draft, source).any(placed)
}

/// `partnerid: "user_8831"` in the code of a page: everybody who opens it is that person.
pub fn partnerid_constant(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let Some(said) = draft.said("partnerid").filter(|_| draft.said("sign").is_none()) else {
        return Vec::new();
    };
    let text = said.value.as_ref().and_then(Value::as_str).unwrap_or_default();
    let Some(at) = said.at.filter(|_| !text.trim().is_empty()) else { return Vec::new() };
    // What is merged with more fields is a sample of a visitor.
    let plain = |(script, call): (&Script, &Call)| {
        let node = script.arguments(call).into_iter().nth(1);
        node.is_some_and(|node| {
            let holds = node.span.start <= at.start && at.end <= node.span.end;
            holds && node.object().is_some_and(|object| !object.open)
        })
    };
    // Code that expects to run again is written anew for everybody, by a server.
    let configured = || calls(source, "config").take(MOST_CALLS).any(plain);
    let fixed = !is_guarded(source)
        && draft.said("signed").is_none()
        && !looks_random(text)
        && !is_filled_in(text)
        && (in_page(draft, source) || configured());
    let found = || {
        Found::new(
            "页面代码里写死了 partnerid：所有访客会共用这一个人的聊天记录。请由服务端填入当前用户的编号",
            "The page's code has one fixed partnerid: all visitors would share that person's history. Let the server put the present user's id",
        )
        .about(said)
    };
    fixed.then(found).into_iter().collect()
}
