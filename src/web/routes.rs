//! THE route table, in parts by what they are about. The same rows register the handlers and are walked by the tests: who may enter,
//! which right it takes, what is recorded. A route that is not here does not exist.

use std::sync::LazyLock;

use actix_web::dev::ResourceDef;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, guard, web};

use super::fault::{Answer, Fault};
use crate::rights::Role;

/// Who may enter. A handler's extractors enforce it; `tests/coverage.rs` holds the two together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, signed in or not.
    Public,
    /// Whoever is signed in.
    Member,
    /// This right for the installation.
    Installed(&'static str, &'static [Role]),
    /// This right in the enterprise of the path.
    Within(&'static str, &'static [Role]),
    /// This right in each of the enterprises that the form names.
    Each(&'static str, &'static [Role]),
}

/// What a successful request writes into the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// One act of one or more changes; one for each enterprise that the form names.
    Change,
    /// An event without a change: a sign-in, a link handed out.
    Access,
    None,
}

#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
    pub records: Records,
}

macro_rules! access {
    (Public) => {
        $crate::web::routes::Access::Public
    };
    (Member) => {
        $crate::web::routes::Access::Member
    };
    (Installed $right:ident) => {
        $crate::web::routes::Access::Installed(
            <$right as $crate::rights::Permission>::NAME,
            <$right as $crate::rights::Permission>::ROLES,
        )
    };
    (Within $right:ident) => {
        $crate::web::routes::Access::Within(
            <$right as $crate::rights::Permission>::NAME,
            <$right as $crate::rights::Permission>::ROLES,
        )
    };
    (Each $right:ident) => {
        $crate::web::routes::Access::Each(
            <$right as $crate::rights::Permission>::NAME,
            <$right as $crate::rights::Permission>::ROLES,
        )
    };
}

macro_rules! routes {
    ($($method:ident $path:literal => $handler:path, $kind:ident $(($right:ident))?, $records:ident;)*) => {
        /// In the order in which they are tried.
        pub const ROWS: &[Route] = &[$(Route {
            method: stringify!($method),
            path: $path,
            access: access!($kind $($right)?),
            records: $crate::web::routes::Records::$records,
        }),*];

        pub fn register(config: &mut actix_web::web::ServiceConfig) {
            $(config.route(bare($path), asked($path, routes!(@method $method)).to($handler));)*
        }
    };
    // Whoever may read a page may also ask for its head.
    (@method GET) => {
        actix_web::web::route().guard(actix_web::guard::Any(actix_web::guard::Get()).or(actix_web::guard::Head()))
    };
    (@method POST) => { actix_web::web::post() };
}

/// The parts of the table, in the order in which they are tried.
macro_rules! parts {
    ($($part:ident)*) => {
        /// Every route, in the order in which they are tried.
        pub static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| [$($part::ROWS),*].concat());

        /// Registers every route of the table.
        pub fn register(config: &mut web::ServiceConfig) {
            $($part::register(config);)*
            config.default_service(web::to(nowhere));
        }
    };
}

mod doors;
mod enterprise;
mod history;
mod past;
mod people;
mod registry;
mod windows;

parts! { past doors people history enterprise registry windows }

/// What marks a row that answers only where the query has this name: the page at an earlier moment.
const PAST: &str = "?as_of";

/// The path of a row without that mark.
pub fn bare(path: &str) -> &str {
    path.strip_suffix(PAST).unwrap_or(path)
}

/// A marked row stands before the row of the same page for now, and answers only what is meant for it.
fn asked(path: &str, route: actix_web::Route) -> actix_web::Route {
    if path == bare(path) {
        return route;
    }
    route.guard(guard::fn_guard(|context| {
        let query = context.head().uri.query().unwrap_or_default();
        query.split('&').any(|pair| pair == "as_of" || pair.starts_with("as_of="))
    }))
}

/// Whether the page of this pattern can also be seen as it was.
pub fn tells_past(pattern: &str) -> bool {
    ROUTES.iter().any(|route| route.path != bare(route.path) && bare(route.path) == pattern)
}

/// The same of an address.
pub fn has_past(path: &str) -> bool {
    let marked = ROUTES.iter().map(|route| route.path).filter(|path| *path != bare(path));
    marked.map(bare).any(|pattern| ResourceDef::new(pattern).is_match(path))
}

/// No row fits: the path is unknown, or known under another method.
async fn nowhere(request: HttpRequest) -> Answer {
    let fits = |route: &&Route| ResourceDef::new(bare(route.path)).is_match(request.path());
    let known: Vec<&str> = ROUTES.iter().filter(fits).map(|route| route.method).collect();
    if known.is_empty() {
        Err(Fault::not_found())
    } else {
        Err(Fault::status(StatusCode::METHOD_NOT_ALLOWED))
    }
}
