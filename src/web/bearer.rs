//! Requests of programs: `Authorization: Bearer jru_…`. A token opens the rows of the route table that
//! are marked for it and no others, whatever cookies come along.

use actix_web::HttpMessage;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};

use super::fault::Fault;
use super::frame::Frame;
use super::portal::Portal;
use super::routes::{Mark, ROUTES, Route, bare};
use crate::access::address::client_address;
use crate::access::token::{self, Shown, Why};
use crate::access::{Refusal, SignedIn};
use crate::domain::{Change, Log, Token};
use crate::rights::{Grants, Origin, Place, ReadMetrics, Scope};
use crate::text::{Text, text};

const SCHEME: &str = "bearer";

/// Who asks with a token; kept in the request's extensions for `Visit`.
#[derive(Clone, Debug)]
pub struct Bearer(pub SignedIn);

/// Whether a request comes with a token at all. Other ways to say who asks are a proxy's business.
pub fn is_sent(headers: &HeaderMap) -> bool {
    headers.get_all(AUTHORIZATION).any(|value| after_scheme(value).is_some())
}

/// What follows the word `Bearer`, where it stands first; an unreadable value is no token of ours.
fn after_scheme(value: &HeaderValue) -> Option<&str> {
    let bytes = value.as_bytes();
    let (scheme, rest) = bytes.split_at_checked(SCHEME.len())?;
    let alone = rest.first().is_none_or(u8::is_ascii_whitespace);
    (alone && scheme.eq_ignore_ascii_case(SCHEME.as_bytes()))
        .then(|| std::str::from_utf8(rest).unwrap_or_default().trim())
}

/// Lets a request with a good token through to what the token is for; requests without one pass.
pub async fn admit(request: &ServiceRequest, portal: &Portal, frame: &Frame) -> Result<(), Fault> {
    if !is_sent(request.headers()) {
        return Ok(());
    }
    let address = client_address(request.request(), &portal.trusted_proxies);
    let request_id = frame.request_id.clone();
    let origin = Origin { address, request_id, ..Origin::default() };
    let sent = sent(request.headers()).unwrap_or_default();
    let (token, signed_in) = match token::bearer(&portal.db, sent, origin.clone()).await? {
        Shown::Good(found) => *found,
        Shown::Bad(why, token) => return Err(refused(portal, origin, why, token).await),
    };
    let pattern = request.match_pattern().unwrap_or_default();
    match row(request.method(), &pattern) {
        // Nothing is there: the answer says so.
        None => Ok(()),
        Some(row) if opens(&signed_in.grants, &token, row.mark) => {
            request.extensions_mut().insert(Bearer(signed_in));
            Ok(())
        }
        Some(_) => {
            let change = Change::access(Log::Installation, "access.denied", Token::NOUN, token.id)
                .detail("name", &token.name)
                .detail("person", &signed_in.person.name)
                .detail("method", request.method().as_str())
                // The pattern: some addresses are secrets themselves.
                .detail("path", &pattern);
            let permit = signed_in.grants.trace(Place::Installation);
            portal.refusals.note(&portal.db, Refusal::new(permit, change, &pattern)).await;
            Err(Fault::saying(StatusCode::FORBIDDEN, NOT_HERE))
        }
    }
}

const NOT_HERE: Text = text(
    "此页面不接受令牌，或这个令牌没有所需的范围。",
    "Tokens are not for this page, or this token lacks the scope that it takes.",
);

/// The one token of a request.
fn sent(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION);
    let (first, None) = (all.next()?, all.next()) else { return None };
    after_scheme(first)
}

/// The row that answers such a request.
fn row(method: &Method, pattern: &str) -> Option<&'static Route> {
    let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
    let fits = |row: &&Route| row.method == method && bare(row.path) == pattern;
    ROUTES.iter().find(fits)
}

fn opens(grants: &Grants, token: &Token, mark: Option<Mark>) -> bool {
    match mark {
        Some(Mark::Read) => Scope::from_words(&token.scopes).contains(&Scope::Read),
        Some(Mark::Metrics) => grants.allow::<ReadMetrics>(Place::Installation),
        Some(Mark::Fresh) | None => false,
    }
}

/// One answer for every reason; the history knows more.
async fn refused(portal: &Portal, origin: Origin, why: Why, token: Option<Box<Token>>) -> Fault {
    if let Err(error) = portal.throttles.bad_token(&origin.address) {
        return error.into();
    }
    let id = token.as_ref().map_or_else(String::new, |known| known.id.to_string());
    let change = Change::access(Log::Installation, "token.refused", Token::NOUN, &id)
        .detail("why", why.name());
    let change = match &token {
        Some(known) => change.detail("name", &known.name),
        None => change,
    };
    let permit = Grants::stranger(origin).trace(Place::Installation);
    let what = format!("{id} {}", why.name());
    portal.refusals.note(&portal.db, Refusal::new(permit, change, &what)).await;
    Fault::status(StatusCode::UNAUTHORIZED)
}
