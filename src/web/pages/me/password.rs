//! Another password: the present one first, then the new one, once. Whoever knows the old one keeps this
//! session; every other one ends.

use actix_web::http::StatusCode;
use askama::Template;

use super::{frame, tabs};
use crate::access::{password_rules, session};
use crate::domain::Act;
use crate::store::{Write, invitations, password_rules as rules, people};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, HeldBack};
use crate::web::form::{Form, Posted};
use crate::web::pages::reauth;
use crate::web::scope::Member;
use crate::web::ui::{NavItem, Ui};
use crate::web::visit::Visit;

pub const PATH: &str = "/me/password";
const TITLE: Text = text("我的密码", "Your password");

#[derive(Template)]
#[template(path = "me/password.html")]
pub(super) struct PasswordPage {
    pub ui: Ui,
    pub tabs: Vec<NavItem>,
    pub rule: Message,
    pub email: String,
}

pub async fn show(Member { visit }: Member) -> Answer {
    page(&visit, StatusCode::OK, Form::default()).await
}

async fn page(visit: &Visit, status: StatusCode, form: Form) -> Answer {
    let rule = rules::find(&mut visit.portal.db.read().await?).await?;
    let mut ui = frame(visit, TITLE)?;
    ui.errors = form.errors;
    let email = visit.person()?.person.email.clone();
    let page = PasswordPage { ui, tabs: tabs(PATH), rule: password_rules::told(&rule), email };
    visit.page(status, &page)
}

pub async fn change(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    let (present, new) = (form.secret("password"), form.secret("new_password"));
    form.finish();
    let (portal, signed_in) = (&visit.portal, visit.person()?);
    let person = &signed_in.person;
    let rule = rules::find(&mut portal.db.read().await?).await?;
    if let Err(wrong) = password_rules::check(&rule, &new, &[&person.email, &person.name]) {
        form.wrong("new_password", wrong);
    } else if new.expose() == present.expose() {
        let said = text("新密码与现在的相同", "The new password is the present one");
        form.wrong("new_password", said);
    }
    let mut held = None;
    if !form.is_wrong() {
        held = reauth::among(&visit, present, &mut form).await?;
    }
    if form.is_wrong() {
        let again = page(&visit, HeldBack::status(held.as_ref()), form).await?;
        return Ok(HeldBack::finish(held.as_ref(), again));
    }
    let hash = match portal.passwords.hash(new).await {
        Ok(hash) => hash,
        Err(error) => {
            let held = HeldBack::of(error.into())?;
            form.wrong("new_password", held.told());
            return Ok(held.on(page(&visit, held.status, form).await?));
        }
    };
    let now = portal.clock.now();
    let work = async |write: &mut Write<'_>| {
        people::change_password(write, person.id, hash.clone(), &signed_in.session, now).await?;
        let act = Act::new(person.password_changed());
        invitations::close_for(write, &person.email, act, now).await
    };
    portal.db.write(&signed_in.grants.own_session(), work).await?;
    // The others are gone by now; this one goes on under a new id.
    session::confirm(visit.request())?;
    let said = text(
        "新密码已生效，其他会话都已结束",
        "The new password counts from now on; every other session is ended",
    );
    visit.done(PATH, said.into())
}
