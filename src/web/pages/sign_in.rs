//! What is asked of people who sign in; a section of the page for each rule.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::catalog::form::Choice;
use crate::domain::sign_in::{Duty, MOST_GRACE_DAYS};
use crate::domain::{Act, SignInRules};
use crate::error::Kind;
use crate::rights::ManageSignIn;
use crate::store::{Write, sign_in_rules};
use crate::text::{Message, Text, text};
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::scope::Installed;
use crate::web::ui::{PageError, Ui};
use crate::web::visit::Visit;

const PATH: &str = "/settings/sign-in";

#[derive(Template)]
#[template(path = "settings/sign_in.html")]
struct RulesPage {
    ui: Ui,
    typed: Typed,
    duties: [Choice; 3],
}

impl RulesPage {
    fn new(ui: Ui, typed: Typed) -> Self {
        let duties = Duty::ALL.map(|one| Choice::new(one.name(), one.label(), one == typed.duty));
        RulesPage { ui, typed, duties }
    }
}

#[derive(Clone, Debug, Default)]
struct Typed {
    version: i64,
    duty: Duty,
    grace_days: String,
    reason: String,
}

impl Typed {
    fn of(rules: &SignInRules) -> Self {
        Typed {
            version: rules.version,
            duty: rules.duty,
            grace_days: rules.grace_days.to_string(),
            reason: String::new(),
        }
    }
}

pub async fn show(Installed { visit, .. }: Installed<ManageSignIn>) -> Answer {
    let rules = sign_in_rules::find(&mut visit.portal.db.read().await?).await?;
    page(&visit, StatusCode::OK, Typed::of(&rules), Form::default())
}

fn page(visit: &Visit, status: StatusCode, typed: Typed, form: Form) -> Answer {
    let mut ui = visit.ui(text("登录规则", "Sign-in rules"))?;
    visit.take_flash(&mut ui);
    ui.errors = form.errors;
    visit.page(status, &RulesPage::new(ui, typed))
}

pub async fn save(
    Posted { scope: Installed { visit, permit }, mut form }: Posted<Installed<ManageSignIn>>,
) -> Answer {
    let seen = form.seen_version()?;
    let duty = Duty::from_name(&form.take("second_factor_duty"));
    if duty.is_none() {
        form.wrong("second_factor_duty", text("请选择一项", "Choose one of these"));
    }
    let typed = Typed {
        version: seen,
        duty: duty.unwrap_or_default(),
        grace_days: form.line("grace_days"),
        reason: form.reason(),
    };
    let days = typed.grace_days.parse().ok().filter(|days| (0..=MOST_GRACE_DAYS).contains(days));
    if days.is_none() {
        let said = Message::new(
            format!("请填 0 到 {MOST_GRACE_DAYS} 的整数"),
            format!("A whole number from 0 to {MOST_GRACE_DAYS}"),
        );
        form.wrong("grace_days", said);
    }
    form.finish();
    let Some(days) = days.filter(|_| !form.is_wrong()) else {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, typed, form);
    };
    let portal = &visit.portal;
    let rules = sign_in_rules::find(&mut portal.db.read().await?).await?;
    if rules.version != seen {
        return stale(&visit, typed, form).await;
    }
    let edited = rules.edit(typed.duty, days, &portal.installation, portal.clock.now());
    let Some((new, change)) = edited else {
        return visit.done(PATH, text("没有改动", "Nothing was changed").into());
    };
    let act = Act::new(change).because(typed.reason.as_str());
    let work = async |write: &mut Write<'_>| {
        sign_in_rules::save(write, &new, seen).await?;
        Ok(act.clone())
    };
    match portal.db.write(&permit, work).await {
        Ok(()) => visit.done(PATH, text("已保存，立即生效", "Saved; it counts at once").into()),
        Err(error) if error.kind() == Kind::Conflict => stale(&visit, typed, form).await,
        Err(error) => Err(error.into()),
    }
}

/// Somebody else saved other rules meanwhile: what was typed stays, over the version that is there now.
async fn stale(visit: &Visit, mut typed: Typed, mut form: Form) -> Answer {
    let now = sign_in_rules::find(&mut visit.portal.db.read().await?).await?;
    typed.version = now.version;
    let Text { zh, en } = now.duty.label();
    let said = Message::new(
        format!(
            "在您打开页面之后，有人保存了别的规则（必须启用两步验证的人：{zh}，宽限 {} 天）。您填的还在，确认后再保存。",
            now.grace_days
        ),
        format!(
            "Somebody saved other rules after you opened the page (who must have a second factor: {en}; {} days of grace). What you typed is still here; save it again if you are sure.",
            now.grace_days
        ),
    );
    form.errors.push(PageError { field: None, label: None, text: said });
    page(visit, StatusCode::CONFLICT, typed, form)
}
