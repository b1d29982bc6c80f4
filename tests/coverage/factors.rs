//! The second factor in the state that a row needs, and valid forms of its rows.

use jieru::{access::totp::Shared, domain::PersonId, secret::Secret};

use super::filled::{Filled, unique};
use crate::support::{
    client::Client,
    factor,
    passkey::{self, Authenticator},
    world::{PASSWORD, World},
};

/// Rows that change the session of whoever sends them.
pub const OF_THE_SESSION: &[&str] = &["/login", "/logout", "/login/second-factor", passkey::SHOW];

pub async fn fields(world: &World, pattern: &str) -> Option<Vec<(&'static str, String)>> {
    let owned = |name, value: &str| (name, value.to_owned());
    Some(match pattern {
        "/login/second-factor" => vec![owned("one_time_code", "000000")],
        "/me/second-factor" => vec![owned("offer", "none"), owned("one_time_code", "000000")],
        "/me/second-factor/recovery-codes"
        | "/me/second-factor/removals"
        | "/me/second-factor/passkeys/{id}/removals" => Vec::new(),
        passkey::SHOW => vec![owned("credential", "none")],
        passkey::ADD => {
            vec![("name", format!("钥匙 {}", unique())), owned("credential", "none")]
        }
        "/settings/sign-in" => {
            let version = "SELECT CAST(version AS TEXT) FROM sign_in_rules";
            let days = 10 + unique() % 70;
            vec![
                ("version", world.probe.one(version).await),
                owned("second_factor_duty", "stewards"),
                ("grace_days", days.to_string()),
            ]
        }
        _ => return None,
    })
}

/// Makes what this one request needs, and fills it in; `false` where the route needs nothing.
pub async fn prepare(
    world: &World,
    pattern: &str,
    email: &str,
    client: &mut Client,
    call: &mut Filled,
) -> bool {
    match pattern {
        "/login/second-factor" => {
            let id = format!("SELECT id FROM people WHERE email = '{email}'");
            let id = PersonId(world.probe.one(&id).await.parse().expect("an id"));
            factor::clear(world).await;
            factor::give(world, id).await;
            call.fields =
                vec![("one_time_code".to_owned(), factor::code(world, &factor::app(), 0))];
        }
        "/me/second-factor" => {
            factor::clear(world).await;
            let page = client.get(pattern).await.body;
            let after = |mark: &str| page.split(mark).nth(1).expect("a mark").to_owned();
            let until =
                |text: String, end: char| text.split(end).next().expect("a part").to_owned();
            let offer = until(after("name=\"offer\" value=\""), '"');
            let secret =
                until(after("otpauth://totp/").split("secret=").nth(1).unwrap().into(), '&');
            let code = factor::code(world, &Shared::of(Secret::new(secret)), 0);
            call.fields = vec![("offer".to_owned(), offer), ("one_time_code".to_owned(), code)];
        }
        passkey::SHOW => {
            bare(world, client).await;
            passkey::add(client, &Authenticator::of(&world.app, email), "钥匙").await;
        }
        passkey::ADD => {
            bare(world, client).await;
            let page = client.get(passkey::NEW).await;
            let key = Authenticator::of(&world.app, email);
            let answer = key.make(&passkey::options(&page.body).expect("options"));
            let name = format!("钥匙 {}", unique());
            call.fields = vec![("name".to_owned(), name), ("credential".to_owned(), answer)];
        }
        "/me/second-factor/passkeys/{id}/removals" => {
            bare(world, client).await;
            passkey::add(client, &Authenticator::of(&world.app, email), "钥匙").await;
            let id = world.probe.one("SELECT factor_id FROM passkeys").await;
            call.path = format!("{}/{id}/removals", passkey::ADD);
        }
        _ => return false,
    }
    true
}

/// Nobody has a factor, and the password was typed just now.
async fn bare(world: &World, client: &mut Client) {
    factor::clear(world).await;
    if client.get(passkey::NEW).await.status == 303 {
        client.post_form("/reauth", &[("password", PASSWORD), ("next", "/me")]).await;
    }
}

/// The answer of whoever was given a passkey by [`prepare`], to what this half-way session is asked.
pub async fn shown(world: &World, email: &str, half: &mut Client) -> Vec<(String, String)> {
    let mut key = Authenticator::of(&world.app, email);
    vec![("credential".to_owned(), passkey::answer(half, &mut key).await)]
}
