//! What was changed of somebody's credentials, told on the first page after the next sign-in until they
//! say that they have seen it. The portal sends no mail; the history is what it is told from, and that it
//! was seen stands there, too.

use crate::clock::{HOUR, Millis};
use crate::domain::change::Record;
use crate::domain::second_factor::PASSKEY_NAME;
use crate::domain::{Act, Log, Person, SecondFactor};
use crate::error::Result;
use crate::store::history::Event;
use crate::store::history::walk::{self, Wanted};
use crate::store::past::STILL;
use crate::store::{Read, Write, reports};
use crate::text::{Text, text};
use crate::web::fault::Answer;
use crate::web::form::Posted;
use crate::web::moment::{Moment, moment};
use crate::web::scope::Member;
use crate::web::visit::{own_path, see_other};

/// Older changes are told by the list of sign-ins and by the history alone.
const TOLD: Millis = 90 * 24 * HOUR;

/// What is told, the newest first; nothing where there is nothing to tell.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    pub lines: Vec<Line>,
    /// The number of the newest event among them.
    pub seen: i64,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub at: Moment,
    pub what: Text,
    /// Which passkey it is about, where it is one.
    pub passkey: String,
    /// Who did it, where it was somebody else.
    pub by: String,
    pub address: String,
}

fn what(action: &str, passkey: bool) -> Option<Text> {
    Some(match action {
        "second_factor.added" if passkey => text("添加了通行密钥", "A passkey was added"),
        "second_factor.removed" if passkey => text("移除了通行密钥", "A passkey was removed"),
        "password.changed" => text("您的密码已更换", "Your password was changed"),
        "person.password_reset" => text("您的密码已重设", "Your password was reset"),
        "second_factor.added" => text("启用了两步验证", "A second factor was set up"),
        "second_factor.removed" => text("两步验证被移除", "Your second factor was removed"),
        "second_factor.codes_made" => text("生成了新的恢复码", "New recovery codes were made"),
        _ => return None,
    })
}

impl Notice {
    /// What happened before the last sign-in, and was not seen yet. Whoever has just changed something
    /// knows it; every other session ended with it.
    pub async fn of(read: &mut Read, person: &Person, now: Millis) -> Result<Notice> {
        let id = person.id.to_string();
        let started = reports::last_sign_ins(read, std::slice::from_ref(&id), STILL).await?;
        let Some(started) = started.get(&id).copied() else { return Ok(Notice::default()) };
        let mut events: Vec<Event> = Vec::new();
        // Of second factors the changes alone: whoever is refused again and again must not push out of a
        // page what was changed.
        for (noun, record) in [(Person::NOUN, ""), (SecondFactor::NOUN, Record::Change.name())] {
            let (subject, noun, record) = (id.clone(), noun.to_owned(), record.to_owned());
            let since = Some(now - TOLD);
            let wanted = Wanted { subject, record, noun, since, ..Wanted::default() };
            events.extend(walk::back(read, Log::Installation, &wanted, None).await?.events);
        }
        events.sort_by_key(|event| std::cmp::Reverse(event.seq));
        let seen = events.iter().find(|event| event.action == Person::CREDENTIALS_SEEN);
        let seen =
            seen.and_then(|event| event.details.get("seen")?.parse::<i64>().ok()).unwrap_or(-1);
        events.retain(|event| {
            event.seq > seen && event.at < started && what(&event.action, false).is_some()
        });
        let newest = events.first().map_or(seen, |event| event.seq);
        Ok(Notice { lines: events.into_iter().filter_map(Line::of).collect(), seen: newest })
    }
}

impl Line {
    fn of(event: Event) -> Option<Self> {
        let other = event.actor_id != event.subject;
        let passkey = event.details.get(PASSKEY_NAME).cloned().unwrap_or_default();
        Some(Line {
            at: moment(event.at),
            what: what(&event.action, !passkey.is_empty())?,
            passkey,
            by: if other { event.actor_name } else { String::new() },
            address: event.address,
        })
    }
}

/// Keeps that the person has seen what was told, and nothing that came since.
pub async fn seen(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    let (typed, next) = (form.take("seen"), form.take("next"));
    form.finish_or_refuse()?;
    let (portal, signed_in) = (&visit.portal, visit.person()?);
    let (person, now) = (&signed_in.person, portal.clock.now());
    let told = Notice::of(&mut portal.db.read().await?, person, now).await?.seen;
    let seen = typed.parse::<i64>().unwrap_or(told).min(told);
    let act = Act::new(person.credentials_seen(seen));
    let work = async |_: &mut Write<'_>| Ok(act.clone());
    portal.db.write(&signed_in.grants.own_session(), work).await?;
    Ok(see_other(own_path(&next).unwrap_or("/")))
}
