//! Chat windows, their releases, links, installation and hand-over.

use super::{Route, asked, bare};
use crate::domain::Window;
use crate::rights::{
    EditWindows, HandOver, ReadHistory, ReleaseWindows, ViewEnterprise, ViewWindow,
};
use crate::web::pages::{history, registry, windows};

routes! {
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
    GET  "/e/{e}/windows/{code}/links" => windows::links::show, Within(ViewWindow), None;
    POST "/e/{e}/windows/{code}/links" => windows::links::make, Within(ViewWindow), Access;
    POST "/e/{e}/windows/{code}/links/qr" => windows::links::picture::draw, Within(ViewWindow), None;
    GET  "/e/{e}/windows/{code}/clones" => registry::clones::blank::<Window>, Within(EditWindows), None;
    POST "/e/{e}/windows/{code}/clones" => registry::clones::make::<Window>, Within(EditWindows), Change;
    POST "/e/{e}/windows/{code}/deletions" => registry::trash::delete::<Window>, Within(EditWindows), Change;
    POST "/e/{e}/windows/{code}/restorations" => registry::trash::restore::<Window>, Within(EditWindows), Change;
    GET  "/e/{e}/windows/{code}/releases" => windows::releases::list::show, Within(ViewWindow), None;
    POST "/e/{e}/windows/{code}/releases" => windows::releases::list::make, Within(ReleaseWindows), Change;
    GET  "/e/{e}/windows/{code}/rollbacks" => windows::releases::rollback::ask, Within(ReleaseWindows), None;
    POST "/e/{e}/windows/{code}/rollbacks" => windows::releases::rollback::make, Within(ReleaseWindows), Change;
    GET  "/e/{e}/windows/{code}/promotions" => windows::promotions::ask, Within(EditWindows), None;
    POST "/e/{e}/windows/{code}/promotions" => windows::promotions::make, Within(EditWindows), Change;
    POST "/e/{e}/windows/{code}/discards" => windows::releases::discard::discard, Within(EditWindows), Change;
    // Builds ask for these again and again, to see whether anything changed: no event each time.
    GET  "/e/{e}/windows/{code}/releases/{n}.zip" => windows::releases::raw::bundle, Within(ViewWindow), None, Read;
    GET  "/e/{e}/windows/{code}/releases/{n}/artifacts/{path:.*}" => windows::releases::raw::artifact, Within(ViewWindow), None, Read;
    GET  "/e/{e}/windows/{code}/releases/{n}" => windows::releases::show::show, Within(ViewWindow), None;
    GET  "/e/{e}/windows/{code}/install" => windows::install::show, Within(ViewWindow), None;
    POST "/e/{e}/windows/{code}/install" => windows::install::evaluate, Within(ViewWindow), None;
    POST "/e/{e}/windows/{code}/install/copies" => windows::install::record, Within(ViewWindow), Access;
    GET  "/e/{e}/windows/{code}/install.md" => windows::install::markdown, Within(ViewWindow), None, Read;

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
}
