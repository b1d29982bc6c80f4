//! Activating the secret that waits: from then on the portal signs with it, and the one before retires.

use actix_web::http::StatusCode;
use askama::Template;

use super::check_day;
use super::rotation::{change_over, seen, stale, ui_of};
use crate::channels::signing::ChangeOver;
use crate::domain::ring::{State, Version};
use crate::domain::{Act, Key, Ring};
use crate::rights::{EditKeys, Permission};
use crate::store::secrets;
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::scope::{Saved, Scoped, Within};
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "keys/activate.html")]
pub struct ActivatePage {
    pub ui: Ui,
    pub base: String,
    pub key: Key,
    pub version: i64,
    pub new: Version,
    /// When the one before ends, if the change-over is now.
    pub ends: Option<Moment>,
    pub change: ChangeOver,
    pub expires_on: String,
    pub reason: String,
}

#[derive(Clone, Debug, Default)]
pub struct Typed {
    expires_on: String,
    reason: String,
}

pub async fn ask(Scoped { within, object: key }: Scoped<Key, EditKeys>) -> Answer {
    let ring = secrets::ring(&mut within.visit.portal.db.read().await?, key).await?;
    page(&within, StatusCode::OK, ring, Typed::default(), Form::default())
}

fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    ring: Ring,
    typed: Typed,
    form: Form,
) -> Answer {
    let Some(new) = ring.in_state(State::Pending).next().cloned() else {
        return within.visit.done(&within.path(&format!("/keys/{}", ring.key.id)), nothing_waits());
    };
    let now = within.visit.portal.clock.now();
    let mut ui = ui_of(within, &ring.key, text("启用新密钥", "Activate the new secret"))?;
    ui.errors = form.errors;
    let ends = ring.in_state(State::Active).next().map(|_| moment(new.overlap.end(now)));
    let page = ActivatePage {
        ui,
        base: within.path(""),
        version: ring.key.version,
        ends,
        change: change_over(&ring.key),
        expires_on: typed.expires_on,
        reason: typed.reason,
        new,
        key: ring.key,
    };
    within.visit.page(status, &page)
}

fn nothing_waits() -> Message {
    text("没有等待启用的密钥", "No secret waits to be activated").into()
}

pub async fn make(
    Posted { scope: Scoped { within, object: key }, mut form }: Posted<Scoped<Key, EditKeys>>,
) -> Answer {
    let seen = seen(&mut form, &key)?;
    let typed = Typed { expires_on: form.line("expires_on"), reason: form.reason() };
    let number = form.take("number");
    check_day(&mut form, &typed.expires_on);
    form.finish();
    let portal = &within.visit.portal;
    let ring = secrets::ring(&mut portal.db.read().await?, key).await?;
    let waiting = ring.in_state(State::Pending).next().map(|one| one.number);
    if form.is_wrong() {
        return match waiting {
            Some(_) => page(&within, StatusCode::UNPROCESSABLE_ENTITY, ring, typed, form),
            None => Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, nothing_waits())),
        };
    }
    let number = if number.is_empty() { waiting } else { number.parse().ok() };
    let turned = number.and_then(|number| {
        ring.activate(number, typed.expires_on.clone(), portal.clock.now()).ok()
    });
    let Some((next, change)) = turned else {
        return Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, nothing_waits()));
    };
    let act = Act::new(change).because(typed.reason);
    match within.write(act, async |write| secrets::turn(write, &next, seen).await).await? {
        Saved::Done => {
            let number = next.key.secret_number;
            let said = Message::new(
                format!("密钥 #{number} 已启用。依赖方全部切换之后，请吊销旧密钥。"),
                format!(
                    "Secret #{number} is active. Revoke the old one when everybody who depends on it has changed over."
                ),
            );
            within.visit.done(&within.path(&format!("/keys/{}", next.key.id)), said)
        }
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}
