//! What a query needs to know of people, topics and the calendar; whoever has the registries says it.

use super::tree::Section;
use crate::article::Status;
use crate::article::labels::Role;
use crate::calendar::Days;

/// Why the value of a filter means nothing, or too much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unresolved {
    /// One sentence, without a full stop.
    pub(crate) sentence: String,
    /// What may have been meant.
    pub(crate) candidates: Vec<String>,
}

/// Gives the values of filters their meaning.
pub(crate) trait NameResolver {
    /// The canonical name of the one person that is meant.
    fn official(&self, typed: &str) -> Result<String, Unresolved>;
    /// The id of a topic.
    fn topic(&self, typed: &str) -> Result<String, Unresolved>;
    fn role(&self, typed: &str) -> Result<Role, Unresolved>;
    fn days(&self, typed: &str) -> Result<Days, Unresolved>;
}

/// Reads `in`, `out`, `all`.
pub(crate) fn section(typed: &str) -> Result<Section, Unresolved> {
    match typed.to_ascii_lowercase().as_str() {
        "in" => Ok(Section::In),
        "out" => Ok(Section::Out),
        "all" => Ok(Section::All),
        _ => Err(one_of(typed, "a section", &["in", "out", "all"])),
    }
}

/// Reads `listed`, `full`, `all`; `None` is all.
pub(crate) fn status(typed: &str) -> Result<Option<Status>, Unresolved> {
    match typed.to_ascii_lowercase().as_str() {
        "listed" => Ok(Some(Status::Listed)),
        "full" => Ok(Some(Status::Full)),
        "all" => Ok(None),
        _ => Err(one_of(typed, "a status", &["listed", "full", "all"])),
    }
}

fn one_of(typed: &str, what: &str, candidates: &[&str]) -> Unresolved {
    Unresolved {
        sentence: format!("“{typed}” is not {what}"),
        candidates: candidates.iter().map(|c| (*c).to_owned()).collect(),
    }
}
