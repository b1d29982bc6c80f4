//! The files around the page: what the app declares, which version of the kit is installed and where.

use serde_json::Value;

use super::address::PAGE;
use crate::channels::inspect::script::{Field, Node, Object};
use crate::channels::inspect::{Draft, Passage, Said, Source, Span};
use crate::channels::tencent_desk::setup::KIT;

/// The folder that the vendor's commands copy to.
pub const USUAL_ROOT: &str = "ai-desk-customer-wechat";

pub fn files(source: &Source<'_>) -> Vec<Draft> {
    let json = source.json.as_ref().and_then(Node::object);
    let mut drafts: Vec<Draft> = json.into_iter().filter_map(app_json).collect();
    drafts.extend(json.and_then(package_json));
    if json.is_none() {
        drafts.extend(commands(source));
        drafts.extend(loading(source));
    }
    drafts
}

/// Entries that only give advice: `decodeURIComponent` in the wrong place, unchecked hosts.
pub fn advice(source: &Source<'_>) -> Option<Draft> {
    let whole = Span { start: 0, end: source.text.len() };
    let wanted =
        super::advice::decodes_twice(source) || super::advice::unchecked_hosts(source).is_some();
    wanted.then(|| Draft::new("fragment", "", whole))
}

/// The item of `subPackages` that is the kit.
pub fn subpackage(app: &Object) -> Option<&Object> {
    let lists = ["subPackages", "subpackages"].into_iter().filter_map(|name| app.field(name));
    let items = lists.filter_map(|field| field.value.array()).flatten();
    items.filter_map(Node::object).find(|item| {
        let root = text(item, "root").map(|root| root.text.trim_matches('/').to_owned());
        let pages: Vec<&str> = pages(item).map(|page| page.text.as_str()).collect();
        root.is_some_and(|root| root.ends_with(USUAL_ROOT))
            || (pages == [PAGE]
                && text(item, "entry").is_some_and(|entry| entry.text == "index.js"))
    })
}

pub fn pages(item: &Object) -> impl Iterator<Item = &Passage> {
    let list = item.field("pages").and_then(|field| field.value.array()).unwrap_or_default();
    list.iter().filter_map(Node::text)
}

pub fn text<'o>(object: &'o Object, name: &str) -> Option<&'o Passage> {
    object.field(name)?.value.text()
}

/// Rows of `preloadRule` that load this package.
pub fn preloading<'o>(app: &'o Object, root: &'o str) -> impl Iterator<Item = &'o Field> {
    let rules = app.field("preloadRule").and_then(|field| field.value.object());
    rules.map_or(&[][..], |rules| &rules.fields).iter().filter(move |field| {
        let packages = field.value.object().and_then(|rule| rule.field("packages"));
        let packages = packages.and_then(|field| field.value.array()).unwrap_or_default();
        packages.iter().filter_map(Node::text).any(|name| name.text.trim_matches('/') == root)
    })
}

/// An app that loads the kit ahead and has forgotten to declare it.
fn undeclared(app: &Object) -> Option<Draft> {
    let row = preloading(app, USUAL_ROOT).next()?;
    Some(Draft::new("app_json", "mini_program", row.name.whole()))
}

fn app_json(app: &Object) -> Option<Draft> {
    let Some(item) = subpackage(app) else { return undeclared(app) };
    let place = item.field("root")?;
    let root = place.value.text()?;
    let mut draft = Draft::new("app_json", "mini_program", root.whole());
    let plain = root.text.trim_matches('/').to_owned();
    let mut said = Said::text(place.name.clone(), root.clone());
    said.value = Some(Value::from(plain.as_str()));
    draft.said.push(said);
    for field in preloading(app, &plain) {
        // A row for the kit's own page says nothing about the page with the button.
        if field.name.text.strip_prefix(plain.as_str()).is_none_or(|rest| !rest.starts_with('/')) {
            draft.said.push(Said {
                name: "page".to_owned(),
                spelt: "preloadRule".to_owned(),
                value: Some(Value::from(field.name.text.as_str())),
                name_at: None,
                value_at: Some(field.name.clone()),
                at: Some(field.name.whole()),
                inside: Vec::new(),
                trusted: false,
            });
        }
    }
    Some(draft)
}

fn package_json(package: &Object) -> Option<Draft> {
    let list = package.field("dependencies")?.value.object()?;
    let field = list.field(KIT)?;
    let version = field.value.text()?;
    let mut draft = Draft::new("fragment", "mini_program", version.whole());
    draft.said.push(installed(field.name.clone(), version.clone()));
    Some(draft)
}

/// A version of the kit. A range is no version of the table, and installs all the same.
fn installed(name: Passage, version: Passage) -> Said {
    let trusted = is_range(&version.text);
    Said { trusted, ..Said::text(name, version).named("uikit_version") }
}

/// `^1.5.11`, `~1.5`, `latest`: what is installed changes by itself.
pub fn is_range(version: &str) -> bool {
    matches!(version, "latest" | "next" | "*" | "x")
        || version.starts_with(['^', '~', '>', '<'])
        || version.split('.').next_back() == Some("x")
        || version.ends_with(".*")
}

/// Generated commands are short.
const MOST_LINES: usize = 100;

/// `npm i …@version`, and the variables of generated commands.
fn commands(source: &Source<'_>) -> Option<Draft> {
    let at = source.text.find(KIT)?;
    let mut draft = Draft::new("fragment", "mini_program", Span { start: at, end: at + KIT.len() });
    let after = at + KIT.len();
    let rest = source.text.get(after..).unwrap_or_default();
    // `…@1.5.11` of a command, or `…": "1.5.11"` of a package file that was pasted with code.
    let begin = match rest.strip_prefix('@') {
        Some(_) => Some(1),
        None => rest.strip_prefix('"').and_then(|tail| {
            let value = tail.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
            Some(rest.len() - value.len())
        }),
    };
    let version = begin.map(|begin| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '^' | '~' | '-');
        let rest = rest.get(begin..).unwrap_or_default();
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        (begin, rest.get(..end).unwrap_or_default())
    });
    if let Some((begin, version)) = version.filter(|(_, version)| !version.is_empty()) {
        let value = Passage::plain(version, after + begin);
        draft.said.push(installed(Passage::plain(KIT, at), value));
    }
    let mut start = 0;
    for line in source.text.split_inclusive('\n').take(MOST_LINES) {
        draft.said.extend(variable(line, start));
        start += line.len();
    }
    (!draft.said.is_empty()).then_some(draft)
}

/// `version='1.5.11'` or `$version = '1.5.11'`.
fn variable(line: &str, start: usize) -> Option<Said> {
    let (name, rest) = line.split_once('=')?;
    let field = match name.trim().trim_start_matches('$') {
        "version" => "uikit_version",
        "root" => "root",
        _ => return None,
    };
    let value = rest.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    let at = start + name.len() + 1 + rest.find('\'')? + 1;
    let name = Passage::plain(name.trim(), start);
    Some(Said::text(name, Passage::plain(value, at)).named(field))
}

/// `require.async("./root/common/vendor")` of app.js.
fn loading(source: &Source<'_>) -> Option<Draft> {
    let mut calls = source.calls_named("async").filter(|(_, call)| call.path == "require.async");
    calls.find_map(|(script, call)| {
        let path = script.arguments(call).into_iter().next()?.text()?.clone();
        let root = path.text.strip_prefix("./")?.strip_suffix("/common/vendor")?.to_owned();
        let mut draft = Draft::new("fragment", "mini_program", call.at);
        let inner = path.slice(2..2 + root.len());
        let mut said = Said::text(path, inner);
        said.value = Some(Value::from(root.as_str()));
        said.spelt = "require.async".to_owned();
        draft.said.push(said.named("root"));
        Some(draft)
    })
}
