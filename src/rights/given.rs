//! A role as it is given: for how long, and in which environments its holder makes something live.

use super::Role;
use crate::clock::Millis;
use crate::text::{Text, text};

/// Where the holder of a role makes something live: releases, schedules, rolls back, and cannot wait in
/// an emergency. Editing, submitting and reviewing are not narrowed by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Releases {
    #[default]
    Everywhere,
    Test,
    Production,
    Nowhere,
}

impl Releases {
    pub const ALL: [Releases; 4] =
        [Releases::Everywhere, Releases::Test, Releases::Production, Releases::Nowhere];

    pub const fn name(self) -> &'static str {
        match self {
            Releases::Everywhere => "all",
            Releases::Test => "test",
            Releases::Production => "production",
            Releases::Nowhere => "none",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Releases::ALL.into_iter().find(|releases| releases.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Releases::Everywhere => text("所有环境", "All environments"),
            Releases::Test => text("只发布到测试环境", "Releases to test only"),
            Releases::Production => text("只发布到正式环境", "Releases to production only"),
            Releases::Nowhere => text("不能发布", "Releases nothing"),
        }
    }

    pub const fn allows(self, production: bool) -> bool {
        match self {
            Releases::Everywhere => true,
            Releases::Test => !production,
            Releases::Production => production,
            Releases::Nowhere => false,
        }
    }

    /// What two roles give together.
    pub const fn or(self, other: Self) -> Self {
        let allows =
            [self.allows(false) || other.allows(false), self.allows(true) || other.allows(true)];
        match allows {
            [true, true] => Releases::Everywhere,
            [true, false] => Releases::Test,
            [false, true] => Releases::Production,
            [false, false] => Releases::Nowhere,
        }
    }

    /// Whether a role can be given so: owners could take the limit away themselves, and the others
    /// release nothing anyway.
    pub fn fits(self, role: Role) -> bool {
        self == Releases::Everywhere || role == Role::Admin
    }
}

/// A role with what narrows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given {
    pub role: Role,
    pub until: Option<Millis>,
    pub releases: Releases,
}
