//! Every row that takes a fresh password asks for it, keeps what was typed, and goes on with it.

use std::collections::BTreeSet;

use jieru::web::routes::{Access, Mark, ROUTES};
use reqwest::StatusCode;

use super::filled::{Filled, filled};
use crate::support::{
    both,
    client::Client,
    probe::Probe,
    world::{PASSWORD, World, world},
};

const ROOT: &str = "root@portal.example";

/// What nobody is sent back.
const SECRETS: &[&str] = &["secret", "password", "one_time_code"];

/// What a borrowed session must not do. Whatever is taken out of it, or put into it, is a decision.
const MARKED: &[&str] = &[
    "POST /access-requests/{id}/approvals",
    "POST /access-review",
    "POST /e/{e}/access-requests/{id}/approvals",
    "POST /e/{e}/access-review",
    "POST /e/{e}/keys/{id}/activations",
    "POST /e/{e}/keys/{id}/purges",
    "POST /e/{e}/keys/{id}/revocations",
    "GET /e/{e}/keys/{id}/rotations",
    "POST /e/{e}/keys/{id}/rotations",
    "POST /e/{e}/people",
    "POST /e/{e}/people/withdrawals",
    "POST /e/{e}/settings/keys",
    "POST /e/{e}/settings/retention",
    "POST /e/{e}/settings/retention/holds",
    "POST /e/{e}/settings/retention/liftings",
    "POST /e/{e}/settings/retention/proposals/{id}/approvals",
    "POST /e/{e}/settings/retention/proposals/{id}/rejections",
    "POST /me/second-factor",
    "POST /me/second-factor/passkeys",
    "GET /me/second-factor/passkeys/new",
    "POST /me/second-factor/passkeys/{id}/removals",
    "POST /me/second-factor/recovery-codes",
    "POST /me/second-factor/removals",
    "POST /me/tokens",
    "POST /people/invitations",
    "POST /people/{id}/deactivations",
    "POST /people/{id}/grants",
    "POST /people/{id}/grants/withdrawals",
    "POST /people/{id}/reactivations",
    "POST /people/{id}/resets",
    "POST /people/{id}/second-factor-removals",
    "POST /people/{id}/successions",
    "POST /people/{id}/throttle-endings",
    "POST /settings/backup",
    "GET /settings/master-key",
    "POST /settings/master-key",
    "POST /settings/password-cost",
    "POST /settings/passwords",
    "POST /settings/retention",
    "POST /settings/retention/holds",
    "POST /settings/retention/liftings",
    "POST /settings/retention/proposals/{id}/approvals",
    "POST /settings/retention/proposals/{id}/rejections",
    "POST /settings/sign-in",
];

#[test]
fn what_a_borrowed_session_must_not_do_is_marked() {
    let marked = ROUTES.iter().filter(|route| route.mark == Some(Mark::Fresh));
    let marked: BTreeSet<String> =
        marked.map(|route| format!("{} {}", route.method, route.path)).collect();
    let wanted: BTreeSet<String> = MARKED.iter().copied().map(str::to_owned).collect();
    assert_eq!(marked, wanted);
    // A visitor has no password.
    for route in ROUTES.iter().filter(|route| route.mark == Some(Mark::Fresh)) {
        let asks = !matches!(route.access, Access::Public | Access::Halfway);
        assert!(asks, "{} {}", route.method, route.path);
    }
}

/// Makes the password of every session one that was typed long ago.
pub async fn age(world: &World) {
    age_all(&world.probe).await;
}

/// The same in any installation.
pub async fn age_all(probe: &Probe) {
    probe
        .execute(
            "UPDATE sessions SET state = replace(state, '\"typed\":\"\\\"1', '\"typed\":\"\\\"0')",
        )
        .await;
}

/// The same request with the own password beside it.
async fn confirmed(call: &Filled, client: &mut Client, password: &str) -> (StatusCode, String) {
    let mut fields: Vec<(&str, &str)> =
        call.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("confirm_password", password));
    let reply = client.post_form(&call.path, &fields).await;
    (reply.status, reply.body)
}

both! {
    async fn a_row_that_is_marked_takes_a_password_typed_just_now(db: TestDb) {
        let world = world(db).await;
        for route in ROUTES.iter().filter(|route| route.mark == Some(Mark::Fresh)) {
            let mut client = world.sign_in(ROOT).await;
            age(&world).await;
            let call = filled(&world, route, "alpha", &world.alpha, ROOT).await;
            let (before, objects) = (world.probe.snapshot().await, world.probe.objects().await);
            let reply = call.send(&mut client, route.method).await;
            let row = format!("{} {}: {}", route.method, call.path, reply.status);
            if route.method == "GET" {
                assert_eq!(reply.status, StatusCode::SEE_OTHER, "{row}");
                assert!(reply.location().is_some_and(|to| to.starts_with("/reauth?next=")), "{row}");
                continue;
            }
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{row}");
            for (name, value) in call.fields.iter().filter(|(name, _)| !SECRETS.contains(&name.as_str())) {
                let kept = reply.body.contains(&format!("<textarea name=\"{name}\"")) && reply.body.contains(value);
                assert!(kept, "{row} lost {name}: {}", reply.body);
            }
            assert!(!reply.body.contains(PASSWORD), "{row}");
            assert_eq!(world.probe.snapshot().await, before, "{row}");
            let (status, body) = confirmed(&call, &mut client, "not my password").await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{row}: {body}");
            assert!(body.contains("密码不正确"), "{row}");
            assert_eq!(world.probe.objects().await, objects, "{row}");
            let (status, body) = confirmed(&call, &mut client, PASSWORD).await;
            assert!(!body.contains("confirm_password"), "{row}: {status} {body}");
        }
        let confirmed = "SELECT action FROM events WHERE action = 'password.confirmed'";
        assert!(world.probe.column(confirmed).await.len() > 10);
    }

    async fn who_lacks_the_right_is_refused_and_not_asked(db: TestDb) {
        let world = world(db).await;
        // What everybody may do is asked of everybody.
        let marked = ROUTES.iter().filter(|route| route.mark == Some(Mark::Fresh));
        for route in marked.filter(|route| route.access != Access::Member) {
            let mut client = world.sign_in("developer@alpha.example").await;
            age(&world).await;
            let call = filled(&world, route, "alpha", &world.alpha, "developer@alpha.example").await;
            let reply = call.send(&mut client, route.method).await;
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{} {}", route.method, call.path);
            assert!(!reply.body.contains("confirm_password"), "{} {}", route.method, call.path);
        }
    }
}
