//! Who signed in with an account or tried to, from where and with what: the own account, or that of
//! somebody for the owners of the installation. It is read from the history, and kept as long.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::{frame, tabs};
use crate::access::login::Showed;
use crate::access::session::PATIENCE;
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

const STARTED: &str = "session.started";
const HALFWAY: &str = "session.halfway";

impl Line {
    /// `followed`: a right password that the second step came after.
    pub fn of(event: Event, followed: bool) -> Self {
        let (tag, what) = match event.action.as_str() {
            STARTED => ("ok", text("登录", "Signed in")),
            "session.ended" => ("off", text("会话结束", "Session ended")),
            "session.refused" => ("bad", text("登录失败", "Sign-in failed")),
            HALFWAY if followed => {
                ("info", text("密码正确，接着通过了第二步", "Right password, then the second step"))
            }
            HALFWAY => {
                ("warn", text("密码正确，没有通过第二步", "Right password, and no second step"))
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
    let (before, subject): (Option<i64>, String) = (cursor.parse().ok(), id.to_string());
    let mut read = visit.portal.db.read().await?;
    let (events, older) = attempts(&mut read, &subject, before).await?;
    let newer = match events.first() {
        Some(newest) if before.is_some() => just_after(&mut read, subject, newest).await?,
        _ => Vec::new(),
    };
    drop(read);
    let followed = followed(newer.iter().rev().chain(&events));
    let older = older.map(|seq| seq.to_string());
    let page = SignInsPage {
        ui,
        tabs,
        lines: events
            .into_iter()
            .map(|event| {
                let followed = followed.contains(&event.seq);
                Line::of(event, followed)
            })
            .collect(),
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

/// What came of sessions within the patience for a second step after an event. It stands on the page before,
/// oldest first.
async fn just_after(read: &mut Read, subject: String, newest: &Event) -> Result<Vec<Event>> {
    let wanted = Wanted {
        subject,
        noun: "session".to_owned(),
        before: Some(newest.at.saturating_add(PATIENCE).saturating_add(1)),
        ..Wanted::default()
    };
    let stretch = (newest.seq.saturating_add(1), i64::MAX);
    Ok(walk::on(read, Log::Installation, &wanted, stretch, PAGE).await?.events)
}

/// The numbers of the right passwords that a second step came after, among events from the newest on. A
/// session answers for one of them alone: the last one before it from the same address and device.
fn followed<'a>(events: impl Iterator<Item = &'a Event>) -> BTreeSet<i64> {
    let (mut begun, mut found): (Vec<&Event>, BTreeSet<i64>) = (Vec::new(), BTreeSet::new());
    for event in events {
        match event.action.as_str() {
            STARTED if took_two_steps(event) => begun.push(event),
            HALFWAY => {
                if let Some(at) = begun.iter().rposition(|begun| leads_to(event, begun)) {
                    begun.remove(at);
                    found.insert(event.seq);
                }
            }
            _ => {}
        }
    }
    found
}

fn took_two_steps(begun: &Event) -> bool {
    begun.details.get("factor").is_some_and(|factor| factor != Showed::Nothing.name())
}

fn leads_to(halfway: &Event, begun: &Event) -> bool {
    begun.address == halfway.address
        && begun.details.get("device") == halfway.details.get("device")
        && begun.at.saturating_sub(halfway.at) <= PATIENCE
}

/// What the owner of an account should know who signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    pub failed: u64,
    /// Right passwords that no second step came after.
    pub stopped: u64,
}

/// Attempts at an account that came to nothing since its owner signed in the time before this one.
pub async fn failures(read: &mut Read, person: PersonId) -> Result<Failures> {
    let filter = Filter::Subject(person.to_string());
    let events = history::page(read, Log::Installation, &filter, None).await?.items;
    let followed = followed(events.iter());
    let (mut signed_in, mut found) = (0, Failures::default());
    for event in &events {
        match event.action.as_str() {
            STARTED if signed_in == 1 => break,
            STARTED => signed_in += 1,
            HALFWAY if !followed.contains(&event.seq) => {
                found.stopped = found.stopped.saturating_add(1);
            }
            "session.refused" | "second_factor.refused" | "second_factor.counted_back" => {
                found.failed = found.failed.saturating_add(times(event));
            }
            _ => {}
        }
    }
    Ok(found)
}
