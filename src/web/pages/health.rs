//! Whether we live, and whether we can work.

use actix_web::{HttpResponse, web};

use crate::store::installation;
use crate::web::fault::Answer;
use crate::web::portal::Portal;

/// The process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// The database answers too, and its secrets can be opened here.
pub async fn ready(portal: web::Data<Portal>) -> Answer {
    portal.db.ping().await?;
    let master = installation::master(&mut portal.db.read().await?).await?;
    portal.vault.follow(&master)?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"))
}
