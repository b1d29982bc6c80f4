//! The first page after signing in: what there is, and what is to be done next.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::access::SignedIn;
use crate::clock::Millis;
use crate::domain::request::State;
use crate::domain::{ChangeRequest, Enterprise, EnterpriseId};
use crate::error::Result;
use crate::rights::{CreateEnterprises, EditWindows, Grants, ManagePeople, Place, ReviewChanges};
use crate::store::installation::Setup;
use crate::store::recognised::Eyes;
use crate::store::requests::Which;
use crate::store::{Read, access_requests, enterprises, findings, requests, windows};
use crate::text::text;
use crate::web::attention::{self, Attention};
use crate::web::checkup;
use crate::web::fault::Answer;
use crate::web::pages::doctor::shown;
use crate::web::pages::me::credentials::Notice;
use crate::web::pages::me::sign_ins::{Failures, failures};
use crate::web::pages::people::asking;
use crate::web::pages::people::waiting::{eyes, href};
use crate::web::pages::windows::list::{Line, line};
use crate::web::scope::Member;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "overview/overview.html")]
struct OverviewPage {
    ui: Ui,
    name: String,
    cards: Vec<Card>,
    more: bool,
    may_create: bool,
    attention: Attention,
    reviews: Vec<Waiting>,
    /// Requests for a role that this person may answer.
    requests: Vec<Request>,
    /// How many there are where they do not all stand here.
    all_requests: Option<i64>,
    /// Windows that were given one by one.
    granted: Vec<Granted>,
    /// The first set-up was left half-way.
    setup_waits: bool,
    /// Attempts at the own account that came to nothing since the sign-in before this one.
    failures: Failures,
    notice: Notice,
}

/// One enterprise with its latest windows.
struct Card {
    enterprise: Enterprise,
    windows: Vec<Line>,
    may_edit: bool,
}

/// A change request that waits for this person.
struct Waiting {
    href: String,
    number: i64,
    title: String,
    author: String,
    enterprise: String,
    /// It was released in an emergency, and waits for a look.
    forced: bool,
}

/// Somebody asks for a role.
struct Request {
    href: String,
    name: String,
    place: Option<String>,
}

/// A window of an enterprise of which nothing else is seen.
struct Granted {
    href: String,
    name: String,
    enterprise: String,
    /// Where more of the enterprise is asked for.
    ask: String,
}

/// The requests that have waited longest for somebody who gives roles, and how many there are where
/// they do not all fit.
async fn asked(
    read: &mut Read,
    signed_in: &SignedIn,
    now: Millis,
) -> Result<(Vec<Request>, Option<i64>)> {
    let eyes = eyes(&signed_in.grants, signed_in.person.id);
    let open = access_requests::open_for(read, eyes, "", now).await?.items;
    let all = if open.len() > LINES {
        Some(access_requests::count_open_for(read, eyes, now).await?)
    } else {
        None
    };
    let line = |one: access_requests::Asked| Request {
        href: href(&one),
        place: one.enterprise.map(|(_, name)| name),
        name: one.name,
    };
    Ok((open.into_iter().take(LINES).map(line).collect(), all))
}

async fn granted(read: &mut Read, grants: &Grants) -> Result<Vec<Granted>> {
    let mut found = Vec::new();
    for (enterprise, window) in grants.windows().into_iter().take(LINES) {
        if grants.sees(Place::Enterprise(enterprise)) {
            continue;
        }
        let place = enterprises::find(read, enterprise).await?;
        let window = windows::find(read, enterprise, window).await?;
        let (Some(place), Some(window)) = (place, window) else { continue };
        if place.trashed_at.is_none() && window.trashed_at.is_none() {
            found.push(Granted {
                href: format!("/e/{}/windows/{}/install", place.slug, window.code),
                name: window.content.name,
                enterprise: place.name,
                ask: asking::way(&format!("/e/{}", place.slug)),
            });
        }
    }
    Ok(found)
}

/// What waits for a reviewer in an enterprise: not the own work, and not more than fits.
async fn reviews(
    read: &mut Read,
    signed_in: &SignedIn,
    enterprise: &Enterprise,
) -> Result<Vec<Waiting>> {
    if !signed_in.grants.allow::<ReviewChanges>(Place::Enterprise(enterprise.id)) {
        return Ok(Vec::new());
    }
    let submitted = Which::State(State::Submitted);
    let open = requests::list(read, enterprise.id, submitted, None).await?.items;
    let looks = requests::looks(read, enterprise.id).await?;
    let me = signed_in.person.id.to_string();
    let others = looks.into_iter().chain(open).filter(|request| !request.is_authored_by(&me));
    let line = |request: ChangeRequest| Waiting {
        href: format!("/e/{}/changes/{}", enterprise.slug, request.number),
        number: request.number,
        forced: request.awaits_look(),
        title: request.title,
        author: request.author.name,
        enterprise: enterprise.name.clone(),
    };
    Ok(others.take(LINES).map(line).collect())
}

impl Card {
    fn base(&self) -> String {
        format!("/e/{}", self.enterprise.slug)
    }
}

/// Enterprises shown here; the list has them all.
const CARDS: usize = 6;
const LINES: usize = 6;

/// The worst of what this person is told of, wherever it is.
async fn pressing(read: &mut Read, signed_in: &SignedIn, eyes: Eyes) -> Result<Attention> {
    let grants = &signed_in.grants;
    let told = |place: &str, kind, other: Option<EnterpriseId>| {
        let place = place.parse().map(|id| Place::Enterprise(EnterpriseId(id)));
        place.is_ok_and(|place| shown(grants, place, kind))
            && other.is_none_or(|other| grants.sees(Place::Enterprise(other)))
    };
    let most = (attention::urgent(), LINES);
    let (worst, more) = findings::worst(read, eyes, most, told).await?;
    Ok(Attention::over(worst, more))
}

pub async fn show(Member { visit }: Member) -> Answer {
    let signed_in = visit.person()?;
    let mut read = visit.portal.db.read().await?;
    let all = signed_in.grants.sees(Place::Installation);
    let page = enterprises::list(&mut read, (!all).then_some(signed_in.person.id), "").await?;
    for enterprise in page.items.iter().take(CARDS) {
        checkup::lately(&visit.portal.db, enterprise.id).await?;
    }
    let more = page.next.is_some() || page.items.len() > CARDS;
    let eyes = if all { Eyes::All } else { Eyes::Person(signed_in.person.id) };
    let attention = pressing(&mut read, signed_in, eyes).await?;
    let now = visit.portal.clock.now();
    let notice = Notice::of(&mut read, &signed_in.person, now).await?;
    let failures = failures(&mut read, signed_in.person.id).await?;
    let mut cards = Vec::new();
    let mut waiting = Vec::new();
    let (requests, all_requests) = asked(&mut read, signed_in, now).await?;
    let granted = granted(&mut read, &signed_in.grants).await?;
    for enterprise in page.items.into_iter().take(CARDS) {
        waiting.extend(reviews(&mut read, signed_in, &enterprise).await?);
        let page = windows::list(&mut read, enterprise.id, None, "").await?;
        let lines = page.items.into_iter().take(LINES).map(line).collect();
        let may_edit = signed_in.grants.allow::<EditWindows>(Place::Enterprise(enterprise.id));
        cards.push(Card { enterprise, windows: lines, may_edit });
    }
    let mut ui = visit.ui(text("概览", "Overview"))?;
    visit.take_flash(&mut ui);
    let may_create = signed_in.grants.allow::<CreateEnterprises>(Place::Installation);
    let owner = signed_in.grants.allow::<ManagePeople>(Place::Installation);
    let setup_waits = owner
        && visit.portal.db.installation().await?.is_some_and(|found| found.setup != Setup::Done);
    let name = signed_in.person.name.clone();
    visit.page(
        StatusCode::OK,
        &OverviewPage {
            ui,
            name,
            cards,
            more,
            may_create,
            attention,
            reviews: waiting,
            requests,
            all_requests,
            granted,
            setup_waits,
            failures,
            notice,
        },
    )
}
