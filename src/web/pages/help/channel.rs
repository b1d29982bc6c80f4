//! The help page of one channel.

use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;

use super::rows::{Chapter, Erratum, chapters, errata};
use super::{Made, made, ui_of};
use crate::channels::{self, Channel, Explanation, Scheme, examples};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::scope::Member;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "help/channel.html")]
pub struct ChannelPage {
    ui: Ui,
    channel: &'static dyn Channel,
    targets: Vec<Made>,
    chapters: Vec<Chapter>,
    schemes: Vec<Signing>,
    errata: Vec<Erratum>,
    wanted: String,
    /// Names that are shown, and names that there are.
    shown: usize,
    total: usize,
}

/// A way to sign, worked with the public key of the examples.
struct Signing {
    scheme: &'static dyn Scheme,
    explanation: Option<Explanation>,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
}

pub async fn show(Member { visit }: Member, channel: Path<String>, query: Query<Wanted>) -> Answer {
    let channel = channels::find(&channel).ok_or_else(Fault::not_found)?;
    let ui = ui_of(&visit, channel.label())?;
    let wanted: String = query.q.trim().chars().filter(|c| !c.is_control()).take(100).collect();
    visit.page(StatusCode::OK, &page(ui, channel, wanted))
}

pub fn page(ui: Ui, channel: &'static dyn Channel, wanted: String) -> ChannelPage {
    let all = chapters(channel, "");
    let (total, errata) = (size(&all), errata(&all));
    let chapters = if wanted.is_empty() { all } else { chapters(channel, &wanted) };
    ChannelPage {
        ui,
        channel,
        targets: channel.targets().iter().map(|target| made(channel, target)).collect(),
        shown: size(&chapters),
        chapters,
        schemes: channel.schemes().iter().map(|scheme| signing(channel, *scheme)).collect(),
        errata,
        wanted,
        total,
    }
}

fn size(chapters: &[Chapter]) -> usize {
    chapters.iter().flat_map(|chapter| &chapter.groups).map(|group| group.lines.len()).sum()
}

fn signing(channel: &dyn Channel, scheme: &'static dyn Scheme) -> Signing {
    let uses = |target: &str| {
        let target = channels::tables::target(channel, target);
        target.is_some_and(|target| target.key == Some(scheme.id()))
    };
    let explanation = examples::all().filter_map(examples::Example::read).find_map(|(of, one)| {
        let fits = of.id() == channel.id() && one.key.is_some() && uses(&one.target);
        fits.then(|| of.explain(&one)).flatten()
    });
    Signing { scheme, explanation }
}

impl ChannelPage {
    /// How many names are shown, said after a search.
    fn found(&self) -> String {
        let (shown, total) = (self.shown, self.total);
        let said = Message::new(
            format!("{total} 个名称中有 {shown} 个提到“{}”。", self.wanted),
            format!("{shown} of {total} names mention “{}”.", self.wanted),
        );
        said.to(self.ui.lang).to_owned()
    }

    fn total(&self) -> String {
        let said =
            Message::new(format!("共 {} 个名称", self.total), format!("{} names", self.total));
        said.to(self.ui.lang).to_owned()
    }

    fn samples_of(scheme: &dyn Scheme) -> String {
        format!("jieru samples --scheme {}", scheme.id())
    }

    fn none(&self) -> &'static str {
        self.ui.text(text("没有名称提到它", "No name mentions it"))
    }
}
