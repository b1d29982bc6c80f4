//! The list of keys: state, fingerprint, when each expires and when it last signed; and above it what
//! is due.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use super::standing::tag;
use super::{LIST, scheme_label};
use crate::clock::Millis;
use crate::domain::Key;
use crate::domain::ring::State;
use crate::rights::{EditKeys, ViewEnterprise};
use crate::store::keys;
use crate::store::secrets::{self, Standing};
use crate::text::Text;
use crate::web::due::{self, Due};
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::Within;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "keys/list.html")]
pub struct ListPage {
    pub ui: Ui,
    pub base: String,
    pub lines: Vec<Line>,
    pub due: Vec<(Key, Due)>,
    pub next: Option<String>,
    pub first: bool,
    pub may_edit: bool,
}

pub struct Line {
    pub key: Key,
    pub scheme: String,
    /// Kind and word of each tag: the secret in use, and what is under way beside it.
    pub tags: Vec<(&'static str, Text)>,
    pub due: Option<Due>,
    pub used: Option<Moment>,
}

impl Line {
    pub fn of(key: Key, scheme: String, standing: &[&Standing], now: Millis) -> Self {
        let mut tags = vec![tag(key.state, None, now)];
        let state = |one: &Standing| State::from_name(&one.state);
        for other in standing.iter().filter(|one| one.number != key.secret_number) {
            if let Some(known @ (State::Pending | State::Retiring)) = state(other) {
                tags.push(tag(known, other.retires_at, now));
            }
        }
        let used = standing.iter().filter_map(|one| one.used_at).max().map(moment);
        let due = if key.state == State::Active { Due::of(&key.expires_on, now) } else { None };
        Line { key, scheme, tags, due, used }
    }
}

pub async fn show(within: Within<ViewEnterprise>, query: Query<Cursor>) -> Answer {
    let now = within.visit.portal.clock.now();
    let mut read = within.visit.portal.db.read().await?;
    let page = keys::list(&mut read, within.enterprise.id, &query.cursor).await?;
    let standing = secrets::standing(&mut read, &page.items).await?;
    let first = query.cursor.is_empty();
    let due =
        if first { due::keys(&mut read, within.enterprise.id, now).await? } else { Vec::new() };
    drop(read);
    let mut of_key: BTreeMap<&str, Vec<&Standing>> = BTreeMap::new();
    for one in &standing {
        of_key.entry(&one.key_id).or_default().push(one);
    }
    let next = next_page(&within.path(LIST.path), &[], page.next.as_ref());
    let lines = page.items.into_iter().map(|key| {
        let id = key.id.to_string();
        let standing = of_key.get(id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let scheme = scheme_label(&key.scheme, within.visit.lang());
        Line::of(key, scheme, standing, now)
    });
    let lines = lines.collect();
    let mut ui = within.ui_below(LIST.label)?;
    within.visit.take_flash(&mut ui);
    let may_edit = within.allows::<EditKeys>();
    let page = ListPage { ui, base: within.path(""), lines, due, next, first, may_edit };
    within.visit.page(StatusCode::OK, &page)
}
