//! Errors for programs: `application/problem+json` (RFC 9457), with the words of the error page.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde_json::json;

use super::fault::FaultPage;
use super::frame::Frame;
use crate::text::Text;

pub const KIND: &str = "application/problem+json";

pub fn draw(page: &FaultPage, frame: &Frame, (title, what): (Text, Text)) -> HttpResponse {
    let lang = frame.lang;
    let detail = page.text.as_ref().map_or_else(|| what.to(lang), |text| text.to(lang));
    let body = json!({
        "type": "about:blank",
        "title": title.to(lang),
        "status": page.status.as_u16(),
        "detail": detail,
        "request_id": frame.request_id,
    });
    let mut response = HttpResponse::build(page.status);
    response.content_type(KIND);
    if page.status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
    }
    if let Some(seconds) = page.retry_after {
        response.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    response.body(body.to_string())
}
