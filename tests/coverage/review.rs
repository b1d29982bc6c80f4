//! Change requests in the state that a verb needs, for the walk over the route table.

use jieru::{
    domain::{
        Act, ChangeRequest,
        request::{Approval, By, Contents, Released},
    },
    store::{Write, requests, vip_fields},
};

use super::filled::{Filled, unique};
use crate::support::world::{World, sample_field, sample_request, system};

/// Makes what this one request needs, and fills it in.
pub async fn prepare(world: &World, verb: &str, email: &str, call: &mut Filled) {
    let (db, place) = (&world.store, world.alpha.id);
    let now = db.clock().now();
    let (mut field, created) = sample_field(db.clock(), place, now);
    field.settings.name = format!("字段 {}", unique());
    field.settings.key = format!("key{}", unique());
    if verb == "changes" {
        // A field that is in no request yet.
        store(world, created.into(), async |write| vip_fields::insert(write, &field).await).await;
        call.fields.retain(|(name, _)| name != "items");
        call.fields.push(("items".to_owned(), format!("vip_field:{}", field.id)));
        return;
    }
    let mut read = db.read().await.expect("a connection");
    let number = requests::next_number(&mut read, place).await.expect("a number");
    drop(read);
    let author =
        if verb == "withdrawals" { person(world, email).await } else { "somebody".to_owned() };
    let (new, watched, act) = sample_request(db.clock(), &field, number, &author, now);
    let act = act.and(created);
    store(world, act, async |write| {
        vip_fields::insert(write, &field).await?;
        requests::insert(write, &new, &watched).await
    })
    .await;
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
    call.path = call.path.replace("/changes/1", &format!("/changes/{number}"));
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
