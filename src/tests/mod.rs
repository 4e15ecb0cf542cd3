//! Tests that concern several modules.

mod mutations;
