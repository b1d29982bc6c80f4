//! The registry at an earlier moment. Every list and every object of an enterprise has these pages
//! behind `?as_of=`; nothing on them changes anything, and the ordinary pages know nothing of it. What
//! exists only for now says so.

pub mod compare;
mod list;
mod object;
#[cfg(test)]
pub mod samples;
mod shown;
pub(in crate::web) mod view;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Query;
use askama::Template;

use crate::domain::Enterprise;
use crate::error::Error;
use crate::rights::{Permission, Place, ReadHistory};
use crate::store::Read;
use crate::store::past::{self, Existence};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::moment::moment;
use crate::web::routes;
use crate::web::scope::Within;
use crate::web::ui::{PageError, Ui};
use crate::web::visit::{Told, Visit};
use view::{FUTURE, MALFORMED, Refusal, Wanted, with};

pub use list::show as list;
pub use object::{defaults, domains, enterprise, show as object};

/// No state to show: why, and the form for another moment.
#[derive(Template)]
#[template(path = "as_of/ask.html")]
struct AskPage {
    ui: Ui,
    path: String,
    typed: String,
    /// Why there is nothing to see at that moment.
    said: Option<Message>,
    /// The nearest moment that can be seen, or another page that can.
    instead: Option<(Message, String)>,
}

impl AskPage {
    /// What was typed stays visible, also where the browser's own field could not hold it.
    fn kind(&self) -> &'static str {
        kind(&self.typed)
    }
}

fn kind(typed: &str) -> &'static str {
    let plain =
        typed.is_empty() || (typed.contains('T') && typed.parse::<jiff::civil::DateTime>().is_ok());
    if plain { "datetime-local" } else { "text" }
}

/// Pages that tell an earlier moment under another name: a history and a report end there, and what was
/// live then stands in the list of windows.
pub async fn elsewhere(within: Within<ReadHistory>, query: Query<Wanted>) -> Answer {
    let path = within.visit.request().path();
    let typed = query.as_of.trim();
    let to = match path.strip_prefix(within.path("").as_str()) {
        Some("/releases") => with(&within.path("/windows"), "as_of", typed),
        Some("/reports/people") => with(path, "on", typed),
        _ => with(path, "to", typed),
    };
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish())
}

fn refused(within: &Within<ReadHistory>, path: String, typed: &str, why: Refusal) -> Answer {
    let mut ui = within.ui_below(text("查看过去的状态", "An earlier moment"))?;
    ui.as_of = None;
    let mut page = AskPage { typed: typed.trim().to_owned(), said: None, instead: None, path, ui };
    let wrong =
        |what| PageError { field: Some("as_of".into()), label: None, text: Message::from(what) };
    let begins = |page: &mut AskPage, said, at: &crate::web::moment::Moment| {
        page.said = Some(said);
        let words = Message::new(format!("看 {} 的状态", at.shown), format!("See {}", at.shown));
        page.instead = Some((words, with(&page.path, "as_of", &at.iso)));
    };
    let status = match why {
        Refusal::Malformed => {
            page.ui.errors = vec![wrong(MALFORMED)];
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Refusal::Future => {
            page.ui.errors = vec![wrong(FUTURE)];
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Refusal::TooEarly(at) => {
            let said = Message::new(
                format!("这个企业的历史从 {} 开始，更早没有任何登记。", at.shown),
                format!(
                    "The history of this enterprise begins at {}; nothing was registered before.",
                    at.shown
                ),
            );
            begins(&mut page, said, &at);
            StatusCode::NOT_FOUND
        }
        Refusal::Removed(at) => {
            let said = Message::new(
                format!("历史只保留到 {}；更早的记录已按保留规则清除。", at.shown),
                format!(
                    "History is kept from {} on; earlier events were removed under the retention rule.",
                    at.shown
                ),
            );
            begins(&mut page, said, &at);
            StatusCode::NOT_FOUND
        }
    };
    within.visit.page(status, &page)
}

/// It was not there at that moment: not yet, or no longer.
async fn not_yet(
    within: &Within<ReadHistory>,
    read: &mut Read,
    path: String,
    typed: &str,
    one: &Existence,
) -> Answer {
    let log = within.enterprise.log();
    let born = past::at(read, log, one.born).await?.map(|point| moment(point.at));
    let mut ui = within.ui_below(text("当时不存在", "Not there at that moment"))?;
    ui.as_of = None;
    let instead = born.map(|born| {
        let words = Message::new(
            format!("看它登记时（{}）", born.shown),
            format!("See it when it was registered, {}", born.shown),
        );
        (words, with(&path, "as_of", &born.iso))
    });
    let said = text("这个对象在那个时刻不存在。", "This object was not there at that moment.");
    let page =
        AskPage { typed: typed.trim().to_owned(), said: Some(said.into()), instead, path, ui };
    within.visit.page(StatusCode::NOT_FOUND, &page)
}

/// The answer of a page that exists only for now, when it is asked for an earlier moment.
pub fn only_now(visit: &Visit, enterprise: &Enterprise) -> Result<(), Fault> {
    let request = visit.request();
    let pattern = request.match_pattern().unwrap_or_default();
    let asked = Query::<Vec<(String, String)>>::from_query(request.query_string());
    let asked = asked.map(Query::into_inner).unwrap_or_default();
    let Some((_, typed)) = asked.iter().find(|(name, _)| name == "as_of") else { return Ok(()) };
    if request.method() == actix_web::http::Method::POST || routes::tells_past(&pattern) {
        return Ok(());
    }
    let grants = &visit.person()?.grants;
    if !grants.allow::<ReadHistory>(Place::Enterprise(enterprise.id)) {
        let place = Place::Enterprise(enterprise.id);
        return Err(visit.denied(place, ReadHistory::NAME, &Told::enterprise(enterprise)));
    }
    let base = format!("/e/{}", enterprise.slug);
    let near = nearest(request.path(), &base);
    let mut ui = visit.ui_within(
        enterprise,
        text("只有现在的状态", "This page exists only for now").to(visit.lang()).to_owned(),
    )?;
    ui.as_of = None;
    let said = text(
        "这个页面没有过去的状态。可以看离它最近、有过去状态的页面，或去掉时刻看现在。",
        "This page has no earlier states. See the nearest page that has them, or leave the moment out to see it now.",
    );
    let words = text("看那个时刻的状态", "See that moment there");
    let page = AskPage {
        typed: typed.trim().to_owned(),
        said: Some(said.into()),
        instead: Some((words.into(), with(&near, "as_of", typed))),
        path: near,
        ui,
    };
    let body = page.render().map_err(Error::broken)?;
    Err(Fault::Drawn { status: StatusCode::UNPROCESSABLE_ENTITY, body, retry_after: None })
}

/// The longest beginning of a path that has earlier states.
fn nearest(path: &str, base: &str) -> String {
    let mut parts: Vec<&str> = path
        .strip_prefix(base)
        .unwrap_or_default()
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    while !parts.is_empty() {
        let path = format!("{base}/{}", parts.join("/"));
        if routes::has_past(&path) {
            return path;
        }
        parts.pop();
    }
    base.to_owned()
}
