//! The withdrawal: an article that should never have been stored.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// When, by what and why an article was withdrawn.
///
/// The ledger is append-only, so a withdrawal is one more line, with the next version of the article: all its facts as
/// before, and this under the key `withdrawn`. Every later line of the article, whatever else it changes, repeats it,
/// until a line without it restores the article. So a line *withdraws* if it has the key and the line before it
/// doesn't, and *restores* if it lacks the key and the line before it has it. If two articles turn out to be one, the
/// survivor is withdrawn if either was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Withdrawal {
    pub(crate) at: DateTime<Utc>,
    /// The command line, as typed; a long one is cut.
    pub(crate) command: String,
    /// In the words of whoever withdrew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}
