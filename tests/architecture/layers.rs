//! Imports point down only: the table of layers, held against every path that the code names.

use super::scan::{Named, Source};

/// Who stands where. A module that is not in this table may not exist.
const LAYERS: &[(&str, u8)] = &[
    ("clock", 0),
    ("config", 0),
    ("error", 0),
    ("secret", 0),
    ("text", 0),
    ("domain", 1),
    ("rights", 1),
    ("ledger", 1),
    ("catalog", 2),
    ("vault", 3),
    ("channels", 3),
    ("store", 4),
    ("access", 5),
    ("web", 6),
    ("jobs", 6),
    ("app", 7),
    ("cli", 7),
    ("main", 7),
    ("lib", 7),
];

/// Crates that stay behind one door, and who may open it.
const DOORS: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("askama", &["web", "channels"]),
    ("actix", &["app", "web", "access"]),
    ("webauthn", &["access"]),
];

/// Modules without input and output: what they say depends on what they are given alone.
const PURE: &[&str] = &["text", "secret", "domain", "rights", "ledger", "catalog", "channels"];
const OUTSIDE: &[&str] = &["fs", "net", "env", "process", "thread"];

/// Every import that points up or sideways, and every module that the table does not know.
pub fn imports(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let from = source.top();
        let Some(layer) = layer_of(from) else {
            faults.push(format!(
                "{}:1: the layer table does not know the module {from}",
                source.path
            ));
            continue;
        };
        for Named { line, segments } in source.inner_paths() {
            let Some(to) = segments.first() else { continue };
            let place = format!("{}:{line}", source.path);
            let path = segments.join("::");
            match layer_of(to) {
                None if layer == 7 => {}
                None => {
                    faults.push(format!("{place}: {from} names crate::{path}, which is no module"));
                }
                Some(other) if !allowed(from, layer, to, other, &segments) => faults.push(format!(
                    "{place}: {from} (layer {layer}) must not name crate::{path} (layer {other})"
                )),
                Some(_) => {}
            }
        }
    }
    faults.extend(circles(sources));
    faults
}

fn layer_of(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(name, _)| *name == module).map(|(_, layer)| *layer)
}

fn allowed(from: &str, layer: u8, to: &str, other: u8, path: &[String]) -> bool {
    if from == to || layer == 7 {
        return true;
    }
    match from {
        "store" => other <= 1 || to == "vault",
        "access" => other <= 1 || matches!(to, "store" | "vault"),
        "rights" if to == "domain" => path.last().is_some_and(|name| name.ends_with("Id")),
        _ if layer == 0 => matches!(to, "secret" | "text" | "error"),
        _ => other < layer,
    }
}

/// Layer 0 may look sideways, but never in a circle.
fn circles(sources: &[Source]) -> Vec<String> {
    let names = |from: &str| -> Vec<String> {
        let of_from = sources.iter().filter(|source| source.top() == from);
        let paths = of_from.flat_map(Source::inner_paths);
        paths.filter_map(|path| path.segments.into_iter().next()).filter(|to| to != from).collect()
    };
    let mut faults = Vec::new();
    for (start, _) in LAYERS.iter().filter(|(_, layer)| *layer == 0) {
        let mut seen: Vec<String> = Vec::new();
        let mut open = names(start);
        while let Some(next) = open.pop() {
            if next == *start {
                faults.push(format!(
                    "src/{start}.rs:1: {start} imports itself by way of {}",
                    seen.join(", ")
                ));
                break;
            }
            if layer_of(&next) == Some(0) && !seen.contains(&next) {
                open.extend(names(&next));
                seen.push(next);
            }
        }
    }
    faults
}

/// Every mention of a crate behind the back of its door, and input or output where none may be.
pub fn doors(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let top = source.top();
        for (line, word) in source.words() {
            let door = DOORS
                .iter()
                .find(|(name, _)| word == *name || word.starts_with(&format!("{name}_")));
            if let Some((_, holders)) = door.filter(|(_, holders)| !holders.contains(&top)) {
                let holders = holders.join(", ");
                faults.push(format!(
                    "{}:{line}: {top} names {word}; only {holders} may",
                    source.path
                ));
            }
        }
        for Named { line, segments } in source.paths().into_iter().filter(|_| PURE.contains(&top)) {
            let outside = match segments.as_slice() {
                [first, second, ..] => first == "std" && OUTSIDE.contains(&second.as_str()),
                _ => false,
            };
            if outside || segments.first().is_some_and(|first| first == "tokio") {
                let path = segments.join("::");
                faults.push(format!(
                    "{}:{line}: {top} is pure and must not name {path}",
                    source.path
                ));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::{doors, imports};
    use crate::architecture::scan::{File, Source};

    fn tree(files: &[(&str, &str)]) -> Vec<Source> {
        let file =
            |(path, text): &(&str, &str)| File { path: (*path).into(), text: (*text).into() };
        files.iter().map(|pair| Source::read(&file(pair))).collect()
    }

    #[test]
    fn what_points_down_is_fine() {
        let sources = tree(&[
            ("src/main.rs", "fn main() { jieru::cli::run() }"),
            ("src/lib.rs", "pub mod app; use crate::web::X;"),
            ("src/app.rs", "use crate::{web::X, store::Db, Anything};"),
            (
                "src/web/pages/me.rs",
                "use crate::{access::Y, web::page::P, channels::Z}; use super::super::form::F;",
            ),
            ("src/access/mod.rs", "use crate::{store::Db, vault::V, rights::R, clock::Clock};"),
            (
                "src/store/keys.rs",
                "use crate::{vault::Sealed, domain::Key, error::Error}; use super::Db;",
            ),
            ("src/rights/mod.rs", "use crate::domain::{EnterpriseId, PersonId};"),
            ("src/config.rs", "use crate::{secret::Secret, text::Text, error::Error};"),
            ("src/error.rs", "use crate::text::Message;"),
        ]);
        assert_eq!(imports(&sources), Vec::<String>::new());
    }

    #[test]
    fn each_kind_of_guilt_is_named_with_file_and_line() {
        let guilty = [
            (
                "src/catalog/form.rs",
                "\nuse crate::web::Page;",
                "src/catalog/form.rs:2: catalog (layer 2)",
            ),
            ("src/domain/key.rs", "use crate::rights::R;", "src/domain/key.rs:1: domain"),
            ("src/ledger/tree.rs", "use crate::domain::Change;", "ledger (layer 1)"),
            (
                "src/rights/mod.rs",
                "use crate::domain::Person;",
                "must not name crate::domain::Person",
            ),
            (
                "src/store/mod.rs",
                "use crate::catalog::Param;",
                "store (layer 4) must not name crate::catalog",
            ),
            ("src/store/mod.rs", "use crate::channels::ALL;", "store (layer 4)"),
            ("src/access/mod.rs", "use crate::channels::ALL;", "access (layer 5)"),
            ("src/access/mod.rs", "use super::web::Page;", "access (layer 5)"),
            ("src/vault/mod.rs", "use crate::channels::ALL;", "vault (layer 3)"),
            ("src/jobs.rs", "use crate::web::Page;", "jobs (layer 6)"),
            ("src/clock.rs", "use crate::config::Config;", "clock (layer 0)"),
            (
                "src/web/x.rs",
                "fn f() { crate::nowhere::g() }",
                "crate::nowhere::g, which is no module",
            ),
            (
                "src/tools/mod.rs",
                "",
                "src/tools/mod.rs:1: the layer table does not know the module tools",
            ),
        ];
        for (path, text, wanted) in guilty {
            let faults = imports(&tree(&[(path, text)]));
            assert!(faults.len() == 1 && faults.concat().contains(wanted), "{wanted}: {faults:?}");
        }
    }

    #[test]
    fn circles_in_the_lowest_layer_are_found() {
        let faults = imports(&tree(&[
            ("src/error.rs", "use crate::secret::Secret;"),
            ("src/secret.rs", "use crate::text::Text;"),
            ("src/text.rs", "use crate::error::Error;"),
        ]));
        assert!(
            faults.iter().any(|fault| fault.contains("error imports itself by way of")),
            "{faults:?}"
        );
    }

    #[test]
    fn only_the_holder_of_a_door_names_the_crate() {
        let innocent = [
            ("src/store/sql.rs", "use sqlx::Row; use std::fs;"),
            ("src/web/page.rs", "use askama::Template; use actix_web::web;"),
            ("src/channels/sobot/artifacts.rs", "#[derive(askama::Template)] struct X;"),
            (
                "src/domain/x.rs",
                "// sqlx, std::fs::read\nconst A: &str = \"actix_web\"; use std::fmt;",
            ),
        ];
        assert_eq!(doors(&tree(&innocent)), Vec::<String>::new());
        let guilty = [
            ("src/web/x.rs", "\nuse sqlx::Row;", "src/web/x.rs:2: web names sqlx; only store may"),
            ("src/access/x.rs", "use askama::Template;", "access names askama"),
            ("src/error.rs", "impl actix_web::ResponseError for E {}", "error names actix_web"),
            ("src/jobs.rs", "#[actix::main] async fn f() {}", "jobs names actix"),
            (
                "src/catalog/x.rs",
                "use std::{fmt, fs::read};",
                "catalog is pure and must not name std::fs::read",
            ),
            ("src/channels/x.rs", "async { tokio::task::yield_now().await }", "channels is pure"),
        ];
        for (path, text, wanted) in guilty {
            let faults = doors(&tree(&[(path, text)]));
            assert!(faults.len() == 1 && faults.concat().contains(wanted), "{wanted}: {faults:?}");
        }
    }
}
