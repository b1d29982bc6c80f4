//! What a request to each route looks like: its path with everything filled in, and a valid form.

use super::{factors, me, people, retention, tokens, upload};
mod verbs;

use std::sync::atomic::{AtomicU64, Ordering};

use jieru::web::routes::{Route, bare};

use crate::support::{
    client::{Client, Reply},
    world::{PASSWORD, SYSNUM, Tenant, World},
};

pub struct Filled {
    pub path: String,
    pub fields: Vec<(String, String)>,
}

impl Filled {
    /// Sends it the way a page of the portal would.
    pub async fn send(&self, client: &mut Client, method: &str) -> Reply {
        if method == "GET" {
            return client.get(&self.path).await;
        }
        if self.path == upload::PATH {
            return client.upload(&self.path, &upload::plain(self)).await;
        }
        let fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        client.post_form(&self.path, &fields).await
    }

    /// The fields as a body, with this token or with none.
    pub fn body(&self, token: Option<&str>) -> String {
        if self.path == upload::PATH {
            return upload::body(self, token);
        }
        let mut form = form_urlencoded::Serializer::new(String::new());
        if let Some(token) = token {
            form.append_pair("csrf_token", token);
        }
        form.extend_pairs(&self.fields);
        form.finish()
    }
}

/// A request that would succeed for somebody who may send it. `slug` may differ from the tenant
/// whose objects are named, `email` is whoever sends it. A route that nobody taught this function
/// fails the tests.
pub async fn filled(
    world: &World,
    route: &Route,
    slug: &str,
    tenant: &Tenant,
    email: &str,
) -> Filled {
    let mut path = path(world, bare(route.path), slug, tenant);
    if route.path != bare(route.path) {
        // At the earlier moment at which everything is as it is now.
        let now = jiff::Timestamp::from_millisecond(world.store.clock().now()).expect("a time");
        path = format!("{path}?as_of={now}");
    }
    if route.path.ends_with("/handovers/{id}/revocations") {
        path = path.replace(&tenant.handover.to_string(), &open_handover(world, tenant).await);
    }
    if route.path.contains("/retention/proposals/") {
        let id = retention::open(world, route.path, tenant).await;
        path = path.replace(&tenant.handover.to_string(), &id);
    }
    if route.path.contains("/access-requests/{id}") {
        path = path
            .replace(&tenant.handover.to_string(), &people::asked(world, route.path, tenant).await);
    }
    if route.path.contains("/compare") {
        path.push_str("?from=2020-01-01");
    }
    let fields = if route.method == "GET" {
        Vec::new()
    } else {
        fields(world, route.path, tenant, email).await
    };
    let owned = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Filled { path, fields: owned }
}

pub fn path(world: &World, pattern: &str, slug: &str, tenant: &Tenant) -> String {
    if pattern == "/static/{hash}/{path:.*}" {
        return format!("{}/css/app.css", world.assets);
    }
    let mut path = Vec::new();
    for part in pattern.split('/') {
        let filled = match (part, path.last().map_or("", String::as_str)) {
            ("{e}", "e") | ("{slug}", "enterprises") => slug.to_owned(),
            ("{id}", "accounts" | "searches") => tenant.account.to_string(),
            ("{id}", "keys") => tenant.key.to_string(),
            ("{id}", "plugins") => tenant.plugin.to_string(),
            ("{id}", "leave-templates") => tenant.template.to_string(),
            ("{id}", "vip-fields") => tenant.field.to_string(),
            ("{id}", "handovers" | "proposals" | "access-requests" | "tokens" | "passkeys")
            | ("{token}", "tokens") => tenant.handover.to_string(),
            // Nobody has a session of this name; `me` fills in one that is there.
            ("{id}", "sessions") => "no-such-session".to_owned(),
            ("{id}", "people") => world.nobody.to_string(),
            ("{id}", "invitations") => world.invitation.to_string(),
            ("{token}", "invitations") => "invited-to-all".to_owned(),
            ("{token}", "handovers") => "handed-over-alpha".to_owned(),
            ("{channel}", "channels" | "defaults") => "sobot".to_owned(),
            ("{code}", "windows") => "link".to_owned(),
            ("{seq:[0-9]+}", "history") => "0".to_owned(),
            ("{n}", "releases" | "changes") => "1".to_owned(),
            ("{n}.zip", "releases") => "live.zip".to_owned(),
            ("{path:.*}", "artifacts") => "link.html".to_owned(),
            (placeholder, _) if placeholder.contains('{') => {
                panic!("nobody knows what to fill into {placeholder} of {pattern}")
            }
            (literal, _) => literal.to_owned(),
        };
        path.push(filled);
    }
    path.join("/")
}

type Fields = Vec<(&'static str, String)>;

#[expect(clippy::too_many_lines, reason = "a table: one arm a route")]
async fn fields(world: &World, pattern: &str, tenant: &Tenant, email: &str) -> Fields {
    let unique = unique();
    let name = ("name", format!("名称 {unique}"));
    if let Some(fields) = people::fields(pattern, email).or_else(|| tokens::fields(pattern)) {
        return fields;
    }
    if let Some(fields) = factors::fields(world, pattern).await {
        return fields;
    }
    if let Some(fields) = upload::fields(world, pattern, email).await {
        return fields;
    }
    if let Some(fields) = me::fields(world, pattern, email).await {
        return fields;
    }
    if let Some(fields) = verbs(world, pattern, tenant, &name.1).await {
        return fields;
    }
    if let Some(fields) = verbs::of_keys(world, pattern, tenant).await {
        return fields;
    }
    if let Some(fields) = verbs::of_reviews(world, pattern, tenant).await {
        return fields;
    }
    if pattern.contains("/settings/retention") {
        return retention::fields(world, pattern, tenant).await;
    }
    match pattern {
        "/login" => vec![
            ("email", email.to_owned()),
            ("password", PASSWORD.to_owned()),
            ("next", "/".to_owned()),
        ],
        // After the set-up the second one answers without looking at any field.
        "/logout"
        | "/setup"
        | "/history/checkpoints"
        | "/history/verifications"
        | "/settings/backup"
        | "/e/{e}/history/checkpoints"
        | "/e/{e}/history/verifications"
        | "/e/{e}/windows/{code}/handovers/{id}/revocations"
        | "/handovers/{token}" => Vec::new(),
        "/appearance" => vec![
            ("lang", "zh-CN".to_owned()),
            ("theme", "dark".to_owned()),
            ("next", "/enterprises".to_owned()),
        ],
        "/settings/master-key" => vec![
            ("from", world.probe.one("SELECT master_key FROM installation").await),
            ("backup", "true".to_owned()),
            ("copies", "true".to_owned()),
            ("servers", "true".to_owned()),
            ("password", PASSWORD.to_owned()),
        ],
        "/inspect" => vec![("text", "https://demo.sobot.com/chat/h5/v2/index.html".to_owned())],
        "/enterprises" => vec![name, ("slug", format!("new-{unique}"))],
        "/enterprises/{slug}/clones" => {
            vec![name, ("slug", format!("copy-{unique}")), ("content", "true".to_owned())]
        }
        "/e/{e}/settings" => {
            vec![name, ("version", world.version("enterprises", tenant.id).await)]
        }
        "/e/{e}/settings/defaults/{channel}" | "/e/{e}/settings/defaults/{channel}/preview" => {
            let statement = format!(
                "SELECT CAST(version AS TEXT) FROM channel_defaults WHERE enterprise_id = '{}' AND channel = 'sobot'",
                tenant.id,
            );
            let versions = world.probe.column(&statement).await;
            let version = versions.first().cloned().unwrap_or_else(|| "0".to_owned());
            vec![("version", version), ("p.custom_title", format!("标题 {unique}"))]
        }
        "/e/{e}/settings/domains" => {
            let statement = format!(
                "SELECT CAST(version AS TEXT) FROM site_domains WHERE enterprise_id = '{}'",
                tenant.id,
            );
            let versions = world.probe.column(&statement).await;
            let version = versions.first().cloned().unwrap_or_else(|| "0".to_owned());
            vec![("version", version), ("domains", format!("shop-{unique}.example.com"))]
        }
        "/e/{e}/vip-fields/imports" | "/e/{e}/vip-fields/imports/preview" => {
            vec![(
                "text",
                format!("种类,名称,编号或字段名\ncustomer,导入 {unique},imported{unique}"),
            )]
        }
        "/e/{e}/accounts" => account(name, ("channel", "sobot".to_owned())),
        "/e/{e}/accounts/{id}" => {
            account(name, ("version", world.version("accounts", tenant.account).await))
        }
        "/e/{e}/keys" => vec![
            name,
            ("account_id", tenant.account.to_string()),
            ("scheme", "sobot_web_md5".to_owned()),
            ("secret", format!("secret-{unique}")),
        ],
        "/e/{e}/keys/{id}" => vec![name, ("version", world.version("keys", tenant.key).await)],
        "/e/{e}/plugins" => plugin(name),
        "/e/{e}/plugins/{id}" => {
            let mut fields = plugin(name);
            fields.push(("version", world.version("plugins", tenant.plugin).await));
            fields
        }
        "/e/{e}/leave-templates" | "/e/{e}/vip-fields" => registered(pattern, name, unique),
        "/e/{e}/leave-templates/{id}" | "/e/{e}/vip-fields/{id}" => {
            let mut fields = registered(pattern, name, unique);
            fields.push(("version", registered_version(world, pattern, tenant).await));
            fields
        }
        "/e/{e}/windows" => {
            let mut fields = window(name, tenant);
            fields.push(("channel", "sobot".to_owned()));
            fields.push(("code", format!("code-{unique}")));
            fields
        }
        "/e/{e}/windows/{code}" | "/e/{e}/windows/{code}/preview" => {
            let mut fields = window(name, tenant);
            fields.push(("version", world.version("windows", tenant.window).await));
            fields
        }
        "/e/{e}/windows/{code}/life" => {
            vec![("stage", "deprecated".to_owned()), ("instead", format!("改用 {unique}"))]
        }
        // The walk over the table saves the draft first, so that there is something to release.
        "/e/{e}/windows/{code}/releases" => vec![
            ("version", world.version("windows", tenant.window).await),
            ("note", format!("说明 {unique}")),
        ],
        "/e/{e}/windows/{code}/install" => vec![("policy", "script-src 'self'".to_owned())],
        "/e/{e}/windows/{code}/install/copies" => {
            vec![("release", "1".to_owned()), ("what", "link.html".to_owned())]
        }
        "/e/{e}/windows/{code}/handovers" => {
            vec![("recipient", format!("外包 {unique}")), ("hours", "48".to_owned())]
        }
        "/handovers/{token}/copies" => vec![("what", "link.html".to_owned())],
        "/e/{e}/windows/{code}/links/qr" => vec![
            ("url", format!("https://demo.sobot.com/chat/h5/v2/index.html?sysnum={SYSNUM}")),
            ("as", "png".to_owned()),
        ],
        "/e/{e}/windows/{code}/links" => vec![("v.partnerid", format!("visitor-{unique}"))],
        other => {
            panic!("nobody knows a valid form for POST {other}: teach tests/coverage/filled.rs")
        }
    }
}

/// The verbs that are the same for all nouns.
async fn verbs(world: &World, pattern: &str, tenant: &Tenant, name: &str) -> Option<Fields> {
    let (unique, name) = (unique(), ("name", name.to_owned()));
    Some(match pattern {
        "/history/searches" | "/e/{e}/history/searches" => {
            vec![name, ("query", "noun=window".to_owned())]
        }
        "/history/searches/{id}/deletions" | "/e/{e}/history/searches/{id}/deletions" => Vec::new(),
        "/e/{e}/deletions" => vec![("name", named(world, tenant).await)],
        "/enterprises/batches" => tagging(&tenant.id),
        "/e/{e}/accounts/batches" => tagging(&tenant.account),
        "/e/{e}/keys/batches" => tagging(&tenant.key),
        "/e/{e}/plugins/batches" => tagging(&tenant.plugin),
        "/e/{e}/leave-templates/batches" => tagging(&tenant.template),
        "/e/{e}/vip-fields/batches" => tagging(&tenant.field),
        "/e/{e}/windows/batches" => tagging(&tenant.window),
        "/e/{e}/windows/edits" => vec![("ids", tenant.window.to_string())],
        "/e/{e}/windows/edits/preview" | "/e/{e}/windows/edits/save" => {
            let seen: &'static str = format!("version.{}", tenant.window).leak();
            let version = world.version("windows", tenant.window).await;
            vec![(seen, version), ("p.color", format!("{unique:06x}"))]
        }
        "/e/{e}/accounts/{id}/clones"
        | "/e/{e}/plugins/{id}/clones"
        | "/e/{e}/leave-templates/{id}/clones"
        | "/e/{e}/vip-fields/{id}/clones" => {
            vec![name, ("enterprise", "alpha".to_owned())]
        }
        "/e/{e}/windows/{code}/clones" => {
            vec![name, ("enterprise", "alpha".to_owned()), ("code", format!("copy-{unique}"))]
        }
        verb if verb.ends_with("/deletions") || verb.ends_with("/restorations") => Vec::new(),
        _ => return None,
    })
}

/// Each row that revokes takes the link that was made last, and leaves the first one to guests.
async fn open_handover(world: &World, tenant: &Tenant) -> String {
    let (window, first) = (tenant.window, tenant.handover);
    let open = format!(
        "SELECT id FROM handovers WHERE window_id = '{window}' AND revoked_at = 0 AND id <> '{first}' ORDER BY id DESC LIMIT 1"
    );
    world.probe.column(&open).await.pop().unwrap_or_else(|| first.to_string())
}

/// A tag that the object does not have yet.
fn tagging(id: &impl ToString) -> Fields {
    vec![("ids", id.to_string()), ("act", "tag".to_owned()), ("value", format!("tag{}", unique()))]
}

/// The present name of an enterprise: other rows change it.
async fn named(world: &World, tenant: &Tenant) -> String {
    world.probe.one(&format!("SELECT name FROM enterprises WHERE id = '{}'", tenant.id)).await
}

fn account(name: (&'static str, String), more: (&'static str, String)) -> Fields {
    vec![name, more, ("a.sysnum", SYSNUM.to_owned()), ("a.host", "demo.sobot.com".to_owned())]
}

fn plugin(name: (&'static str, String)) -> Fields {
    vec![
        name,
        ("plugid", "a1b2c3d4e5f60718293a4b5c6d7e8f90".to_owned()),
        ("provider", "wx104a1a20c3f81ec2".to_owned()),
        ("plugin_version", "1.4.3".to_owned()),
        ("alias", "contactPlugin".to_owned()),
    ]
}

fn registered(pattern: &str, name: (&'static str, String), unique: u64) -> Fields {
    if pattern.contains("/leave-templates") {
        return vec![
            name,
            ("templateid", format!("template-{unique}")),
            ("groupid", "after-sales".to_owned()),
            ("locale", "en".to_owned()),
        ];
    }
    vec![
        name,
        ("kind", "customer".to_owned()),
        ("key", format!("customField{unique}")),
        ("alias", String::new()),
        ("class", "personal".to_owned()),
    ]
}

async fn registered_version(world: &World, pattern: &str, tenant: &Tenant) -> String {
    if pattern.contains("/leave-templates") {
        world.version("leave_templates", tenant.template).await
    } else {
        world.version("vip_fields", tenant.field).await
    }
}

fn window(name: (&'static str, String), tenant: &Tenant) -> Fields {
    vec![
        name,
        ("target", "link".to_owned()),
        ("environment", "test".to_owned()),
        ("account_id", tenant.account.to_string()),
        ("key_id", tenant.key.to_string()),
        ("w.variant", "h5".to_owned()),
        ("p.color", "4790ee".to_owned()),
    ]
}

/// A number that no other request of this process gets.
pub fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
