//! The newest checkpoint as it is sent to others, the key that it is checked with, and a new one on
//! demand.

use actix_web::HttpResponse;

use super::{Whose, of_both};
use crate::error::Error;
use crate::rights::ReadHistory;
use crate::store::ledger::verifier;
use crate::text::Message;
use crate::web::fault::Answer;
use crate::web::form::Posted;
use crate::web::scope::{Installed, Member, Within};

of_both!(newest);

/// The signed note, and nothing else.
async fn newest(whose: &Whose<'_>) -> Answer {
    let portal = &whose.visit.portal;
    let kept = portal.notary.current(&portal.db, whose.log).await?;
    Ok(plain(kept.note))
}

/// The note-verifier key. It is no secret: whoever holds a checkpoint needs it.
pub async fn key(member: Member) -> Answer {
    let mut read = member.visit.portal.db.read().await?;
    let key = verifier(&mut read).await?.ok_or_else(|| Error::broken("no signing key"))?;
    Ok(plain(format!("{}\n", key.text())))
}

pub async fn make_of_installation(
    Posted { scope, mut form }: Posted<Installed<ReadHistory>>,
) -> Answer {
    form.finish_or_refuse()?;
    make(&Whose::installation(&scope)).await
}

pub async fn make_of_enterprise(Posted { scope, mut form }: Posted<Within<ReadHistory>>) -> Answer {
    form.finish_or_refuse()?;
    make(&Whose::enterprise(&scope)).await
}

async fn make(whose: &Whose<'_>) -> Answer {
    let portal = &whose.visit.portal;
    let kept = portal.notary.checkpoint(&portal.db, whose.permit, whose.log).await?;
    let done = Message::new(
        format!("检查点已签署，覆盖前 {} 条", kept.size),
        format!("Checkpoint signed; it covers the first {} entries", kept.size),
    );
    whose.visit.done(&whose.path("proofs"), done)
}

fn plain(text: String) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text)
}
