//! What SECURITY.md promises: that its tables name tests and code that exist, and the promises that
//! belong to no page alone.

mod asvs;
mod cookies;
mod errors;
mod mutations;
mod named;
mod table;
mod twice;
