//! Registered mini-program plugins.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use super::registry::saving::{self, Edit};
use super::registry::{Listed, Look, Manage, Shelf, column};
use crate::catalog::form::{Field, Sheet, form as fields_of};
use crate::catalog::{self, Catalogue, Input, Param, Situation, Values};
use crate::channels::{self, Channel, Diagnostic};
use crate::domain::plugin::{Draft, Settings};
use crate::domain::{Act, Meta, Plugin, PluginId};
use crate::rights::{EditRegistry, Permission, ViewEnterprise};
use crate::store::plugins;
use crate::store::windows::{self, Used};
use crate::text::text;
use crate::web::boxes;
use crate::web::fault::Answer;
use crate::web::form::{Form, Posted};
use crate::web::scope::{List, Saved, Scoped, Within};
use crate::web::ui::{PageError, Ui};

/// Our own field and the vendor's parameter whose rules it follows.
const FIELDS: &[(&str, &str)] = &[
    ("plugid", "plugid"),
    ("provider", "provider"),
    ("plugin_version", "version"),
    ("alias", "alias"),
];

const LIST: List = List { label: text("插件 ID", "Plugin IDs"), path: "/plugins" };

static SHELF: Shelf = Shelf {
    noun: Plugin::NOUN,
    one: text("插件", "Plugin"),
    list: LIST,
    lead: None,
    register: text("登记插件", "Register a plugin"),
    blank: (
        text("还没有插件", "No plugin yet"),
        text(
            "企业微信“联系我”插件的配置 ID（plugid）登记在这里，聊天窗会引用它。",
            "The configuration id (plugid) of WeCom’s contact plugin is registered here; chat windows refer to it.",
        ),
    ),
    columns: &[
        column(text("插件配置 ID", "Configuration ID"), "plugid", Look::Chip),
        column(text("版本", "Version"), "plugin_version", Look::Code),
        column(text("别名", "Alias"), "alias", Look::Code),
    ],
    filters: &[],
    clonable: true,
    files: &[],
};

impl Listed for Plugin {
    type Edit = EditRegistry;
    const SHELF: &'static Shelf = &SHELF;
}

#[derive(Template)]
#[template(path = "plugins/form.html")]
struct FormPage {
    ui: Ui,
    base: String,
    action: String,
    version: Option<i64>,
    name: String,
    fields: Vec<Field>,
    meta: Meta,
    reason: String,
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

/// The channel whose windows are made from plugins, and the table that holds their rules.
fn plugin_table() -> Option<(&'static dyn Channel, &'static [Param])> {
    let of = |channel: &'static dyn Channel| {
        channel
            .targets()
            .iter()
            .find(|target| target.plugin)
            .map(|target| (channel, target.window_fields))
    };
    channels::ALL.iter().copied().find_map(of)
}

pub async fn blank(within: Within<EditRegistry>) -> Answer {
    let preset = |name: &str| {
        let param =
            plugin_table().and_then(|(_, table)| table.iter().find(|param| param.name == name));
        param.and_then(|param| param.default).unwrap_or_default().to_owned()
    };
    let settings = Settings {
        name: String::new(),
        plugid: String::new(),
        provider: preset("provider"),
        plugin_version: preset("version"),
        alias: preset("alias"),
    };
    let typed = Typed { version: None, settings, meta: Meta::default(), reason: String::new() };
    form_page(&within, StatusCode::OK, None, typed, &[], Form::default()).await
}

/// The settings under the vendor's names.
fn values(settings: &Settings) -> Values {
    let pairs = [
        ("plugid", &settings.plugid),
        ("provider", &settings.provider),
        ("version", &settings.plugin_version),
        ("alias", &settings.alias),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.clone().into())).collect()
}

fn check(settings: &Settings) -> Vec<Diagnostic> {
    let Some((channel, window)) = plugin_table() else { return Vec::new() };
    let (empty, given) = (Values::new(), values(settings));
    let input = Input { account: &empty, window: &given, parameters: &empty, visitor: &empty };
    let mut found = catalog::check(catalogue(channel, window), &input).diagnostics;
    found.retain(|finding| {
        FIELDS.iter().any(|(_, name)| finding.parameter.as_deref() == Some(name))
    });
    found
}

fn catalogue(channel: &dyn Channel, window: &'static [Param]) -> Catalogue<'static> {
    let target =
        channel.targets().iter().find(|target| target.plugin).map_or("", |target| target.id);
    Catalogue {
        channel: channel.id(),
        target,
        surface: "",
        account: &[],
        window,
        parameters: &[],
        ineffective: channel.ineffective(),
        former: &[],
        elsewhere: |_, _| false,
    }
}

/// The vendor's fields under our own names.
fn fields(settings: &Settings, diagnostics: &[Diagnostic]) -> Vec<Field> {
    let Some((channel, table)) = plugin_table() else { return Vec::new() };
    let (empty, given) = (Values::new(), values(settings));
    let input = Input { account: &empty, window: &given, parameters: &empty, visitor: &empty };
    let situation = Situation::new(catalogue(channel, table), &input);
    let groups = fields_of(&Sheet {
        table,
        prefix: "w",
        values: &given,
        situation: &situation,
        diagnostics,
    });
    let all: Vec<Field> = groups.into_iter().flat_map(|group| group.fields).collect();
    let ours = FIELDS.iter().filter_map(|(own, raw)| {
        let field = all.iter().find(|field| field.raw == *raw)?;
        Some(Field {
            name: (*own).to_owned(),
            id: (*own).to_owned(),
            inactive: None,
            ..field.clone()
        })
    });
    ours.collect()
}

async fn form_page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    stored: Option<&Plugin>,
    typed: Typed,
    diagnostics: &[Diagnostic],
    form: Form,
) -> Answer {
    let mut ui = within.ui_below_list(text("登记插件", "Register a plugin"), LIST)?;
    let used = match stored {
        Some(plugin) => {
            ui.title.clone_from(&plugin.settings.name);
            let mut read = within.visit.portal.db.read().await?;
            windows::using(&mut read, within.enterprise.id, Used::Plugin(plugin.id)).await?
        }
        None => Vec::new(),
    };
    let manage = match stored {
        Some(plugin) => Some(Manage::of(within, plugin).await?),
        None => None,
    };
    within.visit.take_flash(&mut ui);
    let mut fields = fields(&typed.settings, diagnostics);
    boxes::tell_beside(&mut fields, &form.errors);
    let wrong = diagnostics.iter().filter(|finding| finding.is_error()).filter_map(|finding| {
        let own = FIELDS.iter().find(|(_, raw)| finding.parameter.as_deref() == Some(raw))?.0;
        Some(PageError { label: None, field: Some(own.to_owned()), text: finding.message.clone() })
    });
    ui.errors = form.errors.into_iter().chain(wrong).collect();
    let page = FormPage {
        ui,
        base: within.path(""),
        action: stored.map_or_else(
            || within.path(LIST.path),
            |plugin| within.path(&format!("/plugins/{}", plugin.id)),
        ),
        version: typed.version,
        name: typed.settings.name,
        fields,
        meta: typed.meta,
        reason: typed.reason,
        used,
        may_edit: manage.as_ref().map_or(within.allows::<EditRegistry>(), Manage::open),
        manage,
    };
    within.visit.page(status, &page)
}

fn take(form: &mut Form, version: Option<i64>) -> (Typed, Vec<Diagnostic>) {
    let settings = Settings {
        name: form.required_line("name"),
        plugid: form.line("plugid"),
        provider: form.line("provider"),
        plugin_version: form.line("plugin_version"),
        alias: form.line("alias"),
    };
    let (meta, reason) = (form.meta(), form.reason());
    form.finish();
    let diagnostics = check(&settings);
    (Typed { version, settings, meta, reason }, diagnostics)
}

fn is_wrong(form: &Form, diagnostics: &[Diagnostic]) -> bool {
    form.is_wrong() || diagnostics.iter().any(Diagnostic::is_error)
}

pub async fn create(Posted { scope: within, mut form }: Posted<Within<EditRegistry>>) -> Answer {
    let (typed, diagnostics) = take(&mut form, None);
    if is_wrong(&form, &diagnostics) {
        return form_page(
            &within,
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
            typed,
            &diagnostics,
            form,
        )
        .await;
    }
    let clock = &within.visit.portal.clock;
    let draft = Draft { settings: typed.settings.clone(), meta: typed.meta.clone() };
    let (new, change) =
        Plugin::create(PluginId(clock.id()), within.enterprise.id, draft, clock.now());
    let act = Act::new(change).because(typed.reason.clone());
    match within.write(act, async |write| plugins::insert(write, &new).await).await? {
        Saved::Done => {
            let to = within.path(&format!("/plugins/{}", new.id));
            within.visit.done(&to, text("已登记插件", "Plugin registered").into())
        }
        Saved::Taken | Saved::Stale => refuse(&within, None, typed, form).await,
    }
}

async fn refuse(
    within: &Within<EditRegistry>,
    stored: Option<&Plugin>,
    typed: Typed,
    mut form: Form,
) -> Answer {
    form.wrong(
        "name",
        text(
            "这个名称已被另一个插件使用，也可能在回收站里",
            "Another plugin has this name, perhaps one in the trash",
        ),
    );
    form_page(within, StatusCode::UNPROCESSABLE_ENTITY, stored, typed, &[], form).await
}

pub async fn show(Scoped { within, object: plugin }: Scoped<Plugin, ViewEnterprise>) -> Answer {
    let typed = Typed {
        version: Some(plugin.version),
        settings: plugin.settings.clone(),
        meta: plugin.meta.clone(),
        reason: String::new(),
    };
    let diagnostics = check(&plugin.settings);
    form_page(&within, StatusCode::OK, Some(&plugin), typed, &diagnostics, Form::default()).await
}

pub async fn save(
    Posted { scope: Scoped { within, object: plugin }, mut form }: Posted<
        Scoped<Plugin, EditRegistry>,
    >,
) -> Answer {
    let seen = form.seen_version()?;
    let (typed, diagnostics) = take(&mut form, Some(seen));
    if is_wrong(&form, &diagnostics) {
        return form_page(
            &within,
            StatusCode::UNPROCESSABLE_ENTITY,
            Some(&plugin),
            typed,
            &diagnostics,
            form,
        )
        .await;
    }
    let draft = Draft { settings: typed.settings.clone(), meta: typed.meta.clone() };
    let edit = Edit {
        seen,
        edited: plugin.edit(draft, within.visit.portal.clock.now()),
        reason: typed.reason.clone(),
        done: text("已保存插件", "Plugin saved").into(),
    };
    match saving::save(&within, &form, &plugin, edit).await? {
        Some(answer) => Ok(answer),
        None => refuse(&within, Some(&plugin), typed, form).await,
    }
}
