//! What is registered in an enterprise, and its trash.

use super::{Route, asked, bare};
use crate::domain::{Account, Key, LeaveTemplate, Plugin, VipField};
use crate::rights::{EditKeys, EditRegistry, RevealKeys, ViewEnterprise};
use crate::web::pages::{accounts, keys, leave_templates, plugins, registry, vip_fields};

routes! {
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
    GET  "/e/{e}/keys/{id}/rotations" => keys::rotation::ask, Within(EditKeys), None, Fresh;
    POST "/e/{e}/keys/{id}/rotations" => keys::rotation::make, Within(EditKeys), Change, Fresh;
    GET  "/e/{e}/keys/{id}/activations" => keys::activation::ask, Within(EditKeys), None;
    POST "/e/{e}/keys/{id}/activations" => keys::activation::make, Within(EditKeys), Change, Fresh;
    GET  "/e/{e}/keys/{id}/revocations" => keys::revocation::ask, Within(EditKeys), None;
    POST "/e/{e}/keys/{id}/revocations" => keys::revocation::make, Within(EditKeys), Change, Fresh;
    GET  "/e/{e}/keys/{id}/purges" => keys::purge::ask, Within(EditKeys), None;
    POST "/e/{e}/keys/{id}/purges" => keys::purge::make, Within(EditKeys), Change, Fresh;
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

    GET  "/e/{e}/trash" => registry::trash::list, Within(ViewEnterprise), None;
}
