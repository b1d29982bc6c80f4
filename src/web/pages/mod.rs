//! One file per page or noun.

pub mod accounts;
pub mod appearance;
pub mod as_of;
pub mod backup;
pub mod changes;
pub mod dev;
pub mod doctor;
pub mod domains;
pub mod enterprises;
pub mod gallery;
pub mod health;
pub mod help;
pub mod history;
pub mod history_proofs;
pub mod inspect;
pub mod keys;
pub mod leave_templates;
pub mod login;
pub mod master_key;
pub mod me;
pub mod metrics;
pub mod overview;
pub mod password_cost;
pub mod passwords;
pub mod people;
pub mod plugins;
pub mod reauth;
pub mod registry;
pub mod reports;
pub mod retention;
pub mod search;
pub mod second_factor;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod tokens;
pub mod vip_fields;
pub mod windows;

use serde::Deserialize;

/// Where a list goes on.
#[derive(Debug, Default, Deserialize)]
pub struct Cursor {
    #[serde(default)]
    pub cursor: String,
}

/// The address of the next page of a list, when there is one.
fn next_page(path: &str, query: &[(&str, &str)], cursor: Option<&String>) -> Option<String> {
    cursor.map(|cursor| {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
            pairs.append_pair(name, value);
        }
        pairs.append_pair("cursor", cursor);
        format!("{path}?{}", pairs.finish())
    })
}
