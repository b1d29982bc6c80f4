//! Secrets of registered keys, opened for the length of one request: to sign, to compare, to be shown
//! once. Whoever calls has asked for the right to do so.

use super::portal::Portal;
use crate::domain::ring::{State, Version};
use crate::domain::{EnterpriseId, Key};
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::store::{Read, data_keys, secrets};
use crate::vault::Binding;

/// One secret of a key; `None` when it is kept elsewhere.
pub async fn open(
    portal: &Portal,
    read: &mut Read,
    key: &Key,
    number: i64,
) -> Result<Option<Secret>> {
    let Some(sealed) = secrets::sealed(read, key, number).await? else { return Ok(None) };
    let data = data_keys::find(read, &portal.vault, key.enterprise).await?;
    let data = data.ok_or_else(|| Error::broken("a sealed secret without its data key"))?;
    data.open(&sealed, Binding::of_secret(&key.id.to_string(), number)).map(Some)
}

/// What signs: the active secret, where there is one and it is kept here.
pub async fn active(portal: &Portal, read: &mut Read, key: &Key) -> Result<Option<Secret>> {
    if key.signs() { open(portal, read, key, key.secret_number).await } else { Ok(None) }
}

/// Every secret that a signature may have been made with: the active one first, then those that
/// retire, then one that waits.
pub async fn verifying(
    portal: &Portal,
    read: &mut Read,
    key: &Key,
) -> Result<Vec<(Version, Secret)>> {
    let ring = secrets::ring(read, key.clone()).await?;
    let mut found = Vec::new();
    for state in [State::Active, State::Retiring, State::Pending] {
        for version in ring.in_state(state) {
            if let Some(secret) = open(portal, read, key, version.number).await? {
                found.push((version.clone(), secret));
            }
        }
    }
    Ok(found)
}

/// Every secret of an enterprise that is kept here, in whichever state.
pub async fn all(
    portal: &Portal,
    read: &mut Read,
    enterprise: EnterpriseId,
) -> Result<Vec<Secret>> {
    let Some(data) = data_keys::find(read, &portal.vault, enterprise).await? else {
        return Ok(Vec::new());
    };
    let stored = secrets::all(read, enterprise).await?;
    stored
        .iter()
        .map(|one| data.open(&one.sealed, Binding::of_secret(&one.key, one.number)))
        .collect()
}
