//! The own second factors: setting up an app with a code that proves that it has the secret, passkeys, new
//! recovery codes, and taking each away.

mod offer;
pub mod passkeys;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::access::SignedIn;
use crate::access::second_factor::recovery_codes;
use crate::domain::second_factor::{Kind, codes_made};
use crate::domain::{Act, FactorId, SecondFactor};
use crate::error::Kind as Wrong;
use crate::secret::Secret;
use crate::store::{Write, second_factors};
use crate::text::{Message, Text, text};
use crate::vault::Binding;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::me;
use crate::web::scope::Member;
use crate::web::ui::{FlashKind, NavItem, Ui};
use crate::web::visit::{Visit, see_other};
use offer::Offer;

pub const PATH: &str = "/me/second-factor";
/// So many recovery codes are few.
pub const FEW: i64 = 3;
const TITLE: Text = text("两步验证", "Second factor");

#[derive(Template)]
#[template(path = "second_factor/show.html")]
struct FactorPage {
    ui: Ui,
    tabs: Vec<NavItem>,
    app: App,
    keys: passkeys::Section,
    /// Recovery codes that were not used; `None` while there is no factor at all.
    left: Option<i64>,
    /// When nothing opens any more without a factor.
    due: Option<Moment>,
    /// It came.
    overdue: bool,
}

/// One-time codes of an app.
enum App {
    Missing(Box<Offer>),
    Held { since: Moment },
}

/// Recovery codes; this is the only time that anybody sees them.
#[derive(Template)]
#[template(path = "second_factor/codes.html")]
struct CodesPage {
    ui: Ui,
    tabs: Vec<NavItem>,
    codes: Vec<Secret>,
    /// They came with the set-up, and did not replace others.
    first: bool,
}

impl CodesPage {
    /// One in a line, to be copied.
    fn lines(&self) -> String {
        self.codes.iter().map(Secret::expose).collect::<Vec<_>>().join("\n")
    }
}

pub async fn show(Member { visit }: Member) -> Answer {
    page(&visit, StatusCode::OK, None, Form::default()).await
}

async fn page(visit: &Visit, status: StatusCode, offer: Option<Offer>, form: Form) -> Answer {
    let SignedIn { person, due, seed, .. } = visit.person()?;
    let portal = &visit.portal;
    let mut read = portal.db.read().await?;
    let held = second_factors::of_person(&mut read, person.id).await?;
    let mut left = None;
    if !held.is_empty() {
        left = Some(second_factors::codes_left(&mut read, person.id).await?);
    }
    drop(read);
    let app = match (held.iter().find(|one| one.factor.kind == Kind::Totp), offer) {
        (Some(stored), _) => App::Held { since: moment(stored.factor.created_at) },
        (None, Some(offer)) => App::Missing(Box::new(offer)),
        (None, None) => App::Missing(Box::new(Offer::make(&portal.vault, seed, &person.email)?)),
    };
    let due = due.filter(|_| held.is_empty());
    let mut ui = visit.ui(TITLE)?;
    visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let page = FactorPage {
        ui,
        tabs: me::tabs(PATH),
        app,
        keys: passkeys::Section::of(&portal.public_url, &held),
        left,
        due: due.map(moment),
        overdue: due.is_some_and(|due| due <= portal.clock.now()),
    };
    visit.page(status, &page)
}

/// Stores what was offered, once a code proves that the app has it.
pub async fn set_up(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    let (sealed, code) = (form.take("offer"), form.secret("one_time_code"));
    form.finish();
    let SignedIn { person, grants, seed, second_factor, .. } = visit.person()?;
    if find(&visit, |factor| factor.kind == Kind::Totp).await?.is_some() {
        return there_already(&visit);
    }
    let (portal, now) = (&visit.portal, visit.portal.clock.now());
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(offer) = Offer::open(&portal.vault, seed, &person.email, &sealed) else {
        let said =
            text("这个二维码已经过时，请扫描新的", "This picture is out of date; scan the new one");
        form.wrong("one_time_code", said);
        return page(&visit, wrong, None, form).await;
    };
    let Some(step) = offer.step_of(&code, now)?.filter(|_| !form.is_wrong()) else {
        // Whoever had to type the password in between comes without a code.
        form.wrong("one_time_code", if code.expose().is_empty() { NO_CODE } else { WRONG_CODE });
        return page(&visit, wrong, Some(offer), form).await;
    };
    let (new, change) = SecondFactor::add_codes(FactorId(portal.clock.id()), person, now);
    let id = new.id.to_string();
    let kept = portal.vault.own_key().seal(offer.secret(), Binding::of_factor(&id))?;
    let first = FirstCodes::of(*second_factor)?;
    let work = async |write: &mut Write<'_>| {
        second_factors::insert(write, &new, &kept).await?;
        // The code that proves it is not good for a sign-in, too.
        second_factors::take_step(write, new.id, step, now).await?;
        second_factors::give_codes(write, person.id, first.hashes()).await?;
        Ok(Act::new(change.clone()))
    };
    match portal.db.write(&grants.own_session(), work).await {
        Ok(()) => first.told(&visit, text("身份验证器应用已启用", "The app is on")),
        Err(error) if matches!(error.kind(), Wrong::Taken | Wrong::Conflict) => {
            there_already(&visit)
        }
        Err(error) => Err(error.into()),
    }
}

const NO_CODE: Text =
    text("请填应用里现在显示的 6 位数字", "Type the six digits that the app shows now");
const WRONG_CODE: Text = text(
    "验证码不对。请填应用里现在显示的 6 位数字，并检查手机的时间",
    "This code is wrong. Type the six digits that the app shows now, and check the clock of the phone",
);

/// Recovery codes for whoever sets up a factor and has none yet.
struct FirstCodes(Option<(Vec<Secret>, Vec<String>)>);

impl FirstCodes {
    fn of(has_one: bool) -> Result<Self, Fault> {
        Ok(FirstCodes(if has_one { None } else { Some(recovery_codes()?) }))
    }

    fn hashes(&self) -> Option<&[String]> {
        self.0.as_ref().map(|(_, hashes)| hashes.as_slice())
    }

    /// Shows them, or goes back to the list saying what was done.
    fn told(self, visit: &Visit, done: impl Into<Message>) -> Answer {
        match self.0 {
            Some((codes, _)) => told(visit, codes, true),
            None => visit.done(PATH, done.into()),
        }
    }
}

/// The first of the own factors that fits.
async fn find(
    visit: &Visit,
    fits: impl Fn(&SecondFactor) -> bool,
) -> Result<Option<SecondFactor>, Fault> {
    let person = visit.person()?.person.id;
    let held = second_factors::of_person(&mut visit.portal.db.read().await?, person).await?;
    Ok(held.into_iter().map(|one| one.factor).find(|factor| fits(factor)))
}

/// Another window was faster.
fn there_already(visit: &Visit) -> Answer {
    let said = text("两步验证已经设置过了", "You have a second factor already");
    visit.leave(FlashKind::Warning, said.into())?;
    Ok(see_other(PATH))
}

fn told(visit: &Visit, codes: Vec<Secret>, first: bool) -> Answer {
    let mut ui = visit.ui(text("恢复码", "Recovery codes"))?;
    ui.owes = None;
    visit.page(StatusCode::OK, &CodesPage { ui, tabs: me::tabs(PATH), codes, first })
}

/// New recovery codes; the old ones are of no use any more.
pub async fn renew_codes(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    form.finish_or_refuse()?;
    let SignedIn { person, grants, second_factor, .. } = visit.person()?;
    if !second_factor {
        return Err(missing());
    }
    let (codes, hashes) = recovery_codes()?;
    let change = codes_made(person);
    let work = async |write: &mut Write<'_>| {
        second_factors::replace_codes(write, person.id, &hashes).await?;
        Ok(Act::new(change.clone()))
    };
    visit.portal.db.write(&grants.own_session(), work).await?;
    told(&visit, codes, false)
}

/// Takes the app away.
pub async fn remove(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    form.finish_or_refuse()?;
    let app = find(&visit, |factor| factor.kind == Kind::Totp).await?.ok_or_else(missing)?;
    take_away(&visit, &app).await
}

/// Takes one factor away; the recovery codes go with the last one.
async fn take_away(visit: &Visit, factor: &SecondFactor) -> Answer {
    let SignedIn { person, grants, .. } = visit.person()?;
    let change = factor.remove(person);
    let work = async |write: &mut Write<'_>| {
        second_factors::remove_one(write, person.id, factor.id).await?;
        Ok(Act::new(change.clone()))
    };
    match visit.portal.db.write(&grants.own_session(), work).await {
        Ok(()) => {}
        Err(error) if error.kind() == Wrong::Conflict => return Err(missing()),
        Err(error) => return Err(error.into()),
    }
    let said = if find(visit, |_| true).await?.is_some() {
        text(
            "已移除；其余的两步验证和恢复码仍然有效",
            "Removed; the rest and the recovery codes still count",
        )
    } else {
        text(
            "两步验证已移除，恢复码也失效了",
            "The second factor is removed, and the recovery codes with it",
        )
    };
    visit.done(PATH, said.into())
}

/// There is nothing to change; somebody else, or another window, was faster.
fn missing() -> Fault {
    let said = text("还没有设置两步验证。", "No second factor is set up.");
    Fault::saying(StatusCode::CONFLICT, said)
}
