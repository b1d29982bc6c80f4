//! A registered mini-program plugin configuration.

use super::card::Card;
use super::change::{Change, Fields, Log, value_of};
use super::ids::{EnterpriseId, PluginId};
use super::meta::{Meta, filled};
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plugin {
    pub id: PluginId,
    pub enterprise: EnterpriseId,
    pub settings: Settings,
    pub meta: Meta,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// When it was moved to the trash.
    pub trashed_at: Option<Millis>,
}

/// The plugin's own fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub name: String,
    /// The configuration id from the vendor's console.
    pub plugid: String,
    /// The app id of the plugin itself.
    pub provider: String,
    pub plugin_version: String,
    /// The name under which `app.json` registers it.
    pub alias: String,
}

#[derive(Clone, Debug)]
pub struct Draft {
    pub settings: Settings,
    pub meta: Meta,
}

impl Plugin {
    pub const NOUN: &'static str = "plugin";

    pub fn create(
        id: PluginId,
        enterprise: EnterpriseId,
        draft: Draft,
        now: Millis,
    ) -> (Plugin, Change) {
        let Draft { settings, meta } = draft;
        let new = Plugin {
            id,
            enterprise,
            settings,
            meta,
            version: 1,
            created_at: now,
            updated_at: now,
            trashed_at: None,
        };
        let change = Change::creation(new.log(), "plugin.created", Self::NOUN, id, new.fields());
        let change = change.detail("name", &new.settings.name);
        (new, change)
    }

    pub fn edit(&self, draft: Draft, now: Millis) -> Option<(Plugin, Change)> {
        let Draft { settings, meta } = draft;
        let new =
            Plugin { settings, meta, version: self.version + 1, updated_at: now, ..self.clone() };
        let change = Change::edit(
            self.log(),
            "plugin.saved",
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?
        .detail("name", &new.settings.name);
        Some((new, change))
    }

    /// The draft with the fields of one of its releases; owner, tags and note stay.
    pub fn replaced(&self, fields: &Fields) -> Draft {
        let settings = Settings {
            name: value_of(fields, "name"),
            plugid: value_of(fields, "plugid"),
            provider: value_of(fields, "provider"),
            plugin_version: value_of(fields, "plugin_version"),
            alias: value_of(fields, "alias"),
        };
        Draft { settings, meta: self.meta.clone() }
    }

    /// What lists and look-ups tell of it.
    pub fn card(&self) -> Card {
        let Settings { plugid, provider, plugin_version, alias, .. } = &self.settings;
        Card {
            place: self.enterprise.to_string(),
            noun: Self::NOUN,
            id: self.id.to_string(),
            handle: self.id.to_string(),
            name: self.settings.name.clone(),
            facets: Vec::new(),
            about: vec![
                ("plugid".into(), plugid.clone()),
                ("plugin_version".into(), plugin_version.clone()),
                ("alias".into(), alias.clone()),
            ],
            identifiers: vec![("plugid".into(), plugid.clone())],
            texts: vec![("alias".into(), alias.clone()), ("provider".into(), provider.clone())],
            refers: Vec::new(),
            ..Card::default()
        }
    }

    pub fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    pub fn fields(&self) -> Fields {
        let Settings { name, plugid, provider, plugin_version, alias } = &self.settings;
        let mut fields = vec![
            ("name".into(), filled(name)),
            ("plugid".into(), filled(plugid)),
            ("provider".into(), filled(provider)),
            ("plugin_version".into(), filled(plugin_version)),
            ("alias".into(), filled(alias)),
        ];
        self.meta.fields(&mut fields);
        fields
    }
}
