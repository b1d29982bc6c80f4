//! What a verb did, field by field, and the act that holds the changes of one request together.

use std::collections::BTreeMap;

use super::ids::EnterpriseId;

/// The log that an event stands in; it follows the event's subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Log {
    Installation,
    Enterprise(EnterpriseId),
}

/// Whether something was changed, or only seen or handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    Change,
    Access,
}

impl Record {
    pub const fn name(self) -> &'static str {
        match self {
            Record::Change => "change",
            Record::Access => "access",
        }
    }
}

/// One field before and after. `None` is "not set"; a secret stands as its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// The fields of an object in a fixed order, as the history tells them.
pub type Fields = Vec<(String, Option<String>)>;

/// The detail by which an event that is about something else names the key that it used.
pub const KEY_ID: &str = "key_id";

/// What a field says; what is empty is not kept.
pub(super) fn value_of(fields: &Fields, name: &str) -> String {
    let found = fields.iter().find(|(known, _)| known == name);
    found.and_then(|(_, value)| value.clone()).unwrap_or_default()
}

/// One event to be: past-tense action on one subject.
#[derive(Clone, Debug)]
pub struct Change {
    pub log: Log,
    pub record: Record,
    /// `window.saved`, `key.created` …
    pub action: &'static str,
    pub noun: &'static str,
    pub subject: String,
    pub changes: Vec<FieldChange>,
    /// What helps a reader later, such as the subject's name at that time.
    pub details: BTreeMap<&'static str, String>,
}

impl Change {
    /// A change that creates its subject: every field with nothing before it.
    pub fn creation(
        log: Log,
        action: &'static str,
        noun: &'static str,
        subject: impl ToString,
        fields: Fields,
    ) -> Self {
        let changes = fields
            .into_iter()
            .filter(|(_, after)| after.is_some())
            .map(|(field, after)| FieldChange { field, before: None, after })
            .collect();
        Change::new(log, Record::Change, action, noun, subject, changes)
    }

    /// The difference of two states, or `None` when nothing changed.
    pub fn edit(
        log: Log,
        action: &'static str,
        noun: &'static str,
        subject: impl ToString,
        before: &Fields,
        after: &Fields,
    ) -> Option<Self> {
        let changes = difference(before, after);
        (!changes.is_empty())
            .then(|| Change::new(log, Record::Change, action, noun, subject, changes))
    }

    /// A change that takes its subject away: every field with nothing after it.
    pub fn removal(
        log: Log,
        action: &'static str,
        noun: &'static str,
        subject: impl ToString,
        fields: Fields,
    ) -> Self {
        let changes = fields
            .into_iter()
            .filter(|(_, before)| before.is_some())
            .map(|(field, before)| FieldChange { field, before, after: None })
            .collect();
        Change::new(log, Record::Change, action, noun, subject, changes)
    }

    /// A step that changes no field of its subject: it was submitted for review, or approved.
    pub fn note(
        log: Log,
        action: &'static str,
        noun: &'static str,
        subject: impl ToString,
    ) -> Self {
        Change::new(log, Record::Change, action, noun, subject, Vec::new())
    }

    /// Something was seen or handed out; nothing changed.
    pub fn access(
        log: Log,
        action: &'static str,
        noun: &'static str,
        subject: impl ToString,
    ) -> Self {
        Change::new(log, Record::Access, action, noun, subject, Vec::new())
    }

    fn new(
        log: Log,
        record: Record,
        action: &'static str,
        noun: &'static str,
        subject: impl ToString,
        changes: Vec<FieldChange>,
    ) -> Self {
        Change {
            log,
            record,
            action,
            noun,
            subject: subject.to_string(),
            changes,
            details: BTreeMap::new(),
        }
    }

    pub fn detail(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.insert(name, value.into());
        self
    }
}

/// Only fields that differ, in the order in which they stand now; what is gone comes last.
pub fn difference(before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let old: BTreeMap<&str, Option<&String>> =
        before.iter().map(|(field, value)| (field.as_str(), value.as_ref())).collect();
    let new: BTreeMap<&str, Option<&String>> =
        after.iter().map(|(field, value)| (field.as_str(), value.as_ref())).collect();
    let removed = before
        .iter()
        .filter(|(field, _)| !new.contains_key(field.as_str()))
        .map(|(field, _)| field);
    after
        .iter()
        .map(|(field, _)| field)
        .chain(removed)
        .filter_map(|field| {
            let was = old.get(field.as_str()).copied().flatten();
            let is = new.get(field.as_str()).copied().flatten();
            (was != is).then(|| FieldChange {
                field: field.clone(),
                before: was.cloned(),
                after: is.cloned(),
            })
        })
        .collect()
}

/// One act of one person: at least one change, all in one transaction and under one id.
#[derive(Clone, Debug)]
pub struct Act {
    first: Change,
    rest: Vec<Change>,
    pub reason: String,
}

impl Act {
    pub fn new(change: Change) -> Self {
        Act { first: change, rest: Vec::new(), reason: String::new() }
    }

    pub fn and(mut self, change: Change) -> Self {
        self.rest.push(change);
        self
    }

    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        std::iter::once(&self.first).chain(&self.rest)
    }
}

impl From<Change> for Act {
    fn from(change: Change) -> Self {
        Act::new(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, Option<&str>)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned))).collect()
    }

    #[test]
    fn an_edit_lists_set_changed_and_cleared_fields_only() {
        let before =
            fields(&[("name", Some("甲")), ("note", Some("x")), ("p.color", Some("04babc"))]);
        let after = fields(&[("name", Some("乙")), ("note", Some("x")), ("p.locale", Some("en"))]);
        let changes = difference(&before, &after);
        let told: Vec<_> = changes
            .iter()
            .map(|c| (c.field.as_str(), c.before.as_deref(), c.after.as_deref()))
            .collect();
        assert_eq!(
            told,
            [
                ("name", Some("甲"), Some("乙")),
                ("p.locale", None, Some("en")),
                ("p.color", Some("04babc"), None)
            ]
        );
    }

    #[test]
    fn an_edit_of_nothing_is_no_change() {
        let same = fields(&[("name", Some("甲"))]);
        assert!(Change::edit(Log::Installation, "x.saved", "x", "1", &same, &same).is_none());
    }
}
