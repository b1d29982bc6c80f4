//! What a token is good for. Nothing in it changes anything.

use super::{Permission, ReadHistory, ReadMetrics, ViewEnterprise, ViewWindow};
use crate::text::{Text, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The code of releases, and the history for who may read it.
    Read,
    /// The figures of the server.
    Metrics,
}

impl Scope {
    pub const ALL: [Scope; 2] = [Scope::Read, Scope::Metrics];

    pub const fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Metrics => "metrics",
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Scope::Read => text("读取代码和历史", "Read code and history"),
            Scope::Metrics => text("运行指标", "Metrics"),
        }
    }

    pub fn from_name(name: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// Reads words with spaces between them, the way tokens are stored.
    pub fn from_words(words: &str) -> Vec<Scope> {
        words.split(' ').filter_map(Scope::from_name).collect()
    }

    /// Whether it covers a permission that the person holds.
    pub fn gives(self, permission: &str) -> bool {
        match self {
            Scope::Read => {
                [ViewWindow::NAME, ViewEnterprise::NAME, ReadHistory::NAME].contains(&permission)
            }
            Scope::Metrics => permission == ReadMetrics::NAME,
        }
    }
}
