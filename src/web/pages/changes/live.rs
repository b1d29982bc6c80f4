//! What is live now: every window of an enterprise that was released, as a table and as text to take
//! along.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;

use crate::rights::ViewEnterprise;
use crate::store::standing::{self, Standing};
use crate::text::text;
use crate::web::fault::Answer;
use crate::web::moment::{Moment, ZONE_SHOWN, moment};
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::Within;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "changes/live.html")]
pub(super) struct LivePage {
    pub ui: Ui,
    pub base: String,
    pub now: Moment,
    pub lines: Vec<Line>,
    pub next: Option<String>,
}

pub(super) struct Line {
    pub standing: Standing,
    pub made: Moment,
}

pub async fn show(within: Within<ViewEnterprise>, query: Query<Cursor>) -> Answer {
    let portal = &within.visit.portal;
    let mut read = portal.db.read().await?;
    let page = standing::list(&mut read, within.enterprise.id, &query.cursor).await?;
    drop(read);
    let page = LivePage {
        ui: within.ui_below(text("现在线上", "What is live"))?,
        base: within.path(""),
        now: moment(portal.clock.now()),
        next: next_page(&within.path("/releases"), &[], page.next.as_ref()),
        lines: page.items.into_iter().map(line).collect(),
    };
    within.visit.page(StatusCode::OK, &page)
}

pub(super) fn line(standing: Standing) -> Line {
    Line { made: moment(standing.made_at), standing }
}

impl LivePage {
    /// One line a window: code, release, environment, when, content hash.
    fn copied(&self) -> String {
        let mut text = format!("{} ({ZONE_SHOWN})\n", self.now.shown);
        for Line { standing, made } in &self.lines {
            let Standing { code, number, environment, content_hash, .. } = standing;
            text.extend([format!(
                "{code}\tv{number}\t{environment}\t{}\t{content_hash}\n",
                made.shown
            )]);
        }
        text
    }
}
