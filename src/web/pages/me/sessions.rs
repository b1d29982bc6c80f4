//! Where one is signed in, and the end of it.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::{frame, tabs};
use crate::access::{device, session};
use crate::domain::{Act, Change, Log, Person};
use crate::error::Error;
use crate::store::sessions::{self, Session};
use crate::store::{Page, Write};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::moment::{Moment, moment};
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::Member;
use crate::web::ui::{NavItem, Ui};
use crate::web::visit::{Visit, see_other};

pub const PATH: &str = "/me/sessions";

#[derive(Template)]
#[template(path = "me/sessions.html")]
pub(super) struct SessionsPage {
    pub ui: Ui,
    pub tabs: Vec<NavItem>,
    pub lines: Vec<Line>,
    pub newer: Option<&'static str>,
    pub older: Option<String>,
}

/// One session, as its owner and the owners of the installation see it.
pub struct Line {
    pub id: String,
    /// Empty where the browser does not say.
    pub device: String,
    pub address: String,
    pub begun: Moment,
    pub seen: Moment,
    /// It is the one in which this page was asked for.
    pub own: bool,
}

impl Line {
    pub fn of(session: Session, own: &str) -> Self {
        Line {
            device: device::of(&session.agent),
            begun: moment(session.created_at),
            seen: moment(session.seen_at),
            own: session.id == own,
            address: session.address,
            id: session.id,
        }
    }
}

pub async fn show(Member { visit }: Member, query: Query<Cursor>) -> Answer {
    let (portal, signed_in) = (&visit.portal, visit.person()?);
    let mut read = portal.db.read().await?;
    let (now, before) = (portal.clock.now(), &query.cursor);
    let Page { items, next } = sessions::list(&mut read, signed_in.person.id, now, before).await?;
    drop(read);
    let page = SessionsPage {
        ui: frame(&visit, text("我的会话", "Your sessions"))?,
        tabs: tabs(PATH),
        lines: items.into_iter().map(|one| Line::of(one, &signed_in.session)).collect(),
        newer: (!before.is_empty()).then_some(PATH),
        older: next_page(PATH, &[], next.as_ref()),
    };
    visit.page(StatusCode::OK, &page)
}

/// Somebody ended sessions of a person: in which way, and from which device.
pub fn ended(visit: &Visit, person: &Person, way: &'static str) -> Change {
    Change::access(Log::Installation, "session.ended", "session", person.id)
        .detail("name", &person.name)
        .detail("device", visit.origin().device)
        .detail("way", way)
}

/// Ends one; ending the one that is just used is signing out.
pub async fn end(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    form.finish_or_refuse()?;
    let (portal, signed_in) = (&visit.portal, visit.person()?);
    let person = &signed_in.person;
    let id = visit.request().match_info().get("id").unwrap_or_default();
    let now = portal.clock.now();
    let found = sessions::find(&mut portal.db.read().await?, person.id, now, id).await?;
    let Line { id, device, address, own, .. } =
        Line::of(found.ok_or_else(Fault::not_found)?, &signed_in.session);
    let told = [device, address].join(" ").trim().to_owned();
    let act = Act::new(ended(&visit, person, "own").detail("ended", told));
    let work = async |write: &mut Write<'_>| match sessions::end(write, person.id, &id).await? {
        0 => Err(Error::not_found()),
        _ => Ok(act.clone()),
    };
    portal.db.write(&signed_in.grants.own_session(), work).await?;
    if own {
        session::end(visit.request());
        return Ok(see_other("/login"));
    }
    visit.done(PATH, text("已结束这个会话", "The session is ended").into())
}

/// Ends all but the one that is just used.
pub async fn end_others(Posted { scope: Member { visit }, mut form }: Posted<Member>) -> Answer {
    form.finish_or_refuse()?;
    let signed_in = visit.person()?;
    let change = ended(&visit, &signed_in.person, "others");
    let work = async |write: &mut Write<'_>| {
        let count = sessions::end_others(write, signed_in.person.id, &signed_in.session).await?;
        Ok(change.clone().detail("count", count.to_string()).into())
    };
    visit.portal.db.write(&signed_in.grants.own_session(), work).await?;
    visit.done(PATH, Message::from(text("只剩这一个会话", "This is the only session left")))
}
