//! THE route table. The same rows register the handlers and are walked by the tests: who may enter,
//! which right it takes, what is recorded. A route that is not here does not exist.

use actix_web::dev::ResourceDef;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, guard, web};

use super::assets;
use super::fault::{Answer, Fault};
use super::pages::{
    accounts, appearance, as_of, changes, dev, doctor, domains, enterprises, gallery, health, help,
    history, history_proofs, inspect, keys, leave_templates, login, master_key, overview, people,
    plugins, registry, reports, retention, search, setup, vip_fields, windows,
};
use super::scope::{Installed, Within};
use crate::domain::{Account, Key, LeaveTemplate, Plugin, VipField, Window};
use crate::rights::{
    CommentChanges, CreateEnterprises, EditEnterprise, EditKeys, EditRegistry, EditWindows,
    HandOver, ManagePeople, ManageRetention, Permission, ReadHistory, ReleaseWindows, RevealKeys,
    ReviewChanges, Role, RotateMaster, SubmitChanges, ViewEnterprise,
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
    (Each $right:ident) => {
        Access::Each($right::NAME, $right::ROLES)
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
            $(config.route(bare($path), asked($path, routes!(@method $method)).to($handler));)*
            config.default_service(web::to(nowhere));
        }
    };
    // Whoever may read a page may also ask for its head.
    (@method GET) => { web::route().guard(guard::Any(guard::Get()).or(guard::Head())) };
    (@method POST) => { web::post() };
}

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
    // These stand before any event's own address.
    GET  "/history/key" => history_proofs::checkpoint::key, Member, None;
    GET  "/history/checkpoint" => history_proofs::checkpoint::of_installation, Installed(ReadHistory), None;
    POST "/history/checkpoints" => history_proofs::checkpoint::make_of_installation, Installed(ReadHistory), Change;
    GET  "/history/proofs" => history_proofs::proofs::of_installation, Installed(ReadHistory), None;
    GET  "/history/verifications" => history_proofs::verifications::of_installation, Installed(ReadHistory), None;
    POST "/history/verifications" => history_proofs::verifications::run_of_installation, Installed(ReadHistory), Access;
    GET  "/e/{e}/history/checkpoint" => history_proofs::checkpoint::of_enterprise, Within(ReadHistory), None;
    POST "/e/{e}/history/checkpoints" => history_proofs::checkpoint::make_of_enterprise, Within(ReadHistory), Change;
    GET  "/e/{e}/history/proofs" => history_proofs::proofs::of_enterprise, Within(ReadHistory), None;
    GET  "/e/{e}/history/verifications" => history_proofs::verifications::of_enterprise, Within(ReadHistory), None;
    POST "/e/{e}/history/verifications" => history_proofs::verifications::run_of_enterprise, Within(ReadHistory), Access;
    GET  "/history" => history::of_installation, Installed(ReadHistory), None;
    // Recorded once everything was sent; a file that broke off is another event.
    GET  "/history.csv" => history::export::csv_of_installation, Installed(ReadHistory), Access;
    GET  "/history.jsonl" => history::export::lines_of_installation, Installed(ReadHistory), Access;
    POST "/history/searches" => history::saved::save_in_installation, Installed(ReadHistory), Change;
    POST "/history/searches/{id}/deletions" => history::saved::delete_in_installation, Installed(ReadHistory), Change;
    GET  "/history/{seq:[0-9]+}" => history::one::of_installation, Installed(ReadHistory), None;
    // Nothing in it is secret, but nothing of a portal answers to strangers.
    GET  "/help" => help::index, Member, None;
    GET  "/help/channels" => help::compare, Member, None;
    GET  "/help/channels/{channel}" => help::channel, Member, None;
    GET  "/search" => search::show, Member, None;
    GET  "/dev" => dev::show, Member, None;
    GET  "/inspect" => inspect::show, Member, None;
    POST "/inspect" => inspect::look, Member, None;
    GET  "/settings/master-key" => master_key::show, Installed(RotateMaster), None;
    POST "/settings/master-key" => master_key::change, Installed(RotateMaster), Change;
    GET  "/settings/retention" => retention::show::<Installed<ReadHistory>>, Installed(ReadHistory), None;
    POST "/settings/retention" => retention::save::<Installed<ManageRetention>>, Installed(ManageRetention), Change;
    POST "/settings/retention/holds" => retention::hold::<Installed<ManageRetention>>, Installed(ManageRetention), Change;
    POST "/settings/retention/liftings" => retention::lift::<Installed<ManageRetention>>, Installed(ManageRetention), Change;
    POST "/settings/retention/proposals/{id}/approvals" => retention::approve::<Installed<ManageRetention>>, Installed(ManageRetention), Change;
    POST "/settings/retention/proposals/{id}/rejections" => retention::reject::<Installed<ManageRetention>>, Installed(ManageRetention), Change;
    GET  "/people" => people::list::show, Installed(ManagePeople), None;
    GET  "/people/invitations" => people::invitations::show, Installed(ManagePeople), None;
    POST "/people/invitations" => people::invitations::make, Installed(ManagePeople), Change;
    POST "/people/invitations/{id}/revocations" => people::invitations::revoke, Installed(ManagePeople), Change;
    GET  "/people/{id}" => people::show::show, Installed(ManagePeople), None;
    POST "/people/{id}/grants" => people::verbs::give, Installed(ManagePeople), Change;
    POST "/people/{id}/grants/withdrawals" => people::verbs::withdraw, Installed(ManagePeople), Change;
    POST "/people/{id}/resets" => people::verbs::reset, Installed(ManagePeople), Change;
    POST "/people/{id}/deactivations" => people::verbs::deactivate, Installed(ManagePeople), Change;
    POST "/people/{id}/reactivations" => people::verbs::reactivate, Installed(ManagePeople), Change;
    // Whoever has the link may use it, once.
    GET  "/invitations/{token}" => people::guest::show, Public, None;
    POST "/invitations/{token}" => people::guest::accept, Public, Change;
    GET  "/enterprises" => registry::tenants::list, Member, None;
    GET  "/enterprises/new" => enterprises::blank, Installed(CreateEnterprises), None;
    POST "/enterprises" => enterprises::create, Installed(CreateEnterprises), Change;
    POST "/enterprises/batches" => registry::tenants::act, Each(EditEnterprise), Change;
    GET  "/enterprises/{slug}/clones" => enterprises::copies::blank, Installed(CreateEnterprises), None;
    POST "/enterprises/{slug}/clones" => enterprises::copies::make, Installed(CreateEnterprises), Change;

    GET  "/e/{e}/settings/retention" => retention::show::<Within<ReadHistory>>, Within(ReadHistory), None;
    POST "/e/{e}/settings/retention" => retention::save::<Within<ManageRetention>>, Within(ManageRetention), Change;
    POST "/e/{e}/settings/retention/holds" => retention::hold::<Within<ManageRetention>>, Within(ManageRetention), Change;
    POST "/e/{e}/settings/retention/liftings" => retention::lift::<Within<ManageRetention>>, Within(ManageRetention), Change;
    POST "/e/{e}/settings/retention/proposals/{id}/approvals" => retention::approve::<Within<ManageRetention>>, Within(ManageRetention), Change;
    POST "/e/{e}/settings/retention/proposals/{id}/rejections" => retention::reject::<Within<ManageRetention>>, Within(ManageRetention), Change;
    GET  "/e/{e}/reports/releases?as_of" => as_of::elsewhere, Within(ReadHistory), None;
    GET  "/e/{e}/reports/keys?as_of" => as_of::elsewhere, Within(ReadHistory), None;
    GET  "/e/{e}/reports/people?as_of" => as_of::elsewhere, Within(ReadHistory), None;
    GET  "/e/{e}/reports" => reports::index, Within(ReadHistory), None;
    GET  "/e/{e}/reports/releases" => reports::releases, Within(ReadHistory), None;
    GET  "/e/{e}/reports/releases.csv" => reports::releases_csv, Within(ReadHistory), Access;
    GET  "/e/{e}/reports/keys" => reports::keys, Within(ReadHistory), None;
    GET  "/e/{e}/reports/keys.csv" => reports::keys_csv, Within(ReadHistory), Access;
    GET  "/e/{e}/keys/{id}/accesses" => reports::of_key, Within(ReadHistory), None;
    GET  "/e/{e}/keys/{id}/accesses.csv" => reports::csv_of_key, Within(ReadHistory), Access;
    GET  "/e/{e}/reports/people" => reports::people, Within(ReadHistory), None;
    // Roles are given by the owners of the installation; here stands who holds them.
    GET  "/e/{e}/people" => reports::people, Within(ReadHistory), None;
    GET  "/e/{e}/reports/people.csv" => reports::people_csv, Within(ReadHistory), Access;
    GET  "/e/{e}/compare" => as_of::compare::show, Within(ReadHistory), None;
    GET  "/e/{e}/compare.csv" => as_of::compare::csv, Within(ReadHistory), Access;
    // The same pages at an earlier moment; they answer only what asks for one, and so come first.
    GET  "/e/{e}?as_of" => as_of::enterprise, Within(ReadHistory), None;
    GET  "/e/{e}/releases?as_of" => as_of::elsewhere, Within(ReadHistory), None;
    GET  "/e/{e}/history?as_of" => as_of::elsewhere, Within(ReadHistory), None;
    GET  "/e/{e}/windows/{code}/history?as_of" => as_of::elsewhere, Within(ReadHistory), None;
    GET  "/e/{e}/settings/domains?as_of" => as_of::domains, Within(ReadHistory), None;
    GET  "/e/{e}/settings/defaults/{channel}?as_of" => as_of::defaults, Within(ReadHistory), None;
    GET  "/e/{e}/accounts?as_of" => as_of::list::<Account>, Within(ReadHistory), None;
    GET  "/e/{e}/accounts/{id}?as_of" => as_of::object::<Account>, Within(ReadHistory), None;
    GET  "/e/{e}/keys?as_of" => as_of::list::<Key>, Within(ReadHistory), None;
    GET  "/e/{e}/keys/{id}?as_of" => as_of::object::<Key>, Within(ReadHistory), None;
    GET  "/e/{e}/plugins?as_of" => as_of::list::<Plugin>, Within(ReadHistory), None;
    GET  "/e/{e}/plugins/{id}?as_of" => as_of::object::<Plugin>, Within(ReadHistory), None;
    GET  "/e/{e}/leave-templates?as_of" => as_of::list::<LeaveTemplate>, Within(ReadHistory), None;
    GET  "/e/{e}/leave-templates/{id}?as_of" => as_of::object::<LeaveTemplate>, Within(ReadHistory), None;
    GET  "/e/{e}/vip-fields?as_of" => as_of::list::<VipField>, Within(ReadHistory), None;
    GET  "/e/{e}/vip-fields/{id}?as_of" => as_of::object::<VipField>, Within(ReadHistory), None;
    GET  "/e/{e}/windows?as_of" => as_of::list::<Window>, Within(ReadHistory), None;
    GET  "/e/{e}/windows/{code}?as_of" => as_of::object::<Window>, Within(ReadHistory), None;

    GET  "/e/{e}" => enterprises::show, Within(ViewEnterprise), None;
    GET  "/e/{e}/doctor" => doctor::show, Within(ViewEnterprise), None;
    GET  "/e/{e}/settings" => enterprises::edit, Within(EditEnterprise), None;
    POST "/e/{e}/settings" => enterprises::save, Within(EditEnterprise), Change;
    GET  "/e/{e}/settings/domains" => domains::show, Within(EditEnterprise), None;
    POST "/e/{e}/settings/domains" => domains::save, Within(EditEnterprise), Change;
    GET  "/e/{e}/settings/defaults" => windows::defaults::list, Within(ViewEnterprise), None;
    GET  "/e/{e}/settings/defaults/{channel}" => windows::defaults::show, Within(ViewEnterprise), None;
    POST "/e/{e}/settings/defaults/{channel}" => windows::defaults::save, Within(EditWindows), Change;
    POST "/e/{e}/settings/defaults/{channel}/preview" => windows::defaults::preview, Within(EditWindows), None;

    GET  "/e/{e}/settings/review" => changes::policy::show, Within(EditEnterprise), None;
    POST "/e/{e}/settings/review" => changes::policy::save, Within(EditEnterprise), Change;

    GET  "/e/{e}/releases" => changes::live::show, Within(ViewEnterprise), None;
    GET  "/e/{e}/changes" => changes::list::show, Within(ViewEnterprise), None;
    GET  "/e/{e}/changes/new" => changes::submit::blank, Within(SubmitChanges), None;
    POST "/e/{e}/changes" => changes::submit::create, Within(SubmitChanges), Change;
    GET  "/e/{e}/changes/{n}" => changes::show::show, Within(ViewEnterprise), None;
    POST "/e/{e}/changes/{n}/approvals" => changes::verbs::approve, Within(ReviewChanges), Change;
    POST "/e/{e}/changes/{n}/rejections" => changes::verbs::reject, Within(ReviewChanges), Change;
    POST "/e/{e}/changes/{n}/withdrawals" => changes::verbs::withdraw, Within(SubmitChanges), Change;
    POST "/e/{e}/changes/{n}/comments" => changes::verbs::comment, Within(CommentChanges), Access;
    POST "/e/{e}/changes/{n}/schedules" => changes::verbs::schedule, Within(ReleaseWindows), Change;
    POST "/e/{e}/changes/{n}/releases" => changes::verbs::release, Within(ReleaseWindows), Change;
    POST "/e/{e}/changes/{n}/looks" => changes::verbs::look, Within(ReviewChanges), Change;
    GET  "/e/{e}/changes/{n}/rebases" => changes::rebase::ask, Within(SubmitChanges), None;
    POST "/e/{e}/changes/{n}/rebases" => changes::rebase::make, Within(SubmitChanges), Change;

    GET  "/e/{e}/settings/keys" => keys::purge::show, Within(EditKeys), None;
    POST "/e/{e}/settings/keys" => keys::purge::save, Within(EditKeys), Change;

    GET  "/e/{e}/accounts" => registry::list::list::<Account>, Within(ViewEnterprise), None;
    POST "/e/{e}/accounts/batches" => registry::batches::act::<Account>, Within(EditRegistry), Change;
    GET  "/e/{e}/accounts/new" => accounts::blank, Within(EditRegistry), None;
    POST "/e/{e}/accounts" => accounts::create, Within(EditRegistry), Change;
    GET  "/e/{e}/accounts/{id}" => accounts::show, Within(ViewEnterprise), None;
    POST "/e/{e}/accounts/{id}" => accounts::save, Within(EditRegistry), Change;
    GET  "/e/{e}/accounts/{id}/clones" => registry::clones::blank::<Account>, Within(EditRegistry), None;
    POST "/e/{e}/accounts/{id}/clones" => registry::clones::make::<Account>, Within(EditRegistry), Change;
    POST "/e/{e}/accounts/{id}/deletions" => registry::trash::delete::<Account>, Within(EditRegistry), Change;
    POST "/e/{e}/accounts/{id}/restorations" => registry::trash::restore::<Account>, Within(EditRegistry), Change;
    POST "/e/{e}/accounts/{id}/switches" => accounts::switch::record, Within(EditRegistry), Change;

    GET  "/e/{e}/keys" => registry::list::list::<Key>, Within(ViewEnterprise), None;
    POST "/e/{e}/keys/batches" => registry::batches::act::<Key>, Within(EditKeys), Change;
    GET  "/e/{e}/keys/new" => keys::blank, Within(EditKeys), None;
    POST "/e/{e}/keys" => keys::create, Within(EditKeys), Change;
    GET  "/e/{e}/keys/{id}" => keys::show, Within(ViewEnterprise), None;
    POST "/e/{e}/keys/{id}" => keys::save, Within(EditKeys), Change;
    POST "/e/{e}/keys/{id}/deletions" => registry::trash::delete::<Key>, Within(EditKeys), Change;
    POST "/e/{e}/keys/{id}/restorations" => registry::trash::restore::<Key>, Within(EditKeys), Change;
    GET  "/e/{e}/keys/{id}/rotations" => keys::rotation::ask, Within(EditKeys), None;
    POST "/e/{e}/keys/{id}/rotations" => keys::rotation::make, Within(EditKeys), Change;
    GET  "/e/{e}/keys/{id}/activations" => keys::activation::ask, Within(EditKeys), None;
    POST "/e/{e}/keys/{id}/activations" => keys::activation::make, Within(EditKeys), Change;
    GET  "/e/{e}/keys/{id}/revocations" => keys::revocation::ask, Within(EditKeys), None;
    POST "/e/{e}/keys/{id}/revocations" => keys::revocation::make, Within(EditKeys), Change;
    GET  "/e/{e}/keys/{id}/purges" => keys::purge::ask, Within(EditKeys), None;
    POST "/e/{e}/keys/{id}/purges" => keys::purge::make, Within(EditKeys), Change;
    GET  "/e/{e}/keys/{id}/reveals" => keys::reveal::ask, Within(RevealKeys), None;
    POST "/e/{e}/keys/{id}/reveals" => keys::reveal::make, Within(RevealKeys), Access;
    POST "/e/{e}/keys/{id}/copies" => keys::reveal::copied, Within(RevealKeys), Access;

    GET  "/e/{e}/plugins" => registry::list::list::<Plugin>, Within(ViewEnterprise), None;
    POST "/e/{e}/plugins/batches" => registry::batches::act::<Plugin>, Within(EditRegistry), Change;
    GET  "/e/{e}/plugins/new" => plugins::blank, Within(EditRegistry), None;
    POST "/e/{e}/plugins" => plugins::create, Within(EditRegistry), Change;
    GET  "/e/{e}/plugins/{id}" => plugins::show, Within(ViewEnterprise), None;
    POST "/e/{e}/plugins/{id}" => plugins::save, Within(EditRegistry), Change;
    GET  "/e/{e}/plugins/{id}/clones" => registry::clones::blank::<Plugin>, Within(EditRegistry), None;
    POST "/e/{e}/plugins/{id}/clones" => registry::clones::make::<Plugin>, Within(EditRegistry), Change;
    POST "/e/{e}/plugins/{id}/discards" => registry::discards::make::<Plugin>, Within(EditRegistry), Change;
    POST "/e/{e}/plugins/{id}/deletions" => registry::trash::delete::<Plugin>, Within(EditRegistry), Change;
    POST "/e/{e}/plugins/{id}/restorations" => registry::trash::restore::<Plugin>, Within(EditRegistry), Change;

    GET  "/e/{e}/leave-templates" => registry::list::list::<LeaveTemplate>, Within(ViewEnterprise), None;
    POST "/e/{e}/leave-templates/batches" => registry::batches::act::<LeaveTemplate>, Within(EditRegistry), Change;
    GET  "/e/{e}/leave-templates/new" => leave_templates::blank, Within(EditRegistry), None;
    POST "/e/{e}/leave-templates" => leave_templates::create, Within(EditRegistry), Change;
    GET  "/e/{e}/leave-templates/{id}" => leave_templates::show, Within(ViewEnterprise), None;
    POST "/e/{e}/leave-templates/{id}" => leave_templates::save, Within(EditRegistry), Change;
    GET  "/e/{e}/leave-templates/{id}/clones" => registry::clones::blank::<LeaveTemplate>, Within(EditRegistry), None;
    POST "/e/{e}/leave-templates/{id}/clones" => registry::clones::make::<LeaveTemplate>, Within(EditRegistry), Change;
    POST "/e/{e}/leave-templates/{id}/discards" => registry::discards::make::<LeaveTemplate>, Within(EditRegistry), Change;
    POST "/e/{e}/leave-templates/{id}/deletions" => registry::trash::delete::<LeaveTemplate>, Within(EditRegistry), Change;
    POST "/e/{e}/leave-templates/{id}/restorations" => registry::trash::restore::<LeaveTemplate>, Within(EditRegistry), Change;

    GET  "/e/{e}/vip-fields" => registry::list::list::<VipField>, Within(ViewEnterprise), None;
    POST "/e/{e}/vip-fields/batches" => registry::batches::act::<VipField>, Within(EditRegistry), Change;
    GET  "/e/{e}/vip-fields.csv" => vip_fields::dictionary::csv, Within(ViewEnterprise), Access;
    GET  "/e/{e}/vip-fields.md" => vip_fields::dictionary::markdown, Within(ViewEnterprise), Access;
    GET  "/e/{e}/vip-fields/imports" => vip_fields::import::ask, Within(EditRegistry), None;
    POST "/e/{e}/vip-fields/imports" => vip_fields::import::apply, Within(EditRegistry), Change;
    POST "/e/{e}/vip-fields/imports/preview" => vip_fields::import::preview, Within(EditRegistry), None;
    GET  "/e/{e}/vip-fields/new" => vip_fields::blank, Within(EditRegistry), None;
    POST "/e/{e}/vip-fields" => vip_fields::create, Within(EditRegistry), Change;
    GET  "/e/{e}/vip-fields/{id}" => vip_fields::show, Within(ViewEnterprise), None;
    POST "/e/{e}/vip-fields/{id}" => vip_fields::save, Within(EditRegistry), Change;
    GET  "/e/{e}/vip-fields/{id}/clones" => registry::clones::blank::<VipField>, Within(EditRegistry), None;
    POST "/e/{e}/vip-fields/{id}/clones" => registry::clones::make::<VipField>, Within(EditRegistry), Change;
    POST "/e/{e}/vip-fields/{id}/discards" => registry::discards::make::<VipField>, Within(EditRegistry), Change;
    POST "/e/{e}/vip-fields/{id}/deletions" => registry::trash::delete::<VipField>, Within(EditRegistry), Change;
    POST "/e/{e}/vip-fields/{id}/restorations" => registry::trash::restore::<VipField>, Within(EditRegistry), Change;

    GET  "/e/{e}/windows" => registry::list::list::<Window>, Within(ViewEnterprise), None;
    POST "/e/{e}/windows/batches" => registry::batches::act::<Window>, Within(EditWindows), Change;
    POST "/e/{e}/windows/edits" => windows::edits::open, Within(EditWindows), None;
    POST "/e/{e}/windows/edits/preview" => windows::edits::preview, Within(EditWindows), None;
    POST "/e/{e}/windows/edits/save" => windows::edits::save, Within(EditWindows), Change;
    GET  "/e/{e}/windows/new" => windows::create::blank, Within(EditWindows), None;
    POST "/e/{e}/windows" => windows::create::create, Within(EditWindows), Change;
    GET  "/e/{e}/windows/{code}" => windows::editor::show, Within(ViewEnterprise), None;
    POST "/e/{e}/windows/{code}" => windows::editor::save, Within(EditWindows), Change;
    POST "/e/{e}/windows/{code}/life" => windows::life::turn, Within(EditWindows), Change;
    POST "/e/{e}/windows/{code}/preview" => windows::editor::preview, Within(ViewEnterprise), None;
    GET  "/e/{e}/windows/{code}/links" => windows::links::show, Within(ViewEnterprise), None;
    POST "/e/{e}/windows/{code}/links" => windows::links::make, Within(ViewEnterprise), Access;
    POST "/e/{e}/windows/{code}/links/qr" => windows::links::picture::draw, Within(ViewEnterprise), None;
    GET  "/e/{e}/windows/{code}/clones" => registry::clones::blank::<Window>, Within(EditWindows), None;
    POST "/e/{e}/windows/{code}/clones" => registry::clones::make::<Window>, Within(EditWindows), Change;
    POST "/e/{e}/windows/{code}/deletions" => registry::trash::delete::<Window>, Within(EditWindows), Change;
    POST "/e/{e}/windows/{code}/restorations" => registry::trash::restore::<Window>, Within(EditWindows), Change;
    GET  "/e/{e}/windows/{code}/releases" => windows::releases::list::show, Within(ViewEnterprise), None;
    POST "/e/{e}/windows/{code}/releases" => windows::releases::list::make, Within(ReleaseWindows), Change;
    GET  "/e/{e}/windows/{code}/rollbacks" => windows::releases::rollback::ask, Within(ReleaseWindows), None;
    POST "/e/{e}/windows/{code}/rollbacks" => windows::releases::rollback::make, Within(ReleaseWindows), Change;
    GET  "/e/{e}/windows/{code}/promotions" => windows::promotions::ask, Within(EditWindows), None;
    POST "/e/{e}/windows/{code}/promotions" => windows::promotions::make, Within(EditWindows), Change;
    POST "/e/{e}/windows/{code}/discards" => windows::releases::discard::discard, Within(EditWindows), Change;
    // Builds ask for these again and again, to see whether anything changed: no event each time.
    GET  "/e/{e}/windows/{code}/releases/{n}.zip" => windows::releases::raw::bundle, Within(ViewEnterprise), None;
    GET  "/e/{e}/windows/{code}/releases/{n}/artifacts/{path:.*}" => windows::releases::raw::artifact, Within(ViewEnterprise), None;
    GET  "/e/{e}/windows/{code}/releases/{n}" => windows::releases::show::show, Within(ViewEnterprise), None;
    GET  "/e/{e}/windows/{code}/install" => windows::install::show, Within(ViewEnterprise), None;
    POST "/e/{e}/windows/{code}/install" => windows::install::evaluate, Within(ViewEnterprise), None;
    POST "/e/{e}/windows/{code}/install/copies" => windows::install::record, Within(ViewEnterprise), Access;
    GET  "/e/{e}/windows/{code}/install.md" => windows::install::markdown, Within(ViewEnterprise), None;

    GET  "/e/{e}/windows/{code}/history" => history::of_window, Within(ReadHistory), None;
    GET  "/e/{e}/windows/{code}/draft" => windows::draft_and_live::show, Within(ViewEnterprise), None;
    GET  "/e/{e}/windows/{code}/handovers" => windows::handovers::show, Within(ViewEnterprise), None;
    POST "/e/{e}/windows/{code}/handovers" => windows::handovers::make, Within(HandOver), Change;
    POST "/e/{e}/windows/{code}/handovers/{id}/revocations" => windows::handovers::revoke, Within(HandOver), Change;
    // Whoever has the link may open it. Looking at the address alone shows nothing and counts nothing:
    // mail scanners and previews of messengers do that.
    GET  "/handovers/{token}" => windows::handovers::guest::show, Public, None;
    POST "/handovers/{token}" => windows::handovers::guest::open, Public, Access;
    POST "/handovers/{token}/copies" => windows::handovers::guest::take, Public, Access;

    GET  "/e/{e}/trash" => registry::trash::list, Within(ViewEnterprise), None;
    GET  "/e/{e}/deletions" => registry::enterprise::ask, Within(EditEnterprise), None;
    POST "/e/{e}/deletions" => registry::enterprise::delete, Within(EditEnterprise), Change;
    POST "/e/{e}/restorations" => registry::enterprise::restore, Within(EditEnterprise), Change;
    GET  "/e/{e}/history" => history::of_enterprise, Within(ReadHistory), None;
    GET  "/e/{e}/history.csv" => history::export::csv_of_enterprise, Within(ReadHistory), Access;
    GET  "/e/{e}/history.jsonl" => history::export::lines_of_enterprise, Within(ReadHistory), Access;
    POST "/e/{e}/history/searches" => history::saved::save_in_enterprise, Within(ReadHistory), Change;
    POST "/e/{e}/history/searches/{id}/deletions" => history::saved::delete_in_enterprise, Within(ReadHistory), Change;
    GET  "/e/{e}/history/{seq:[0-9]+}" => history::one::of_enterprise, Within(ReadHistory), None;
}
