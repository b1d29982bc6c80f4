//! What is known of a request before anybody looks into the database: language, theme, id.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header;

use super::bearer;
use super::ui::{Theme, Ui};
use crate::clock::Clock;
use crate::text::Lang;

pub const LANG_COOKIE: &str = "jieru-lang";
pub const THEME_COOKIE: &str = "jieru-theme";

/// Kept in the request's extensions by `guard`.
#[derive(Clone, Debug)]
pub struct Frame {
    pub lang: Lang,
    pub theme: Theme,
    pub request_id: String,
    /// Path and query, for links that lead back here.
    pub here: String,
    pub insecure: bool,
    pub demo: bool,
    /// The script asked for a fragment of the page.
    pub fragment: bool,
    pub reader: Reader,
}

/// Whom the answer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Person,
    /// It came with a token: errors are told as JSON.
    Program,
}

impl Frame {
    pub fn of(request: &ServiceRequest, insecure: bool, demo: bool) -> Self {
        let cookie = |name: &str| {
            // Over https they carry the prefix that binds them to the host.
            let bound = request.cookie(&format!("__Host-{name}"));
            bound.or_else(|| request.cookie(name)).map(|cookie| cookie.value().to_owned())
        };
        let accepted =
            request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let asked =
            actix_web::web::Query::<Vec<(String, String)>>::from_query(request.query_string())
                .ok()
                .and_then(|pairs| {
                    pairs
                        .iter()
                        .find(|(name, _)| name == "lang")
                        .and_then(|(_, tag)| Lang::from_tag(tag))
                });
        let lang = asked
            .or_else(|| cookie(LANG_COOKIE).and_then(|tag| Lang::from_tag(&tag)))
            .or_else(|| accepted.and_then(Lang::from_accept_language))
            .unwrap_or_default();
        Frame {
            lang,
            theme: cookie(THEME_COOKIE)
                .and_then(|name| Theme::from_name(&name))
                .unwrap_or_default(),
            request_id: request_id(),
            here: request
                .uri()
                .path_and_query()
                .map_or_else(|| "/".to_owned(), ToString::to_string),
            insecure,
            demo,
            fragment: request.headers().contains_key("x-fragment"),
            reader: if bearer::is_sent(request.headers()) {
                Reader::Program
            } else {
                Reader::Person
            },
        }
    }

    /// The frame of a page on which nobody is signed in.
    pub fn ui(&self, title: impl Into<String>) -> Ui {
        Ui {
            lang: self.lang,
            theme: self.theme,
            title: title.into(),
            here: self.here.clone(),
            person: None,
            nav: Vec::new(),
            crumbs: Vec::new(),
            csrf: String::new(),
            flash: None,
            notice: None,
            errors: Vec::new(),
            request_id: self.request_id.clone(),
            insecure: self.insecure,
            as_of: None,
            owes: None,
            demo: self.demo,
            assets: super::assets::directory(),
            narrow: false,
        }
    }

    /// The frame that `guard` kept. Every request passes `guard`, so it is there.
    pub fn kept(request: &impl HttpMessage) -> Option<Frame> {
        request.extensions().get::<Frame>().cloned()
    }
}

/// Time-ordered, so that a log is searched quickly.
fn request_id() -> String {
    Clock::system().id().simple().to_string()
}
