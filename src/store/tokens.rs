//! Tokens of programs and when they were used last. A token is looked up by its hash.

use std::str::FromStr;

use sqlx::FromRow;

use super::fault::inconsistent;
use super::sql::{sql, statements};
use super::{Db, PAGE, Page, Source, Write, checkups, looks};
use crate::clock::{MINUTE, Millis};
use crate::domain::token::{Narrowed, Single};
use crate::domain::{Act, EnterpriseId, PersonId, Token, TokenId, WindowId};
use crate::error::{Error, Result};

statements! {
    INSERT = "INSERT INTO tokens (id, person_id, name, token_hash, scopes, enterprise_id, window_id, made_at, expires_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    REVOKE = "UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at = 0";
    FIND = "SELECT t.id, t.person_id, t.name, t.token_hash, t.scopes, t.enterprise_id, e.slug, e.name AS enterprise, t.window_id, w.code, t.made_at, t.expires_at, t.revoked_at, u.used_at, u.address
            FROM tokens t LEFT JOIN enterprises e ON e.id = t.enterprise_id LEFT JOIN windows w ON w.id = t.window_id LEFT JOIN token_uses u ON u.token_id = t.id
            WHERE t.person_id = $1 AND t.id = $2";
    BY_HASH = "SELECT t.id, t.person_id, t.name, t.token_hash, t.scopes, t.enterprise_id, e.slug, e.name AS enterprise, t.window_id, w.code, t.made_at, t.expires_at, t.revoked_at, u.used_at, u.address
            FROM tokens t LEFT JOIN enterprises e ON e.id = t.enterprise_id LEFT JOIN windows w ON w.id = t.window_id LEFT JOIN token_uses u ON u.token_id = t.id
            WHERE t.token_hash = $1";
    OF_PERSON = "SELECT t.id, t.person_id, t.name, t.token_hash, t.scopes, t.enterprise_id, e.slug, e.name AS enterprise, t.window_id, w.code, t.made_at, t.expires_at, t.revoked_at, u.used_at, u.address
            FROM tokens t LEFT JOIN enterprises e ON e.id = t.enterprise_id LEFT JOIN windows w ON w.id = t.window_id LEFT JOIN token_uses u ON u.token_id = t.id
            WHERE t.person_id = $1 AND t.id < $2 ORDER BY t.id DESC LIMIT $3";
    OPEN_OF = "SELECT t.id, t.person_id, t.name, t.token_hash, t.scopes, t.enterprise_id, e.slug, e.name AS enterprise, t.window_id, w.code, t.made_at, t.expires_at, t.revoked_at, u.used_at, u.address
            FROM tokens t LEFT JOIN enterprises e ON e.id = t.enterprise_id LEFT JOIN windows w ON w.id = t.window_id LEFT JOIN token_uses u ON u.token_id = t.id
            WHERE t.person_id = $1 AND t.revoked_at = 0 AND t.expires_at > $2 ORDER BY t.id";
    TOUCH = "INSERT INTO token_uses (token_id, used_at, address) VALUES ($1, $2, $3)
             ON CONFLICT (token_id) DO UPDATE SET used_at = $2, address = $3 WHERE token_uses.used_at <= $4";
}

/// How exact the last use is; noting it less often keeps reads free of writes.
const TOUCH_EVERY: Millis = MINUTE;

/// A token, and when and from where it was used last.
#[derive(Clone, Debug)]
pub struct Kept {
    pub token: Token,
    pub used: Option<(Millis, String)>,
    /// SHA-256 of the token.
    pub hash: String,
}

#[derive(FromRow)]
struct Row {
    id: String,
    person_id: String,
    name: String,
    token_hash: String,
    scopes: String,
    enterprise_id: Option<String>,
    slug: Option<String>,
    enterprise: Option<String>,
    window_id: Option<String>,
    code: Option<String>,
    made_at: i64,
    expires_at: i64,
    revoked_at: i64,
    used_at: Option<i64>,
    address: Option<String>,
}

impl TryFrom<Row> for Kept {
    type Error = Error;

    fn try_from(row: Row) -> Result<Kept> {
        let wrong = |column| inconsistent("tokens", column, &row.id);
        let window = match &row.window_id {
            None => None,
            Some(id) => Some(Single {
                id: WindowId::from_str(id).map_err(|_| wrong("window_id"))?,
                code: row.code.unwrap_or_default(),
            }),
        };
        let place = match &row.enterprise_id {
            None => None,
            Some(id) => Some(Narrowed {
                enterprise: EnterpriseId::from_str(id).map_err(|_| wrong("enterprise_id"))?,
                slug: row.slug.unwrap_or_default(),
                name: row.enterprise.unwrap_or_default(),
                window,
            }),
        };
        let token = Token {
            id: TokenId::from_str(&row.id).map_err(|_| wrong("id"))?,
            person: PersonId::from_str(&row.person_id).map_err(|_| wrong("person_id"))?,
            name: row.name,
            scopes: row.scopes,
            place,
            made_at: row.made_at,
            expires_at: row.expires_at,
            revoked_at: (row.revoked_at != 0).then_some(row.revoked_at),
        };
        Ok(Kept { token, used: row.used_at.zip(row.address), hash: row.token_hash })
    }
}

/// `Taken` when this id was used before.
pub async fn insert(write: &mut Write<'_>, new: &Token, hash: &str) -> Result<()> {
    let place = new.place.as_ref();
    let window = place.and_then(|place| place.window.as_ref());
    sql!(
        execute write, INSERT,
        new.id.to_string(),
        new.person.to_string(),
        new.name.clone(),
        hash.to_owned(),
        new.scopes.clone(),
        place.map(|place| place.enterprise.to_string()),
        window.map(|window| window.id.to_string()),
        new.made_at,
        new.expires_at,
    )?;
    looks::put_token(write, new).await
}

/// Keeps that it was revoked. A conflict when somebody else was faster.
pub async fn revoke(write: &mut Write<'_>, token: &Token) -> Result<()> {
    let at = token.revoked_at.unwrap_or_default();
    let id = token.id.to_string();
    if sql!(execute write, REVOKE, id.clone(), at)? != 1 {
        return Err(Error::conflict());
    }
    if let Some(place) = &token.place {
        checkups::concern_enterprise(write, place.enterprise, (&id, at)).await?;
    }
    looks::forget(write, Token::NOUN, &id).await
}

/// A token of this person.
pub async fn find(source: &mut impl Source, person: PersonId, id: TokenId) -> Result<Option<Kept>> {
    sql!(fetch_optional Row; source, FIND, person.to_string(), id.to_string())?
        .map(Kept::try_from)
        .transpose()
}

pub async fn by_hash(source: &mut impl Source, hash: &str) -> Result<Option<Kept>> {
    sql!(fetch_optional Row; source, BY_HASH, hash.to_owned())?.map(Kept::try_from).transpose()
}

/// One page of a person's tokens, newest first, older than `before`; empty for the newest.
pub async fn of_person(
    source: &mut impl Source,
    person: PersonId,
    before: &str,
) -> Result<Page<Kept>> {
    // No id is greater than this.
    let before = if before.is_empty() { "g" } else { before };
    let rows =
        sql!(fetch_all Row; source, OF_PERSON, person.to_string(), before.to_owned(), PAGE + 1)?;
    let items = rows.into_iter().map(Kept::try_from).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(items, |kept| kept.token.id.to_string()))
}

/// What is neither revoked nor over: somebody who is deactivated has the same ones again afterwards.
pub async fn open_of(source: &mut impl Source, person: PersonId, now: Millis) -> Result<Vec<Kept>> {
    let rows = sql!(fetch_all Row; source, OPEN_OF, person.to_string(), now)?;
    rows.into_iter().map(Kept::try_from).collect()
}

/// Revokes all of that, and tells it in the act.
pub async fn revoke_all_of(
    write: &mut Write<'_>,
    person: PersonId,
    mut act: Act,
    now: Millis,
) -> Result<Act> {
    for kept in open_of(write, person, now).await? {
        if let Some((revoked, change)) = kept.token.revoke(now) {
            revoke(write, &revoked).await?;
            act = act.and(change);
        }
    }
    Ok(act)
}

/// Notes that it was just used, at most once a minute.
pub async fn touch(db: &Db, kept: &Kept, address: &str) -> Result<()> {
    let now = db.clock().now();
    let until = now - TOUCH_EVERY;
    if kept.used.as_ref().is_some_and(|(at, _)| *at > until) {
        return Ok(());
    }
    let id = kept.token.id.to_string();
    sql!(execute &mut db.direct().await?, TOUCH, id, now, address.to_owned(), until)?;
    Ok(())
}
