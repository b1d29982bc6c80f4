//! The route table held to its word: who may enter, what is recorded, what other tenants see. The
//! table is walked row by row, so a new route is tested by being there.

mod access;
mod factors;
pub mod filled;
mod forgery;
pub mod fresh;
mod me;
pub mod people;
pub mod prepared;
mod records;
mod retention;
pub mod review;
mod tenancy;
mod tokens;
pub mod upload;
