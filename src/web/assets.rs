//! The static files, embedded in the binary. One hash over all of them stands in the directory's
//! name: modules import each other by plain relative names, and any change renews every address.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

use super::fault::{Answer, Fault};

struct File {
    path: &'static str,
    kind: &'static str,
    content: &'static [u8],
}

macro_rules! files {
    ($($path:literal as $kind:literal),* $(,)?) => {
        &[$(File { path: $path, kind: $kind, content: include_bytes!(concat!("../../static/", $path)) }),*]
    };
}

const FILES: &[File] = files![
    "css/app.css" as "text/css; charset=utf-8",
    "css/sim.css" as "text/css; charset=utf-8",
    "icon.svg" as "image/svg+xml",
    "js/copy.js" as "text/javascript; charset=utf-8",
    "js/errors.js" as "text/javascript; charset=utf-8",
    "js/guard.js" as "text/javascript; charset=utf-8",
    "js/live.js" as "text/javascript; charset=utf-8",
    "js/main.js" as "text/javascript; charset=utf-8",
    "js/page.js" as "text/javascript; charset=utf-8",
    "js/small.js" as "text/javascript; charset=utf-8",
    "js/tabs.js" as "text/javascript; charset=utf-8",
];

static DIRECTORY: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for file in FILES {
        hash.update(file.path.as_bytes());
        hash.update(file.content);
    }
    let short: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("/static/{short}")
});

/// The directory under which pages name static files.
pub fn directory() -> String {
    DIRECTORY.clone()
}

pub async fn file(path: web::Path<(String, String)>) -> Answer {
    let (_, name) = path.into_inner();
    let file = FILES.iter().find(|file| file.path == name).ok_or_else(Fault::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type(file.kind)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(file.content))
}
