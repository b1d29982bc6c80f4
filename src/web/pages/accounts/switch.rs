//! `POST …/accounts/{id}/switches`: records how far the vendor's own check of signatures is switched on.

use actix_web::http::StatusCode;

use crate::channels::{self, doctor};
use crate::domain::switch::State;
use crate::domain::{Account, Act, Switch};
use crate::rights::EditRegistry;
use crate::store::switches;
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::scope::{Saved, Scoped};

const UNKNOWN: Text = text(
    "请选择开关的状态：未开启、观察中或已开启。",
    "Choose how the switch stands: off, observing or on.",
);
const STALE: Text = text(
    "在您打开页面之后，有人登记了开关的状态，所以没有执行。请回到账号页查看。",
    "Somebody recorded the switch after you opened the page, so nothing was done. Go back to the account and look how it stands now.",
);

pub async fn record(
    Posted { scope: Scoped { within, object: account }, mut form }: Posted<
        Scoped<Account, EditRegistry>,
    >,
) -> Answer {
    let state = State::from_name(&form.take("state"));
    let seen: Option<i64> = form.take("version").parse().ok();
    let reason = form.reason();
    form.finish_or_refuse()?;
    if channels::find(&account.channel).and_then(doctor::vendor_switch).is_none() {
        return Err(Fault::not_found());
    }
    let state = state.ok_or_else(|| Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, UNKNOWN))?;
    let stale = || Fault::saying(StatusCode::CONFLICT, STALE);
    let mut read = within.visit.portal.db.read().await?;
    let stored = switches::find(&mut read, account.enterprise, account.id).await?;
    drop(read);
    if seen.is_some_and(|seen| seen != stored.as_ref().map_or(0, |one| one.version)) {
        return Err(stale());
    }
    let to = within.path(&format!("/accounts/{}", account.id));
    let (by, now) = (within.visit.person()?.person.name.clone(), within.visit.portal.clock.now());
    let word = state.label();
    let done = Message::new(
        format!("已登记：厂商校验{}", word.zh),
        format!("Recorded: the vendor’s check is “{}”", word.en.to_lowercase()),
    );
    let Some((new, change)) = Switch::turn(&account, stored.as_ref(), state, &by, now) else {
        return within.visit.done(&to, done);
    };
    let act = Act::new(change).because(reason);
    match within.write(act, async |write| switches::save(write, &account, &new).await).await? {
        Saved::Done => within.visit.done(&to, done),
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}
