//! Releases of a window: the numbered states that developers take away, and the draft beside them.

pub mod compared;
pub mod discard;
pub mod edition;
pub mod list;
pub mod raw;
pub mod rollback;
#[cfg(test)]
pub mod samples;
pub mod show;

use serde_json::{Map, Value};

use super::deployment::{References, without_visitor};
use super::fields::{check, has_errors, target_or_first};
use crate::channels::{self, Channel, Deployment, Diagnostic, Target, bundle};
use crate::domain::release::{Boxes, Cut, Inputs, Referred};
use crate::domain::window::Content;
use crate::domain::{Account, Defaults, Key, LeaveTemplate, Plugin, VipField, Window};
use crate::error::{Error, Result};
use crate::store::Read;
use crate::text::text;
use crate::web::ui::PageError;

/// A window's draft with everything that it refers to.
pub struct Draft {
    pub channel: &'static dyn Channel,
    pub target: &'static Target,
    pub references: References,
}

/// Why there can be no release of a draft.
#[derive(Debug, Default)]
pub struct Refused {
    pub found: Vec<Diagnostic>,
    pub errors: Vec<PageError>,
}

impl Draft {
    pub async fn load(read: &mut Read, window: &Window) -> Result<Self> {
        let unknown = || Error::broken("a window of an unknown channel");
        let channel = channels::find(&window.channel).ok_or_else(unknown)?;
        let target = target_or_first(channel, &window.content.target).ok_or_else(unknown)?;
        let references = References::load(read, window.enterprise, channel, target).await?;
        Ok(Draft { channel, target, references })
    }

    /// The same with objects that are not stored yet; those that do not fit are left out.
    pub fn of(
        window: &Window,
        (accounts, keys, plugins): (&[Account], &[Key], &[Plugin]),
        (templates, fields): (&[LeaveTemplate], &[VipField]),
    ) -> Option<Self> {
        let channel = channels::find(&window.channel)?;
        let target = target_or_first(channel, &window.content.target)?;
        let references = References {
            accounts: accounts.iter().filter(|one| one.channel == channel.id()).cloned().collect(),
            keys: keys
                .iter()
                .filter(|one| Some(one.scheme.as_str()) == target.key)
                .cloned()
                .collect(),
            plugins: plugins.to_vec(),
            templates: templates.to_vec(),
            fields: fields.to_vec(),
            defaults: None,
        };
        Some(Draft { channel, target, references })
    }

    /// The same with what the enterprise gives, where that is for this channel.
    pub fn inheriting(mut self, defaults: &Defaults) -> Self {
        if defaults.channel == self.channel.id() {
            self.references.defaults = Some(defaults.clone());
        }
        self
    }

    /// What a release of this content would be.
    ///
    /// # Errors
    /// Everything that is wrong with the draft.
    pub fn cut(
        &self,
        content: &Content,
        seconds: i64,
    ) -> std::result::Result<(Cut, Vec<Diagnostic>), Refused> {
        let deployment = self.references.deployment(content);
        let known = &self.references.fields;
        let (found, mut errors) = check(self.channel, self.target, &deployment, known, seconds);
        if has_errors(&found) {
            super::fields::on_this_page(&mut errors, &[]);
            return Err(Refused { found, errors });
        }
        let deployment = without_visitor(&deployment);
        match bundle::files(self.channel, self.target, &deployment, seconds) {
            Ok((files, said)) => {
                let inputs = self.inputs(content, deployment);
                Ok((Cut { inputs, files }, said))
            }
            Err(found) => Err(Refused { errors: told(&found), found }),
        }
    }

    fn inputs(&self, content: &Content, deployment: Deployment) -> Inputs {
        let secret = |name: &str| {
            self.channel.account_fields().iter().any(|param| param.name == name && param.secret)
        };
        let account = self.references.account(content).map(|account| Referred {
            id: account.id.to_string(),
            name: account.name.clone(),
            values: deployment.account.into_iter().filter(|(name, _)| !secret(name)).collect(),
        });
        let key = self.references.key(content).map(|key| Referred {
            id: key.id.to_string(),
            name: key.name.clone(),
            values: map([("scheme", &key.scheme), ("fingerprint", &key.fingerprint)]),
        });
        let plugin = self.references.plugin(content).map(|plugin| {
            let settings = &plugin.settings;
            Referred {
                id: plugin.id.to_string(),
                name: settings.name.clone(),
                values: map([
                    ("plugid", &settings.plugid),
                    ("provider", &settings.provider),
                    ("version", &settings.plugin_version),
                    ("alias", &settings.alias),
                ]),
            }
        });
        let template = self.references.template(content).map(|template| {
            let settings = &template.settings;
            Referred {
                id: template.id.to_string(),
                name: settings.name.clone(),
                values: map([
                    ("templateid", &settings.templateid),
                    ("groupid", &settings.groupid),
                    ("locale", &settings.locale),
                ]),
            }
        });
        Inputs {
            name: content.name.clone(),
            channel: self.channel.id().to_owned(),
            target: self.target.id.to_owned(),
            flavour: deployment.flavour,
            environment: content.environment.name().to_owned(),
            account,
            key,
            plugin,
            template,
            own: Boxes { parameters: content.parameters.clone(), window: content.window.clone() },
            rendered: Boxes { parameters: deployment.parameters, window: deployment.window },
        }
    }
}

fn map<const N: usize>(pairs: [(&str, &String); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.clone().into())).collect()
}

/// The errors among what was found, for the summary of a page without these fields.
fn told(found: &[Diagnostic]) -> Vec<PageError> {
    let wrong = found.iter().filter(|finding| finding.is_error());
    let mut errors: Vec<PageError> = wrong
        .map(|finding| PageError { field: None, label: None, text: finding.message.clone() })
        .collect();
    if errors.is_empty() {
        let text = text("草稿还生成不了代码", "The draft yields no code yet").into();
        errors.push(PageError { field: None, label: None, text });
    }
    errors
}
