//! The pages as a browser gets them: signing in, headers, forms that are wrong, secrets that stay.

mod access;
mod access_review;
mod addresses;
mod as_of;
mod backup;
mod bodies;
mod bulk_edit;
mod conditions;
mod conflicts;
mod defaults;
mod doctor;
mod drafts;
mod editor;
mod editor_rows;
mod errors;
mod forms;
mod giving;
mod handing_over;
mod handovers;
mod headers;
mod help;
mod history_proofs;
mod hostile;
pub mod html;
mod imports;
mod inspect;
mod install;
mod installed;
mod keys;
mod lapses;
mod leaving;
mod life;
mod links;
mod links_page;
mod looks;
mod master_key;
mod me;
mod metrics;
mod passkeys;
mod password_cost;
mod passwords;
mod patience;
mod people;
mod readiness;
mod reauth;
mod registered;
mod registry;
mod release_rights;
mod releases;
mod reports;
mod retention;
mod review;
mod rollbacks;
mod search;
mod second_factor;
mod secrets;
mod setup;
mod sign_in_rules;
mod signing_in;
mod tenants;
mod timeline;
mod tokens;

use crate::support::{client::Reply, world::Tenant};

type Fields = Vec<(String, String)>;

/// A page without what is new in every answer: the request's id and the masked token.
fn neutral(reply: &Reply) -> String {
    let mut body = reply.body.replace(reply.header("x-request-id").expect("a request id"), "ID");
    while let Some(token) = crate::support::client::token_in(&body).filter(|token| token != "TOKEN")
    {
        body = body.replace(&token, "TOKEN");
    }
    body
}

fn owned(fields: &[(&str, &str)]) -> Fields {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The window `link` as it is stored, with other fields put in or replaced.
fn window_form(tenant: &Tenant, version: &str, more: &[(&str, &str)]) -> Fields {
    let mut fields = owned(&[
        ("version", version),
        ("name", "官网链接"),
        ("target", "link"),
        ("environment", "test"),
        ("account_id", &tenant.account.to_string()),
        ("key_id", &tenant.key.to_string()),
        ("w.variant", "h5"),
        ("p.color", "04babc"),
    ]);
    for (name, value) in more {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = (*value).to_owned(),
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    fields
}
