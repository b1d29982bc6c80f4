//! Ids that cannot be mixed up: a window's id is not an account's.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )*};
}

ids! {
    /// The tenant.
    EnterpriseId;
    AccountId;
    WindowId;
    PluginId;
    LeaveTemplateId;
    VipFieldId;
    KeyId;
    PersonId;
    ReleaseId;
    HandoverId;
    InvitationId;
    RequestId;
    SavedSearchId;
    FactorId;
    TokenId;
    AccessRequestId;
}
