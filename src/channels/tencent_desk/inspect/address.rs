//! The address of the chat page, as code glues it together.
//!
//! A value may hold `?`, `&` and `=`, which is what is wrong with it; so an address is cut only where
//! a name follows, and inside JSON only where a known one does.

use std::ops::Range;

use serde_json::Value;

use super::expression::{meaning, resolve};
use super::files::USUAL_ROOT;
use crate::channels::inspect::passage::HOLE;
use crate::channels::inspect::script::{Field, Node, Script, What};
use crate::channels::inspect::{Draft, Passage, Said, Signed, Source, Span};
use crate::channels::tencent_desk::params;
use crate::channels::tencent_desk::scheme::SCHEME;

/// The kit's only page.
pub const PAGE: &str = "pages/index/index";
/// Names that other vendors' addresses have as well.
const COMMON: &[&str] = &["nickName", "avatar", "userID"];

/// More pages in one text, and more values in one address, are not looked at: nobody writes them, and
/// each one costs a search.
const MOST_PAGES: usize = 30;
const MOST_VALUES: usize = 40;

/// Entries in scripts, and addresses that stand in a line of their own.
pub fn pages(source: &Source<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = lines(source).chain(navigators(source)).take(MOST_PAGES).collect();
    for (at, script) in source.scripts.iter().enumerate() {
        let mut own: Vec<Draft> = Vec::new();
        for text in script.texts() {
            if opens(&text.text) {
                if drafts.len() + own.len() >= MOST_PAGES {
                    break;
                }
                let mut draft = Draft::new("mini_program", "mini_program", text.whole());
                draft.scripts.push(at);
                match prefix(text, script, source) {
                    Some(before) => continued(&before, text, &mut draft),
                    None => page(text, &mut draft),
                }
                values(text, Some(script), source, &mut draft);
                own.push(draft);
            } else if let Some(name) = continues(&text.text) {
                if own.is_empty() && !COMMON.contains(&name) {
                    let mut draft = Draft::new("fragment", "mini_program", text.whole());
                    draft.open = true;
                    draft.scripts.push(at);
                    own.push(draft);
                }
                if let Some(draft) = own.last_mut() {
                    values(text, Some(script), source, draft);
                }
            }
        }
        if !own.is_empty() {
            let shared: Vec<Said> = visitor(script).into_iter().chain(endpoint(script)).collect();
            for draft in &mut own {
                draft.said.extend(shared.iter().cloned());
            }
        }
        drafts.extend(own);
    }
    for draft in &mut drafts {
        draft.signed = signed(draft);
    }
    drafts
}

/// `<navigator url="/root/pages/index/index?SDKAppID=…">`.
fn navigators<'s>(source: &'s Source<'_>) -> impl Iterator<Item = Draft> + use<'s> {
    let values = source
        .tags_named("navigator")
        .filter_map(|(at, tag)| Some((at, tag.attribute("url")?.value.as_ref()?.passage.clone())));
    values.filter(|(_, url)| opens(&url.text)).map(|(at, url)| {
        let mut draft = Draft::new("mini_program", "mini_program", url.whole());
        draft.tags.push(at);
        draft.open = url.text.contains("{{");
        page(&url, &mut draft);
        values_of(&url, &mut draft);
        draft
    })
}

/// Pairs of an address in markup: what is bound there is unknown.
fn values_of(url: &Passage, draft: &mut Draft) {
    for (name, value) in pairs(&url.text).into_iter().take(MOST_VALUES) {
        let (name, value) = (url.slice(name), url.slice(value));
        let bound = value.text.contains("{{");
        let read = if bound { None } else { Some(plain(&value.text)) };
        let mut said = Said::text(name, value);
        said.value = read;
        said.value_at = said.value_at.filter(|_| !bound);
        draft.said.push(if said.name == "SDKAppID" { said.named("sdk_app_id") } else { said });
    }
}

/// `/root/pages/index/index?SDKAppID=…` without any code around it.
fn lines<'s>(source: &'s Source<'_>) -> impl Iterator<Item = Draft> + use<'s> {
    let mut at = 0;
    source.text.split_inclusive('\n').filter_map(move |line| {
        let start = at + line.find(|c: char| !c.is_whitespace()).unwrap_or_default();
        at += line.len();
        let text = line.trim();
        let begins = text.starts_with(['/', '.']) || text.starts_with(USUAL_ROOT);
        let alone = begins && opens(text) && !text.contains(['`', '\'']);
        alone.then(|| {
            let passage = Passage::plain(text, start);
            let mut draft = Draft::new("mini_program", "mini_program", passage.whole());
            page(&passage, &mut draft);
            values(&passage, None, source, &mut draft);
            draft
        })
    })
}

fn known(name: &str) -> Option<&'static str> {
    let table = params::all().iter().filter(|param| param.parent.is_none());
    table.map(|param| param.name).find(|known| *known == name)
}

/// Whether an address of the chat page begins here.
fn opens(text: &str) -> bool {
    let Some((path, query)) = text.split_once('?') else { return false };
    let first = query.split('=').next().unwrap_or_default();
    let named = is_slip(first) || known(first).is_some_and(|name| !COMMON.contains(&name));
    let kit = path.strip_suffix(PAGE).map(|root| root.trim_end_matches('/'));
    query.contains("SDKAppID=")
        || kit.is_some_and(|root| named || (root.ends_with(USUAL_ROOT) && query.contains('=')))
}

/// A known name in other letter case.
fn is_slip(name: &str) -> bool {
    let mut names = params::all().iter().filter(|param| param.parent.is_none());
    name.eq_ignore_ascii_case("SDKAppID")
        || names.any(|param| {
            param.name != name
                && param.name.eq_ignore_ascii_case(name)
                && !COMMON.contains(&param.name)
        })
}

/// What stands before a text that is glued to it: `PAGE + '?SDKAppID=…'`. An unknown value is a hole.
fn prefix(text: &Passage, script: &Script, source: &Source<'_>) -> Option<Passage> {
    let start = text.whole().start.checked_sub(1)?;
    let before = source.text.get(..start)?.trim_end();
    let glued = before.strip_suffix('+').filter(|rest| !rest.ends_with('+'));
    let rest = match glued {
        Some(rest) => rest.trim_end(),
        // A query that is kept apart is glued to its path later.
        None if text.text.starts_with('?') => "",
        None => return None,
    };
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
    let name = rest.rfind(|c| !letter(c)).map_or(rest, |at| {
        let width = rest.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        rest.get(at + width..).unwrap_or_default()
    });
    let known = script.known(name).and_then(|node| node.text().cloned());
    Some(known.unwrap_or_else(|| Passage::hole(Span { start, end: start })))
}

/// The path is glued together; only a whole one that stands in one place can be judged.
fn continued(before: &Passage, text: &Passage, draft: &mut Draft) {
    let end = text.text.find('?').unwrap_or(text.text.len());
    if end == 0 && !before.has_hole() && !before.text.contains('?') {
        return page(before, draft);
    }
    let path = format!("{}{}", before.text, text.text.get(..end).unwrap_or_default());
    let root = root(&path).map(Value::from);
    draft.said.push(Said {
        value: root,
        at: Some(text.whole()),
        spelt: "url".to_owned(),
        ..Said::implied("root", "")
    });
}

/// The known name that a further piece of an address begins with.
fn continues(text: &str) -> Option<&'static str> {
    let (name, _) = text.strip_prefix('&')?.split_once('=')?;
    known(name)
}

/// The path says where the kit lies. Where it is no path of a page, the value is unknown.
fn page(passage: &Passage, draft: &mut Draft) {
    let end = passage.text.find('?').unwrap_or(passage.text.len());
    let path = passage.slice(0..end);
    let root = root(&path.text).map(Value::from);
    let span = path.whole();
    draft.said.push(Said {
        name: "root".to_owned(),
        spelt: "url".to_owned(),
        value: root,
        name_at: None,
        value_at: Some(path),
        at: Some(span),
        inside: Vec::new(),
        trusted: false,
    });
}

/// `root` of `/root/pages/index/index`.
pub fn root(path: &str) -> Option<&str> {
    let root = path.strip_prefix('/')?.strip_suffix(PAGE)?.strip_suffix('/')?;
    (!root.is_empty() && !root.contains(HOLE)).then_some(root)
}

/// Every pair of a piece of an address.
fn values(passage: &Passage, script: Option<&Script>, source: &Source<'_>, draft: &mut Draft) {
    let room = MOST_VALUES.saturating_sub(draft.said.len());
    for (name, value) in pairs(&passage.text).into_iter().take(room) {
        let (name, value) = (passage.slice(name), passage.slice(value));
        draft.said.push(said(name, value, script, source));
    }
}

fn said(name: Passage, value: Passage, script: Option<&Script>, source: &Source<'_>) -> Said {
    let read = if value.text.chars().eq([HOLE]) {
        let node = meaning(source, value.whole());
        let node = script.map_or(node.clone(), |script| resolve(script, &node));
        node.value().filter(|_| !matches!(node.what, What::Null))
    } else {
        (!value.has_hole()).then(|| plain(&value.text))
    };
    let mut said = Said::text(name, value);
    said.value = read;
    if said.name == "SDKAppID" { said.named("sdk_app_id") } else { said }
}

/// Percent-encoded JSON is what people meant; everything else is what stands there.
fn plain(text: &str) -> Value {
    let json = text.starts_with("%7B") || text.starts_with("%5B");
    let decoded = json.then(|| decoded(text)).flatten();
    decoded.unwrap_or_else(|| Value::from(text))
}

/// The JSON inside percent-encoding.
pub fn decoded(text: &str) -> Option<Value> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8().ok()?;
    serde_json::from_str(&decoded).ok()
}

/// Ranges of names and values.
fn pairs(text: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let mut pairs = Vec::new();
    let question = text.find('?').filter(|at| !text.get(..*at).unwrap_or_default().contains('='));
    let mut at = question.map_or(0, |at| at + 1);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with('&') {
            at += 1;
            continue;
        }
        let Some(equals) = name_length(rest) else { break };
        let begin = at + equals + 1;
        let value = text.get(begin..).unwrap_or_default();
        let json = ["{", "[", "%7B", "%5B"].iter().any(|open| value.starts_with(open));
        let end = begin + value_length(value, json);
        pairs.push((at..at + equals, begin..end));
        at = end;
    }
    pairs
}

/// How long a value is: up to an `&` that a name follows; in JSON a known one.
fn value_length(value: &str, json: bool) -> usize {
    let ends = value.match_indices('&').map(|(at, _)| at);
    let mut ends = ends.filter(|at| {
        let rest = value.get(at + 1..).unwrap_or_default();
        name_length(rest).is_some_and(|length| {
            !json || rest.get(..length).is_some_and(|name| known(name).is_some())
        })
    });
    ends.next().unwrap_or(value.len())
}

/// The length of the name before an `=`.
fn name_length(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    (end > 0 && text.get(end..)?.starts_with('=')).then_some(end)
}

/// `var visitor = {…}`: what the page knows of the visitor.
fn visitor(script: &Script) -> Vec<Said> {
    let found = script.assignments.iter().find(|one| one.path == "visitor" && one.declares);
    let node = found.map(|found| script.assigned(found));
    let object = node.as_ref().and_then(Node::object);
    let fields = object.map_or(&[][..], |object| &object.fields).iter().take(MOST_VALUES);
    let said = |field: &Field| {
        known(&field.name.text)?;
        Some(Said {
            name: field.name.text.clone(),
            spelt: field.name.text.clone(),
            value: Some(field.value.value()?),
            name_at: Some(field.name.clone()),
            value_at: field.value.text().cloned(),
            at: Some(Span { start: field.name.whole().start, end: field.value.span.end }),
            inside: Vec::new(),
            trusted: false,
        })
    };
    fields.filter_map(said).collect()
}

/// The address that the page asks for a signature.
fn endpoint(script: &Script) -> Option<Said> {
    let asked = script.calls.iter().find(|call| call.path == "wx.request")?;
    let options = script.arguments(asked).into_iter().next()?;
    let field = options.object()?.field("url")?;
    let value = field.value.text().filter(|text| !text.has_hole())?;
    Some(Said::text(field.name.clone(), value.clone()).named("sign_endpoint"))
}

/// What the signature claims, for comparison with registered keys.
fn signed(draft: &Draft) -> Option<Signed> {
    let user_sig = draft.said("userSig")?.value.clone()?;
    let user_id = draft.said("userID")?.value.clone()?;
    let app = draft.said("sdk_app_id")?.value.clone()?;
    let mut fields = crate::channels::Values::new();
    fields.insert("sdk_app_id".to_owned(), app);
    fields.insert("user_id".to_owned(), user_id);
    fields.insert("user_sig".to_owned(), user_sig);
    Some(Signed { scheme: SCHEME, fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(&str, &str)> {
        let part = |range: Range<usize>| text.get(range).expect("inside");
        pairs(text).into_iter().map(|(name, value)| (part(name), part(value))).collect()
    }

    #[test]
    fn an_address_is_cut_where_people_meant_it() {
        assert_eq!(
            read(
                r#"/a/b?SDKAppID=1&nickName=A&B=C&bottomQuickOrder={"url":"https://s/?id=1&x=2"}&customerServiceID=a=b"#
            ),
            [
                ("SDKAppID", "1"),
                ("nickName", "A"),
                ("B", "C"),
                ("bottomQuickOrder", r#"{"url":"https://s/?id=1&x=2"}"#),
                ("customerServiceID", "a=b"),
            ]
        );
        assert_eq!(read("&nickName=A&B&&avatar=x?y"), [("nickName", "A&B&"), ("avatar", "x?y")]);
        assert_eq!(read("x"), []);
        assert_eq!(read("?=1"), []);
    }

    #[test]
    fn a_root_is_read_from_a_whole_path_only() {
        assert_eq!(root("/desk/pages/index/index"), Some("desk"));
        assert_eq!(root("/p/desk/pages/index/index"), Some("p/desk"));
        for wrong in
            ["desk/pages/index/index", "/pages/index/index", "/desk/pages/index", "/desk/index"]
        {
            assert_eq!(root(wrong), None, "{wrong}");
        }
    }
}
