//! Units: syllables that are one word or name, joined by statistics of the corpus itself and by what the program knows.
//!
//! ```text
//! inventory   the units of a corpus, and how they are kept      known     names, topics, abbreviations
//! ngrams      sequences that hold together                      freedom   what is beside them
//! cutting     divides texts into units                          unit      one of them
//! ```

mod cutting;
mod freedom;
mod inventory;
mod known;
mod ngrams;
#[cfg(test)]
mod tests;
mod unit;

pub(super) use cutting::Cutter;
pub(super) use inventory::{Inventory, inventory, stored_id};
pub(super) use unit::{JoinedBy, Unit};
