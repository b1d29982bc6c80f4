//! The rules for releases of an enterprise: how many approvals they take, and until when nothing is
//! released.

use actix_web::http::StatusCode;
use askama::Template;

use crate::catalog::form::Choice;
use crate::domain::Act;
use crate::domain::request::{MOST_APPROVALS, Policy, Rules};
use crate::rights::EditEnterprise;
use crate::store::requests;
use crate::text::{Message, text};
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::moment::{local_time, moment};
use crate::web::scope::{List, Saved, Within};
use crate::web::ui::{PageError, Ui};

const SETTINGS: List =
    List { label: text("企业设置", "Enterprise settings"), path: "/settings" };

#[derive(Template)]
#[template(path = "changes/policy.html")]
pub(super) struct PolicyPage {
    pub ui: Ui,
    pub base: String,
    pub version: i64,
    pub test: Vec<Choice>,
    pub production: Vec<Choice>,
    pub frozen_until: String,
    pub frozen_because: String,
    pub reason: String,
}

struct Typed {
    version: i64,
    test: String,
    production: String,
    frozen_until: String,
    frozen_because: String,
    reason: String,
}

impl Typed {
    fn of(policy: &Policy) -> Self {
        let until = policy.frozen_until.map(|until| moment(until).shown.replace(' ', "T"));
        Typed {
            version: policy.version,
            test: policy.test.to_string(),
            production: policy.production.to_string(),
            frozen_until: until.unwrap_or_default(),
            frozen_because: policy.frozen_because.clone(),
            reason: String::new(),
        }
    }
}

pub async fn show(within: Within<EditEnterprise>) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let policy = requests::policy(&mut read, within.enterprise.id).await?;
    drop(read);
    page(&within, StatusCode::OK, Typed::of(&policy), Form::default()).await
}

/// Approvals to choose from; production takes one at least.
pub(super) fn counts(from: i64, chosen: &str) -> Vec<Choice> {
    let count = |number: i64| {
        let label = match number {
            0 => text("不需要", "None").into(),
            1 => text("1 人", "1 person").into(),
            many => Message::new(format!("{many} 人"), format!("{many} people")),
        };
        Choice::new(number, label, chosen == number.to_string())
    };
    (from..=MOST_APPROVALS).map(count).collect()
}

async fn page(
    within: &Within<EditEnterprise>,
    status: StatusCode,
    typed: Typed,
    form: Form,
) -> Answer {
    let mut ui = within.ui_below_list(text("发布规则", "Rules for releases"), SETTINGS)?;
    within.visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let page = PolicyPage {
        ui,
        base: within.path(""),
        version: typed.version,
        test: counts(0, &typed.test),
        production: counts(1, &typed.production),
        frozen_until: typed.frozen_until,
        frozen_because: typed.frozen_because,
        reason: typed.reason,
    };
    within.visit.page(status, &page)
}

pub async fn save(Posted { scope: within, mut form }: Posted<Within<EditEnterprise>>) -> Answer {
    let seen = form.seen_version()?;
    let typed = Typed {
        version: seen,
        test: form.line("approvals_test"),
        production: form.line("approvals_production"),
        frozen_until: form.line("frozen_until"),
        frozen_because: form.line("frozen_because"),
        reason: form.reason(),
    };
    let frozen_until = local_time(&typed.frozen_until);
    if !typed.frozen_until.is_empty() && frozen_until.is_none() {
        form.wrong(
            "frozen_until",
            text("请填时间，例如 2027-03-31 04:00", "Give a time, such as 2027-03-31 04:00"),
        );
    }
    let count = |typed: &str, least: i64| {
        typed.parse::<i64>().ok().filter(|count| (least..=MOST_APPROVALS).contains(count))
    };
    let choose = || text("请从列表中选择", "Choose from the list");
    let (test, production) = (count(&typed.test, 0), count(&typed.production, 1));
    if test.is_none() {
        form.wrong("approvals_test", choose());
    }
    if production.is_none() {
        form.wrong("approvals_production", choose());
    }
    form.finish();
    let (Some(test), Some(production), false) = (test, production, form.is_wrong()) else {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, typed, form).await;
    };
    let rules =
        Rules { test, production, frozen_until, frozen_because: typed.frozen_because.clone() };
    let portal = &within.visit.portal;
    let policy = requests::policy(&mut portal.db.read().await?, within.enterprise.id).await?;
    let to = within.path("/settings/review");
    let done = || within.visit.done(&to, text("已保存发布规则", "Rules saved").into());
    let stale = policy.version != seen;
    let Some((new, change)) = policy.edit(rules, portal.clock.now()).filter(|_| !stale) else {
        return if stale { conflict(&within, typed, form).await } else { done() };
    };
    let act = Act::new(change).because(typed.reason.clone());
    match within.write(act, async |write| requests::save_policy(write, &new, seen).await).await? {
        Saved::Done => done(),
        Saved::Stale | Saved::Taken => conflict(&within, typed, form).await,
    }
}

/// Somebody else saved other rules meanwhile: what was typed stays, over the version that is there now.
async fn conflict(within: &Within<EditEnterprise>, mut typed: Typed, mut form: Form) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let now = requests::policy(&mut read, within.enterprise.id).await?;
    drop(read);
    typed.version = now.version;
    let said = Message::new(
        format!(
            "在您打开页面之后，有人保存了别的规则（测试 {} 人，正式 {} 人）。您填的还在，确认后再保存。",
            now.test, now.production
        ),
        format!(
            "Somebody saved other rules after you opened the page (test {}, production {}). What you typed is still here; save it again if you are sure.",
            now.test, now.production
        ),
    );
    form.errors.push(PageError { field: None, label: None, text: said });
    page(within, StatusCode::CONFLICT, typed, form).await
}
