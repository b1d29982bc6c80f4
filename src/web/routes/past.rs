//! The pages of an enterprise at an earlier moment. They answer only what asks for one, and so are tried
//! before the rows of the same pages for now.

use super::{Route, asked, bare};
use crate::domain::{Account, Key, LeaveTemplate, Plugin, VipField, Window};
use crate::rights::ReadHistory;
use crate::web::pages::as_of;

routes! {
    GET  "/e/{e}/reports/releases?as_of" => as_of::elsewhere, Within(ReadHistory), None;
    GET  "/e/{e}/reports/keys?as_of" => as_of::elsewhere, Within(ReadHistory), None;
    GET  "/e/{e}/reports/people?as_of" => as_of::elsewhere, Within(ReadHistory), None;
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
}
