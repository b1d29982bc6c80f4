//! Jieru 接入.
pub mod access;
pub mod app;
pub mod catalog;
pub mod channels;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod error;
mod jobs;
pub mod rights;
pub mod secret;
pub mod store;
pub mod text;
pub mod vault;
pub mod web;
