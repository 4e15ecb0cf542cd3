//! Tests of queries as a whole: a table of cases, properties, an independent model, and known items.

pub(in crate::query) mod cases;
pub(in crate::query) mod fixture;
mod known_items;
mod model;
mod operators;
mod properties;
mod withdrawn;
