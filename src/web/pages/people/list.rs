//! Everybody, in the order of their addresses.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::{PATH, held};
use crate::rights::ManagePeople;
use crate::store::past::STILL;
use crate::store::recognised::Eyes;
use crate::store::{access_requests, directory, installation, invitations, reports};
use crate::text::{Text, text};
use crate::web::attention::Attention;
use crate::web::checkup;
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::pages::next_page;
use crate::web::scope::Installed;
use crate::web::ui::Ui;

pub(super) const TITLE: Text = text("人员", "People");
/// Open invitations that stand beside the list; all of them have a page of their own.
const BESIDE: usize = 5;

#[derive(Template)]
#[template(path = "people/list.html")]
pub(super) struct ListPage {
    pub ui: Ui,
    pub q: String,
    pub lines: Vec<Line>,
    pub invitations: Vec<super::Line>,
    pub attention: Attention,
    /// Requests for a role that wait for an answer, wherever they do.
    pub asked: i64,
    /// There are more than stand here.
    pub more: bool,
    pub next: Option<String>,
}

pub(super) struct Line {
    pub id: String,
    pub name: String,
    pub email: String,
    pub active: bool,
    pub roles: Vec<String>,
    /// Roles beyond those that stand here.
    pub more: usize,
    pub second_factor: bool,
    pub seen: Option<Moment>,
}

/// Roles that stand in one row.
const ROLES: usize = 4;

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    cursor: String,
}

pub async fn show(
    Installed { visit, .. }: Installed<ManagePeople>,
    query: Query<Wanted>,
) -> Answer {
    let q = query.q.trim().to_lowercase();
    let (lang, now) = (visit.lang(), visit.portal.clock.now());
    let mut read = visit.portal.db.read().await?;
    let listed = directory::list(&mut read, &q, &query.cursor).await?;
    let ids: Vec<String> = listed.items.iter().map(|entry| entry.person.id.to_string()).collect();
    let seen = reports::last_sign_ins(&mut read, &ids, STILL).await?;
    let open = invitations::open(&mut read, "").await?;
    let since = installation::find(&mut read).await?.map_or(now, |found| found.created_at);
    let found = checkup::people::found(&mut read, None, since, now).await?;
    let asked = access_requests::count_open_for(&mut read, Eyes::All, now).await?;
    drop(read);
    let line = |entry: directory::Entry| {
        let id = entry.person.id.to_string();
        Line {
            seen: seen.get(&id).copied().map(moment),
            roles: entry.held.iter().take(ROLES).map(|one| held(one, lang)).collect(),
            more: entry.held.len().saturating_sub(ROLES),
            name: entry.person.name,
            email: entry.person.email,
            active: entry.person.active,
            second_factor: entry.second_factor,
            id,
        }
    };
    let more = open.items.len() > BESIDE;
    let beside = open.items.into_iter().take(BESIDE);
    let mut ui = visit.ui(TITLE)?;
    visit.take_flash(&mut ui);
    let page = ListPage {
        ui,
        lines: listed.items.into_iter().map(line).collect(),
        invitations: beside.map(|one| super::Line::of(one, now, lang)).collect(),
        attention: Attention::of_people(&found, lang),
        asked,
        more,
        next: next_page(PATH, &[("q", &q)], listed.next.as_ref()),
        q,
    };
    visit.page(StatusCode::OK, &page)
}
