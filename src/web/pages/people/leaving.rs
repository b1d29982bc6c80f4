//! Leaving and coming back: what ends with a person, what is ended on request, and what works again.

use actix_web::http::StatusCode;

use super::PATH;
use super::show::named;
use crate::clock::Millis;
use crate::domain::access_request::LEFT;
use crate::domain::{Act, Person, PersonId};
use crate::rights::ManagePeople;
use crate::store::directory::{self, Entry, Waiting};
use crate::store::handovers::Open;
use crate::store::tokens::Kept;
use crate::store::{Read, Write, access_requests, handovers, invitations, people, tokens};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::moment::{Moment, moment};
use crate::web::scope::Installed;
use crate::web::ui::Ui;
use crate::web::visit::see_other;

type Form = Posted<Installed<ManagePeople>>;

/// What still opens in somebody's name.
#[derive(Default)]
pub(super) struct Opens {
    pub tokens: Vec<Token>,
    pub links: Vec<Link>,
}

pub(super) struct Token {
    pub name: String,
    pub until: Moment,
}

pub(super) struct Link {
    /// The hand-over links of the window.
    pub href: String,
    pub window: String,
    pub recipient: String,
    pub until: Moment,
}

impl Opens {
    pub async fn of(read: &mut Read, person: PersonId, now: Millis) -> crate::error::Result<Self> {
        let token =
            |Kept { token, .. }: Kept| Token { name: token.name, until: moment(token.expires_at) };
        let link = |open: Open| Link {
            href: format!("/e/{}/windows/{}/handovers", open.slug, open.code),
            window: open.name,
            recipient: open.recipient,
            until: moment(open.expires_at),
        };
        Ok(Opens {
            tokens: tokens::open_of(read, person, now).await?.into_iter().map(token).collect(),
            links: handovers::open_by(read, person, now).await?.into_iter().map(link).collect(),
        })
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.links.is_empty()
    }

    /// The box beside the button that ends an account.
    pub fn end_tokens(&self, ui: &Ui) -> String {
        let count = self.tokens.len();
        let said = Message::new(
            format!("同时吊销 {count} 个 API 令牌"),
            format!("Revoke the API tokens, too ({count})"),
        );
        said.to(ui.lang).to_owned()
    }

    pub fn end_links(&self, ui: &Ui) -> String {
        let count = self.links.len();
        let said = Message::new(
            format!("同时吊销 {count} 个交接链接"),
            format!("Revoke the hand-over links, too ({count})"),
        );
        said.to(ui.lang).to_owned()
    }

    /// What a new password leaves as it is.
    pub fn after_reset(&self, ui: &Ui) -> String {
        let count = self.tokens.len();
        let said = Message::new(
            format!("新密码只结束会话：{count} 个 API 令牌继续有效，直到到期或被吊销。"),
            format!(
                "A new password ends sessions alone: API tokens stay good until they end or are revoked ({count})."
            ),
        );
        said.to(ui.lang).to_owned()
    }

    /// What works again, in a few names.
    fn again(&self) -> Message {
        if self.tokens.is_empty() {
            return Message::from(text("", ""));
        }
        let some: Vec<&str> = self.tokens.iter().take(NAMED).map(|one| one.name.as_str()).collect();
        let more = self.tokens.len() > NAMED;
        let rest: Text = if more { text("等", " and others") } else { text("", "") };
        let count = self.tokens.len();
        Message::new(
            format!("；{count} 个 API 令牌又能用了：{}{}", some.join("、"), rest.zh),
            format!("; API tokens that work again ({count}): {}{}", some.join(", "), rest.en),
        )
    }
}

/// Tokens that are named in one sentence.
const NAMED: usize = 5;

fn path(person: &Person) -> String {
    format!("{PATH}/{}", person.id)
}

/// The person leaves: every session ends with the act, links to a new password and whatever invitation the
/// person made open no longer, and what was asked for is rejected. Tokens and hand-over links are revoked where that is wanted.
pub async fn deactivate(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let (seen, reason) = (form.seen_version()?, form.reason());
    let end_tokens = form.take("end_tokens") == "true";
    let end_links = form.take("end_links") == "true";
    form.finish_or_refuse()?;
    let Entry { person, .. } = named(&visit).await?;
    let now = visit.portal.clock.now();
    if person.version != seen {
        return Err(Fault::status(StatusCode::CONFLICT));
    }
    let Some((new, change)) = person.deactivate(now) else {
        return Ok(see_other(&path(&person)));
    };
    let (by, answer) = (visit.person()?.person.name.as_str(), LEFT.to(visit.lang()));
    let work = async |write: &mut Write<'_>| {
        people::set_active(write, &new, seen).await?;
        let mut act = Act::new(change.clone()).because(reason.as_str());
        act = invitations::close_of(write, &new, act, now).await?;
        act = access_requests::reject_all_of(write, &new, (by, answer), act, now).await?;
        if end_tokens {
            act = tokens::revoke_all_of(write, new.id, act, now).await?;
        }
        if end_links {
            act = handovers::revoke_all_by(write, new.id, by, act, now).await?;
        }
        Ok(act)
    };
    visit.portal.db.write(&permit, work).await?;
    let mut read = visit.portal.db.read().await?;
    let waiting = directory::waiting(&mut read, person.id, 1).await?;
    let most = i64::try_from(NAMED).unwrap_or_default().saturating_add(1);
    let scheduled = directory::scheduled(&mut read, person.id, most).await?;
    let opens = Opens::of(&mut read, person.id, now).await?;
    drop(read);
    visit.done(&path(&person), gone(&person, !waiting.is_empty(), &opens, &scheduled))
}

/// What ended, and what is left to be looked at.
fn gone(person: &Person, waiting: bool, opens: &Opens, scheduled: &[Waiting]) -> Message {
    let work = if waiting {
        text("；还有未完成的变更，见下面的列表", "; open change requests are listed below")
    } else {
        text("", "")
    };
    let links = if opens.links.is_empty() {
        text("", "")
    } else {
        text(
            "；还有能打开的交接链接，见下面的列表",
            "; hand-over links that still open are listed below",
        )
    };
    let (name, stays) = (&person.name, not_released(scheduled));
    Message::new(
        format!("已停用“{name}”，所有会话都已结束{}{}{}", work.zh, links.zh, stays.zh),
        format!(
            "{name} is deactivated, and every session ended{}{}{}",
            work.en, links.en, stays.en
        ),
    )
}

/// Releases that were to happen on the word of whoever goes, in a few names.
fn not_released(scheduled: &[Waiting]) -> Message {
    if scheduled.is_empty() {
        return Message::from(text("", ""));
    }
    let named = |one: &Waiting| format!("{} #{}", one.enterprise, one.number);
    let some: Vec<String> = scheduled.iter().take(NAMED).map(named).collect();
    let more = scheduled.len() > NAMED;
    let rest: Text = if more { text("等", " and others") } else { text("", "") };
    Message::new(
        format!(
            "；由其定时的发布到时不会进行，请能发布的人再定一次：{}{}",
            some.join("、"),
            rest.zh
        ),
        format!(
            "; what was to be released at a time set by them will not be; somebody who releases sets it again: {}{}",
            some.join(", "),
            rest.en
        ),
    )
}

/// The person comes back, with the roles, the password and the tokens from before.
pub async fn reactivate(Posted { scope: Installed { visit, permit }, mut form }: Form) -> Answer {
    let (seen, reason) = (form.seen_version()?, form.reason());
    form.finish_or_refuse()?;
    let Entry { person, .. } = named(&visit).await?;
    if person.version != seen {
        return Err(Fault::status(StatusCode::CONFLICT));
    }
    let now = visit.portal.clock.now();
    let Some((new, change)) = person.reactivate(now) else {
        return Ok(see_other(&path(&person)));
    };
    let work = async |write: &mut Write<'_>| {
        people::set_active(write, &new, seen).await?;
        Ok(Act::new(change.clone()).because(reason.as_str()))
    };
    visit.portal.db.write(&permit, work).await?;
    let opens = Opens::of(&mut visit.portal.db.read().await?, person.id, now).await?;
    let again = opens.again();
    let said = Message::new(
        format!("已重新启用“{}”{}", person.name, again.zh),
        format!("{} is active again{}", person.name, again.en),
    );
    visit.done(&path(&person), said)
}
