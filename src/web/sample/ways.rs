//! Where pages lead: every address on a page is one of the routes, asked for by the right method.

use super::sound::Facts;
use super::tree::{Element, Tree};
use crate::web::routes::ROUTES;

pub fn ways(tree: &Tree, _: Facts) -> Vec<String> {
    let mut faults = Vec::new();
    for element in tree.elements() {
        for (name, address) in element.attributes() {
            let method = match name.as_str() {
                "href" | "src" => "GET",
                "action" | "formaction" => sent_by(element),
                "data-live" => "POST",
                _ => continue,
            };
            let path = address.split(['?', '#']).next().unwrap_or_default();
            // The forms of the gallery are for looking at only.
            let shown_only = (method, path) == ("POST", "/ui");
            if path.starts_with('/') && !shown_only && !leads(method, path) {
                faults.push(format!("{}: there is no {method} {path}", element.told()));
            }
        }
    }
    faults
}

fn sent_by(element: Element<'_>) -> &'static str {
    let form = element.upwards().find(|around| around.is("form"));
    if form.and_then(|form| form.get("method")) == Some("post") { "POST" } else { "GET" }
}

pub fn leads(method: &str, path: &str) -> bool {
    ROUTES.iter().any(|route| route.method == method && fits(route.path, path))
}

/// Whether a path is one of a route: `{name}` stands for one part, `{name:.*}` for all that is left.
fn fits(route: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (route.split('/'), path.split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some(hole), Some(_)) if hole.ends_with(":.*}") => return true,
            (Some(hole), Some(part)) if hole.starts_with('{') && !part.is_empty() => {}
            (Some(word), Some(part)) if word == part => {}
            _ => return false,
        }
    }
}

#[test]
fn paths_fit_their_routes_only() {
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/e/demo/windows/main-site/links"),
        ("POST", "/e/demo/keys/0193"),
        ("GET", "/static/1a2b/css/app.css"),
    ] {
        assert!(leads(method, path), "{method} {path}");
    }
    for (method, path) in [
        ("POST", "/"),
        ("GET", "/help/channels/sobot/color"),
        ("GET", "/e/demo/windows/main-site/preview"),
        ("GET", "/e//windows"),
        ("GET", "/e/demo/windows/a/b"),
        ("GET", "/enterprise"),
    ] {
        assert!(!leads(method, path), "{method} {path}");
    }
}
