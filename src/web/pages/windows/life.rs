//! `POST …/windows/{code}/life`: a window is deprecated, retired, or put back in use; and what its
//! pages say of that.

use actix_web::http::StatusCode;

use crate::catalog::form::Choice;
use crate::clock::Millis;
use crate::domain::life::Stage;
use crate::domain::{Act, Window};
use crate::rights::{EditWindows, Permission};
use crate::store::windows;
use crate::text::{Message, Text, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::Posted;
use crate::web::moment::{Moment, moment};
use crate::web::scope::{Saved, Scoped, Within};

const UNKNOWN: Text =
    text("请选择：在用、不再推荐或已停用。", "Choose one: in use, deprecated or retired.");
const STALE: Text = text(
    "在您打开页面之后，有人改动了这个聊天窗或它的生命周期，所以没有执行。请回到聊天窗查看。",
    "Somebody changed this chat window or its life-cycle after you opened the page, so nothing was done. Go back and look how it stands now.",
);

/// How a window stands, as its editor shows it.
pub(super) struct LifePart {
    pub stage: Stage,
    pub instead: String,
    pub by: String,
    pub at: Option<Moment>,
    pub since: Millis,
    pub may_edit: bool,
}

impl LifePart {
    pub fn of<P: Permission>(within: &Within<P>, window: &Window) -> Self {
        let may_edit = within.allows::<EditWindows>() && window.trashed_at.is_none();
        LifePart::told(window, may_edit)
    }

    pub fn told(window: &Window, may_edit: bool) -> Self {
        let life = &window.life;
        LifePart {
            stage: life.stage,
            instead: life.instead.clone(),
            by: life.by.clone(),
            at: (life.since > 0).then(|| moment(life.since)),
            since: life.since,
            may_edit,
        }
    }

    pub fn tag(&self) -> &'static str {
        tag(self.stage).unwrap_or("ok")
    }

    pub fn choices(&self) -> Vec<Choice> {
        let choice = |stage: Stage| {
            let (word, meaning) = (stage.label(), stage.meaning());
            let label = Message::new(
                format!("{}：{}", word.zh, meaning.zh),
                format!("{}: {}", word.en, meaning.en),
            );
            Choice::new(stage.name(), label, stage == self.stage)
        };
        Stage::ALL.map(choice).into()
    }
}

/// The kind of the tag of a stage that is worth one.
pub const fn tag(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::InUse => None,
        Stage::Deprecated => Some("warn"),
        Stage::Retired => Some("off"),
    }
}

/// What every page of a window says that should no longer be installed.
pub(super) fn notice(window: &Window) -> Option<Message> {
    let life = &window.life;
    let (zh, en) = match life.stage {
        Stage::InUse => return None,
        Stage::Deprecated => (
            "这个聊天窗不再推荐使用：已装的还能用，新的页面不要再装。",
            "This chat window is deprecated: what is installed goes on working, new pages should not install it.",
        ),
        Stage::Retired => (
            "这个聊天窗已停用，这里只供查看。",
            "This chat window is retired; its page is kept for reading only.",
        ),
    };
    let (zh_instead, en_instead) = if life.instead.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("请改用：{}。", life.instead), format!(" Use instead: {}.", life.instead))
    };
    let at = moment(life.since).shown;
    Some(Message::new(
        format!("{zh}{zh_instead}（{}，{at}）", life.by),
        format!("{en}{en_instead} ({}, {at})", life.by),
    ))
}

pub async fn turn(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, EditWindows>,
    >,
) -> Answer {
    let stage = Stage::from_name(&form.take("stage"));
    let seen: Option<Millis> = form.take("since").parse().ok();
    let (instead, reason) = (form.line("instead"), form.reason());
    form.finish_or_refuse()?;
    let stage = stage.ok_or_else(|| Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, UNKNOWN))?;
    let stale = || Fault::saying(StatusCode::CONFLICT, STALE);
    let seen = seen.unwrap_or(window.life.since);
    if seen != window.life.since {
        return Err(stale());
    }
    let to = within.path(&format!("/windows/{}", window.code));
    let word = stage.label();
    let done = Message::new(
        format!("生命周期：{}", word.zh),
        format!("Life-cycle: {}", word.en.to_lowercase()),
    );
    let (by, now) = (within.visit.person()?.person.name.clone(), within.visit.portal.clock.now());
    let Some((new, change)) = window.turn(stage, &instead, &by, now) else {
        return within.visit.done(&to, done);
    };
    let act = Act::new(change).because(reason);
    match within.write(act, async |write| windows::turn(write, &new, seen).await).await? {
        Saved::Done => within.visit.done(&to, done),
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}
