//! All integration tests, in one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and waits for real time"
)]

mod architecture;
mod browser;
mod channels;
mod cli;
mod coverage;
#[expect(clippy::print_stdout, reason = "the seed and figures, for whoever asks for them")]
mod durability;
mod hostile;
mod outside;
mod samples;
mod security;
mod store;
mod support;
mod web;
