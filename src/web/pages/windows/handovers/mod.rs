//! Hand-over links of a window: the list, the form that makes one, and its end. The token is shown
//! once, right after it was made, and kept as a hash.

pub mod guest;
#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::releases::edition::Which;
use crate::catalog::form::Choice;
use crate::channels::{self, Channel, Target};
use crate::clock::random;
use crate::domain::handover::{LONGEST, Order, Purpose, State, USUAL};
use crate::domain::{Act, Handover, HandoverId, Window};
use crate::rights::{EditWindows, HandOver, Permission, ReadHistory, ViewEnterprise};
use crate::store::handovers::Kept;
use crate::store::{handovers, releases};
use crate::text::{Message, text};
use crate::vault::token_hash;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::pages::{Cursor, next_page};
use crate::web::scope::{Saved, Scoped, Within};
use crate::web::told;
use crate::web::ui::{FlashKind, Ui};
use crate::web::visit::see_other;

#[derive(Template)]
#[template(path = "handovers/list.html")]
struct LinksPage {
    ui: Ui,
    base: String,
    window: Window,
    channel: &'static dyn Channel,
    target: &'static Target,
    lines: Vec<Line>,
    next: Option<String>,
    may_edit: bool,
    may_hand_over: bool,
    /// Who may read the history also sees from where a link was used.
    may_trace: bool,
    form: Option<Shape>,
    made: Option<Made>,
}

struct Line {
    kept: Kept,
    state: State,
    made: Moment,
    expires: Moment,
    last: Option<(Moment, String)>,
}

/// The form for a new link.
struct Shape {
    /// The id of the link to be: the same form makes one link only.
    id: String,
    releases: Vec<Choice>,
    purposes: Vec<Choice>,
    recipient: String,
    hours: String,
}

/// The new link; this is the only time that anybody sees it.
struct Made {
    url: String,
    recipient: String,
    expires: Moment,
}

#[derive(Clone, Debug)]
struct Typed {
    id: Option<HandoverId>,
    purpose: Purpose,
    release: String,
    recipient: String,
    hours: String,
}

impl Default for Typed {
    fn default() -> Self {
        Typed {
            id: None,
            purpose: Purpose::Code,
            release: "live".to_owned(),
            recipient: String::new(),
            hours: USUAL.to_string(),
        }
    }
}

impl Typed {
    fn read(form: &mut Form) -> Self {
        let id = form.take("id").parse().ok();
        let purpose = match form.take("purpose").as_str() {
            "" => Some(Purpose::Code),
            name => Purpose::from_name(name),
        };
        if purpose.is_none() {
            form.wrong("purpose", text("请从列表中选择", "Choose from the list"));
        }
        let release = form.take("release");
        let typed = Typed {
            id,
            purpose: purpose.unwrap_or_default(),
            release: if release.is_empty() { "live".to_owned() } else { release },
            recipient: form.required_line("recipient"),
            hours: form.line("hours"),
        };
        if typed.hours().is_none() {
            form.wrong(
                "hours",
                Message::new(
                    format!("请填 1 到 {LONGEST} 之间的整数，单位是小时"),
                    format!("Enter a whole number of hours from 1 to {LONGEST}"),
                ),
            );
        }
        typed
    }

    /// The usual time where nothing was typed.
    fn hours(&self) -> Option<i64> {
        if self.hours.is_empty() {
            return Some(USUAL);
        }
        self.hours.parse().ok().filter(|hours| (1..=LONGEST).contains(hours))
    }
}

pub async fn show(
    Scoped { within, object: window }: Scoped<Window, ViewEnterprise>,
    query: Query<Cursor>,
) -> Answer {
    let drawn = Drawn { cursor: query.cursor.clone(), ..Drawn::default() };
    page(&within, StatusCode::OK, window, drawn).await
}

/// What one answer shows besides the list.
#[derive(Default)]
struct Drawn {
    cursor: String,
    typed: Typed,
    form: Form,
    made: Option<Made>,
}

async fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    window: Window,
    drawn: Drawn,
) -> Answer {
    let portal = &within.visit.portal;
    let channel = channels::find(&window.channel).ok_or_else(Fault::not_found)?;
    let target = super::fields::target_or_first(channel, &window.content.target)
        .ok_or_else(Fault::not_found)?;
    let mut read = portal.db.read().await?;
    let listed = handovers::list(&mut read, &window, &drawn.cursor).await?;
    let known = releases::list(&mut read, &window, None).await?;
    drop(read);
    let mut ui = super::ui_of(within, &window)?;
    within.visit.take_flash(&mut ui);
    ui.errors = drawn.form.errors;
    let now = portal.clock.now();
    let numbers: Vec<i64> = known.items.iter().map(|release| release.number).collect();
    let new = HandoverId(portal.clock.id());
    let path = within.path(&format!("/windows/{}/handovers", window.code));
    let page = LinksPage {
        ui,
        base: within.path(""),
        next: next_page(&path, &[], listed.next.as_ref()),
        lines: listed.items.into_iter().map(|kept| line(kept, now)).collect(),
        may_edit: within.allows::<EditWindows>(),
        may_hand_over: within.allows::<HandOver>() && !window.is_retired(),
        may_trace: within.holds::<ReadHistory>(),
        form: (!numbers.is_empty()).then(|| shape(&drawn.typed, new, &numbers)),
        made: drawn.made,
        window,
        channel,
        target,
    };
    within.visit.page(status, &page)
}

fn line(kept: Kept, now: i64) -> Line {
    Line {
        state: kept.handover.state(now),
        made: moment(kept.handover.made_at),
        expires: moment(kept.handover.expires_at),
        last: kept.uses.last.clone().map(|(at, address)| (moment(at), address)),
        kept,
    }
}

fn shape(typed: &Typed, new: HandoverId, numbers: &[i64]) -> Shape {
    let live = Choice::new(
        "live",
        text("线上版本（总是最新的）", "The live release, whichever it is"),
        typed.release == "live",
    );
    let older = numbers.iter().map(|number| {
        let name = Message::name(&format!("v{number}"));
        Choice::new(number, name, typed.release == number.to_string())
    });
    let purpose = |one: Purpose| Choice::new(one.name(), told::handed(one), one == typed.purpose);
    Shape {
        id: new.to_string(),
        releases: std::iter::once(live).chain(older).collect(),
        purposes: Purpose::ALL.map(purpose).into(),
        recipient: typed.recipient.clone(),
        hours: typed.hours.clone(),
    }
}

pub async fn make(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<Scoped<Window, HandOver>>,
) -> Answer {
    let typed = Typed::read(&mut form);
    form.finish();
    if !is_released(&within, &window, &typed.release).await? {
        form.wrong("release", text("请选择一个已发布的版本", "Choose a release"));
    }
    if form.is_wrong() {
        let drawn = Drawn { typed, form, ..Drawn::default() };
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, window, drawn).await;
    }
    let portal = &within.visit.portal;
    let order = Order {
        purpose: typed.purpose,
        release: typed.release.clone(),
        recipient: typed.recipient.clone(),
        made_by: within.visit.person()?.person.name.clone(),
        hours: typed.hours().unwrap_or(USUAL),
    };
    let bytes: [u8; 32] = random()?;
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let id = typed.id.unwrap_or_else(|| HandoverId(portal.clock.id()));
    let (new, change) = Handover::make(id, &window, order, portal.clock.now());
    let hash = token_hash(&token);
    let insert =
        async |write: &mut crate::store::Write<'_>| handovers::insert(write, &new, &hash).await;
    if within.write(Act::new(change), insert).await? != Saved::Done {
        let said = text(
            "这个链接已经生成过，地址只显示那一次。需要的话请再生成一个。",
            "This link was made already, and its address was shown that once. Make another one if you need it.",
        );
        within.visit.leave(FlashKind::Warning, said.into())?;
        return Ok(see_other(&list_path(&within, &window)));
    }
    let made = Made {
        url: format!("{}/handovers/{token}", portal.public_url.origin()),
        recipient: new.recipient,
        expires: moment(new.expires_at),
    };
    let drawn = Drawn { made: Some(made), ..Drawn::default() };
    page(&within, StatusCode::OK, window, drawn).await
}

/// Whether there is such a release, so that the link leads somewhere.
async fn is_released(
    within: &Within<HandOver>,
    window: &Window,
    word: &str,
) -> Result<bool, Fault> {
    let mut read = within.visit.portal.db.read().await?;
    Ok(match Which::parse(word) {
        Some(Which::Live) => releases::live(&mut read, window).await?.is_some(),
        Some(Which::Number(number)) => releases::find(&mut read, window, number).await?.is_some(),
        Some(Which::Draft) | None => false,
    })
}

pub async fn revoke(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<Scoped<Window, HandOver>>,
) -> Answer {
    form.finish_or_refuse()?;
    let id = within.visit.request().match_info().get("id").unwrap_or_default();
    let id: HandoverId = id.parse().map_err(|_| Fault::not_found())?;
    let portal = &within.visit.portal;
    let found = handovers::find(&mut portal.db.read().await?, &window, id).await?;
    let Kept { handover, .. } = found.ok_or_else(Fault::not_found)?;
    let to = list_path(&within, &window);
    let by = &within.visit.person()?.person.name;
    let revoked = handover.revoke(&window, by, portal.clock.now());
    if let Some((new, change)) = revoked {
        let end = async |write: &mut crate::store::Write<'_>| handovers::revoke(write, &new).await;
        within.write(Act::new(change), end).await?;
    }
    let said = Message::new(
        format!("已吊销给“{}”的链接，它再也打不开", handover.recipient),
        format!("Revoked the link for “{}”; it opens no longer", handover.recipient),
    );
    within.visit.done(&to, said)
}

fn list_path<P: Permission>(within: &Within<P>, window: &Window) -> String {
    within.path(&format!("/windows/{}/handovers", window.code))
}

impl LinksPage {
    fn here(&self) -> String {
        format!("{}/windows/{}/handovers", self.base, self.window.code)
    }

    fn open(line: &Line) -> bool {
        line.state == State::Open
    }

    /// The class and the word of a link's state.
    fn tag(&self, line: &Line) -> (&'static str, &'static str) {
        match line.state {
            State::Open => ("ok", self.ui.t("有效", "Open")),
            State::Expired => ("off", self.ui.t("已过期", "Expired")),
            State::Revoked => ("bad", self.ui.t("已吊销", "Revoked")),
        }
    }

    /// "Code · live", "Preview · v3"
    fn shows(&self, line: &Line) -> String {
        let what = self.ui.text(told::handed(line.kept.handover.purpose));
        let release = match line.kept.handover.release.as_str() {
            "live" => self.ui.t("线上版本", "live release").to_owned(),
            number => format!("v{number}"),
        };
        format!("{what} · {release}")
    }
}
