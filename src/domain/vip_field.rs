//! A registered field about customers: a VIP level, a customer field, a label or a ticket field of the
//! vendor's console, with the class of personal data that it carries.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::card::Card;
use super::change::{Change, Fields, Log, value_of};
use super::ids::{EnterpriseId, VipFieldId};
use super::meta::{Meta, filled};
use crate::clock::Millis;
use crate::text::{Text, text};

/// What the vendor's console calls it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    #[default]
    Level,
    Customer,
    Label,
    Ticket,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Level, Kind::Customer, Kind::Label, Kind::Ticket];

    pub const fn name(self) -> &'static str {
        match self {
            Kind::Level => "level",
            Kind::Customer => "customer",
            Kind::Label => "label",
            Kind::Ticket => "ticket",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The vendor's parameters in which windows name fields of this kind, the usual one first.
    pub const fn parameters(self) -> &'static [&'static str] {
        match self {
            Kind::Level => &["vip_level"],
            Kind::Customer => &["customer_fields", "params"],
            Kind::Label => &["user_label"],
            Kind::Ticket => &["params"],
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Kind::Level => text("VIP 等级", "VIP level"),
            Kind::Customer => text("客户字段", "Customer field"),
            Kind::Label => text("客户标签", "Customer label"),
            Kind::Ticket => text("工单字段", "Ticket field"),
        }
    }
}

/// What a value of the field is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueType {
    #[default]
    Text,
    Number,
    Date,
}

impl ValueType {
    pub const ALL: [ValueType; 3] = [ValueType::Text, ValueType::Number, ValueType::Date];

    pub const fn name(self) -> &'static str {
        match self {
            ValueType::Text => "text",
            ValueType::Number => "number",
            ValueType::Date => "date",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            ValueType::Text => text("文字", "Text"),
            ValueType::Number => text("数字", "Number"),
            ValueType::Date => text("日期", "Date"),
        }
    }
}

/// What a value tells about a person, as data protection law sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    #[default]
    None,
    Internal,
    Personal,
    Sensitive,
}

impl Class {
    pub const ALL: [Class; 4] = [Class::None, Class::Internal, Class::Personal, Class::Sensitive];

    pub const fn name(self) -> &'static str {
        match self {
            Class::None => "none",
            Class::Internal => "internal",
            Class::Personal => "personal",
            Class::Sensitive => "sensitive",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Class::None => text("非个人数据", "Not personal"),
            Class::Internal => text("内部数据", "Internal"),
            Class::Personal => text("个人信息", "Personal"),
            Class::Sensitive => text("敏感个人信息", "Sensitive personal"),
        }
    }

    pub const fn meaning(self) -> Text {
        match self {
            Class::None => text(
                "不涉及任何人，公开也没有影响，例如商品类目",
                "Says nothing about a person and may be public, such as a product category",
            ),
            Class::Internal => text(
                "企业内部的评价或分组，不直接识别个人，例如会员等级",
                "The enterprise's own grading, which names nobody by itself, such as a member level",
            ),
            Class::Personal => text(
                "能识别到某个人，例如姓名、手机号、所在城市",
                "Leads to a certain person, such as a name, a phone number, a city",
            ),
            Class::Sensitive => text(
                "泄露会伤害人身或财产，例如身份证号、健康、金融账户、行踪、未成年人信息",
                "A leak harms people or their property: identity numbers, health, bank accounts, whereabouts, data of minors",
            ),
        }
    }
}

/// Windows name fields by the vendor's words and not by our ids; this is how a card says so.
const WORD: &str = "vip_word";
/// Vendors' ids and names are shorter.
pub const LONGEST: usize = 128;

fn reference(place: EnterpriseId, parameter: &str, word: &str) -> (&'static str, String) {
    (WORD, format!("{place}/{parameter}/{word}"))
}

/// The words by which a window's visitor values name fields, each once: separated by commas in a
/// text, and the names of an object.
pub(super) fn named_in(
    place: EnterpriseId,
    visitor: &Map<String, Value>,
) -> BTreeSet<(&'static str, String)> {
    let parameters: BTreeSet<&str> =
        Kind::ALL.iter().flat_map(|kind| kind.parameters()).copied().collect();
    let mut found = BTreeSet::new();
    for parameter in parameters {
        let words: Vec<&str> = match visitor.get(parameter) {
            Some(Value::String(text)) => text.split([',', '，']).map(str::trim).collect(),
            Some(Value::Object(map)) => map.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        let kept = words.into_iter().filter(|word| !word.is_empty() && word.len() <= 4 * LONGEST);
        found.extend(kept.map(|word| reference(place, parameter, word)));
    }
    found
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VipField {
    pub id: VipFieldId,
    pub enterprise: EnterpriseId,
    pub settings: Settings,
    pub meta: Meta,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// When it was moved to the trash.
    pub trashed_at: Option<Millis>,
}

/// The field's own fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub kind: Kind,
    /// What our own people call it.
    pub name: String,
    /// The vendor's id of a level or label, or the name under which a field's value is sent.
    pub key: String,
    /// The vendor's parameter name, which stands for the id where there is one.
    pub alias: String,
    pub value_type: ValueType,
    pub class: Class,
}

#[derive(Clone, Debug)]
pub struct Draft {
    pub settings: Settings,
    pub meta: Meta,
}

impl VipField {
    pub const NOUN: &'static str = "vip_field";

    pub fn create(
        id: VipFieldId,
        enterprise: EnterpriseId,
        draft: Draft,
        now: Millis,
    ) -> (VipField, Change) {
        let Draft { settings, meta } = draft;
        let new = VipField {
            id,
            enterprise,
            settings,
            meta,
            version: 1,
            created_at: now,
            updated_at: now,
            trashed_at: None,
        };
        let change = Change::creation(new.log(), "vip_field.created", Self::NOUN, id, new.fields());
        let change = change.detail("name", &new.settings.name);
        (new, change)
    }

    pub fn edit(&self, draft: Draft, now: Millis) -> Option<(VipField, Change)> {
        let Draft { settings, meta } = draft;
        let new =
            VipField { settings, meta, version: self.version + 1, updated_at: now, ..self.clone() };
        let change = Change::edit(
            self.log(),
            "vip_field.saved",
            Self::NOUN,
            self.id,
            &self.fields(),
            &new.fields(),
        )?
        .detail("name", &new.settings.name);
        Some((new, change))
    }

    /// Somebody took the field dictionary away as a file.
    pub fn exported(enterprise: EnterpriseId, format: &'static str) -> Change {
        let log = Log::Enterprise(enterprise);
        Change::access(log, "dictionary.exported", "dictionary", enterprise)
            .detail("format", format)
    }

    /// Whether this is what a vendor value means: the id or the parameter name.
    pub fn answers_to(&self, value: &str) -> bool {
        let Settings { key, alias, .. } = &self.settings;
        !value.is_empty() && (key == value || alias == value)
    }

    /// The draft with the fields of one of its releases; owner, tags and note stay.
    pub fn replaced(&self, fields: &Fields) -> Draft {
        let now = &self.settings;
        let settings = Settings {
            kind: Kind::from_name(&value_of(fields, "kind")).unwrap_or(now.kind),
            name: value_of(fields, "name"),
            key: value_of(fields, "key"),
            alias: value_of(fields, "alias"),
            value_type: ValueType::from_name(&value_of(fields, "value_type"))
                .unwrap_or(now.value_type),
            class: Class::from_name(&value_of(fields, "class")).unwrap_or(now.class),
        };
        Draft { settings, meta: self.meta.clone() }
    }

    /// What lists and look-ups tell of it.
    pub fn card(&self) -> Card {
        let Settings { kind, name, key, alias, value_type, class } = &self.settings;
        let words = [key, alias].into_iter().filter(|word| !word.is_empty());
        let names: BTreeSet<(&'static str, String)> = words
            .flat_map(|word| {
                let each = kind.parameters().iter();
                each.map(|parameter| reference(self.enterprise, parameter, word))
            })
            .collect();
        Card {
            place: self.enterprise.to_string(),
            noun: Self::NOUN,
            id: self.id.to_string(),
            handle: self.id.to_string(),
            name: name.clone(),
            facets: vec![
                ("kind", kind.name().to_owned()),
                ("class", class.name().to_owned()),
                ("value_type", value_type.name().to_owned()),
            ],
            about: vec![("key".into(), key.clone()), ("alias".into(), alias.clone())],
            identifiers: vec![("key".into(), key.clone()), ("alias".into(), alias.clone())],
            names: names.into_iter().collect(),
            ..Card::default()
        }
    }

    pub fn log(&self) -> Log {
        Log::Enterprise(self.enterprise)
    }

    pub fn fields(&self) -> Fields {
        let Settings { kind, name, key, alias, value_type, class } = &self.settings;
        let mut fields = vec![
            ("kind".into(), filled(kind.name())),
            ("name".into(), filled(name)),
            ("key".into(), filled(key)),
            ("alias".into(), filled(alias)),
            ("value_type".into(), filled(value_type.name())),
            ("class".into(), filled(class.name())),
        ];
        self.meta.fields(&mut fields);
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        assert!(Kind::ALL.iter().all(|one| Kind::from_name(one.name()) == Some(*one)));
        assert!(Class::ALL.iter().all(|one| Class::from_name(one.name()) == Some(*one)));
        assert!(ValueType::ALL.iter().all(|one| ValueType::from_name(one.name()) == Some(*one)));
        assert_eq!(Kind::from_name("Level"), None);
    }
}
