//! Change requests in the state that a verb needs, for the walk over the route table.

use jieru::{
    domain::{
        Act, ChangeRequest, LeaveTemplate, Plugin, VipField,
        object_release::{Candidate, ObjectRelease},
        request::{Approval, By, Contents, Released},
    },
    store::{Write, object_releases, requests, shelves::Shelved, vip_fields},
};

use super::filled::{Filled, unique};
use crate::support::world::{World, named_field, sample_request, system};

/// Makes what this one request needs, and fills it in.
pub async fn prepare(world: &World, verb: &str, email: &str, call: &mut Filled) {
    if verb == "changes" {
        // A field that is in no request yet.
        let (db, place) = (&world.store, world.alpha.id);
        let (name, key) = (format!("字段 {}", unique()), format!("key{}", unique()));
        let (field, created) = named_field(db.clock(), place, (&name, &key), db.clock().now());
        store(world, created.into(), async |write| vip_fields::insert(write, &field).await).await;
        call.fields.retain(|(name, _)| name != "items");
        call.fields.push(("items".to_owned(), format!("vip_field:{}", field.id)));
        return;
    }
    let author =
        if verb == "withdrawals" { person(world, email).await } else { "somebody".to_owned() };
    let new = request(world, &author).await;
    let contents = contents(&new);
    match verb {
        "approvals" => {
            call.fields.retain(|(name, _)| name != "content_hash");
            call.fields.push(("content_hash".to_owned(), contents.joint));
        }
        "schedules" => drop(approved(world, &new, &contents).await),
        "looks" => forced(world, &new, contents).await,
        _ => {}
    }
    call.path = call.path.replace("/changes/1", &format!("/changes/{}", new.number));
}

/// A new request that this person answers for.
pub async fn request(world: &World, author: &str) -> ChangeRequest {
    let (db, place) = (&world.store, world.alpha.id);
    let now = db.clock().now();
    let (name, key) = (format!("字段 {}", unique()), format!("key{}", unique()));
    let (field, created) = named_field(db.clock(), place, (&name, &key), now);
    let mut read = db.read().await.expect("a connection");
    let number = requests::next_number(&mut read, place).await.expect("a number");
    drop(read);
    let (new, watched, act) = sample_request(db.clock(), &field, number, author, now);
    store(world, act.and(created), async |write| {
        vip_fields::insert(write, &field).await?;
        requests::insert(write, &new, &watched).await
    })
    .await;
    new
}

fn contents(request: &ChangeRequest) -> Contents {
    let each = request.items.iter().map(|item| item.content_hash.clone()).collect();
    Contents::of(&request.items, each)
}

async fn person(world: &World, email: &str) -> String {
    world.probe.one(&format!("SELECT id FROM people WHERE email = '{email}'")).await
}

async fn store(
    world: &World,
    act: Act,
    work: impl AsyncFn(&mut Write<'_>) -> jieru::error::Result<()>,
) {
    let commit = async |write: &mut Write<'_>| {
        work(write).await?;
        Ok(act.clone())
    };
    world.store.write(&system(), commit).await.expect("stored");
}

async fn approved(world: &World, request: &ChangeRequest, contents: &Contents) -> ChangeRequest {
    let approval = Approval {
        by: By { id: "another".to_owned(), name: "吴工".to_owned() },
        content_hash: contents.joint.clone(),
        comment: String::new(),
        at: request.created_at,
        voided: None,
    };
    let now = request.created_at;
    let (new, act) = request.approve(approval, (contents, 1), &[], now).expect("approved");
    store(world, act, async |write| requests::update(write, &new).await).await;
    new
}

/// Makes the draft of a plugin, a template or a VIP field live, as far as it is not.
pub async fn released(world: &World, path: &str) {
    let alpha = &world.alpha;
    match path {
        "/e/{e}/plugins/{id}" => live::<Plugin>(world, alpha.plugin.to_string()).await,
        "/e/{e}/leave-templates/{id}" => {
            live::<LeaveTemplate>(world, alpha.template.to_string()).await;
        }
        "/e/{e}/vip-fields/{id}" => live::<VipField>(world, alpha.field.to_string()).await,
        other => panic!("nothing is released at {other}"),
    }
}

async fn live<T: Shelved>(world: &World, id: String) {
    let (db, place) = (&world.store, world.alpha.id);
    let mut read = db.read().await.expect("a connection");
    let object = T::load(&mut read, place, &id).await.expect("a row").expect("an object");
    let candidate = Candidate::of(&object).expect("a noun that is released");
    let last = object_releases::live(&mut read, &candidate).await.expect("a row");
    drop(read);
    let told = ("吴工", "");
    let made = ObjectRelease::make(&candidate, last.as_ref(), told, db.clock().now());
    let Some((new, change)) = made else { return };
    store(world, change.into(), async |write| object_releases::insert(write, &new).await).await;
}

/// Released in an emergency by somebody who is none of the people here.
async fn forced(world: &World, request: &ChangeRequest, contents: Contents) {
    let released = Released {
        numbers: vec![1],
        contents,
        by: By { id: "somebody".to_owned(), name: "周工".to_owned() },
        at: request.created_at,
        emergency: Some("热线中断".to_owned()),
        frozen: false,
    };
    let (new, act) = request.release(released, 1).expect("released");
    store(world, act, async |write| requests::update(write, &new).await).await;
}
