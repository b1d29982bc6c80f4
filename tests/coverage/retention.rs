//! Valid forms of the rule for keeping history; wishes wait in every world, made by somebody else.

use super::filled::unique;
use crate::support::world::{Tenant, World};

fn log(pattern: &str, tenant: &Tenant) -> String {
    if pattern.starts_with("/e/") { tenant.id.to_string() } else { "installation".to_owned() }
}

/// A wish that waits.
pub async fn open(world: &World, pattern: &str, tenant: &Tenant) -> String {
    let log = log(pattern, tenant);
    let text = format!(
        "SELECT id FROM retention_proposals WHERE log = '{log}' AND state = 'open' AND proposer = 'somebody' ORDER BY id LIMIT 1"
    );
    world.probe.one(&text).await
}

pub async fn fields(world: &World, pattern: &str, tenant: &Tenant) -> Vec<(&'static str, String)> {
    let (log, unique) = (log(pattern, tenant), unique());
    let text = format!("SELECT CAST(version AS TEXT) FROM retentions WHERE log = '{log}'");
    let version = world.probe.column(&text).await.pop().unwrap_or_else(|| "0".to_owned());
    let mut fields = vec![("version", version)];
    match pattern.rsplit('/').next() {
        Some("retention") => fields.extend([
            ("amount", (20_000 + unique % 10_000).to_string()),
            ("unit", "days".to_owned()),
        ]),
        Some("holds" | "liftings") => fields.push(("hold", format!("诉讼 {unique}"))),
        _ => {}
    }
    fields
}
