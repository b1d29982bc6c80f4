//! The list of chat windows.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::LIST;
use crate::catalog::form::Choice;
use crate::channels::{self, Channel};
use crate::rights::{EditWindows, ViewEnterprise};
use crate::store::windows;
use crate::text::{Text, text};
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::pages::next_page;
use crate::web::scope::Within;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "windows/list.html")]
struct ListPage {
    ui: Ui,
    base: String,
    lines: Vec<Line>,
    channels: Vec<Choice>,
    next: Option<String>,
    /// Nothing is registered at all, as opposed to nothing found.
    blank: bool,
    may_edit: bool,
}

/// A window as lists show it.
pub struct Line {
    pub window: windows::Line,
    pub channel: Text,
    pub target: Text,
    pub updated: Moment,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    channel: String,
    #[serde(default)]
    cursor: String,
}

pub async fn show(within: Within<ViewEnterprise>, query: Query<Wanted>) -> Answer {
    let channel = channels::find(&query.channel).map(Channel::id);
    let mut read = within.visit.portal.db.read().await?;
    let page = windows::list(&mut read, within.enterprise.id, channel, &query.cursor).await?;
    drop(read);
    let next = next_page(
        &within.path(LIST.path),
        &[("channel", channel.unwrap_or_default())],
        page.next.as_ref(),
    );
    let lines: Vec<Line> = page.items.into_iter().map(line).collect();
    let mut ui = within.ui_below(LIST.label)?;
    within.visit.take_flash(&mut ui);
    let blank = lines.is_empty() && channel.is_none() && query.cursor.is_empty();
    let page = ListPage {
        ui,
        base: within.path(""),
        lines,
        channels: choices(channel),
        next,
        blank,
        may_edit: within.allows::<EditWindows>(),
    };
    within.visit.page(StatusCode::OK, &page)
}

fn choices(chosen: Option<&str>) -> Vec<Choice> {
    let all = Choice::new("", text("全部渠道", "All channels"), chosen.is_none());
    let each = channels::ALL
        .iter()
        .map(|channel| Choice::new(channel.id(), channel.label(), chosen == Some(channel.id())));
    std::iter::once(all).chain(each).collect()
}

pub fn line(window: windows::Line) -> Line {
    let channel = channels::find(&window.channel);
    let target = channel.and_then(|channel| channels::tables::target(channel, &window.target));
    let unknown = text("未知", "Unknown");
    Line {
        channel: channel.map_or(unknown, Channel::label),
        target: target.map_or(unknown, |target| target.label),
        updated: moment(window.updated_at),
        window,
    }
}
