//! Nouns and verbs of the registry, without any input or output. A verb returns the new state and
//! the [`Change`] that tells what happened; the store writes both in one transaction.

pub mod access_request;
pub mod account;
pub mod card;
pub mod change;
pub mod defaults;
pub mod domains;
pub mod enterprise;
pub mod finding;
pub mod handover;
pub mod ids;
pub mod invitation;
pub mod key;
pub mod leave_template;
pub mod life;
pub mod looks;
pub mod meta;
pub mod names;
pub mod object_release;
pub mod password_cost;
pub mod password_rules;
pub mod past;
pub mod person;
pub mod plugin;
pub mod release;
pub mod request;
pub mod retention;
pub mod ring;
pub mod saved_search;
pub mod second_factor;
pub mod sign_in;
pub mod switch;
pub mod token;
pub mod vip_field;
pub mod window;
pub mod words;

pub use access_request::AccessRequest;
pub use account::Account;
pub use card::{Card, Registered};
pub use change::{Act, Change, FieldChange, Log};
pub use defaults::Defaults;
pub use domains::Domains;
pub use enterprise::Enterprise;
pub use finding::Finding;
pub use handover::Handover;
pub use ids::{
    AccessRequestId, AccountId, EnterpriseId, FactorId, HandoverId, InvitationId, KeyId,
    LeaveTemplateId, PersonId, PluginId, ReleaseId, RequestId, SavedSearchId, TokenId, VipFieldId,
    WindowId,
};
pub use invitation::Invitation;
pub use key::Key;
pub use leave_template::LeaveTemplate;
pub use meta::Meta;
pub use object_release::ObjectRelease;
pub use password_cost::PasswordCost;
pub use password_rules::PasswordRules;
pub use past::Past;
pub use person::Person;
pub use plugin::Plugin;
pub use release::Release;
pub use request::ChangeRequest;
pub use retention::Retention;
pub use ring::Ring;
pub use saved_search::SavedSearch;
pub use second_factor::SecondFactor;
pub use sign_in::SignInRules;
pub use switch::Switch;
pub use token::Token;
pub use vip_field::VipField;
pub use window::Window;

/// What the history and the conflict page need to know of any noun.
pub trait Recorded {
    fn log(&self) -> Log;
    fn subject(&self) -> String;
    /// Counts the saves, beginning with 1.
    fn version(&self) -> i64;
    /// Every field in a fixed order; secrets as their fingerprints.
    fn fields(&self) -> change::Fields;
}

macro_rules! recorded {
    ($($noun:ident),*) => {$(
        impl Recorded for $noun {
            fn log(&self) -> Log {
                $noun::log(self)
            }

            fn subject(&self) -> String {
                self.id.to_string()
            }

            fn version(&self) -> i64 {
                self.version
            }

            fn fields(&self) -> change::Fields {
                $noun::fields(self)
            }
        }
    )*};
}

recorded!(Enterprise, Account, Key, Plugin, LeaveTemplate, VipField, Window);
