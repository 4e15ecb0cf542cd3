//! What a query needs to know about people, topics and the calendar. The caller has the registries.

use crate::article::labels::Role;
use crate::calendar::Days;
use crate::wording::Sentence;

/// Why the value of a filter has no meaning, or several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Unresolved {
    /// One sentence, without a full stop.
    pub(crate) sentence: Sentence,
    /// Values that may have been meant.
    pub(crate) candidates: Vec<String>,
    /// The words that were typed, if they aren't a known person but articles contain them.
    pub(crate) found_in_text: Option<String>,
}

/// Resolves the values of filters.
pub(crate) trait FilterResolver {
    /// The canonical name of the one person that `typed` names.
    fn official(&self, typed: &str) -> Result<String, Unresolved>;
    /// The id of the topic that `typed` names.
    fn topic(&self, typed: &str) -> Result<String, Unresolved>;
    /// The role that `typed` names.
    fn role(&self, typed: &str) -> Result<Role, Unresolved>;
    /// The Vietnamese days that `typed` names, such as a month.
    fn days(&self, typed: &str) -> Result<Days, Unresolved>;
}
