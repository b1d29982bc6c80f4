//! The own pages in the state that a verb needs: another session that can be ended, another name, and
//! another password than the one that every test knows, which is then chosen again.

use jieru::{access::Passwords, secret::Secret};
use tokio::sync::OnceCell;

use super::filled::{Filled, unique};
use crate::support::world::{PASSWORD, World};

/// The password before one is chosen.
const OTHER: &str = "violet harbour toaster";

pub async fn fields(
    world: &World,
    pattern: &str,
    email: &str,
) -> Option<Vec<(&'static str, String)>> {
    let unique = unique();
    Some(match pattern {
        "/me" => {
            let version = "SELECT CAST(version AS TEXT) FROM people WHERE email = ";
            let versions = world.probe.column(&format!("{version}'{email}'")).await;
            // Somebody who is not there would be refused before anybody looks.
            let version = versions.first().cloned().unwrap_or_default();
            vec![("name", format!("改名 {unique}")), ("version", version)]
        }
        "/me/sessions/endings"
        | "/me/sessions/{id}/endings"
        | "/settings/password-cost/measurements" => Vec::new(),
        "/me/credentials" => vec![("seen", "-1".to_owned()), ("next", "/me".to_owned())],
        "/me/password" => {
            vec![("password", OTHER.to_owned()), ("new_password", PASSWORD.to_owned())]
        }
        "/reauth" => vec![("password", PASSWORD.to_owned()), ("next", "/me".to_owned())],
        "/settings/passwords" => {
            let shortest = "SELECT CAST(shortest AS TEXT) FROM password_rules";
            let other = if world.probe.one(shortest).await == "10" { "12" } else { "10" };
            let version = "SELECT CAST(version AS TEXT) FROM password_rules";
            vec![("shortest", other.to_owned()), ("version", world.probe.one(version).await)]
        }
        "/settings/password-cost" => {
            let passes = "SELECT CAST(passes AS TEXT) FROM password_cost";
            let other = if world.probe.one(passes).await == "2" { "3" } else { "2" };
            let version = "SELECT CAST(version AS TEXT) FROM password_cost";
            vec![
                ("memory", "19".to_owned()),
                ("passes", other.to_owned()),
                ("lanes", "1".to_owned()),
                ("version", world.probe.one(version).await),
            ]
        }
        _ => return None,
    })
}

/// Makes what this one request needs, and fills it in; `false` where the route needs nothing.
pub async fn prepare(world: &World, path: &str, email: &str, call: &mut Filled) -> bool {
    match path {
        "/me/sessions/{id}/endings" => {
            world.sign_in(email).await;
            let newest = format!(
                "SELECT id FROM sessions WHERE person_id = (SELECT id FROM people WHERE email = '{email}') ORDER BY created_at DESC, id DESC LIMIT 1"
            );
            call.path = call.path.replace("no-such-session", &world.probe.one(&newest).await);
            true
        }
        "/me/password" => {
            let hash = other_hash().await;
            let other = format!("UPDATE people SET password = '{hash}' WHERE email = '{email}'");
            world.probe.execute(&other).await;
            true
        }
        _ => false,
    }
}

/// The hash of [`OTHER`], made once.
async fn other_hash() -> String {
    static HASH: OnceCell<String> = OnceCell::const_new();
    let make = async || {
        Passwords::start().expect("threads").hash(Secret::new(OTHER)).await.expect("a hash")
    };
    HASH.get_or_init(make).await.clone()
}
