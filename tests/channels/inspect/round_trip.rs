//! What was rendered is read back with the same values, and nothing is wrong with it.
