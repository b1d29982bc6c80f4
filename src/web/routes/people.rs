//! People, their roles and the links to their accounts.

use super::{Route, asked, bare};
use crate::rights::{AskAccess, ManageMembers, ManagePeople, ReadHistory};
use crate::web::pages::{me, people, tokens};
use crate::web::scope::{Installed, Within};

routes! {
    GET  "/people" => people::list::show, Installed(ManagePeople), None;
    GET  "/people/invitations" => people::invitations::show, Installed(ManagePeople), None;
    POST "/people/invitations" => people::invitations::make, Installed(ManagePeople), Change, Fresh;
    POST "/people/invitations/{id}/revocations" => people::invitations::revoke, Installed(ManagePeople), Change;
    GET  "/people/{id}" => people::show::show, Installed(ManagePeople), None;
    POST "/people/{id}/grants" => people::verbs::give, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/grants/withdrawals" => people::verbs::withdraw, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/resets" => people::verbs::reset, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/deactivations" => people::leaving::deactivate, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/reactivations" => people::leaving::reactivate, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/successions" => people::handing::hand_over, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/session-endings" => people::verbs::end_sessions, Installed(ManagePeople), Access;
    POST "/people/{id}/throttle-endings" => people::verbs::let_in, Installed(ManagePeople), Change, Fresh;
    GET  "/people/{id}/sign-ins" => me::sign_ins::of_person, Installed(ManagePeople), None;
    POST "/people/{id}/second-factor-removals" => people::verbs::remove_factor, Installed(ManagePeople), Change, Fresh;
    GET  "/people/{id}/tokens" => tokens::person::show, Installed(ManagePeople), None;
    POST "/people/{id}/tokens/{token}/revocations" => tokens::person::revoke, Installed(ManagePeople), Change;
    GET  "/me/tokens" => tokens::own::show, Member, None;
    POST "/me/tokens" => tokens::own::make, Member, Change, Fresh;
    POST "/me/tokens/{id}/revocations" => tokens::own::revoke, Member, Change;
    GET  "/roles" => people::matrix::show, Member, None;
    GET  "/access-review" => people::review::show::<Installed<ManagePeople>>, Installed(ManagePeople), None;
    GET  "/access-review.csv" => people::review::file::csv::<Installed<ManagePeople>>, Installed(ManagePeople), Access;
    POST "/access-review" => people::review::end::<Installed<ManagePeople>>, Installed(ManagePeople), Change, Fresh;
    GET  "/access-requests" => people::asking::show, Member, None;
    POST "/access-requests" => people::asking::ask_installed, Member, Change;
    POST "/access-requests/{id}/withdrawals" => people::asking::withdraw, Member, Change;
    GET  "/access-requests/open" => people::waiting::show, Member, None;
    GET  "/access-requests/{id}" => people::answering::look::<Installed<ManagePeople>>, Installed(ManagePeople), None;
    POST "/access-requests/{id}/approvals" => people::answering::approve::<Installed<ManagePeople>>, Installed(ManagePeople), Change, Fresh;
    POST "/access-requests/{id}/rejections" => people::answering::reject::<Installed<ManagePeople>>, Installed(ManagePeople), Change;

    // Owners give roles here; auditors and administrators see who holds them.
    GET  "/e/{e}/people" => people::members::show, Within(ReadHistory), None;
    POST "/e/{e}/people" => people::members::give, Within(ManageMembers), Change, Fresh;
    POST "/e/{e}/people/withdrawals" => people::members::withdraw, Within(ManageMembers), Change, Fresh;
    POST "/e/{e}/people/invitations/{id}/revocations" => people::members::revoke, Within(ManageMembers), Change;
    GET  "/e/{e}/access-review" => people::review::show::<Within<ManageMembers>>, Within(ManageMembers), None;
    GET  "/e/{e}/access-review.csv" => people::review::file::csv::<Within<ManageMembers>>, Within(ManageMembers), Access;
    POST "/e/{e}/access-review" => people::review::end::<Within<ManageMembers>>, Within(ManageMembers), Change, Fresh;
    POST "/e/{e}/access-requests" => people::asking::ask_within, Within(AskAccess), Change;
    GET  "/e/{e}/access-requests/{id}" => people::answering::look::<Within<ManageMembers>>, Within(ManageMembers), None;
    POST "/e/{e}/access-requests/{id}/approvals" => people::answering::approve::<Within<ManageMembers>>, Within(ManageMembers), Change, Fresh;
    POST "/e/{e}/access-requests/{id}/rejections" => people::answering::reject::<Within<ManageMembers>>, Within(ManageMembers), Change;

    // Whoever has the link may use it, once.
    GET  "/invitations/{token}" => people::guest::show, Public, None;
    POST "/invitations/{token}" => people::guest::accept, Public, Change;
}
