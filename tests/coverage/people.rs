//! People in the state that a verb needs: whoever is changed is made for this one request, and so is a
//! link that is used or revoked.

use jieru::{
    access::Throttles,
    config::Throttling,
    domain::{Act, Log, Person, PersonId, access_request::State, invitation::Invited},
    rights::{Grant, Place, Role},
    store::{Write, access_requests, enterprises, invitations, people},
    vault::token_hash,
};

use super::{
    filled::{Filled, unique},
    review,
};
use crate::support::{
    factor,
    world::{
        PASSWORD, Tenant, World, password_hash, sample_access_request, sample_invitation, system,
    },
};

pub fn fields(pattern: &str, email: &str) -> Option<Vec<(&'static str, String)>> {
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
        "/e/{e}/people" => some(&[
            ("name", &format!("受邀 {unique}")),
            ("email", &format!("member-{unique}@portal.example")),
            ("role", "developer"),
            ("window", "link"),
            ("until", "2099-12-31"),
        ]),
        "/e/{e}/people/withdrawals" => some(&[
            ("person", "00000000-0000-0000-0000-000000000009"),
            ("window", ""),
            ("seen", "developer:"),
        ]),
        // Nobody asks for the role that is held already.
        "/access-requests" | "/e/{e}/access-requests" => some(&[
            ("role", if email.starts_with("auditor") { "developer" } else { "auditor" }),
            ("days", "7"),
            ("wish", "排查线上问题"),
        ]),
        "/access-review" | "/e/{e}/access-review" => some(&[("note", "都还需要")]),
        "/access-requests/{id}/approvals" | "/e/{e}/access-requests/{id}/approvals" => {
            some(&[("until", "2099-12-31")])
        }
        "/access-requests/{id}/rejections" | "/e/{e}/access-requests/{id}/rejections" => {
            some(&[("answer", "不需要")])
        }
        "/access-requests/{id}/withdrawals" | "/e/{e}/people/invitations/{id}/revocations" => {
            some(&[])
        }
        "/people/{id}/grants" => some(&[("place", "alpha"), ("role", "auditor"), ("seen", "")]),
        "/people/{id}/grants/withdrawals" => {
            some(&[("place", "alpha"), ("seen", "alpha:developer")])
        }
        "/people/{id}/deactivations" => {
            some(&[("version", "1"), ("end_tokens", "true"), ("end_links", "true")])
        }
        "/people/{id}/reactivations" => some(&[("version", "2")]),
        "/people/{id}/successions" => some(&[("heir", "admin@alpha.example")]),
        "/people/{id}/second-factor-removals" => some(&[("removal_reason", "手机丢了")]),
        "/people/{id}/session-endings" => some(&[("reason", "丢了手机")]),
        "/people/{id}/throttle-endings"
        | "/people/{id}/resets"
        | "/people/invitations/{id}/revocations" => some(&[]),
        "/invitations/{token}" => {
            some(&[("name", &format!("新人 {unique}")), ("password", PASSWORD)])
        }
        _ => None,
    }
}

/// Makes what this one request needs, and fills it in; `false` where the route needs nothing.
pub async fn prepare(world: &World, path: &str, email: &str, call: &mut Filled) -> bool {
    if path.contains("/access-requests/{id}/") {
        let first = asked(world, path, &world.alpha).await;
        let person = if path.ends_with("/withdrawals") {
            let own = format!("SELECT id FROM people WHERE email = '{email}'");
            world.probe.one(&own).await.parse().expect("an id")
        } else {
            person(world, "asking").await
        };
        let new = ask(world, person, log(world, path)).await;
        call.path = call.path.replace(&first, &new);
        return true;
    }
    if path.ends_with("/access-review") {
        let held = match log(world, path) {
            Log::Installation => "place = 'installation'".to_owned(),
            Log::Enterprise(id) => format!("enterprise_id = '{id}'"),
        };
        let held = format!("SELECT person_id, window_id FROM grants WHERE {held}");
        for row in world.probe.rows(&held).await {
            let person = row[0].as_deref().expect("a person");
            let window = row[1].as_deref().map(|id| format!(".{id}")).unwrap_or_default();
            call.fields.push((format!("g.{person}{window}"), "keep".to_owned()));
        }
        return true;
    }
    if path == "/e/{e}/people/withdrawals" {
        let id = person(world, "withdrawals").await.to_string();
        for (name, value) in &mut call.fields {
            if name == "person" {
                value.clone_from(&id);
            }
        }
        return true;
    }
    let linked = ["/people/invitations/", "/e/{e}/people/invitations/"];
    if path == "/invitations/{token}" || linked.iter().any(|at| path.starts_with(at)) {
        let place = path.starts_with("/e/").then_some(&world.alpha);
        let (id, token) = invited(world, place).await;
        call.path = call.path.replace("invited-to-all", &token);
        call.path = call.path.replace(&world.invitation.to_string(), &id);
        return true;
    }
    let Some((_, verb)) = path.rsplit_once('/').filter(|_| path.starts_with("/people/{id}/"))
    else {
        return false;
    };
    let id = person(world, verb).await;
    if verb == "successions" {
        let number = review::request(world, &id.to_string()).await.number;
        call.fields.push(("requests".to_owned(), format!("alpha/{number}")));
    }
    call.path = call.path.replace(&world.nobody.to_string(), &id.to_string());
    true
}

/// An open request at the place of a route, which nobody answers.
pub async fn asked(world: &World, path: &str, tenant: &Tenant) -> String {
    let place =
        if path.starts_with("/e/") { tenant.id.to_string() } else { "installation".to_owned() };
    let open =
        format!("SELECT id FROM access_requests WHERE place = '{place}' ORDER BY id LIMIT 1");
    world.probe.one(&open).await
}

fn log(world: &World, path: &str) -> Log {
    if path.starts_with("/e/") { Log::Enterprise(world.alpha.id) } else { Log::Installation }
}

/// A new request; what the same person asked for before is withdrawn, because only a few may wait.
async fn ask(world: &World, person: PersonId, log: Log) -> String {
    let (db, by) = (&world.store, person.to_string());
    let mut read = db.read().await.expect("a connection");
    let before = access_requests::of_person(&mut read, person, "").await.expect("requests");
    drop(read);
    for asked in before.items {
        let withdrawn = asked.request.close(State::Withdrawn, (&by, ""), db.clock().now());
        let Some((closed, change)) = withdrawn else { continue };
        let work = async |write: &mut Write<'_>| {
            access_requests::close(write, &closed).await?;
            Ok(Act::new(change.clone()))
        };
        db.write(&system(), work).await.expect("a withdrawal");
    }
    let (new, change) = sample_access_request(db.clock(), person, log, db.clock().now());
    let work = async |write: &mut Write<'_>| {
        access_requests::insert(write, &new).await?;
        Ok(Act::new(change.clone()))
    };
    db.write(&system(), work).await.expect("a request");
    new.id.to_string()
}

/// An open invitation to an enterprise or to the whole portal: its id and its token.
pub async fn invited(world: &World, place: Option<&Tenant>) -> (String, String) {
    let (db, unique) = (&world.store, unique());
    let (email, token) = (format!("guest-{unique}@portal.example"), format!("invited-{unique}"));
    let (mut new, change) = sample_invitation(db.clock(), &email, db.clock().now());
    if let Some(tenant) = place {
        let enterprise = enterprises::find(&mut db.read().await.unwrap(), tenant.id).await;
        new.place = enterprise.unwrap().as_ref().map(Invited::from);
    }
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
            people::give(write, id, Grant::of(place, Role::Developer), now).await?;
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
    if verb == "throttle-endings" {
        let throttles = Throttles::new(Throttling::Wide);
        throttles.failed(db, &person.email).await.expect("a count");
    }
    id
}
