//! Change requests: the list, one request with everything that it would change, and what is done with
//! it. A release of production goes through here; there is no other way but an emergency, which is
//! flagged for ever.

mod closed;
pub mod contents;
pub mod due;
pub mod list;
pub mod live;
pub mod policy;
pub mod rebase;
pub mod releasing;
#[cfg(test)]
pub mod samples;
pub mod show;
mod shown;
pub mod submit;
pub mod verbs;

use crate::domain::request::{By, ChangeRequest, State};
use crate::rights::Permission;
use crate::text::{Text, text};
use crate::web::fault::Fault;
use crate::web::scope::{List, Within};
use crate::web::ui::Ui;

const LIST: List = List { label: text("变更审核", "Reviews"), path: "/changes" };

/// What a state is called.
pub const fn state(state: State) -> Text {
    match state {
        State::Submitted => text("待审核", "Waiting for review"),
        State::Approved => text("已批准", "Approved"),
        State::Released => text("已发布", "Released"),
        State::Rejected => text("已驳回", "Rejected"),
        State::Withdrawn => text("已撤回", "Withdrawn"),
    }
}

/// The kind of its tag.
const fn tag(state: State) -> &'static str {
    match state {
        State::Submitted => "warn",
        State::Approved => "info",
        State::Released => "ok",
        State::Rejected => "bad",
        State::Withdrawn => "off",
    }
}

fn ui_of<P: Permission>(within: &Within<P>, request: &ChangeRequest) -> Result<Ui, Fault> {
    let mut ui = within.ui_below_list(text("变更", "Change request"), LIST)?;
    ui.title = format!("#{} {}", request.number, request.title);
    Ok(ui)
}

/// Whoever is signed in, as a request names people.
fn by<P: Permission>(within: &Within<P>) -> Result<By, Fault> {
    let person = &within.visit.person()?.person;
    Ok(By { id: person.id.to_string(), name: person.name.clone() })
}

fn path_of<P: Permission>(within: &Within<P>, number: i64) -> String {
    within.path(&format!("/changes/{number}"))
}

/// Where the page of an object of a request is, below its enterprise.
fn object_path(noun: &str, handle: &str) -> Option<String> {
    let list = crate::web::pages::registry::shelf(noun)?.list.path;
    Some(format!("{list}/{handle}"))
}
