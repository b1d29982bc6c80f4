//! The developer's home: every window whose code this person may take away, with its release.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::me::credentials::Notice;
use super::next_page;
use super::windows::life::tag;
use crate::catalog::form::Choice;
use crate::channels::{self, Channel, inherit};
use crate::domain::life::Stage;
use crate::rights::Place;
use crate::store::recognised::Eyes;
use crate::store::releases::{self, Installable};
use crate::text::{Text, text};
use crate::web::fault::Answer;
use crate::web::moment::{Moment, moment};
use crate::web::scope::Member;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "dev/dev.html")]
struct DevPage {
    ui: Ui,
    lines: Vec<Line>,
    channels: Vec<Choice>,
    words: String,
    next: Option<String>,
    /// Nothing is there at all, as opposed to nothing found.
    blank: bool,
    /// More than one enterprise stands in the list.
    several: bool,
    notice: Notice,
}

struct Line {
    window: Installable,
    channel: Text,
    target: Text,
    made: Option<Moment>,
}

impl Line {
    fn of(window: Installable) -> Self {
        let channel = channels::find(&window.channel);
        let target = channel.and_then(|channel| channels::tables::target(channel, &window.target));
        let unknown = text("未知", "Unknown");
        Line {
            channel: channel.map_or(unknown, Channel::label),
            target: target.map_or(unknown, |target| target.label),
            made: window.made_at.map(moment),
            window,
        }
    }

    /// The draft, or a value that it inherits, was saved after the live release was made.
    fn behind(&self) -> bool {
        let window = &self.window;
        window.draft_version.is_some_and(|version| version < window.version)
            || self.inherits_newer()
    }

    fn inherits_newer(&self) -> bool {
        let window = &self.window;
        let (Some(changed), Some(own), Some(made_at)) =
            (&window.changed, &window.own, window.made_at)
        else {
            return false;
        };
        let (Ok(changed), Ok(own)) = (serde_json::from_str(changed), serde_json::from_str(own))
        else {
            return false;
        };
        let moved = inherit::moved(&window.channel, &window.target, &changed, &own);
        moved.is_some_and(|at| at > made_at)
    }

    /// Where it stands, when it should not be installed anew.
    fn stage(&self) -> Option<(&'static str, Text)> {
        let stage = Stage::from_name(&self.window.life)?;
        Some((tag(stage)?, stage.label()))
    }

    fn href(&self) -> String {
        format!("/e/{}/windows/{}/install", self.window.slug, self.window.code)
    }
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    channel: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    cursor: String,
}

/// Characters that are searched for.
const MOST: usize = 80;

pub async fn show(Member { visit }: Member, query: Query<Wanted>) -> Answer {
    let signed_in = visit.person()?;
    let eyes = if signed_in.grants.sees(Place::Installation) {
        Eyes::All
    } else {
        Eyes::Person(signed_in.person.id)
    };
    let channel = channels::find(&query.channel).map(Channel::id);
    let words: String = query.q.trim().chars().take(MOST).collect();
    let after = query.cursor.split_once('/').unwrap_or_default();
    let mut read = visit.portal.db.read().await?;
    let wanted = releases::Wanted { channel, words: &words, after };
    let found = releases::installable(&mut read, eyes, wanted).await?;
    let now = visit.portal.clock.now();
    let notice = Notice::of(&mut read, &signed_in.person, now).await?;
    drop(read);
    let next = next_page(
        "/dev",
        &[("channel", channel.unwrap_or_default()), ("q", &words)],
        found.next.as_ref(),
    );
    let lines: Vec<Line> = found.items.into_iter().map(Line::of).collect();
    let mut ui = visit.ui(text("开发者", "Developers"))?;
    visit.take_flash(&mut ui);
    let first = lines.first().map(|line| line.window.slug.clone());
    let page = DevPage {
        ui,
        several: lines.iter().any(|line| Some(&line.window.slug) != first.as_ref()),
        blank: lines.is_empty() && channel.is_none() && words.is_empty() && query.cursor.is_empty(),
        channels: choices(channel),
        lines,
        words,
        next,
        notice,
    };
    visit.page(StatusCode::OK, &page)
}

fn choices(chosen: Option<&str>) -> Vec<Choice> {
    let all = Choice::new("", text("全部渠道", "All channels"), chosen.is_none());
    let each = channels::ALL
        .iter()
        .map(|channel| Choice::new(channel.id(), channel.label(), chosen == Some(channel.id())));
    std::iter::once(all).chain(each).collect()
}
