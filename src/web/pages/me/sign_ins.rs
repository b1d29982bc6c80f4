//! Who signed in with an account or tried to, from where and with what: the own account, or that of
//! somebody for the owners of the installation. It is read from the history, and kept as long.

use std::cmp::Reverse;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::{frame, tabs};
use crate::domain::change::Record;
use crate::domain::{Log, Person, PersonId, SecondFactor};
use crate::error::Result;
use crate::rights::ManagePeople;
use crate::store::history::walk::{self, Wanted};
use crate::store::history::{self, Event, Filter};
use crate::store::{PAGE, Read};
use crate::text::{Text, text};
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::pages::people::{self, show::named};
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::{Installed, Member};
use crate::web::told;
use crate::web::ui::{Crumb, NavItem, Ui};
use crate::web::visit::Visit;

pub const PATH: &str = "/me/sign-ins";

#[derive(Template)]
#[template(path = "me/sign_ins.html")]
pub(super) struct SignInsPage {
    pub ui: Ui,
    /// Empty on the page of somebody else.
    pub tabs: Vec<NavItem>,
    pub lines: Vec<Line>,
    pub newer: Option<String>,
    pub older: Option<String>,
}

pub(super) struct Line {
    pub at: Moment,
    pub tag: &'static str,
    pub what: Text,
    /// In which way a session ended that somebody ended.
    pub way: Option<Text>,
    /// Who did it, where it was somebody else.
    pub by: String,
    pub address: String,
    pub device: String,
    /// More than one where many were summed up.
    pub count: u64,
}

impl Line {
    pub fn of(event: Event) -> Self {
        let (tag, what) = match event.action.as_str() {
            "session.started" => ("ok", text("登录", "Signed in")),
            "session.ended" => ("off", text("会话结束", "Session ended")),
            "session.refused" => ("bad", text("登录失败", "Sign-in failed")),
            "session.halfway" => {
                ("warn", text("密码正确，还差第二步", "Right password, second step asked for"))
            }
            "second_factor.refused" => ("bad", text("第二步没有通过", "Second step failed")),
            "second_factor.counted_back" => {
                ("bad", text("通行密钥可能有副本", "There may be a copy of the passkey"))
            }
            "password.refused" => ("bad", text("密码确认失败", "Wrong password typed again")),
            "password.confirmed" => ("ok", text("确认了密码", "Password typed again")),
            other => ("info", told::action(other).unwrap_or(text("其他", "Something else"))),
        };
        let detail = |name: &str| event.details.get(name).cloned().unwrap_or_default();
        let other = event.actor_kind != "guest" && event.actor_id != event.subject;
        Line {
            at: moment(event.at),
            tag,
            what,
            way: told::way(&detail("way")),
            by: if other { event.actor_name.clone() } else { String::new() },
            device: detail("device"),
            count: times(&event),
            address: event.address,
        }
    }
}

/// How many attempts an event stands for.
fn times(event: &Event) -> u64 {
    event.details.get("count").and_then(|count| count.parse().ok()).unwrap_or(1)
}

pub async fn own(Member { visit }: Member, query: Query<Cursor>) -> Answer {
    let ui = frame(&visit, text("我的登录记录", "Your sign-ins"))?;
    let id = visit.person()?.person.id;
    page(&visit, ui, tabs(PATH), PATH, (id, &query.cursor)).await
}

pub async fn of_person(
    Installed { visit, .. }: Installed<ManagePeople>,
    query: Query<Cursor>,
) -> Answer {
    let Person { id, name, .. } = named(&visit).await?.person;
    let mut ui = visit.ui(text("登录记录", "Sign-ins"))?;
    let person = format!("{}/{id}", people::PATH);
    let all = ui.t("人员", "People");
    ui.crumbs = vec![Crumb::to(all, people::PATH.to_owned()), Crumb::to(&name, person.clone())];
    page(&visit, ui, Vec::new(), &format!("{person}/sign-ins"), (id, &query.cursor)).await
}

async fn page(
    visit: &Visit,
    ui: Ui,
    tabs: Vec<NavItem>,
    path: &str,
    (id, cursor): (PersonId, &str),
) -> Answer {
    let before: Option<i64> = cursor.parse().ok();
    let (events, older) =
        attempts(&mut visit.portal.db.read().await?, &id.to_string(), before).await?;
    let older = older.map(|seq| seq.to_string());
    let page = SignInsPage {
        ui,
        tabs,
        lines: events.into_iter().map(Line::of).collect(),
        newer: before.map(|_| path.to_owned()),
        older: next_page(path, &[], older.as_ref()),
    };
    visit.page(StatusCode::OK, &page)
}

/// Nouns of what stands here. Of second factors it is what was shown and refused, and not what was set up.
const NOUNS: [(&str, &str); 2] = [("session", ""), (SecondFactor::NOUN, Record::Access.name())];

/// One page of everything that has to do with signing in, and where the next one begins.
async fn attempts(
    read: &mut Read,
    subject: &str,
    before: Option<i64>,
) -> Result<(Vec<Event>, Option<i64>)> {
    let (mut events, mut older): (Vec<Event>, Option<i64>) = (Vec::new(), None);
    for (noun, record) in NOUNS {
        let (subject, noun, record) = (subject.to_owned(), noun.to_owned(), record.to_owned());
        let wanted = Wanted { subject, record, noun, ..Wanted::default() };
        let found = walk::back(read, Log::Installation, &wanted, before).await?;
        older = older.max(found.older);
        events.extend(found.events);
    }
    // Below where one of the walks stopped, not everything is known yet.
    events.retain(|event| older.is_none_or(|end| event.seq >= end));
    events.sort_by_key(|event| Reverse(event.seq));
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    if events.len() > most {
        events.truncate(most);
        older = events.last().map(|event| event.seq);
    }
    Ok((events, older))
}

/// Failed attempts at an account since its owner signed in the time before this one.
pub async fn failures(read: &mut Read, person: PersonId) -> Result<u64> {
    let filter = Filter::Subject(person.to_string());
    let events = history::page(read, Log::Installation, &filter, None).await?.items;
    let (mut signed_in, mut failed) = (0, 0_u64);
    for event in events {
        match event.action.as_str() {
            "session.started" if signed_in == 1 => break,
            "session.started" => signed_in += 1,
            "session.refused" | "second_factor.refused" | "second_factor.counted_back" => {
                failed = failed.saturating_add(times(&event));
            }
            _ => {}
        }
    }
    Ok(failed)
}
