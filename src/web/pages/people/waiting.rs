//! Every request for a role that somebody may answer, wherever it waits.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::asking;
use crate::domain::PersonId;
use crate::rights::{Grants, ManagePeople, Place};
use crate::store::access_requests::{self, Asked};
use crate::store::recognised::Eyes;
use crate::text::{Lang, Text, text};
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::Member;
use crate::web::ui::Ui;

pub const PATH: &str = "/access-requests/open";
const TITLE: Text = text("等待答复的权限申请", "Requests for access that wait");

#[derive(Template)]
#[template(path = "people/waiting.html")]
pub(super) struct WaitingPage {
    pub ui: Ui,
    /// How many there are on all pages.
    pub all: i64,
    pub lines: Vec<Line>,
    pub next: Option<String>,
}

pub(super) struct Line {
    pub href: String,
    pub name: String,
    pub email: String,
    pub active: bool,
    pub told: String,
    pub wish: String,
    pub made: Moment,
}

impl Line {
    fn of(asked: Asked, lang: Lang) -> Self {
        Line {
            href: href(&asked),
            told: asking::told(&asked, lang),
            made: moment(asked.request.made_at),
            wish: asked.request.reason,
            name: asked.name,
            email: asked.email,
            active: asked.active,
        }
    }
}

/// Where a request is answered.
pub fn href(asked: &Asked) -> String {
    let base = asked.enterprise.as_ref().map(|(slug, _)| format!("/e/{slug}")).unwrap_or_default();
    format!("{base}{}/{}", asking::PATH, asked.request.id)
}

/// Where somebody answers requests.
pub fn eyes(grants: &Grants, person: PersonId) -> Eyes {
    let everywhere = grants.allow::<ManagePeople>(Place::Installation);
    if everywhere { Eyes::All } else { Eyes::Person(person) }
}

pub async fn show(Member { visit }: Member, query: Query<Cursor>) -> Answer {
    let (me, now) = (visit.person()?, visit.portal.clock.now());
    let eyes = eyes(&me.grants, me.person.id);
    let mut read = visit.portal.db.read().await?;
    let listed = access_requests::open_for(&mut read, eyes, &query.cursor, now).await?;
    let all = access_requests::count_open_for(&mut read, eyes, now).await?;
    drop(read);
    let mut ui = visit.ui(TITLE)?;
    visit.take_flash(&mut ui);
    let lang = ui.lang;
    let page = WaitingPage {
        ui,
        all,
        next: next_page(PATH, &[], listed.next.as_ref()),
        lines: listed.items.into_iter().map(|one| Line::of(one, lang)).collect(),
    };
    visit.page(StatusCode::OK, &page)
}
