//! A role as it is given: for how long, and in which environments its holder makes something live.

use super::{Permission, Place, ReleaseWindows, Role};
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

impl Given {
    /// Whether it counts longer than the other one.
    pub fn outlasts(&self, other: &Given) -> bool {
        match (self.until, other.until) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(own), Some(other)) => own > other,
        }
    }

    /// Whether it is the same role with the same limit, whatever its end.
    fn is_like(&self, other: &Given) -> bool {
        (self.role, self.releases) == (other.role, other.releases)
    }

    /// Where it makes something live.
    fn reach(&self) -> Releases {
        if ReleaseWindows::ROLES.contains(&self.role) { self.releases } else { Releases::Nowhere }
    }
}

/// What holds again after `new`: of the role that it replaces at its place, and of what was to hold again
/// after that one, what lasts longest. The same role with an earlier end ends then.
pub fn afterwards(new: Given, held: Option<Given>, former: Option<Given>) -> Option<Given> {
    let held = held.filter(|held| !held.is_like(&new));
    let mut back: Option<Given> = None;
    for one in [held, former].into_iter().flatten().filter(|one| one.outlasts(&new)) {
        if back.is_none_or(|best| one.outlasts(&best)) {
            back = Some(one);
        }
    }
    back
}

/// How a role would be more than what somebody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raise {
    Role,
    /// As much, and for longer.
    Term,
    /// As much and as long, and it releases where what is held does not.
    Limit,
}

/// How somebody who holds these roles would be more with this one than without it.
pub fn raised(held: &[(Place, Given)], place: Place, new: Given) -> Option<Raise> {
    let strong = |(at, one): &&(Place, Given)| at.covers(place) && one.role <= new.role;
    let strong: Vec<Given> = held.iter().filter(strong).map(|(_, one)| *one).collect();
    let mut lasting = strong.iter().filter(|one| !new.outlasts(one)).peekable();
    if strong.is_empty() {
        return Some(Raise::Role);
    }
    if lasting.peek().is_none() {
        return Some(Raise::Term);
    }
    let wide = lasting.any(|one| one.reach().or(new.reach()) == one.reach());
    (!wide).then_some(Raise::Limit)
}
