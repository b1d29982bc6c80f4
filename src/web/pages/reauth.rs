//! The own password once more. Rows of the route table that are marked `Fresh` take one that was typed
//! within the last ten minutes: a session that somebody left open or stole is not enough for them. Pages
//! lead to `/reauth` and back. A form asks at its own address, with everything that was typed, and goes on
//! where it was going.

#[cfg(test)]
pub mod samples;

use actix_web::http::{Method, StatusCode};
use actix_web::web::Query;
use askama::Template;

use crate::error::Error;
use crate::secret::Secret;
use crate::text::text;
use crate::web::fault::{Answer, Fault, HeldBack};
use crate::web::form::{CONFIRMED, Form, Posted};
use crate::web::pages::login::Next;
use crate::web::routes::{self, Mark};
use crate::web::scope::Member;
use crate::web::ui::Ui;
use crate::web::visit::{Visit, own_path, see_other};

/// The field of the password where it is the form's own.
const ALONE: &str = "password";

#[derive(Template)]
#[template(path = "reauth/reauth.html")]
struct ReauthPage {
    ui: Ui,
    action: String,
    /// The name of the field for the password.
    field: &'static str,
    email: String,
    /// What goes on with it.
    kept: Vec<(String, String)>,
}

impl ReauthPage {
    /// Whether a form waits to be sent on.
    fn sends(&self) -> bool {
        self.field == CONFIRMED
    }

    fn of(
        visit: &Visit,
        alone: bool,
        kept: Vec<(String, String)>,
        form: Form,
    ) -> Result<Self, Fault> {
        let mut ui = visit.ui(text("请先确认是您本人", "First confirm that it is you"))?;
        ui.errors = form.errors;
        let email = visit.person()?.person.email.clone();
        let (action, field) = if alone {
            ("/reauth".to_owned(), ALONE)
        } else {
            (visit.frame.here.clone(), CONFIRMED)
        };
        Ok(ReauthPage { ui, action, field, email, kept })
    }
}

pub async fn show(Member { visit }: Member, query: Query<Next>) -> Answer {
    let next = own_path(&query.next).unwrap_or("/");
    if visit.person()?.fresh {
        return Ok(see_other(next));
    }
    let kept = vec![("next".to_owned(), next.to_owned())];
    visit.page(StatusCode::OK, &ReauthPage::of(&visit, true, kept, Form::default())?)
}

pub async fn submit(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    let (password, next) = (form.secret(ALONE), form.take("next"));
    form.finish_or_refuse()?;
    let next = own_path(&next).unwrap_or("/").to_owned();
    let outcome = take(&visit, password, ALONE, &mut form).await?;
    if matches!(outcome, Outcome::Right) {
        return Ok(see_other(&next));
    }
    let kept = vec![("next".to_owned(), next)];
    let page = ReauthPage::of(&visit, true, kept, form)?;
    match outcome {
        Outcome::HeldBack(held) => Ok(held.on(visit.page(held.status, &page)?)),
        Outcome::Right | Outcome::Wrong => visit.page(StatusCode::UNPROCESSABLE_ENTITY, &page),
    }
}

/// Looks at the own password among the fields of a form that asks for it each time, and notes beside its
/// field why it was not taken; what held it back, where it was not looked at.
pub async fn among(
    visit: &Visit,
    password: Secret,
    form: &mut Form,
) -> Result<Option<HeldBack>, Fault> {
    match visit.is_own(password).await {
        Ok(true) => Ok(None),
        Ok(false) => {
            form.wrong(ALONE, WRONG);
            Ok(None)
        }
        Err(fault) => {
            let held = HeldBack::of(fault)?;
            form.wrong(ALONE, held.told());
            Ok(Some(held))
        }
    }
}

/// What became of a password that was typed once more.
enum Outcome {
    Right,
    Wrong,
    /// It was not looked at.
    HeldBack(HeldBack),
}

/// Takes the password, and notes beside its field why it was not taken.
async fn take(
    visit: &Visit,
    password: Secret,
    field: &str,
    form: &mut Form,
) -> Result<Outcome, Fault> {
    match visit.confirm(password).await {
        Ok(true) => Ok(Outcome::Right),
        Ok(false) => {
            form.wrong(field, WRONG);
            Ok(Outcome::Wrong)
        }
        Err(fault) => {
            let held = HeldBack::of(fault)?;
            form.wrong(field, held.told());
            Ok(Outcome::HeldBack(held))
        }
    }
}

const WRONG: crate::text::Text = text("密码不正确", "The password is wrong");

fn is_marked(visit: &Visit) -> bool {
    let request = visit.request();
    let pattern = request.match_pattern().unwrap_or_default();
    routes::mark(request.method().as_str(), &pattern) == Some(Mark::Fresh)
}

/// Whoever has the right to a page that takes a fresh password types it first.
pub fn before_a_page(visit: &Visit) -> Result<(), Fault> {
    let posts = visit.request().method() == Method::POST;
    if posts || visit.person()?.fresh || !is_marked(visit) {
        return Ok(());
    }
    Err(Fault::Confirm { next: visit.frame.here.clone() })
}

/// The same for a form, which goes on once the password was typed beside it.
pub async fn before_a_form(visit: &Visit, form: &mut Form) -> Result<(), Fault> {
    if !is_marked(visit) {
        return Ok(());
    }
    let typed = form.pluck(CONFIRMED);
    if visit.person()?.fresh {
        return Ok(());
    }
    let mut asked = Form::default();
    let (mut status, mut retry_after) = (StatusCode::FORBIDDEN, None);
    if !typed.is_empty() {
        match take(visit, typed, CONFIRMED, &mut asked).await? {
            Outcome::Right => return Ok(()),
            Outcome::Wrong => status = StatusCode::UNPROCESSABLE_ENTITY,
            Outcome::HeldBack(held) => (status, retry_after) = (held.status, Some(held.seconds)),
        }
    }
    let page = ReauthPage::of(visit, false, form.kept_with_version(), asked)?;
    let body = page.render().map_err(Error::broken)?;
    Err(Fault::Drawn { status, body, retry_after })
}
