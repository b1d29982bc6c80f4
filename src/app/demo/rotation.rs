//! The demo's example of a key in the middle of a rotation: kept elsewhere, so that no window signs
//! with it, with a secret in each state and an expiry date that is near.

use crate::clock::{Clock, HOUR, Millis};
use crate::domain::key::{Draft, Identity};
use crate::domain::ring::{Overlap, State, Successor, Version};
use crate::domain::{Account, Change, Key, KeyId, Meta, Ring};
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::store::secrets::{self, Kept};
use crate::store::{Write, keys};
use crate::vault::Vault;

const DAY: Millis = 24 * HOUR;

/// The key as it was registered, and as it stands after its rotations.
pub struct Example {
    first: Key,
    now: Ring,
    pub changes: Vec<Change>,
}

pub fn example(
    clock: &Clock,
    vault: &Vault,
    account: &Account,
    scheme: &str,
    name: String,
    meta: Meta,
) -> Result<Example> {
    let (now, tenant) = (clock.now(), account.enterprise.to_string());
    let print = |secret: &str| vault.fingerprint(&Secret::new(secret), &tenant);
    let identity = Identity {
        id: KeyId(clock.id()),
        enterprise: account.enterprise,
        account: account.id,
        scheme: scheme.to_owned(),
        fingerprint: print("demo-backend-key-1")?,
        elsewhere: true,
    };
    let draft = Draft { name, expires_on: String::new(), meta };
    let (first, created) = Key::create(identity, draft, now - 40 * DAY);
    let begun = Ring { versions: vec![version_of(&first)], key: first.clone() };
    let mut changes = vec![created];
    let successor =
        |fingerprint| Successor { fingerprint, elsewhere: true, overlap: Overlap::For(7 * DAY) };
    let unfit = |_| Error::broken("the example of a rotation does not apply");
    let mut told = |(ring, change): (Ring, Change)| {
        changes.push(change);
        ring
    };
    let first_next = successor(print("demo-backend-key-2")?);
    let ring = told(begun.rotate(first_next, now - 4 * DAY).map_err(unfit)?);
    let ring = told(ring.activate(2, day(now + 20 * DAY), now - 3 * DAY).map_err(unfit)?);
    let second_next = successor(print("demo-backend-key-3")?);
    let ring = told(ring.rotate(second_next, now).map_err(unfit)?);
    Ok(Example { first, now: ring, changes })
}

fn version_of(key: &Key) -> Version {
    Version {
        number: key.secret_number,
        state: State::Active,
        fingerprint: key.fingerprint.clone(),
        elsewhere: true,
        overlap: Overlap::For(0),
        created_at: key.created_at,
        activated_at: Some(key.created_at),
        retires_at: None,
        revoked_at: None,
        purged_at: None,
    }
}

/// `2027-03-31`
fn day(at: Millis) -> String {
    let stamp = jiff::Timestamp::from_millisecond(at).map(|stamp| stamp.to_string());
    stamp.unwrap_or_default().get(..10).unwrap_or_default().to_owned()
}

impl Example {
    pub async fn write(&self, write: &mut Write<'_>) -> Result<()> {
        keys::insert(write, &self.first, Kept::default()).await?;
        for later in self.now.versions.iter().filter(|one| one.number > self.first.secret_number) {
            secrets::insert(write, &self.now.key, later, Kept::default()).await?;
        }
        secrets::turn(write, &self.now, self.first.version).await
    }
}
