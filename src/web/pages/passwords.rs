//! What a new password takes in this installation.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::access::password_rules::told;
use crate::domain::password_rules::CHOICE;
use crate::domain::{Act, PasswordRules};
use crate::error::Kind;
use crate::rights::ManagePeople;
use crate::store::{Write, password_rules};
use crate::text::{Message, text};
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::scope::Installed;
use crate::web::ui::{PageError, Ui};
use crate::web::visit::{Visit, see_other};

const PATH: &str = "/settings/passwords";

#[derive(Template)]
#[template(path = "passwords/show.html")]
struct PasswordsPage {
    ui: Ui,
    rules: PasswordRules,
    typed: Typed,
    /// The rule as people read it.
    told: Message,
}

#[derive(Clone, Default)]
struct Typed {
    shortest: String,
    reason: String,
}

pub async fn show(Installed { visit, .. }: Installed<ManagePeople>) -> Answer {
    page(&visit, StatusCode::OK, None, Form::default()).await
}

async fn page(visit: &Visit, status: StatusCode, typed: Option<Typed>, form: Form) -> Answer {
    let rules = password_rules::find(&mut visit.portal.db.read().await?).await?;
    let mut ui = visit.ui(text("密码规则", "Password rules"))?;
    visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let present = || Typed { shortest: rules.shortest.to_string(), ..Typed::default() };
    let typed = typed.unwrap_or_else(present);
    visit.page(status, &PasswordsPage { ui, told: told(&rules), rules, typed })
}

pub async fn save(
    Posted { scope: Installed { visit, permit }, mut form }: Posted<Installed<ManagePeople>>,
) -> Answer {
    let (seen, shortest, reason) = (form.seen_version()?, form.line("shortest"), form.reason());
    form.finish();
    let chosen = shortest.parse().ok().filter(|number| CHOICE.contains(number));
    if chosen.is_none() {
        let (least, most) = (CHOICE.start(), CHOICE.end());
        let said = Message::new(
            format!("请填写 {least} 到 {most} 之间的数字"),
            format!("Write a number from {least} to {most}"),
        );
        form.wrong("shortest", said);
    }
    let typed = Typed { shortest, reason: reason.clone() };
    let Some(chosen) = chosen.filter(|_| !form.is_wrong()) else {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Some(typed), form).await;
    };
    let portal = &visit.portal;
    let rules = password_rules::find(&mut portal.db.read().await?).await?;
    let Some((new, change)) = rules.save(chosen, &portal.installation) else {
        return Ok(see_other(PATH));
    };
    let act = Act::new(change).because(reason);
    let work = async |write: &mut Write<'_>| {
        password_rules::save(write, new, seen).await?;
        Ok(act.clone())
    };
    match portal.db.write(&permit, work).await {
        Ok(()) => visit.done(PATH, text("规则已保存", "The rule is saved").into()),
        Err(error) if error.kind() == Kind::Conflict => {
            let said = text(
                "在您打开页面之后，规则已被他人修改。请看一下再保存。",
                "Somebody changed the rule after you opened the page. Look at it and save again.",
            );
            form.errors.push(PageError { label: None, field: None, text: said.into() });
            page(&visit, StatusCode::CONFLICT, Some(typed), form).await
        }
        Err(error) => Err(error.into()),
    }
}
