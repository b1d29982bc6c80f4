//! People, their roles and the links to their accounts.

use super::{Route, asked, bare};
use crate::rights::ManagePeople;
use crate::web::pages::{me, people, tokens};

routes! {
    GET  "/people" => people::list::show, Installed(ManagePeople), None;
    GET  "/people/invitations" => people::invitations::show, Installed(ManagePeople), None;
    POST "/people/invitations" => people::invitations::make, Installed(ManagePeople), Change, Fresh;
    POST "/people/invitations/{id}/revocations" => people::invitations::revoke, Installed(ManagePeople), Change;
    GET  "/people/{id}" => people::show::show, Installed(ManagePeople), None;
    POST "/people/{id}/grants" => people::verbs::give, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/grants/withdrawals" => people::verbs::withdraw, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/resets" => people::verbs::reset, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/deactivations" => people::verbs::deactivate, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/reactivations" => people::verbs::reactivate, Installed(ManagePeople), Change, Fresh;
    POST "/people/{id}/session-endings" => people::verbs::end_sessions, Installed(ManagePeople), Access;
    GET  "/people/{id}/sign-ins" => me::sign_ins::of_person, Installed(ManagePeople), None;
    POST "/people/{id}/second-factor-removals" => people::verbs::remove_factor, Installed(ManagePeople), Change, Fresh;
    GET  "/people/{id}/tokens" => tokens::person::show, Installed(ManagePeople), None;
    POST "/people/{id}/tokens/{token}/revocations" => tokens::person::revoke, Installed(ManagePeople), Change;
    GET  "/me/tokens" => tokens::own::show, Member, None;
    POST "/me/tokens" => tokens::own::make, Member, Change, Fresh;
    POST "/me/tokens/{id}/revocations" => tokens::own::revoke, Member, Change;
    // Whoever has the link may use it, once.
    GET  "/invitations/{token}" => people::guest::show, Public, None;
    POST "/invitations/{token}" => people::guest::accept, Public, Change;
}
