//! The third step of the set-up: the first chat window, together with the account or the plugin that
//! it refers to. And the fourth: its code.

use actix_web::http::StatusCode;

use super::{Typed, advanced, owner, page};
use crate::catalog::form::Field;
use crate::catalog::{Param, Values};
use crate::channels::{self, Ambient, Artifact, Channel, Deployment, Target, tables};
use crate::clock::SECOND;
use crate::domain::window::{Content, Environment};
use crate::domain::{
    Account, AccountId, Act, Change, Enterprise, Meta, Plugin, PluginId, Window, WindowId, account,
    plugin, window,
};
use crate::store::installation::{self, Setup};
use crate::store::{Write, accounts, enterprises, plugins, windows};
use crate::text::text;
use crate::web::boxes;
use crate::web::fault::{Answer, Fault};
use crate::web::form::Form;
use crate::web::pages::enterprises::take_address_name;
use crate::web::ui::PageError;
use crate::web::visit::{Visit, see_other};

/// A kind of window that the set-up offers, with the few fields that it needs.
pub struct Offer {
    pub value: String,
    pub channel: &'static dyn Channel,
    pub target: &'static Target,
    pub fields: Vec<Field>,
    pub chosen: bool,
}

/// Every kind of window, with the vendor's fields that it cannot do without.
pub fn offers(typed: &Typed) -> Vec<Offer> {
    let mut offers = Vec::new();
    for channel in channels::ALL.iter().copied() {
        for target in channel.targets() {
            let value = format!("{}.{}", channel.id(), target.id);
            let chosen = typed.kind == value || (typed.kind.is_empty() && offers.is_empty());
            let values = if chosen { typed.values.clone() } else { Values::new() };
            let deployment = deployment(target, &values);
            let found = if typed.kind == value {
                channels::check(channel, &deployment).diagnostics
            } else {
                Vec::new()
            };
            let forms = channels::forms(channel, &deployment, &found);
            let needed =
                forms.account.into_iter().chain(forms.window).flat_map(|group| group.fields);
            let fields = needed
                .filter(|field| field.required)
                .map(|mut field| {
                    // Several kinds stand on one page: their fields are told apart by the kind.
                    field.name = format!("{value}.{}", field.raw);
                    field.id = field.name.replace('.', "-");
                    field
                })
                .collect();
            offers.push(Offer { value, channel, target, fields, chosen });
        }
    }
    offers
}

fn deployment(target: &Target, values: &Values) -> Deployment {
    let window = values
        .iter()
        .filter(|(name, _)| target.window_fields.iter().any(|param| param.name == *name));
    let window: Values = window.map(|(name, value)| (name.clone(), value.clone())).collect();
    let account = values.iter().filter(|(name, _)| !window.contains_key(*name));
    Deployment {
        target: target.id.to_owned(),
        account: account.map(|(name, value)| (name.clone(), value.clone())).collect(),
        window,
        ..Deployment::default()
    }
}

/// The enterprise that the set-up made: the first one.
async fn first_enterprise(visit: &Visit) -> Result<Enterprise, Fault> {
    let mut read = visit.portal.db.read().await?;
    enterprises::list(&mut read, None, "")
        .await?
        .items
        .into_iter()
        .next()
        .ok_or_else(Fault::not_found)
}

pub async fn make_window(visit: Visit, mut form: Form) -> Answer {
    let kind = form.take("kind");
    let mut typed = Typed {
        kind: kind.clone(),
        name: form.required_line("name"),
        code: take_address_name(&mut form, "code"),
        ..Typed::default()
    };
    let chosen = kind.split_once('.').and_then(|(channel, target)| {
        let channel = channels::find(channel)?;
        Some((channel, tables::target(channel, target)?))
    });
    let mut told = Vec::new();
    for offer in offers(&Typed::default()) {
        let table: Vec<Param> = offer
            .channel
            .account_fields()
            .iter()
            .chain(offer.target.window_fields)
            .copied()
            .collect();
        let values = boxes::read(&mut form, &format!("{}.", offer.value), &table, &mut told);
        if offer.value == kind {
            typed.values = values;
        }
    }
    form.finish();
    let Some((channel, target)) = chosen else {
        form.wrong("kind", text("请选择接入方式", "Choose a kind of entry"));
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Setup::Window, typed, form).await;
    };
    let deployment = deployment(target, &typed.values);
    let found =
        channel.render(&deployment, &Ambient::at(visit.portal.clock.now() / SECOND)).diagnostics;
    form.errors.extend(found.iter().filter(|finding| finding.is_error()).map(|finding| {
        let field =
            finding.parameter.as_ref().map(|name| format!("{}-{name}", kind.replace('.', "-")));
        PageError { label: None, field, text: finding.message.clone() }
    }));
    if form.is_wrong() {
        return page(&visit, StatusCode::UNPROCESSABLE_ENTITY, Setup::Window, typed, form).await;
    }
    let enterprise = first_enterprise(&visit).await?;
    save_window(&visit, &enterprise, (channel, target), &typed, deployment).await?;
    Ok(see_other("/setup"))
}

/// Account or plugin, window and the step, all or nothing.
async fn save_window(
    visit: &Visit,
    enterprise: &Enterprise,
    (channel, target): (&'static dyn Channel, &'static Target),
    typed: &Typed,
    deployment: Deployment,
) -> Result<(), Fault> {
    let permit = owner(visit)?;
    let owned = target.account.then(|| first_account(visit, enterprise, channel, &deployment));
    let registered =
        target.plugin.then(|| first_plugin(visit, enterprise, target, typed, &deployment));
    let content = Content {
        name: typed.name.clone(),
        target: target.id.to_owned(),
        environment: Environment::Test,
        account: owned.as_ref().map(|(account, _)| account.id),
        plugin: registered.as_ref().map(|(plugin, _)| plugin.id),
        window: if target.plugin { Values::new() } else { deployment.window },
        ..Content::default()
    };
    let (clock, draft) = (&visit.portal.clock, window::Draft { content, meta: Meta::default() });
    let (id, code) = (WindowId(clock.id()), typed.code.clone());
    let (new, change) =
        Window::create(id, enterprise.id, code, channel.id().to_owned(), draft, clock.now());
    let made = [owned.as_ref().map(|(_, made)| made), registered.as_ref().map(|(_, made)| made)];
    let act = made
        .into_iter()
        .flatten()
        .cloned()
        .fold(Act::new(change).and(advanced(visit, Setup::Window, Setup::Snippet)), Act::and);
    let write = async |write: &mut Write<'_>| {
        installation::advance(write, Setup::Window, Setup::Snippet).await?;
        if let Some((account, _)) = &owned {
            accounts::insert(write, account).await?;
        }
        if let Some((plugin, _)) = &registered {
            plugins::insert(write, plugin).await?;
        }
        windows::insert(write, &new).await?;
        Ok(act.clone())
    };
    Ok(visit.portal.db.write(&permit, write).await?)
}

fn first_account(
    visit: &Visit,
    enterprise: &Enterprise,
    channel: &'static dyn Channel,
    deployment: &Deployment,
) -> (Account, Change) {
    let clock = &visit.portal.clock;
    let draft = account::Draft {
        name: channel.label().to(visit.lang()).to_owned(),
        values: deployment
            .account
            .iter()
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect(),
        meta: Meta::default(),
    };
    Account::create(
        AccountId(clock.id()),
        enterprise.id,
        channel.id().to_owned(),
        draft,
        clock.now(),
    )
}

fn first_plugin(
    visit: &Visit,
    enterprise: &Enterprise,
    target: &Target,
    typed: &Typed,
    deployment: &Deployment,
) -> (Plugin, Change) {
    let of = |name: &str| {
        let param = target.window_fields.iter().find(|param| param.name == name);
        let preset = param.and_then(|param| param.default).unwrap_or_default();
        deployment.window.get(name).map_or_else(|| preset.to_owned(), plain)
    };
    let settings = plugin::Settings {
        name: typed.name.clone(),
        plugid: of("plugid"),
        provider: of("provider"),
        plugin_version: of("version"),
        alias: of("alias"),
    };
    let (clock, draft) = (&visit.portal.clock, plugin::Draft { settings, meta: Meta::default() });
    Plugin::create(PluginId(clock.id()), enterprise.id, draft, clock.now())
}

fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The code of the first window, and where its editor is.
pub async fn first_snippet(visit: &Visit) -> Result<(Vec<Artifact>, String), Fault> {
    let enterprise = first_enterprise(visit).await?;
    let mut read = visit.portal.db.read().await?;
    let code = windows::any(&mut read, enterprise.id).await?.ok_or_else(Fault::not_found)?;
    let window = windows::find_by_code(&mut read, enterprise.id, &code)
        .await?
        .ok_or_else(Fault::not_found)?;
    drop(read);
    let artifacts = crate::web::pages::windows::artifacts(visit, &window).await?;
    Ok((artifacts, format!("/e/{}/windows/{code}", enterprise.slug)))
}
