//! What hashing a password costs: measured on this machine, chosen by the owners, in force at once.

#[cfg(test)]
pub mod samples;

use std::ops::RangeInclusive;

use actix_web::http::StatusCode;
use askama::Template;

use crate::access::tuning::{MOST, Measured, Tuning, tune};
use crate::clock::Millis;
use crate::domain::Act;
use crate::domain::password_cost::{Cost, LANES, MEMORY, MIB, PASSES, PasswordCost};
use crate::error::Kind;
use crate::rights::ManagePeople;
use crate::store::{Write, password_rules};
use crate::text::{Message, text};
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::scope::Installed;
use crate::web::ui::{PageError, Ui};
use crate::web::visit::Visit;

const PATH: &str = "/settings/password-cost";

#[derive(Template)]
#[template(path = "passwords/cost.html")]
struct CostPage {
    ui: Ui,
    present: PasswordCost,
    typed: Typed,
    /// What was measured just now.
    tuning: Option<Tuning>,
}

#[derive(Clone, Debug, Default)]
struct Typed {
    memory: String,
    passes: String,
    lanes: String,
    reason: String,
}

impl Typed {
    fn of(cost: Cost) -> Self {
        Typed {
            memory: (cost.memory / MIB).to_string(),
            passes: cost.passes.to_string(),
            lanes: cost.lanes.to_string(),
            reason: String::new(),
        }
    }
}

/// What one answer shows.
#[derive(Default)]
struct Drawn {
    typed: Option<Typed>,
    tuning: Option<Tuning>,
    form: Form,
}

pub async fn show(Installed { visit, .. }: Installed<ManagePeople>) -> Answer {
    page(&visit, StatusCode::OK, Drawn::default()).await
}

async fn page(visit: &Visit, status: StatusCode, drawn: Drawn) -> Answer {
    let present = password_rules::cost(&mut visit.portal.db.read().await?).await?;
    let mut ui = visit.ui(text("密码散列强度", "Cost of password hashes"))?;
    visit.take_flash(&mut ui);
    ui.errors = drawn.form.errors;
    let typed = drawn.typed.unwrap_or_else(|| Typed::of(present.cost));
    visit.page(status, &CostPage { ui, present, typed, tuning: drawn.tuning })
}

/// Measures on the threads that hash passwords anyway, one setting after the other, and proposes.
pub async fn measure(
    Posted { scope: Installed { visit, .. }, mut form }: Posted<Installed<ManagePeople>>,
) -> Answer {
    form.finish_or_refuse()?;
    let passwords = &visit.portal.passwords;
    let tuning = tune(async |cost: Cost| passwords.measure(cost).await).await?;
    let typed = Some(Typed::of(tuning.best.cost));
    page(&visit, StatusCode::OK, Drawn { typed, tuning: Some(tuning), form }).await
}

/// A number of the form within what may be chosen; notes when it is none.
fn number(form: &mut Form, name: &str, typed: &str, choice: &RangeInclusive<u32>) -> Option<u32> {
    let found = typed.parse().ok().filter(|number| choice.contains(number));
    if found.is_none() {
        let (least, most) = (choice.start(), choice.end());
        let said = Message::new(
            format!("请填 {least} 到 {most} 的整数"),
            format!("A whole number from {least} to {most}"),
        );
        form.wrong(name, said);
    }
    found
}

/// Reads the three numbers; `None` where one is wrong.
fn take(form: &mut Form) -> (Typed, Option<Cost>) {
    let typed = Typed {
        memory: form.line("memory"),
        passes: form.line("passes"),
        lanes: form.line("lanes"),
        reason: form.reason(),
    };
    let memory = number(form, "memory", &typed.memory, &MEMORY);
    let passes = number(form, "passes", &typed.passes, &PASSES);
    let lanes = number(form, "lanes", &typed.lanes, &LANES);
    let cost = match (memory, passes, lanes) {
        (Some(memory), Some(passes), Some(lanes)) => {
            Some(Cost { memory: memory * MIB, passes, lanes })
        }
        _ => None,
    };
    (typed, cost)
}

pub async fn save(
    Posted { scope: Installed { visit, permit }, mut form }: Posted<Installed<ManagePeople>>,
) -> Answer {
    let seen = form.seen_version()?;
    let (typed, cost) = take(&mut form);
    form.finish();
    let Some(cost) = cost.filter(|cost| cost.is_safe() && !form.is_wrong()) else {
        let drawn = Drawn { typed: Some(typed), form, ..Drawn::default() };
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, drawn).await;
    };
    let portal = &visit.portal;
    let present = password_rules::cost(&mut portal.db.read().await?).await?;
    let Some((new, change)) = present.save(cost, &portal.installation) else {
        return visit.done(PATH, text("没有改动", "Nothing was changed").into());
    };
    let act = Act::new(change).because(typed.reason.as_str());
    let work = async |write: &mut Write<'_>| {
        password_rules::save_cost(write, new, seen).await?;
        Ok(act.clone())
    };
    match portal.db.write(&permit, work).await {
        Ok(()) => {
            portal.passwords.set_cost(new.cost);
            let said = text(
                "已保存；每个人下次登录时换成新的散列",
                "Saved; everybody’s hash is made anew at the next sign-in",
            );
            visit.done(PATH, said.into())
        }
        Err(error) if error.kind() == Kind::Conflict => {
            let text = text(
                "在您打开页面之后，有人保存了别的强度。请看一下再保存。",
                "Somebody saved another cost after you opened the page. Look at it and save again.",
            );
            form.errors.push(PageError { label: None, field: None, text: text.into() });
            let drawn = Drawn { typed: Some(typed), form, ..Drawn::default() };
            page(&visit, StatusCode::CONFLICT, drawn).await
        }
        Err(error) => Err(error.into()),
    }
}

impl CostPage {
    fn most() -> Millis {
        MOST
    }

    fn is_best(tuning: &Tuning, one: &Measured) -> bool {
        tuning.best == *one
    }
}
