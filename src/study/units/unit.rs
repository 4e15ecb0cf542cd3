//! A unit: several words that count as one, and what joined them.

use serde::{Deserialize, Serialize};

/// What joined the words of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum JoinedBy {
    Statistics,
    Person,
    Topic,
    Abbreviation,
    /// The user's list.
    Lexicon,
    /// The text names a document or a day.
    Named,
}

impl JoinedBy {
    pub(crate) fn name(self) -> &'static str {
        match self {
            JoinedBy::Statistics => "statistics",
            JoinedBy::Person => "person",
            JoinedBy::Topic => "topic",
            JoinedBy::Abbreviation => "abbreviation",
            JoinedBy::Lexicon => "lexicon",
            JoinedBy::Named => "document or date",
        }
    }
}

/// A unit of several words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unit {
    pub(crate) terms: Vec<String>,
    /// What is printed.
    pub(crate) form: String,
    /// Hits of the sequence when the inventory was made, inside of longer units too; `None` if statistics say nothing.
    pub(crate) hits: Option<u64>,
    /// logDice of the weakest joint.
    pub(crate) joint: Option<f64>,
    /// The lesser entropy of the words before and after, in bits; of units of three words or more.
    pub(crate) freedom: Option<f64>,
    pub(crate) by: JoinedBy,
}

/// The least strength of the weakest joint of a unit of so many words that statistics find.
pub(super) fn joint_min(size: usize) -> f64 {
    if size == 2 { 7.0 } else { 9.0 }
}
