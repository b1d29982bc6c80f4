//! Requests whose time has come: released like by hand, and held up with the reason where something is
//! against it.

use actix_web::http::StatusCode;

use super::releasing::{Against, Case, Plan};
use crate::domain::request::By;
use crate::domain::{Act, ChangeRequest};
use crate::error::{Error, Kind, Result};
use crate::rights::{Grants, Permit, Place, ReleaseWindows};
use crate::store::{Db, Write, requests};
use crate::text::{Message, Text, text};

const MOVED: Text = text(
    "定时之后，其中的对象改成了正式环境。请能在正式环境发布的人再定一次。",
    "One of its objects was moved to production after the time was set. Somebody who releases to production sets it again.",
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
        let case = Case::open(&mut db.read().await?, request.clone(), now).await?;
        // Whoever set the time may have been let to release to test only.
        let plan = if case.has_moved() {
            Err(Against { status: StatusCode::CONFLICT, text: MOVED.into() })
        } else {
            case.plan(db.clock(), by, None)
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
