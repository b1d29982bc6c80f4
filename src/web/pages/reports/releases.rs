//! Four eyes: every release within a time, with who submitted and who approved it, how long that took,
//! what was forced or needed no approval, and who tried to approve the own work.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::period::{Period, Wanted};
use super::{download, taken};
use crate::clock::{HOUR, MINUTE, Millis};
use crate::domain::ChangeRequest;
use crate::rights::ReadHistory;
use crate::store::reports::{self, Published};
use crate::store::{Read, requests};
use crate::text::{Lang, text};
use crate::web::cells;
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, ZONE, ZONE_SHOWN, moment};
use crate::web::scope::Within;
use crate::web::told;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "reports/releases.html")]
pub(super) struct ReleasesPage {
    pub ui: Ui,
    pub base: String,
    pub period: Period,
    pub lines: Vec<Line>,
    /// Who tried to approve the own work within the same time; the newest ones.
    pub attempts: Vec<Attempt>,
    /// There are more attempts than are listed.
    pub more: bool,
    pub count: i64,
}

pub(super) struct Line {
    pub at: Moment,
    pub event: i64,
    pub object: String,
    pub number: String,
    pub released_by: String,
    pub request: Option<i64>,
    pub author: String,
    pub approvals: Vec<Given>,
    /// Between submission and the last approval that counted, or the release.
    pub took: String,
    pub emergency: bool,
    pub looked: Option<String>,
}

pub(super) struct Given {
    pub name: String,
    pub at: Moment,
    pub void: bool,
}

pub(super) struct Attempt {
    pub who: String,
    pub at: Moment,
    pub number: String,
    pub event: i64,
}

/// Releases whose requests one statement looks up.
const AT_ONCE: usize = 50;

pub async fn show(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let mut ui = within.ui_below(text("四眼报告", "Four eyes"))?;
    let mut read = within.visit.portal.db.read().await?;
    let log = within.enterprise.log();
    let (mut status, mut lines, mut attempts) = (StatusCode::OK, Vec::new(), Vec::new());
    let (mut next, mut count, mut more) = (None, 0, false);
    match query.span(&within, &mut read).await? {
        Ok(span) => {
            let page = reports::published(&mut read, log, query.cut(span)).await?;
            lines = told(&within, &mut read, &page.items, ui.lang).await?;
            next = page.next;
            count = reports::count_published(&mut read, log, span).await?;
            let refused = reports::own_approvals(&mut read, log, span).await?;
            attempts = refused.items.iter().map(|one| attempt(one, ui.lang)).collect();
            more = refused.next.is_some();
        }
        Err(errors) => (status, ui.errors) = (StatusCode::UNPROCESSABLE_ENTITY, errors),
    }
    drop(read);
    let period = query.period(within.path("/reports/releases"), next.as_ref());
    let page = ReleasesPage { base: within.path(""), period, lines, attempts, more, count, ui };
    within.visit.page(status, &page)
}

/// The releases with the requests that they came from.
async fn told(
    within: &Within<ReadHistory>,
    read: &mut Read,
    published: &[Published],
    lang: Lang,
) -> Result<Vec<Line>, Fault> {
    let numbers: Vec<i64> = published.iter().filter_map(Published::request).collect();
    let ends = numbers.iter().min().zip(numbers.iter().max());
    let known: BTreeMap<i64, ChangeRequest> = match ends {
        Some((first, last)) => {
            requests::between(read, within.enterprise.id, (*first, *last)).await?
        }
        None => BTreeMap::new(),
    };
    let line = |one: &Published| line(one, one.request().and_then(|at| known.get(&at)), lang);
    Ok(published.iter().map(line).collect())
}

pub(super) fn line(one: &Published, request: Option<&ChangeRequest>, lang: Lang) -> Line {
    let detail = |name: &str| one.details.get(name).cloned().unwrap_or_default();
    let approvals = request.map_or(&[][..], |request| &request.approvals);
    let counted = approvals.iter().filter(|given| given.voided.is_none()).map(|given| given.at);
    let until = counted.max().unwrap_or(one.at);
    let emergency = request.and_then(|request| request.emergency.as_ref());
    Line {
        at: moment(one.at),
        event: one.seq,
        object: detail("name"),
        number: detail("number"),
        released_by: told::actor(&one.actor_kind, &one.actor_name, lang),
        request: one.request(),
        author: request.map(ChangeRequest::authors).unwrap_or_default(),
        took: request
            .map(|request| lasted(until.saturating_sub(request.created_at), lang))
            .unwrap_or_default(),
        approvals: approvals
            .iter()
            .map(|given| Given {
                name: given.by.name.clone(),
                at: moment(given.at),
                void: given.voided.is_some(),
            })
            .collect(),
        emergency: detail("emergency") == "true" || emergency.is_some(),
        looked: emergency.and_then(|one| one.looked.as_ref()).map(|(by, _, _)| by.name.clone()),
    }
}

pub(super) fn attempt(one: &Published, lang: Lang) -> Attempt {
    Attempt {
        who: told::actor(&one.actor_kind, &one.actor_name, lang),
        at: moment(one.at),
        number: one.details.get("number").cloned().unwrap_or_default(),
        event: one.seq,
    }
}

/// "3 h 5 min"
fn lasted(time: Millis, lang: Lang) -> String {
    let (hours, minutes) = (time.max(0) / HOUR, time.max(0) % HOUR / MINUTE);
    let told = match lang {
        Lang::Zh => (format!("{hours} 小时 "), format!("{minutes} 分钟")),
        Lang::En => (format!("{hours} h "), format!("{minutes} min")),
    };
    if hours == 0 { told.1 } else { format!("{}{}", told.0, told.1) }
}

/// The whole of it as a file.
pub async fn csv(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let (lang, log) = (within.visit.lang(), within.enterprise.log());
    let mut read = within.visit.portal.db.read().await?;
    let page = async |read: &mut Read, span| reports::published(read, log, span).await;
    let published = query.whole(&within, &mut read, page).await?;
    let mut lines = Vec::new();
    for some in published.chunks(AT_ONCE) {
        lines.extend(told(&within, &mut read, some, lang).await?);
    }
    drop(read);
    taken(&within, "releases", lines.len()).await?;
    Ok(download(&within, "four-eyes", file(&lines, lang)))
}

fn file(lines: &[Line], lang: Lang) -> String {
    let word = |zh: &'static str, en: &'static str| text(zh, en).to(lang).to_owned();
    let head = [
        format!("{} ({ZONE}, {ZONE_SHOWN})", word("发布时间", "Released")),
        word("发布时间（UTC）", "Released (UTC)"),
        word("对象", "Object"),
        word("版本", "Release"),
        word("发布人", "Released by"),
        word("变更", "Change request"),
        word("提交人", "Submitted by"),
        word("批准人", "Approved by"),
        format!("{} ({ZONE})", word("批准时间", "Approved")),
        word("批准时间（UTC）", "Approved (UTC)"),
        word("作废的批准", "Void approvals"),
        word("用时", "Took"),
        word("紧急", "Emergency"),
        word("复核人", "Looked at by"),
        word("记录", "Event"),
    ];
    let yes = word("是", "yes");
    let mut file = cells::MARK.to_owned();
    file.push_str(&cells::csv(head.iter().map(String::as_str)));
    for line in lines {
        let names = |void: bool| {
            let some = line.approvals.iter().filter(|given| given.void == void);
            some.map(|given| given.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let (counted, void) = (names(false), names(true));
        let given = || line.approvals.iter().filter(|given| !given.void);
        let times = given().map(|one| one.at.shown.as_str()).collect::<Vec<_>>().join(", ");
        let exact = given().map(|one| one.at.iso.as_str()).collect::<Vec<_>>().join(", ");
        let request = line.request.map(|number| format!("#{number}")).unwrap_or_default();
        let event = line.event.to_string();
        let row = [
            line.at.shown.as_str(),
            &line.at.iso,
            &line.object,
            &line.number,
            &line.released_by,
            &request,
            &line.author,
            &counted,
            &times,
            &exact,
            &void,
            &line.took,
            if line.emergency { &yes } else { "" },
            line.looked.as_deref().unwrap_or_default(),
            &event,
        ];
        file.push_str(&cells::csv(row));
    }
    file
}

impl ReleasesPage {
    fn many(&self) -> bool {
        self.count != 1
    }
}
