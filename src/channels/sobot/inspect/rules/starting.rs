//! How the component is loaded and started: once, with a class where it needs one, and at all.

use std::collections::BTreeSet;

use super::links;
use crate::channels::inspect::link::{Link, Stands};
use crate::channels::inspect::script::{Script, What};
use crate::channels::inspect::{Draft, Form, Found, Said, Source, Span};
use crate::channels::sobot::inspect::component::{calls, on};
use crate::channels::sobot::inspect::{FORMS, form_of};

/// `custom: true` needs one class on the script and on a button.
pub fn custom_without_class(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let Some(custom) = draft.said("custom").filter(|_| starts(draft) && on(draft, "custom")) else {
        return Vec::new();
    };
    if draft.kind == "fragment" {
        return if gives_class(source) { Vec::new() } else { vec![no_class().about(custom)] };
    }
    let classes = script_classes(source);
    let told = if classes.is_empty() {
        Found::new(
            "custom 为 true，但脚本元素没有 className，咨询按钮点了没有反应；请给脚本设置 className，并给按钮同名的 class",
            "custom is true, but the script element has no className, so the button does nothing; give the script a className and the button the same class",
        )
    } else if source.form == Form::Markup && !classes.iter().any(|class| is_used(source, class)) {
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

/// The page, or a piece of one.
fn starts(draft: &Draft) -> bool {
    matches!(draft.kind, "component" | "fragment")
}

fn no_class() -> Found {
    Found::new(
        "custom 为 true，但这段代码里没有脚本元素的 className，也没有同名 class 的按钮：两处都要写，否则按钮点了没有反应；若已写在页面别处，可忽略",
        "custom is true, but neither a className of the script element nor a button with that class stands in this piece; both are needed, or the button does nothing. Pass over this where they stand elsewhere in the page",
    )
}

/// Whether a piece of a page has the class on a button, or gives it to an element.
fn gives_class(source: &Source<'_>) -> bool {
    own_button(source)
        || source.scripts.iter().any(|script| !written_classes(script).is_empty())
        || source.scripts.iter().flat_map(Script::texts).any(|text| has_class(&text.text, CLASS))
}

/// The class of the vendor's samples.
const CLASS: &str = "zhiCustomBtn";

/// Whether a class stands in a text as a whole name.
pub fn has_class(text: &str, class: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.split(|c| !part(c)).any(|name| name == class)
}

/// Whether the page itself has a button of the class that ties it to the script.
pub fn own_button(source: &Source<'_>) -> bool {
    source.tags.iter().any(|tag| {
        !tag.closing
            && !tag.name.eq_ignore_ascii_case("script")
            && ["class", "className", ":class"]
                .iter()
                .any(|name| tag.text(name).is_some_and(|class| has_class(class, CLASS)))
    })
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
                .any(|one| one.bare_name().starts_with("class") && has_class(one.text(), class))
    });
    let texts =
        source.scripts.iter().flat_map(Script::texts).filter(|text| has_class(&text.text, class));
    on_tag || texts.count() > 1
}

pub fn manual_without_start(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let manual = draft.said("manual").filter(|_| starts(draft) && on(draft, "manual"));
    let started = calls(source, "frame_manual").next().is_some();
    let (zh, en) = if draft.kind == "fragment" {
        ("；若已写在页面别处，可忽略", ". Pass over this where it stands elsewhere in the page")
    } else {
        ("", "")
    };
    let found = |said: &Said| {
        Found::new(
            format!("manual 为 true，但这里没有调用 zc(\"frame_manual\", …)，聊天永远不会启动；请在按钮的点击里调用{zh}"),
            format!("manual is true, but nothing here calls zc(\"frame_manual\", …), so the chat never starts; call it when the button is clicked{en}"),
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

/// Whether the code expects to run more than once.
pub fn is_guarded(source: &Source<'_>) -> bool {
    source.text.contains("getElementById(\"zhichiScript\")")
        || source.text.contains("getElementById('zhichiScript')")
        || source.text.contains("#zhichiScript")
}

pub fn injected_twice(draft: &Draft, source: &Source<'_>) -> Vec<Found> {
    let mut injections: Vec<&Link> = links(draft, source).collect();
    // A string of JSX is an attribute and a text of the script, and one address.
    injections.sort_by_key(|link| link.passage.whole());
    injections.dedup_by_key(|link| link.passage.whole());
    injections.retain(|link| !is_managed(link, source));
    if is_guarded(source) || draft.kind != "component" {
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

/// `<Script id="…" src="…">` of Next.js, which loads an id once.
fn is_managed(link: &Link, source: &Source<'_>) -> bool {
    let tags = source.tags.iter().filter(|tag| tag.name == "Script" && !tag.closing);
    let place = link.passage.whole();
    let mut around = tags.filter(|tag| tag.at.start <= place.start && place.end <= tag.at.end);
    around.any(|tag| tag.attribute("id").is_some())
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
