//! Revoking a secret, or discarding one that still waits: who depends on it is ticked off; where a tick
//! is missing, the name of the enterprise is typed.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::rotation::{seen, stale, ui_of};
use crate::domain::ring::{State, Version};
use crate::domain::{Act, Key, Ring};
use crate::rights::{EditKeys, Permission};
use crate::store::windows::{self, Used};
use crate::store::{PAGE, secrets};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::{Saved, Scoped, Within};
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "keys/revoke.html")]
pub struct RevokePage {
    pub ui: Ui,
    pub base: String,
    pub key: Key,
    pub version: i64,
    pub old: Version,
    pub enterprise: String,
    pub dependants: Vec<Dependant>,
    pub server: bool,
    /// More windows than the page lists.
    pub cut: bool,
    pub confirm: String,
    pub reason: String,
}

/// A window that signs with the key, and whether it was ticked off.
pub struct Dependant {
    pub line: windows::Line,
    pub ticked: bool,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    number: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

#[derive(Clone, Debug, Default)]
struct Typed {
    ticks: Vec<String>,
    server: bool,
    confirm: String,
    reason: String,
}

/// The secret that is meant: the one named, else what is to be revoked next.
fn meant(ring: &Ring, number: &str) -> Option<Version> {
    if !number.is_empty() {
        let number = number.parse().ok()?;
        return ring.find(number).filter(|one| one.state != State::Revoked).cloned();
    }
    let next = [State::Retiring, State::Pending, State::Active];
    next.into_iter().find_map(|state| ring.in_state(state).last().cloned())
}

pub async fn ask(
    Scoped { within, object: key }: Scoped<Key, EditKeys>,
    query: Query<Wanted>,
) -> Answer {
    let ring = secrets::ring(&mut within.visit.portal.db.read().await?, key).await?;
    let old = meant(&ring, &query.number).ok_or_else(Fault::not_found)?;
    page(&within, StatusCode::OK, ring, old, Typed::default(), Form::default()).await
}

async fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    ring: Ring,
    old: Version,
    typed: Typed,
    form: Form,
) -> Answer {
    let lines = dependants(within, &ring.key, &old).await?;
    let title = if old.state == State::Pending {
        text("放弃新密钥", "Discard the new secret")
    } else {
        text("吊销密钥", "Revoke a secret")
    };
    let mut ui = ui_of(within, &ring.key, title)?;
    ui.errors = form.errors;
    let page = RevokePage {
        ui,
        base: within.path(""),
        version: ring.key.version,
        enterprise: within.enterprise.name.clone(),
        cut: is_cut(&lines),
        dependants: lines
            .into_iter()
            .map(|line| Dependant { ticked: typed.ticks.contains(&line.code), line })
            .collect(),
        server: typed.server,
        confirm: typed.confirm,
        reason: typed.reason,
        old,
        key: ring.key,
    };
    within.visit.page(status, &page)
}

/// Nobody depends on a secret that nothing ever signed with.
async fn dependants<P: Permission>(
    within: &Within<P>,
    key: &Key,
    old: &Version,
) -> Result<Vec<windows::Line>, Fault> {
    if old.state == State::Pending {
        return Ok(Vec::new());
    }
    let mut read = within.visit.portal.db.read().await?;
    Ok(windows::using(&mut read, within.enterprise.id, Used::Key(key.id)).await?)
}

fn is_cut(lines: &[windows::Line]) -> bool {
    i64::try_from(lines.len()).is_ok_and(|count| count >= PAGE)
}

fn take(form: &mut Form) -> (String, Typed) {
    let number = form.take("number");
    let ticks = form.prefixed("d.", &[]).into_iter().map(|(code, _)| code).collect();
    let server = !form.take("server").is_empty();
    let (confirm, reason) = (form.line("confirm"), form.reason());
    (number, Typed { ticks, server, confirm, reason })
}

pub async fn make(
    Posted { scope: Scoped { within, object: key }, mut form }: Posted<Scoped<Key, EditKeys>>,
) -> Answer {
    let seen = seen(&mut form, &key)?;
    let (number, typed) = take(&mut form);
    form.finish();
    let portal = &within.visit.portal;
    let ring = secrets::ring(&mut portal.db.read().await?, key).await?;
    let old = meant(&ring, &number).ok_or_else(Fault::not_found)?;
    let open = unticked(&within, &ring.key, &old, &typed).await?;
    if open > 0 && typed.confirm != within.enterprise.name {
        form.wrong("confirm", must_type(open, &within.enterprise.name));
    }
    if form.is_wrong() {
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, ring, old, typed, form).await;
    }
    let turned = ring.revoke(old.number, portal.clock.now());
    let (next, change) = turned.map_err(|_| stale())?;
    let act = Act::new(change.detail("unticked", open.to_string())).because(typed.reason);
    match within.write(act, async |write| secrets::turn(write, &next, seen).await).await? {
        Saved::Done => {
            let number = old.number;
            let said = if old.state == State::Pending {
                Message::new(
                    format!("已放弃新密钥 #{number}。"),
                    format!("Secret #{number} is discarded."),
                )
            } else {
                Message::new(
                    format!("已吊销密钥 #{number}。"),
                    format!("Secret #{number} is revoked."),
                )
            };
            within.visit.done(&within.path(&format!("/keys/{}", next.key.id)), said)
        }
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}

/// How many who depend on the secret were not ticked off. An active one always counts one more: the
/// portal itself.
async fn unticked(
    within: &Within<EditKeys>,
    key: &Key,
    old: &Version,
    typed: &Typed,
) -> Result<usize, Fault> {
    if old.state == State::Pending {
        return Ok(0);
    }
    let lines = dependants(within, key, old).await?;
    let open = lines.iter().filter(|line| !typed.ticks.contains(&line.code)).count();
    let more = [!typed.server, is_cut(&lines), old.state == State::Active];
    Ok(open + more.into_iter().filter(|yes| *yes).count())
}

fn must_type(open: usize, name: &str) -> Message {
    let verb = if open == 1 { "thing is" } else { "things are" };
    Message::new(
        format!("还有 {open} 项没有确认。仍要继续，请完整输入企业名称“{name}”"),
        format!(
            "{open} {verb} not ticked off. To go on all the same, type the name of the enterprise, “{name}”"
        ),
    )
}
