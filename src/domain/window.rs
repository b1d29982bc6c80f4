//! A chat window: one entry point on one channel. This is its draft, the editable state.

use serde_json::{Map, Value};

use super::account::Account;
use super::card::Card;
use super::change::{Change, Fields, Log};
use super::ids::{AccountId, EnterpriseId, KeyId, LeaveTemplateId, PluginId, WindowId};
use super::key::Key;
use super::leave_template::LeaveTemplate;
use super::life::{Life, Stage};
use super::meta::{Meta, filled};
use super::plugin::Plugin;
use super::vip_field;
use crate::clock::Millis;

/// Where a window is meant to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    #[default]
    Test,
    Production,
}

impl Environment {
    pub const ALL: [Environment; 2] = [Environment::Test, Environment::Production];

    pub const fn name(self) -> &'static str {
        match self {
            Environment::Test => "test",
            Environment::Production => "production",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|environment| environment.name() == name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    pub id: WindowId,
    pub enterprise: EnterpriseId,
    /// Our own short name in addresses; unique in the enterprise, never changes.
    pub code: String,
    /// The channel never changes; another channel is another window.
    pub channel: String,
    pub content: Content,
    pub meta: Meta,
    pub life: Life,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// When it was moved to the trash.
    pub trashed_at: Option<Millis>,
}

/// Everything about a window that a person edits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    pub name: String,
    pub target: String,
    pub flavour: String,
    pub environment: Environment,
    pub account: Option<AccountId>,
    pub key: Option<KeyId>,
    pub plugin: Option<PluginId>,
    pub template: Option<LeaveTemplateId>,
    /// The three boxes, by the vendor's names: options (`p.`), the window's own (`w.`), visitor values (`v.`).
    pub parameters: Map<String, Value>,
    pub window: Map<String, Value>,
    pub visitor: Map<String, Value>,
}

impl Content {
    /// Takes one field over from another content, by the name that the history has for it; visitor values
    /// are nobody's option and stay.
    pub fn take(&mut self, from: &Content, field: &str) {
        match field.split_once('.') {
            Some(("p", name)) => put(&mut self.parameters, &from.parameters, name),
            Some(("w", name)) => put(&mut self.window, &from.window, name),
            Some(_) => {}
            None => match field {
                "name" => self.name.clone_from(&from.name),
                "target" => self.target.clone_from(&from.target),
                "flavour" => self.flavour.clone_from(&from.flavour),
                "environment" => self.environment = from.environment,
                "account_id" => self.account = from.account,
                "key_id" => self.key = from.key,
                "plugin_id" => self.plugin = from.plugin,
                "template_id" => self.template = from.template,
                _ => {}
            },
        }
    }
}

fn put(into: &mut Map<String, Value>, from: &Map<String, Value>, name: &str) {
    match from.get(name) {
        Some(value) => drop(into.insert(name.to_owned(), value.clone())),
        None => drop(into.remove(name)),
    }
}

#[derive(Clone, Debug)]
pub struct Draft {
    pub content: Content,
    pub meta: Meta,
}

impl Window {
    pub const NOUN: &'static str = "window";

    pub fn create(
        id: WindowId,
        enterprise: EnterpriseId,
        code: String,
        channel: String,
        draft: Draft,
        now: Millis,
    ) -> (Window, Change) {
        let Draft { content, meta } = draft;
        let new = Window {
            id,
            enterprise,
            code,
            channel,
            content,
            meta,
            life: Life::default(),
            version: 1,
            created_at: now,
            updated_at: now,
            trashed_at: None,
        };
        let change = Change::creation(new.log(), "window.created", Self::NOUN, id, new.fields());
        let change = change
            .detail("name", &new.content.name)
            .detail("code", &new.code)
            .detail("channel", &new.channel);
        (new, change)
    }

    pub fn edit(&self, draft: Draft, now: Millis) -> Option<(Window, Change)> {
        let Draft { content, meta } = draft;
        let new =
            Window { content, meta, version: self.version + 1, updated_at: now, ..self.clone() };
        let change = Change::edit(
            self.log(),
            "window.saved",
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?
        .detail("name", &new.content.name)
        .detail("code", &new.code)
        .detail("channel", &new.channel);
        Some((new, change))
    }

    /// What lists and look-ups tell of it.
    pub fn card(&self) -> Card {
        let content = &self.content;
        let own = content.window.iter().filter_map(|(name, value)| match value {
            Value::String(text) => Some((name.clone(), text.clone())),
            Value::Number(number) => Some((name.clone(), number.to_string())),
            _ => None,
        });
        let refers = [
            content.account.map(|id| (Account::NOUN, id.to_string())),
            content.key.map(|id| (Key::NOUN, id.to_string())),
            content.plugin.map(|id| (Plugin::NOUN, id.to_string())),
            content.template.map(|id| (LeaveTemplate::NOUN, id.to_string())),
        ];
        let fields = vip_field::named_in(self.enterprise, &content.visitor);
        Card {
            place: self.enterprise.to_string(),
            noun: Self::NOUN,
            id: self.id.to_string(),
            handle: self.code.clone(),
            name: content.name.clone(),
            facets: vec![
                ("channel", self.channel.clone()),
                ("target", content.target.clone()),
                ("environment", content.environment.name().to_owned()),
                ("life", self.life.stage.name().to_owned()),
            ],
            about: Vec::new(),
            identifiers: own.collect(),
            // What stands for a visitor may be about a person, and is not searched.
            texts: content
                .parameters
                .iter()
                .flat_map(|(name, value)| leaves(name, value))
                .collect(),
            refers: refers.into_iter().flatten().chain(fields).collect(),
            ..Card::default()
        }
    }

    pub fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    pub fn fields(&self) -> Fields {
        let content = &self.content;
        let mut fields: Fields = vec![
            ("code".into(), filled(&self.code)),
            ("name".into(), filled(&content.name)),
            ("channel".into(), filled(&self.channel)),
            ("target".into(), filled(&content.target)),
            ("flavour".into(), filled(&content.flavour)),
            ("environment".into(), filled(content.environment.name())),
            ("account_id".into(), content.account.map(|id| id.to_string())),
            ("key_id".into(), content.key.map(|id| id.to_string())),
            ("plugin_id".into(), content.plugin.map(|id| id.to_string())),
            ("template_id".into(), content.template.map(|id| id.to_string())),
        ];
        for (prefix, values) in
            [("p", &content.parameters), ("w", &content.window), ("v", &content.visitor)]
        {
            fields.extend(
                values.iter().map(|(name, value)| (format!("{prefix}.{name}"), Some(told(value)))),
            );
        }
        self.meta.fields(&mut fields);
        if self.life.stage != Stage::InUse {
            fields.push(("life".into(), filled(self.life.stage.name())));
            fields.push(("instead".into(), filled(&self.life.instead)));
        }
        fields
    }
}

/// The texts and numbers of an option, those inside its JSON too.
fn leaves(name: &str, value: &Value) -> Vec<(String, String)> {
    fn walk(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::String(text) => into.push(text.clone()),
            Value::Number(number) => into.push(number.to_string()),
            Value::Array(items) => items.iter().for_each(|item| walk(item, into)),
            Value::Object(map) => map.values().for_each(|item| walk(item, into)),
            Value::Null | Value::Bool(_) => {}
        }
    }
    let mut found = Vec::new();
    walk(value, &mut found);
    found.retain(|text| !text.trim().is_empty());
    let text = found.join(" · ");
    if text.is_empty() { Vec::new() } else { vec![(format!("p.{name}"), text)] }
}

/// A value as the history tells it: strings as they are, everything else as JSON.
pub(super) fn told(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
