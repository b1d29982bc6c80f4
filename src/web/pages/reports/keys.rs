//! Who came near the keys: reveals, signatures, rotations and everything else, within a time.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::{download, taken};
use crate::clock::Millis;
use crate::rights::{ReadHistory, Role};
use crate::store::Read;
use crate::store::past;
use crate::store::reports::{self, Access};
use crate::text::{Lang, text};
use crate::web::cells;
use crate::web::fault::{Answer, Fault};
use crate::web::form::Form;
use crate::web::moment::{Moment, ZONE, ZONE_SHOWN, moment};
use crate::web::pages::as_of::view::{MALFORMED, read as read_moment, with};
use crate::web::pages::next_page;
use crate::web::scope::Within;
use crate::web::told;
use crate::web::ui::{PageError, Ui};

#[derive(Template)]
#[template(path = "reports/keys.html")]
pub(super) struct KeysPage {
    pub ui: Ui,
    pub path: String,
    pub from: String,
    pub to: String,
    pub lines: Vec<Line>,
    pub file: String,
    pub newest: Option<String>,
    pub older: Option<String>,
}

pub(super) struct Line {
    pub at: Moment,
    pub who: String,
    pub role: String,
    pub what: String,
    pub key: String,
    pub href: Option<String>,
    pub print: String,
    pub reason: String,
    pub address: String,
    pub event: i64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    pub(super) from: String,
    #[serde(default)]
    pub(super) to: String,
    #[serde(default)]
    pub(super) cursor: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

/// Lines of a file at most.
pub(super) const MOST: usize = 100_000;

pub async fn show(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let path = within.path("/reports/keys");
    let mut ui = within.ui_below(text("谁接触过密钥", "Who came near the keys"))?;
    let mut read = within.visit.portal.db.read().await?;
    let (status, lines, next) = match span(&within, &mut read, &query).await? {
        Ok((after, before)) => {
            let before = query.cursor.parse().ok().map_or(before, |cursor: i64| cursor.min(before));
            let page =
                reports::key_accesses(&mut read, within.enterprise.log(), (after, before)).await?;
            let base = within.path("");
            let lines = page.items.iter().map(|one| line(one, &base, ui.lang)).collect();
            (StatusCode::OK, lines, page.next)
        }
        Err(errors) => {
            ui.errors = errors;
            (StatusCode::UNPROCESSABLE_ENTITY, Vec::new(), None)
        }
    };
    drop(read);
    let (from, to) = (query.from.trim().to_owned(), query.to.trim().to_owned());
    let pairs = [("from", from.as_str()), ("to", to.as_str())];
    let mut file = with(&format!("{path}.csv"), "from", &from);
    if !to.is_empty() {
        file = format!("{file}&{}", with("", "to", &to).trim_start_matches('?'));
    }
    let page = KeysPage {
        newest: (!query.cursor.is_empty()).then(|| path.clone()),
        older: next_page(&path, &pairs, next.as_ref()),
        file,
        lines,
        from,
        to,
        path,
        ui,
    };
    within.visit.page(status, &page)
}

/// The events between two moments, both ends left out; an empty end is open.
pub(super) async fn span(
    within: &Within<ReadHistory>,
    read: &mut Read,
    query: &Wanted,
) -> Result<Result<(i64, i64), Vec<PageError>>, Fault> {
    let mut form = Form::default();
    let mut end = |name: &str, typed: &str| {
        let at = read_moment(typed);
        if at.is_none() && !typed.trim().is_empty() {
            form.wrong(name, MALFORMED);
        }
        at
    };
    let (from, to) = (end("from", &query.from), end("to", &query.to));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        form.wrong("to", text("结束时刻要晚于开始时刻", "It must be later than the first moment"));
    }
    if form.is_wrong() {
        return Ok(Err(form.errors));
    }
    let log = within.enterprise.log();
    let seq = async |read: &mut Read, at: Millis| -> Result<i64, Fault> {
        Ok(past::up_to(read, log, at).await?.map_or(-1, |point| point.seq))
    };
    let after = match from {
        Some(at) => seq(read, at.saturating_sub(1)).await?,
        None => -1,
    };
    let before = match to {
        Some(at) => seq(read, at).await? + 1,
        None => i64::MAX,
    };
    Ok(Ok((after, before)))
}

pub(super) fn line(access: &Access, base: &str, lang: Lang) -> Line {
    let detail = |name: &str| access.details.get(name).cloned().unwrap_or_default();
    let signed = access.action == "link.signed";
    let verb = told::action(&access.action).map_or(access.action.as_str(), |word| word.to(lang));
    let verb = verb.trim_end_matches(['：', ':']).trim();
    let role = Role::from_name(&access.role).map(|role| role.label().to(lang).to_owned());
    Line {
        at: moment(access.at),
        who: access.name.clone(),
        role: role.unwrap_or_else(|| access.role.clone()),
        what: if signed { format!("{verb} {}", detail("name")) } else { verb.to_owned() },
        key: if signed { detail("key") } else { detail("name") },
        href: (!signed && access.action != "key.purged")
            .then(|| format!("{base}/keys/{}", access.subject)),
        print: detail("key_fingerprint").trim_start_matches("fingerprint:").to_owned(),
        reason: access.reason.clone(),
        address: access.address.clone(),
        event: access.seq,
    }
}

/// The whole of it as a file.
pub async fn csv(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let lang = within.visit.lang();
    let mut read = within.visit.portal.db.read().await?;
    let Ok((after, mut before)) = span(&within, &mut read, &query).await? else {
        return Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, MALFORMED));
    };
    let mut lines = Vec::new();
    loop {
        let page =
            reports::key_accesses(&mut read, within.enterprise.log(), (after, before)).await?;
        lines.extend(page.items.iter().map(|one| line(one, "", lang)));
        match page.next.and_then(|next| next.parse().ok()) {
            Some(next) if lines.len() < MOST => before = next,
            Some(_) => {
                let said = text(
                    "超过 100000 行；请选更短的一段",
                    "More than 100000 lines; choose a shorter time",
                );
                return Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, said));
            }
            None => break,
        }
    }
    drop(read);
    taken(&within, "keys", lines.len()).await?;
    Ok(download(&within, "key-access", file(&lines, lang)))
}

fn file(lines: &[Line], lang: Lang) -> String {
    let word = |zh: &'static str, en: &'static str| text(zh, en).to(lang).to_owned();
    let head = [
        format!("{} ({ZONE}, {ZONE_SHOWN})", word("时间", "Time")),
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
