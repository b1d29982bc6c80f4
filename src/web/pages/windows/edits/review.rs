//! What an edit of several windows would make of each: its fields before and after, what its kind does
//! not know, and what would be wrong then.

use std::collections::BTreeMap;

use super::chosen::{Chosen, target};
use super::options::{knows, parameter};
use super::typed::Typed;
use crate::catalog::{self, Values};
use crate::channels::{Channel, Diagnostic, Target, tables};
use crate::clock::{Millis, SECOND};
use crate::domain::window::{Content, Draft};
use crate::domain::{Change, Window};
use crate::rights::EditWindows;
use crate::text::{Lang, Message, Text, text};
use crate::web::fault::Fault;
use crate::web::pages::windows::deployment::{References, TEMPLATE_LANGUAGE, findings};
use crate::web::pages::windows::worse::worse;
use crate::web::scope::Within;
use crate::web::told::{self, Labelled};
use crate::web::ui::Ui;

/// What becomes of one window.
pub(super) struct Plan {
    pub window: Window,
    pub kind: Text,
    /// `None` where nothing is different.
    pub new: Option<(Window, Change)>,
    /// Options that it does not take, and why.
    pub strangers: Vec<Message>,
    /// Errors and warnings that the edit brings.
    pub found: Vec<Diagnostic>,
    pub left_out: bool,
}

impl Plan {
    pub fn is_wrong(&self) -> bool {
        !self.left_out && self.found.iter().any(Diagnostic::is_error)
    }

    /// What is written, where anything is.
    pub fn written(&self) -> Option<&(Window, Change)> {
        self.new.as_ref().filter(|_| !self.left_out)
    }
}

pub(super) async fn plans(
    within: &Within<EditWindows>,
    channel: &'static dyn Channel,
    chosen: &Chosen,
    typed: &Typed,
) -> Result<Vec<Plan>, Fault> {
    let now = within.visit.portal.clock.now();
    let mut known: BTreeMap<&str, References> = BTreeMap::new();
    let mut read = within.visit.portal.db.read().await?;
    let mut found = Vec::new();
    for window in &chosen.windows {
        let target = target(channel, window).ok_or_else(Fault::not_found)?;
        if !known.contains_key(target.id) {
            let loaded = References::load(&mut read, window.enterprise, channel, target).await?;
            known.insert(target.id, loaded);
        }
        let Some(references) = known.get(target.id) else { continue };
        found.push(plan((channel, target), references, window, typed, now));
    }
    Ok(found)
}

pub(super) fn plan(
    (channel, target): (&'static dyn Channel, &'static Target),
    references: &References,
    window: &Window,
    typed: &Typed,
    now: Millis,
) -> Plan {
    let (content, strangers) = applied(channel, target, references, &window.content, typed);
    let new = window.edit(Draft { content, meta: window.meta.clone() }, now);
    let look = |content: &Content| {
        findings(channel, &references.deployment(content), &references.fields, now / SECOND)
    };
    let found = new.as_ref().map_or_else(Vec::new, |(new, _)| {
        worse(&look(&window.content), look(&new.content), |name| typed.names(name))
    });
    Plan {
        kind: target.label,
        new,
        strangers,
        found,
        left_out: typed.left_out.contains(&window.id.to_string()),
        window: window.clone(),
    }
}

/// The window with the values put in that it knows, and those taken out that were cleared.
fn applied(
    channel: &dyn Channel,
    target: &Target,
    references: &References,
    stored: &Content,
    typed: &Typed,
) -> (Content, Vec<Message>) {
    let mut content = stored.clone();
    let template = references.template(stored);
    let language = template.filter(|template| !template.settings.locale.is_empty());
    let mut strangers = Vec::new();
    for (name, value) in &typed.values {
        let label = tables::param(channel, &format!("p.{name}")).map(|param| param.label);
        let label = label.map_or_else(|| Message::name(name), Message::from);
        if !knows(channel, target, name) {
            strangers.push(Message::new(
                format!("“{}”不适用于这种接入方式，不写入", label.zh),
                format!("“{}” does not exist for this kind of entry and is left out", label.en),
            ));
        } else if let Some(template) = language.filter(|_| name == TEMPLATE_LANGUAGE) {
            strangers.push(Message::new(
                format!("“{}”由留言模板“{}”决定，不写入", label.zh, template.settings.name),
                format!(
                    "“{}” is decided by the template “{}” and is left out",
                    label.en, template.settings.name
                ),
            ));
        } else if !means_the_same(channel, name, value, &content.parameters) {
            content.parameters.insert(name.clone(), value.clone());
        }
    }
    content.parameters.retain(|name, _| !typed.cleared.contains(name));
    (content, strangers)
}

/// JSON that means what is stored stays as it is, letter by letter.
fn means_the_same(
    channel: &dyn Channel,
    name: &str,
    value: &serde_json::Value,
    stored: &Values,
) -> bool {
    let Some(param) = parameter(channel, name).filter(|param| param.kind.is_json()) else {
        return false;
    };
    let meaning = |value| catalog::canonical(channel.parameters(), param, value);
    let was = stored.get(name).and_then(meaning);
    was.is_some() && was == meaning(value)
}

/// All plans as the page shows them.
pub(super) struct Review {
    /// Those that are wrong stand first.
    pub changed: Vec<Reviewed>,
    pub same: Vec<Reviewed>,
    pub left_out: Vec<Reviewed>,
}

pub(super) struct Reviewed {
    pub id: String,
    pub code: String,
    pub name: String,
    pub kind: Text,
    pub fields: Vec<Labelled>,
    pub strangers: Vec<Message>,
    pub found: Vec<Diagnostic>,
    pub wrong: bool,
}

impl Review {
    pub fn of(channel: &dyn Channel, plans: &[Plan], lang: Lang) -> Self {
        let mut review = Review { changed: Vec::new(), same: Vec::new(), left_out: Vec::new() };
        for plan in plans {
            let part = match (plan.left_out, &plan.new) {
                (true, _) => &mut review.left_out,
                (false, Some(_)) => &mut review.changed,
                (false, None) => &mut review.same,
            };
            part.push(Reviewed::of(channel, plan, lang));
        }
        review.changed.sort_by_key(|one| !one.wrong);
        review
    }

    pub fn wrong(&self) -> usize {
        self.changed.iter().filter(|one| one.wrong).count()
    }

    /// Few enough to be read at once.
    pub fn short(&self) -> bool {
        const FEW: usize = 6;
        self.changed.len() <= FEW
    }

    /// "Save 3 windows"
    pub fn save(&self, ui: &Ui) -> String {
        let count = self.changed.len();
        let windows = if count == 1 { "window" } else { "windows" };
        if ui.zh() {
            format!("保存 {count} 个聊天窗")
        } else {
            format!("Save {count} {windows}")
        }
    }

    /// How it comes out, in a line.
    pub fn summary(&self, ui: &Ui) -> String {
        let (changed, same, wrong) = (self.changed.len(), self.same.len(), self.wrong());
        match (ui.zh(), wrong) {
            (true, 0) => format!("{changed} 个聊天窗的草稿会改变，{same} 个不变。"),
            (true, _) => format!(
                "{changed} 个聊天窗的草稿会改变，其中 {wrong} 个会出现错误；{same} 个不变。"
            ),
            (false, 0) => format!("Drafts that would change: {changed}; unchanged: {same}."),
            (false, _) => format!(
                "Drafts that would change: {changed}, {wrong} of them with errors; unchanged: {same}."
            ),
        }
    }
}

impl Reviewed {
    fn of(channel: &dyn Channel, plan: &Plan, lang: Lang) -> Self {
        let changes = plan.new.as_ref().map_or(&[][..], |(_, change)| &change.changes);
        Reviewed {
            id: plan.window.id.to_string(),
            code: plan.window.code.clone(),
            name: plan.window.content.name.clone(),
            kind: plan.kind,
            fields: told::labelled(channel.id(), changes, lang),
            strangers: plan.strangers.clone(),
            found: plan.found.clone(),
            wrong: plan.is_wrong(),
        }
    }
}

/// Why nothing is saved for the sake of some windows.
pub(super) const WRONG: Text = text(
    "有聊天窗会出现错误，什么也没有保存。请改正取值，或在下面勾选“不改它”",
    "Some windows would have errors, so nothing was saved. Put the value right, or tick “Leave it out” below",
);
