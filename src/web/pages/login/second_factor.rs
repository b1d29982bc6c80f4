//! The second step of signing in: a code of the app, or a recovery code. Only who typed the right
//! password gets here.

use actix_web::http::StatusCode;
use askama::Template;

use super::arrival;
use crate::access::login::Showed;
use crate::access::{Refusal, second_factor};
use crate::domain::{Change, Log, Person, SecondFactor};
use crate::rights::{Grants, Place};
use crate::store::{people, second_factors};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::second_factor::FEW;
use crate::web::scope::HalfwayIn;
use crate::web::ui::{FlashKind, Ui};
use crate::web::visit::{Visit, see_other};

pub const PATH: &str = "/login/second-factor";

#[derive(Template)]
#[template(path = "login/second_factor.html")]
pub(super) struct CodePage {
    pub ui: Ui,
    pub email: String,
}

pub async fn show(HalfwayIn { visit, half }: HalfwayIn) -> Answer {
    let Some(half) = half else { return Ok(see_other("/")) };
    let person = people::find(&mut visit.portal.db.read().await?, half.person).await?;
    let person = person.ok_or_else(Fault::not_found)?;
    page(&visit, StatusCode::OK, &person, Form::default())
}

fn page(visit: &Visit, status: StatusCode, person: &Person, form: Form) -> Answer {
    let mut ui = visit.ui(text("两步验证", "Second factor"))?;
    ui.errors = form.errors;
    visit.page(status, &CodePage { ui, email: person.email.clone() })
}

pub async fn submit(
    Posted { scope: HalfwayIn { visit, half }, mut form }: Posted<HalfwayIn>,
) -> Answer {
    let code = form.secret("one_time_code");
    form.finish_or_refuse()?;
    let Some(half) = half else { return Ok(see_other("/")) };
    let portal = &visit.portal;
    let person = people::find(&mut portal.db.read().await?, half.person).await?;
    let person = person.filter(|person| person.active).ok_or_else(Fault::not_found)?;
    let (db, origin) = (&portal.db, visit.origin());
    let showed =
        second_factor::check(db, &portal.vault, &portal.throttles, &person, &code, origin).await?;
    let Some(showed) = showed else {
        refused(&visit, &person).await;
        let said = text(
            "验证码不对，或者已经用过。请等下一个，再试一次",
            "This code is wrong or was used already; wait for the next one and try again",
        );
        form.wrong("one_time_code", said);
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, &person, form);
    };
    let answer = arrival::enter(&visit, &person, half.next).await?;
    if showed == Showed::RecoveryCode {
        let left = second_factors::codes_left(&mut db.read().await?, person.id).await?;
        visit.leave(FlashKind::Warning, told(left))?;
    }
    Ok(answer)
}

/// What somebody should know who came with a recovery code.
fn told(left: i64) -> Message {
    let (zh, en) = if left <= FEW {
        ("，请尽快在“两步验证”里生成新的", "; make new ones under “Second factor” soon")
    } else {
        ("", "")
    };
    Message::new(
        format!("您用了一个恢复码，它已失效，还剩 {left} 个{zh}。"),
        format!("You used a recovery code, which is of no use any more; {left} are left{en}."),
    )
}

async fn refused(visit: &Visit, person: &Person) {
    let (portal, noun) = (&visit.portal, SecondFactor::NOUN);
    let change = Change::access(Log::Installation, "second_factor.refused", noun, person.id)
        .detail("name", &person.name);
    let permit = Grants::stranger(visit.origin()).trace(Place::Installation);
    let refusal = Refusal::new(permit, change, &person.id.to_string());
    portal.refusals.note(&portal.db, refusal).await;
}
