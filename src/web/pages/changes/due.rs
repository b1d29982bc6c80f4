//! Requests whose time has come: released like by hand, and held up with the reason where something is
//! against it.

use actix_web::http::StatusCode;

use super::releasing::{Against, Case, Plan};
use crate::clock::Millis;
use crate::domain::request::By;
use crate::domain::{Act, ChangeRequest};
use crate::error::{Error, Kind, Result};
use crate::rights::{Grants, Origin, Permit, Place, ReleaseWindows};
use crate::store::{Db, Read, Write, people, requests};
use crate::text::{Message, Text, text};

const MOVED: Text = text(
    "定时之后，其中的对象改成了正式环境。请能在正式环境发布的人再定一次。",
    "One of its objects was moved to production after the time was set. Somebody who releases to production sets it again.",
);

const NOBODY: Text = text(
    "定时的人已停用，或不再能发布这些对象。请能发布的人再定一次。",
    "Whoever set the time is deactivated, or no longer releases these objects. Somebody who does sets it again.",
);

/// How many were released or held up.
pub async fn release(db: &Db) -> Result<u64> {
    let now = db.clock().now();
    let due = requests::due(&mut db.read().await?, now).await?;
    let mut seen = 0;
    for request in due {
        let permit: Permit<ReleaseWindows> = Grants::job("schedule")
            .permit(Place::Enterprise(request.enterprise))
            .map_err(|_| Error::broken("the system may do everything"))?;
        let by = By { id: "schedule".to_owned(), name: request.author.name.clone() };
        let mut read = db.read().await?;
        let case = Case::open(&mut read, request.clone(), now).await?;
        let against = against(&mut read, &case, now).await?;
        drop(read);
        let plan = match against {
            Some(text) => Err(Against { status: StatusCode::CONFLICT, text: text.into() }),
            None => case.plan(db.clock(), by, None),
        };
        let outcome = match plan {
            Ok(plan) => store(db, &permit, &plan).await,
            Err(against) => hold_up(db, &permit, &request, &against.text).await,
        };
        match outcome {
            Ok(()) => seen += 1,
            // Somebody else was faster; the next round looks again.
            Err(error) if matches!(error.kind(), Kind::Conflict | Kind::Taken) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(seen)
}

/// What of a schedule itself stands against the release, now as well as when its time has come.
pub(super) async fn against(read: &mut Read, case: &Case, now: Millis) -> Result<Option<Text>> {
    // Whoever set the time may have been let to release to test only.
    if case.has_moved() {
        return Ok(Some(MOVED));
    }
    let answered = is_answered_for(read, case, now).await?;
    Ok((!answered).then_some(NOBODY))
}

/// Whether who set the time could release all of it by hand at this moment.
async fn is_answered_for(read: &mut Read, case: &Case, now: Millis) -> Result<bool> {
    let request = &case.request;
    let Ok(id) = request.time_set_by().parse() else { return Ok(false) };
    let Some(known) = people::signed_in(read, id, now).await? else { return Ok(false) };
    let place = Place::Enterprise(request.enterprise);
    let grants = Grants::of_person(id, known.person.name, known.held, Origin::default());
    let releases = grants.releases_at(place);
    let mut each = case.environments();
    Ok(grants.allow::<ReleaseWindows>(place) && each.all(|production| releases.allows(production)))
}

async fn store(db: &Db, permit: &Permit<ReleaseWindows>, plan: &Plan) -> Result<()> {
    let work = async |write: &mut Write<'_>| {
        plan.store(write).await?;
        Ok(plan.act.clone())
    };
    db.write(permit, work).await
}

async fn hold_up(
    db: &Db,
    permit: &Permit<ReleaseWindows>,
    request: &ChangeRequest,
    why: &Message,
) -> Result<()> {
    let (new, act): (ChangeRequest, Act) = request.hold_up(why, db.clock().now());
    let work = async |write: &mut Write<'_>| {
        requests::update(write, &new).await?;
        Ok(act.clone())
    };
    db.write(permit, work).await
}
