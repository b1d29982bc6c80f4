//! The registered objects of the demo, made of the channels' examples: for each example its account,
//! key or plugin and its window, where they are not there yet.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::rotation::{Example, example};
use super::{customers, discarded, meta};
use crate::catalog::Values;
use crate::channels::{Channel, Deployment, Target, examples, tables};
use crate::clock::Clock;
use crate::domain::window::{Content, Environment};
use crate::domain::{
    Account, AccountId, Change, EnterpriseId, Key, KeyId, LeaveTemplate, LeaveTemplateId, Plugin,
    PluginId, VipField, VipFieldId, Window, WindowId, account, key, leave_template, plugin,
    vip_field, window,
};
use crate::error::Result;
use crate::secret::Secret;
use crate::store::shelves::all;
use crate::store::{
    Read, Trashed, Write, accounts, keys, leave_templates, plugins, secrets, vip_fields, windows,
};
use crate::vault::Vault;

/// Windows that pretend to be at work; all others are tests.
const LIVE: &[&str] = &["sobot-link"];
/// Fields of a window that its registered plugin decides.
const PLUGIN: [&str; 4] = ["plugid", "provider", "version", "alias"];
/// Values of a window that its registered template decides.
const TEMPLATE: [&str; 3] = ["templateid", "groupid", "locale"];

/// What an enterprise has already.
#[derive(Debug, Default)]
pub struct Kept {
    pub accounts: Vec<Account>,
    pub keys: Vec<Key>,
    pub plugins: Vec<Plugin>,
    pub templates: Vec<LeaveTemplate>,
    pub fields: Vec<VipField>,
    codes: BTreeSet<String>,
}

impl Kept {
    pub async fn load(read: &mut Read, id: EnterpriseId) -> Result<Self> {
        // Names stay taken in the trash.
        Ok(Kept {
            accounts: all(read, id, Trashed::Listed).await?,
            keys: all(read, id, Trashed::Listed).await?,
            plugins: all(read, id, Trashed::Listed).await?,
            templates: all(read, id, Trashed::Listed).await?,
            fields: all(read, id, Trashed::Listed).await?,
            codes: windows::codes(read, id).await?.into_iter().collect(),
        })
    }
}

/// What is missing, ready to be stored.
pub struct Stock {
    accounts: Vec<Account>,
    keys: Vec<(Key, Secret)>,
    plugins: Vec<Plugin>,
    templates: Vec<LeaveTemplate>,
    fields: Vec<VipField>,
    pub windows: Vec<Window>,
    /// A plugin as it was, and as it lies in the trash.
    discarded: Option<(Plugin, Plugin)>,
    pub changes: Vec<Change>,
    /// What windows can refer to: old and new.
    pub known: Kept,
    rotated: Option<Example>,
    vault: Vault,
}

impl Stock {
    pub fn plan(clock: &Clock, vault: &Vault, id: EnterpriseId, kept: Kept) -> Result<Self> {
        let stock = Stock {
            accounts: Vec::new(),
            keys: Vec::new(),
            plugins: Vec::new(),
            templates: Vec::new(),
            fields: Vec::new(),
            windows: Vec::new(),
            discarded: None,
            changes: Vec::new(),
            known: Kept::default(),
            rotated: None,
            vault: vault.clone(),
        };
        let mut plan = Plan { clock, vault, enterprise: id, kept, stock };
        for example in examples::all() {
            plan.add(example)?;
        }
        plan.discard();
        plan.rotate()?;
        plan.stock.known = plan.kept;
        Ok(plan.stock)
    }

    pub async fn write(&self, write: &mut Write<'_>) -> Result<()> {
        for account in &self.accounts {
            accounts::insert(write, account).await?;
        }
        for (key, secret) in &self.keys {
            let place = (key.secret_number, key.elsewhere);
            let kept = secrets::Kept::of(write, &self.vault, key, place, secret).await?;
            keys::insert(write, key, kept).await?;
        }
        if let Some(rotated) = &self.rotated {
            rotated.write(write).await?;
        }
        for plugin in &self.plugins {
            plugins::insert(write, plugin).await?;
        }
        for template in &self.templates {
            leave_templates::insert(write, template).await?;
        }
        for field in &self.fields {
            vip_fields::insert(write, field).await?;
        }
        for window in &self.windows {
            windows::insert(write, window).await?;
        }
        if let Some((old, gone)) = &self.discarded {
            plugins::insert(write, old).await?;
            plugins::update(write, gone, old.version).await?;
        }
        Ok(())
    }
}

struct Plan<'a> {
    clock: &'a Clock,
    vault: &'a Vault,
    enterprise: EnterpriseId,
    kept: Kept,
    stock: Stock,
}

impl Plan<'_> {
    fn add(&mut self, example: &examples::Example) -> Result<()> {
        let Some((channel, deployment)) = example.read() else { return Ok(()) };
        let Some(target) = tables::target(channel, &deployment.target) else { return Ok(()) };
        if self.kept.codes.contains(example.code) {
            return Ok(());
        }
        let account = target.account.then(|| self.account(channel, &deployment));
        let key = match &account {
            Some(account) => self.key(channel, target, account, &deployment)?,
            None => None,
        };
        let plugin = target.plugin.then(|| self.plugin(channel, &deployment));
        let mut parameters = typed(deployment.parameters.clone());
        let template = target.template.then(|| self.template(example, &deployment));
        if example.code == customers::WINDOW {
            self.customers();
        }
        let environment =
            if LIVE.contains(&example.code) { Environment::Production } else { Environment::Test };
        let mut own = typed(deployment.window);
        if target.plugin {
            own.retain(|name, _| !PLUGIN.contains(&name.as_str()));
        }
        if target.template {
            own.retain(|name, _| !TEMPLATE.contains(&name.as_str()));
            parameters.retain(|name, _| !TEMPLATE.contains(&name.as_str()));
        }
        let content = Content {
            name: example.name.zh.to_owned(),
            target: deployment.target,
            flavour: if target.flavours.is_empty() { String::new() } else { deployment.flavour },
            environment,
            account: account.map(|account| account.id),
            key,
            plugin,
            template,
            parameters,
            window: own,
            visitor: typed(deployment.visitor),
        };
        let (window, change) = Window::create(
            WindowId(self.clock.id()),
            self.enterprise,
            example.code.to_owned(),
            channel.id().to_owned(),
            window::Draft { content, meta: meta("李强") },
            self.clock.now(),
        );
        self.stock.windows.push(window);
        self.stock.changes.push(change);
        Ok(())
    }

    /// The account with these identifiers, else the channel's first one, else a new one.
    fn account(&mut self, channel: &dyn Channel, deployment: &Deployment) -> Account {
        let secret = |name: &str| {
            channel.account_fields().iter().any(|param| param.name == name && param.secret)
        };
        let values: BTreeMap<String, String> = deployment
            .account
            .iter()
            .filter(|(name, _)| !secret(name))
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect();
        let all = || {
            let fits = |one: &&Account| one.channel == channel.id() && one.trashed_at.is_none();
            self.kept.accounts.iter().filter(fits)
        };
        if let Some(known) = all().find(|one| one.values == values).or_else(|| all().next()) {
            return known.clone();
        }
        let taken = |name: &str| self.kept.accounts.iter().any(|one| one.name == name);
        let name = free(&format!("{}演示账号", channel.label().zh), taken);
        let draft = account::Draft { name, values, meta: meta("王芳") };
        let (new, change) = Account::create(
            AccountId(self.clock.id()),
            self.enterprise,
            channel.id().to_owned(),
            draft,
            self.clock.now(),
        );
        self.kept.accounts.push(new.clone());
        self.stock.accounts.push(new.clone());
        self.stock.changes.push(change);
        new
    }

    /// The account's key for the scheme of the target, where the example has one.
    fn key(
        &mut self,
        channel: &dyn Channel,
        target: &Target,
        account: &Account,
        deployment: &Deployment,
    ) -> Result<Option<KeyId>> {
        let (Some(scheme), Some(secret)) = (target.key, secret_of(channel, deployment)) else {
            return Ok(None);
        };
        let fits = |key: &&Key| key.account == account.id && key.scheme == scheme && !key.elsewhere;
        if let Some(known) = self.kept.keys.iter().find(fits) {
            return Ok(Some(known.id));
        }
        let (id, tenant) = (KeyId(self.clock.id()), self.enterprise.to_string());
        let identity = key::Identity {
            id,
            enterprise: self.enterprise,
            account: account.id,
            scheme: scheme.to_owned(),
            fingerprint: self.vault.fingerprint(&secret, &tenant)?,
            elsewhere: false,
        };
        let taken = |name: &str| self.kept.keys.iter().any(|one| one.name == name);
        let name = free(&format!("{}演示密钥", channel.label().zh), taken);
        let draft = key::Draft { name, expires_on: String::new(), meta: meta("王芳") };
        let (new, change) = Key::create(identity, draft, self.clock.now());
        self.kept.keys.push(new.clone());
        self.stock.keys.push((new, secret));
        self.stock.changes.push(change);
        Ok(Some(id))
    }

    /// Something in the trash, which can be restored.
    fn discard(&mut self) {
        if self.kept.plugins.iter().any(|one| one.settings.name == discarded::NAME) {
            return;
        }
        if let Some(gone) = discarded::plugin(self.clock, self.enterprise) {
            self.stock.changes.extend(gone.changes);
            self.stock.discarded = Some((gone.old, gone.trashed));
        }
    }

    /// A key in the middle of a rotation, where no key is kept elsewhere yet.
    fn rotate(&mut self) -> Result<()> {
        if self.kept.keys.iter().any(|key| key.elsewhere) {
            return Ok(());
        }
        let signing = |account: &&Account| account.channel == "sobot";
        let Some(account) = self.kept.accounts.iter().find(signing) else { return Ok(()) };
        let taken = |name: &str| self.kept.keys.iter().any(|one| one.name == name);
        let name = free("后端自管密钥（轮换中）", taken);
        let (clock, vault) = (self.clock, self.vault);
        let made = example(clock, vault, account, "sobot_web_md5", name, meta("李强"))?;
        self.stock.changes.extend(made.changes.iter().cloned());
        self.stock.rotated = Some(made);
        Ok(())
    }

    /// The plugin with this plugid, else a new one.
    fn plugin(&mut self, channel: &dyn Channel, deployment: &Deployment) -> PluginId {
        let [plugid, provider, plugin_version, alias] =
            PLUGIN.map(|name| deployment.window.get(name).map(plain).unwrap_or_default());
        let known = self.kept.plugins.iter().find(|one| one.settings.plugid == plugid);
        if let Some(known) = known {
            return known.id;
        }
        let taken = |name: &str| self.kept.plugins.iter().any(|one| one.settings.name == name);
        let name = free(&format!("{}演示插件", channel.label().zh), taken);
        let settings = plugin::Settings { name, plugid, provider, plugin_version, alias };
        let draft = plugin::Draft { settings, meta: meta("李强") };
        let (id, now) = (PluginId(self.clock.id()), self.clock.now());
        let (new, change) = Plugin::create(id, self.enterprise, draft, now);
        self.kept.plugins.push(new.clone());
        self.stock.plugins.push(new);
        self.stock.changes.push(change);
        id
    }
}

impl Plan<'_> {
    /// The template with these ids and this language, else a new one.
    fn template(
        &mut self,
        example: &examples::Example,
        deployment: &Deployment,
    ) -> LeaveTemplateId {
        let [templateid, groupid, locale] = TEMPLATE.map(|name| {
            let given = deployment.window.get(name).or_else(|| deployment.parameters.get(name));
            given.map(plain).unwrap_or_default()
        });
        let same = |one: &&LeaveTemplate| {
            let settings = &one.settings;
            (&settings.templateid, &settings.groupid, &settings.locale)
                == (&templateid, &groupid, &locale)
                && one.trashed_at.is_none()
        };
        if let Some(known) = self.kept.templates.iter().find(same) {
            return known.id;
        }
        let taken = |name: &str| self.kept.templates.iter().any(|one| one.settings.name == name);
        let name = free(example.name.zh, taken);
        let settings = leave_template::Settings { name, templateid, groupid, locale };
        let draft = leave_template::Draft { settings, meta: meta("王芳") };
        let (id, now) = (LeaveTemplateId(self.clock.id()), self.clock.now());
        let (new, change) = LeaveTemplate::create(id, self.enterprise, draft, now);
        self.kept.templates.push(new.clone());
        self.stock.templates.push(new);
        self.stock.changes.push(change);
        id
    }

    /// The fields about customers that are not there yet.
    fn customers(&mut self) {
        for settings in customers::fields() {
            let known =
                self.kept.fields.iter().any(|one| {
                    one.settings.kind == settings.kind && one.settings.key == settings.key
                });
            if known {
                continue;
            }
            let draft = vip_field::Draft { settings, meta: meta("王芳") };
            let (id, now) = (VipFieldId(self.clock.id()), self.clock.now());
            let (new, change) = VipField::create(id, self.enterprise, draft, now);
            self.kept.fields.push(new.clone());
            self.stock.fields.push(new);
            self.stock.changes.push(change);
        }
    }
}

/// The key of an example, wherever its channel wants it.
fn secret_of(channel: &dyn Channel, deployment: &Deployment) -> Option<Secret> {
    let mut secrets = channel.account_fields().iter().filter(|param| param.secret);
    let kept = secrets.find_map(|param| deployment.account.get(param.name));
    deployment.key.clone().or_else(|| kept.map(|value| Secret::new(plain(value))))
}

/// A name that nobody has: people may have used the first choice for something of their own.
fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name} {number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// Values as a form stores them: switches and numbers as text.
fn typed(values: Values) -> Values {
    let scalar = |value: Value| match value {
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        other => other,
    };
    values.into_iter().map(|(name, value)| (name, scalar(value))).collect()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
