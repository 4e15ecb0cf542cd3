//! Following a corpus: what was added, changed, removed and joined, in the order in which it happened.
//!
//! The ledger already has all of it: a line is a version of an article and names the lines that it supersedes. So an
//! [`LedgerEvent`] is a line, compared with those, and the *place* of an event is where its line ends. A reader who has seen
//! everything up to a place continues there and reads nothing that precedes it, apart from the lines that are superseded.
//!
//! ```text
//! events      ledger, place -> LedgerEvent*    what happened after a place
//! select      LedgerEvent* -> LedgerEvent*           those about articles that match a query, before or after
//! Since       "7d", a run, a place -> place
//! ```

mod event;
mod past;
mod select;
mod since;
mod window;

pub(crate) use event::{EventKind, LedgerEvent};
pub(crate) use select::select;
pub(crate) use since::{Since, Unknown};
pub(crate) use window::{CurrentLines, events, kind_at};
