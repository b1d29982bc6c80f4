//! Two moments side by side: what was made, changed and removed between them, net of everything that
//! happened on the way.

mod file;

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::shown::{self, Known};
use super::view::{FUTURE, MALFORMED, read as read_moment, with};
use crate::clock::Millis;
use crate::domain::past::Net;
use crate::domain::{Log, Window};
use crate::rights::ReadHistory;
use crate::store::past;
use crate::store::{PAGE, Read};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Form;
use crate::web::moment::{Moment, moment, typed_time};
use crate::web::pages::registry::shelf;
use crate::web::scope::Within;
use crate::web::told::{self, Labelled};
use crate::web::ui::{PageError, Ui};

pub use file::csv;

/// Events between two moments that are looked at; an enterprise rarely has as many.
const MOST: usize = 100_000;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    cursor: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

#[derive(Template)]
#[template(path = "as_of/compare.html")]
pub(super) struct ComparePage {
    pub ui: Ui,
    pub path: String,
    pub from: String,
    pub to: String,
    pub result: Option<Compared>,
}

/// What was found.
pub(super) struct Compared {
    pub was: Moment,
    /// `None` for now.
    pub is: Option<Moment>,
    pub groups: Vec<Group>,
    pub differences: usize,
    pub objects: usize,
    pub file: String,
    pub newest: Option<String>,
    pub next: Option<String>,
}

pub(super) struct Group {
    pub label: Text,
    pub items: Vec<Item>,
}

pub(super) struct Item {
    pub name: String,
    pub code: String,
    pub href: Option<String>,
    pub what: (&'static str, Text),
    pub rows: Vec<Labelled>,
    pub at: Moment,
    pub by: String,
    pub history: String,
}

/// A span of the log.
#[derive(Clone, Copy)]
struct Span {
    from: (Millis, i64),
    /// `None` for now.
    to: Option<(Millis, i64)>,
}

pub async fn show(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let path = within.path("/compare");
    let mut page = ComparePage {
        ui: within.ui_below(text("比较两个时刻", "Compare two moments"))?,
        from: kept(&query.from),
        to: kept(&query.to),
        result: None,
        path,
    };
    if page.from.is_empty() && page.to.is_empty() {
        return within.visit.page(StatusCode::OK, &page);
    }
    let mut source = within.visit.portal.db.read().await?;
    let span = match span(&within, &mut source, &query).await? {
        Ok(span) => span,
        Err(errors) => {
            page.ui.errors = errors;
            return within.visit.page(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let nets = collect(&mut source, within.enterprise.log(), span).await?;
    let known = names(&mut source, within.enterprise.log(), &nets).await?;
    drop(source);
    page.result = Some(compared(&within.path(""), &page, &query, span, &nets, &known));
    within.visit.page(StatusCode::OK, &page)
}

/// A moment as its field holds it; what is none stays as it was typed.
fn kept(typed: &str) -> String {
    read_moment(typed).map_or_else(|| typed.trim().to_owned(), typed_time)
}

/// The two ends; what is wrong stands beside its field.
async fn span(
    within: &Within<ReadHistory>,
    source: &mut Read,
    query: &Wanted,
) -> Result<Result<Span, Vec<PageError>>, Fault> {
    let (log, now) = (within.enterprise.log(), within.visit.portal.clock.now());
    let mut form = Form::default();
    let mut end = |name: &str, typed: &str| {
        let at = read_moment(typed);
        match at {
            None => form.wrong(name, MALFORMED),
            Some(at) if at > now => form.wrong(name, FUTURE),
            Some(_) => {}
        }
        at
    };
    let from = end("from", &query.from);
    let to = if query.to.trim().is_empty() { None } else { end("to", &query.to) };
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        form.wrong("to", text("结束时刻要晚于开始时刻", "It must be later than the first moment"));
    }
    let Some(from) = from.filter(|_| !form.is_wrong()) else { return Ok(Err(form.errors)) };
    let first = past::first(source, log).await?;
    if let Some(first) = first.filter(|first| first.seq > 0 && from < first.at) {
        let kept = moment(first.at).shown;
        form.wrong(
            "from",
            Message::new(
                format!("历史只保留到 {kept}；请选之后的时刻"),
                format!("History is kept from {kept} on; choose a later moment"),
            ),
        );
        return Ok(Err(form.errors));
    }
    // Before the first event there was nothing.
    let seq = async |source: &mut Read, at: Millis| -> Result<i64, Fault> {
        Ok(past::up_to(source, log, at).await?.map_or(-1, |point| point.seq))
    };
    let first = (from, seq(source, from).await?);
    let to = match to {
        Some(at) => Some((at, seq(source, at).await?)),
        None => None,
    };
    Ok(Ok(Span { from: first, to }))
}

/// The differences, in the order of the page.
async fn collect(source: &mut Read, log: Log, span: Span) -> Result<Vec<Net>, Fault> {
    let mut nets: BTreeMap<(usize, String, String, bool), Net> = BTreeMap::new();
    let (mut after, to) = (span.from.1, span.to.map_or(past::STILL, |to| to.1));
    let mut seen = 0;
    loop {
        let deeds = past::between(source, log, after, to).await?;
        let Some(last) = deeds.last() else { break };
        after = last.seq;
        seen += deeds.len();
        if seen > MOST {
            let said = text(
                "这两个时刻之间有超过 100000 次修改；请选更短的一段",
                "More than 100000 changes lie between these moments; choose a shorter time",
            );
            return Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, said));
        }
        for deed in &deeds {
            let live = deed.publishes();
            let key = (rank(&deed.noun, live), deed.noun.clone(), deed.subject.clone(), live);
            nets.entry(key).or_default().take(deed);
        }
    }
    let mut left: Vec<Net> = nets.into_values().collect();
    left.retain_mut(Net::settle);
    Ok(left)
}

/// As the nouns of the history are ordered; live releases stand behind the drafts of their windows.
fn rank(noun: &str, live: bool) -> usize {
    let at = told::NOUNS.iter().position(|(known, _)| *known == noun);
    at.unwrap_or(told::NOUNS.len()) * 2 + usize::from(live)
}

/// The names that the objects have at the end, which these refer to.
async fn names(source: &mut Read, log: Log, nets: &[Net]) -> Result<Known, Fault> {
    let changes = nets.iter().filter(|net| !net.live).flat_map(|net| &net.changes);
    let referring = changes.filter(|change| told::is_reference(&change.field));
    let ids: BTreeSet<String> =
        referring.flat_map(|change| [&change.before, &change.after]).flatten().cloned().collect();
    let ids: Vec<String> = ids.into_iter().collect();
    Ok(shown::known(past::fold(source, log, &ids, past::STILL).await?))
}

/// Where an object stands in the order of the page.
fn mark(net: &Net) -> String {
    format!("{:03}.{}.{}", rank(&net.noun, net.live), net.noun, net.subject)
}

fn compared(
    base: &str,
    page: &ComparePage,
    query: &Wanted,
    span: Span,
    nets: &[Net],
    known: &Known,
) -> Compared {
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let rest: Vec<&Net> = nets.iter().filter(|net| mark(net) > query.cursor).collect();
    let mut groups: Vec<Group> = Vec::new();
    for net in rest.iter().take(most) {
        let label = label(net);
        let item = item(net, base, span, known, page.ui.lang);
        match groups.last_mut().filter(|group| group.label == label) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { label, items: vec![item] }),
        }
    }
    let address = |path: &str, cursor: Option<String>| {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("from", &moment(span.from.0).iso);
        if let Some((at, _)) = span.to {
            pairs.append_pair("to", &moment(at).iso);
        }
        if let Some(cursor) = cursor {
            pairs.append_pair("cursor", &cursor);
        }
        format!("{path}?{}", pairs.finish())
    };
    let last = rest.get(most.saturating_sub(1)).filter(|_| rest.len() > most);
    Compared {
        was: moment(span.from.0),
        is: span.to.map(|(at, _)| moment(at)),
        groups,
        differences: nets.iter().map(Net::differences).sum(),
        objects: nets.len(),
        file: address(&format!("{}.csv", page.path), None),
        newest: (!query.cursor.is_empty()).then(|| address(&page.path, None)),
        next: last.map(|last| address(&page.path, Some(mark(last)))),
    }
}

const LIVE: Text = text("线上版本", "Live releases");

fn label(net: &Net) -> Text {
    if net.live {
        return LIVE;
    }
    let known = told::NOUNS.iter().find(|(noun, _)| *noun == net.noun);
    known.map_or(crate::web::pages::registry::UNKNOWN, |(_, label)| *label)
}

fn what(net: &Net) -> (&'static str, Text) {
    match (net.made, net.gone) {
        (true, _) => ("ok", text("新增", "New")),
        (false, true) => ("off", text("已删除", "Removed")),
        (false, false) => ("info", text("有改动", "Changed")),
    }
}

fn item(net: &Net, base: &str, span: Span, known: &Known, lang: Lang) -> Item {
    Item {
        name: called(net, lang),
        code: net.code.clone(),
        href: href(net, base, span),
        what: what(net),
        rows: rows(net, known, lang),
        at: moment(net.last.at),
        by: net.last.by.clone(),
        history: with(&format!("{base}/history"), "subject", &net.subject),
    }
}

/// Its last name; what has none is called by its kind.
fn called(net: &Net, lang: Lang) -> String {
    if net.name.is_empty() { label(net).to(lang).to_owned() } else { net.name.clone() }
}

/// The object at the later moment, or at the earlier one where it is gone.
fn href(net: &Net, base: &str, span: Span) -> Option<String> {
    let path = match net.noun.as_str() {
        Window::NOUN => format!("{base}/windows/{}", net.code),
        "enterprise" => base.to_owned(),
        "domains" => format!("{base}/settings/domains"),
        "defaults" => format!("{base}/settings/defaults/{}", net.subject),
        noun => format!("{base}{}/{}", shelf(noun)?.list.path, net.subject),
    };
    let at = if net.gone { Some(span.from.0) } else { span.to.map(|(at, _)| at) };
    Some(match at {
        Some(at) => with(&path, "as_of", &moment(at).iso),
        None => path,
    })
}

fn rows(net: &Net, known: &Known, lang: Lang) -> Vec<Labelled> {
    let channel = if net.noun == "defaults" { &net.subject } else { &net.channel };
    let mut rows = told::labelled(channel, &net.changes, lang);
    for (row, change) in rows.iter_mut().zip(&net.changes) {
        if net.live || !told::is_reference(&change.field) {
            continue;
        }
        let name = |id: &Option<String>| {
            let id = id.as_ref()?;
            Some(known.get(id).map_or_else(|| id.clone(), |(name, _)| name.clone()))
        };
        (row.before, row.after) = (name(&change.before), name(&change.after));
    }
    rows
}

impl ComparePage {
    #[expect(clippy::unused_self, reason = "the template calls it on the page")]
    fn kind(&self, typed: &str) -> &'static str {
        super::kind(typed)
    }
}

impl Compared {
    fn count(&self, ui: &Ui) -> String {
        let (differences, objects) = (self.differences, self.objects);
        match (ui.lang, differences) {
            (Lang::Zh, _) => format!("{objects} 个对象，共 {differences} 处不同"),
            (Lang::En, 1) => "1 difference".to_owned(),
            (Lang::En, _) => format!("{differences} differences in {objects} objects"),
        }
    }

    fn later(&self, ui: &Ui) -> String {
        self.is.as_ref().map_or_else(|| ui.t("现在", "now").to_owned(), |is| is.shown.clone())
    }
}

#[cfg(test)]
pub(super) fn sample(ui: Ui, nets: &[Net], known: &Known, cursor: &str) -> ComparePage {
    let span = Span { from: (0, -1), to: cursor.is_empty().then_some((1_795_226_400_000, 9)) };
    let query = Wanted { cursor: cursor.to_owned(), ..Wanted::default() };
    let mut page = ComparePage {
        ui,
        path: "/e/demo/compare".to_owned(),
        from: "2026-11-21 10:00".to_owned(),
        to: String::new(),
        result: None,
    };
    page.result = Some(compared("/e/demo", &page, &query, span, nets, known));
    page
}
