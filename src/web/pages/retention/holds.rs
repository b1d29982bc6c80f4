//! A hold: nothing goes while it stands. Whoever wants it lifted needs a second person.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::desk::Desk;
use super::{Typed, actor, current, done, page, stale, wish};
use crate::domain::Act;
use crate::domain::retention::{Retention, Wish};
use crate::store::{Write, retention};
use crate::text::text;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::Saved;

/// A hold, with its reason; a new reason may replace the old one.
pub async fn hold<D: Desk>(Posted { scope: desk, form }: Posted<D>) -> Answer {
    let (seen, reason, rule) = match reasoned(&desk, form).await? {
        Ok(asked) => asked,
        Err(refused) => return Ok(refused),
    };
    let (_, name) = actor(&desk)?;
    let now = desk.visit().portal.clock.now();
    let Some((new, change)) = rule.hold(&reason, &name, now) else {
        return done(&desk, text("没有改动", "Nothing was changed"));
    };
    let act = Act::new(change).because(reason);
    let work = async |write: &mut Write<'_>| retention::save(write, &new, seen).await;
    match desk.write(act, work).await? {
        Saved::Done => done(
            &desk,
            text(
                "已保全：在解除之前什么都不会清除",
                "On hold: nothing is removed until it is lifted",
            ),
        ),
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}

/// The wish to lift the hold.
pub async fn lift<D: Desk>(Posted { scope: desk, form }: Posted<D>) -> Answer {
    let (seen, reason, rule) = match reasoned(&desk, form).await? {
        Ok(asked) => asked,
        Err(refused) => return Ok(refused),
    };
    if rule.version != seen || !rule.is_held() {
        return Err(stale());
    }
    wish(&desk, &rule, Wish::Lift, &reason).await
}

/// The version that was seen, the reason, and the rule as it is now; or the page again.
async fn reasoned<D: Desk>(
    desk: &D,
    mut form: Form,
) -> Result<Result<(i64, String, Retention), HttpResponse>, Fault> {
    let seen = form.seen_version()?;
    let reason = form.required_line("hold");
    form.finish();
    let rule = current(desk).await?;
    if form.is_wrong() {
        let typed = Typed { hold: reason, ..Typed::of(&rule) };
        let again = page(desk, StatusCode::UNPROCESSABLE_ENTITY, form, Some(typed), None).await?;
        return Ok(Err(again));
    }
    Ok(Ok((seen, reason, rule)))
}
