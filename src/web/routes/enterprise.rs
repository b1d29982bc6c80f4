//! An enterprise itself: its settings, its requests, its trash as a whole.

use super::{Route, asked, bare};
use crate::rights::{
    CommentChanges, CreateEnterprises, EditEnterprise, EditKeys, EditWindows, ReleaseWindows,
    ReviewChanges, SubmitChanges, ViewEnterprise,
};
use crate::web::pages::{changes, doctor, domains, enterprises, keys, registry, windows};

routes! {
    GET  "/enterprises" => registry::tenants::list, Member, None;
    GET  "/enterprises/new" => enterprises::blank, Installed(CreateEnterprises), None;
    POST "/enterprises" => enterprises::create, Installed(CreateEnterprises), Change;
    POST "/enterprises/batches" => registry::tenants::act, Each(EditEnterprise), Change;
    GET  "/enterprises/{slug}/clones" => enterprises::copies::blank, Installed(CreateEnterprises), None;
    POST "/enterprises/{slug}/clones" => enterprises::copies::make, Installed(CreateEnterprises), Change;

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
    POST "/e/{e}/settings/keys" => keys::purge::save, Within(EditKeys), Change, Fresh;
    GET  "/e/{e}/deletions" => registry::enterprise::ask, Within(EditEnterprise), None;
    POST "/e/{e}/deletions" => registry::enterprise::delete, Within(EditEnterprise), Change;
    POST "/e/{e}/restorations" => registry::enterprise::restore, Within(EditEnterprise), Change;
}
