//! The second person: agrees to a wish, or does not. Nobody decides an own one.

use actix_web::http::StatusCode;
use actix_web::web::Path;

use super::desk::Desk;
use super::{actor, current, done, stale};
use crate::domain::Act;
use crate::store::Write;
use crate::store::retention;
use crate::text::text;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::Saved;

pub async fn approve<D: Desk>(Posted { scope, form }: Posted<D>, path: Path<Which>) -> Answer {
    decide(scope, form, path.into_inner(), true).await
}

pub async fn reject<D: Desk>(Posted { scope, form }: Posted<D>, path: Path<Which>) -> Answer {
    decide(scope, form, path.into_inner(), false).await
}

/// The last but one part of the address.
#[derive(Debug, serde::Deserialize)]
pub struct Which {
    id: String,
}

async fn decide<D: Desk>(desk: D, mut form: Form, which: Which, approved: bool) -> Answer {
    let seen = form.seen_version()?;
    form.finish_or_refuse()?;
    let (portal, log) = (&desk.visit().portal, desk.log());
    let now = portal.clock.now();
    let mut read = portal.db.read().await?;
    let found = retention::find_proposal(&mut read, log, &which.id).await?;
    drop(read);
    let (id, name) = actor(&desk)?;
    let waiting = found.ok_or_else(Fault::not_found)?;
    if waiting.proposer == id {
        let said =
            text("自己提出的，要由别人来决定", "Your own proposal is for somebody else to decide");
        return Err(Fault::saying(StatusCode::FORBIDDEN, said));
    }
    let (decided, change) = waiting.decide(approved, (&id, &name), now).ok_or_else(stale)?;
    let rule = current(&desk).await?;
    if rule.version != seen {
        return Err(stale());
    }
    let mut act = Act::new(change);
    let next = if approved { rule.fulfil(decided.wish, now) } else { None };
    if let Some((_, change)) = &next {
        act = act.and(change.clone());
    }
    let work = async |write: &mut Write<'_>| {
        retention::decide(write, &decided).await?;
        match &next {
            Some((rule, _)) => retention::save(write, rule, seen).await,
            None => Ok(()),
        }
    };
    match desk.write(act, work).await? {
        Saved::Done if approved => {
            done(&desk, text("已同意，立即生效", "Approved; it counts from now on"))
        }
        Saved::Done => done(&desk, text("已拒绝，规则不变", "Rejected; the rule stays as it is")),
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}
