//! One visit: who asks for a page, in which language, and what the page is drawn into.

use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use url::{Position, Url};

use super::bearer::Bearer;
use super::fault::{Answer, Fault};
use super::frame::Frame;
use super::journal::Asker;
use super::moment::moment;
use super::nav;
use super::pages::second_factor;
use super::portal::Portal;
use super::routes;
use super::ui::{Flash, FlashKind, Person, Ui, Undo};
use crate::access::address::client_address;
use crate::access::session::Halfway;
use crate::access::{Refusal, SignedIn, device, form_token, login, refusals, session};
use crate::clock::random;
use crate::domain::{Change, Enterprise, Log};
use crate::error::Error;
use crate::rights::{Origin, Place, ReadHistory};
use crate::secret::Secret;
use crate::text::{Lang, Message, Text};

/// Who asks, and everything a page needs from the request. Anybody may visit; pages that need more
/// ask for a scope.
pub struct Visit {
    pub portal: web::Data<Portal>,
    pub frame: Frame,
    pub address: String,
    pub signed_in: Option<SignedIn>,
    request: HttpRequest,
    /// What form tokens of this browser are bound to, and whether the browser still has to learn it.
    binding: String,
    new_binding: bool,
}

/// What opens for somebody who has to set up a second factor before anything else.
const OPEN: &[&str] = &[
    second_factor::PATH,
    second_factor::passkeys::PATH,
    second_factor::passkeys::NEW,
    "/reauth",
    "/login",
    "/login/second-factor",
    "/logout",
    "/appearance",
];

/// What is refused: the object as its history knows it.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub noun: &'static str,
    pub id: String,
    pub name: String,
    /// Where it has one.
    pub code: String,
}

impl Told {
    pub fn enterprise(of: &Enterprise) -> Self {
        let (id, name) = (of.id.to_string(), of.name.clone());
        Told { noun: "enterprise", id, name, code: String::new() }
    }

    pub fn installation(portal: &Portal) -> Self {
        Told { noun: "installation", id: portal.installation.to_string(), ..Told::default() }
    }
}

type Later<T> = Pin<Box<dyn Future<Output = Result<T, Fault>>>>;

impl FromRequest for Visit {
    type Error = Fault;
    type Future = Later<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Visit::of(request).await })
    }
}

impl Visit {
    pub async fn of(request: HttpRequest) -> Result<Self, Fault> {
        let portal = request
            .app_data::<web::Data<Portal>>()
            .cloned()
            .ok_or_else(|| Error::broken("no portal"))?;
        let frame = Frame::kept(&request).ok_or_else(|| Error::broken("no frame"))?;
        let address = client_address(&request, &portal.trusted_proxies);
        let origin = origin(&request, &address, &frame);
        let bearer = request.extensions().get::<Bearer>().cloned();
        let signed_in = match bearer {
            Some(Bearer(signed_in)) => Some(signed_in),
            None => session::signed_in(&request, &portal.db, origin).await?,
        };
        if let Some(signed_in) = &signed_in {
            request.extensions_mut().insert(Asker(signed_in.person.id));
        }
        let due = signed_in.as_ref().and_then(|one| one.due);
        if due.is_some_and(|due| due <= portal.clock.now()) && !OPEN.contains(&request.path()) {
            return Err(Fault::First { to: second_factor::PATH });
        }
        let known = request.cookie(portal.form_cookie()).map(|cookie| cookie.value().to_owned());
        let (binding, new_binding) = match (&signed_in, known) {
            (Some(signed_in), _) => (format!("session:{}", signed_in.seed), false),
            (None, Some(cookie)) if cookie.len() <= 64 => (format!("browser:{cookie}"), false),
            (None, _) => {
                let bytes: [u8; 32] = random()?;
                (format!("browser:{}", URL_SAFE_NO_PAD.encode(bytes)), true)
            }
        };
        Ok(Visit { portal, frame, address, signed_in, request, binding, new_binding })
    }

    pub fn lang(&self) -> Lang {
        self.frame.lang
    }

    pub fn request(&self) -> &HttpRequest {
        &self.request
    }

    pub fn origin(&self) -> Origin {
        origin(&self.request, &self.address, &self.frame)
    }

    /// The signed-in person, or the way to the sign-in page.
    pub fn person(&self) -> Result<&SignedIn, Fault> {
        self.signed_in.as_ref().ok_or_else(|| Fault::SignIn { next: self.way_back() })
    }

    /// Who typed the right password here and still has to show the second factor.
    pub fn halfway(&self) -> Option<Halfway> {
        session::halfway(&self.request, self.portal.clock.now())
    }

    /// This person lacks a right on something that is visible: the answer, which the history keeps.
    pub fn denied(&self, place: Place, permission: &'static str, of: &Told) -> Fault {
        let log = match place {
            Place::Installation => Log::Installation,
            Place::Enterprise(id) | Place::Window { enterprise: id, .. } => Log::Enterprise(id),
        };
        let grants = match self.person() {
            Ok(person) => &person.grants,
            Err(fault) => return fault,
        };
        let (path, method) = (refusals::path(self.request.path()), self.request.method().as_str());
        let what = format!("{permission} {path}");
        let mut change = Change::access(log, "access.denied", of.noun, &of.id)
            .detail("permission", permission)
            .detail("method", method)
            .detail("path", path);
        for (name, value) in [("name", &of.name), ("code", &of.code)] {
            if !value.is_empty() {
                change = change.detail(name, value);
            }
        }
        Fault::Denied(Box::new(Refusal::new(grants.trace(place), change, &what)))
    }

    /// Where to go after signing in: here or, when a form was submitted, to the page that it was on.
    fn way_back(&self) -> String {
        if self.request.method() == actix_web::http::Method::GET {
            return self.frame.here.clone();
        }
        let header = |name| self.request.headers().get(name).and_then(|value| value.to_str().ok());
        let page = header("referer").and_then(|text| Url::parse(text).ok());
        let ours = page.filter(|page| {
            let host = header("host").unwrap_or_default();
            host == &page[Position::BeforeHost..Position::AfterPort]
        });
        ours.map_or_else(
            || "/".to_owned(),
            |page| page[Position::BeforePath..Position::AfterQuery].to_owned(),
        )
    }

    /// Whether this is the password of whoever is signed in; hashed like a sign-in, and throttled for this
    /// person alone.
    pub async fn is_own(&self, password: Secret) -> Result<bool, Fault> {
        let (portal, person) = (&self.portal, &self.person()?.person);
        let (passwords, throttles) = (&portal.passwords, &portal.throttles);
        let db = &portal.db;
        let own = login::check_again(db, passwords, throttles, person.id, password).await?;
        if !own {
            let path = refusals::path(self.request.path());
            let change =
                Change::access(Log::Installation, "password.refused", "session", person.id)
                    .detail("name", &person.name)
                    .detail("device", self.origin().device)
                    .detail("path", &path);
            let permit = self.person()?.grants.trace(Place::Installation);
            portal.refusals.note(db, Refusal::new(permit, change, &path)).await;
        }
        Ok(own)
    }

    /// Takes the own password once more; whether it was right. What asks for a fresh one is open then.
    pub async fn confirm(&self, password: Secret) -> Result<bool, Fault> {
        let own = self.is_own(password).await?;
        if own {
            let person = &self.person()?.person;
            login::confirm(&self.portal.db, person, self.origin()).await?;
            session::confirm(&self.request)?;
        }
        Ok(own)
    }

    pub fn token_is_valid(&self, token: &str) -> Result<bool, Fault> {
        Ok(form_token::is_valid(&self.portal.vault, &self.binding, token)?)
    }

    /// The frame of a page, with person, navigation, token and the message left by the page before.
    pub fn ui(&self, title: Text) -> Result<Ui, Fault> {
        self.ui_titled(title.to(self.lang()).to_owned())
    }

    pub fn ui_titled(&self, title: String) -> Result<Ui, Fault> {
        let mut ui = self.frame.ui(title);
        ui.csrf = form_token::masked(&self.portal.vault, &self.binding)?;
        if let Some(signed_in) = &self.signed_in {
            let role = signed_in.held.iter().map(|grant| grant.role).min();
            ui.person = Some(Person {
                name: signed_in.person.name.clone(),
                email: signed_in.person.email.clone(),
                role: role
                    .map_or(crate::text::text("没有角色", "No role"), crate::rights::Role::label),
            });
            ui.nav = nav::of(signed_in, None, self.request.path());
            let elsewhere = self.request.path() != second_factor::PATH;
            ui.owes = signed_in.due.filter(|_| elsewhere).map(moment);
        }
        Ok(ui)
    }

    /// The frame of a page inside an enterprise.
    pub fn ui_within(&self, enterprise: &Enterprise, title: String) -> Result<Ui, Fault> {
        let mut ui = self.ui_titled(title)?;
        if let Some(signed_in) = &self.signed_in {
            let seen = signed_in.grants.sees(Place::Enterprise(enterprise.id));
            ui.nav = nav::of(signed_in, seen.then_some(enterprise), self.request.path());
            ui.as_of = self.earlier(signed_in, enterprise);
            if let Some(role) = signed_in.grants.role_at(Place::Enterprise(enterprise.id))
                && let Some(person) = &mut ui.person
            {
                person.role = role.label();
            }
        }
        Ok(ui)
    }

    /// The address of this page where whoever asks may also see how it was. Histories and reports ask for
    /// their time themselves.
    fn earlier(&self, signed_in: &SignedIn, enterprise: &Enterprise) -> Option<String> {
        let may = signed_in.grants.allow::<ReadHistory>(Place::Enterprise(enterprise.id));
        let pattern = self.request.match_pattern()?;
        let read = self.request.method() == actix_web::http::Method::GET;
        let timed = pattern.contains("/history") || pattern.contains("/reports/");
        (may && read && !timed && routes::tells_past(&pattern))
            .then(|| self.request.path().to_owned())
    }

    /// Takes the message that the page before left; it is shown once.
    pub fn take_flash(&self, ui: &mut Ui) {
        ui.flash = session::take_flash(&self.request)
            .and_then(|text| serde_json::from_str::<Left>(&text).ok())
            .map(Left::read);
    }

    /// A whole page, or the part of it that the script asked for.
    pub fn page(&self, status: StatusCode, page: &impl Template) -> Answer {
        let body = page.render().map_err(Error::broken)?;
        let mut response = HttpResponse::build(status);
        response.content_type("text/html; charset=utf-8");
        if self.new_binding {
            let value = self.binding.strip_prefix("browser:").unwrap_or_default().to_owned();
            response.cookie(self.cookie(self.portal.form_cookie(), value));
        }
        Ok(response.body(body))
    }

    /// Cookies of ours are for this host only, out of reach of scripts and of other sites.
    pub fn cookie(&self, name: &'static str, value: String) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.portal.public_url.https())
            .finish()
    }

    /// After a change: a message for the next page, and the way there.
    pub fn done(&self, path: &str, text: Message) -> Answer {
        self.leave(FlashKind::Done, text)?;
        Ok(see_other(path))
    }

    /// The same for what can be taken back at once.
    pub fn done_with(&self, path: &str, text: Message, undo: Undo) -> Answer {
        self.leave_all(FlashKind::Done, text, Some(undo))?;
        Ok(see_other(path))
    }

    pub fn leave(&self, kind: FlashKind, text: Message) -> Result<(), Fault> {
        self.leave_all(kind, text, None)
    }

    fn leave_all(&self, kind: FlashKind, text: Message, undo: Option<Undo>) -> Result<(), Fault> {
        let (action, ids) = undo.map(|undo| (undo.action, undo.ids)).unwrap_or_default();
        let warning = kind == FlashKind::Warning;
        let left = Left { warning, zh: text.zh, en: text.en, action, ids };
        let text = serde_json::to_string(&left).map_err(Error::broken)?;
        Ok(session::leave_flash(&self.request, text)?)
    }
}

fn origin(request: &HttpRequest, address: &str, frame: &Frame) -> Origin {
    Origin {
        address: address.to_owned(),
        request_id: frame.request_id.clone(),
        device: device::of(session::agent(request)),
    }
}

/// The stored form of a message for the next page.
#[derive(Serialize, Deserialize)]
struct Left {
    warning: bool,
    zh: String,
    en: String,
    /// Where an undo goes; empty where there is none.
    #[serde(default)]
    action: String,
    #[serde(default)]
    ids: Vec<String>,
}

impl Left {
    fn read(self) -> Flash {
        Flash {
            kind: if self.warning { FlashKind::Warning } else { FlashKind::Done },
            text: Message::new(self.zh, self.en),
            undo: (!self.action.is_empty()).then_some(Undo { action: self.action, ids: self.ids }),
        }
    }
}

pub fn see_other(path: &str) -> HttpResponse {
    // Letters beyond ASCII go into a header in the form that addresses have.
    let path = percent_encoding::utf8_percent_encode(path, percent_encoding::CONTROLS).to_string();
    HttpResponse::SeeOther().insert_header((actix_web::http::header::LOCATION, path)).finish()
}

/// Only ways inside this portal: `/x`, never `//x`, `/\x` or another site.
pub fn own_path(path: &str) -> Option<&str> {
    let inside = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|c: char| c == '\\' || c.is_control());
    inside.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_ways_inside_the_portal_are_followed() {
        assert_eq!(own_path("/e/demo?a=b"), Some("/e/demo?a=b"));
        for wrong in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "javascript:x",
            "/\t/evil",
        ] {
            assert_eq!(own_path(wrong), None, "{wrong}");
        }
    }
}
