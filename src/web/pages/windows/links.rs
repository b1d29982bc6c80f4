//! Links for one test visitor, with the signature explained. Made by POST, shown once, never stored:
//! a signed link is as good as a password.

#[cfg(test)]
pub mod samples;

use actix_web::http::StatusCode;
use askama::Template;
use serde_json::Value;

use super::deployment::References;
use super::fields::{Typed, VendorFields, check, on_this_page, target_or_first};
use crate::catalog::form::Group;
use crate::channels::{
    self, Ambient, Artifact, Channel, Deployment, Diagnostic, Explanation, Link, Rendered, Scheme,
    Severity, Target,
};
use crate::domain::{Act, Change, Key, Window};
use crate::rights::{EditWindows, Place, SignLinks, ViewEnterprise};
use crate::secret::Secret;
use crate::store::{Write, secrets as counted};
use crate::text::{Text, text};
use crate::web::boxes;
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::moment::{Moment, moment};
use crate::web::scope::{Scoped, Within};
use crate::web::secrets;
use crate::web::ui::{PageError, Ui};

#[derive(Template)]
#[template(path = "windows/links.html")]
struct LinksPage {
    ui: Ui,
    base: String,
    window: Window,
    channel: &'static dyn Channel,
    target: &'static Target,
    visitor: Vec<Group>,
    key: Option<Key>,
    may_sign: bool,
    may_edit: bool,
    made: Option<Made>,
}

/// What one press of the button made.
struct Made {
    links: Vec<ShownLink>,
    /// Signatures of kinds that have no link.
    signatures: Vec<ShownSignature>,
    /// Code for this one visitor, where there is nothing else to hand over.
    artifacts: Vec<Artifact>,
    problems: Vec<Diagnostic>,
    explanation: Option<Explanation>,
    /// Signed with the public demo key, because this person may not use the real one.
    demo: bool,
}

struct ShownLink {
    link: Link,
    pairs: Vec<Pair>,
    expires: Option<Moment>,
}

/// A signature as values to hand over: `user_sig`, or `cinfo` and `key`.
struct ShownSignature {
    label: Text,
    scheme: String,
    values: Vec<(String, String)>,
    expires: Option<Moment>,
}

struct Pair {
    name: String,
    value: String,
    encoded: String,
}

struct Desk {
    within: Within<ViewEnterprise>,
    window: Window,
    channel: &'static dyn Channel,
    target: &'static Target,
    references: References,
}

impl Desk {
    async fn open(within: Within<ViewEnterprise>, window: Window) -> Result<Self, Fault> {
        let channel = channels::find(&window.channel).ok_or_else(Fault::not_found)?;
        let target =
            target_or_first(channel, &window.content.target).ok_or_else(Fault::not_found)?;
        let mut read = within.visit.portal.db.read().await?;
        let references = References::load(&mut read, within.enterprise.id, channel, target).await?;
        drop(read);
        Ok(Desk { within, window, channel, target, references })
    }

    fn page(
        self,
        status: StatusCode,
        deployment: &Deployment,
        found: &[Diagnostic],
        errors: Vec<PageError>,
        made: Option<Made>,
    ) -> Answer {
        let mut ui = super::ui_of(&self.within, &self.window)?;
        ui.errors = errors;
        on_this_page(&mut ui.errors, &["v"]);
        let vendor = VendorFields::draw(self.channel, deployment, self.target, found).registered(
            self.channel,
            self.target,
            &self.references,
            &self.window.content,
        );
        let visitor = vendor.told(&ui.errors).visitor;
        let page = LinksPage {
            ui,
            base: self.within.path(""),
            key: self.references.key(&self.window.content).cloned(),
            may_sign: self.within.allows::<SignLinks>(),
            may_edit: self.within.allows::<EditWindows>(),
            channel: self.channel,
            target: self.target,
            window: self.window,
            visitor,
            made,
        };
        self.within.visit.page(status, &page)
    }

    /// The key to sign with, and whether it is the public demo key.
    async fn key(&self) -> Result<Option<(Secret, bool)>, Fault> {
        let Some(key) = self.references.key(&self.window.content) else { return Ok(None) };
        if !self.within.allows::<SignLinks>() {
            return Ok(Some((demo_key(&key.scheme), true)));
        }
        let portal = &self.within.visit.portal;
        let secret = secrets::active(portal, &mut portal.db.read().await?, key).await?;
        Ok(secret.map(|secret| (secret, false)))
    }

    /// Writes that a link was handed out: for which window, with which key, for whom as a fingerprint.
    async fn record(&self, deployment: &Deployment, demo: bool) -> Result<(), Fault> {
        let portal = &self.within.visit.portal;
        let signed = deployment.key.is_some() && !demo;
        let action = if signed { "link.signed" } else { "link.made" };
        let mut change = Change::access(self.window.log(), action, "link", self.window.id)
            .detail("name", &self.window.content.name)
            .detail("code", &self.window.code)
            .detail("channel", &self.window.channel);
        if let Some(key) = self.references.key(&self.window.content).filter(|_| signed) {
            change = change
                .detail("key", &key.name)
                .detail("key_fingerprint", format!("fingerprint:{}", key.fingerprint));
        }
        let identity = self.channel.identity().and_then(|name| deployment.visitor.get(name));
        if let Some(visitor) = identity.and_then(|value| value.as_str()) {
            let tenant = self.within.enterprise.id.to_string();
            let fingerprint = portal.vault.fingerprint(&Secret::new(visitor), &tenant)?;
            change = change.detail("visitor", format!("fingerprint:{fingerprint}"));
        }
        let act = Act::new(change);
        let key = self.references.key(&self.window.content).filter(|_| signed);
        let work = async |write: &mut Write<'_>| {
            if let Some(key) = key {
                counted::count(write, key, portal.clock.now()).await?;
            }
            Ok(act.clone())
        };
        if !signed {
            return Ok(portal.db.write(&self.within.permit, work).await?);
        }
        let place = Place::Enterprise(self.within.enterprise.id);
        let grants = &self.within.visit.person()?.grants;
        let permit = grants.permit::<SignLinks>(place).map_err(|_| Fault::forbidden())?;
        Ok(portal.db.write(&permit, work).await?)
    }
}

pub async fn show(Scoped { within, object: window }: Scoped<Window, ViewEnterprise>) -> Answer {
    let desk = Desk::open(within, window).await?;
    let deployment = desk.references.deployment(&Typed::of(&desk.window).content);
    desk.page(StatusCode::OK, &deployment, &[], Vec::new(), None)
}

pub async fn make(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, ViewEnterprise>,
    >,
) -> Answer {
    let desk = Desk::open(within, window).await?;
    let mut deployment = desk.references.deployment(&desk.window.content);
    deployment.visitor = take(&mut form, desk.channel);
    let key = desk.key().await?;
    let demo = key.as_ref().is_some_and(|(_, demo)| *demo);
    deployment.key = key.map(|(secret, _)| secret);
    let seconds = desk.within.visit.portal.clock.now() / crate::clock::SECOND;
    let (mut found, mut errors) =
        check(desk.channel, desk.target, &deployment, &desk.references.fields, seconds);
    let rendered =
        desk.channel.render(&deployment, &Ambient { now: seconds, seed: crate::clock::random()? });
    let beyond = rendered
        .diagnostics
        .iter()
        .filter(|new| !found.iter().any(|old| old.id == new.id && old.parameter == new.parameter));
    let beyond: Vec<Diagnostic> = beyond.cloned().collect();
    errors.extend(boxes::summary(&beyond, |name| {
        desk.channel
            .parameters()
            .iter()
            .any(|param| param.name == name && param.at_run_time())
            .then_some("v")
    }));
    found.extend(beyond);
    if form.is_wrong()
        || rendered.is_refused()
        || found.iter().any(|finding| finding.severity == Severity::Error)
    {
        let errors = form.errors.into_iter().chain(errors).collect();
        return desk.page(StatusCode::UNPROCESSABLE_ENTITY, &deployment, &found, errors, None);
    }
    desk.record(&deployment, demo).await?;
    let made = made(desk.channel, &deployment, rendered, demo);
    desk.page(StatusCode::OK, &deployment, &found, Vec::new(), Some(made))
}

fn made(channel: &dyn Channel, deployment: &Deployment, rendered: Rendered, demo: bool) -> Made {
    // Some kinds of entry carry what the key made inside their code.
    let inside = rendered.links.is_empty()
        && rendered.signatures.is_empty()
        && deployment.key.is_some()
        && !deployment.visitor.is_empty();
    Made {
        links: rendered.links.into_iter().map(shown).collect(),
        signatures: rendered.signatures.iter().map(signature).collect(),
        artifacts: if inside { rendered.artifacts } else { Vec::new() },
        problems: rendered.diagnostics,
        explanation: channel.explain(deployment),
        demo,
    }
}

fn take(form: &mut Form, channel: &dyn Channel) -> crate::catalog::Values {
    let mut told = Vec::new();
    let visitor = boxes::read(form, "v.", channel.parameters(), &mut told);
    form.finish();
    visitor
}

/// A key that is no secret: the one of the signing samples.
fn demo_key(scheme: &str) -> Secret {
    let vector = channels::scheme(scheme).map(|scheme| scheme.samples().vector.input);
    let input = vector.unwrap_or_default();
    let key = ["key", "public_key"].iter().find_map(|name| input.get(*name)?.as_str());
    Secret::new(key.unwrap_or_default())
}

fn signature(made: &Value) -> ShownSignature {
    let scheme = made.get("scheme").and_then(Value::as_str).unwrap_or_default();
    let own = |name: &str| !matches!(name, "scheme" | "expires_at");
    let map = made.as_object().into_iter().flatten();
    let values = map.filter(|(name, value)| own(name) && !value.is_null()).map(|(name, value)| {
        (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    });
    ShownSignature {
        label: channels::scheme(scheme).map_or(text("签名", "Signature"), Scheme::label),
        scheme: scheme.to_owned(),
        values: values.collect(),
        expires: made.get("expires_at").and_then(Value::as_i64).map(seconds),
    }
}

fn seconds(at: i64) -> Moment {
    moment(at.saturating_mul(crate::clock::SECOND))
}

/// A link taken apart: every pair as it stands in the address and as it is meant.
fn shown(link: Link) -> ShownLink {
    let (_, query) = link.url.split_once('?').unwrap_or((&link.url, ""));
    let pairs = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, encoded) = pair.split_once('=').unwrap_or((pair, ""));
            let value =
                percent_encoding::percent_decode_str(encoded).decode_utf8_lossy().into_owned();
            Pair { name: name.to_owned(), value, encoded: encoded.to_owned() }
        })
        .collect();
    ShownLink { expires: link.expires_at.map(seconds), link, pairs }
}

/// What the page says about signing.
impl LinksPage {
    fn note(&self) -> &'static str {
        let said = match (&self.key, self.may_sign) {
            (None, _) => text(
                "这个聊天窗没有选择安全密钥，链接不带签名。",
                "This chat window has no security key; links carry no signature.",
            ),
            (Some(key), _) if key.elsewhere => text(
                "这个聊天窗的密钥保存在别处，门户没有它的内容，链接不带签名。",
                "This chat window’s key is kept elsewhere: the portal does not have it, and links carry no signature.",
            ),
            (Some(key), _) if !key.signs() => text(
                "这个聊天窗的密钥已吊销，链接不带签名。请先轮换密钥。",
                "This chat window’s key is revoked, and links carry no signature. Rotate the key first.",
            ),
            (Some(_), true) => text(
                "链接会用登记的密钥签名，并记入历史。",
                "Links are signed with the registered key, and it is kept in the history.",
            ),
            (Some(_), false) => text(
                "您没有签名权限：链接会用公开的演示密钥签名，只能看格式，不能真正接入。",
                "You may not sign: links are made with the public demo key. They show the form and do not work.",
            ),
        };
        said.to(self.ui.lang)
    }
}
