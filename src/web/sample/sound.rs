//! What every page must be, whatever stands on it. Each check names what is wrong with a page.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::tree::{Element, Tree};
use crate::channels;
use crate::text::Lang;

/// What is known of a page before it is read.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// A whole page, as opposed to a part that a script puts in.
    pub whole: bool,
    pub lang: Lang,
    /// Nothing that was given to the page is Chinese.
    pub plain: bool,
}

type Check = fn(&Tree, Facts) -> Vec<String>;

const CHECKS: &[Check] = &[
    well_formed,
    elements,
    frame,
    headings,
    ids,
    references,
    names,
    groups,
    forms,
    nothing_inline,
    own_addresses,
    lists,
    language,
    super::ways::ways,
];

/// Everything that is wrong with a page.
pub fn faults(tree: &Tree, facts: Facts) -> Vec<String> {
    CHECKS.iter().flat_map(|check| check(tree, facts)).collect()
}

/// No message of the parser is forgiven: our pages are written by hand, and html5ever is silent on
/// all of them. A browser repairs the same faults silently, and then the page is not what we wrote.
fn well_formed(tree: &Tree, _: Facts) -> Vec<String> {
    tree.errors.iter().map(|error| format!("not well-formed: {error}")).collect()
}

/// All elements that our templates write. What is not here was made by somebody's text.
const ELEMENTS: &str = "html head meta title link script body a aside b br button caption code datalist dd del details dialog div \
    dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 header i input ins kbd label legend li main mark nav ol \
    option p pre progress section select small span summary table tbody td textarea th thead time tr ul \
    svg circle g path rect text";

fn elements(tree: &Tree, _: Facts) -> Vec<String> {
    let known: HashSet<&str> = ELEMENTS.split_whitespace().collect();
    let strange = tree.elements().filter(|element| !known.contains(element.name()));
    strange.map(|element| format!("{} is none of our elements", element.told())).collect()
}

/// One page, one language, one heading, one main part.
fn frame(tree: &Tree, facts: Facts) -> Vec<String> {
    if !facts.whole {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for name in ["title", "h1", "main"] {
        let count = tree.named(name).count();
        if count != 1 || tree.named(name).all(|element| element.spoken().is_empty()) {
            faults.push(format!("there must be one <{name}> with text, not {count}"));
        }
    }
    let lang = tree.named("html").next().and_then(|html| html.get("lang"));
    if lang != Some(facts.lang.tag()) {
        faults.push(format!("<html lang> is {lang:?}, not {}", facts.lang.tag()));
    }
    faults
}

/// Headings go down one level at a time; a part of a page begins below its title.
fn headings(tree: &Tree, facts: Facts) -> Vec<String> {
    let mut faults = Vec::new();
    let mut above = usize::from(!facts.whole);
    for element in tree.elements().filter(|element| element.is_shown()) {
        let level = ["h1", "h2", "h3", "h4", "h5", "h6"].iter().position(|name| element.is(name));
        let Some(level) = level.map(|at| at + 1) else { continue };
        let words = element.spoken();
        if level > above + 1 {
            faults.push(format!("<h{level}> {words:?} skips a level below <h{above}>"));
        }
        if words.is_empty() {
            faults.push(format!("<h{level}> is empty"));
        }
        above = level;
    }
    faults
}

fn ids(tree: &Tree, _: Facts) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut faults = Vec::new();
    for id in tree.elements().filter_map(|element| element.get("id")) {
        if id.is_empty() || id.contains(char::is_whitespace) {
            faults.push(format!("{id:?} is no id"));
        }
        if !seen.insert(id) {
            faults.push(format!("the id {id:?} stands twice"));
        }
    }
    faults
}

/// Attributes that name other elements of the page by their ids, and those that write `#` before it.
const BY_ID: &[&str] = &[
    "for",
    "form",
    "list",
    "headers",
    "popovertarget",
    "commandfor",
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-labelledby",
    "aria-owns",
    "data-field",
];
const BY_HASH: &[&str] = &["href", "data-copy", "data-open", "data-colour"];

fn references(tree: &Tree, facts: Facts) -> Vec<String> {
    let known: HashMap<&str, Element<'_>> =
        tree.elements().filter_map(|element| Some((element.get("id")?, element))).collect();
    let mut faults = Vec::new();
    for element in tree.elements() {
        for (name, value) in element.attributes() {
            let wanted: Vec<&str> = match name.as_str() {
                // The part tells of fields on the page around it.
                "data-field" | "form" if !facts.whole => continue,
                "href" if !facts.whole && element.get("data-leads").is_some() => continue,
                name if BY_ID.contains(&name) => value.split_whitespace().collect(),
                name if BY_HASH.contains(&name) => value.strip_prefix('#').into_iter().collect(),
                _ => continue,
            };
            let lost = wanted.iter().filter(|id| !known.contains_key(**id));
            faults
                .extend(lost.map(|id| format!("{}: no element has the id {id:?}", element.told())));
            let target = wanted.first().and_then(|id| known.get(*id));
            if name == "for" && target.is_some_and(|target| !CONTROLS.contains(&target.name())) {
                faults.push(format!("{} labels no control", element.told()));
            }
            if name == "aria-labelledby" && target.is_some_and(|target| target.spoken().is_empty())
            {
                faults.push(format!("{} is named by something silent", element.told()));
            }
        }
    }
    faults
}

const CONTROLS: &[&str] = &["input", "select", "textarea", "button"];
/// What else needs a name, because it can be reached and used.
const NAMED: &[&str] = &["a", "summary", "dialog"];
/// Roles that are nothing without a name.
const ROLES: &[&str] = &["group", "img", "textbox", "region", "radiogroup", "search"];

/// Everything that can be used says what it is.
fn names(tree: &Tree, _: Facts) -> Vec<String> {
    let mut labels: HashMap<&str, Vec<Element<'_>>> = HashMap::new();
    for label in tree.named("label") {
        if let Some(id) = label.get("for") {
            labels.entry(id).or_default().push(label);
        }
    }
    let ids: HashMap<&str, Element<'_>> =
        tree.elements().filter_map(|element| Some((element.get("id")?, element))).collect();
    let mut faults = Vec::new();
    for element in tree.elements().filter(|element| element.is_shown()) {
        let control = CONTROLS.contains(&element.name());
        let role =
            element.get("role").is_some_and(|role| ROLES.contains(&role) && role != "search");
        if !control && !role && !NAMED.contains(&element.name()) {
            continue;
        }
        let pointed = element
            .get("aria-labelledby")
            .into_iter()
            .flat_map(str::split_whitespace)
            .filter_map(|id| ids.get(id));
        let mut said: String = pointed.map(|other| other.spoken()).collect();
        said.push_str(element.get("aria-label").unwrap_or_default());
        match element.name() {
            "input" | "select" | "textarea" => {
                let own = element.get("id").and_then(|id| labels.get(id)).into_iter().flatten();
                let around = element.upwards().skip(1).filter(|around| around.is("label"));
                said.extend(own.copied().chain(around).map(Element::spoken));
            }
            _ if !role => said.push_str(&element.spoken()),
            _ => {}
        }
        if said.trim().is_empty() {
            faults.push(format!("{} has no name", element.told()));
        }
    }
    faults
}

/// Radio buttons and check boxes that share a name stand in a group with a name.
fn groups(tree: &Tree, _: Facts) -> Vec<String> {
    let boxes = |element: &Element<'_>| {
        matches!(element.get("type"), Some("radio" | "checkbox")) && element.has("name")
    };
    let all: Vec<Element<'_>> = tree.named("input").filter(boxes).collect();
    let shared = |one: &&Element<'_>| {
        one.get("type") == Some("radio")
            || all.iter().filter(|other| other.get("name") == one.get("name")).count() > 1
    };
    let named = |one: &Element<'_>| {
        one.upwards().any(|around| {
            let legend = around.inside().find(|inner| inner.is("legend"));
            around.is("fieldset") && legend.is_some_and(|legend| !legend.spoken().is_empty())
        })
    };
    let lost = all.iter().filter(shared).filter(|one| !named(one));
    lost.map(|one| format!("{} stands in no group with a legend", one.told())).collect()
}

fn forms(tree: &Tree, _: Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for form in tree.named("form") {
        let method = form.get("method").unwrap_or("get");
        let tokens = form
            .inside()
            .filter(|inner| inner.is("input") && inner.get("name") == Some("csrf_token"))
            .filter(|inner| inner.get("value").is_some_and(|value| !value.is_empty()))
            .count();
        match (method, tokens) {
            ("post", 1) | ("get", 0) => {}
            ("post", _) => faults.push(format!("{} carries {tokens} tokens", form.told())),
            ("get", _) => faults.push(format!("{} tells its token to the address", form.told())),
            _ => faults.push(format!("{} is sent by {method:?}", form.told())),
        }
        if form.get("action").is_none_or(str::is_empty) {
            faults.push(format!("{} goes nowhere", form.told()));
        }
        let sends = |one: &Element<'_>| one.is("button") && one.get("type") != Some("button");
        // A button may stand elsewhere and name its form.
        let named = |one: &Element<'_>| one.has("form") && one.get("form") == form.get("id");
        let elsewhere = tree.elements().any(|one| sends(&one) && named(&one));
        if !elsewhere && !form.inside().any(|inner| sends(&inner)) {
            let fixed = form.inside().any(|inner| inner.is("fieldset") && inner.has("disabled"));
            if !fixed {
                faults.push(format!("{} has no button that sends it", form.told()));
            }
        }
    }
    faults
}

fn nothing_inline(tree: &Tree, _: Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for element in tree.elements() {
        let names = element.attributes().iter().map(|(name, _)| name.as_str());
        let inline = names.filter(|name| {
            matches!(*name, "style" | "srcdoc" | "srcset" | "ping") || name.starts_with("on")
        });
        faults.extend(inline.map(|name| format!("{} has {name}=", element.told())));
        if element.is("script") && (!element.has("src") || !element.spoken().is_empty()) {
            faults.push("an inline script".to_owned());
        }
        if element.is("meta") && element.has("http-equiv") {
            faults.push("a meta that acts as a header".to_owned());
        }
    }
    faults
}

/// Attributes that hold an address.
const ADDRESSES: &[&str] = &[
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "manifest",
    "poster",
    "src",
    "data-live",
];

/// Only ways inside this portal: nothing is loaded from elsewhere, and a click leads there only in a
/// window of its own that learns nothing of where it was opened.
fn own_addresses(tree: &Tree, _: Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for element in tree.elements() {
        for (name, value) in element.attributes() {
            let own = value.starts_with('#') || super::super::visit::own_path(value).is_some();
            let clean = !value.contains(|c: char| c.is_whitespace() || c.is_control() || c == '"');
            let alone = element.get("target") == Some("_blank")
                && element.get("rel") == Some("noopener noreferrer");
            let apart = element.is("a") && name == "href" && alone && value.starts_with("https://");
            if ADDRESSES.contains(&name.as_str()) && !((own || apart) && clean) {
                faults.push(format!("{}: {name} leads to {value:?}", element.told()));
            }
        }
    }
    faults
}

/// Lists hold nothing but entries, and entries stand in lists.
fn lists(tree: &Tree, _: Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for element in tree.elements() {
        let Some(around) = element.parent() else { continue };
        let wanted: &[&str] = match element.name() {
            "li" => &["ul", "ol"],
            "dt" | "dd" => &["dl", "div"],
            "legend" => &["fieldset"],
            "summary" => &["details"],
            "figcaption" => &["figure"],
            "option" => &["select", "datalist"],
            _ if matches!(around.name(), "ul" | "ol") => &[],
            _ => continue,
        };
        if !wanted.contains(&around.name()) {
            faults.push(format!("{} stands in {}", element.told(), around.told()));
        }
    }
    faults
}

/// Attributes that are read out or shown.
const READ: &[&str] = &["alt", "aria-label", "aria-description", "content", "placeholder", "title"];

/// What stands on English pages in Chinese on purpose: our own name, because the title of a tab cannot
/// say which part of it is Chinese, and the fixed words of vendors, which have their translation beside.
static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let tables = channels::ALL.iter().flat_map(|channel| {
        let targets = channel.targets().iter().map(|target| target.window_fields);
        [channel.account_fields(), channel.parameters()].into_iter().chain(targets)
    });
    let rows: Vec<_> = tables.flatten().collect();
    let words = rows.iter().flat_map(|param| param.values).map(|allowed| allowed.label.en);
    let defaults = rows.iter().filter_map(|param| param.default);
    let mut names: Vec<&str> = words.chain(defaults).chain(["Jieru 接入"]).collect();
    names.retain(|name| has_chinese(name));
    // A name may be the beginning of another one.
    names.sort_by_key(|name| Reverse(name.len()));
    names
});

/// An English page is English. Exempt are parts that say they are Chinese, what stands in fields and
/// code (it is the vendor's, or was typed), and drawings of the vendor's own words.
fn language(tree: &Tree, facts: Facts) -> Vec<String> {
    if facts.lang != Lang::En || !facts.plain {
        return Vec::new();
    }
    let exempt = |element: Element<'_>| {
        element.upwards().any(|around| {
            around.get("lang").is_some_and(|lang| lang == Lang::Zh.tag())
                || matches!(around.name(), "code" | "pre" | "textarea" | "option")
                || around.get("class") == Some("sim-screen")
        })
    };
    let texts = tree
        .texts()
        .filter(|(text, around)| is_chinese(text) && !around.is_some_and(exempt))
        .map(|(text, around)| (text, around.map(Element::told).unwrap_or_default()));
    let attributes = tree.elements().filter(|element| !exempt(*element)).flat_map(|element| {
        let read = element.attributes().iter().filter(|(name, _)| READ.contains(&name.as_str()));
        read.map(move |(name, value)| (value.as_str(), format!("{} {name}", element.told())))
    });
    let attributes = attributes.filter(|(text, _)| is_chinese(text));
    texts
        .chain(attributes)
        .map(|(text, place)| format!("{place}: {text:?} is not English"))
        .collect()
}

fn is_chinese(text: &str) -> bool {
    has_chinese(text)
        && has_chinese(&NAMES.iter().fold(text.to_owned(), |text, name| text.replace(name, "")))
}

/// Han characters, kana and full-width signs.
fn has_chinese(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
    })
}
