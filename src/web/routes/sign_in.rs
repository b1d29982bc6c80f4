//! The second factor, and what is asked of people who sign in.

use super::{Route, asked, bare};
use crate::rights::ManageSignIn;
use crate::web::pages::{login, second_factor, sign_in};

routes! {
    GET  "/login/second-factor" => login::second_factor::show, Halfway, None;
    POST "/login/second-factor" => login::second_factor::submit, Halfway, Access;
    POST "/login/second-factor/passkey" => login::second_factor::submit_passkey, Halfway, Access;
    GET  "/me/second-factor" => second_factor::show, Member, None;
    GET  "/me/second-factor/passkeys/new" => second_factor::passkeys::ask, Member, None, Fresh;
    POST "/me/second-factor/passkeys" => second_factor::passkeys::add, Member, Change, Fresh;
    POST "/me/second-factor/passkeys/{id}/removals" => second_factor::passkeys::remove, Member, Change, Fresh;
    POST "/me/second-factor" => second_factor::set_up, Member, Change, Fresh;
    POST "/me/second-factor/recovery-codes" => second_factor::renew_codes, Member, Change, Fresh;
    POST "/me/second-factor/removals" => second_factor::remove, Member, Change, Fresh;
    GET  "/settings/sign-in" => sign_in::show, Installed(ManageSignIn), None;
    POST "/settings/sign-in" => sign_in::save, Installed(ManageSignIn), Change, Fresh;
}
