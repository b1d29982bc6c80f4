//! What is closed to changes: the trash, and what is no longer in use.

use actix_web::http::StatusCode;

use crate::text::{Text, text};
use crate::web::fault::Fault;
use crate::web::visit::Visit;

pub(super) const IN_TRASH: Text = text(
    "它在回收站里，不能修改。请先恢复它。",
    "It lies in the trash and cannot be changed. Restore it first.",
);
/// What would change a window or hand it out anew.
pub(super) const CLOSED_WHEN_RETIRED: &[&str] = &[
    "/e/{e}/windows/{code}",
    "/e/{e}/windows/{code}/links",
    "/e/{e}/windows/{code}/releases",
    "/e/{e}/windows/{code}/rollbacks",
    "/e/{e}/windows/{code}/discards",
    "/e/{e}/windows/{code}/handovers",
];
pub(super) const RETIRED: Text = text(
    "这个聊天窗已停用，只能查看。需要时先在编辑页的“生命周期”里改回在用。",
    "This chat window is retired and can only be looked at. Put it back in use under “Life-cycle” on its editor page first.",
);
pub(super) const ENTERPRISE_IN_TRASH: Text = text(
    "企业在回收站里，不能修改。请先恢复企业。",
    "The enterprise lies in the trash and cannot be changed. Restore it first.",
);

/// Nothing is posted to what lies in the trash, but for its restoration.
pub(super) fn refuse_change(visit: &Visit, why: Text) -> Result<(), Fault> {
    let request = visit.request();
    let posts = request.method() == actix_web::http::Method::POST;
    if posts && !request.path().ends_with("/restorations") {
        return Err(Fault::saying(StatusCode::CONFLICT, why));
    }
    Ok(())
}
