//! The own page of whoever is signed in, and the rule for passwords.

use super::{Route, asked, bare};
use crate::rights::ManagePeople;
use crate::web::pages::{me, password_cost, passwords};

routes! {
    GET  "/me" => me::own::show, Member, None;
    POST "/me" => me::own::save, Member, Change;
    GET  "/me/sessions" => me::sessions::show, Member, None;
    POST "/me/sessions/endings" => me::sessions::end_others, Member, Access;
    POST "/me/sessions/{id}/endings" => me::sessions::end, Member, Access;
    GET  "/me/sign-ins" => me::sign_ins::own, Member, None;
    GET  "/me/password" => me::password::show, Member, None;
    POST "/me/password" => me::password::change, Member, Change;
    POST "/me/credentials" => me::credentials::seen, Member, Access;
    GET  "/settings/passwords" => passwords::show, Installed(ManagePeople), None;
    POST "/settings/passwords" => passwords::save, Installed(ManagePeople), Change, Fresh;
    GET  "/settings/password-cost" => password_cost::show, Installed(ManagePeople), None;
    POST "/settings/password-cost" => password_cost::save, Installed(ManagePeople), Change, Fresh;
    POST "/settings/password-cost/measurements" => password_cost::measure, Installed(ManagePeople), None;
}
