//! What has to come before a request: somebody or something that is made for this one request alone.

use jieru::web::routes::Route;

use super::{
    factors,
    filled::{Filled, filled},
    me, people, review, tokens,
};
use crate::support::{client::Client, world::World};

/// Makes what this one request is about, and fills it in; `false` where nothing had to be made.
pub async fn came(
    world: &World,
    path: &str,
    email: &str,
    client: &mut Client,
    call: &mut Filled,
) -> bool {
    if path.ends_with("/access-review") {
        let page = client.get(&call.path).await.body;
        let (_, seen) = page.split_once("name=\"seen\" value=\"").expect("what the page showed");
        let (seen, _) = seen.split_once('"').expect("an end");
        call.fields.push(("seen".to_owned(), seen.to_owned()));
    }
    // A token of somebody is not about a person who is made for it.
    tokens::prepare(world, path, email, call).await
        || people::prepare(world, path, email, call).await
        || me::prepare(world, path, email, call).await
        || factors::prepare(world, path, email, client, call).await
}

/// A request that would be taken from this person, as far as it can be made ready without others.
pub async fn ready(world: &World, route: &Route, email: &str, client: &mut Client) -> Filled {
    let mut call = filled(world, route, "alpha", &world.alpha, email).await;
    if came(world, route.path, email, client, &mut call).await {
        return call;
    }
    if let Some((object, verb)) = route.path.rsplit_once('/')
        && (object == "/e/{e}/changes/{n}" || route.path == "/e/{e}/changes")
    {
        review::prepare(world, verb, email, &mut call).await;
    }
    call
}
