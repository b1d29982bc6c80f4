//! THE route table. The same rows register the handlers and are walked by the tests: who may enter,
//! which right it takes, what is recorded. A route that is not here does not exist.

use actix_web::dev::ResourceDef;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, guard, web};

use super::assets;
use super::fault::{Answer, Fault};
use super::pages::{
    accounts, appearance, enterprises, gallery, health, help, history, inspect, keys,
    leave_templates, login, overview, plugins, setup, vip_fields, windows,
};
use crate::rights::{
    CreateEnterprises, EditEnterprise, EditKeys, EditRegistry, EditWindows, Permission,
    ReadHistory, Role, ViewEnterprise,
};

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
}

/// What a successful request writes into the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// One act of one or more changes.
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
        Access::Public
    };
    (Member) => {
        Access::Member
    };
    (Installed $right:ident) => {
        Access::Installed($right::NAME, $right::ROLES)
    };
    (Within $right:ident) => {
        Access::Within($right::NAME, $right::ROLES)
    };
}

macro_rules! routes {
    ($($method:ident $path:literal => $handler:path, $kind:ident $(($right:ident))?, $records:ident;)*) => {
        /// Every route, in the order in which they are tried.
        pub const ROUTES: &[Route] = &[$(Route {
            method: stringify!($method),
            path: $path,
            access: access!($kind $($right)?),
            records: Records::$records,
        }),*];

        /// Registers every route of the table.
        pub fn register(config: &mut web::ServiceConfig) {
            $(config.route($path, routes!(@method $method).to($handler));)*
            config.default_service(web::to(nowhere));
        }
    };
    // Whoever may read a page may also ask for its head.
    (@method GET) => { web::route().guard(guard::Any(guard::Get()).or(guard::Head())) };
    (@method POST) => { web::post() };
}

/// No row fits: the path is unknown, or known under another method.
async fn nowhere(request: HttpRequest) -> Answer {
    let fits = |route: &&Route| ResourceDef::new(route.path).is_match(request.path());
    let known: Vec<&str> = ROUTES.iter().filter(fits).map(|route| route.method).collect();
    if known.is_empty() {
        Err(Fault::not_found())
    } else {
        Err(Fault::status(StatusCode::METHOD_NOT_ALLOWED))
    }
}

routes! {
    GET  "/healthz" => health::alive, Public, None;
    GET  "/readyz" => health::ready, Public, None;
    GET  "/static/{hash}/{path:.*}" => assets::file, Public, None;
    GET  "/ui" => gallery::show, Public, None;

    GET  "/login" => login::show, Public, None;
    POST "/login" => login::submit, Public, Access;
    POST "/logout" => login::leave, Member, Access;
    GET  "/setup" => setup::show, Public, None;
    POST "/setup" => setup::submit, Public, Change;
    POST "/appearance" => appearance::choose, Public, None;

    GET  "/" => overview::show, Member, None;
    GET  "/history" => history::of_installation, Installed(ReadHistory), None;
    // Nothing in it is secret, but nothing of a portal answers to strangers.
    GET  "/help" => help::index, Member, None;
    GET  "/help/channels" => help::compare, Member, None;
    GET  "/help/channels/{channel}" => help::channel, Member, None;
    GET  "/inspect" => inspect::show, Member, None;
    POST "/inspect" => inspect::look, Member, None;
    GET  "/enterprises" => enterprises::list, Member, None;
    GET  "/enterprises/new" => enterprises::blank, Installed(CreateEnterprises), None;
    POST "/enterprises" => enterprises::create, Installed(CreateEnterprises), Change;

    GET  "/e/{e}" => enterprises::show, Within(ViewEnterprise), None;
    GET  "/e/{e}/settings" => enterprises::edit, Within(EditEnterprise), None;
    POST "/e/{e}/settings" => enterprises::save, Within(EditEnterprise), Change;

    GET  "/e/{e}/accounts" => accounts::list, Within(ViewEnterprise), None;
    GET  "/e/{e}/accounts/new" => accounts::blank, Within(EditRegistry), None;
    POST "/e/{e}/accounts" => accounts::create, Within(EditRegistry), Change;
    GET  "/e/{e}/accounts/{id}" => accounts::show, Within(ViewEnterprise), None;
    POST "/e/{e}/accounts/{id}" => accounts::save, Within(EditRegistry), Change;

    GET  "/e/{e}/keys" => keys::list, Within(ViewEnterprise), None;
    GET  "/e/{e}/keys/new" => keys::blank, Within(EditKeys), None;
    POST "/e/{e}/keys" => keys::create, Within(EditKeys), Change;
    GET  "/e/{e}/keys/{id}" => keys::show, Within(ViewEnterprise), None;
    POST "/e/{e}/keys/{id}" => keys::save, Within(EditKeys), Change;

    GET  "/e/{e}/plugins" => plugins::list, Within(ViewEnterprise), None;
    GET  "/e/{e}/plugins/new" => plugins::blank, Within(EditRegistry), None;
    POST "/e/{e}/plugins" => plugins::create, Within(EditRegistry), Change;
    GET  "/e/{e}/plugins/{id}" => plugins::show, Within(ViewEnterprise), None;
    POST "/e/{e}/plugins/{id}" => plugins::save, Within(EditRegistry), Change;

    GET  "/e/{e}/leave-templates" => leave_templates::list, Within(ViewEnterprise), None;
    GET  "/e/{e}/leave-templates/new" => leave_templates::blank, Within(EditRegistry), None;
    POST "/e/{e}/leave-templates" => leave_templates::create, Within(EditRegistry), Change;
    GET  "/e/{e}/leave-templates/{id}" => leave_templates::show, Within(ViewEnterprise), None;
    POST "/e/{e}/leave-templates/{id}" => leave_templates::save, Within(EditRegistry), Change;

    GET  "/e/{e}/vip-fields" => vip_fields::list, Within(ViewEnterprise), None;
    GET  "/e/{e}/vip-fields.csv" => vip_fields::dictionary::csv, Within(ViewEnterprise), Access;
    GET  "/e/{e}/vip-fields.md" => vip_fields::dictionary::markdown, Within(ViewEnterprise), Access;
    GET  "/e/{e}/vip-fields/new" => vip_fields::blank, Within(EditRegistry), None;
    POST "/e/{e}/vip-fields" => vip_fields::create, Within(EditRegistry), Change;
    GET  "/e/{e}/vip-fields/{id}" => vip_fields::show, Within(ViewEnterprise), None;
    POST "/e/{e}/vip-fields/{id}" => vip_fields::save, Within(EditRegistry), Change;

    GET  "/e/{e}/windows" => windows::list::show, Within(ViewEnterprise), None;
    GET  "/e/{e}/windows/new" => windows::create::blank, Within(EditWindows), None;
    POST "/e/{e}/windows" => windows::create::create, Within(EditWindows), Change;
    GET  "/e/{e}/windows/{code}" => windows::editor::show, Within(ViewEnterprise), None;
    POST "/e/{e}/windows/{code}" => windows::editor::save, Within(EditWindows), Change;
    POST "/e/{e}/windows/{code}/preview" => windows::editor::preview, Within(ViewEnterprise), None;
    GET  "/e/{e}/windows/{code}/links" => windows::links::show, Within(ViewEnterprise), None;
    POST "/e/{e}/windows/{code}/links" => windows::links::make, Within(ViewEnterprise), Access;

    GET  "/e/{e}/history" => history::of_enterprise, Within(ReadHistory), None;
}
