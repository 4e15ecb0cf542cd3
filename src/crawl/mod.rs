//! The crawl: from a portal to the ledger.
//!
//! [`update`] walks a portal's list and asks for what is missing.

mod intake;
pub(crate) mod update;

pub(crate) use intake::{Change, Intake, IntakeError};
