//! People in the state that a verb needs: whoever is changed is made for this one request, and so is a
//! link that is used or revoked.

use jieru::{
    domain::{Act, Log, Person, PersonId},
    rights::{Grant, Place, Role},
    store::{Write, invitations, people},
    vault::token_hash,
};

use super::filled::{Filled, unique};
use crate::support::{
    factor,
    world::{PASSWORD, World, password_hash, sample_invitation, system},
};

pub fn fields(pattern: &str) -> Option<Vec<(&'static str, String)>> {
    let unique = unique();
    let some = |fields: &[(&'static str, &str)]| {
        Some(fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    };
    match pattern {
        "/people/invitations" => some(&[
            ("name", &format!("受邀 {unique}")),
            ("email", &format!("invited-{unique}@portal.example")),
            ("place", "alpha"),
            ("role", "developer"),
        ]),
        "/people/{id}/grants" => some(&[("place", "alpha"), ("role", "auditor"), ("seen", "")]),
        "/people/{id}/grants/withdrawals" => {
            some(&[("place", "alpha"), ("seen", "alpha:developer")])
        }
        "/people/{id}/deactivations" => some(&[("version", "1")]),
        "/people/{id}/reactivations" => some(&[("version", "2")]),
        "/people/{id}/second-factor-removals" => some(&[("removal_reason", "手机丢了")]),
        "/people/{id}/session-endings" => some(&[("reason", "丢了手机")]),
        "/people/{id}/resets" | "/people/invitations/{id}/revocations" => some(&[]),
        "/invitations/{token}" => {
            some(&[("name", &format!("新人 {unique}")), ("password", PASSWORD)])
        }
        _ => None,
    }
}

/// Makes what this one request needs, and fills it in; `false` where the route needs nothing.
pub async fn prepare(world: &World, path: &str, call: &mut Filled) -> bool {
    if path == "/invitations/{token}" || path.starts_with("/people/invitations/") {
        let (id, token) = invited(world).await;
        call.path = call.path.replace("invited-to-all", &token);
        call.path = call.path.replace(&world.invitation.to_string(), &id);
        return true;
    }
    let Some((_, verb)) = path.rsplit_once('/').filter(|_| path.starts_with("/people/{id}/"))
    else {
        return false;
    };
    let id = person(world, verb).await;
    call.path = call.path.replace(&world.nobody.to_string(), &id.to_string());
    true
}

async fn invited(world: &World) -> (String, String) {
    let (db, unique) = (&world.store, unique());
    let (email, token) = (format!("guest-{unique}@portal.example"), format!("invited-{unique}"));
    let (new, change) = sample_invitation(db.clock(), &email, db.clock().now());
    let work = async |write: &mut Write<'_>| {
        invitations::insert(write, &new, &token_hash(&token)).await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await.expect("an invitation");
    (new.id.to_string(), token)
}

async fn person(world: &World, verb: &str) -> PersonId {
    let (db, unique) = (&world.store, unique());
    let now = db.clock().now();
    let id = PersonId(db.clock().id());
    let email = format!("leaver-{unique}@portal.example");
    let (person, created) = Person::create(id, email, format!("离开 {unique}"), now);
    let hash = password_hash().await;
    let place = Place::Enterprise(world.alpha.id);
    let log = Log::Enterprise(world.alpha.id);
    let given = person.grant(log, None, Some("developer")).expect("a change");
    let (gone, left) = person.deactivate(now).expect("a change");
    let work = async |write: &mut Write<'_>| {
        people::insert(write, &person, hash.clone()).await?;
        let mut act = Act::new(created.clone());
        if verb == "withdrawals" {
            people::give(write, id, Grant { place, role: Role::Developer }, now).await?;
            act = act.and(given.clone());
        }
        if verb == "reactivations" {
            people::set_active(write, &gone, person.version).await?;
            act = act.and(left.clone());
        }
        Ok(act)
    };
    db.write(&system(), work).await.expect("a person");
    if verb == "second-factor-removals" {
        factor::give(world, id).await;
    }
    id
}
