//! Channel accounts: the identifiers that an enterprise has with a vendor.

#[cfg(test)]
pub mod samples;
pub mod switch;

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::registry::saving::{self, Edit};
use super::registry::{Listed, Look, Manage, Shelf, column};
use crate::catalog::form::{Group, Sheet, form as fields_of};
use crate::catalog::{self, Catalogue, Input, Param, Situation, Values};
use crate::channels::{self, Channel, Diagnostic};
use crate::domain::account::Draft;
use crate::domain::{Account, AccountId, Act, Meta};
use crate::rights::{EditKeys, EditRegistry, Permission, ViewEnterprise};
use crate::store::accounts;
use crate::store::windows::{self, Used};
use crate::text::{Message, Text, text};
use crate::web::boxes;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::{List, Saved, Scoped, Within};
use crate::web::ui::{PageError, Ui};
use crate::web::vendor_switch::VendorSwitch;

const LIST: List = List { label: text("渠道账号", "Channel accounts"), path: "/accounts" };

static SHELF: Shelf = Shelf {
    noun: Account::NOUN,
    one: text("渠道账号", "Channel account"),
    list: LIST,
    lead: None,
    register: text("登记渠道账号", "Register an account"),
    blank: (
        text("还没有渠道账号", "No channel account yet"),
        text(
            "账号保存厂商给企业的编号，例如智齿的 sysnum 和域名；聊天窗会引用它。",
            "An account holds the identifiers a vendor gave the enterprise, such as Sobot’s sysnum and host; chat windows refer to it.",
        ),
    ),
    columns: &[
        column(text("渠道", "Channel"), "channel", Look::Word),
        column(text("编号", "Identifiers"), "a.", Look::Pairs),
    ],
    filters: &["channel"],
    clonable: true,
    files: &[],
};

impl Listed for Account {
    type Edit = EditRegistry;
    const SHELF: &'static Shelf = &SHELF;
}

#[derive(Template)]
#[template(path = "accounts/choose.html")]
struct ChoosePage {
    ui: Ui,
    base: String,
    channels: Vec<&'static dyn Channel>,
}

#[derive(Template)]
#[template(path = "accounts/form.html")]
struct FormPage {
    ui: Ui,
    base: String,
    action: String,
    version: Option<i64>,
    channel: &'static dyn Channel,
    name: String,
    groups: Vec<Group>,
    /// Secrets of this account, which are registered as keys instead.
    secrets: Vec<&'static Param>,
    meta: Meta,
    reason: String,
    used: Vec<windows::Line>,
    manage: Option<Manage>,
    switch: Option<VendorSwitch>,
    may_edit: bool,
    may_edit_keys: bool,
}

/// What was typed or is stored, with what is wrong about it.
struct Typed {
    channel: &'static dyn Channel,
    version: Option<i64>,
    name: String,
    values: Values,
    diagnostics: Vec<Diagnostic>,
    meta: Meta,
    reason: String,
}

/// Channels in which an enterprise has an account of its own.
fn with_accounts() -> Vec<&'static dyn Channel> {
    channels::ALL.iter().copied().filter(|channel| !channel.account_fields().is_empty()).collect()
}

/// What belongs to the account but is sealed as a key.
fn secrets(channel: &dyn Channel) -> impl Iterator<Item = &'static Param> + use<> {
    channel.account_fields().iter().filter(|param| param.secret)
}

/// The account box alone, as the catalogue sees it.
fn catalogue(channel: &dyn Channel) -> Catalogue<'static> {
    Catalogue {
        channel: channel.id(),
        target: "",
        surface: "",
        account: channel.account_fields(),
        window: &[],
        parameters: &[],
        ineffective: channel.ineffective(),
        former: &[],
        elsewhere: |_, _| false,
    }
}

fn check(channel: &dyn Channel, values: &Values) -> Vec<Diagnostic> {
    let empty = Values::new();
    let input = Input { account: values, window: &empty, parameters: &empty, visitor: &empty };
    catalog::check(catalogue(channel), &input).diagnostics
}

fn groups(channel: &dyn Channel, values: &Values, diagnostics: &[Diagnostic]) -> Vec<Group> {
    let empty = Values::new();
    let input = Input { account: values, window: &empty, parameters: &empty, visitor: &empty };
    let situation = Situation::new(catalogue(channel), &input);
    fields_of(&Sheet {
        table: channel.account_fields(),
        prefix: "a",
        values,
        situation: &situation,
        diagnostics,
    })
}

#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    channel: String,
}

pub async fn blank(within: Within<EditRegistry>, query: Query<Chosen>) -> Answer {
    let choices = with_accounts();
    let chosen = choices.iter().copied().find(|channel| channel.id() == query.channel);
    let only = if let [only] = choices.as_slice() { Some(*only) } else { None };
    let Some(channel) = chosen.or(only) else {
        let ui = within.ui_below_list(text("登记渠道账号", "Register a channel account"), LIST)?;
        let page = ChoosePage { ui, base: within.path(""), channels: choices };
        return within.visit.page(StatusCode::OK, &page);
    };
    let typed = Typed {
        channel,
        version: None,
        name: String::new(),
        values: Values::new(),
        diagnostics: Vec::new(),
        meta: Meta::default(),
        reason: String::new(),
    };
    form_page(&within, StatusCode::OK, None, typed, Form::default()).await
}

async fn form_page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    stored: Option<&Account>,
    typed: Typed,
    form: Form,
) -> Answer {
    let mut ui = within.ui_below_list(text("登记渠道账号", "Register a channel account"), LIST)?;
    let used = match stored {
        Some(account) => {
            ui.title.clone_from(&account.name);
            let mut read = within.visit.portal.db.read().await?;
            windows::using(&mut read, within.enterprise.id, Used::Account(account.id)).await?
        }
        None => Vec::new(),
    };
    let (manage, switch) = match stored {
        Some(account) => {
            let mut read = within.visit.portal.db.read().await?;
            let switch = VendorSwitch::of_account(&mut read, within, account).await?;
            drop(read);
            (Some(Manage::of(within, account).await?), switch)
        }
        None => (None, None),
    };
    within.visit.take_flash(&mut ui);
    let mut groups = groups(typed.channel, &typed.values, &typed.diagnostics);
    boxes::tell_beside(groups.iter_mut().flat_map(|group| &mut group.fields), &form.errors);
    ui.errors = form.errors;
    ui.errors.extend(boxes::summary(&typed.diagnostics, |name| {
        let mut fields = typed.channel.account_fields().iter();
        let param = fields.find(|param| param.name == name && !param.secret)?;
        Some(("a", param))
    }));
    let page = FormPage {
        ui,
        base: within.path(""),
        action: stored.map_or_else(
            || within.path(LIST.path),
            |account| within.path(&format!("/accounts/{}", account.id)),
        ),
        version: typed.version,
        channel: typed.channel,
        name: typed.name,
        groups,
        secrets: secrets(typed.channel).collect(),
        meta: typed.meta,
        reason: typed.reason,
        used,
        may_edit: manage.as_ref().map_or(within.allows::<EditRegistry>(), Manage::open),
        manage,
        switch,
        may_edit_keys: within.allows::<EditKeys>(),
    };
    within.visit.page(status, &page)
}

/// Reads the form of an account; the notes tell what was corrected.
fn take(
    form: &mut Form,
    channel: &'static dyn Channel,
    version: Option<i64>,
) -> (Typed, Vec<Message>) {
    let mut told = Vec::new();
    let (name, meta, reason) = (form.required_line("name"), form.meta(), form.reason());
    let mut values = boxes::read(form, "a.", channel.account_fields(), &mut told);
    form.finish();
    for secret in secrets(channel) {
        if values.remove(secret.name).is_some() {
            form.errors.push(PageError { field: None, label: None, text: sealed_instead(secret) });
        }
    }
    let diagnostics = check(channel, &values);
    (Typed { channel, version, name, values, diagnostics, meta, reason }, told)
}

impl Typed {
    fn is_wrong(&self, form: &Form) -> bool {
        form.is_wrong() || self.diagnostics.iter().any(Diagnostic::is_error)
    }

    fn draft(&self) -> Draft {
        let values: BTreeMap<String, String> = self
            .values
            .iter()
            .map(|(name, value)| {
                (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            })
            .collect();
        Draft { name: self.name.clone(), values, meta: self.meta.clone() }
    }
}

fn sealed_instead(secret: &Param) -> Message {
    let (name, label) = (secret.name, secret.label);
    Message::new(
        format!("{}（{name}）不在账号里填写：请登记为安全密钥", label.zh),
        format!(
            "{} ({name}) does not belong in the account: register it as a security key",
            label.en
        ),
    )
}

/// "Saved", and what was corrected on the way.
pub fn saved(what: Text, told: &[Message]) -> Message {
    let mut message = Message::from(what);
    for note in told {
        message.zh.push('。');
        message.zh.push_str(&note.zh);
        message.en.push_str(". ");
        message.en.push_str(&note.en);
    }
    message
}

pub async fn create(Posted { scope: within, mut form }: Posted<Within<EditRegistry>>) -> Answer {
    let id = form.take("channel");
    let channel = with_accounts().into_iter().find(|channel| channel.id() == id);
    let Some(channel) = channel else {
        return Err(Fault::saying(
            StatusCode::UNPROCESSABLE_ENTITY,
            text("请选择渠道", "Choose a channel"),
        ));
    };
    let (typed, told) = take(&mut form, channel, None);
    if typed.is_wrong(&form) {
        return form_page(&within, StatusCode::UNPROCESSABLE_ENTITY, None, typed, form).await;
    }
    let clock = &within.visit.portal.clock;
    let (new, change) = Account::create(
        AccountId(clock.id()),
        within.enterprise.id,
        id,
        typed.draft(),
        clock.now(),
    );
    let act = Act::new(change).because(typed.reason.clone());
    match within.write(act, async |write| accounts::insert(write, &new).await).await? {
        Saved::Done => {
            let to = within.path(&format!("/accounts/{}", new.id));
            within
                .visit
                .done(&to, saved(text("已登记渠道账号", "Channel account registered"), &told))
        }
        Saved::Taken | Saved::Stale => refuse(&within, None, typed, form).await,
    }
}

async fn refuse(
    within: &Within<EditRegistry>,
    stored: Option<&Account>,
    typed: Typed,
    mut form: Form,
) -> Answer {
    form.wrong(
        "name",
        text(
            "这个名称已被另一个账号使用，也可能在回收站里",
            "Another account has this name, perhaps one in the trash",
        ),
    );
    form_page(within, StatusCode::UNPROCESSABLE_ENTITY, stored, typed, form).await
}

pub async fn show(Scoped { within, object: account }: Scoped<Account, ViewEnterprise>) -> Answer {
    let channel = channels::find(&account.channel).ok_or_else(Fault::not_found)?;
    let values =
        account.values.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    let typed = Typed {
        channel,
        version: Some(account.version),
        name: account.name.clone(),
        diagnostics: check(channel, &values),
        values,
        meta: account.meta.clone(),
        reason: String::new(),
    };
    form_page(&within, StatusCode::OK, Some(&account), typed, Form::default()).await
}

pub async fn save(
    Posted { scope: Scoped { within, object: account }, mut form }: Posted<
        Scoped<Account, EditRegistry>,
    >,
) -> Answer {
    let seen = form.seen_version()?;
    let channel = channels::find(&account.channel).ok_or_else(Fault::not_found)?;
    let (typed, told) = take(&mut form, channel, Some(seen));
    if typed.is_wrong(&form) {
        return form_page(&within, StatusCode::UNPROCESSABLE_ENTITY, Some(&account), typed, form)
            .await;
    }
    let edit = Edit {
        seen,
        edited: account.edit(typed.draft(), within.visit.portal.clock.now()),
        reason: typed.reason.clone(),
        done: saved(text("已保存渠道账号", "Channel account saved"), &told),
    };
    match saving::save(&within, &form, &account, edit).await? {
        Some(answer) => Ok(answer),
        None => refuse(&within, Some(&account), typed, form).await,
    }
}
