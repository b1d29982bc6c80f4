//! Fuzzes `targets::form_parse`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::form_parse(bytes));
