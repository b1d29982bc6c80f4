//! What all nouns of an enterprise share: lists that are searched, narrowed and sorted, acts on many
//! objects at once, trash, restoration and clones.
//!
//! To hook a noun up:
//! 1. `domain`: a field `trashed_at`, a function `card()`, and a line of `registered!` in
//!    `domain/card.rs`; what refers to other objects says so in `Card::refers`.
//! 2. `migrations`: a column `trashed_at`. `store`: it is read and written with the others, and
//!    `insert` and `update` end with `cards::put`; a line each in `shelved!`, `complete` and
//!    `of_noun!` of `store/shelves.rs`.
//! 3. `web`: a line of `found_by_id!`, a [`Shelf`] with `impl Listed` (and `Clonable`) beside its
//!    page, a line of [`SHELVES`], and its routes: `registry::list`, `batches`, `deletions`,
//!    `restorations`, `clones`. Its page holds a [`Manage`] and draws `parts/registry.html`.
//!    `told.rs` knows the words of its events.
//!
//! Enterprises lie in no enterprise: [`tenants`] lists them through the same pages, and acts on them
//! through the same [`batches`]. What is different stands in their `Reach`.

pub mod batches;
pub mod clones;
pub mod discards;
pub mod enterprise;
pub mod list;
pub mod manage;
mod marks;
mod reach;
#[cfg(test)]
pub mod samples;
pub mod saving;
pub mod tenants;
pub mod trash;

use crate::domain::{Account, Key, LeaveTemplate, Plugin, VipField, Window};
use crate::rights::Permission;
use crate::store::shelves::Shelved;
use crate::text::{Text, text};
use crate::web::scope::{Found, List};

pub use manage::Manage;

/// A noun that is listed.
pub trait Listed: Shelved + Found {
    /// The right to change its objects.
    type Edit: Permission;
    const SHELF: &'static Shelf;
}

/// How a noun's list looks, and what is said where there is nothing.
#[derive(Debug)]
pub struct Shelf {
    pub noun: &'static str,
    /// One object of it.
    pub one: Text,
    pub list: List,
    pub lead: Option<Text>,
    /// The button that leads to a new one.
    pub register: Text,
    pub blank: (Text, Text),
    pub columns: &'static [Column],
    /// The facets that have a choice of their own; owner and tag can always be asked for.
    pub filters: &'static [&'static str],
    pub clonable: bool,
    /// The whole list as a file: the button, and what its address ends with.
    pub files: &'static [(Text, &'static str)],
}

/// One column between name and owner.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub label: Text,
    pub field: &'static str,
    pub look: Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// A known word, translated.
    Word,
    /// As the vendor writes it, in a box.
    Chip,
    /// As the vendor writes it.
    Code,
    Environment,
    /// Everything whose field begins with the column's, with the vendor's names.
    Pairs,
    /// The number of the draft, with the stage of its life where that is worth a word.
    Version,
}

pub const fn column(label: Text, field: &'static str, look: Look) -> Column {
    Column { label, field, look }
}

/// Every noun's shelf, for places where nouns stand side by side.
pub const SHELVES: &[&Shelf] = &[
    Window::SHELF,
    Account::SHELF,
    Key::SHELF,
    Plugin::SHELF,
    LeaveTemplate::SHELF,
    VipField::SHELF,
];

pub fn shelf(noun: &str) -> Option<&'static Shelf> {
    SHELVES.iter().copied().find(|shelf| shelf.noun == noun)
}

/// What an object of a noun that nobody knows is called.
pub const UNKNOWN: Text = text("对象", "Object");

/// A registered object as a link.
#[derive(Clone, Debug)]
pub struct Linked {
    pub what: Text,
    pub name: String,
    /// Its code, where it has one.
    pub code: String,
    pub href: String,
}

impl Linked {
    /// `base` is the enterprise's address.
    pub fn of(card: &crate::store::cards::Line, base: &str) -> Self {
        let shelf = shelf(&card.noun);
        let path = shelf.map_or("", |shelf| shelf.list.path);
        Linked {
            what: shelf.map_or(UNKNOWN, |shelf| shelf.one),
            name: card.name.clone(),
            code: if card.handle == card.id { String::new() } else { card.handle.clone() },
            href: format!("{base}{path}/{}", card.handle),
        }
    }
}
