//! What goes wrong with this vendor's snippets, one small rule each.

mod legacy;
mod starting;
mod visitor;

use serde_json::Value;

use crate::catalog::{self, kind};
use crate::channels::Severity;
use crate::channels::inspect::link::{Link, Stands};
use crate::channels::inspect::passage::HOLE;
use crate::channels::inspect::script::{Script, What};
use crate::channels::inspect::{Draft, Edit, Found, Rule, Said, Source, Span};
use crate::channels::sobot::inspect::component::{SPREAD, UNWRITTEN, on};
use crate::channels::sobot::inspect::{is_vendors, short_colour};
use crate::channels::sobot::params::trace;
use legacy::legacy_names;
pub use starting::own_button;
use starting::{custom_without_class, injected_twice, manual_without_start};
use visitor::{partnerid_constant, partnerid_random};

pub const RULES: &[Rule] = &[
    rule("sobot.demo-sysnum", Severity::Error, demo_sysnum),
    rule("sobot.not-https", Severity::Error, not_https),
    rule("sobot.legacy-names", Severity::Warning, legacy_names),
    rule("sobot.partnerid-random", Severity::Warning, partnerid_random),
    rule("sobot.sign-without-partnerid", Severity::Error, sign_without_partnerid),
    rule("sobot.colour-with-hash", Severity::Error, colour_cut),
    rule("sobot.inverted-flag", Severity::Warning, inverted_flag),
    rule("sobot.custom-without-class", Severity::Error, custom_without_class),
    rule("sobot.manual-without-start", Severity::Error, manual_without_start),
    rule("sobot.injected-twice", Severity::Warning, injected_twice),
    rule("sobot.onmessage-overwritten", Severity::Warning, onmessage_overwritten),
    rule("sobot.unknown-parameter", Severity::Warning, page_fields),
    rule("sobot.partnerid-constant", Severity::Warning, partnerid_constant),
    rule("sobot.not-in-this-target", Severity::Warning, start_of_a_link),
    rule("sobot.value-not-allowed", Severity::Error, origin_of_leave_message),
    rule("sobot.required", Severity::Error, nobodys),
    rule("sobot.value-not-allowed", Severity::Error, unwritten),
];

const fn rule(
    id: &'static str,
    severity: Severity,
    look: fn(&Draft, &Source<'_>) -> Vec<Found>,
) -> Rule {
    Rule { id, severity, look }
}

/// Identifiers of the vendor's own samples.
const DEMO: &[&str] = &[
    "3542411be2184c8cb6b48d66ca1b2730",
    "4c349791a07b46c1a70b8ac88aa23257",
    "ed22902866fb4f6e9bc7f0fa259aaa74",
];

fn links<'s>(draft: &'s Draft, source: &'s Source<'_>) -> impl Iterator<Item = &'s Link> {
    draft.links.iter().filter_map(|at| source.links.get(*at))
}

fn demo_sysnum(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let demo = |said: &&Said| {
        let value = said.value.as_ref().and_then(Value::as_str);
        said.name == "sysnum" && value.is_some_and(|value| DEMO.contains(&value))
    };
    let found = |said: &Said| {
        Found::new(
            "这是厂商示例里的 sysnum，访客会进入别人的客服；请换成自己企业的",
            "This sysnum is that of the vendor's samples: visitors would reach a stranger's desk. Put your own",
        )
        .about(said)
    };
    draft.said.iter().filter(demo).map(found).collect()
}

fn not_https(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let plain = links(draft, source).filter(|link| link.scheme == "http");
    let found = |link: &Link| {
        Found::new(
            "应使用 https：http 页面会被浏览器和小程序拦截，资料也会明文传输",
            "Use https: browsers and mini programs block plain http, and data travels in the open",
        )
        .at(link.passage.span(0..4))
        .correction("https")
        .edit(link.passage.replace(0..4, "https"))
    };
    plain.map(found).collect()
}

/// `goods: [{…}]`: the vendor reads a text there.
fn unwritten(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let bare = draft.beside(UNWRITTEN).filter_map(|name| {
        draft.said.iter().find(|said| said.spelt == name && said.name_at.is_some())
    });
    let found = bare.map(|said| {
        let name = &said.spelt;
        Found::new(
            format!("{name} 要的是 JSON 文字，不是数组或对象；请用 JSON.stringify"),
            format!("{name} takes JSON as a text, not a list or an object; use JSON.stringify"),
        )
        .about(said)
        .correction(format!("{name}: JSON.stringify(…)"))
    });
    found.collect()
}

/// A whole address, or the vendor's script, that does not say whose it is.
fn nobodys(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let component = draft.kind == "component";
    let kinds = matches!(draft.kind, "link" | "web_view" | "leave_message") || component;
    if !kinds || draft.said("sysnum").is_some() {
        return Vec::new();
    }
    let whole = |link: &Link| {
        let fixed = matches!(link.stands, Stands::Text | Stands::Attribute { .. });
        // A script may add the pair later; the text would name it then.
        let named = source.text.to_ascii_lowercase().contains("sysnum");
        !link.passage.has_hole() && (fixed || (component && !named))
    };
    let link = links(draft, source).find(|link| is_vendors(link)).filter(|link| whole(link));
    let found = link.map(|link| {
        Found::new(
            "缺少 sysnum：厂商不知道这是哪家企业，聊天打不开；在智齿后台的渠道设置里可以看到",
            "sysnum is missing: the vendor cannot tell whose desk this is, and no chat opens; the console shows it with the channel",
        )
        .parameter("sysnum")
        .at(link.passage.whole())
    });
    found.into_iter().collect()
}

/// An address of a script that ends with the sign, in a text that never speaks of a partnerid.
fn ends_unsaid(draft: &Draft, source: &Source<'_>) -> bool {
    let mut links = links(draft, source).filter(|link| link.stands == Stands::Script);
    let whole = |link: &Link| {
        let last = link.pairs.last().is_some_and(|pair| pair.name == "sign");
        let holes = link.passage.text.matches(HOLE).count();
        last && holes <= 1 && (holes == 0 || link.passage.text.ends_with(HOLE))
    };
    links.any(whole) && !source.text.to_ascii_lowercase().contains("partnerid")
}

fn sign_without_partnerid(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let Some(sign) = draft.said("sign") else { return Vec::new() };
    let empty = |said: &Said| said.value.as_ref().is_some_and(kind::is_unset);
    let missing = match draft.said("partnerid") {
        Some(said) => empty(said),
        None if draft.beside(SPREAD).next().is_some() => false,
        None => !draft.open || draft.kind == "fragment" || ends_unsaid(draft, source),
    };
    if !missing || empty(sign) {
        return Vec::new();
    }
    let found = Found::new(
        "有 sign 却没有 partnerid：签名是对 partnerid 算的，缺了它访客会被当作非法用户拒绝",
        "There is a sign but no partnerid: the sign is made for it, and without it the visitor is turned away",
    );
    vec![found.about(sign)]
}

/// `color=#04babc` in an address: the `#` begins the fragment and cuts off everything behind it.
fn colour_cut(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let cut = |link: &Link| {
        let pair =
            link.pairs.last().filter(|pair| pair.name == "color" && pair.raw(link).is_empty())?;
        let fragment = link.fragment.clone()?;
        let colour = link.fragment_text().split('&').next()?;
        if !matches!(colour.len(), 3 | 6) || !colour.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        Some(
            Found::new(
                format!("颜色前的 # 会截断网址，后面的参数全部失效；应写成 color={colour}"),
                format!("The # before the colour cuts the address, and all pairs behind it are lost; write color={colour}"),
            )
            .parameter("color")
            .at(link.passage.span(pair.value_at.end..fragment.start))
            .correction(colour)
            .edit(link.passage.replace(pair.value_at.end..fragment.start, "")),
        )
    };
    let short = draft.said.iter().filter_map(|said| {
        let colour = short_colour(said)?;
        let found = Found::new(
            format!("颜色不带 #，并要写满六位；应写成 {colour}"),
            format!("A colour has no # and six digits here; write {colour}"),
        );
        let edit = said.value_at.as_ref().and_then(|at| at.replace(0..at.text.len(), &colour));
        Some(found.about(said).correction(colour).edit(edit))
    });
    links(draft, source).filter_map(cut).chain(short).collect()
}

/// `manual` and `custom` say how a script starts; a link has no script.
fn start_of_a_link(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let starts = draft.said.iter().filter(|said| {
        matches!(draft.kind, "link" | "web_view" | "leave_message")
            && matches!(said.name.as_str(), "manual" | "custom")
    });
    let found = |said: &Said| {
        let name = &said.spelt;
        Found::new(
            format!("{name} 在这里不起作用；仅支持：component"),
            format!("{name} has no effect here; it works in: component"),
        )
        .about(said)
    };
    starts.map(found).collect()
}

/// The page of messages has one origin, which the system writes.
fn origin_of_leave_message(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let said = draft.said("source").filter(|_| draft.kind == "leave_message");
    let wrong = said.filter(|said| said.value.as_ref().is_some_and(|v| kind::plain(v) != "9"));
    let found = |said: &Said| {
        let edit = said.value_at.as_ref().and_then(|at| at.replace(0..at.text.len(), "9"));
        Found::new(
            "留言页的 source 固定为 9，其他值无效",
            "The source of the leave-message page is always 9; nothing else is valid",
        )
        .about(said)
        .correction("9")
        .edit(edit)
    };
    wrong.map(found).into_iter().collect()
}

/// Words of a comment that show that somebody knew.
const KNEW: &[&str] = &["关闭", "隐藏", "不显示", "禁", "off", "hide", "disable", "forbid"];

/// `msg_flag=1` hides and `invite_flag=true` forbids: most people mean the opposite.
fn inverted_flag(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    const FLAGS: &[(&str, &str, &str)] = &[
        (
            "msg_flag",
            "1/true 是关闭留言入口，0/false 才是显示",
            "1 or true hides the leave-message entry, 0 or false shows it",
        ),
        (
            "invite_flag",
            "true 是不允许客服邀请，false 才是允许",
            "true forbids agents to invite, false allows it",
        ),
    ];
    let mut found = Vec::new();
    for (name, zh, en) in FLAGS {
        let Some(said) = draft.said(name).filter(|_| on(draft, name)) else { continue };
        let line = said.at.map_or("", |span| rest_of_line(source, span.end)).to_ascii_lowercase();
        // A comment that explains both values was copied along with the sample.
        let explains = line.contains("true") || line.contains("false");
        if !explains && KNEW.iter().any(|word| line.contains(word)) {
            continue;
        }
        found.push(
            Found::new(
                format!("{name} 的取值是反的：{zh}。请确认这正是想要的"),
                format!(
                    "The values of {name} are inverted: {en}. Make sure that this is what you want"
                ),
            )
            .about(said),
        );
    }
    found
}

fn rest_of_line<'t>(source: &Source<'t>, from: usize) -> &'t str {
    let rest = source.text.get(from..).unwrap_or_default();
    rest.split(['\n', '\r']).next().unwrap_or_default()
}

/// `window.onmessage = …` takes the place of every other listener.
fn onmessage_overwritten(_draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for script in &source.scripts {
        let assignments = script.assignments.iter();
        for one in assignments.filter(|one| {
            matches!(
                one.path.as_str(),
                "window.onmessage" | "onmessage" | "self.onmessage" | "w.onmessage"
            )
        }) {
            let value = script.assigned(one);
            let told = Found::new(
                "window.onmessage 会覆盖页面上其他的消息监听；请改用 addEventListener，并先检查来源 origin，再解析 JSON",
                "window.onmessage overwrites every other listener of the page; use addEventListener, check the origin, and only then parse JSON",
            )
            .at(one.at)
            .correction("window.addEventListener(\"message\", …)");
            let head = Span { start: one.at.start, end: value.span.start };
            let tail = Span { start: value.span.end, end: value.span.end };
            let edits = [
                Edit { span: head, text: "window.addEventListener(\"message\", ".to_owned() },
                Edit { span: tail, text: ")".to_owned() },
            ];
            let whole = matches!(value.what, What::Function(_));
            found.push(if whole { told.edit(edits) } else { told });
        }
        found.extend(by_bracket(script).map(|span| {
            Found::new(
                "window[\"onmessage\"] 会覆盖页面上其他的消息监听；请改用 addEventListener，并先检查来源 origin，再解析 JSON",
                "window[\"onmessage\"] overwrites every other listener of the page; use addEventListener, check the origin, and only then parse JSON",
            )
            .at(span)
            .correction("window.addEventListener(\"message\", …)")
        }));
    }
    found
}

/// `window["onmessage"] = …`
fn by_bracket(script: &Script) -> Option<Span> {
    let words: Vec<(&str, Span)> = script.words().collect();
    let mut rows = words.windows(5).filter_map(|row| match row {
        [(owner, span), ("[", _), (name, _), ("]", _), ("=", _)] => {
            let own = matches!(*owner, "window" | "self" | "w");
            (own && name.trim_matches(['"', '\'', '`']) == "onmessage").then_some(*span)
        }
        _ => None,
    });
    rows.next()
}

/// Fields of a visited page that the document does not list, such as the `pcur_thumbnail` of its samples.
fn page_fields(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (place, fields) in trace::PLACES {
        let Some(said) = draft.said(place) else { continue };
        for (name, at) in said.inside.iter().filter(|(name, _)| !fields.contains(&name.as_str())) {
            let near = catalog::nearest(name, fields.iter().copied());
            let told = Found::new(
                format!(
                    "文档里没有 {place}.{name}{}",
                    near.map_or(String::new(), |near| format!("，是否想写 {near}？"))
                ),
                format!(
                    "The document has no {place}.{name}{}",
                    near.map_or(String::new(), |near| format!("; did you mean {near}?"))
                ),
            )
            .parameter(&format!("{place}.{name}"))
            .at(at.whole());
            found.push(match near {
                Some(near) => told.correction(near).edit(at.replace(0..at.text.len(), near)),
                None => told,
            });
        }
    }
    found
}
