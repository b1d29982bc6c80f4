//! Samples of change requests.

use crate::web::sample::Page;

pub const PAGES: &[Page] = &[];
