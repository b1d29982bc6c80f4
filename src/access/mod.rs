//! Sign-in: passwords, throttles, sessions, form tokens, and who is behind a request.

pub mod address;
pub mod form_token;
pub mod login;
pub mod password;
pub mod refusals;
pub mod session;
mod throttle;
pub mod token;

pub use password::Passwords;
pub use refusals::{Refusal, Refusals};
pub use session::SignedIn;
pub use throttle::Throttles;
