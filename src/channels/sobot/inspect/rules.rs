//! What goes wrong with this vendor's snippets, one small rule each.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalog::{self, kind};
use crate::channels::Severity;
use crate::channels::inspect::link::{Link, Stands};
use crate::channels::inspect::script::{Script, What};
use crate::channels::inspect::{Draft, Edit, Form as TextForm, Found, Rule, Said, Source, Span};
use crate::channels::sobot::inspect::component::{calls, on};
use crate::channels::sobot::inspect::{FORMS, Form, form_of};
use crate::channels::sobot::link::LEGACY;
use crate::channels::sobot::params::trace;

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

/// Old names with the new form, new names with the old form, and the old form itself.
fn legacy_names(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let form = links(draft, source).find_map(form_of);
    let old = form.is_some_and(|form| form.old);
    let keep = old && form.is_some_and(|form| form.variant == "h5_legacy");
    let mut found = Vec::new();
    if let (true, Some(form)) = (old, form) {
        found.extend(links(draft, source).filter_map(|link| old_form(link, form)));
    }
    for said in &draft.said {
        let Some((modern, ancient)) = LEGACY.iter().find(|(modern, _)| *modern == said.name) else {
            continue;
        };
        let (wrong, right) = if keep { (*modern, *ancient) } else { (*ancient, *modern) };
        if said.spelt == wrong && said.name_at.is_some() {
            found.push(misspelt(said, right, keep));
        }
    }
    found
}

fn misspelt(said: &Said, right: &str, old: bool) -> Found {
    let wrong = &said.spelt;
    let found = if old {
        Found::new(
            format!("旧版链接里 {wrong} 要写成 {right}，两种写法混用时这个值不起作用"),
            format!(
                "In a link of the old form {wrong} is spelt {right}; mixed spellings have no effect"
            ),
        )
    } else {
        Found::new(
            format!("{wrong} 是旧版的写法，v2 要写成 {right}，否则这个值不起作用"),
            format!(
                "{wrong} is the spelling of the old form; v2 has {right}, and ignores the other"
            ),
        )
    };
    let edit = said.name_at.as_ref().and_then(|at| at.replace(0..at.text.len(), right));
    found.about(said).correction(right).edit(edit)
}

/// The old form of the H5 link still has a use; the others have none.
fn old_form(link: &Link, form: &Form) -> Option<Found> {
    let at = link.path.rfind(form.path).map(|at| link.path_at.start + at)?;
    let range = at..at + form.path.len();
    let span = link.passage.span(range.clone());
    if form.variant == "h5_legacy" {
        return Some(
            Found::new(
                "这是旧版链接，只适合安卓 6.0 以下的手机；其他设备请用 /chat/h5/v2/index.html，参数名也随之改变",
                "This is the old form of the link, for Android below 6.0 only; elsewhere use /chat/h5/v2/index.html and its names",
            )
            .at(span),
        );
    }
    let modern = if form.target == "component" {
        "/chat/frame/v2/entrance.js"
    } else {
        "/chat/pc/v2/index.html"
    };
    Some(
        Found::new(
            format!("这是旧版地址，请改用 {modern}，参数名也随之改变"),
            format!("This is an address of the old form; use {modern} and its names"),
        )
        .at(span)
        .correction(modern)
        .edit(link.passage.replace(range, modern)),
    )
}

/// Expressions that give another value at every click.
const RANDOM: &[&str] =
    &["random", "uuid", "guid", "nanoid", "date.now", "gettime(", "new date", "timestamp"];

fn partnerid_random(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let said = draft.said.iter().filter(|said| said.name == "partnerid");
    let random = said.filter(|said| match (&said.value, said.at) {
        (None, Some(span)) => is_random(source, span),
        (Some(Value::String(text)), _) => in_page(draft, source) && looks_random(text),
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
    let expression = written.rsplit([':', '=', '+', '{']).next().unwrap_or_default();
    let name = expression.trim().trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let given = |script: &Script| {
        let assignments =
            script.assignments.iter().filter(|one| !name.is_empty() && one.name() == name);
        assignments.map(|one| script.assigned(one).span).any(|span| random(source.slice(span)))
    };
    random(written) || source.scripts.iter().any(given)
}

/// A link that stands fixed in a page is the same for everybody.
fn in_page(draft: &Draft, source: &Source<'_>) -> bool {
    links(draft, source).any(|link| matches!(link.stands, Stands::Attribute { .. }))
}

fn looks_random(text: &str) -> bool {
    let bare: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
    let letters = bare.iter().any(u8::is_ascii_alphabetic);
    let digits = bare.iter().any(u8::is_ascii_digit);
    bare.len() == 32 && letters && digits && bare.iter().all(u8::is_ascii_hexdigit)
}

fn sign_without_partnerid(draft: &Draft, _source: &Source<'_>) -> Vec<Found> {
    let Some(sign) = draft.said("sign") else { return Vec::new() };
    let empty = |said: &Said| said.value.as_ref().is_some_and(kind::is_unset);
    let missing = match draft.said("partnerid") {
        Some(said) => empty(said),
        None => !draft.open || draft.kind == "fragment",
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
        let colour = link.fragment_text().get(..6)?;
        let end = link.fragment_text().as_bytes().get(6);
        if !colour.bytes().all(|byte| byte.is_ascii_hexdigit()) || !matches!(end, None | Some(b'&'))
        {
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
    links(draft, source).filter_map(cut).collect()
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
        if KNEW.iter().any(|word| line.contains(word)) {
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

/// `custom: true` needs one class on the script and on a button.
fn custom_without_class(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let Some(custom) =
        draft.said("custom").filter(|_| draft.kind == "component" && on(draft, "custom"))
    else {
        return Vec::new();
    };
    let classes = script_classes(source);
    let told = if classes.is_empty() {
        Found::new(
            "custom 为 true，但脚本元素没有 className，咨询按钮点了没有反应；请给脚本设置 className，并给按钮同名的 class",
            "custom is true, but the script element has no className, so the button does nothing; give the script a className and the button the same class",
        )
    } else if source.form == TextForm::Markup && !classes.iter().any(|class| is_used(source, class))
    {
        let class = classes.first().map_or("", String::as_str);
        Found::new(
            format!("custom 为 true，但页面上没有 class 为 {class} 的按钮；请给咨询按钮加上这个 class"),
            format!("custom is true, but no button of the page has the class {class}; put it on the entry button"),
        )
        .correction(class)
    } else {
        return Vec::new();
    };
    vec![told.about(custom)]
}

/// The classes that the vendor's script element gets.
fn script_classes(source: &Source<'_>) -> Vec<String> {
    let ours = |link: &Link| form_of(link).is_some_and(|form| form.target == "component");
    let mut classes: Vec<String> = Vec::new();
    for link in source.links.iter().filter(|link| ours(link)) {
        if let Stands::Attribute { tag, .. } = link.stands {
            let class = source.tags.get(tag).and_then(|tag| tag.text("class"));
            classes.extend(class.unwrap_or_default().split_whitespace().map(str::to_owned));
        }
    }
    for script in &source.scripts {
        let loads = script.assignments.iter().filter_map(|one| {
            let owner = one.path.strip_suffix(".src")?;
            is_script(&script.assigned(one).text()?.text).then_some(owner)
        });
        let owners: BTreeSet<&str> = loads.collect();
        for (owner, class) in written_classes(script) {
            if owners.contains(owner.as_str()) {
                classes.extend(class.split_whitespace().map(str::to_owned));
            }
        }
    }
    classes
}

fn is_script(address: &str) -> bool {
    FORMS.iter().filter(|form| form.target == "component").any(|form| address.contains(form.path))
}

/// `x.className = "…"` and `x.setAttribute("class", "…")`: the owner and the class.
fn written_classes(script: &Script) -> Vec<(String, String)> {
    let assigned = script.assignments.iter().filter_map(|one| {
        let owner = one.path.strip_suffix(".className")?;
        Some((owner.to_owned(), script.assigned(one).text()?.text.clone()))
    });
    let called = script.calls.iter().filter_map(|call| {
        let set = call.path.strip_suffix(".setAttribute");
        let owner = set.or_else(|| call.path.strip_suffix(".classList.add"))?;
        let arguments = script.arguments(call);
        let mut texts = arguments.iter().filter_map(|node| Some(node.text()?.text.clone()));
        let first = texts.next()?;
        let class = if set.is_some() { texts.next().filter(|_| first == "class")? } else { first };
        Some((owner.to_owned(), class))
    });
    assigned.chain(called).collect()
}

/// Whether anything besides the script element has a class: a tag, or a string of a script.
fn is_used(source: &Source<'_>, class: &str) -> bool {
    let ours = |link: &Link| form_of(link).is_some_and(|form| form.target == "component");
    let loaders: BTreeSet<usize> = source
        .links
        .iter()
        .filter(|link| ours(link))
        .filter_map(|link| match link.stands {
            Stands::Attribute { tag, .. } => Some(tag),
            _ => None,
        })
        .collect();
    let on_tag = source.tags.iter().enumerate().any(|(at, tag)| {
        !loaders.contains(&at)
            && tag
                .attributes
                .iter()
                .any(|one| one.bare_name().starts_with("class") && one.text().contains(class))
    });
    let texts =
        source.scripts.iter().flat_map(Script::texts).filter(|text| text.text.contains(class));
    on_tag || texts.count() > 1
}

fn manual_without_start(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let manual = draft.said("manual").filter(|_| draft.kind == "component" && on(draft, "manual"));
    let started = calls(source, "frame_manual").next().is_some();
    let found = |said: &Said| {
        Found::new(
            "manual 为 true，但没有调用 zc(\"frame_manual\", …)，聊天永远不会启动；请在按钮的点击里调用",
            "manual is true, but nothing calls zc(\"frame_manual\", …), so the chat never starts; call it when the button is clicked",
        )
        .about(said)
    };
    manual.filter(|_| !started).map(found).into_iter().collect()
}

/// Functions that run again whenever a route or a component changes.
const AGAIN: &[&str] = &[
    "afterEach",
    "beforeEach",
    "useEffect",
    "onMounted",
    "watch",
    "$watch",
    "onShow",
    "setInterval",
];
const METHODS: &[&str] =
    &["mounted", "activated", "created", "updated", "componentDidMount", "componentDidUpdate"];

fn injected_twice(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let injections: Vec<&Link> = links(draft, source).collect();
    let guarded = source.text.contains("getElementById(\"zhichiScript\")")
        || source.text.contains("getElementById('zhichiScript')")
        || source.text.contains("#zhichiScript");
    if guarded || draft.kind != "component" {
        return Vec::new();
    }
    let found = |link: &Link| {
        Found::new(
            "厂商脚本会被加载不止一次，页面上会出现多个入口或重复的消息；加载前先检查 document.getElementById(\"zhichiScript\")",
            "The vendor's script is loaded more than once, which doubles entries and messages; look for document.getElementById(\"zhichiScript\") first",
        )
        .at(link.passage.whole())
        .correction("if (document.getElementById(\"zhichiScript\")) { return; }")
    };
    if let Some(second) = injections.get(1) {
        return vec![found(second)];
    }
    let repeated = injections.first().filter(|link| runs_again(source, link.passage.whole()));
    repeated.map(|link| found(link)).into_iter().collect()
}

/// Whether a place lies inside a function that runs again and again.
fn runs_again(source: &Source<'_>, place: Span) -> bool {
    let holds = |span: Span| span.start <= place.start && place.end <= span.end;
    source.scripts.iter().any(|script| {
        let hooks = script.calls.iter().filter(|call| AGAIN.contains(&call.name()));
        let hooked = hooks.flat_map(|call| script.arguments(call)).any(|node| match node.what {
            What::Function(body) => holds(body),
            _ => false,
        });
        let methods = script.calls.iter().filter(|call| METHODS.contains(&call.path.as_str()));
        hooked || methods.filter_map(|call| script.body_after(call)).any(holds)
    })
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
    }
    found
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
