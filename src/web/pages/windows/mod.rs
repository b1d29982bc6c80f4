//! Chat windows: list, creation, the editor with its live preview, links.

mod conditions;
pub mod create;
pub mod defaults;
pub mod deployment;
pub mod draft_and_live;
pub mod editor;
pub mod edits;
pub mod fields;
pub mod handovers;
mod inherited;
pub mod install;
pub mod life;
pub mod links;
pub mod list;
mod options;
pub mod promotions;
mod registered;
pub mod releases;
#[cfg(test)]
pub mod samples;
mod vendor;
mod worse;

use crate::channels::{self, Ambient, Artifact};
use crate::domain::Window;
use crate::rights::Permission;
use crate::text::text;
use crate::web::fault::Fault;
use crate::web::scope::{List, Within};
use crate::web::ui::Ui;
use crate::web::visit::Visit;
use deployment::{References, without_visitor};

const LIST: List = List { label: text("聊天窗", "Chat windows"), path: "/windows" };

/// The frame of the pages of one window.
fn ui_of<P: Permission>(within: &Within<P>, window: &Window) -> Result<Ui, Fault> {
    let mut ui = within.ui_below_list(text("聊天窗", "Chat window"), LIST)?;
    ui.title.clone_from(&window.content.name);
    ui.notice = life::notice(window);
    Ok(ui)
}

/// The code of a stored window, as its editor shows it.
pub async fn artifacts(visit: &Visit, window: &Window) -> Result<Vec<Artifact>, Fault> {
    let channel = channels::find(&window.channel).ok_or_else(Fault::not_found)?;
    let target =
        fields::target_or_first(channel, &window.content.target).ok_or_else(Fault::not_found)?;
    let mut read = visit.portal.db.read().await?;
    let references = References::load(&mut read, window.enterprise, channel, target).await?;
    let deployment = without_visitor(&references.deployment(&window.content));
    Ok(channel
        .render(&deployment, &Ambient::at(visit.portal.clock.now() / crate::clock::SECOND))
        .artifacts)
}
