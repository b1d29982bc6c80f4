//! The demo's example of an invitation: somebody who has not come yet. Nobody has the address; whoever
//! wants to walk through it makes a new one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::SLUG;
use crate::clock::random;
use crate::domain::invitation::{Invited, Order};
use crate::domain::request::By;
use crate::domain::{Invitation, InvitationId, PersonId};
use crate::error::Result;
use crate::rights::{ManagePeople, Permit, Releases, Role};
use crate::store::{Db, Write, enterprises, invitations};
use crate::vault::token_hash;

/// Invites unless somebody was ever invited: whoever revoked it does not get it again.
pub async fn complete(db: &Db, permit: &Permit<ManagePeople>) -> Result<()> {
    let mut read = db.read().await?;
    let Some(enterprise) = enterprises::find_by_slug(&mut read, SLUG).await? else { return Ok(()) };
    if invitations::any(&mut read).await? {
        return Ok(());
    }
    drop(read);
    let order = Order {
        email: "sunqian@demo.example".to_owned(),
        name: "孙倩".to_owned(),
        role: Role::Developer.name(),
        place: Some(Invited::from(&enterprise)),
        until: None,
        releases: Releases::Everywhere.name(),
        made_by: By { id: String::new(), name: "陈静".to_owned() },
    };
    let bytes: [u8; 32] = random()?;
    let hash = token_hash(&URL_SAFE_NO_PAD.encode(bytes));
    let (id, person) = (InvitationId(db.clock().id()), PersonId(db.clock().id()));
    let (new, change) = Invitation::make(id, person, order, db.clock().now());
    let work = async |write: &mut Write<'_>| {
        invitations::insert(write, &new, &hash).await?;
        Ok(change.clone().into())
    };
    db.write(permit, work).await
}
