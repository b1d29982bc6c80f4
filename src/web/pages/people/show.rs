//! One person: roles, what still waits in that name, a new password, leaving and coming back.

use actix_web::http::StatusCode;
use askama::Template;

use super::leaving::Opens;
use super::{EVERYWHERE, Made, Places, below, limits, roles, terms, told_role};
use crate::access::throttle;
use crate::catalog::form::Choice;
use crate::domain::{Person, PersonId};
use crate::rights::{ManagePeople, Releases, Role};
use crate::store::directory::{self, Entry, Held, Waiting};
use crate::store::endings::{self, Ended};
use crate::store::past::STILL;
use crate::store::{looks, reports, sessions};
use crate::text::{Lang, Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Form;
use crate::web::moment::{Moment, moment};
use crate::web::pages::me::sessions::Line as Session;
use crate::web::pages::registry::Linked;
use crate::web::scope::Installed;
use crate::web::ui::Ui;
use crate::web::visit::Visit;

/// Open change requests that stand here.
const WAITING: i64 = 20;

#[derive(Template)]
#[template(path = "people/show.html")]
pub(super) struct PersonPage {
    pub ui: Ui,
    pub person: Person,
    /// It is the page of whoever looks at it.
    pub own: bool,
    pub second_factor: bool,
    pub held: Vec<Line>,
    pub alike: Vec<Linked>,
    pub waiting: Vec<Waiting>,
    /// The same as choices of what is handed over, and who was typed to take it.
    pub requests: Vec<Choice>,
    pub heir: String,
    pub handing_reason: String,
    /// There are more than stand here.
    pub more: bool,
    pub since: Moment,
    pub seen: Option<Moment>,
    pub places: Places,
    /// What was typed for a window and for the end.
    pub code: String,
    pub until: String,
    pub roles: Vec<Choice>,
    pub releases: Vec<Choice>,
    pub ended: Vec<Gone>,
    /// What the roles were when the page was drawn.
    pub drawn: String,
    pub reason: String,
    /// Why the second factor is to be removed.
    pub removal_reason: String,
    pub reset: String,
    pub throttled: Option<Throttled>,
    /// Where this person is signed in, the newest ones.
    pub sessions: Vec<Session>,
    /// Tokens and hand-over links.
    pub opens: Opens,
    pub made: Option<Made>,
}

/// A role that can be taken away.
pub(super) struct Line {
    pub told: String,
    pub until: Option<Moment>,
    /// What holds again once it is over.
    pub then: Option<String>,
    /// The value of the field `place`.
    pub place: String,
}

/// Failures hold this person back from signing in.
pub(super) struct Throttled {
    pub failures: i64,
    /// `None` once the wait is over.
    pub until: Option<Moment>,
}

impl Throttled {
    fn of(held: throttle::Held) -> Self {
        Throttled { failures: held.failures, until: held.until.map(moment) }
    }
}

/// A role that has ended of late.
pub(super) struct Gone {
    pub told: String,
    pub at: Moment,
}

impl Gone {
    pub fn of(ended: &Ended, lang: Lang) -> Self {
        let place = ended.enterprise.as_deref().map(|name| (name, ended.code.as_deref()));
        let role = (ended.role, Releases::Everywhere);
        Gone { told: told_role(role, place, lang), at: moment(ended.at) }
    }
}

/// What one answer shows besides the person.
#[derive(Default)]
pub(super) struct Drawn {
    pub place: String,
    pub code: String,
    pub until: String,
    pub role: Option<Role>,
    pub releases: Releases,
    pub reason: String,
    pub removal_reason: String,
    /// What is to be handed over; all of it where nothing was chosen yet.
    pub requests: Vec<String>,
    pub heir: String,
    pub handing_reason: String,
    pub form: Form,
    pub made: Option<Made>,
}

/// Whom the path names.
pub async fn named(visit: &Visit) -> Result<Entry, Fault> {
    let id = visit.request().match_info().get("id").unwrap_or_default();
    let id: PersonId = id.parse().map_err(|_| Fault::not_found())?;
    let found = directory::find(&mut visit.portal.db.read().await?, id).await?;
    found.ok_or_else(Fault::not_found)
}

/// The roles of somebody in one text, for a form that is refused when they are others by then.
pub(super) fn drawn(held: &[Held]) -> String {
    let each = held.iter().map(|one| {
        let until = one.until.map(|until| format!(":{until}")).unwrap_or_default();
        format!("{}:{}{until}{}", place(one), one.role.name(), limit(one.releases))
    });
    each.collect::<Vec<_>>().join(" ")
}

/// What a form that saw a role knows of its limit.
pub(super) fn limit(releases: Releases) -> String {
    match releases {
        Releases::Everywhere => String::new(),
        limit => format!("/{}", limit.name()),
    }
}

/// The value of the field `place`.
pub(super) fn place(held: &Held) -> String {
    match (&held.enterprise, &held.window) {
        (None, _) => EVERYWHERE.to_owned(),
        (Some((slug, _)), None) => slug.clone(),
        (Some((slug, _)), Some(code)) => format!("{slug}/{code}"),
    }
}

pub async fn show(Installed { visit, .. }: Installed<ManagePeople>) -> Answer {
    let entry = named(&visit).await?;
    page(&visit, StatusCode::OK, entry, Drawn::default()).await
}

pub(super) async fn page(
    visit: &Visit,
    status: StatusCode,
    Entry { person, held, second_factor }: Entry,
    asked: Drawn,
) -> Answer {
    let portal = &visit.portal;
    let mut read = portal.db.read().await?;
    let mut waiting = directory::waiting(&mut read, person.id, WAITING + 1).await?;
    let id = person.id.to_string();
    let seen = reports::last_sign_ins(&mut read, std::slice::from_ref(&id), STILL).await?;
    let places = Places::offer(&mut read, &asked.place).await?;
    let open = sessions::list(&mut read, person.id, portal.clock.now(), "").await?.items;
    let alike = looks::of_person(&mut read, person.id).await?;
    let ended = endings::shown_of(&mut read, person.id, portal.clock.now()).await?;
    let opens = Opens::of(&mut read, person.id, portal.clock.now()).await?;
    drop(read);
    let signed_in = visit.person()?;
    let more = i64::try_from(waiting.len()).is_ok_and(|count| count > WAITING);
    if more {
        waiting.pop();
    }
    let mut ui = below(visit.ui_titled(person.name.clone())?);
    visit.take_flash(&mut ui);
    ui.errors = asked.form.errors;
    let lang = ui.lang;
    let line = |one: &Held| Line {
        told: super::held(one, lang),
        until: one.until.map(moment),
        then: terms::then(one.former, lang),
        place: place(one),
    };
    let page = PersonPage {
        ui,
        own: signed_in.person.id == person.id,
        second_factor,
        drawn: drawn(&held),
        held: held.iter().map(line).collect(),
        alike: alike.into_iter().map(other).collect(),
        requests: requests(&waiting, &asked.requests),
        heir: asked.heir,
        handing_reason: asked.handing_reason,
        waiting,
        more,
        since: moment(person.created_at),
        seen: seen.get(&id).copied().map(moment),
        places,
        code: asked.code,
        until: asked.until,
        ended: ended.iter().map(|one| Gone::of(one, lang)).collect(),
        roles: roles(asked.role),
        releases: limits(asked.releases),
        reason: asked.reason,
        removal_reason: asked.removal_reason,
        reset: portal.clock.id().to_string(),
        throttled: throttle::held(&portal.db, &person).await?.map(Throttled::of),
        sessions: open.into_iter().map(|one| Session::of(one, &signed_in.session)).collect(),
        opens,
        made: asked.made,
        person,
    };
    visit.page(status, &page)
}

/// Somebody else whose name looks like the one of this page.
fn other((id, name): (String, String)) -> Linked {
    let href = format!("{}/{id}", super::PATH);
    Linked { what: text("成员", "Person"), name, code: String::new(), href }
}

/// What can be handed over; everything is ticked at first.
pub(super) fn requests(waiting: &[Waiting], chosen: &[String]) -> Vec<Choice> {
    let one = |one: &Waiting| {
        let value = format!("{}/{}", one.slug, one.number);
        let label = format!("#{} {} · {}", one.number, one.title, one.enterprise);
        let ticked = chosen.is_empty() || chosen.contains(&value);
        Choice::new(value, Message::name(&label), ticked)
    };
    waiting.iter().map(one).collect()
}

impl PersonPage {
    fn path(&self) -> String {
        format!("{}/{}", super::PATH, self.person.id)
    }

    /// The class and the word of how this person stands.
    fn tag(&self) -> (&'static str, &'static str) {
        let (on, off) = (text("启用", "Active"), text("已停用", "Deactivated"));
        if self.person.active { ("ok", self.ui.text(on)) } else { ("off", self.ui.text(off)) }
    }
}
