//! Functions that `tests/fuzz` and `tests/bench` call. They are not part of the program and only
//! compiled with the feature `internals`.

pub mod bench;
pub mod fuzz;
pub mod readers;
