//! How a form comes in: within limits, from our own pages only, with the token of its session.

#[cfg(test)]
pub mod samples;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use askama::Template;
use futures_util::StreamExt;

use super::desks::{Desk, Desks};
use super::{Form, LIMIT};
use crate::text::{Message, text};
use crate::web::fault::Fault;
use crate::web::leak_guard;
use crate::web::pages::reauth;
use crate::web::scope::Scope;
use crate::web::ui::Ui;
use crate::web::visit::Visit;

/// A form that somebody with this scope submitted from one of our own pages. `MOST` bytes are read.
pub struct Posted<S: Scope, const MOST: usize = LIMIT> {
    pub scope: S,
    pub form: Form,
}

impl<S: Scope, const MOST: usize> FromRequest for Posted<S, MOST> {
    type Error = Fault;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Fault>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let scope = S::from_request(&request, &mut Payload::None).await?;
            refuse_other_sites(&request)?;
            let portal = &scope.visit().portal;
            let bounds = (MOST, portal.limits.body);
            let (body, desk) = read(&request, &mut payload, bounds, &portal.desks).await?;
            let mut form = Form { _desk: desk, ..Form::parse(&body)? };
            drop(body);
            let token = form.take("csrf_token");
            if !scope.visit().token_is_valid(&token)? {
                return Err(again(scope.visit(), &form)?);
            }
            reauth::before_a_form(scope.visit(), &mut form).await?;
            leak_guard::watch(&scope, &mut form).await?;
            Ok(Posted { scope, form })
        })
    }
}

/// Asks whether to submit once more, with everything that was typed.
#[derive(Template)]
#[template(path = "parts/again.html")]
struct AgainPage {
    ui: Ui,
    action: String,
    kept: Vec<(String, String)>,
}

/// The form's token is of another session: it was drawn before somebody signed in again. Nothing is
/// done, and nothing is lost either.
fn again(visit: &Visit, form: &Form) -> Result<Fault, Fault> {
    let ui = visit.ui(text("请再确认一次", "Please confirm once more"))?;
    let page = AgainPage { ui, action: visit.frame.here.clone(), kept: form.kept_with_version() };
    let body = page.render().map_err(crate::error::Error::broken)?;
    Ok(Fault::Drawn { status: StatusCode::FORBIDDEN, body, retry_after: None })
}

/// What the browser itself says of where a form comes from. Programs say nothing, and still need the token.
pub(in crate::web) fn refuse_other_sites(request: &HttpRequest) -> Result<(), Fault> {
    let value = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let refused = || {
        Fault::saying(
            StatusCode::FORBIDDEN,
            text(
                "表单来自其他网站，没有保存任何更改。",
                "The form came from another site. Nothing was saved.",
            ),
        )
    };
    if value("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return Err(refused());
    }
    // A page that hides its address hides its origin too; only browsers write `sec-fetch-site`.
    let hidden =
        |origin: &&str| *origin == "null" && value("sec-fetch-site") == Some("same-origin");
    let Some(origin) = value("origin").filter(|origin| !hidden(origin)) else { return Ok(()) };
    let host = value("host").unwrap_or_default();
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    if authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host)) {
        Ok(())
    } else {
        Err(refused())
    }
}

/// The body; one above the ordinary limit with the place that it was given before it was read.
async fn read(
    request: &HttpRequest,
    payload: &mut Payload,
    (most, deadline): (usize, Duration),
    desks: &Desks,
) -> Result<(Vec<u8>, Option<Desk>), Fault> {
    if request.content_type() != "application/x-www-form-urlencoded"
        || request.headers().contains_key(header::CONTENT_ENCODING)
    {
        return Err(Fault::status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let body = async {
        let (mut body, mut desk) = (Vec::new(), None);
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Fault::status(StatusCode::BAD_REQUEST))?;
            if body.len() + chunk.len() > most {
                return Err(too_large(most));
            }
            if body.len() + chunk.len() > LIMIT && desk.is_none() {
                desk = Some(desks.take().await?);
            }
            body.extend_from_slice(&chunk);
        }
        Ok((body, desk))
    };
    tokio::time::timeout(deadline, body)
        .await
        .unwrap_or_else(|_| Err(Fault::status(StatusCode::REQUEST_TIMEOUT)))
}

/// How much would have been taken.
fn too_large(most: usize) -> Fault {
    let (zh, en) = match most.checked_div(1024 * 1024) {
        Some(mib @ 1..) => (format!("最多 {mib} MiB"), format!("{mib} MiB at most")),
        _ => (format!("最多 {} KiB", most / 1024), format!("{} KiB at most", most / 1024)),
    };
    Fault::saying(
        StatusCode::PAYLOAD_TOO_LARGE,
        Message::new(format!("提交的内容{zh}。"), format!("A form may hold {en}.")),
    )
}
