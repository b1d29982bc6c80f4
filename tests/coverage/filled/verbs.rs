//! Forms of verbs: of reviews, and of keys.

use super::{Fields, named, unique};
use crate::support::world::{PASSWORD, Tenant, World};

/// What is done with a change request; each row that may do it gets a request of its own.
pub async fn of_reviews(world: &World, pattern: &str, tenant: &Tenant) -> Option<Fields> {
    let comment = ("comment", "看过了".to_owned());
    Some(match pattern {
        "/e/{e}/changes" => {
            vec![("items", format!("vip_field:{}", tenant.field)), ("reason", "上线".to_owned())]
        }
        "/e/{e}/changes/{n}/rejections"
        | "/e/{e}/changes/{n}/withdrawals"
        | "/e/{e}/changes/{n}/comments" => vec![comment],
        "/e/{e}/changes/{n}/approvals" => vec![comment, ("content_hash", String::new())],
        "/e/{e}/changes/{n}/schedules" => vec![("release_at", "2999-01-01T00:00".to_owned())],
        "/e/{e}/changes/{n}/releases" => {
            vec![("emergency", "true".to_owned()), ("reason", "热线中断".to_owned())]
        }
        "/e/{e}/changes/{n}/looks" => vec![("finding", "没有问题".to_owned())],
        "/e/{e}/changes/{n}/rebases" => vec![("version", "1".to_owned())],
        "/e/{e}/settings/review" => {
            let id = tenant.id;
            let text = format!(
                "SELECT CAST(version AS TEXT) FROM review_policies WHERE enterprise_id = '{id}'"
            );
            let version = world.probe.column(&text).await.pop().unwrap_or_else(|| "0".to_owned());
            vec![
                ("version", version),
                ("approvals_test", "0".to_owned()),
                ("approvals_production", "1".to_owned()),
                ("frozen_because", format!("大促 {}", unique())),
            ]
        }
        "/e/{e}/windows/{code}/rollbacks" => {
            vec![("to", "1".to_owned()), ("draft", "keep".to_owned()), ("reason", "x".to_owned())]
        }
        "/e/{e}/windows/{code}/discards" => Vec::new(),
        "/e/{e}/plugins/{id}/discards" => {
            vec![("version", world.version("plugins", tenant.plugin).await)]
        }
        "/e/{e}/leave-templates/{id}/discards" => {
            vec![("version", world.version("leave_templates", tenant.template).await)]
        }
        "/e/{e}/vip-fields/{id}/discards" => {
            vec![("version", world.version("vip_fields", tenant.field).await)]
        }
        "/e/{e}/windows/{code}/promotions" => {
            vec![("version", "1".to_owned()), ("fields", "p.color".to_owned())]
        }
        _ => return None,
    })
}

/// What only keys have, and what concerns them.
pub async fn of_keys(world: &World, pattern: &str, tenant: &Tenant) -> Option<Fields> {
    let unique = unique();
    Some(match pattern {
        // One rotation after the other: each row finds what the row before it made.
        "/e/{e}/keys/{id}/rotations" => vec![
            ("version", world.version("keys", tenant.key).await),
            ("source", "paste".to_owned()),
            ("secret", format!("rotated-{unique}-secret")),
            ("overlap", "24h".to_owned()),
        ],
        "/e/{e}/keys/{id}/activations" => {
            vec![("version", world.version("keys", tenant.key).await)]
        }
        "/e/{e}/keys/{id}/revocations" => vec![
            ("version", world.version("keys", tenant.key).await),
            ("d.link", "true".to_owned()),
            ("server", "true".to_owned()),
            ("confirm", named(world, tenant).await),
        ],
        "/e/{e}/keys/{id}/reveals" => vec![("password", PASSWORD.to_owned())],
        "/e/{e}/keys/{id}/copies" => vec![("number", "1".to_owned())],
        // What the row of revocations left behind.
        "/e/{e}/keys/{id}/purges" => {
            let key = tenant.key;
            let revoked = format!(
                "SELECT CAST(number AS TEXT) FROM key_secrets WHERE key_id = '{key}' AND state = 'revoked' AND sealing = 'data' ORDER BY number"
            );
            let number = world.probe.column(&revoked).await.pop().unwrap_or_else(|| "1".to_owned());
            vec![("version", world.version("keys", key).await), ("number", number)]
        }
        "/e/{e}/settings/keys" => {
            let id = tenant.id;
            let text = format!(
                "SELECT CAST(version AS TEXT) FROM key_policies WHERE enterprise_id = '{id}'"
            );
            let version = world.probe.column(&text).await.pop().unwrap_or_else(|| "0".to_owned());
            vec![("version", version), ("days", (31 + unique % 3_000).to_string())]
        }
        "/e/{e}/accounts/{id}/switches" => {
            let id = tenant.account;
            let text = format!(
                "SELECT state || '.' || CAST(version AS TEXT) FROM vendor_switches WHERE account_id = '{id}'"
            );
            let stored = world.probe.column(&text).await.pop().unwrap_or_else(|| "on.0".to_owned());
            let (state, version) = stored.split_once('.').expect("a state and a version");
            let next = if state == "observing" { "on" } else { "observing" };
            vec![("version", version.to_owned()), ("state", next.to_owned())]
        }
        _ => return None,
    })
}
