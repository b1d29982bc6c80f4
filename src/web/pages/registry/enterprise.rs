//! A whole enterprise into the trash and back. Its name must be typed: everything below it goes with
//! it. An enterprise is never erased by itself: its history would have no door any more.

use actix_web::http::StatusCode;
use askama::Template;

use crate::domain::{Act, Enterprise, Registered};
use crate::rights::EditEnterprise;
use crate::store::enterprises;
use crate::text::{Message, text};
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::scope::{Saved, Within};
use crate::web::ui::{Crumb, Ui, Undo};
use crate::web::visit::see_other;

use super::trash::stale;

#[derive(Template)]
#[template(path = "registry/enterprise.html")]
pub(super) struct DeletePage {
    pub ui: Ui,
    pub enterprise: Enterprise,
    pub typed: String,
    pub reason: String,
}

pub async fn ask(within: Within<EditEnterprise>) -> Answer {
    page(&within, StatusCode::OK, Form::default(), String::new(), String::new())
}

fn page(
    within: &Within<EditEnterprise>,
    status: StatusCode,
    form: Form,
    typed: String,
    reason: String,
) -> Answer {
    let mut ui = within.ui_below(text("把企业移到回收站", "Move the enterprise to the trash"))?;
    ui.crumbs.push(Crumb::to(ui.t("企业设置", "Enterprise settings"), within.path("/settings")));
    ui.errors = form.errors;
    let page = DeletePage { ui, enterprise: within.enterprise.clone(), typed, reason };
    within.visit.page(status, &page)
}

pub async fn delete(Posted { scope: within, mut form }: Posted<Within<EditEnterprise>>) -> Answer {
    let (typed, reason) = (form.line("name"), form.reason());
    if typed != within.enterprise.name {
        let words = text("与企业名称不一致", "This is not the name of the enterprise");
        form.wrong("name", words);
    }
    form.finish();
    if form.is_wrong() {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, form, typed, reason);
    }
    let old = &within.enterprise;
    let Some((new, change)) = old.trash(within.visit.portal.clock.now()) else {
        return Ok(see_other("/enterprises"));
    };
    let act = Act::new(change).because(reason);
    let work = async |write: &mut crate::store::Write<'_>| {
        enterprises::update(write, &new, old.version).await
    };
    if within.write(act, work).await? != Saved::Done {
        return Err(stale());
    }
    let name = &old.name;
    let words = Message::new(
        format!("已把企业“{name}”移到回收站"),
        format!("The enterprise “{name}” was moved to the trash"),
    );
    let undo = Undo { action: within.path("/restorations"), ids: Vec::new() };
    within.visit.done_with("/enterprises", words, undo)
}

pub async fn restore(Posted { scope: within, mut form }: Posted<Within<EditEnterprise>>) -> Answer {
    let reason = form.reason();
    form.finish_or_refuse()?;
    let (old, home) = (&within.enterprise, within.path(""));
    let Some((new, change)) = old.restore(within.visit.portal.clock.now()) else {
        return Ok(see_other(&home));
    };
    let act = Act::new(change).because(reason);
    let work = async |write: &mut crate::store::Write<'_>| {
        enterprises::update(write, &new, old.version).await
    };
    if within.write(act, work).await? != Saved::Done {
        return Err(stale());
    }
    let name = &old.name;
    let words =
        Message::new(format!("已恢复企业“{name}”"), format!("The enterprise “{name}” is restored"));
    within.visit.done(&home, words)
}
