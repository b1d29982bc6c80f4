//! A registered leave-message template: which form people fill in, who gets it, in which language.

use super::card::Card;
use super::change::{Change, Fields, Log, value_of};
use super::ids::{EnterpriseId, LeaveTemplateId};
use super::meta::{Meta, filled};
use crate::clock::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeaveTemplate {
    pub id: LeaveTemplateId,
    pub enterprise: EnterpriseId,
    pub settings: Settings,
    pub meta: Meta,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// When it was moved to the trash.
    pub trashed_at: Option<Millis>,
}

/// The template's own fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub name: String,
    /// The vendor's number of the form.
    pub templateid: String,
    /// The vendor's number of the group that gets the message; may be empty.
    pub groupid: String,
    /// The language of the page; empty where each window decides.
    pub locale: String,
}

#[derive(Clone, Debug)]
pub struct Draft {
    pub settings: Settings,
    pub meta: Meta,
}

impl LeaveTemplate {
    pub const NOUN: &'static str = "leave_template";

    pub fn create(
        id: LeaveTemplateId,
        enterprise: EnterpriseId,
        draft: Draft,
        now: Millis,
    ) -> (LeaveTemplate, Change) {
        let Draft { settings, meta } = draft;
        let new = LeaveTemplate {
            id,
            enterprise,
            settings,
            meta,
            version: 1,
            created_at: now,
            updated_at: now,
            trashed_at: None,
        };
        let change =
            Change::creation(new.log(), "leave_template.created", Self::NOUN, id, new.fields());
        let change = change.detail("name", &new.settings.name);
        (new, change)
    }

    pub fn edit(&self, draft: Draft, now: Millis) -> Option<(LeaveTemplate, Change)> {
        let Draft { settings, meta } = draft;
        let new = LeaveTemplate {
            settings,
            meta,
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        };
        let change = Change::edit(
            self.log(),
            "leave_template.saved",
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?
        .detail("name", &new.settings.name);
        Some((new, change))
    }

    /// The draft with the fields of one of its releases; owner, tags and note stay.
    pub fn replaced(&self, fields: &Fields) -> Draft {
        let settings = Settings {
            name: value_of(fields, "name"),
            templateid: value_of(fields, "templateid"),
            groupid: value_of(fields, "groupid"),
            locale: value_of(fields, "locale"),
        };
        Draft { settings, meta: self.meta.clone() }
    }

    /// What lists and look-ups tell of it.
    pub fn card(&self) -> Card {
        let Settings { name, templateid, groupid, locale } = &self.settings;
        let decided = (!locale.is_empty()).then(|| ("locale", locale.clone()));
        Card {
            place: self.enterprise.to_string(),
            noun: Self::NOUN,
            id: self.id.to_string(),
            handle: self.id.to_string(),
            name: name.clone(),
            facets: decided.into_iter().collect(),
            about: vec![
                ("templateid".into(), templateid.clone()),
                ("groupid".into(), groupid.clone()),
            ],
            identifiers: vec![
                ("templateid".into(), templateid.clone()),
                ("groupid".into(), groupid.clone()),
            ],
            ..Card::default()
        }
    }

    pub fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    pub fn fields(&self) -> Fields {
        let Settings { name, templateid, groupid, locale } = &self.settings;
        let mut fields = vec![
            ("name".into(), filled(name)),
            ("templateid".into(), filled(templateid)),
            ("groupid".into(), filled(groupid)),
            ("locale".into(), filled(locale)),
        ];
        self.meta.fields(&mut fields);
        fields
    }
}

/// Which of several language variants of one form serves a language: its own, else the one that
/// fixes no language, else the first in the order of `fall_back`.
pub fn serving<'t>(
    variants: &'t [LeaveTemplate],
    locale: &str,
    fall_back: &[&str],
) -> Option<&'t LeaveTemplate> {
    let of = |wanted: &str| variants.iter().find(|one| one.settings.locale == wanted);
    of(locale).or_else(|| of("")).or_else(|| fall_back.iter().find_map(|locale| of(locale)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn variant(locale: &str) -> LeaveTemplate {
        let settings = Settings { locale: locale.to_owned(), ..Settings::default() };
        let draft = Draft { settings, meta: Meta::default() };
        let (id, enterprise) = (LeaveTemplateId(Uuid::nil()), EnterpriseId(Uuid::nil()));
        LeaveTemplate::create(id, enterprise, draft, 0).0
    }

    #[test]
    fn a_language_without_a_variant_falls_back() {
        let order = ["cn", "tw", "en"];
        let served = |have: &[&str], wanted| {
            let variants: Vec<LeaveTemplate> = have.iter().map(|one| variant(one)).collect();
            serving(&variants, wanted, &order).map(|one| one.settings.locale.clone())
        };
        assert_eq!(served(&["cn", "en"], "en").as_deref(), Some("en"));
        assert_eq!(served(&["en", "cn"], "tw").as_deref(), Some("cn"));
        assert_eq!(served(&["cn", ""], "tw").as_deref(), Some(""));
        assert_eq!(served(&["en"], "cn").as_deref(), Some("en"));
        assert_eq!(served(&[], "cn"), None);
    }
}
