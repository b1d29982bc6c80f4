//! A new chat window: first the kind, then its name and what it refers to. Its options follow in the
//! editor, where they can be seen.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::LIST;
use super::deployment::References;
use super::fields::{Choices, Typed, check, has_errors, on_this_page};
use super::vendor::VendorFields;
use crate::catalog::form::Group;
use crate::channels::{self, Channel, Target, tables};
use crate::domain::names::NAME_RULE;
use crate::domain::{Act, Window, WindowId};
use crate::rights::EditWindows;
use crate::store::windows;
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::pages::accounts::saved;
use crate::web::pages::enterprises::take_address_name;
use crate::web::scope::{Saved, Within};
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "windows/choose.html")]
struct ChoosePage {
    ui: Ui,
    base: String,
    channels: &'static [&'static dyn Channel],
}

#[derive(Template)]
#[template(path = "windows/new.html")]
struct NewPage {
    ui: Ui,
    base: String,
    channel: &'static dyn Channel,
    target: &'static Target,
    code: String,
    typed: Typed,
    choices: Choices,
    window: Vec<Group>,
    /// Options that came with the form already; kept for the editor.
    hidden: Vec<(String, String)>,
    rule: Text,
}

#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    channel: String,
    #[serde(default)]
    target: String,
}

fn kind(channel: &str, target: &str) -> Option<(&'static dyn Channel, &'static Target)> {
    let channel = channels::find(channel)?;
    Some((channel, tables::target(channel, target)?))
}

pub async fn blank(within: Within<EditWindows>, query: Query<Chosen>) -> Answer {
    let Some((channel, target)) = kind(&query.channel, &query.target) else {
        let ui = within.ui_below_list(
            text("新建聊天窗：选择接入方式", "New chat window: choose the kind"),
            LIST,
        )?;
        let page = ChoosePage { ui, base: within.path(""), channels: channels::ALL };
        return within.visit.page(StatusCode::OK, &page);
    };
    let mut read = within.visit.portal.db.read().await?;
    let references = References::load(&mut read, within.enterprise.id, channel, target).await?;
    drop(read);
    let mut typed = Typed::default();
    target.id.clone_into(&mut typed.content.target);
    new_page(
        &within,
        StatusCode::OK,
        (channel, target),
        &references,
        String::new(),
        typed,
        Form::default(),
    )
}

fn new_page(
    within: &Within<EditWindows>,
    status: StatusCode,
    (channel, target): (&'static dyn Channel, &'static Target),
    references: &References,
    code: String,
    typed: Typed,
    form: Form,
) -> Answer {
    let mut ui = within.ui_below_list(text("新建聊天窗", "New chat window"), LIST)?;
    let deployment = references.deployment(&typed.content);
    // An untouched form has nothing wrong with it yet.
    let (found, wrong) = if status == StatusCode::OK {
        (Vec::new(), Vec::new())
    } else {
        let seconds = within.visit.portal.clock.now() / crate::clock::SECOND;
        check(channel, target, &deployment, &references.fields, seconds)
    };
    let hidden = form
        .kept()
        .into_iter()
        .filter(|(name, _)| name.starts_with("p.") || name.starts_with("v."))
        .collect();
    let vendor = VendorFields::draw(channel, &deployment, target, &found)
        .registered(channel, target, references, &typed.content)
        .told(&form.errors);
    ui.errors = form.errors;
    ui.errors.extend(wrong);
    on_this_page(&mut ui.errors, &["w"]);
    let page = NewPage {
        ui,
        base: within.path(""),
        channel,
        target,
        code,
        choices: typed.choices(channel, target, references),
        window: vendor.window,
        typed,
        hidden,
        rule: NAME_RULE,
    };
    within.visit.page(status, &page)
}

pub async fn create(Posted { scope: within, mut form }: Posted<Within<EditWindows>>) -> Answer {
    let (channel, target) = (form.take("channel"), form.take("target"));
    let Some((channel, target)) = kind(&channel, &target) else {
        let wrong = text("请选择渠道和接入方式", "Choose a channel and a kind of entry");
        return Err(Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, wrong));
    };
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let references = References::load(&mut read, within.enterprise.id, channel, target).await?;
    drop(read);
    let code = take_address_name(&mut form, "code");
    let typed = Typed::take(&mut form, channel, target, &references, false, None);
    form.finish();
    let seconds = portal.clock.now() / crate::clock::SECOND;
    let deployment = references.deployment(&typed.content);
    let (found, _) = check(channel, target, &deployment, &references.fields, seconds);
    if form.is_wrong() || has_errors(&found) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return new_page(&within, status, (channel, target), &references, code, typed, form);
    }
    let id = WindowId(portal.clock.id());
    let (new, change) = Window::create(
        id,
        within.enterprise.id,
        code.clone(),
        channel.id().to_owned(),
        typed.draft(),
        portal.clock.now(),
    );
    let act = Act::new(change).because(typed.reason.clone());
    match within.write(act, async |write| windows::insert(write, &new).await).await? {
        Saved::Done => {
            let done = text(
                "已创建聊天窗，请设置选项并复制代码",
                "Chat window created; set its options and copy the code",
            );
            within.visit.done(&within.path(&format!("/windows/{code}")), saved(done, &typed.told))
        }
        Saved::Taken | Saved::Stale => {
            let taken = Message::new(
                format!("代号“{code}”已被本企业的另一个聊天窗使用，也可能在回收站里"),
                format!(
                    "Another chat window of this enterprise has the code “{code}”, perhaps one in the trash"
                ),
            );
            form.wrong("code", taken);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            new_page(&within, status, (channel, target), &references, code, typed, form)
        }
    }
}
