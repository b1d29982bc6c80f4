//! What other people's programs say about generated files: they are run, not imitated.

mod packages;
mod schemas;
