#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| moveit_exposure::fuzzing::run("matching", data));
