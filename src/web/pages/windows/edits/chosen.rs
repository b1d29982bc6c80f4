//! The windows that are edited together: which they are, and why some cannot be.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;

use crate::channels::{self, Channel, Target};
use crate::domain::{Window, WindowId};
use crate::rights::EditWindows;
use crate::store::windows;
use crate::text::{Message, Text, text};
use crate::web::fault::Fault;
use crate::web::form::Form;
use crate::web::pages::windows::LIST;
use crate::web::pages::windows::fields::target_or_first;
use crate::web::scope::Within;
use crate::web::visit::own_path;

/// Windows that one act may change.
const MOST: usize = 200;

pub(super) struct Chosen {
    /// In the order of their codes.
    pub windows: Vec<Window>,
    /// The versions that a review was drawn from.
    pub seen: BTreeMap<String, i64>,
    /// The part of the list that they were chosen in.
    pub back: String,
}

impl Chosen {
    /// `ids`, or `version.ID` once there was a review.
    pub async fn take(within: &Within<EditWindows>, form: &mut Form) -> Result<Self, Fault> {
        let mut seen = BTreeMap::new();
        for (id, values) in form.prefixed("version.", &[]) {
            let number = values.first().and_then(|number| number.parse().ok());
            seen.insert(id, number.ok_or_else(|| Fault::status(StatusCode::BAD_REQUEST))?);
        }
        let mut ids: BTreeSet<String> = form.several("ids").into_iter().collect();
        ids.extend(seen.keys().cloned());
        if ids.is_empty() {
            return Err(wrong(text("请先在列表中选择", "Choose something in the list first")));
        }
        if ids.len() > MOST {
            return Err(wrong(text(
                "一次最多修改 200 个聊天窗",
                "At most 200 chat windows at once",
            )));
        }
        let list = within.path(LIST.path);
        let back = form.take("back");
        let inside = |to: &&str| to.split('?').next() == Some(list.as_str());
        let back = own_path(&back).filter(inside).unwrap_or(&list).to_owned();
        Ok(Chosen { windows: load(within, &ids).await?, seen, back })
    }

    /// The same windows as they are stored now.
    pub async fn again(self, within: &Within<EditWindows>) -> Result<Self, Fault> {
        let ids = self.windows.iter().map(|window| window.id.to_string()).collect();
        Ok(Chosen { windows: load(within, &ids).await?, ..self })
    }

    /// Their channel, where all are of one.
    pub fn channel(&self) -> Option<&'static dyn Channel> {
        let first = self.windows.first()?;
        let same = self.windows.iter().all(|window| window.channel == first.channel);
        channels::find(&first.channel).filter(|_| same)
    }

    /// The windows of each channel.
    pub fn by_channel(&self) -> Vec<(&'static dyn Channel, Vec<&Window>)> {
        let mut parts: BTreeMap<&str, Vec<&Window>> = BTreeMap::new();
        for window in &self.windows {
            parts.entry(&window.channel).or_default().push(window);
        }
        parts.into_iter().filter_map(|(id, windows)| Some((channels::find(id)?, windows))).collect()
    }

    /// Whether a review was drawn from another version than the one stored now.
    pub fn is_stale(&self, window: &Window) -> bool {
        self.seen.get(&window.id.to_string()) != Some(&window.version)
    }
}

/// The kind of entry of a window.
pub(super) fn target(channel: &'static dyn Channel, window: &Window) -> Option<&'static Target> {
    target_or_first(channel, &window.content.target)
}

async fn load(within: &Within<EditWindows>, ids: &BTreeSet<String>) -> Result<Vec<Window>, Fault> {
    let mut read = within.visit.portal.db.read().await?;
    let mut found = Vec::new();
    for id in ids {
        let id: WindowId = id.parse().map_err(|_| Fault::not_found())?;
        let window = windows::find(&mut read, within.enterprise.id, id).await?;
        found.push(window.ok_or_else(Fault::not_found)?);
    }
    drop(read);
    refuse(
        &found,
        |window| window.trashed_at.is_some(),
        text(
            "在回收站里，不能修改。请先恢复它们",
            "in the trash and cannot be changed. Restore them first",
        ),
    )?;
    refuse(
        &found,
        Window::is_retired,
        text(
            "已停用，只能查看。请从选择中去掉它们，或先改回在用",
            "retired and can only be looked at. Leave them out, or put them back in use first",
        ),
    )?;
    found.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(found)
}

fn wrong(what: Text) -> Fault {
    Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, what)
}

/// Refuses all of them for the sake of some, and names those.
fn refuse(windows: &[Window], which: impl Fn(&Window) -> bool, why: Text) -> Result<(), Fault> {
    let held = windows.iter().filter(|window| which(window));
    let names: Vec<&str> = held.map(|window| window.content.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    let what = Message::new(
        format!("这些聊天窗{}：{}。", why.zh, names.join("、")),
        format!("These chat windows are {}: {}.", why.en, names.join(", ")),
    );
    Err(Fault::saying(StatusCode::CONFLICT, what))
}
