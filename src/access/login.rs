//! Signing in with address and password.

use crate::access::{Passwords, Throttles};
use crate::domain::person::parse_email;
use crate::domain::{Change, Log, Person};
use crate::error::Result;
use crate::rights::{Grants, Origin};
use crate::secret::Secret;
use crate::store::{Db, people};

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

async fn look_up(db: &Db, email: &str) -> Result<(Option<Person>, Option<String>)> {
    let mut read = db.read().await?;
    let Some(person) = people::find_by_email(&mut read, email).await? else {
        return Ok((None, None));
    };
    let stored = people::password(&mut read, person.id).await?;
    Ok((Some(person), Some(stored)))
}

/// Writes into the installation's log that a session of this person began or ended.
pub async fn record(db: &Db, person: &Person, action: &'static str, origin: Origin) -> Result<()> {
    let held = people::grants(&mut db.read().await?, person.id).await?;
    let permit = Grants::of_person(person.id, person.name.clone(), held, origin).own_session();
    let change = Change::access(Log::Installation, action, "session", person.id)
        .detail("name", &person.name)
        .detail("device", &permit.actor().origin.device);
    db.write(&permit, async |_| Ok(change.clone().into())).await
}
