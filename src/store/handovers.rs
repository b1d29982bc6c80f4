//! Hand-over links and how often they were used. The token is looked up by its hash.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{PAGE, Page, Source, Write, windows};
use crate::clock::Millis;
use crate::domain::handover::Purpose;
use crate::domain::{Act, EnterpriseId, Handover, HandoverId, PersonId, Window, WindowId};
use crate::error::{Error, Result};
use crate::rights::ActorKind;

statements! {
    INSERT = "INSERT INTO handovers (id, enterprise_id, window_id, purpose, token_hash, release, recipient, made_by, made_at, expires_at, made_by_id)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    REVOKE = "UPDATE handovers SET revoked_at = $3, revoked_by = $4 WHERE window_id = $1 AND id = $2 AND revoked_at = 0";
    FIND = "SELECT h.id, h.enterprise_id, h.window_id, h.purpose, h.release, h.recipient, h.made_by, h.made_at, h.expires_at, h.revoked_at, h.revoked_by, u.openings, u.copies, u.used_at, u.address
            FROM handovers h LEFT JOIN handover_uses u ON u.handover_id = h.id WHERE h.window_id = $1 AND h.id = $2";
    BY_TOKEN = "SELECT h.id, h.enterprise_id, h.window_id, h.purpose, h.release, h.recipient, h.made_by, h.made_at, h.expires_at, h.revoked_at, h.revoked_by, u.openings, u.copies, u.used_at, u.address
            FROM handovers h LEFT JOIN handover_uses u ON u.handover_id = h.id WHERE h.token_hash = $1";
    LIST = "SELECT h.id, h.enterprise_id, h.window_id, h.purpose, h.release, h.recipient, h.made_by, h.made_at, h.expires_at, h.revoked_at, h.revoked_by, u.openings, u.copies, u.used_at, u.address
            FROM handovers h LEFT JOIN handover_uses u ON u.handover_id = h.id WHERE h.window_id = $1 AND h.id < $2 ORDER BY h.id DESC LIMIT $3";
    OPEN_BY = "SELECT h.id, h.enterprise_id, h.window_id, h.recipient, h.expires_at, e.slug, w.code, w.name
            FROM handovers h JOIN enterprises e ON e.id = h.enterprise_id JOIN windows w ON w.id = h.window_id
            WHERE h.made_by_id = $1 AND h.revoked_at = 0 AND h.expires_at > $2 ORDER BY h.id";
    COUNT = "INSERT INTO handover_uses (handover_id, openings, copies, used_at, address) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (handover_id) DO UPDATE SET openings = handover_uses.openings + $2, copies = handover_uses.copies + $3, used_at = $4, address = $5";
}

/// A link, and what was made of it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub handover: Handover,
    pub uses: Uses,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    pub openings: i64,
    pub copies: i64,
    /// When and from where it was used last.
    pub last: Option<(Millis, String)>,
}

/// What a guest did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Opened,
    Copied,
}

#[derive(FromRow)]
struct Row {
    id: String,
    enterprise_id: String,
    window_id: String,
    purpose: String,
    release: String,
    recipient: String,
    made_by: String,
    made_at: i64,
    expires_at: i64,
    revoked_at: i64,
    revoked_by: String,
    openings: Option<i64>,
    copies: Option<i64>,
    used_at: Option<i64>,
    address: Option<String>,
}

impl TryFrom<Row> for Kept {
    type Error = Error;

    fn try_from(row: Row) -> Result<Kept> {
        let wrong = |column| inconsistent("handovers", column, &row.id);
        let handover = Handover {
            id: HandoverId::from_str(&row.id).map_err(|_| wrong("id"))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            window: WindowId::from_str(&row.window_id).map_err(|_| wrong("window_id"))?,
            purpose: Purpose::from_name(&row.purpose).ok_or_else(|| wrong("purpose"))?,
            release: row.release,
            recipient: row.recipient,
            made_by: row.made_by,
            made_at: row.made_at,
            expires_at: row.expires_at,
            revoked_at: (row.revoked_at != 0).then_some(row.revoked_at),
            revoked_by: row.revoked_by,
        };
        let uses = Uses {
            openings: row.openings.unwrap_or_default(),
            copies: row.copies.unwrap_or_default(),
            last: row.used_at.zip(row.address),
        };
        Ok(Kept { handover, uses })
    }
}

/// `Taken` when this id was used before.
pub async fn insert(write: &mut Write<'_>, new: &Handover, token_hash: &str) -> Result<()> {
    // Names may be shared and change; the id of whoever acts tells whose link it is.
    let maker =
        if write.actor.kind == ActorKind::User { write.actor.id.clone() } else { String::new() };
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.enterprise.to_string(),
        new.window.to_string(),
        new.purpose.name(),
        token_hash.to_owned(),
        new.release.clone(),
        new.recipient.clone(),
        new.made_by.clone(),
        new.made_at,
        new.expires_at,
        maker,
    )?;
    Ok(())
}

/// A conflict when somebody else revoked it meanwhile.
pub async fn revoke(write: &mut Write<'_>, new: &Handover) -> Result<()> {
    let (window, id) = (new.window.to_string(), new.id.to_string());
    let at = new.revoked_at.unwrap_or_default();
    let touched = sql!(execute write, REVOKE, window, id, at, new.revoked_by.clone())?;
    if touched == 1 { Ok(()) } else { Err(Error::conflict()) }
}

/// A link that still opens, with the window to which it leads.
#[derive(Clone, Debug)]
pub struct Open {
    pub id: HandoverId,
    pub enterprise: EnterpriseId,
    pub window: WindowId,
    pub recipient: String,
    pub expires_at: Millis,
    /// Slug of the enterprise, code and name of the window.
    pub slug: String,
    pub code: String,
    pub name: String,
}

#[derive(FromRow)]
struct OpenRow {
    id: String,
    enterprise_id: String,
    window_id: String,
    recipient: String,
    expires_at: i64,
    slug: String,
    code: String,
    name: String,
}

impl TryFrom<OpenRow> for Open {
    type Error = Error;

    fn try_from(row: OpenRow) -> Result<Open> {
        let wrong = |column| inconsistent("handovers", column, &row.id);
        Ok(Open {
            id: HandoverId::from_str(&row.id).map_err(|_| wrong("id"))?,
            enterprise: EnterpriseId::from_str(&row.enterprise_id)
                .map_err(|_| wrong("enterprise_id"))?,
            window: WindowId::from_str(&row.window_id).map_err(|_| wrong("window_id"))?,
            recipient: row.recipient,
            expires_at: row.expires_at,
            slug: row.slug,
            code: row.code,
            name: row.name,
        })
    }
}

/// What a person made and what still opens, wherever it leads.
pub async fn open_by(source: &mut impl Source, person: PersonId, now: Millis) -> Result<Vec<Open>> {
    let rows = sql!(fetch_all OpenRow; source, OPEN_BY, person.to_string(), now)?;
    rows.into_iter().map(Open::try_from).collect()
}

/// Revokes all of that in somebody's name, and tells it in the act.
pub async fn revoke_all_by(
    write: &mut Write<'_>,
    person: PersonId,
    by: &str,
    mut act: Act,
    now: Millis,
) -> Result<Act> {
    for open in open_by(write, person, now).await? {
        let Some(window) = windows::find(write, open.enterprise, open.window).await? else {
            continue;
        };
        let Some(kept) = find(write, &window, open.id).await? else { continue };
        if let Some((revoked, change)) = kept.handover.revoke(&window, by, now) {
            revoke(write, &revoked).await?;
            act = act.and(change);
        }
    }
    Ok(act)
}

/// Counts one use, beside the event that tells of it.
pub async fn count(
    write: &mut Write<'_>,
    id: HandoverId,
    what: Use,
    at: Millis,
    address: &str,
) -> Result<()> {
    let (opened, copied) = match what {
        Use::Opened => (1_i64, 0_i64),
        Use::Copied => (0, 1),
    };
    sql!(execute write, COUNT, id.to_string(), opened, copied, at, address.to_owned())?;
    Ok(())
}

pub async fn find(
    source: &mut impl Source,
    window: &Window,
    id: HandoverId,
) -> Result<Option<Kept>> {
    sql!(fetch_optional Row; source, FIND, window.id.to_string(), id.to_string())?
        .map(Kept::try_from)
        .transpose()
}

pub async fn by_token(source: &mut impl Source, token_hash: &str) -> Result<Option<Kept>> {
    sql!(fetch_optional Row; source, BY_TOKEN, token_hash.to_owned())?
        .map(Kept::try_from)
        .transpose()
}

/// One page, newest first, older than `before`; empty for the newest.
pub async fn list(source: &mut impl Source, window: &Window, before: &str) -> Result<Page<Kept>> {
    // No id is greater than this.
    let before = if before.is_empty() { "g" } else { before };
    let rows = sql!(
        fetch_all Row; source, LIST, window.id.to_string(), before.to_owned(), PAGE + 1,
    )?;
    let items = rows.into_iter().map(Kept::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |kept| kept.handover.id.to_string()))
}
