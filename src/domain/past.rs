//! What an object was like at a moment: the fold of what the history tells of it up to then. A release
//! is told by events of its window; what they set is folded apart.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::FieldChange;
use super::key::Key;
use super::ring::{SECRET_FIELDS, State};
use super::window::Window;
use crate::clock::Millis;

/// What makes a release live.
pub const PUBLISHED: &str = "window.published";

/// One event of an object, as far as its state depends on it.
#[derive(Clone, Debug)]
pub struct Deed {
    pub seq: i64,
    pub at: Millis,
    pub by: String,
    pub action: String,
    pub noun: String,
    pub subject: String,
    pub changes: Vec<FieldChange>,
    pub details: BTreeMap<String, String>,
}

impl Deed {
    pub fn publishes(&self) -> bool {
        // Plugins, templates and VIP fields have releases like windows.
        self.is("published")
    }

    /// `window.created`, `window.purged` … of its own noun.
    pub fn is(&self, verb: &str) -> bool {
        self.action.strip_prefix(self.noun.as_str()).and_then(|rest| rest.strip_prefix('.'))
            == Some(verb)
    }
}

/// Fields in the order in which they were first set.
pub type Set = Vec<(String, String)>;

/// When something was done, and by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    pub seq: i64,
    pub at: Millis,
    pub by: String,
}

/// An object as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    pub noun: String,
    pub subject: String,
    /// As the last event told them.
    pub name: String,
    pub code: String,
    pub channel: String,
    pub fields: Set,
    /// What the release that was live then was made of.
    pub live: Set,
    pub released: Option<When>,
    pub born: When,
    pub changed: When,
    /// It was removed for good.
    pub gone: bool,
}

impl Past {
    /// The state after the next event.
    pub fn take(&mut self, deed: &Deed) {
        let when = When { seq: deed.seq, at: deed.at, by: deed.by.clone() };
        let first = self.noun.is_empty();
        self.noun.clone_from(&deed.noun);
        self.subject.clone_from(&deed.subject);
        for (detail, into) in
            [("name", &mut self.name), ("code", &mut self.code), ("channel", &mut self.channel)]
        {
            if let Some(told) = deed.details.get(detail) {
                into.clone_from(told);
            }
        }
        if deed.publishes() {
            apply(&mut self.live, &deed.changes);
            self.released = Some(when);
            return;
        }
        apply(&mut self.fields, &deed.changes);
        if deed.noun == Key::NOUN && deed.is("created") {
            self.first_secret();
        }
        if first || deed.is("created") {
            self.born = when.clone();
        }
        self.gone = deed.is("purged");
        self.changed = when;
    }

    pub fn get(&self, field: &str) -> Option<&str> {
        get(&self.fields, field)
    }

    pub fn is_trashed(&self) -> bool {
        self.get("trashed").is_some()
    }

    /// The number of the release that was live.
    pub fn release(&self) -> Option<&str> {
        get(&self.live, "release")
    }

    /// The state of the secret that a key had in use.
    pub fn secret_state(&self) -> Option<&str> {
        let print = self.get("secret")?;
        let mut numbered = self.fields.iter().filter(|(name, value)| {
            name.starts_with(SECRET_FIELDS)
                && value == print
                && name.rsplit('.').next() != Some("state")
        });
        let (name, _) = numbered.next()?;
        self.get(&format!("{name}.state"))
    }

    /// A new key tells its first secret as `secret`; from its rotation on, it has a number.
    fn first_secret(&mut self) {
        let Some(print) = self.get("secret").map(str::to_owned) else { return };
        let name = format!("{SECRET_FIELDS}1");
        self.fields.push((format!("{name}.state"), State::Active.name().to_owned()));
        self.fields.push((name, print));
    }

    pub fn is_window(&self) -> bool {
        self.noun == Window::NOUN
    }
}

fn get<'s>(set: &'s Set, field: &str) -> Option<&'s str> {
    set.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
}

fn apply(set: &mut Set, changes: &[FieldChange]) {
    for change in changes {
        let at = set.iter().position(|(name, _)| *name == change.field);
        match (at.and_then(|at| set.get_mut(at)), &change.after) {
            (Some((_, value)), Some(after)) => value.clone_from(after),
            (None, Some(after)) => set.push((change.field.clone(), after.clone())),
            (Some(_), None) => set.retain(|(name, _)| *name != change.field),
            (None, None) => {}
        }
    }
}

/// What became of one object between two moments, whatever happened to it on the way.
#[derive(Clone, Debug, Default)]
pub struct Net {
    pub noun: String,
    pub subject: String,
    pub name: String,
    pub code: String,
    pub channel: String,
    /// Whether these are the fields of its live release.
    pub live: bool,
    pub made: bool,
    pub gone: bool,
    /// Each field as it was first and as it is last, in the order in which they were touched.
    pub changes: Vec<FieldChange>,
    /// The last event of it in between.
    pub last: When,
}

impl Net {
    pub fn take(&mut self, deed: &Deed) {
        self.noun.clone_from(&deed.noun);
        self.subject.clone_from(&deed.subject);
        self.live = deed.publishes();
        self.made |= deed.is("created");
        self.gone = deed.is("purged");
        for (detail, into) in
            [("name", &mut self.name), ("code", &mut self.code), ("channel", &mut self.channel)]
        {
            if let Some(told) = deed.details.get(detail) {
                into.clone_from(told);
            }
        }
        for change in &deed.changes {
            match self.changes.iter_mut().find(|known| known.field == change.field) {
                Some(known) => known.after.clone_from(&change.after),
                None => self.changes.push(change.clone()),
            }
        }
        self.last = When { seq: deed.seq, at: deed.at, by: deed.by.clone() };
    }

    /// Takes away what is as it was; `false` where nothing is left to tell.
    pub fn settle(&mut self) -> bool {
        self.changes.retain(|change| change.before != change.after);
        if self.made && self.gone {
            return false;
        }
        self.made || self.gone || !self.changes.is_empty()
    }

    /// What is counted: a new or removed object is one difference, otherwise each of its fields.
    pub fn differences(&self) -> usize {
        if self.made || self.gone { 1 } else { self.changes.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deed(seq: i64, action: &str, changes: &[(&str, Option<&str>, Option<&str>)]) -> Deed {
        let changes = changes.iter().map(|(field, before, after)| FieldChange {
            field: (*field).to_owned(),
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        });
        Deed {
            seq,
            at: seq * 10,
            by: "甲".to_owned(),
            action: action.to_owned(),
            noun: action.split('.').next().unwrap_or_default().to_owned(),
            subject: "1".to_owned(),
            changes: changes.collect(),
            details: [("name".to_owned(), format!("name {seq}"))].into(),
        }
    }

    fn fold(deeds: &[Deed]) -> Past {
        let mut past = Past::default();
        for deed in deeds {
            past.take(deed);
        }
        past
    }

    #[test]
    fn a_state_is_the_fold_of_its_events_and_releases_stand_apart() {
        let made =
            deed(1, "window.created", &[("code", None, Some("a")), ("p.x", None, Some("1"))]);
        let saved = deed(3, "window.saved", &[("p.x", Some("1"), None), ("note", None, Some("n"))]);
        let live = deed(4, PUBLISHED, &[("release", None, Some("1")), ("p.x", None, Some("1"))]);
        let past = fold(&[made.clone(), saved.clone(), live]);
        assert_eq!(
            (past.get("p.x"), past.get("note"), past.release()),
            (None, Some("n"), Some("1"))
        );
        assert_eq!((past.born.seq, past.changed.seq), (1, 3));
        assert_eq!((past.name.as_str(), past.gone), ("name 4", false));
        assert!(fold(&[made, saved, deed(9, "window.purged", &[])]).gone);
    }

    #[test]
    fn the_first_secret_of_a_key_has_a_number_and_a_state() {
        let made = deed(1, "key.created", &[("secret", None, Some("fingerprint:a"))]);
        let past = fold(std::slice::from_ref(&made));
        assert_eq!(past.get("secret.1"), Some("fingerprint:a"));
        assert_eq!(past.secret_state(), Some("active"));
        let rotated = deed(
            2,
            "key.activated",
            &[
                ("secret", Some("fingerprint:a"), Some("fingerprint:b")),
                ("secret.1.state", Some("active"), Some("retiring")),
                ("secret.2", None, Some("fingerprint:b")),
                ("secret.2.state", None, Some("active")),
            ],
        );
        let past = fold(&[made, rotated]);
        assert_eq!(
            (past.secret_state(), past.get("secret.1.state")),
            (Some("active"), Some("retiring"))
        );
    }

    #[test]
    fn between_two_moments_only_what_is_left_is_told() {
        let mut net = Net::default();
        net.take(&deed(
            5,
            "plugin.saved",
            &[("name", Some("a"), Some("b")), ("alias", None, Some("x"))],
        ));
        net.take(&deed(6, "plugin.saved", &[("name", Some("b"), Some("a"))]));
        assert!(net.settle());
        let fields: Vec<&str> = net.changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!((fields, net.differences()), (vec!["alias"], 1));
        let mut brief = Net::default();
        brief.take(&deed(5, "plugin.created", &[("name", None, Some("a"))]));
        brief.take(&deed(6, "plugin.purged", &[("name", Some("a"), None)]));
        assert!(!brief.settle());
    }
}
