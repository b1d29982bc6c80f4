//! Showing a secret, once: a right of its own, the own password once more, and an event before a
//! single character is shown.

use actix_web::http::StatusCode;
use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use super::rotation::ui_of;
use crate::domain::ring::Version;
use crate::domain::{Act, Change, Key, Ring};
use crate::rights::{Permission, RevealKeys};
use crate::secret::Secret;
use crate::store::secrets as stored;
use crate::text::text;
use crate::web::fault::{Answer, Fault, HeldBack};
use crate::web::form::{Form, Posted};
use crate::web::pages::reauth;
use crate::web::scope::{Scoped, Within};
use crate::web::secrets;
use crate::web::ui::Ui;

#[derive(Template)]
#[template(path = "keys/reveal.html")]
pub struct RevealPage {
    pub ui: Ui,
    pub base: String,
    pub key: Key,
    pub version: Version,
    pub reason: String,
}

#[derive(Template)]
#[template(path = "keys/revealed.html")]
pub struct RevealedPage {
    pub ui: Ui,
    pub base: String,
    pub key: Key,
    pub version: Version,
    pub secret: Secret,
}

#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    number: String,
    /// The language of the page, which every address may carry.
    #[serde(default, rename = "lang")]
    _lang: String,
}

/// The secret that is meant; without a number, the one in use. Nothing can be shown of one that is
/// kept elsewhere.
fn meant(ring: &Ring, number: &str) -> Option<Version> {
    let number = if number.is_empty() { ring.key.secret_number } else { number.parse().ok()? };
    ring.find(number).filter(|version| !version.elsewhere).cloned()
}

pub async fn ask(
    Scoped { within, object: key }: Scoped<Key, RevealKeys>,
    query: Query<Wanted>,
) -> Answer {
    let ring = stored::ring(&mut within.visit.portal.db.read().await?, key).await?;
    let version = meant(&ring, &query.number).ok_or_else(Fault::not_found)?;
    page(&within, StatusCode::OK, ring.key, version, String::new(), Form::default())
}

fn page<P: Permission>(
    within: &Within<P>,
    status: StatusCode,
    key: Key,
    version: Version,
    reason: String,
    form: Form,
) -> Answer {
    let mut ui = ui_of(within, &key, text("查看密钥内容", "Reveal a secret"))?;
    ui.errors = form.errors;
    let page = RevealPage { ui, base: within.path(""), key, version, reason };
    within.visit.page(status, &page)
}

pub async fn make(
    Posted { scope: Scoped { within, object: key }, mut form }: Posted<Scoped<Key, RevealKeys>>,
) -> Answer {
    let (number, password) = (form.take("number"), form.secret("password"));
    let reason = form.reason();
    form.finish();
    let portal = &within.visit.portal;
    let ring = stored::ring(&mut portal.db.read().await?, key).await?;
    let version = meant(&ring, &number).ok_or_else(Fault::not_found)?;
    let mut held = None;
    if !form.is_wrong() {
        held = reauth::among(&within.visit, password, &mut form).await?;
    }
    if form.is_wrong() {
        let again =
            page(&within, HeldBack::status(held.as_ref()), ring.key, version, reason, form)?;
        return Ok(HeldBack::finish(held.as_ref(), again));
    }
    let mut read = portal.db.read().await?;
    let secret = secrets::open(portal, &mut read, &ring.key, version.number).await?;
    drop(read);
    let secret = secret.ok_or_else(Fault::not_found)?;
    record(&within, "key.revealed", &ring.key, &version, reason).await?;
    let ui = ui_of(&within, &ring.key, text("密钥内容", "The secret"))?;
    let page = RevealedPage { ui, base: within.path(""), key: ring.key, version, secret };
    within.visit.page(StatusCode::OK, &page)
}

/// `POST …/copies`: the copy button beside a revealed secret was pressed. Who selects the text by hand is
/// known by the reveal only.
pub async fn copied(
    Posted { scope: Scoped { within, object: key }, mut form }: Posted<Scoped<Key, RevealKeys>>,
) -> Answer {
    let (number, _) = (form.take("number"), form.take("what"));
    form.finish_or_refuse()?;
    let ring = stored::ring(&mut within.visit.portal.db.read().await?, key).await?;
    let version = meant(&ring, &number).ok_or_else(Fault::not_found)?;
    record(&within, "key.copied", &ring.key, &version, String::new()).await?;
    let to = within.path(&format!("/keys/{}", ring.key.id));
    within.visit.done(&to, text("已记录复制", "The copy was recorded").into())
}

async fn record(
    within: &Within<RevealKeys>,
    action: &'static str,
    key: &Key,
    version: &Version,
    reason: String,
) -> Result<(), Fault> {
    let change = Change::access(key.log(), action, Key::NOUN, key.id)
        .detail("name", &key.name)
        .detail("number", version.number.to_string())
        .detail("key_fingerprint", format!("fingerprint:{}", version.fingerprint));
    within.write(Act::new(change).because(reason), async |_| Ok(())).await?;
    Ok(())
}
