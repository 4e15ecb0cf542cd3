//! Entries from outside: what `tests/fuzz` and `tests/bench` call. No part of the program; compiled
//! with the feature `entries` only.

pub mod bench;
pub mod fuzz;
