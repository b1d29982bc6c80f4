//! One event as the timeline tells it, and the events of one act together.

use super::Placed;
use crate::domain::FieldChange;
use crate::domain::second_factor::PASSKEY_NAME;
use crate::rights::Role;
use crate::store::history::Event;
use crate::web::moment::moment;
use crate::web::pages::registry::shelf;
use crate::web::told::{self, Names};
use crate::web::ui::Ui;

/// Events of one act, which stand together in a log.
pub struct Group {
    pub items: Vec<Item>,
    /// The newest event of the whole log is among them.
    pub current: bool,
}

/// Events of a larger act that stand open; the others are folded away.
const OPEN: usize = 4;

impl Group {
    fn cut(&self) -> usize {
        // One or two would not be worth the fold.
        if self.items.len() > OPEN + 2 { OPEN } else { self.items.len() }
    }

    pub fn shown(&self) -> &[Item] {
        self.items.get(..self.cut()).unwrap_or_default()
    }

    pub fn folded(&self) -> &[Item] {
        self.items.get(self.cut()..).unwrap_or_default()
    }
}

pub struct Item {
    pub seq: i64,
    pub who: String,
    pub text: String,
    pub href: Option<String>,
    /// The address of the event itself.
    pub own: String,
    pub iso: String,
    pub at: String,
    pub meta: String,
    pub reason: String,
    pub changes: Vec<FieldChange>,
}

/// Events, newest first, as groups; `newest` says that the log's last event is the first one.
pub fn groups(
    events: &[Event],
    newest: bool,
    placed: &Placed,
    names: &Names,
    ui: &Ui,
) -> Vec<Group> {
    let each = events.chunk_by(|one, other| one.act == other.act).enumerate();
    each.map(|(at, act)| Group {
        items: act.iter().map(|event| Item::of(event, placed, names, ui)).collect(),
        current: newest && at == 0,
    })
    .collect()
}

impl Item {
    pub fn of(event: &Event, placed: &Placed, names: &Names, ui: &Ui) -> Self {
        let at = moment(event.at);
        Item {
            seq: event.seq,
            who: who(event, ui),
            text: sentence(event, ui),
            href: href(event, &placed.base),
            own: format!("{}/history/{}", placed.base, event.seq),
            iso: at.iso,
            at: at.shown,
            meta: meta(event, ui),
            reason: event.reason.clone(),
            changes: told::changes(event, names, ui.lang),
        }
    }
}

pub fn who(event: &Event, ui: &Ui) -> String {
    told::actor(&event.actor_kind, &event.actor_name, ui.lang)
}

/// Verb and name; a verb that ends with a full-width colon needs no space.
pub fn sentence(event: &Event, ui: &Ui) -> String {
    let verb = told::action(&event.action).map_or(event.action.as_str(), |text| ui.text(text));
    let name = event.details.get("name").map(String::as_str).unwrap_or_default();
    if name.is_empty() || event.noun == "session" {
        return verb.trim_end_matches('：').to_owned();
    }
    let space = if verb.ends_with('：') { "" } else { " " };
    format!("{verb}{space}{name}")
}

/// Where the subject of an event is to be found.
pub fn href(event: &Event, base: &str) -> Option<String> {
    match event.noun.as_str() {
        "window" | "link" => event.details.get("code").map(|code| format!("{base}/windows/{code}")),
        "handover" => {
            event.details.get("code").map(|code| format!("{base}/windows/{code}/handovers"))
        }
        "change_request" => {
            event.details.get("number").map(|number| format!("{base}/changes/{number}"))
        }
        "review_policy" => Some(format!("{base}/settings/review")),
        "dictionary" => Some(format!("{base}/vip-fields")),
        "domains" => Some(format!("{base}/settings/domains")),
        "defaults" => Some(format!("{base}/settings/defaults/{}", event.subject)),
        "enterprise" if !base.is_empty() => Some(base.to_owned()),
        noun if !event.action.ends_with(".purged") => {
            shelf(noun).map(|shelf| format!("{base}{}/{}", shelf.list.path, event.subject))
        }
        _ => None,
    }
}

pub fn role(event: &Event, ui: &Ui) -> Option<String> {
    Role::from_name(&event.actor_role).map(|role| ui.text(role.label()).to_owned())
}

fn meta(event: &Event, ui: &Ui) -> String {
    let said = |word: &str, value: &str| (!value.is_empty()).then(|| format!("{word} {value}"));
    let detail = |name: &str| event.details.get(name).map(String::as_str).unwrap_or_default();
    // The ends of the ids differ; their beginnings are the time.
    let request =
        event.request_id.len().checked_sub(8).and_then(|from| event.request_id.get(from..));
    let told = [
        role(event, ui),
        said(ui.t("权限", "right"), &event.permission),
        said(ui.t("密钥", "key"), detail("key")),
        said("", detail("key_fingerprint")),
        said(ui.t("访客", "visitor"), detail("visitor")),
        said(ui.t("复制自", "copied from"), detail("copied_from")),
        said(ui.t("地址", "path"), detail("path")),
        said(ui.t("通行密钥", "passkey"), detail(PASSKEY_NAME)),
        said(ui.t("次数", "times"), detail("count")),
        said(ui.t("来源", "from"), &event.address),
        said(ui.t("请求", "request"), request.unwrap_or_default()),
    ];
    told.into_iter().flatten().map(|part| part.trim().to_owned()).collect::<Vec<_>>().join(" · ")
}
