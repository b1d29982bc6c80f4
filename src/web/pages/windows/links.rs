//! Links for one test visitor, with the signature explained, and patterns for production. Made by POST,
//! shown once, never stored: a signed link is as good as a password.

mod forms;
mod made;
pub mod picture;
#[cfg(test)]
pub mod samples;
mod taken_apart;
mod template;

use actix_web::http::StatusCode;
use askama::Template;
use serde_json::Value;

use super::deployment::{References, without_visitor};
use super::fields::{Typed, check, on_this_page, target_or_first};
use super::vendor::VendorFields;
use crate::catalog::form::Choice;
use crate::catalog::structure::Act as Pressed;
use crate::channels::mini_program::PAGE;
use crate::channels::{self, Ambient, Channel, Deployment, Diagnostic, Target};
use crate::domain::change::KEY_ID;
use crate::domain::{Act, Change, Key, Window};
use crate::rights::{EditWindows, Permission, SignLinks, ViewWindow};
use crate::secret::Secret;
use crate::store::{Write, secrets as counted};
use crate::text::text;
use crate::web::boxes::{self, Taken};
use crate::web::fault::{Answer, Fault};
use crate::web::form::{Form, Posted};
use crate::web::scope::{Found, Scoped, Within};
use crate::web::secrets;
use crate::web::ui::{PageError, Ui};
use crate::web::vendor_switch::VendorSwitch;
use made::{Made, made, patterns};

#[derive(Template)]
#[template(path = "windows/links.html")]
struct LinksPage {
    ui: Ui,
    base: String,
    window: Window,
    channel: &'static dyn Channel,
    target: &'static Target,
    purpose: Purpose,
    /// Forms of the link to choose from.
    forms: Vec<Choice>,
    /// Where the entry is a page of a mini program: its path, which is no address.
    path: Option<String>,
    vendor: VendorFields,
    key: Option<Key>,
    switch: Option<VendorSwitch>,
    may_sign: bool,
    may_edit: bool,
    made: Option<Made>,
}

/// What the link is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Purpose {
    #[default]
    Test,
    Production,
}

/// What somebody asks for, and how it is drawn again.
#[derive(Clone, Copy)]
struct Asked<'a> {
    purpose: Purpose,
    deployment: &'a Deployment,
    /// The visitor's values as they were typed.
    visitor: &'a Taken,
    /// Somebody fills in rows and is not done yet.
    pressed: Option<&'a Pressed>,
}

struct Desk {
    within: Within<ViewWindow>,
    window: Window,
    channel: &'static dyn Channel,
    target: &'static Target,
    references: References,
    switch: Option<VendorSwitch>,
}

impl Desk {
    async fn open(within: Within<ViewWindow>, window: Window) -> Result<Self, Fault> {
        let channel = channels::find(&window.channel).ok_or_else(Fault::not_found)?;
        let target =
            target_or_first(channel, &window.content.target).ok_or_else(Fault::not_found)?;
        let mut read = within.visit.portal.db.read().await?;
        let references = References::load(&mut read, within.enterprise.id, channel, target).await?;
        let switch = VendorSwitch::of(&mut read, &within, window.content.account).await?;
        drop(read);
        Ok(Desk { within, window, channel, target, references, switch })
    }

    fn page(
        self,
        status: StatusCode,
        asked: Asked<'_>,
        found: &[Diagnostic],
        errors: Vec<PageError>,
        made: Option<Made>,
    ) -> Answer {
        let Asked { purpose, deployment, visitor, pressed } = asked;
        let mut ui = super::ui_of(&self.within, &self.window)?;
        ui.errors = errors;
        on_this_page(&mut ui.errors, &["v"]);
        let mut drawn = deployment.clone();
        drawn.visitor.extend(visitor.shown.clone());
        let vendor = VendorFields::draw(self.channel, &drawn, self.target, found)
            .registered(self.channel, self.target, &self.references, &self.window.content)
            .arranged(&visitor.as_json)
            .told(&ui.errors)
            .focused(pressed);
        let page = LinksPage {
            ui,
            base: self.within.path(""),
            purpose,
            forms: forms::choices(self.channel, self.target, deployment),
            path: path(self.target, deployment),
            key: self.references.key(&self.window.content).cloned(),
            switch: self.switch,
            may_sign: self.within.allows::<SignLinks>(),
            may_edit: self.within.allows::<EditWindows>(),
            channel: self.channel,
            target: self.target,
            window: self.window,
            vendor,
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

    /// Puts in whoever the link is for, with the key to sign with; whether that is a public one.
    async fn people(&self, purpose: Purpose, deployment: &mut Deployment) -> Result<bool, Fault> {
        if purpose == Purpose::Test {
            let key = self.key().await?;
            let demo = key.as_ref().is_some_and(|(_, demo)| *demo);
            deployment.key = key.map(|(secret, _)| secret);
            return Ok(demo);
        }
        // A pattern carries no signature: the public key gives it the shape of one.
        let key = self.references.key(&self.window.content).map(|key| demo_key(&key.scheme));
        *deployment = template::peopled(self.channel, self.target, deployment, key);
        Ok(true)
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
                .detail(KEY_ID, key.id.to_string())
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
        let place = self.within.place;
        let grants = &self.within.visit.person()?.grants;
        let told = self.window.told();
        let visit = &self.within.visit;
        let permit = grants
            .permit::<SignLinks>(place)
            .map_err(|_| visit.denied(place, SignLinks::NAME, &told))?;
        Ok(portal.db.write(&permit, work).await?)
    }
}

pub async fn show(Scoped { within, object: window }: Scoped<Window, ViewWindow>) -> Answer {
    let desk = Desk::open(within, window).await?;
    let deployment = desk.references.deployment(&Typed::of(&desk.window).content);
    let visitor = Taken::default();
    let asked =
        Asked { purpose: Purpose::Test, deployment: &deployment, visitor: &visitor, pressed: None };
    desk.page(StatusCode::OK, asked, &[], Vec::new(), None)
}

pub async fn make(
    Posted { scope: Scoped { within, object: window }, mut form }: Posted<
        Scoped<Window, ViewWindow>,
    >,
) -> Answer {
    let act = form.take("act");
    let pressed = Pressed::read(&act);
    if pressed.is_none() && !act.is_empty() {
        return Err(Fault::status(StatusCode::UNPROCESSABLE_ENTITY));
    }
    let desk = Desk::open(within, window).await?;
    let mut deployment = desk.references.deployment(&desk.window.content);
    let purpose =
        if form.line("purpose") == "production" { Purpose::Production } else { Purpose::Test };
    let shape = form.line("form");
    if !forms::choose(desk.channel, desk.target, &mut deployment, &shape) {
        form.wrong("form", text("请从列表中选择", "Choose from the list"));
    }
    let mut visitor = take(&mut form, desk.channel, pressed.as_ref());
    deployment.visitor = std::mem::take(&mut visitor.values);
    let typed = deployment.clone();
    let asked = Asked { purpose, deployment: &typed, visitor: &visitor, pressed: pressed.as_ref() };
    if pressed.is_some() {
        return desk.page(StatusCode::OK, asked, &[], form.errors, None);
    }
    let demo = desk.people(purpose, &mut deployment).await?;
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
        let param = desk.channel.parameters().iter().find(|param| param.name == name)?;
        param.at_run_time().then_some(("v", param))
    }));
    found.extend(beyond);
    if form.is_wrong() || rendered.is_refused() || found.iter().any(Diagnostic::is_error) {
        let errors = form.errors.into_iter().chain(errors).collect();
        return desk.page(StatusCode::UNPROCESSABLE_ENTITY, asked, &found, errors, None);
    }
    desk.record(&deployment, demo).await?;
    let made = match purpose {
        Purpose::Test => made(desk.channel, &deployment, rendered, demo),
        Purpose::Production => patterns(desk.channel, &deployment, rendered),
    };
    desk.page(StatusCode::OK, asked, &found, Vec::new(), Some(made))
}

/// The page of a mini program, where the entry stands in one.
fn path(target: &Target, deployment: &Deployment) -> Option<String> {
    let param = target.window_fields.iter().find(|param| param.name == PAGE.name)?;
    let stored = deployment.window.get(param.name).and_then(Value::as_str);
    let path = stored.filter(|path| !path.is_empty()).or(param.default)?;
    (!target.links).then(|| path.to_owned())
}

fn take(form: &mut Form, channel: &dyn Channel, pressed: Option<&Pressed>) -> Taken {
    let taken = boxes::take(form, "v.", channel.parameters(), pressed, &mut Vec::new());
    form.finish();
    taken
}

/// A key that is no secret: the one of the signing samples.
fn demo_key(scheme: &str) -> Secret {
    let vector = channels::scheme(scheme).map(|scheme| scheme.samples().vector.input);
    let input = vector.unwrap_or_default();
    let key = ["key", "public_key"].iter().find_map(|name| input.get(*name)?.as_str());
    Secret::new(key.unwrap_or_default())
}

/// What the page says about signing.
impl LinksPage {
    fn here(&self) -> String {
        format!("{}/windows/{}/links", self.base, self.window.code)
    }

    fn picture(&self) -> String {
        format!("{}/qr", self.here())
    }

    /// Whether a signature of this kind can be held against the key at all.
    fn can_verify(&self) -> bool {
        let scheme = self.target.key.and_then(channels::scheme);
        scheme.is_some_and(|scheme| scheme.verify(&<_>::default(), &Ambient::at(0)).is_some())
    }

    fn purposes(&self) -> Vec<Choice> {
        let choice =
            |value: &str, label, purpose| Choice::new(value, label, self.purpose == purpose);
        vec![
            choice("test", text("测试访客", "A test visitor"), Purpose::Test),
            choice("production", text("生产模板", "Production template"), Purpose::Production),
        ]
    }

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
                "用登记的密钥签名，并记入历史；生产模板不用密钥。",
                "Signed with the registered key, and kept in the history; a production template uses no key.",
            ),
            (Some(_), false) => text(
                "您没有签名权限：会用公开的演示密钥签名，只能看格式，不能真正接入。",
                "You may not sign: links are made with the public demo key. They show the form and do not work.",
            ),
        };
        said.to(self.ui.lang)
    }
}
