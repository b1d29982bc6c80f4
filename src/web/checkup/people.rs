//! What is found of the people of one place: of an enterprise, kept with what else is found of it, or of
//! the installation, for the page of those who manage people.

use crate::channels::doctor;
use crate::clock::{HOUR, Millis};
use crate::domain::card::INSTALLATION;
use crate::domain::{Enterprise, Finding, Log};
use crate::error::Result;
use crate::store::{Read, lapses, reports, sign_in_rules};
use crate::web::pages::people::review;

/// After so long without a use, a token is probably one that somebody forgot.
const UNUSED: Millis = 90 * 24 * HOUR;

/// `since` is when the place itself came to be.
pub async fn found(
    read: &mut Read,
    of: Option<&Enterprise>,
    since: Millis,
    now: Millis,
) -> Result<Vec<Finding>> {
    let place = of.map_or_else(|| INSTALLATION.to_owned(), |one| one.id.to_string());
    let rules = sign_in_rules::find(read).await?;
    let mut found = Vec::new();
    for one in lapses::factorless(read, &place, rules.duty, now).await? {
        if rules.due(one.held()).is_some_and(|due| due <= now) {
            found.push(doctor::no_factor(&one.name, &one.email, &one.id));
        }
    }
    for one in lapses::alike(read, &place, now).await? {
        found.push(doctor::alike_people(&one.name, &one.other, &one.id));
    }
    for one in lapses::unused(read, of.map(|one| one.id), (now, now - UNUSED)).await? {
        found.push(doctor::unused_token(&one.name, &one.person, &one.person_id));
    }
    let log = of.map_or(Log::Installation, Enterprise::log);
    let last = reports::last_act(read, log, review::ENDED).await?.map(|last| last.at);
    if now - last.unwrap_or(since) > review::DUE {
        found.push(doctor::unreviewed(last.is_some()));
    }
    Ok(found)
}
