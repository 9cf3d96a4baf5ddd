#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| etcdlint_invariants::jsonpath::check(data));
