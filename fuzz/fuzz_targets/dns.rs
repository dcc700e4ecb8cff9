#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| smtpsh_fuzz::dns::check(bytes));
