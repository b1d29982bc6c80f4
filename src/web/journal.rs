//! One line in the log for each request, and its figures. Of the address only the pattern of its route is
//! told: paths of hand-over links and invitations are secrets, and queries hold what people look for.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

use super::portal::Portal;
use crate::access::address::client_address;
use crate::clock::Stopwatch;
use crate::domain::PersonId;

/// Who asks, once somebody has found out; kept in the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct Asker(pub PersonId);

/// What a request without a route is told as.
const NOWHERE: &str = "none";

struct Line {
    request_id: String,
    method: &'static str,
    route: String,
    status: u16,
    address: String,
    person: Option<PersonId>,
}

pub async fn journal<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let watch = Stopwatch::start();
    let portal = request.app_data::<web::Data<Portal>>().cloned();
    let proxies = portal.map(|portal| portal.trusted_proxies.clone()).unwrap_or_default();
    let mut line = Line {
        request_id: String::new(),
        method: method(request.method()),
        route: request.match_pattern().unwrap_or_else(|| NOWHERE.to_owned()),
        status: 0,
        address: client_address(request.request(), &proxies),
        person: None,
    };
    let outcome = next.call(request).await;
    match &outcome {
        Ok(response) => {
            line.status = response.status().as_u16();
            line.request_id = id(response.headers());
            if let Some(route) = response.request().match_pattern() {
                line.route = route;
            }
            line.person = response.request().extensions().get().map(|Asker(id)| *id);
        }
        Err(error) => {
            let response = error.error_response();
            line.status = response.status().as_u16();
            line.request_id = id(response.headers());
        }
    }
    line.tell(watch);
    outcome
}

impl Line {
    fn tell(self, watch: Stopwatch) {
        let Line { request_id, method, route, status, address, person } = self;
        let took = watch.elapsed();
        let duration_ms = (took.as_secs_f64() * 10_000.0).round() / 10.0;
        let person = person.map(tracing::field::display);
        tracing::info!(request_id, method, route, status, duration_ms, address, person, "request");
        let named = [("route", route), ("method", method.to_owned())];
        metrics::histogram!("jieru_request_seconds", &named).record(took);
        let [route, method] = named;
        let labels = [route, method, ("status", class(status).to_owned())];
        metrics::counter!("jieru_requests_total", &labels).increment(1);
    }
}

fn id(headers: &HeaderMap) -> String {
    let id = headers.get("x-request-id").and_then(|value| value.to_str().ok());
    id.unwrap_or_default().to_owned()
}

/// Words of ours only: whoever makes up methods makes no new figures.
fn method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    }
}

fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    }
}
