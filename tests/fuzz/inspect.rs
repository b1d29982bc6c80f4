//! Fuzzes `targets::inspect`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::inspect(bytes));
