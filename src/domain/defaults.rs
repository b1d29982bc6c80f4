//! Values that an enterprise gives to all its windows of one channel: they count where a window has
//! none of its own. Nothing is written into windows.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Recorded;
use super::change::{Change, Fields, Log};
use super::ids::EnterpriseId;
use super::window::told;
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaults {
    pub enterprise: EnterpriseId,
    pub channel: String,
    /// By the vendor's names.
    pub values: Map<String, Value>,
    /// When each was last set, changed or taken away: releases from before it are older.
    pub changed: BTreeMap<String, Millis>,
    /// 0 where nobody has saved any yet.
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
}

impl Defaults {
    pub const NOUN: &'static str = "defaults";

    /// Those of a channel that nobody gave any.
    pub fn none(enterprise: EnterpriseId, channel: &str) -> Self {
        Defaults {
            enterprise,
            channel: channel.to_owned(),
            values: Map::new(),
            changed: BTreeMap::new(),
            version: 0,
            created_at: 0,
            updated_at: 0,
        }
    }

    /// `None` when nothing changed.
    pub fn edit(&self, values: Map<String, Value>, now: Millis) -> Option<(Defaults, Change)> {
        let mut new = Defaults {
            values,
            version: self.version + 1,
            created_at: if self.version == 0 { now } else { self.created_at },
            updated_at: now,
            ..self.clone()
        };
        let change = Change::edit(
            self.log(),
            "defaults.saved",
            Self::NOUN,
            &self.channel,
            &self.fields(),
            &new.fields(),
        )?
        .detail("channel", &self.channel);
        for name in self.others(&new.values) {
            new.changed.insert(name, now);
        }
        Some((new, change))
    }

    /// The names whose values are not these.
    pub fn others(&self, values: &Map<String, Value>) -> Vec<String> {
        let mut names: Vec<String> = self
            .values
            .keys()
            .chain(values.keys())
            .filter(|name| self.values.get(*name) != values.get(*name))
            .cloned()
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Recorded for Defaults {
    fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    /// There is one for each channel of the enterprise whose log it stands in.
    fn subject(&self) -> String {
        self.channel.clone()
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn fields(&self) -> Fields {
        let each = self.values.iter();
        each.map(|(name, value)| (format!("p.{name}"), Some(told(value)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use uuid::Uuid;

    fn values(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_save_tells_what_changed_and_when() {
        let none = Defaults::none(EnterpriseId(Uuid::nil()), "sobot");
        assert!(none.edit(Map::new(), 5).is_none());
        let first = values(json!({"color": "04babc", "locale": "en"}));
        let (one, change) = none.edit(first, 5).expect("a change");
        assert_eq!((one.version, one.created_at, change.subject.as_str()), (1, 5, "sobot"));
        let (two, change) =
            one.edit(values(json!({"color": "04babc"})), 9).expect("another change");
        assert_eq!(change.changes.len(), 1);
        assert_eq!(two.changed.get("color"), Some(&5));
        assert_eq!(two.changed.get("locale"), Some(&9), "what was taken away has changed, too");
    }
}
