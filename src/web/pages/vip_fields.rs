//! Registered fields about customers: VIP levels, customer fields, labels and ticket fields, each with
//! the class of personal data that it carries.

pub mod dictionary;
pub mod import;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::registry::saving::{self, Edit};
use super::registry::{Listed, Look, Manage, Shelf, column};
use crate::catalog::form::Choice;
use crate::domain::vip_field::{Class, Draft, Kind, LONGEST, Settings, ValueType};
use crate::domain::{Act, Meta, VipField, VipFieldId};
use crate::rights::{EditRegistry, Permission, ViewEnterprise};
use crate::store::{vip_fields, windows};
use crate::text::{Text, text};
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::scope::{List, Saved, Scoped, Within};
use crate::web::ui::Ui;

const LIST: List = List { label: text("VIP 字段", "VIP fields"), path: "/vip-fields" };

static SHELF: Shelf = Shelf {
    noun: VipField::NOUN,
    one: text("VIP 字段", "VIP field"),
    list: LIST,
    lead: Some(text(
        "厂商后台里建好的等级、字段和标签。编辑聊天窗时按登记核对；每个字段都标明个人数据等级。",
        "The levels, fields and labels of the vendor’s console. Chat windows are compared with them; each says what class of personal data it carries.",
    )),
    register: text("登记字段", "Register a field"),
    blank: (
        text("还没有 VIP 字段", "No VIP field yet"),
        text(
            "先在智齿控制台“设置 · 自定义字段”里建好，再把编号登记在这里，编辑聊天窗时就能选用和核对。",
            "Make it in Sobot’s console under Settings, Custom fields, then register its id here: the editor of chat windows offers it and compares with it.",
        ),
    ),
    columns: &[
        column(text("种类", "Kind"), "kind", Look::Word),
        column(text("个人数据等级", "Class"), "class", Look::Word),
        column(text("编号或字段名", "Id or field name"), "key", Look::Chip),
        column(text("别名", "Alias"), "alias", Look::Code),
        column(text("类型", "Type"), "value_type", Look::Word),
    ],
    filters: &["kind", "class"],
    clonable: true,
    files: &[
        (text("导出 CSV", "Export CSV"), ".csv"),
        (text("导出 Markdown", "Export Markdown"), ".md"),
    ],
};

impl Listed for VipField {
    type Edit = EditRegistry;
    const SHELF: &'static Shelf = &SHELF;
}

#[derive(Template)]
#[template(path = "vip_fields/form.html")]
struct FormPage {
    ui: Ui,
    base: String,
    action: String,
    typed: Typed,
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

impl FormPage {
    fn kinds(&self) -> Vec<Choice> {
        let chosen = self.typed.settings.kind;
        Kind::ALL.map(|one| Choice::new(one.name(), one.label(), one == chosen)).into()
    }

    fn types(&self) -> Vec<Choice> {
        let chosen = self.typed.settings.value_type;
        ValueType::ALL.map(|one| Choice::new(one.name(), one.label(), one == chosen)).into()
    }

    fn classes(&self) -> Vec<Choice> {
        let chosen = self.typed.settings.class;
        Class::ALL.map(|one| Choice::new(one.name(), one.label(), one == chosen)).into()
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    kind: String,
}

pub async fn blank(within: Within<EditRegistry>, query: Query<Wanted>) -> Answer {
    let kind = Kind::from_name(&query.kind).unwrap_or_default();
    let settings = Settings { kind, ..Settings::default() };
    let typed = Typed { version: None, settings, meta: Meta::default(), reason: String::new() };
    form_page(&within, StatusCode::OK, None, typed, Form::default()).await
}

async fn form_page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    stored: Option<&VipField>,
    typed: Typed,
    form: Form,
) -> Answer {
    let mut ui = within.ui_below_list(text("登记 VIP 字段", "Register a VIP field"), LIST)?;
    let (mut used, mut manage) = (Vec::new(), None);
    if let Some(field) = stored {
        ui.title.clone_from(&field.settings.name);
        used = windows::naming(&mut within.visit.portal.db.read().await?, field).await?;
        manage = Some(Manage::of(within, field).await?);
    }
    within.visit.take_flash(&mut ui);
    ui.errors = form.errors;
    let page = FormPage {
        ui,
        base: within.path(""),
        action: stored.map_or_else(|| within.path(LIST.path), |field| path(within, field.id)),
        typed,
        used,
        may_edit: manage.as_ref().map_or(within.allows::<EditRegistry>(), Manage::open),
        manage,
    };
    within.visit.page(status, &page)
}

fn path<P: Permission>(within: &Within<P>, id: VipFieldId) -> String {
    within.path(&format!("{}/{id}", LIST.path))
}

/// Reads one of a few; what is none of them is told beside the field.
fn one_of<T: Default>(form: &mut Form, name: &str, read: impl Fn(&str) -> Option<T>) -> T {
    let typed = form.line(name);
    read(&typed).unwrap_or_else(|| {
        if !typed.is_empty() {
            form.wrong(name, text("请从列表中选择", "Choose from the list"));
        }
        T::default()
    })
}

fn take(form: &mut Form, version: Option<i64>) -> Typed {
    let settings = Settings {
        kind: one_of(form, "kind", Kind::from_name),
        name: form.required_line("name"),
        key: form.required_line("key"),
        alias: form.line("alias"),
        value_type: one_of(form, "value_type", ValueType::from_name),
        class: one_of(form, "class", Class::from_name),
    };
    for (name, value) in [("key", &settings.key), ("alias", &settings.alias)] {
        if let Some(wrong) = unfit(value) {
            form.wrong(name, wrong);
        }
    }
    let (meta, reason) = (form.meta(), form.reason());
    form.finish();
    Typed { version, settings, meta, reason }
}

/// What cannot be an id or a name in JSON that people type.
fn unfit(value: &str) -> Option<Text> {
    if value.chars().count() > LONGEST {
        return Some(text("最多 128 个字符", "At most 128 characters"));
    }
    let odd =
        value.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '"' | '.' | '\\'));
    odd.then_some(text(
        "不能含有空格、逗号、点、引号或反斜杠：请从厂商后台原样复制",
        "No spaces, commas, dots, quotes or backslashes: copy it from the vendor’s console as it is",
    ))
}

pub async fn create(Posted { scope: within, mut form }: Posted<Within<EditRegistry>>) -> Answer {
    let typed = take(&mut form, None);
    if form.is_wrong() {
        return form_page(&within, StatusCode::UNPROCESSABLE_ENTITY, None, typed, form).await;
    }
    let clock = &within.visit.portal.clock;
    let draft = Draft { settings: typed.settings.clone(), meta: typed.meta.clone() };
    let id = VipFieldId(clock.id());
    let (new, change) = VipField::create(id, within.enterprise.id, draft, clock.now());
    let act = Act::new(change).because(typed.reason.clone());
    match within.write(act, async |write| vip_fields::insert(write, &new).await).await? {
        Saved::Done => {
            let done = text("已登记 VIP 字段", "VIP field registered");
            within.visit.done(&path(&within, id), done.into())
        }
        Saved::Taken | Saved::Stale => refuse(&within, None, typed, form).await,
    }
}

async fn refuse(
    within: &Within<EditRegistry>,
    stored: Option<&VipField>,
    typed: Typed,
    mut form: Form,
) -> Answer {
    let taken = text(
        "同一种类里已登记了这个编号或字段名",
        "This id or field name is registered for this kind already",
    );
    form.wrong("key", taken);
    form_page(within, StatusCode::UNPROCESSABLE_ENTITY, stored, typed, form).await
}

pub async fn show(Scoped { within, object: field }: Scoped<VipField, ViewEnterprise>) -> Answer {
    let typed = Typed {
        version: Some(field.version),
        settings: field.settings.clone(),
        meta: field.meta.clone(),
        reason: String::new(),
    };
    form_page(&within, StatusCode::OK, Some(&field), typed, Form::default()).await
}

pub async fn save(
    Posted { scope: Scoped { within, object: field }, mut form }: Posted<
        Scoped<VipField, EditRegistry>,
    >,
) -> Answer {
    let seen = form.seen_version()?;
    let typed = take(&mut form, Some(seen));
    if form.is_wrong() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return form_page(&within, status, Some(&field), typed, form).await;
    }
    let draft = Draft { settings: typed.settings.clone(), meta: typed.meta.clone() };
    let edit = Edit {
        seen,
        edited: field.edit(draft, within.visit.portal.clock.now()),
        reason: typed.reason.clone(),
        done: text("已保存 VIP 字段", "VIP field saved").into(),
    };
    match saving::save(&within, &form, &field, edit).await? {
        Some(answer) => Ok(answer),
        None => refuse(&within, Some(&field), typed, form).await,
    }
}
