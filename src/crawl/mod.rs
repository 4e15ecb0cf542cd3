//! The crawl: from a portal, or from what people have saved, to the ledger.
//!
//! [`intake`] decides what is new and writes it down, by the rules of [`identity`]; [`import`] reads
//! files; [`update`] walks a portal's list and asks for what is missing.

mod identity;
pub(crate) mod import;
mod inputs;
mod intake;
mod json;
mod misfit;
#[cfg(test)]
mod orders;
mod record;
mod reparse;
mod rereading;
mod saved;
#[cfg(test)]
mod sightings;
mod touched;
pub(crate) mod update;

pub(crate) use intake::{Intake, IntakeError, Tally};
pub(crate) use reparse::{Reparsed, reparse};
