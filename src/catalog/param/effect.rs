//! Where people meet a value.

use crate::text::{Text, text};

/// Where a value is visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Visible,
    Behaviour,
    AgentDesk,
    None,
}

impl Effect {
    pub const fn name(self) -> &'static str {
        match self {
            Effect::Visible => "visible",
            Effect::Behaviour => "behaviour",
            Effect::AgentDesk => "agent_desk",
            Effect::None => "none",
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Effect::Visible => text("画面", "Visible"),
            Effect::Behaviour => text("行为", "Behaviour"),
            Effect::AgentDesk => text("坐席端", "Agent desk"),
            Effect::None => text("写入代码", "In the code"),
        }
    }
}
