//! From an error to an answer. A [`Fault`] carries what the error page needs; the page itself is
//! drawn in `guard`, where language and request id are known, so that every error looks the same
//! wherever it came from.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};

use crate::access::Refusal;
use crate::error::{Error, Kind};
use crate::text::Message;

/// What a handler gives back.
pub type Answer = Result<HttpResponse, Fault>;

pub enum Fault {
    /// Nobody is signed in: the way leads to the sign-in page and back.
    SignIn {
        next: String,
    },
    /// Nothing opens before something is done that this address is about.
    First {
        to: &'static str,
    },
    /// The own password is asked for first, and then the way leads on.
    Confirm {
        next: String,
    },
    Page(FaultPage),
    /// A right is missing; the history will say so.
    Denied(Box<Refusal>),
    /// A page of the handler's own: the form is shown again and nothing is lost.
    Drawn {
        status: StatusCode,
        body: String,
        retry_after: Option<u64>,
    },
}

/// The content of an error page.
#[derive(Clone, Debug)]
pub struct FaultPage {
    pub status: StatusCode,
    /// What happened, where there is more to say than the status says.
    pub text: Option<Message>,
    pub retry_after: Option<u64>,
    /// Another role would help: the page leads to where one is asked for.
    pub asks: bool,
}

impl FaultPage {
    /// A page that says what the status says.
    pub const fn of(status: StatusCode) -> Self {
        FaultPage { status, text: None, retry_after: None, asks: false }
    }
}

impl Fault {
    pub fn status(status: StatusCode) -> Self {
        Fault::Page(FaultPage::of(status))
    }

    pub fn not_found() -> Self {
        Fault::status(StatusCode::NOT_FOUND)
    }

    pub fn forbidden() -> Self {
        Fault::status(StatusCode::FORBIDDEN)
    }

    pub fn saying(status: StatusCode, text: impl Into<Message>) -> Self {
        Fault::Page(FaultPage { text: Some(text.into()), ..FaultPage::of(status) })
    }

    /// A role that is too weak or too narrow, in words, with the way to ask for another one.
    pub fn lacking(text: impl Into<Message>) -> Self {
        let page = FaultPage::of(StatusCode::FORBIDDEN);
        Fault::Page(FaultPage { text: Some(text.into()), asks: true, ..page })
    }
}

/// Nothing was looked at for now: too many attempts, or too much else to do. A page that has a form is drawn
/// again with what it says, so that nothing typed is lost.
#[derive(Clone, Debug)]
pub struct HeldBack {
    pub status: StatusCode,
    /// Until the next attempt is looked at.
    pub seconds: u64,
    /// What happened, where there is more to say than the status says.
    text: Option<Message>,
}

impl HeldBack {
    /// Every other fault stays one.
    pub fn of(fault: Fault) -> Result<Self, Fault> {
        match fault {
            Fault::Page(FaultPage {
                status: status @ (StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE),
                retry_after: Some(seconds),
                text,
                ..
            }) => Ok(HeldBack { status, seconds, text }),
            fault => Err(fault),
        }
    }

    pub fn told(&self) -> Message {
        let seconds = self.seconds;
        if let Some(text) = &self.text {
            return text.clone();
        }
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            return Message::new(
                format!("尝试太频繁，这一次没有检查；请在 {seconds} 秒后再试"),
                format!("Too many attempts; this one was not looked at. Try again in {seconds} s"),
            );
        }
        Message::new(
            format!("服务器繁忙，没有保存任何更改；请在 {seconds} 秒后再试"),
            format!("The server is busy; nothing was saved. Try again in {seconds} s"),
        )
    }

    /// The status of a form that is drawn again: it was not looked at, or something in it is wrong.
    pub fn status(held: Option<&Self>) -> StatusCode {
        held.map_or(StatusCode::UNPROCESSABLE_ENTITY, |held| held.status)
    }

    /// The form that was drawn again, with the moment to come back where it was not looked at.
    pub fn finish(held: Option<&Self>, page: HttpResponse) -> HttpResponse {
        match held {
            Some(held) => held.on(page),
            None => page,
        }
    }

    /// The page that was drawn again, with the moment to come back.
    pub fn on(&self, mut page: HttpResponse) -> HttpResponse {
        page.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(self.seconds));
        page
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        let status = match error.kind() {
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Taken | Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Refused => StatusCode::FORBIDDEN,
            Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if status.is_server_error() {
            tracing::error!(%error, "request failed");
        }
        let (text, retry_after) = (error.text().cloned(), error.retry_after());
        Fault::Page(FaultPage { text, retry_after, ..FaultPage::of(status) })
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::SignIn { .. } => write!(f, "not signed in"),
            Fault::First { to } => write!(f, "first to {to}"),
            Fault::Confirm { .. } => write!(f, "no fresh password"),
            Fault::Page(page) => write!(f, "{}", page.status),
            Fault::Denied(_) => write!(f, "{}", StatusCode::FORBIDDEN),
            Fault::Drawn { status, .. } => write!(f, "{status}"),
        }
    }
}

impl ResponseError for Fault {
    fn status_code(&self) -> StatusCode {
        match self {
            Fault::SignIn { .. } | Fault::First { .. } | Fault::Confirm { .. } => {
                StatusCode::SEE_OTHER
            }
            Fault::Page(page) => page.status,
            Fault::Denied(_) => StatusCode::FORBIDDEN,
            Fault::Drawn { status, .. } => *status,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Fault::SignIn { next } => first("/login", next),
            Fault::Confirm { next } => first("/reauth", next),
            Fault::First { to } => {
                HttpResponse::SeeOther().insert_header((header::LOCATION, *to)).finish()
            }
            Fault::Drawn { status, body, retry_after } => {
                let mut response = HttpResponse::build(*status);
                response.content_type("text/html; charset=utf-8");
                if let Some(seconds) = retry_after {
                    response.insert_header((header::RETRY_AFTER, seconds.to_string()));
                }
                response.body(body.clone())
            }
            Fault::Denied(refusal) => {
                let mut response = HttpResponse::build(StatusCode::FORBIDDEN).finish();
                response.extensions_mut().insert(Refusal::clone(refusal));
                response
            }
            Fault::Page(page) => {
                let mut response = HttpResponse::build(page.status).finish();
                response.extensions_mut().insert(page.clone());
                response
            }
        }
    }
}

/// The way to a page that comes first, and leads on to another one.
fn first(to: &str, next: &str) -> HttpResponse {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
    HttpResponse::SeeOther().insert_header((header::LOCATION, format!("{to}?{query}"))).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::text;

    #[test]
    fn what_held_a_form_back_is_told_in_its_own_words_where_it_has_some() {
        let said = text("不确定是否已保存", "It is not certain whether it was saved");
        let held = HeldBack::of(Error::busy(3).saying(said).into()).expect("held back");
        assert_eq!((held.told().en.as_str(), held.seconds), (said.en, 3));
        let plain = HeldBack::of(Error::busy(7).into()).expect("held back");
        assert!(plain.told().en.contains("7 s") && plain.status == StatusCode::SERVICE_UNAVAILABLE);
        assert!(HeldBack::of(Fault::not_found()).is_err());
    }
}
