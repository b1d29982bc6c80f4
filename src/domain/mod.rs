//! Nouns and verbs of the registry, without any input or output. A verb returns the new state and
//! the [`Change`] that tells what happened; the store writes both in one transaction.

pub mod account;
pub mod change;
pub mod enterprise;
pub mod ids;
pub mod key;
pub mod meta;
pub mod names;
pub mod person;
pub mod plugin;
pub mod window;

pub use account::Account;
pub use change::{Act, Change, FieldChange, Log};
pub use enterprise::Enterprise;
pub use ids::{AccountId, EnterpriseId, KeyId, PersonId, PluginId, WindowId};
pub use key::Key;
pub use meta::Meta;
pub use person::Person;
pub use plugin::Plugin;
pub use window::Window;
