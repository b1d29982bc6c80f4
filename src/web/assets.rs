//! The static files, embedded in the binary. One hash over all of them stands in the directory's
//! name, so that they may be kept for ever and any change renews every address. The small ES modules
//! are joined into one script at the first request: one round trip instead of many.

use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

use super::fault::{Answer, Fault};

struct File {
    path: &'static str,
    kind: &'static str,
    content: String,
}

/// In the order in which they build on each other.
const MODULES: &[&str] = &[
    include_str!("../../static/js/page.js"),
    include_str!("../../static/js/tabs.js"),
    include_str!("../../static/js/errors.js"),
    include_str!("../../static/js/live.js"),
    include_str!("../../static/js/copy.js"),
    include_str!("../../static/js/guard.js"),
    include_str!("../../static/js/small.js"),
    include_str!("../../static/js/finder.js"),
    include_str!("../../static/js/picking.js"),
    include_str!("../../static/js/ticks.js"),
    include_str!("../../static/js/rows.js"),
    include_str!("../../static/js/params.js"),
    include_str!("../../static/js/palette.js"),
    include_str!("../../static/js/reading.js"),
    include_str!("../../static/js/again.js"),
    include_str!("../../static/js/main.js"),
];

/// Only a few pages need it, and load it themselves.
const PASSKEYS: &str = include_str!("../../static/js/passkeys.js");

static FILES: LazyLock<[File; 5]> = LazyLock::new(|| {
    let file = |path, kind, content: &str| File { path, kind, content: content.to_owned() };
    [
        file("css/app.css", "text/css; charset=utf-8", include_str!("../../static/css/app.css")),
        file("css/sim.css", "text/css; charset=utf-8", include_str!("../../static/css/sim.css")),
        file("js/main.js", "text/javascript; charset=utf-8", &join(MODULES)),
        file("js/passkeys.js", "text/javascript; charset=utf-8", PASSKEYS),
        file("icon.svg", "image/svg+xml", include_str!("../../static/icon.svg")),
    ]
});

static DIRECTORY: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for file in FILES.iter() {
        hash.update(file.path.as_bytes());
        hash.update(file.content.as_bytes());
    }
    let short: String = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("/static/{short}")
});

/// One script of many modules: their names differ, so imports and exports can go.
fn join(modules: &[&str]) -> String {
    let lines = modules.iter().flat_map(|module| module.lines());
    let kept = lines.filter(|line| !line.starts_with("import "));
    kept.map(|line| line.strip_prefix("export ").unwrap_or(line))
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// The directory under which pages name static files.
pub fn directory() -> String {
    DIRECTORY.clone()
}

pub async fn file(path: web::Path<(String, String)>) -> Answer {
    let (hash, name) = path.into_inner();
    // Another hash is another version: a cache must never keep our bytes under its name.
    let ours = DIRECTORY.strip_prefix("/static/") == Some(hash.as_str());
    let file = FILES.iter().find(|file| ours && file.path == name).ok_or_else(Fault::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type(file.kind)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(file.content.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// What a module declares at its top.
    fn declared(line: &str) -> Option<&str> {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let line = line.strip_prefix("async ").unwrap_or(line);
        let rest = ["const ", "let ", "function ", "class "]
            .iter()
            .find_map(|word| line.strip_prefix(word))?;
        rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()
    }

    #[test]
    fn every_module_is_joined_and_no_two_declare_the_same_name() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/js");
        // Those that are joined, and the one that stands alone.
        assert_eq!(std::fs::read_dir(folder).expect("the folder").count(), MODULES.len() + 1);
        let mut names = BTreeSet::new();
        for name in MODULES.iter().flat_map(|module| module.lines()).filter_map(declared) {
            assert!(names.insert(name), "{name} is declared twice");
        }
        assert!(names.contains("say") && names.contains("tabs"));
    }

    #[test]
    fn the_joined_script_is_a_module_that_another_engine_reads() {
        let script = join(MODULES);
        assert!(!script.contains("\nimport ") && !script.contains("\nexport "));
        let runtime = rquickjs::Runtime::new().expect("an engine");
        let context = rquickjs::Context::full(&runtime).expect("a context");
        context.with(|context| {
            rquickjs::Module::declare(context.clone(), "main", script).expect("it parses");
            rquickjs::Module::declare(context, "passkeys", PASSKEYS).expect("it parses");
        });
    }
}
