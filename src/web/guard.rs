//! The outermost layer: request id, host check, security headers, and the page for every error.

#[cfg(test)]
pub mod samples;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::uri::Authority;
use actix_web::http::{StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError, web};
use askama::Template;

use super::bearer;
use super::fault::FaultPage;
use super::frame::{Frame, Reader};
use super::last_resort::{Panicked, caught};
use super::pages::people::asking;
use super::portal::Portal;
use super::problem;
use super::ui::Ui;
use crate::access::Refusal;
use crate::config::{PublicUrl, is_local_name};
use crate::text::{Lang, Text, text};

/// Measured to work with every page; see the design notes on what it allows.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'none'; \
    frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types portal";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("x-frame-options", "DENY"),
];

type Body<B> = EitherBody<B, BoxBody>;

pub async fn guard<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<Body<B>>, Error> {
    if knows_nobody(request.path()) {
        // Nor does it wait for a database that is not there.
        request.headers_mut().remove(header::COOKIE);
    }
    let Some(portal) = request.app_data::<web::Data<Portal>>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    };
    let public = &portal.public_url;
    let frame = Frame::of(&request, !public.https() && !public.loopback(), portal.demo);
    request.extensions_mut().insert(frame.clone());
    let response = match misses(&request, public) {
        Some(status) => request.into_response(HttpResponse::new(status)).map_into_right_body(),
        None => match bearer::admit(&request, &portal, &frame).await {
            Ok(()) => match caught(async { next.call(request).await }).await {
                Ok(response) => response.map_into_left_body(),
                Err(error) => {
                    tracing::error!(%error, request_id = frame.request_id, "request failed between the layers");
                    let panicked = error.as_error::<Panicked>().is_some();
                    return Err(PastHandlers { frame, https: public.https(), panicked }.into());
                }
            },
            Err(fault) => request.into_response(fault.error_response()).map_into_right_body(),
        },
    };
    let refusal = response.response().extensions().get::<Refusal>().cloned();
    if let Some(refusal) = refusal {
        portal.refusals.note(&portal.db, refusal).await;
    }
    let mut response = dress(response, &frame);
    protect(response.headers_mut(), &frame, public.https());
    if frame.here == "/logout" && response.status() == StatusCode::SEE_OTHER {
        // Pages are never kept; what scripts noted for whoever was here goes as well.
        let storage = HeaderValue::from_static("\"storage\"");
        response.headers_mut().insert(HeaderName::from_static("clear-site-data"), storage);
    }
    Ok(response)
}

/// What answers everybody alike, whether or not sessions can be looked up.
fn knows_nobody(path: &str) -> bool {
    path == "/healthz" || path.starts_with("/static/")
}

/// An error that came past every handler: the session layer could not reach the database, or a handler
/// panicked.
struct PastHandlers {
    frame: Frame,
    https: bool,
    panicked: bool,
}

impl std::fmt::Debug for PastHandlers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl std::fmt::Display for PastHandlers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "request {} failed between the layers", self.frame.request_id)
    }
}

impl ResponseError for PastHandlers {
    fn status_code(&self) -> StatusCode {
        if self.panicked {
            StatusCode::INTERNAL_SERVER_ERROR
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }

    fn error_response(&self) -> HttpResponse {
        let retry_after = (!self.panicked).then_some(2);
        let page = FaultPage { retry_after, ..FaultPage::of(self.status_code()) };
        let mut response = draw(&page, &self.frame, None);
        protect(response.headers_mut(), &self.frame, self.https);
        response
    }
}

/// Replaces the empty body of an error by a page of our own.
fn dress<B: MessageBody + 'static>(
    response: ServiceResponse<Body<B>>,
    frame: &Frame,
) -> ServiceResponse<Body<B>> {
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_answered(&response) {
        return response;
    }
    let page = response.response().extensions().get::<FaultPage>().cloned();
    let page = page.unwrap_or(FaultPage::of(status));
    let refused = response.response().extensions().get::<Refusal>().is_some();
    let drawn = draw(&page, frame, (refused || page.asks).then(|| asking::way(&frame.here)));
    let (request, _) = response.into_parts();
    ServiceResponse::new(request, drawn).map_into_right_body()
}

/// Whether it says what is wrong already: to people as a page, to programs as JSON.
fn is_answered<B>(response: &ServiceResponse<B>) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"))
}

fn protect(headers: &mut HeaderMap, frame: &Frame, https: bool) {
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if ["/handovers/", "/invitations/"].iter().any(|below| frame.here.starts_with(below)) {
        conceal(headers, frame);
    }
    if https {
        let value = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Ok(id) = HeaderValue::from_str(&frame.request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}

/// The address of a hand-over link or an invitation is itself the secret: it is told to no site and kept by no search
/// engine. On plain http browsers would send such forms without anything that says whose they are.
fn conceal(headers: &mut HeaderMap, frame: &Frame) {
    let fixed = HeaderValue::from_static;
    headers.insert(HeaderName::from_static("x-robots-tag"), fixed("noindex, nofollow, noarchive"));
    headers.insert(header::CACHE_CONTROL, fixed("no-store"));
    if !frame.insecure {
        headers.insert(header::REFERRER_POLICY, fixed("no-referrer"));
    }
}

/// Why no page of ours can be meant: another host, or an address with a NUL, which no text of ours holds and
/// PostgreSQL takes in none.
fn misses(request: &ServiceRequest, public: &PublicUrl) -> Option<StatusCode> {
    if !host_is_ours(request, public) {
        return Some(StatusCode::MISDIRECTED_REQUEST);
    }
    let address = request.uri().path_and_query().map_or("", |address| address.as_str());
    address.contains("%00").then_some(StatusCode::BAD_REQUEST)
}

/// The public host, loopback names, and health routes for whoever asks.
fn host_is_ours(request: &ServiceRequest, public: &PublicUrl) -> bool {
    if matches!(request.path(), "/healthz" | "/readyz") {
        return true;
    }
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    // An authority in the request line counts more than the header.
    let asked = request.uri().authority().map(Authority::as_str).or(host);
    asked.is_some_and(|asked| {
        !asked.contains('@')
            && (asked.eq_ignore_ascii_case(&public.authority()) || is_loopback(asked))
    })
}

pub fn is_loopback(authority: &str) -> bool {
    let Ok(uri) = Uri::builder().scheme("http").authority(authority).path_and_query("/").build()
    else {
        return false;
    };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    is_local_name(host)
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[derive(Template)]
#[template(path = "errors/error.html")]
struct ErrorPage {
    ui: Ui,
    status: u16,
    title: String,
    text: String,
    advice: String,
    retry_after: Option<u64>,
    /// Where whoever lacks a right can ask for a role.
    ask: Option<String>,
}

fn draw(page: &FaultPage, frame: &Frame, ask: Option<String>) -> HttpResponse {
    let (title, what, advice) = words(page.status);
    if frame.reader == Reader::Program {
        return problem::draw(page, frame, (title, what));
    }
    let lang: Lang = frame.lang;
    let drawn = ErrorPage {
        ui: frame.ui(title.to(lang)),
        status: page.status.as_u16(),
        title: title.to(lang).to_owned(),
        text: page
            .text
            .as_ref()
            .map_or_else(|| what.to(lang).to_owned(), |text| text.to(lang).to_owned()),
        advice: advice.to(lang).to_owned(),
        retry_after: page.retry_after,
        ask,
    };
    let body = drawn.render().unwrap_or_else(|_| drawn.title.clone());
    let mut response = HttpResponse::build(page.status);
    response.content_type("text/html; charset=utf-8");
    if page.status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    if let Some(seconds) = page.retry_after {
        response.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    response.body(body)
}

/// Title, what happened, what to do next.
#[expect(clippy::too_many_lines, reason = "a table: one arm a status")]
fn words(status: StatusCode) -> (Text, Text, Text) {
    match status.as_u16() {
        400 => (
            text("请求无法识别", "The request cannot be read"),
            text("地址或提交的内容不完整。", "The address or what was submitted is incomplete."),
            text("请返回上一页重试。", "Go back and try again."),
        ),
        401 => (
            text("令牌无效", "The token is not valid"),
            text(
                "令牌有误、已过期、已吊销，或其主人已停用。",
                "The token is wrong, expired or revoked, or its person was deactivated.",
            ),
            text("请换一个令牌。", "Use another token."),
        ),
        403 => (
            text("没有权限", "Not allowed"),
            text("您的角色不能执行此操作。", "Your role does not allow this."),
            text(
                "如需此权限，请联系企业的管理员。",
                "If you need this right, ask an administrator of the enterprise.",
            ),
        ),
        404 => (
            text("页面不存在", "Page not found"),
            text(
                "地址有误、内容已被删除，或您没有查看它的权限。",
                "The address is wrong, the content is gone, or you may not see it.",
            ),
            text(
                "请检查地址，或从概览重新进入。",
                "Check the address, or start again from the overview.",
            ),
        ),
        405 => (
            text("不支持这种请求方式", "Method not allowed"),
            text("此地址不接受这种请求。", "This address does not take this kind of request."),
            text("请从页面上的按钮操作。", "Use the buttons of the page."),
        ),
        408 => (
            text("提交超时", "Took too long"),
            text("没有在时限内收到完整的内容。", "The content did not arrive completely in time."),
            text("请检查网络后重试。", "Check the network and try again."),
        ),
        409 => (
            text("内容已被他人修改", "Changed by somebody else"),
            text(
                "在您打开页面之后，这个对象已被保存过。",
                "This object was saved after you opened the page.",
            ),
            text("请返回并刷新，再次修改。", "Go back, reload and change it again."),
        ),
        413 => (
            text("内容太大", "Too large"),
            text("表单最多 64 KiB。", "A form may hold 64 KiB at most."),
            text("请缩短后重试。", "Shorten it and try again."),
        ),
        415 => (
            text("格式不支持", "Unsupported format"),
            text(
                "此处只接受普通表单，不接受压缩的内容。",
                "Only plain forms are taken here, and no compressed content.",
            ),
            text("请从页面上的表单提交。", "Submit the form of the page."),
        ),
        421 => (
            text("主机名不对", "Wrong host name"),
            text("这个主机名不属于此门户。", "This host name does not belong to this portal."),
            text(
                "请使用配置的公开地址访问；管理员可通过 JIERU_PUBLIC_URL 修改。",
                "Use the configured public address; the operator sets it with JIERU_PUBLIC_URL.",
            ),
        ),
        422 => (
            text("内容有误", "Something is wrong"),
            text("提交的内容没有通过检查。", "What was submitted did not pass the checks."),
            text("请返回修改后再提交。", "Go back, correct it and submit again."),
        ),
        429 => (
            text("尝试太频繁", "Too many attempts"),
            text(
                "为保护账号，暂时不再接受尝试。",
                "To protect accounts, no attempt is taken for the moment.",
            ),
            text("请稍候再试。", "Wait a little and try again."),
        ),
        503 => (
            text("暂时无法处理", "Not available at the moment"),
            text(
                "服务器繁忙或数据库不可用；没有保存任何更改。",
                "The server is busy or its database is out of reach; nothing was saved.",
            ),
            text("请稍候再试。", "Wait a little and try again."),
        ),
        _ => (
            text("出错了", "Something went wrong"),
            text("这是我们的问题；没有保存任何更改。", "This is our fault; nothing was saved."),
            text(
                "请稍后重试；如果仍然出错，请把请求编号告诉管理员。",
                "Try again later; if it happens again, tell the operator the request id.",
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_hosts_are_known_in_every_spelling() {
        for host in [
            "localhost",
            "localhost:8080",
            "127.0.0.1:1",
            "127.1.2.3",
            "[::1]:80",
            "demo.localhost",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["example.com", "127.0.0.1.example.com", "localhost.example.com", "", "a b", "[::2]"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
