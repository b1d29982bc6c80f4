//! A value that a field takes from elsewhere while it has none of its own.

use crate::text::{Message, Text, text};

/// What comes from elsewhere, and what became of it here.
#[derive(Clone, Debug)]
pub struct Inherited {
    pub standing: Inheritance,
    pub value: Message,
    /// Where it is decided.
    pub href: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inheritance {
    /// Nothing of its own: the value from elsewhere is in force.
    Inherited,
    Own,
    /// None on purpose, although there is one elsewhere.
    Unset,
}

impl Inheritance {
    pub const fn name(self) -> &'static str {
        match self {
            Inheritance::Inherited => "inherited",
            Inheritance::Own => "own",
            Inheritance::Unset => "unset",
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Inheritance::Inherited => text("继承", "Inherited"),
            Inheritance::Own => text("自有", "Own"),
            Inheritance::Unset => text("不设置", "Left unset"),
        }
    }
}
