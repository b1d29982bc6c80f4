//! Signing in with address and password, and what is recorded of it.

use crate::access::{Passwords, Throttles};
use crate::domain::person::parse_email;
use crate::domain::{Change, Log, Person, PersonId};
use crate::error::{Error, Kind, Result};
use crate::rights::{Grants, Origin, Place};
use crate::secret::Secret;
use crate::store::{Db, Write, people};

/// What somebody showed besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Showed {
    Nothing,
    Totp,
    Passkey,
    RecoveryCode,
}

impl Showed {
    pub const fn name(self) -> &'static str {
        match self {
            Showed::Nothing => "none",
            Showed::Totp => "totp",
            Showed::Passkey => "passkey",
            Showed::RecoveryCode => "recovery_code",
        }
    }
}

/// The person, or `None` when address and password do not belong together. Unknown and inactive
/// people get the same answer in the same time. Throttles answer with an error of their own.
pub async fn check(
    db: &Db,
    passwords: &Passwords,
    throttles: &Throttles,
    email: &str,
    password: Secret,
    address: &str,
) -> Result<Option<Person>> {
    throttles.attempt(address)?;
    let folded = parse_email(email).unwrap_or_else(|| email.trim().to_lowercase());
    throttles.check_account(db, &folded).await?;
    let (person, stored) = look_up(db, &folded).await?;
    let matches = passwords.verify(password, stored).await?;
    let person = person.filter(|person| matches && person.active);
    if person.is_some() {
        throttles.succeeded(db, &folded).await?;
    } else {
        throttles.failed(db, &folded).await?;
    }
    Ok(person)
}

/// Whether this is the password of somebody who is signed in. Wrong ones are counted for this person apart
/// from signing in, and without the address: strangers who guess hold nobody back here.
pub async fn check_again(
    db: &Db,
    passwords: &Passwords,
    throttles: &Throttles,
    person: PersonId,
    password: Secret,
) -> Result<bool> {
    let name = format!("confirm of {person}");
    throttles.code(&name)?;
    throttles.check_account(db, &name).await?;
    let stored = people::password(&mut db.read().await?, person).await?;
    let matches = passwords.verify(password, Some(stored)).await?;
    if matches {
        throttles.succeeded(db, &name).await?;
    } else {
        throttles.failed(db, &name).await?;
    }
    Ok(matches)
}

/// Whoever signs in with the right password gets a new hash where hashing costs something else by now.
/// Where that would have to wait, it waits for the next sign-in.
pub async fn renew(
    db: &Db,
    passwords: &Passwords,
    person: &Person,
    password: Secret,
) -> Result<()> {
    let old = people::password(&mut db.read().await?, person.id).await?;
    if !passwords.is_stale(&old) {
        return Ok(());
    }
    match passwords.hash(password).await {
        Ok(new) => db.rehash(person.id, old, new).await,
        Err(error) if error.kind() == Kind::Busy => Ok(()),
        Err(error) => Err(error),
    }
}

async fn look_up(db: &Db, email: &str) -> Result<(Option<Person>, Option<String>)> {
    let mut read = db.read().await?;
    let Some(person) = people::find_by_email(&mut read, email).await? else {
        return Ok((None, None));
    };
    let stored = people::password(&mut read, person.id).await?;
    Ok((Some(person), Some(stored)))
}

/// Writes into the installation's log that a session of this person begins; with it, uses up what the
/// person showed. A conflict where the person got another password, or was deactivated, while the
/// password was judged: sessions that were ended then do not come back by this.
pub async fn begin(
    db: &Db,
    person: &Person,
    showed: Showed,
    origin: Origin,
    take: impl AsyncFn(&mut Write<'_>) -> Result<()>,
) -> Result<()> {
    let change = of_session(person, "session.started").detail("factor", showed.name());
    let work = async |write: &mut Write<'_>| {
        let now = people::find(write, person.id).await?;
        now.filter(|now| now.active && now.updated_at == person.updated_at)
            .ok_or_else(Error::conflict)?;
        take(write).await
    };
    record(db, person, change, origin, work).await
}

/// The password was right, and more is asked for. Whose account it is, is known; who came is not, so that
/// it is a guest who did this. It is recorded by itself: whoever has the password and nothing else leaves
/// no other trace.
pub async fn halfway(db: &Db, person: &Person, origin: Origin) -> Result<()> {
    let change = of_session(person, "session.halfway").detail("device", &origin.device);
    let permit = Grants::stranger(origin).trace(Place::Installation);
    db.write(&permit, async |_| Ok(change.clone().into())).await
}

/// The password was typed once more in the midst of it.
pub async fn confirm(db: &Db, person: &Person, origin: Origin) -> Result<()> {
    record(db, person, of_session(person, "password.confirmed"), origin, async |_| Ok(())).await
}

/// The same of its end.
pub async fn end(db: &Db, person: &Person, origin: Origin) -> Result<()> {
    record(db, person, of_session(person, "session.ended"), origin, async |_| Ok(())).await
}

fn of_session(person: &Person, action: &'static str) -> Change {
    Change::access(Log::Installation, action, "session", person.id).detail("name", &person.name)
}

async fn record(
    db: &Db,
    person: &Person,
    change: Change,
    origin: Origin,
    take: impl AsyncFn(&mut Write<'_>) -> Result<()>,
) -> Result<()> {
    let held = people::grants(&mut db.read().await?, person.id).await?;
    let permit = Grants::of_person(person.id, person.name.clone(), held, origin).own_session();
    let change = change.detail("device", &permit.actor().origin.device);
    let work = async |write: &mut Write<'_>| {
        take(write).await?;
        Ok(change.clone().into())
    };
    db.write(&permit, work).await
}
