//! Fuzzes `targets::usersig_verify`.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::usersig_verify(bytes));
