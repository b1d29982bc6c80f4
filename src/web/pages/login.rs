//! Signing in and out.

pub mod arrival;
#[cfg(test)]
pub mod samples;
pub mod second_factor;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use crate::access::{Refusal, login, session};
use crate::domain::person::parse_email;
use crate::domain::{Change, Log};
use crate::rights::{Grants, Place};
use crate::store::people;
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault, HeldBack};
use crate::web::form::Posted;
use crate::web::ui::{PageError, Ui};
use crate::web::visit::{Visit, own_path, see_other};

#[derive(Template)]
#[template(path = "login/login.html")]
struct LoginPage {
    ui: Ui,
    email: String,
    next: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    pub next: String,
}

pub async fn show(visit: Visit, query: Query<Next>) -> Answer {
    let next = own_path(&query.next).unwrap_or("/").to_owned();
    if visit.signed_in.is_some() {
        return Ok(see_other(&next));
    }
    if !visit.portal.db.has_people().await? {
        return Ok(see_other("/setup"));
    }
    let mut ui = visit.ui(text("登录", "Sign in"))?;
    visit.take_flash(&mut ui);
    visit.page(StatusCode::OK, &LoginPage { ui, email: String::new(), next })
}

pub async fn submit(Posted { scope: visit, mut form }: Posted<Visit>) -> Answer {
    let (email, password, next) = (form.take("email"), form.secret("password"), form.take("next"));
    form.finish_or_refuse()?;
    let next = own_path(&next).unwrap_or("/").to_owned();
    let portal = &visit.portal;
    let checked = login::check(
        &portal.db,
        &portal.passwords,
        &portal.throttles,
        &email,
        password.clone(),
        &visit.address,
    )
    .await;
    let person = match checked {
        Ok(Some(person)) => person,
        Ok(None) => {
            refused(&visit, &email).await?;
            // One answer for every reason: it tells nobody which addresses exist.
            let said = text("邮箱或密码不正确", "E-mail address or password is wrong");
            return again(&visit, StatusCode::UNPROCESSABLE_ENTITY, said.into(), (email, next));
        }
        Err(error) => {
            let held = HeldBack::of(error.into())?;
            return Ok(held.on(again(&visit, held.status, held.told(), (email, next))?));
        }
    };
    login::renew(&portal.db, &portal.passwords, &person, password).await?;
    arrival::arrive(&visit, &person, next, None).await
}

/// The page once more, with what was typed but the password.
fn again(
    visit: &Visit,
    status: StatusCode,
    said: Message,
    (email, next): (String, String),
) -> Answer {
    let mut ui = visit.ui(text("登录", "Sign in"))?;
    ui.errors.push(PageError { label: None, field: Some("email".into()), text: said });
    visit.page(status, &LoginPage { ui, email, next })
}

/// A failure is an event. Whose account was meant is told where there is one; other addresses that
/// people type may be anything, passwords included, and are not kept.
async fn refused(visit: &Visit, email: &str) -> Result<(), Fault> {
    let portal = &visit.portal;
    let folded = parse_email(email).unwrap_or_default();
    let meant = people::find_by_email(&mut portal.db.read().await?, &folded).await?;
    let id = meant.as_ref().map_or_else(String::new, |person| person.id.to_string());
    let mut change = Change::access(Log::Installation, "session.refused", "session", &id);
    if let Some(person) = meant {
        change = change.detail("email", person.email).detail("name", person.name);
    }
    let change = change.detail("device", visit.origin().device);
    let permit = Grants::stranger(visit.origin()).trace(Place::Installation);
    portal.refusals.note(&portal.db, Refusal::new(permit, change, &id)).await;
    Ok(())
}

/// Also for whoever is half-way in and gives up.
pub async fn leave(Posted { scope: visit, mut form }: Posted<Visit>) -> Answer {
    form.finish_or_refuse()?;
    if visit.halfway().is_none() {
        let person = visit.person()?;
        login::end(&visit.portal.db, &person.person, visit.origin()).await?;
    }
    session::end(visit.request());
    Ok(see_other("/login"))
}
