//! How long history is kept: the rule, a hold on it, wishes that wait for a second person, what the next
//! removal would take, and what was removed.

mod decision;
mod desk;
mod holds;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::{Cursor, next_page};
use crate::catalog::form::Choice;
use crate::domain::Act;
use crate::domain::retention::{LONGEST, Proposal, Retention, SHORTEST, State, Wish};
use crate::store::retention::{self, BLOCK};
use crate::store::{Page, Write};
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::scope::Saved;
use crate::web::ui::Ui;
use desk::Desk;

pub use decision::{approve, reject};
pub use holds::{hold, lift};

#[derive(Template)]
#[template(path = "retention/show.html")]
struct RetentionPage {
    ui: Ui,
    /// The address of this page.
    path: String,
    /// The address of the log's history.
    history: String,
    version: i64,
    now: String,
    held: Option<Held>,
    proposals: Vec<Line>,
    next: String,
    purges: Vec<Removed>,
    newest: Option<String>,
    older: Option<String>,
    typed: Typed,
    may_manage: bool,
}

struct Held {
    reason: String,
    by: String,
    at: Moment,
}

/// A wish in the list.
struct Line {
    id: String,
    what: String,
    reason: String,
    by: String,
    at: Moment,
    state: (&'static str, Text),
    /// By whom and when it was decided.
    decided: Option<(String, Moment)>,
    /// Whether this person may decide it.
    open: bool,
    own: bool,
}

struct Removed {
    range: String,
    count: i64,
    until: Moment,
    root: String,
    at: Moment,
}

/// What was typed into the rule.
#[derive(Clone, Debug, Default)]
struct Typed {
    amount: String,
    days: bool,
    reason: String,
    hold: String,
}

impl RetentionPage {
    fn units(&self) -> Vec<Choice> {
        vec![
            Choice::new("years", text("年", "years"), !self.typed.days),
            Choice::new("days", text("天", "days"), self.typed.days),
        ]
    }
}

/// A year of the calendar, with the leap days that fall into the time.
const fn days_of(years: i64) -> i64 {
    (years * 1461 + 3) / 4
}

fn years_of(days: i64) -> Option<i64> {
    (1..=100).find(|years| days_of(*years) == days)
}

/// `7 years`, `400 days`, everything.
fn told(days: i64, lang: Lang) -> String {
    match (lang, days, years_of(days)) {
        (Lang::Zh, 0, _) => "全部保留，不清除".to_owned(),
        (Lang::En, 0, _) => "Everything is kept".to_owned(),
        (Lang::Zh, _, Some(years)) => format!("保留 {years} 年"),
        (Lang::En, _, Some(1)) => "Kept for 1 year".to_owned(),
        (Lang::En, _, Some(years)) => format!("Kept for {years} years"),
        (Lang::Zh, days, None) => format!("保留 {days} 天"),
        (Lang::En, days, None) => format!("Kept for {days} days"),
    }
}

impl Typed {
    fn of(rule: &Retention) -> Self {
        let years = years_of(rule.days);
        let amount = years.unwrap_or(rule.days);
        Typed {
            amount: if amount == 0 { String::new() } else { amount.to_string() },
            days: rule.days > 0 && years.is_none(),
            ..Typed::default()
        }
    }
}

const TITLE: Text = text("历史保留多久", "How long history is kept");

pub async fn show<D: Desk>(desk: D, query: Query<Cursor>) -> Answer {
    let before = query.cursor.parse().ok();
    page(&desk, StatusCode::OK, Form::default(), None, before).await
}

async fn page<D: Desk>(
    desk: &D,
    status: StatusCode,
    form: Form,
    typed: Option<Typed>,
    before: Option<i64>,
) -> Answer {
    let (visit, log) = (desk.visit(), desk.log());
    let now = visit.portal.clock.now();
    let mut read = visit.portal.db.read().await?;
    let rule = retention::find(&mut read, log).await?;
    let proposals = retention::proposals(&mut read, log).await?;
    let due = retention::due(&mut read, &rule, now).await?;
    let Page { items, next } = retention::purges(&mut read, log, before).await?;
    drop(read);
    let mut ui = desk.frame(TITLE)?;
    visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let me = visit.person()?.person.id.to_string();
    let path = format!("{}/settings/retention", desk.base());
    let may_manage = desk.manages();
    let lang = ui.lang;
    let page = RetentionPage {
        history: format!("{}/history", desk.base()),
        version: rule.version,
        now: told(rule.days, lang),
        held: rule.is_held().then(|| Held {
            reason: rule.hold.clone(),
            by: rule.held_by.clone(),
            at: moment(rule.held_at),
        }),
        proposals: proposals.iter().map(|one| line(one, &me, may_manage, lang)).collect(),
        next: outcome(&rule, due.as_ref().map(|block| (block.count(), block.until)), lang),
        purges: items.iter().map(removed).collect(),
        newest: before.map(|_| path.clone()),
        older: next_page(&path, &[], next.as_ref()),
        typed: typed.unwrap_or_else(|| Typed::of(&rule)),
        may_manage,
        path,
        ui,
    };
    visit.page(status, &page)
}

fn line(one: &Proposal, me: &str, may_manage: bool, lang: Lang) -> Line {
    let what = match one.wish {
        Wish::Keep(days) => told(days, lang),
        Wish::Lift => text("解除保全", "Lift the hold").to(lang).to_owned(),
    };
    let waits = one.state == State::Open;
    Line {
        id: one.id.clone(),
        what,
        reason: one.reason.clone(),
        by: one.proposer_name.clone(),
        at: moment(one.made_at),
        state: match one.state {
            State::Open => ("warn", text("等第二个人同意", "Waits for a second person")),
            State::Approved => ("ok", text("已同意", "Approved")),
            State::Rejected => ("off", text("已拒绝", "Rejected")),
        },
        decided: (!waits).then(|| (one.decider_name.clone(), moment(one.decided_at))),
        open: waits && may_manage && one.proposer != me,
        own: waits && one.proposer == me,
    }
}

/// What the next removal would take.
fn outcome(rule: &Retention, due: Option<(i64, i64)>, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    match due {
        _ if rule.is_held() => {
            if zh {
                "0 条：已保全，什么都不清除".to_owned()
            } else {
                "0 events: on hold, nothing is removed".to_owned()
            }
        }
        _ if rule.days == 0 => {
            if zh {
                "0 条：规则是全部保留".to_owned()
            } else {
                "0 events: the rule is to keep everything".to_owned()
            }
        }
        None => {
            if zh {
                "0 条：还没有到期的记录".to_owned()
            } else {
                "0 events: none is old enough".to_owned()
            }
        }
        Some((count, until)) => {
            let (count, until) = (count.min(BLOCK), moment(until).shown);
            if zh {
                format!("{count} 条，截至 {until}")
            } else {
                format!("{count} events, up to {until}")
            }
        }
    }
}

fn removed(gone: &retention::Purged) -> Removed {
    let block = &gone.block;
    Removed {
        range: format!("#{}–#{}", block.first, block.last),
        count: block.count(),
        until: moment(block.until),
        root: block.root.clone(),
        at: moment(gone.made_at),
    }
}

/// Who acts: id and name.
fn actor<D: Desk>(desk: &D) -> Result<(String, String), Fault> {
    let person = &desk.visit().person()?.person;
    Ok((person.id.to_string(), person.name.clone()))
}

async fn current<D: Desk>(desk: &D) -> Result<Retention, Fault> {
    let mut read = desk.visit().portal.db.read().await?;
    Ok(retention::find(&mut read, desk.log()).await?)
}

fn done<D: Desk>(desk: &D, said: Text) -> Answer {
    desk.visit().done(&format!("{}/settings/retention", desk.base()), said.into())
}

fn stale() -> Fault {
    let said = text(
        "规则刚被别人改过，没有保存。请回到页面看现在的规则再决定。",
        "Somebody changed the rule just now; nothing was saved. Go back, look at the rule as it is, and decide again.",
    );
    Fault::saying(StatusCode::CONFLICT, said)
}

/// The rule: what keeps more counts at once, what keeps less becomes a wish.
pub async fn save<D: Desk>(Posted { scope: desk, mut form }: Posted<D>) -> Answer {
    let seen = form.seen_version()?;
    let typed = Typed {
        amount: form.line("amount"),
        days: form.take("unit") == "days",
        reason: form.reason(),
        hold: String::new(),
    };
    let days = days(&mut form, &typed);
    form.finish();
    let Some(days) = days.filter(|_| !form.is_wrong()) else {
        return page(&desk, StatusCode::UNPROCESSABLE_ENTITY, form, Some(typed), None).await;
    };
    let rule = current(&desk).await?;
    if rule.version != seen {
        return Err(stale());
    }
    if rule.shortens(days) {
        return wish(&desk, &rule, Wish::Keep(days), &typed.reason).await;
    }
    let now = desk.visit().portal.clock.now();
    let Some((new, change)) = rule.keep(days, now) else {
        return done(&desk, text("没有改动", "Nothing was changed"));
    };
    let act = Act::new(change).because(typed.reason);
    match desk.write(act, async |write| retention::save(write, &new, seen).await).await? {
        Saved::Done => done(&desk, text("已保存，立即生效", "Saved; it counts at once")),
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}

/// The days that were typed; nothing means everything.
fn days(form: &mut Form, typed: &Typed) -> Option<i64> {
    if typed.amount.is_empty() {
        return Some(0);
    }
    let amount: Option<i64> =
        typed.amount.parse().ok().filter(|amount| (1..=LONGEST).contains(amount));
    let days = amount.map(|amount| if typed.days { amount } else { days_of(amount) });
    let days = days.filter(|days| (SHORTEST..=LONGEST).contains(days));
    if days.is_none() {
        let rule = Message::new(
            format!("至少 1 年（{SHORTEST} 天），最多 100 年；留空就是全部保留"),
            format!("At least 1 year ({SHORTEST} days), at most 100; empty keeps everything"),
        );
        form.wrong("amount", rule);
    }
    days
}

async fn wish<D: Desk>(desk: &D, rule: &Retention, wish: Wish, reason: &str) -> Answer {
    let clock = &desk.visit().portal.clock;
    let (id, name) = actor(desk)?;
    let (new, change) =
        Proposal::make(clock.id().to_string(), rule, wish, reason, (&id, &name), clock.now());
    let act = Act::new(change).because(reason);
    let work = async |write: &mut Write<'_>| retention::propose(write, &new).await;
    match desk.write(act, work).await? {
        Saved::Done => done(
            desk,
            text(
                "已提出。缩短保留和解除保全要由第二个人同意后才生效。",
                "Proposed. Keeping less and lifting a hold count only once a second person agrees.",
            ),
        ),
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}
