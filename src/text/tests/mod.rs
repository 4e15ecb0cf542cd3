//! Tests of the module as a whole.

pub(super) mod properties;
