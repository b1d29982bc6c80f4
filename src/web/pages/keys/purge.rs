//! Destroying what is kept of a revoked secret before its time, and for how long revoked secrets are
//! kept at all. Fingerprint, states and the list of who touched it stay.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::LIST;
use super::rotation::{seen, stale, ui_of};
use crate::clock::{HOUR, Millis};
use crate::domain::ring::Version;
use crate::domain::{Act, Change, Enterprise, Key};
use crate::error::Result;
use crate::rights::EditKeys;
use crate::store::{Read, secrets};
use crate::text::{Message, text};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::scope::{Saved, Scoped, Within};
use crate::web::ui::Ui;

/// Days that a revoked secret is kept where an enterprise has chosen nothing.
pub const DAYS: i64 = 30;
/// Ten years.
const LONGEST: i64 = 3_650;
const DAY: Millis = 24 * HOUR;

/// The days that count in an enterprise, and the version of its choice (0: none).
pub async fn policy(read: &mut Read, enterprise: &Enterprise) -> Result<(i64, i64)> {
    Ok(secrets::policy(read, enterprise.id).await?.unwrap_or((DAYS, 0)))
}

/// When the portal destroys a revoked secret by itself.
pub fn due(version: &Version, days: i64) -> Option<Millis> {
    let revoked = version.revoked_at.filter(|_| version.may_go())?;
    Some(revoked.saturating_add(days.saturating_mul(DAY)))
}

#[derive(Template)]
#[template(path = "keys/purge.html")]
pub struct PurgePage {
    pub ui: Ui,
    pub base: String,
    pub key: Key,
    pub version: i64,
    pub old: Version,
    /// When it would go by itself.
    pub due: Option<Moment>,
    pub reason: String,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    number: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

pub async fn ask(
    Scoped { within, object: key }: Scoped<Key, EditKeys>,
    query: Query<Wanted>,
) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let (days, _) = policy(&mut read, &within.enterprise).await?;
    let ring = secrets::ring(&mut read, key).await?;
    drop(read);
    let wanted: Option<i64> = query.number.parse().ok();
    let old = ring.versions.iter().find(|one| match wanted {
        Some(number) => one.number == number,
        None => one.may_go(),
    });
    let to = within.path(&format!("/keys/{}", ring.key.id));
    let Some(old) = old.filter(|one| one.may_go()).cloned() else {
        let nothing = text("没有可以销毁的旧密钥", "No old secret can be destroyed");
        return within.visit.done(&to, nothing.into());
    };
    let title = text("销毁旧密钥", "Destroy an old secret");
    let page = PurgePage {
        ui: ui_of(&within, &ring.key, title)?,
        base: within.path(""),
        version: ring.key.version,
        due: due(&old, days).map(moment),
        old,
        reason: String::new(),
        key: ring.key,
    };
    within.visit.page(StatusCode::OK, &page)
}

pub async fn make(
    Posted { scope: Scoped { within, object: key }, mut form }: Posted<Scoped<Key, EditKeys>>,
) -> Answer {
    let seen = seen(&mut form, &key)?;
    let (number, reason) = (form.take("number").parse::<i64>(), form.reason());
    form.finish_or_refuse()?;
    let portal = &within.visit.portal;
    let ring = secrets::ring(&mut portal.db.read().await?, key).await?;
    let number = number.map_err(|_| Fault::not_found())?;
    ring.find(number).ok_or_else(Fault::not_found)?;
    let (next, change) = ring.purge(number, portal.clock.now()).map_err(|_| {
        let said = text(
            "只能销毁已吊销、还加密保留着的密钥。使用中、待启用和退役中的密钥不会被销毁。",
            "Only a revoked secret that is still kept can be destroyed. Active, pending and retiring ones never are.",
        );
        Fault::saying(StatusCode::UNPROCESSABLE_ENTITY, said)
    })?;
    let act = Act::new(change).because(reason);
    match within.write(act, async |write| secrets::purge(write, &next, number, seen).await).await? {
        Saved::Done => {
            let said = Message::new(
                format!("已销毁密钥 #{number} 的内容；指纹和记录保留。"),
                format!("Secret #{number} is destroyed; its fingerprint and its records stay."),
            );
            within.visit.done(&within.path(&format!("/keys/{}", next.key.id)), said)
        }
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}

/// How long revoked secrets are kept.
#[derive(Template)]
#[template(path = "keys/policy.html")]
pub struct PolicyPage {
    pub ui: Ui,
    pub base: String,
    pub days: String,
    pub usual: i64,
    pub longest: i64,
    pub version: i64,
    pub reason: String,
}

pub async fn show(within: Within<EditKeys>) -> Answer {
    let mut read = within.visit.portal.db.read().await?;
    let (days, version) = policy(&mut read, &within.enterprise).await?;
    drop(read);
    page(&within, StatusCode::OK, Form::default(), (days.to_string(), version, String::new()))
}

fn page(
    within: &Within<EditKeys>,
    status: StatusCode,
    form: Form,
    (days, version, reason): (String, i64, String),
) -> Answer {
    let title = text("旧密钥保留多久", "How long old secrets are kept");
    let mut ui = within.ui_below_list(title, LIST)?;
    ui.errors = form.errors;
    within.visit.take_flash(&mut ui);
    let base = within.path("");
    let page = PolicyPage { ui, base, days, usual: DAYS, longest: LONGEST, version, reason };
    within.visit.page(status, &page)
}

pub async fn save(Posted { scope: within, mut form }: Posted<Within<EditKeys>>) -> Answer {
    let seen = form.seen_version()?;
    let (typed, reason) = (form.line("days"), form.reason());
    let days = typed.parse().ok().filter(|days| (1..=LONGEST).contains(days));
    if days.is_none() {
        let rule = Message::new(
            format!("请写 1 到 {LONGEST} 之间的整数天数"),
            format!("Write a whole number of days from 1 to {LONGEST}"),
        );
        form.wrong("days", rule);
    }
    form.finish();
    let Some(days) = days.filter(|_| !form.is_wrong()) else {
        let kept = (typed, seen, reason);
        return page(&within, StatusCode::UNPROCESSABLE_ENTITY, form, kept);
    };
    let mut read = within.visit.portal.db.read().await?;
    let (before, _) = policy(&mut read, &within.enterprise).await?;
    drop(read);
    let to = within.path("/settings/keys");
    let done = || {
        let said = Message::new(
            format!("已保存：吊销的密钥保留 {days} 天"),
            format!("Saved: revoked secrets are kept for {days} days"),
        );
        within.visit.done(&to, said)
    };
    let field = |days: i64| vec![("key_purge_days".to_owned(), Some(days.to_string()))];
    let (log, id) = (within.enterprise.log(), within.enterprise.id);
    let noun = Enterprise::NOUN;
    let change = Change::edit(log, "enterprise.saved", noun, id, &field(before), &field(days));
    let Some(change) = change else { return done() };
    let act = Act::new(change.detail("name", &within.enterprise.name)).because(reason);
    let now = within.visit.portal.clock.now();
    let work = async |write: &mut crate::store::Write<'_>| {
        secrets::save_policy(write, id, (days, seen), now).await
    };
    match within.write(act, work).await? {
        Saved::Done => done(),
        Saved::Stale | Saved::Taken => Err(stale()),
    }
}
