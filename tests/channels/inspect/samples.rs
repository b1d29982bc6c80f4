//! The vendors' own samples.
