//! The component gallery of development builds: every component in every state.

mod drawing;
mod samples;

use actix_web::http::StatusCode;
use askama::Template;

use crate::catalog::form::{Choice, Group};
use crate::channels::preview::Preview;
use crate::channels::{Artifact, Diagnostic};
use crate::domain::FieldChange as Changed;
use crate::text::text;
use crate::web::fault::{Answer, Fault};
use crate::web::ui::Ui;
use crate::web::visit::Visit;
use drawing::drawing;
use samples::{NOW, WAS, artifacts, diagnostics, groups, items, lines, options, rows};

pub async fn show(visit: Visit) -> Answer {
    if !visit.portal.gallery {
        return Err(Fault::not_found());
    }
    let ui = visit.ui(text("部件", "Components"))?;
    visit.page(StatusCode::OK, &Gallery::sample(ui))
}

#[derive(Template)]
#[template(path = "gallery.html")]
struct Gallery {
    ui: Ui,
    options: Vec<Choice>,
    groups: Vec<Group>,
    diagnostics: Vec<Diagnostic>,
    labels: Vec<&'static str>,
    newer: Option<String>,
    older: Option<String>,
    artifacts: Vec<Artifact>,
    was: &'static str,
    now: &'static str,
    items: Vec<Item>,
    rows: Vec<Row>,
    lines: Vec<Line>,
    drawing: Preview,
}

/// What `timeline::list` draws.
struct Item {
    who: String,
    text: String,
    href: Option<String>,
    iso: String,
    at: String,
    meta: String,
    reason: String,
    current: bool,
    changes: Vec<Changed>,
}

/// What `diff::labelled` draws.
struct Row {
    label: String,
    raw: String,
    before: Option<String>,
    after: Option<String>,
}

/// What `diff::unified` draws.
struct Line {
    sign: char,
    text: String,
}

impl Gallery {
    fn sample(ui: Ui) -> Self {
        let labels = if ui.zh() {
            vec!["管理员账号", "首个企业", "首个聊天窗", "完成"]
        } else {
            vec!["Administrator", "Enterprise", "Chat window", "Done"]
        };
        Gallery {
            ui,
            labels,
            options: options(),
            groups: groups(),
            diagnostics: diagnostics(),
            newer: None,
            older: Some("/ui?cursor=1".into()),
            artifacts: artifacts(),
            was: WAS,
            now: NOW,
            items: items(),
            rows: rows(),
            lines: lines(),
            drawing: drawing(),
        }
    }
}

#[cfg(test)]
pub const PAGES: &[crate::web::sample::Page] = &[crate::web::sample::Page::of::<Gallery>()];

#[cfg(test)]
impl crate::web::sample::Sample for Gallery {
    fn samples(ui: Ui, words: crate::web::sample::Words) -> Vec<Self> {
        vec![
            Gallery::sample(words.refused(&ui)),
            Gallery::sample(words.refusing(&ui, &["name", "email", "environment", "note"])),
        ]
    }
}
