#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| byt::hooks::readers::json(data));
