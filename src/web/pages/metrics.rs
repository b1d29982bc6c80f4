//! The figures of the server. They are shown to whoever asks on this machine, past every proxy, and to
//! tokens that are made for it.

use std::fmt::Write as _;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};

use crate::error::{Error, Result};
use crate::store::sessions;
use crate::web::bearer::Bearer;
use crate::web::fault::{Answer, Fault};
use crate::web::guard::is_loopback;
use crate::web::portal::Portal;

const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";
/// What proxies write.
const FORWARDED: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    if !request.extensions().contains::<Bearer>() && !is_local(&request) {
        return Err(Fault::status(StatusCode::UNAUTHORIZED));
    }
    let mut text = portal.figures.text();
    now(&portal, &mut text).await?;
    Ok(HttpResponse::Ok().content_type(KIND).body(text))
}

/// From this machine, to a name of this machine, and through no proxy that says so.
fn is_local(request: &HttpRequest) -> bool {
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    peer.is_some_and(|peer| peer.is_loopback())
        && host.is_some_and(is_loopback)
        && FORWARDED.iter().all(|name| !request.headers().contains_key(*name))
}

/// What is not counted but looked at.
async fn now(portal: &Portal, text: &mut String) -> Result<()> {
    let gauge = |text: &mut String, name: &str, help: &str| {
        writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge").map_err(Error::broken)
    };
    let live = sessions::live(&portal.db).await?;
    gauge(text, "jieru_sessions", "Sessions that are live")?;
    writeln!(text, "jieru_sessions {live}").map_err(Error::broken)?;
    gauge(text, "jieru_database_connections", "Connections of the database by pool and state")?;
    for pool in portal.db.pools() {
        let name = pool.name;
        for (state, count) in [("used", pool.used), ("idle", pool.idle), ("most", pool.most)] {
            writeln!(
                text,
                "jieru_database_connections{{pool=\"{name}\",state=\"{state}\"}} {count}"
            )
            .map_err(Error::broken)?;
        }
    }
    gauge(text, "jieru_build_info", "The version that runs, and its database")?;
    let (version, engine) = (env!("CARGO_PKG_VERSION"), portal.db.engine());
    writeln!(text, "jieru_build_info{{version=\"{version}\",database=\"{engine}\"}} 1")
        .map_err(Error::broken)
}
