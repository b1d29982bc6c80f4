//! Registered leave-message templates: the form, its languages, and the link that opens it.

mod fields;
mod links;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use super::registry::saving::{self, Edit};
use super::registry::{Listed, Look, Manage, Shelf, column};
use crate::catalog::form::Field;
use crate::channels::Diagnostic;
use crate::domain::leave_template::{Draft, Settings};
use crate::domain::{Act, LeaveTemplate, LeaveTemplateId, Meta};
use crate::rights::{EditRegistry, Permission, ViewEnterprise};
use crate::store::leave_templates;
use crate::store::windows::{self, Used};
use crate::text::{Message, text};
use crate::web::boxes;
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::scope::{List, Saved, Scoped, Within};
use crate::web::ui::{PageError, Ui};
pub use fields::languages;
use links::Links;

const LIST: List =
    List { label: text("留言模板", "Leave-message templates"), path: "/leave-templates" };

static SHELF: Shelf = Shelf {
    noun: LeaveTemplate::NOUN,
    one: text("留言模板", "Leave-message template"),
    list: LIST,
    lead: Some(text(
        "留言模板决定没有客服在线时客户填写哪张表单、交给哪个技能组、用哪种语言。",
        "A template decides which form customers fill in while nobody answers, which group gets it, and in which language.",
    )),
    register: text("登记留言模板", "Register a template"),
    blank: (
        text("还没有留言模板", "No leave-message template yet"),
        text(
            "在智齿控制台建好模板后，把它的编号登记在这里，独立留言页的聊天窗会引用它。",
            "Make the template in Sobot’s console, then register its id here; leave-message windows refer to it.",
        ),
    ),
    columns: &[
        column(text("模板编号", "Template id"), "templateid", Look::Chip),
        column(text("技能组", "Skill group"), "groupid", Look::Code),
        column(text("语言", "Language"), "locale", Look::Word),
    ],
    filters: &["locale"],
    clonable: true,
    files: &[],
};

impl Listed for LeaveTemplate {
    type Edit = EditRegistry;
    const SHELF: &'static Shelf = &SHELF;
}

#[derive(Template)]
#[template(path = "leave_templates/form.html")]
struct FormPage {
    ui: Ui,
    base: String,
    action: String,
    version: Option<i64>,
    name: String,
    fields: Vec<Field>,
    meta: Meta,
    reason: String,
    /// What the stored template makes; nothing on the page for a new one.
    links: Option<Links>,
    used: Vec<windows::Line>,
    manage: Option<Manage>,
    may_edit: bool,
}

struct Typed {
    version: Option<i64>,
    settings: Settings,
    meta: Meta,
    reason: String,
}

pub async fn blank(within: Within<EditRegistry>) -> Answer {
    let typed = Typed {
        version: None,
        settings: Settings::default(),
        meta: Meta::default(),
        reason: String::new(),
    };
    form_page(&within, StatusCode::OK, None, typed, &[], Form::default()).await
}

async fn form_page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    stored: Option<&LeaveTemplate>,
    typed: Typed,
    diagnostics: &[Diagnostic],
    form: Form,
) -> Answer {
    let title = text("登记留言模板", "Register a leave-message template");
    let mut ui = within.ui_below_list(title, LIST)?;
    let (mut used, mut links, mut manage) = (Vec::new(), None, None);
    if let Some(template) = stored {
        ui.title.clone_from(&template.settings.name);
        let mut read = within.visit.portal.db.read().await?;
        let id = within.enterprise.id;
        used = windows::using(&mut read, id, Used::Template(template.id)).await?;
        links = Some(Links::load(&mut read, template, &within.path("")).await?);
        drop(read);
        manage = Some(Manage::of(within, template).await?);
    }
    within.visit.take_flash(&mut ui);
    let mut fields = fields::draw(&typed.settings, diagnostics);
    boxes::tell_beside(&mut fields, &form.errors);
    let wrong = diagnostics.iter().filter(|finding| finding.is_error());
    let wrong = wrong.map(|finding| PageError {
        label: None,
        field: finding.parameter.clone(),
        text: finding.message.clone(),
    });
    ui.errors = form.errors.into_iter().chain(wrong).collect();
    let page = FormPage {
        ui,
        base: within.path(""),
        action: stored.map_or_else(|| within.path(LIST.path), |template| path(within, template.id)),
        version: typed.version,
        name: typed.settings.name,
        fields,
        meta: typed.meta,
        reason: typed.reason,
        links,
        used,
        may_edit: manage.as_ref().map_or(within.allows::<EditRegistry>(), Manage::open),
        manage,
    };
    within.visit.page(status, &page)
}

fn path<P: Permission>(within: &Within<P>, id: LeaveTemplateId) -> String {
    within.path(&format!("{}/{id}", LIST.path))
}

fn take(form: &mut Form, version: Option<i64>) -> (Typed, Vec<Diagnostic>) {
    let settings = Settings {
        name: form.required_line("name"),
        templateid: form.required_line("templateid"),
        groupid: form.line("groupid"),
        locale: form.line("locale"),
    };
    let (meta, reason) = (form.meta(), form.reason());
    form.finish();
    let diagnostics = fields::check(&settings);
    (Typed { version, settings, meta, reason }, diagnostics)
}

fn is_wrong(form: &Form, diagnostics: &[Diagnostic]) -> bool {
    form.is_wrong() || diagnostics.iter().any(Diagnostic::is_error)
}

pub async fn create(Posted { scope: within, mut form }: Posted<Within<EditRegistry>>) -> Answer {
    let (typed, found) = take(&mut form, None);
    if is_wrong(&form, &found) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return form_page(&within, status, None, typed, &found, form).await;
    }
    let clock = &within.visit.portal.clock;
    let draft = Draft { settings: typed.settings.clone(), meta: typed.meta.clone() };
    let id = LeaveTemplateId(clock.id());
    let (new, change) = LeaveTemplate::create(id, within.enterprise.id, draft, clock.now());
    let act = Act::new(change).because(typed.reason.clone());
    match within.write(act, async |write| leave_templates::insert(write, &new).await).await? {
        Saved::Done => {
            let done = text("已登记留言模板", "Leave-message template registered");
            within.visit.done(&path(&within, id), done.into())
        }
        Saved::Taken | Saved::Stale => refuse(&within, None, typed, form).await,
    }
}

/// Says which of the two rules is broken, and by whom.
async fn refuse(
    within: &Within<EditRegistry>,
    stored: Option<&LeaveTemplate>,
    typed: Typed,
    mut form: Form,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let wanted = &typed.settings;
    let all =
        leave_templates::variants(&mut read, within.enterprise.id, &wanted.templateid).await?;
    drop(read);
    let same = |one: &&LeaveTemplate| {
        one.settings.groupid == wanted.groupid
            && one.settings.locale == wanted.locale
            && stored.is_none_or(|stored| stored.id != one.id)
    };
    if let Some(other) = all.iter().find(same) {
        let name = &other.settings.name;
        let taken = Message::new(
            format!("这个编号、技能组和语言已登记为“{name}”"),
            format!("These ids are registered in this language already, as “{name}”"),
        );
        form.wrong("templateid", taken);
    } else {
        let taken = text(
            "这个名称已被另一个留言模板使用，也可能在回收站里",
            "Another template has this name, perhaps one in the trash",
        );
        form.wrong("name", taken);
    }
    form_page(within, StatusCode::UNPROCESSABLE_ENTITY, stored, typed, &[], form).await
}

pub async fn show(
    Scoped { within, object: template }: Scoped<LeaveTemplate, ViewEnterprise>,
) -> Answer {
    let typed = Typed {
        version: Some(template.version),
        settings: template.settings.clone(),
        meta: template.meta.clone(),
        reason: String::new(),
    };
    let found = fields::check(&template.settings);
    form_page(&within, StatusCode::OK, Some(&template), typed, &found, Form::default()).await
}

pub async fn save(
    Posted { scope: Scoped { within, object: template }, mut form }: Posted<
        Scoped<LeaveTemplate, EditRegistry>,
    >,
) -> Answer {
    let seen = form.seen_version()?;
    let (typed, found) = take(&mut form, Some(seen));
    if is_wrong(&form, &found) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return form_page(&within, status, Some(&template), typed, &found, form).await;
    }
    let draft = Draft { settings: typed.settings.clone(), meta: typed.meta.clone() };
    let edit = Edit {
        seen,
        edited: template.edit(draft, within.visit.portal.clock.now()),
        reason: typed.reason.clone(),
        done: text("已保存留言模板", "Leave-message template saved").into(),
    };
    match saving::save(&within, &form, &template, edit).await? {
        Some(answer) => Ok(answer),
        None => refuse(&within, Some(&template), typed, form).await,
    }
}
