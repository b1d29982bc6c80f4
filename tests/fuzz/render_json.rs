//! Fuzzes `targets::render_json`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::render_json(bytes));
