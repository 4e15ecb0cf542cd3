//! Tests of the module as a whole.

mod lexer;
pub(super) mod properties;
