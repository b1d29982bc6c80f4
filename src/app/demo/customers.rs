//! What the demo's vendor console knows of customers: levels, fields and labels with their class.

use crate::domain::vip_field::{Class, Kind, Settings, ValueType};

/// The window that uses them; they are registered together with it.
pub const WINDOW: &str = "sobot-vip";

const FIELDS: &[(Kind, &str, &str, &str, ValueType, Class)] = &[
    (
        Kind::Level,
        "金卡",
        "05bcdc56e68149d1841962caf593d077",
        "gold",
        ValueType::Text,
        Class::Internal,
    ),
    (
        Kind::Level,
        "银卡",
        "7d1f0a2b93c84e5fa6b7c8d9e0f1a2b3",
        "silver",
        ValueType::Text,
        Class::Internal,
    ),
    (Kind::Customer, "所在城市", "customField4", "", ValueType::Text, Class::Personal),
    (Kind::Customer, "累计消费", "customField5", "", ValueType::Number, Class::Internal),
    (Kind::Customer, "身份证号", "customField6", "", ValueType::Text, Class::Sensitive),
    (
        Kind::Label,
        "老客户",
        "c1a4e7b0d3f64a2c8e5b9d0f1a2b3c4d",
        "regular",
        ValueType::Text,
        Class::Internal,
    ),
    (
        Kind::Label,
        "企业采购",
        "e2b5f8c1a4d74b3d9f6c0e1a2b3c4d5e",
        "company",
        ValueType::Text,
        Class::None,
    ),
];

pub fn fields() -> impl Iterator<Item = Settings> {
    FIELDS.iter().map(|(kind, name, key, alias, value_type, class)| Settings {
        kind: *kind,
        name: (*name).to_owned(),
        key: (*key).to_owned(),
        alias: (*alias).to_owned(),
        value_type: *value_type,
        class: *class,
    })
}
