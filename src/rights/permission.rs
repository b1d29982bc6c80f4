//! The permissions and the roles that hold them: the whole matrix on one page.

use super::Role;
use super::Role::{Admin, Auditor, Developer, Owner};

/// A right as a type: a handler that asks for `Permit<EditWindows>` cannot forget to check it.
pub trait Permission: Clone + std::fmt::Debug + 'static {
    const NAME: &'static str;
    const ROLES: &'static [Role];
    /// Whether a role on one window gives it there; all others take a role in the enterprise.
    const NARROW: bool;
}

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident $text:literal => [$($role:ident)*] $($narrow:ident)?;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $name;

            impl Permission for $name {
                const NAME: &'static str = $text;
                const ROLES: &'static [Role] = &[$($role),*];
                const NARROW: bool = narrow!($($narrow)?);
            }
        )*

        /// Every permission with the roles that hold it, for the matrix page and the tests.
        pub const PERMISSIONS: &[(&str, &[Role])] = &[$(($text, &[$($role),*])),*];

        /// Those that a developer of one window has there.
        pub fn is_narrow(permission: &str) -> bool {
            $(($text == permission && $name::NARROW))||*
        }
    };
}

macro_rules! narrow {
    () => {
        false
    };
    (on_window) => {
        true
    };
}

permissions! {
    /// See an enterprise and what is registered in it; never a secret.
    ViewEnterprise "enterprise.view" => [Owner Admin Developer Auditor];
    /// See one window as those do who install it: code, links, releases. Whoever has a role on that
    /// window alone has this one.
    ViewWindow "window.view" => [Owner Admin Developer Auditor] on_window;
    /// Make a new enterprise. Counts for the installation only.
    CreateEnterprises "enterprise.create" => [Owner Admin];
    EditEnterprise "enterprise.edit" => [Owner Admin];
    /// Channel accounts and plugin IDs.
    EditRegistry "registry.edit" => [Owner Admin];
    EditWindows "window.edit" => [Owner Admin];
    /// Make the next release of a window's draft.
    ReleaseWindows "window.release" => [Owner Admin];
    /// Ask for a review of drafts, and take that back.
    SubmitChanges "change.submit" => [Owner Admin];
    /// Approve or reject what somebody else wants to release.
    ReviewChanges "change.review" => [Owner Admin];
    /// Say something about what is to be released.
    CommentChanges "change.comment" => [Owner Admin Developer Auditor];
    /// Register and rename keys; seeing one is another right.
    EditKeys "key.edit" => [Owner Admin];
    /// See the characters of a key, after typing the own password once more.
    RevealKeys "key.reveal" => [Owner Admin];
    /// Make a signed link with a registered key.
    SignLinks "link.sign" => [Owner Admin Developer] on_window;
    /// Make and revoke links with which somebody without an account gets a window's code.
    HandOver "handover.make" => [Owner Admin];
    /// Use such a link; no role's right, only the link's own.
    UseHandover "handover.use" => [];
    ReadHistory "history.read" => [Owner Admin Auditor];
    /// Say how long events are kept, hold them, and agree to somebody else's wish to keep less.
    ManageRetention "retention.manage" => [Owner Admin];
    /// Remove events after their time; nobody's right, the server does it by itself.
    PurgeHistory "history.purge" => [];
    /// Add and disable people, give roles, finish the set-up.
    ManagePeople "people.manage" => [Owner];
    /// Say what is asked of people who sign in.
    ManageSignIn "sign_in.manage" => [Owner];
    /// Say who may do what in one enterprise, and go through it now and then.
    ManageMembers "members.manage" => [Owner];
    /// Ask for a role, or for another one.
    AskAccess "access.ask" => [Owner Admin Developer Auditor] on_window;
    /// Take roles away when their time is over; nobody's right, the server does it by itself.
    EndAccess "access.end" => [];
    /// Become a person with an invitation, or choose a new password with a link; no role's right, only
    /// the link's own.
    AcceptInvitation "invitation.accept" => [];
    /// Empty the trash; nobody's right, the server does it by itself.
    PurgeTrash "trash.purge" => [];
    /// Change the master key.
    RotateMaster "vault.rotate" => [Owner];
    /// Take everything away as one sealed file, and bring it back.
    MakeBackups "backup.make" => [Owner];
    /// Have it recorded that something was refused; nobody's role gives it, `Grants::trace` does.
    LeaveTrace "trace.leave" => [];
    /// Make and revoke the own API tokens; given by `Grants::own_tokens`.
    OwnTokens "token.own" => [Owner Admin Developer Auditor];
    /// Read the figures of the server, with a token.
    ReadMetrics "metrics.read" => [Owner Admin Auditor];
    /// What every signed-in person may do with the own session; given by `Grants::own_session`.
    OwnSession "session.own" => [Owner Admin Developer Auditor];
}
