//! The second step of signing in: a passkey, a code of the app, or a recovery code. Only who typed the right
//! password gets here.

use actix_web::http::StatusCode;
use askama::Template;

use super::arrival;
use crate::access::login::Showed;
use crate::access::passkeys::{Ceremony, Outcome, Relying};
use crate::access::session::Halfway;
use crate::access::{Refusal, second_factor};
use crate::domain::second_factor::Kind;
use crate::domain::{Change, Log, Person, SecondFactor};
use crate::rights::{Grants, Place};
use crate::store::{people, second_factors};
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault, HeldBack};
use crate::web::form::{Form, Posted};
use crate::web::pages::second_factor::FEW;
use crate::web::pages::second_factor::passkeys::{LONGEST_ANSWER, Prompt, elsewhere, why};
use crate::web::scope::HalfwayIn;
use crate::web::ui::{FlashKind, Ui};
use crate::web::visit::{Visit, see_other};

pub const PATH: &str = "/login/second-factor";

#[derive(Template)]
#[template(path = "login/second_factor.html")]
pub(super) struct CodePage {
    pub ui: Ui,
    pub email: String,
    pub passkey: Passkey,
    /// There is an app.
    pub app: bool,
}

/// How the passkeys of whoever signs in stand.
pub(super) enum Passkey {
    /// There are none.
    None,
    Asked(Prompt),
    /// They are of no use here.
    Idle(Text),
}

pub async fn show(HalfwayIn { visit, half }: HalfwayIn) -> Answer {
    let Some(half) = half else { return Ok(see_other("/")) };
    let person = people::find(&mut visit.portal.db.read().await?, half.person).await?;
    let person = person.ok_or_else(Fault::not_found)?;
    page(&visit, StatusCode::OK, (&half, &person), Form::default()).await
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    (half, person): (&Halfway, &Person),
    form: Form,
) -> Answer {
    let db = &visit.portal.db;
    let held = second_factors::of_person(&mut db.read().await?, person.id).await?;
    let has = |kind: Kind| held.iter().any(|one| one.factor.kind == kind);
    let passkey =
        if has(Kind::Passkey) { prompt(visit, half, person).await? } else { Passkey::None };
    let mut ui = visit.ui(text("两步验证", "Second factor"))?;
    ui.errors = form.errors;
    let (email, app) = (person.email.clone(), has(Kind::Totp));
    visit.page(status, &CodePage { ui, email, passkey, app })
}

async fn prompt(visit: &Visit, half: &Halfway, person: &Person) -> Result<Passkey, Fault> {
    let relying = match Relying::of(&visit.portal.public_url) {
        Ok(relying) => relying,
        Err(hindrance) => return Ok(Passkey::Idle(why(hindrance))),
    };
    let asked = ceremony(visit, &relying, half, person).ask_to_show().await?;
    Ok(match asked {
        Some(options) => Passkey::Asked(Prompt { options, elsewhere: elsewhere(visit, &relying) }),
        None => Passkey::Idle(text(
            "您的通行密钥属于另一个地址，在这里不能用。",
            "Your passkeys belong to another address and are of no use here.",
        )),
    })
}

fn ceremony<'a>(
    visit: &'a Visit,
    relying: &'a Relying,
    half: &'a Halfway,
    person: &'a Person,
) -> Ceremony<'a> {
    let (db, vault) = (&visit.portal.db, &visit.portal.vault);
    Ceremony { db, vault, relying, person, holder: &half.ticket }
}

/// Who has been let in as far as here, unless that person has left since.
async fn half_person(visit: &Visit, half: &Halfway) -> Result<Person, Fault> {
    let person = people::find(&mut visit.portal.db.read().await?, half.person).await?;
    person.filter(|person| person.active).ok_or_else(Fault::not_found)
}

pub async fn submit(
    Posted { scope: HalfwayIn { visit, half }, mut form }: Posted<HalfwayIn>,
) -> Answer {
    let code = form.secret("one_time_code");
    form.finish_or_refuse()?;
    let Some(half) = half else { return Ok(see_other("/")) };
    let person = half_person(&visit, &half).await?;
    let portal = &visit.portal;
    let (db, origin) = (&portal.db, visit.origin());
    let checked =
        second_factor::check(db, &portal.vault, &portal.throttles, &person, &code, origin).await;
    let showed = match checked {
        Ok(showed) => showed,
        Err(error) => {
            let held = HeldBack::of(error.into())?;
            form.wrong("one_time_code", held.told());
            return Ok(held.on(page(&visit, held.status, (&half, &person), form).await?));
        }
    };
    let Some(showed) = showed else {
        refused(&visit, &person, "second_factor.refused").await;
        let said = text(
            "验证码不对，或者已经用过。请等下一个，再试一次",
            "This code is wrong or was used already; wait for the next one and try again",
        );
        form.wrong("one_time_code", said);
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, (&half, &person), form).await;
    };
    let answer = arrival::enter(&visit, &person, half.next).await?;
    if showed == Showed::RecoveryCode {
        let left = second_factors::codes_left(&mut db.read().await?, person.id).await?;
        visit.leave(FlashKind::Warning, told(left))?;
    }
    Ok(answer)
}

pub async fn submit_passkey(
    Posted { scope: HalfwayIn { visit, half }, mut form }: Posted<HalfwayIn>,
) -> Answer {
    let answer = form.take("credential");
    form.finish_or_refuse()?;
    let Some(half) = half else { return Ok(see_other("/")) };
    let person = half_person(&visit, &half).await?;
    let mut outcome = Outcome::Wrong;
    if let Ok(relying) = Relying::of(&visit.portal.public_url)
        && !answer.is_empty()
        && answer.len() <= LONGEST_ANSWER
    {
        let ceremony = ceremony(&visit, &relying, &half, &person);
        outcome = match ceremony.check(&visit.portal.throttles, &answer, visit.origin()).await {
            Ok(outcome) => outcome,
            Err(error) => {
                let held = HeldBack::of(error.into())?;
                form.wrong("credential", held.told());
                return Ok(held.on(page(&visit, held.status, (&half, &person), form).await?));
            }
        };
    }
    let (action, said) = match outcome {
        Outcome::Taken => return arrival::enter(&visit, &person, half.next).await,
        Outcome::Wrong => ("second_factor.refused", WRONG),
        Outcome::CountedBack => ("second_factor.counted_back", COUNTED_BACK),
    };
    refused(&visit, &person, action).await;
    form.wrong("credential", said);
    page(&visit, StatusCode::UNPROCESSABLE_ENTITY, (&half, &person), form).await
}

const WRONG: Text = text(
    "通行密钥没有通过：等得太久、已经用过，或者不是您的。请再按一次按钮",
    "The passkey was refused: too late, used already, or not yours. Press the button once more",
);
const COUNTED_BACK: Text = text(
    "这个通行密钥的计数倒退了，可能有人复制了它。请用别的方式登录，然后移除它",
    "This passkey counts backwards: somebody may have a copy of it. Sign in another way, then remove it",
);

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

async fn refused(visit: &Visit, person: &Person, action: &'static str) {
    let (portal, noun) = (&visit.portal, SecondFactor::NOUN);
    let change = Change::access(Log::Installation, action, noun, person.id)
        .detail("name", &person.name)
        .detail("device", visit.origin().device);
    let permit = Grants::stranger(visit.origin()).trace(Place::Installation);
    let refusal = Refusal::new(permit, change, &person.id.to_string());
    portal.refusals.note(&portal.db, refusal).await;
}
