//! Whether we live, and whether we can work.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::error::{Error, Kind, Result};
use crate::store::{FULL, READ_ONLY, installation};
use crate::text::{Message, text};
use crate::web::frame::Frame;
use crate::web::portal::Portal;

/// The process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// The database answers and takes changes, and its secrets can be opened here. Where not, the answer says
/// what an operator looks at next, and nothing that helps anybody else.
pub async fn ready(request: HttpRequest, portal: web::Data<Portal>) -> HttpResponse {
    let lang = Frame::kept(&request).map(|frame| frame.lang).unwrap_or_default();
    let Err(error) = look(&portal).await else {
        return HttpResponse::Ok().json(json!({"ready": true}));
    };
    tracing::warn!(%error, "not ready");
    let retry_after = error.retry_after().unwrap_or(2).to_string();
    HttpResponse::ServiceUnavailable()
        .insert_header((header::RETRY_AFTER, retry_after))
        .json(json!({"ready": false, "cause": cause(&error).to(lang)}))
}

async fn look(portal: &Portal) -> Result<()> {
    portal.db.ready().await?;
    let master = installation::master(&mut portal.db.read().await?).await?;
    portal.vault.follow(&master)
}

fn cause(error: &Error) -> Message {
    let words = match (error.text(), error.constraint(), error.kind()) {
        (Some(said), ..) => return said.clone(),
        (None, Some(FULL), _) => text("数据库所在的磁盘已满", "The disk of the database is full"),
        (None, Some(READ_ONLY), _) => text("数据库是只读的", "The database is read-only"),
        (None, _, Kind::Busy) => {
            text("数据库没有回应，或无法写入", "The database does not answer, or takes no changes")
        }
        _ => text("内部错误，详见日志", "A fault of our own; the log says more"),
    };
    words.into()
}
