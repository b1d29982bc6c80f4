//! The second factor in the hands of a test: an app that shows codes, and people who have one already.

use jieru::{
    access::totp::Shared,
    clock::{Millis, SECOND},
    domain::{Act, FactorId, PersonId, SecondFactor, second_factor::removed},
    secret::Secret,
    store::{Write, people, second_factors},
    vault::{Binding, token_hash},
};

use super::world::{World, system};

/// How long a code is shown.
pub const STEP: Millis = 30 * SECOND;
/// The recovery code of whoever was given a factor here, without its dashes.
pub const RECOVERY: &str = "ABCD2345WXYZ6789";
const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// The app of whoever was given a factor here.
pub fn app() -> Shared {
    Shared::of(Secret::new(SECRET))
}

/// What an app shows so much later than now.
pub fn code(world: &World, app: &Shared, later: Millis) -> String {
    app.code_at(world.store.clock().now() + later).expect("a code").to_string()
}

/// Gives somebody a factor, and one recovery code.
pub async fn give(world: &World, id: PersonId) {
    let now = world.store.clock().now();
    let mut read = world.store.read().await.expect("a connection");
    let person = people::find(&mut read, id).await.expect("an answer").expect("somebody");
    drop(read);
    let factor = FactorId(world.store.clock().id());
    let (new, change) = SecondFactor::add_codes(factor, &person, now);
    let text = factor.to_string();
    let sealed = world.vault.own_key().seal(app().secret(), Binding::of_factor(&text));
    let (sealed, hashes) = (sealed.expect("sealed bytes"), [token_hash(RECOVERY)]);
    let work = async |write: &mut Write<'_>| {
        second_factors::insert(write, &new, &sealed).await?;
        second_factors::replace_codes(write, id, &hashes).await?;
        Ok(Act::new(change.clone()))
    };
    world.store.write(&system(), work).await.expect("a factor");
}

/// Takes every factor away, the way an owner does.
pub async fn clear(world: &World) {
    let held = "SELECT DISTINCT person_id FROM second_factors";
    for id in world.probe.column(held).await {
        let id = PersonId(id.parse().expect("an id"));
        let mut read = world.store.read().await.expect("a connection");
        let person = people::find(&mut read, id).await.expect("an answer").expect("somebody");
        drop(read);
        let work = async |write: &mut Write<'_>| {
            let gone = second_factors::remove(write, id).await?;
            Ok(removed(&person, &gone).expect("a factor that goes"))
        };
        world.store.write(&system(), work).await.expect("no factor");
    }
}

/// Everybody's roles were given long ago, and the duty has ended its days of grace or begun just now.
pub async fn duty(world: &World, since: Millis) {
    let text =
        format!("UPDATE grants SET created_at = 1; UPDATE sign_in_rules SET since = {since}");
    world.probe.execute(&text).await;
}
