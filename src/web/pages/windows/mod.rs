//! Chat windows: list, creation, the editor with its live preview, links.

pub mod create;
mod deployment;
pub mod editor;
mod fields;
pub mod links;
pub mod list;
#[cfg(test)]
pub mod samples;

use crate::channels::{self, Artifact};
use crate::domain::Window;
use crate::rights::Permission;
use crate::text::Text;
use crate::web::fault::Fault;
use crate::web::scope::Within;
use crate::web::ui::{Crumb, Ui};
use crate::web::visit::Visit;
use deployment::{References, without_visitor};

/// The frame of the pages about windows; `below` adds the list to the crumbs.
fn ui<P: Permission>(within: &Within<P>, title: Text, below: bool) -> Result<Ui, Fault> {
    let mut ui = within.ui(title)?;
    ui.crumbs = vec![Crumb { label: within.enterprise.name.clone(), href: Some(within.path("")) }];
    if below {
        let label = ui.t("聊天窗", "Chat windows").to_owned();
        ui.crumbs.push(Crumb { label, href: Some(within.path("/windows")) });
    }
    Ok(ui)
}

/// The frame of the pages of one window.
fn ui_of<P: Permission>(within: &Within<P>, window: &Window) -> Result<Ui, Fault> {
    let mut ui = ui(within, crate::text::text("聊天窗", "Chat window"), true)?;
    ui.title.clone_from(&window.content.name);
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
    Ok(channel.render(&deployment, visit.portal.clock.now() / crate::clock::SECOND).artifacts)
}
