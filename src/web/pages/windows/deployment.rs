//! From a stored or typed window to a deployment: its account, key and plugin are put in by id.

use serde_json::Value;

use crate::catalog::Values;
use crate::channels::{
    self, Ambient, Channel, Deployment, Diagnostic, Target, inherit, registered,
};
use crate::domain::window::Content;
use crate::domain::{Account, Defaults, EnterpriseId, Key, LeaveTemplate, Plugin, VipField};
use crate::error::Result;
use crate::store::shelves::all;
use crate::store::{Read, Trashed, defaults};

/// Fields of a mini-program window that its registered plugin decides.
pub const PLUGIN_FIELDS: &[&str] = &["plugid", "provider", "version", "alias"];

/// Fields of a leave-message window that its registered template decides.
pub const TEMPLATE_FIELDS: &[&str] = &["templateid", "groupid"];

/// The option that a template with a language decides.
pub const TEMPLATE_LANGUAGE: &str = "locale";

/// The way of writing the code where nobody chose one.
const NATIVE: &str = "native";

/// What windows of one channel and target can refer to.
#[derive(Clone, Debug, Default)]
pub struct References {
    pub accounts: Vec<Account>,
    pub keys: Vec<Key>,
    pub plugins: Vec<Plugin>,
    pub templates: Vec<LeaveTemplate>,
    /// What the enterprise registered about its customers, for channels whose values name it.
    pub fields: Vec<VipField>,
    /// What the enterprise gives to its windows of this channel.
    pub defaults: Option<Defaults>,
}

impl References {
    /// Loads only the lists that the target needs.
    pub async fn load(
        read: &mut Read,
        enterprise: EnterpriseId,
        channel: &dyn Channel,
        target: &Target,
    ) -> Result<Self> {
        let mut found = References::default();
        if target.account {
            found.accounts = all(read, enterprise, Trashed::LeftOut).await?;
            found.accounts.retain(|account| account.channel == channel.id());
        }
        if let Some(scheme) = target.key {
            found.keys = all(read, enterprise, Trashed::LeftOut).await?;
            found.keys.retain(|key| key.scheme == scheme);
        }
        if target.plugin {
            found.plugins = all(read, enterprise, Trashed::LeftOut).await?;
        }
        if target.template {
            found.templates = all(read, enterprise, Trashed::LeftOut).await?;
        }
        if !channel.registered().is_empty() {
            found.fields = all(read, enterprise, Trashed::LeftOut).await?;
        }
        found.defaults = Some(defaults::find(read, enterprise, channel.id()).await?);
        Ok(found)
    }

    /// The values that windows of this target take from their enterprise.
    pub fn inherited(&self, target: &str) -> Values {
        let known = |defaults: &Defaults| {
            let channel = channels::find(&defaults.channel)?;
            Some(inherit::of_target(channel, target, &defaults.values))
        };
        self.defaults.as_ref().and_then(known).unwrap_or_default()
    }

    pub fn account(&self, content: &Content) -> Option<&Account> {
        self.accounts.iter().find(|account| Some(account.id) == content.account)
    }

    pub fn key(&self, content: &Content) -> Option<&Key> {
        self.keys.iter().find(|key| Some(key.id) == content.key)
    }

    pub fn plugin(&self, content: &Content) -> Option<&Plugin> {
        self.plugins.iter().find(|plugin| Some(plugin.id) == content.plugin)
    }

    pub fn template(&self, content: &Content) -> Option<&LeaveTemplate> {
        self.templates.iter().find(|template| Some(template.id) == content.template)
    }

    /// The deployment of a window, without a key.
    pub fn deployment(&self, content: &Content) -> Deployment {
        let mut window = content.window.clone();
        if let Some(plugin) = self.plugin(content) {
            let settings = &plugin.settings;
            let given =
                [&settings.plugid, &settings.provider, &settings.plugin_version, &settings.alias];
            for (name, value) in PLUGIN_FIELDS.iter().zip(given) {
                window.insert((*name).to_owned(), Value::String(value.clone()));
            }
        }
        let mut parameters = self.in_force(content, &window);
        if let Some(template) = self.template(content) {
            let settings = &template.settings;
            for (name, value) in
                TEMPLATE_FIELDS.iter().zip([&settings.templateid, &settings.groupid])
            {
                set((*name).to_owned(), value, &mut window);
            }
            if !settings.locale.is_empty() {
                set(TEMPLATE_LANGUAGE.to_owned(), &settings.locale, &mut parameters);
            }
        }
        let account = self.account(content).map(|account| {
            account
                .values
                .iter()
                .map(|(name, value)| (name.clone(), Value::String(value.clone())))
                .collect()
        });
        Deployment {
            target: content.target.clone(),
            flavour: if content.flavour.is_empty() {
                NATIVE.to_owned()
            } else {
                content.flavour.clone()
            },
            account: account.unwrap_or_default(),
            window,
            parameters,
            visitor: content.visitor.clone(),
            key: None,
        }
    }
}

impl References {
    /// The window's own options and those that it inherits; `window` are its own fields.
    fn in_force(&self, content: &Content, window: &Values) -> Values {
        let channel = self.defaults.as_ref().and_then(|one| channels::find(&one.channel));
        let mut deployment = Deployment {
            target: content.target.clone(),
            window: window.clone(),
            parameters: content.parameters.clone(),
            ..Deployment::default()
        };
        inherit::effective(channel, &mut deployment, &self.inherited(&content.target));
        deployment.parameters
    }
}

/// What a registered object leaves empty is not set.
fn set(name: String, value: &str, values: &mut Values) {
    if value.is_empty() {
        values.remove(&name);
    } else {
        values.insert(name, Value::String(value.to_owned()));
    }
}

/// The same deployment as a release is rendered: without a visitor.
pub fn without_visitor(deployment: &Deployment) -> Deployment {
    Deployment { visitor: Values::new(), ..deployment.clone() }
}

/// Everything there is to say about a window: what the catalogue finds in all its values, and what
/// rendering finds beyond that.
/// `fields` is what the registry knows of customers.
pub fn findings(
    channel: &dyn Channel,
    deployment: &Deployment,
    fields: &[VipField],
    now: i64,
) -> Vec<Diagnostic> {
    let mut found = channels::check(channel, deployment).diagnostics;
    for finding in channel.render(&without_visitor(deployment), &Ambient::at(now)).diagnostics {
        if !found.iter().any(|known| known.id == finding.id && known.parameter == finding.parameter)
        {
            found.push(finding);
        }
    }
    found.extend(registered::findings(channel, deployment, fields));
    found
}
