#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| foldscheme_fuzz::reader::run(bytes));
