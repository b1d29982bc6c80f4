//! The script component: where it is loaded, how it is configured, what it listens to.

use crate::catalog::kind;
use crate::channels::Channel;
use crate::channels::inspect::link::Stands;
use crate::channels::inspect::script::{Call, Node, Script, What};
use crate::channels::inspect::{Draft, Form as TextForm, Passage, Said, Source, Span, judge};
use crate::channels::sobot::Sobot;
use crate::channels::sobot::inspect::rules::own_button;
use crate::channels::sobot::inspect::{MOST_VALUES, claim, form_of, host, pairs, said, signing};
use crate::channels::sobot::params::trace;

pub fn recognise(source: &Source<'_>) -> Option<Draft> {
    let scripts: Vec<usize> = injections(source).collect();
    let first = scripts.first().and_then(|at| source.links.get(*at));
    let place = match first {
        Some(link) => link.passage.whole(),
        None => mentions(source)?,
    };
    let kind = if scripts.is_empty() { "fragment" } else { "component" };
    let mut draft = Draft::new(kind, "component", place);
    for link in scripts.iter().filter_map(|at| source.links.get(*at)) {
        draft.said.push(host(link));
        draft.said.extend(pairs(link));
    }
    draft.links = scripts;
    draft.open = kind == "fragment";
    configure(source, &mut draft);
    if draft.kind == "component" || draft.said("custom").is_some() || draft.said("manual").is_some()
    {
        let init = init(source, &draft);
        draft.said.extend(init.map(|init| Said::implied("init", init)));
    }
    let events = events(source, &draft);
    if !events.is_empty() {
        draft.said.push(Said::implied("events", events));
    }
    draft.said.extend(signing(source));
    draft.signed = claim(&draft);
    Some(draft)
}

/// Indexes of the addresses of the vendor's script.
pub fn injections<'s>(source: &'s Source<'_>) -> impl Iterator<Item = usize> + 's {
    let links = source.links.iter().enumerate();
    links
        .filter(|(_, link)| link.stands != Stands::Words || source.form != TextForm::Markup)
        .filter(|(_, link)| form_of(link).is_some_and(|form| form.target == "component"))
        .map(|(at, _)| at)
}

/// Calls of the vendor's function with this command.
pub fn calls<'s>(
    source: &'s Source<'_>,
    command: &'static str,
) -> impl Iterator<Item = (&'s Script, &'s Call)> {
    let named = move |(script, call): &(&Script, &Call)| {
        script.first_text(call).is_some_and(|text| text.text == command)
    };
    source.calls_named("zc").filter(named)
}

/// The first sign of the component where its script is not loaded.
fn mentions(source: &Source<'_>) -> Option<Span> {
    const COMMANDS: &[&str] = &[
        "config",
        "frame_manual",
        "dynamic_ready",
        "frame_status",
        "frame_ready",
        "receive_message",
        "offline_message_count",
        "trace",
    ];
    let call = COMMANDS.iter().filter_map(|command| calls(source, command).next());
    if let Some((_, call)) = call.min_by_key(|(_, call)| call.at) {
        return Some(call.at);
    }
    if let Some(object) = bare_object(source) {
        return Some(object.span);
    }
    let texts = source.scripts.iter().flat_map(Script::texts);
    let mut texts =
        texts.filter(|text| text.text == "zc_post_message" || text.text == "chat_collapse_window");
    texts.next().map(Passage::whole)
}

/// A text that is nothing but a configuration.
fn bare_object(source: &Source<'_>) -> Option<Node> {
    if !matches!(source.form, TextForm::Json | TextForm::Script) {
        return None;
    }
    let node = source.scripts.first()?.first_value();
    let object = node.object()?;
    let own = |name: &str| {
        Sobot
            .parameters()
            .iter()
            .any(|row| row.parent.is_none() && row.name == name && row.exists_in("component"))
    };
    let names = object.fields.iter().map(|field| field.name.text.as_str());
    let known: Vec<&str> = names.filter(|name| own(name)).collect();
    let telling = known.iter().any(|name| name.contains('_') || TELLING.contains(name));
    (telling && 2 * known.len() > object.fields.len()).then_some(node)
}

/// Names without an underscore that no other vendor has.
const TELLING: &[&str] = &[
    "partnerid",
    "uname",
    "realname",
    "groupid",
    "agentid",
    "robotid",
    "sysnum",
    "platformUnionCode",
    "flowType",
];

/// Configurations that are read in one text.
const MOST_CALLS: usize = 200;

fn configure(source: &Source<'_>, draft: &mut Draft) {
    let mut seen = false;
    for (script, call) in calls(source, "config").take(MOST_CALLS) {
        seen = true;
        match script.arguments(call).get(1) {
            Some(Node { what: What::Name(name), .. }) => built(script, name, draft),
            Some(node) => {
                draft.beside.extend(unwritten(node));
                take(node, draft);
            }
            None => draft.open = true,
        }
    }
    // Fields of a visited page go to another command as well.
    for (script, call) in calls(source, "trace").take(MOST_CALLS) {
        let node = script.arguments(call).into_iter().nth(1);
        if let Some(node) = node.filter(|node| node.object().is_some()) {
            take(&node, draft);
        }
    }
    if !seen && let Some(node) = bare_object(source) {
        take(&node, draft);
    }
}

/// `const cfg = {…}; cfg.locale = "en"; zc("config", cfg)`: what is known of it.
fn built(script: &Script, name: &str, draft: &mut Draft) {
    draft.open = true;
    for one in script.assignments.iter().take(MOST_VALUES) {
        let node = script.assigned(one);
        if one.path == name && one.declares {
            take(&node, draft);
            continue;
        }
        let field = one.path.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
        let Some(field) = field.filter(|field| !field.contains('.')) else { continue };
        let mut given = said(Said {
            value: node.value(),
            value_at: node.text().filter(|text| !text.has_hole()).cloned(),
            at: Some(Span { start: one.at.start, end: node.span.end }),
            ..Said::implied(field, "")
        });
        given.value = given.value.map(|value| judge::unescape(&Sobot, &given.name, value));
        draft.said.push(given);
    }
    draft.beside.push((SPREAD, String::new()));
}

/// A list or an object where the vendor reads JSON as a text.
pub const UNWRITTEN: &str = "unwritten";

fn unwritten(node: &Node) -> Vec<(&'static str, String)> {
    let fields = node.object().map_or(&[][..], |object| &object.fields).iter().take(MOST_VALUES);
    let json = |name: &str| {
        let mut rows = Sobot.parameters().iter().filter(|row| row.parent.is_none());
        rows.any(|row| {
            row.name == name
                && row.kind.is_json()
                && !trace::PLACES.iter().any(|(place, _)| *place == name)
        })
    };
    let bare = fields.filter(|field| {
        matches!(field.value.what, What::Array(_) | What::Object(_)) && json(&field.name.text)
    });
    bare.map(|field| (UNWRITTEN, field.name.text.clone())).collect()
}

/// Something is spread into a configuration, which may bring any field.
pub const SPREAD: &str = "spread";

/// The fields of a configuration; a function around it may add more.
fn take(node: &Node, draft: &mut Draft) {
    let Some((object, open)) = node.given_object() else {
        draft.open = true;
        return;
    };
    draft.open |= open;
    let merged = |path: &str| ["assign", "extend", "merge"].iter().any(|name| path.ends_with(name));
    if object.open || matches!(&node.what, What::Call(path, _) if merged(path)) {
        draft.beside.push((SPREAD, String::new()));
    }
    for field in object.fields.iter().take(MOST_VALUES) {
        if matches!(field.value.what, What::Function(_)) {
            continue;
        }
        let mut one = said(Said::field(field));
        one.value = one.value.map(|value| judge::unescape(&Sobot, &one.name, value));
        draft.said.push(one);
    }
}

/// Whether a flag of the configuration is on.
pub fn on(draft: &Draft, name: &str) -> bool {
    let value = draft.said(name).and_then(|said| said.value.as_ref());
    value.and_then(kind::flag) == Some(true)
}

fn init(source: &Source<'_>, draft: &Draft) -> Option<&'static str> {
    let unknown = |name: &str| draft.said(name).is_some_and(|said| said.value.is_none());
    if unknown("manual") || unknown("custom") {
        return None;
    }
    if on(draft, "manual") {
        return Some("manual");
    }
    if !on(draft, "custom") {
        return Some("auto");
    }
    let later = calls(source, "dynamic_ready").next().is_some() && !own_button(source);
    Some(if later { "dynamic" } else { "custom" })
}

/// The events that the text listens to, in the order of the text.
fn events(source: &Source<'_>, draft: &Draft) -> Vec<&'static str> {
    const BY_CALL: &[&str] =
        &["frame_ready", "frame_status", "receive_message", "offline_message_count", "trace"];
    let mut found: Vec<(usize, &'static str)> = Vec::new();
    for event in BY_CALL {
        found.extend(calls(source, event).next().map(|(_, call)| (call.at.start, *event)));
    }
    // The start by own buttons that come later has one such call of its own.
    let own = usize::from(draft.text("init") == Some("dynamic"));
    found.extend(
        calls(source, "dynamic_ready").nth(own).map(|(_, call)| (call.at.start, "dynamic_ready")),
    );
    for event in ["zhichiReceive", "chat_collapse_window"] {
        let texts = source.scripts.iter().flat_map(Script::texts);
        found.extend(
            texts.filter(|text| text.text == event).map(|text| (text.whole().start, event)).next(),
        );
    }
    found.sort_unstable();
    found.into_iter().map(|(_, event)| event).collect()
}
