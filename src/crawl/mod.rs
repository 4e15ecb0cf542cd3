//! The crawl: from a portal, or from what people have saved, to the ledger.
//!
//! [`intake`] decides what is new and writes it down; [`import`] reads files.

pub(crate) mod import;
mod intake;
mod record;

pub(crate) use intake::{Change, Intake, IntakeError, Taken, Tally};
