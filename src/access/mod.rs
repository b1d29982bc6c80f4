//! Sign-in: passwords, second factors, throttles, sessions, form tokens, and who is behind a request.

pub mod address;
mod deadlines;
pub mod device;
pub mod form_token;
mod frequent;
pub mod login;
pub mod passkeys;
pub mod password;
pub mod password_rules;
pub mod refusals;
pub mod second_factor;
pub mod session;
pub mod throttle;
pub mod token;
pub mod totp;
pub mod tuning;
mod well_known;

pub use password::Passwords;
pub use refusals::{Refusal, Refusals};
pub use session::SignedIn;
pub use throttle::Throttles;
