//! The demo's example of something in the trash: a plugin of a version that nobody uses any more.

use super::meta;
use crate::clock::Clock;
use crate::domain::plugin::{Draft, Settings};
use crate::domain::{Change, EnterpriseId, Plugin, PluginId, Registered};

pub const NAME: &str = "旧版联系按钮";

/// A plugin as it was, and as it lies in the trash.
pub struct Discarded {
    pub old: Plugin,
    pub trashed: Plugin,
    pub changes: [Change; 2],
}

pub fn plugin(clock: &Clock, enterprise: EnterpriseId) -> Option<Discarded> {
    let settings = Settings {
        name: NAME.to_owned(),
        plugid: "0f9e8d7c6b5a49382716051423324150".to_owned(),
        provider: "wx104a1a20c3f81ec2".to_owned(),
        plugin_version: "1.3.0".to_owned(),
        alias: "contactPlugin".to_owned(),
    };
    let draft = Draft { settings, meta: meta("李强") };
    let (id, now) = (PluginId(clock.id()), clock.now());
    let (old, created) = Plugin::create(id, enterprise, draft, now);
    let (trashed, moved) = old.trash(now)?;
    Some(Discarded { old, trashed, changes: [created, moved] })
}
