//! The list of change requests, narrowed to a state, to the own ones or to those of one object.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::{state, tag};
use crate::catalog::form::Choice;
use crate::domain::ChangeRequest;
use crate::domain::request::State;
use crate::rights::{EditEnterprise, SubmitChanges, ViewEnterprise};
use crate::store::requests::{self, Which};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::moment::{Moment, moment};
use crate::web::pages::next_page;
use crate::web::scope::Within;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "changes/list.html")]
pub(super) struct ListPage {
    pub ui: Ui,
    pub base: String,
    pub lines: Vec<Line>,
    /// What was forced and waits for somebody else to look at it.
    pub looks: Vec<Line>,
    pub states: Vec<Choice>,
    pub filtered: bool,
    pub next: Option<String>,
    pub may_submit: bool,
    pub may_rule: bool,
}

pub(super) struct Line {
    pub request: ChangeRequest,
    pub made: Moment,
    pub late: bool,
}

/// An unknown filter is refused: a list that ignored it would look complete.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(default)]
    state: String,
    /// `window:019…`
    #[serde(default)]
    object: String,
    #[serde(default)]
    cursor: String,
    #[serde(default, rename = "lang")]
    _lang: String,
}

/// The list's own word for the own requests.
const MINE: &str = "mine";

pub async fn show(within: Within<ViewEnterprise>, query: Query<Wanted>) -> Answer {
    let portal = &within.visit.portal;
    let which = which(&within, &query)?;
    let mut read = portal.db.read().await?;
    let before = query.cursor.parse().ok();
    let listed = requests::list(&mut read, within.enterprise.id, which, before).await?;
    let looks = requests::looks(&mut read, within.enterprise.id).await?;
    drop(read);
    let mut ui = within.ui_below(text("变更审核", "Reviews"))?;
    within.visit.take_flash(&mut ui);
    let now = portal.clock.now();
    let pairs = [("state", query.state.as_str()), ("object", query.object.as_str())];
    let page = ListPage {
        ui,
        base: within.path(""),
        next: next_page(&within.path("/changes"), &pairs, listed.next.as_ref()),
        lines: listed.items.into_iter().map(|one| line(one, now)).collect(),
        looks: looks.into_iter().map(|one| line(one, now)).collect(),
        states: choices(&query.state),
        filtered: pairs.iter().any(|(_, value)| !value.is_empty()),
        may_submit: within.allows::<SubmitChanges>(),
        may_rule: within.allows::<EditEnterprise>(),
    };
    within.visit.page(StatusCode::OK, &page)
}

fn which(within: &Within<ViewEnterprise>, wanted: &Wanted) -> Result<Which, Fault> {
    if let Some((noun, id)) = wanted.object.split_once(':') {
        return Ok(Which::Object(noun.to_owned(), id.to_owned()));
    }
    match wanted.state.as_str() {
        "" => Ok(Which::All),
        MINE => Ok(Which::Author(within.visit.person()?.person.id.to_string())),
        name => State::from_name(name).map(Which::State).ok_or_else(|| {
            let said = text("没有这种状态。", "There is no such state.");
            Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, said)
        }),
    }
}

pub(super) fn line(request: ChangeRequest, now: i64) -> Line {
    let due = request.emergency.as_ref().map(|emergency| emergency.look_by);
    Line {
        made: moment(request.created_at),
        late: request.awaits_look() && due.is_some_and(|due| due < now),
        request,
    }
}

pub(super) fn choices(chosen: &str) -> Vec<Choice> {
    let all = Choice::new("", text("全部", "All"), chosen.is_empty());
    let mine = Choice::new(MINE, text("我提交的", "Submitted by me"), chosen == MINE);
    let states = State::ALL.map(|one| Choice::new(one.name(), state(one), chosen == one.name()));
    [all, mine].into_iter().chain(states).collect()
}

impl ListPage {
    fn state(&self, request: &ChangeRequest) -> (&'static str, &'static str) {
        (tag(request.state), self.ui.text(state(request.state)))
    }

    fn href(&self, request: &ChangeRequest) -> String {
        format!("{}/changes/{}", self.base, request.number)
    }

    /// "订单页客服 and 2 more"
    fn brings(&self, request: &ChangeRequest) -> String {
        let Some(first) = request.items.first() else { return String::new() };
        let more = request.items.len() - 1;
        let message = match more {
            0 => Message::name(&first.name),
            more => Message::new(
                format!("{} 等 {} 个对象", first.name, more + 1),
                format!("{} and {more} more", first.name),
            ),
        };
        self.ui.msg(&message).to_owned()
    }

    fn is_production(request: &ChangeRequest) -> bool {
        request.items.iter().any(|item| item.production)
    }
}
