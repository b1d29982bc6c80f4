//! Who came near the keys: reveals, signatures, rotations and everything else, within a time.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use askama::Template;

use super::period::{Period, Span, Wanted};
use super::{download, taken};
use crate::domain::change::KEY_ID;
use crate::error;
use crate::rights::{ReadHistory, Role};
use crate::store::reports::{self, Access};
use crate::store::{Page, Read, cards};
use crate::text::{Lang, text};
use crate::web::cells;
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, ZONE, ZONE_SHOWN, moment};
use crate::web::pages::keys::LIST;
use crate::web::scope::Within;
use crate::web::told;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "reports/keys.html")]
pub(super) struct KeysPage {
    pub ui: Ui,
    pub base: String,
    pub period: Period,
    pub lines: Vec<Line>,
    /// The report is of one key only: the way to all of them.
    pub all: Option<String>,
}

pub struct Line {
    pub at: Moment,
    pub who: String,
    pub role: String,
    pub what: String,
    pub key: String,
    /// The page of the key, as long as there is one.
    pub href: Option<String>,
    pub print: String,
    pub reason: String,
    pub address: String,
    pub event: i64,
}

const ALL: &str = "/reports/keys";

/// Keys whose accesses are reported: all of an enterprise, or one, which may be gone.
struct Which {
    path: String,
    one: Option<Key>,
}

struct Key {
    id: String,
    name: String,
}

impl Which {
    fn all(within: &Within<ReadHistory>) -> Self {
        Which { path: within.path(ALL), one: None }
    }

    /// The key of an address: it has the name that its newest event told.
    async fn one(within: &Within<ReadHistory>, read: &mut Read, id: String) -> Result<Self, Fault> {
        let log = within.enterprise.log();
        let newest = reports::accesses_of_key(read, log, &id, (-1, i64::MAX)).await?.items;
        let own = newest.iter().find(|access| access.subject == id);
        let told = own.and_then(|access| access.details.get("name").cloned());
        let kept = cards::names(read, &within.enterprise.id.to_string(), std::slice::from_ref(&id))
            .await?;
        let name = kept.get(&id).cloned().or(told).ok_or_else(Fault::not_found)?;
        let path = within.path(&format!("/keys/{id}/accesses"));
        Ok(Which { path, one: Some(Key { id, name }) })
    }

    async fn page(
        &self,
        within: &Within<ReadHistory>,
        read: &mut Read,
        span: Span,
    ) -> error::Result<Page<Access>> {
        let log = within.enterprise.log();
        match &self.one {
            None => reports::key_accesses(read, log, span).await,
            Some(key) => reports::accesses_of_key(read, log, &key.id, span).await,
        }
    }
}

pub async fn show(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let ui = within.ui_below(text("谁接触过密钥", "Who came near the keys"))?;
    page(&within, &mut read, Which::all(&within), &query, ui).await
}

/// The accesses of one key.
pub async fn of_key(
    within: Within<ReadHistory>,
    path: Path<(String, String)>,
    query: Query<Wanted>,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let which = Which::one(&within, &mut read, path.into_inner().1).await?;
    let mut ui = within.ui_below_list(text("谁接触过它", "Who came near it"), LIST)?;
    let name = which.one.as_ref().map(|key| key.name.clone()).unwrap_or_default();
    ui.title = format!("{name} · {}", ui.title);
    page(&within, &mut read, which, &query, ui).await
}

async fn page(
    within: &Within<ReadHistory>,
    read: &mut Read,
    which: Which,
    query: &Wanted,
    mut ui: Ui,
) -> Answer {
    let (status, lines, next) = match query.span(within, read).await? {
        Ok(span) => {
            let Page { items, next } = which.page(within, read, query.cut(span)).await?;
            (StatusCode::OK, lines(within, read, &items).await?, next)
        }
        Err(errors) => {
            ui.errors = errors;
            (StatusCode::UNPROCESSABLE_ENTITY, Vec::new(), None)
        }
    };
    let all = which.one.is_some().then(|| within.path(ALL));
    let period = query.period(which.path, next.as_ref());
    within.visit.page(status, &KeysPage { base: within.path(""), period, lines, all, ui })
}

/// Accesses in words, each with the way to its key as long as that exists.
async fn lines(
    within: &Within<ReadHistory>,
    read: &mut Read,
    accesses: &[Access],
) -> Result<Vec<Line>, Fault> {
    let ids: BTreeSet<String> = accesses.iter().filter_map(key_of).map(str::to_owned).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let there = cards::names(read, &within.enterprise.id.to_string(), &ids).await?;
    let lang = within.visit.lang();
    let each = accesses.iter().map(|access| {
        let id = key_of(access).filter(|id| there.contains_key(*id));
        line(access, id.map(|id| within.path(&format!("/keys/{id}"))), lang)
    });
    Ok(each.collect())
}

fn key_of(access: &Access) -> Option<&str> {
    if access.action == SIGNED {
        access.details.get(KEY_ID).map(String::as_str)
    } else {
        Some(&access.subject)
    }
}

const SIGNED: &str = "link.signed";

pub fn line(access: &Access, href: Option<String>, lang: Lang) -> Line {
    let detail = |name: &str| access.details.get(name).cloned().unwrap_or_default();
    let signed = access.action == SIGNED;
    let verb = told::action(&access.action).map_or(access.action.as_str(), |word| word.to(lang));
    let verb = verb.trim_end_matches(['：', ':']).trim();
    // What runs by itself has no role that says anything.
    let role = Role::from_name(&access.role).map(|role| role.label().to(lang).to_owned());
    let about = if signed { detail("name") } else { numbered(&detail("number")) };
    Line {
        at: moment(access.at),
        who: told::actor(&access.kind, &access.name, lang),
        role: role.unwrap_or_default(),
        what: format!("{verb} {about}").trim_end().to_owned(),
        key: if signed { detail("key") } else { detail("name") },
        href,
        print: detail("key_fingerprint").trim_start_matches("fingerprint:").to_owned(),
        reason: access.reason.clone(),
        address: access.address.clone(),
        event: access.seq,
    }
}

/// Which of a key's secrets it was.
fn numbered(number: &str) -> String {
    if number.is_empty() { String::new() } else { format!("#{number}") }
}

/// The whole of it as a file.
pub async fn csv(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    whole(&within, &mut read, Which::all(&within), &query).await
}

pub async fn csv_of_key(
    within: Within<ReadHistory>,
    path: Path<(String, String)>,
    query: Query<Wanted>,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let which = Which::one(&within, &mut read, path.into_inner().1).await?;
    whole(&within, &mut read, which, &query).await
}

async fn whole(
    within: &Within<ReadHistory>,
    read: &mut Read,
    which: Which,
    query: &Wanted,
) -> Answer {
    let page = async |read: &mut Read, span| which.page(within, read, span).await;
    let accesses = query.whole(within, read, page).await?;
    let lang = within.visit.lang();
    let lines: Vec<Line> = accesses.iter().map(|one| line(one, None, lang)).collect();
    taken(within, "keys", lines.len()).await?;
    Ok(download(within, "key-access", file(&lines, lang)))
}

fn file(lines: &[Line], lang: Lang) -> String {
    let word = |zh: &'static str, en: &'static str| text(zh, en).to(lang).to_owned();
    let head = [
        format!("{} ({ZONE}, {ZONE_SHOWN})", word("时间", "Time")),
        word("时间（UTC）", "Time (UTC)"),
        word("谁", "Who"),
        word("角色", "Role"),
        word("做了什么", "What"),
        word("密钥", "Key"),
        word("指纹", "Fingerprint"),
        word("原因", "Reason"),
        word("来源地址", "From"),
        word("记录", "Event"),
    ];
    let mut file = cells::MARK.to_owned();
    file.push_str(&cells::csv(head.iter().map(String::as_str)));
    for line in lines {
        let event = line.event.to_string();
        let row = [
            &line.at.shown,
            &line.at.iso,
            &line.who,
            &line.role,
            &line.what,
            &line.key,
            &line.print,
            &line.reason,
            &line.address,
            &event,
        ];
        file.push_str(&cells::csv(row.into_iter().map(String::as_str)));
    }
    file
}
