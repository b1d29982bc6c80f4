//! The life-cycle of a chat window once it stands on somebody's pages: in use, deprecated, retired.
//! Draft and live are told by its releases.

use super::change::Change;
use super::window::Window;
use crate::clock::Millis;
use crate::text::{Text, text};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    #[default]
    InUse,
    /// It works and may be changed; nobody should install it anew.
    Deprecated,
    /// Its page is kept and can only be read.
    Retired,
}

impl Stage {
    pub const ALL: [Stage; 3] = [Stage::InUse, Stage::Deprecated, Stage::Retired];

    pub const fn name(self) -> &'static str {
        match self {
            Stage::InUse => "in_use",
            Stage::Deprecated => "deprecated",
            Stage::Retired => "retired",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Stage::InUse => text("在用", "In use"),
            Stage::Deprecated => text("不再推荐", "Deprecated"),
            Stage::Retired => text("已停用", "Retired"),
        }
    }

    pub const fn meaning(self) -> Text {
        match self {
            Stage::InUse => text("照常编辑、发布和安装", "edited, released and installed as usual"),
            Stage::Deprecated => text(
                "还能用，也还能修改；新的页面不要再装它",
                "it works and may be changed; new pages should not install it",
            ),
            Stage::Retired => text(
                "页面保留，只能查看：不能修改、发布、生成链接或交接；可以随时改回",
                "its page stays and can only be read: no changes, releases, links or hand-overs; this can be taken back",
            ),
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Stage::InUse => "window.reinstated",
            Stage::Deprecated => "window.deprecated",
            Stage::Retired => "window.retired",
        }
    }
}

/// Where a window stands, since when, by whom, and what to use instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    pub stage: Stage,
    pub since: Millis,
    pub by: String,
    pub instead: String,
}

impl Window {
    /// Moves it on, or back. The draft stays what it is, so its number does, too.
    pub fn turn(
        &self,
        stage: Stage,
        instead: &str,
        by: &str,
        now: Millis,
    ) -> Option<(Window, Change)> {
        let instead = if stage == Stage::InUse { "" } else { instead };
        let life = Life { stage, since: now, by: by.to_owned(), instead: instead.to_owned() };
        let new = Window { life, updated_at: now, ..self.clone() };
        let (was, is) = (self.fields(), new.fields());
        let change = Change::edit(self.log(), stage.action(), Self::NOUN, self.id, &was, &is)?
            .detail("name", &self.content.name)
            .detail("code", &self.code)
            .detail("channel", &self.channel);
        Some((new, change))
    }

    pub fn is_retired(&self) -> bool {
        self.life.stage == Stage::Retired
    }
}
