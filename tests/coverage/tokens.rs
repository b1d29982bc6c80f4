//! A token for the one request that revokes it.

use jieru::{
    domain::{Act, PersonId, Token, TokenId, token::Order},
    store::{Write, people, tokens},
    vault::token_hash,
};

use super::filled::{Filled, unique};
use crate::support::world::{World, system};

pub fn fields(pattern: &str) -> Option<Vec<(&'static str, String)>> {
    match pattern {
        "/me/tokens" => Some(vec![
            ("name", format!("令牌 {}", unique())),
            ("scopes", "read".to_owned()),
            ("place", "*".to_owned()),
            ("days", "30".to_owned()),
        ]),
        "/me/tokens/{id}/revocations" | "/people/{id}/tokens/{token}/revocations" => {
            Some(Vec::new())
        }
        _ => None,
    }
}

/// Makes the token that is revoked; `false` where the route needs none.
pub async fn prepare(world: &World, path: &str, email: &str, call: &mut Filled) -> bool {
    let person = match path {
        "/people/{id}/tokens/{token}/revocations" => world.nobody,
        "/me/tokens/{id}/revocations" => {
            let mut read = world.store.read().await.expect("a connection");
            let found = people::find_by_email(&mut read, email).await.expect("a person");
            found.expect("somebody").id
        }
        _ => return false,
    };
    let id = made(world, person).await.to_string();
    call.path = call.path.replace(&world.alpha.handover.to_string(), &id);
    true
}

async fn made(world: &World, person: PersonId) -> TokenId {
    let (db, unique) = (&world.store, unique());
    let (id, now) = (TokenId(db.clock().id()), db.clock().now());
    let (name, scopes) = (format!("令牌 {unique}"), "read".to_owned());
    let order = Order { name, scopes, place: None, days: 30 };
    let (new, change) = Token::make(id, person, order, now);
    let work = async |write: &mut Write<'_>| {
        tokens::insert(write, &new, &token_hash(&format!("token-{unique}"))).await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await.expect("a token");
    id
}
