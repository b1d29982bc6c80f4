//! The pages. Handlers stay short: read the form, call a verb of the domain, write, answer.

mod assets;
mod attention;
mod bearer;
mod boxes;
pub mod care;
mod cells;
pub mod checkup;
mod conflict;
pub mod due;
mod fault;
pub mod figures;
mod form;
mod frame;
mod guard;
pub mod highlight;
mod journal;
mod last_resort;
mod leak_guard;
mod moment;
mod nav;
pub mod pages;
pub mod portal;
mod problem;
mod qr;
pub mod routes;
#[cfg(test)]
mod sample;
mod scope;
mod secrets;
mod told;
pub mod ui;
mod vendor_switch;
mod visit;

pub use form::Form;
pub use form::desks::Desks;
pub use guard::guard;
pub use journal::journal;
pub use portal::Portal;
