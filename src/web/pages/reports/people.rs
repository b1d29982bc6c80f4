//! Who was let in: every role that counts in an enterprise on a day, since when, given by whom, and when
//! its holder last signed in.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::{download, taken};
use crate::clock::Millis;
use crate::domain::past::Past;
use crate::domain::{Log, Person};
use crate::rights::{ReadHistory, Releases, Role};
use crate::store::Read;
use crate::store::past;
use crate::store::reports;
use crate::text::{Lang, text};
use crate::web::cells;
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, ZONE, ZONE_SHOWN, moment};
use crate::web::pages::as_of::view::{FUTURE, MALFORMED, read as read_moment, with};
use crate::web::pages::people::named_role;
use crate::web::scope::Within;
use crate::web::ui::{PageError, Ui};

#[derive(Template)]
#[template(path = "reports/people.html")]
pub(super) struct PeoplePage {
    pub ui: Ui,
    pub path: String,
    pub typed: String,
    pub at: Option<Moment>,
    pub file: String,
    pub lines: Vec<Line>,
}

pub(super) struct Line {
    pub name: String,
    pub email: String,
    pub role: String,
    /// The code of the one window that it is for; empty for the whole enterprise.
    pub window: String,
    pub until: Option<Moment>,
    /// It is a role for the whole installation.
    pub everywhere: bool,
    /// Switched off then: the role was worth nothing.
    pub inactive: bool,
    pub since: Moment,
    pub by: String,
    pub signed_in: Option<Moment>,
}

/// Every other page has the state of a moment behind `as_of`; this one is a report on a day.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    on: String,
    /// Of the list that owners see instead.
    #[serde(default)]
    pub cursor: String,
    /// An invitation that has run out, for whoever invites people here.
    #[serde(default)]
    pub again: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

impl Wanted {
    pub fn asks_for_a_day(&self) -> bool {
        !self.on.trim().is_empty()
    }
}

const GRANT: &str = "grant";

pub async fn show(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let path = within.path("/reports/people");
    let mut ui = within.ui_below(text("谁有权限", "Who was let in"))?;
    let (at, status) = match wanted(&within, &query) {
        Ok(at) => (Some(at), StatusCode::OK),
        Err(wrong) => {
            ui.errors = vec![wrong];
            (None, StatusCode::UNPROCESSABLE_ENTITY)
        }
    };
    let lines = match at {
        Some(at) => lines(&within, at, ui.lang).await?,
        None => Vec::new(),
    };
    let page = PeoplePage {
        typed: query.on.trim().to_owned(),
        file: at.map(|at| with(&format!("{path}.csv"), "on", &moment(at).iso)).unwrap_or_default(),
        at: at.map(moment),
        lines,
        path,
        ui,
    };
    within.visit.page(status, &page)
}

/// The moment that is asked for; nothing means now.
fn wanted(within: &Within<ReadHistory>, query: &Wanted) -> Result<Millis, PageError> {
    let now = within.visit.portal.clock.now();
    if query.on.trim().is_empty() {
        return Ok(now);
    }
    let wrong = match read_moment(&query.on) {
        Some(at) if at <= now => return Ok(at),
        Some(_) => FUTURE,
        None => MALFORMED,
    };
    Err(PageError { field: Some("on".to_owned()), label: None, text: wrong.into() })
}

async fn lines(within: &Within<ReadHistory>, at: Millis, lang: Lang) -> Result<Vec<Line>, Fault> {
    let mut read = within.visit.portal.db.read().await?;
    let here = held(&mut read, within.enterprise.log(), at).await?;
    let everywhere = held(&mut read, Log::Installation, at).await?;
    let seq = past::up_to(&mut read, Log::Installation, at).await?.map_or(-1, |point| point.seq);
    let ids: Vec<String> = here.keys().chain(everywhere.keys()).cloned().collect();
    let ids: Vec<String> = ids.iter().map(|id| holder(id).to_owned()).collect();
    let people = past::fold(&mut read, Log::Installation, &ids, seq).await?;
    let signed_in = reports::last_sign_ins(&mut read, &ids, seq).await?;
    drop(read);
    let each = here.into_iter().map(|held| (held, false));
    let each = each.chain(everywhere.into_iter().map(|held| (held, true)));
    let lines = each.filter_map(|((id, grant), everywhere)| {
        let id = holder(&id).to_owned();
        let person = people.get(&(Person::NOUN.to_owned(), id.clone()));
        let told = |field: &str| person.and_then(|person| person.get(field)).unwrap_or_default();
        let role = grant.get("role")?;
        let releases = grant.get("releases").and_then(Releases::from_name).unwrap_or_default();
        Some(Line {
            name: if told("name").is_empty() {
                grant.name.clone()
            } else {
                told("name").to_owned()
            },
            email: told("email").to_owned(),
            role: Role::from_name(role)
                .map_or_else(|| role.to_owned(), |role| named_role(role, releases, lang)),
            window: grant.get("window").unwrap_or_default().to_owned(),
            until: grant.get("until").and_then(|until| until.parse().ok()).map(moment),
            everywhere,
            inactive: told("active") == "false",
            since: moment(grant.changed.at),
            by: grant.changed.by.clone(),
            signed_in: signed_in.get(&id).copied().map(moment),
        })
    });
    Ok(lines.collect())
}

/// Whose role it is: on a window, the history tells of it under both.
fn holder(subject: &str) -> &str {
    subject.split_once('/').map_or(subject, |(person, _)| person)
}

/// The roles of a log at a moment, by the id of their holder.
async fn held(read: &mut Read, log: Log, at: Millis) -> Result<BTreeMap<String, Past>, Fault> {
    let mut held: BTreeMap<String, Past> = BTreeMap::new();
    let Some(point) = past::up_to(read, log, at).await? else { return Ok(held) };
    for past in past::kept(read, log, GRANT).await? {
        held.insert(past.subject.clone(), past);
    }
    let mut after = -1;
    loop {
        let deeds = past::of_noun(read, log, GRANT, (after, point.seq)).await?;
        let Some(last) = deeds.last() else { return Ok(held) };
        after = last.seq;
        for deed in &deeds {
            held.entry(deed.subject.clone()).or_default().take(deed);
        }
    }
}

pub async fn csv(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let lang = within.visit.lang();
    let at = wanted(&within, &query)
        .map_err(|wrong| Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, wrong.text))?;
    let lines = lines(&within, at, lang).await?;
    taken(&within, "people", lines.len()).await?;
    Ok(download(&within, "access-review", file(&lines, &moment(at), lang)))
}

fn file(lines: &[Line], at: &Moment, lang: Lang) -> String {
    let zone = format!("{ZONE}, {ZONE_SHOWN}");
    let word = |zh: &'static str, en: &'static str| text(zh, en).to(lang).to_owned();
    let yes = word("是", "yes");
    let head = [
        word("姓名", "Name"),
        word("邮箱", "E-mail"),
        format!("{} {} ({zone})", word("角色，截至", "Role as of"), at.shown),
        word("只限聊天窗", "On this chat window only"),
        format!("{} ({zone})", word("到期", "Until")),
        word("到期（UTC）", "Until (UTC)"),
        word("全门户的角色", "For the whole portal"),
        word("已停用", "Disabled"),
        format!("{} ({zone})", word("授予时间", "Given")),
        word("授予时间（UTC）", "Given (UTC)"),
        word("由谁授予", "Given by"),
        format!("{} ({zone})", word("最近登录", "Last sign-in")),
        word("最近登录（UTC）", "Last sign-in (UTC)"),
    ];
    let mut file = cells::MARK.to_owned();
    file.push_str(&cells::csv(head.iter().map(String::as_str)));
    for line in lines {
        let mark = |flag: bool| if flag { yes.as_str() } else { "" };
        let row = [
            line.name.as_str(),
            &line.email,
            &line.role,
            &line.window,
            line.until.as_ref().map_or("", |at| &at.shown),
            line.until.as_ref().map_or("", |at| &at.iso),
            mark(line.everywhere),
            mark(line.inactive),
            &line.since.shown,
            &line.since.iso,
            &line.by,
            line.signed_in.as_ref().map_or("", |at| &at.shown),
            line.signed_in.as_ref().map_or("", |at| &at.iso),
        ];
        file.push_str(&cells::csv(row));
    }
    file
}
