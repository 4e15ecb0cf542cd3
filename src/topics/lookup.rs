//! From what a user types to a topic: an id or a Vietnamese name, accents optional.

use super::registry::{Topic, Topics};
use crate::text::{best, folded, holds_words, similarity};

/// What a typed topic leads to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Lookup<'t> {
    One(&'t Topic),
    /// The nearest ids, best first; empty when nothing is near.
    Nothing(Vec<&'t str>),
}

/// Most ids that a failed lookup suggests.
const SUGGESTIONS_MAX: usize = 3;
/// Least similarity (0 to 1) of a suggested topic.
const SUGGESTION_SIMILARITY_MIN: f64 = 0.7;

impl Topics {
    /// Finds the topic that a typed id, Vietnamese or English name means.
    pub(crate) fn find(&self, text: &str) -> Lookup<'_> {
        let wanted = folded(text);
        let names = |topic: &Topic| [&topic.id, &topic.vi, &topic.en].map(|name| folded(name));
        if let Some(topic) = self.all().iter().find(|topic| !wanted.is_empty() && names(topic).contains(&wanted)) {
            return Lookup::One(topic);
        }
        let scored = self.all().iter().map(|topic| {
            let similarities = names(topic).map(|name| name_similarity(&wanted, &name));
            (similarities.into_iter().fold(0.0, f64::max), topic.id.as_str())
        });
        Lookup::Nothing(best(scored, SUGGESTION_SIMILARITY_MIN, SUGGESTIONS_MAX))
    }
}

/// A word that is part of a name is near it, however long the name.
fn name_similarity(wanted: &str, name: &str) -> f64 {
    if holds_words(name, wanted) { 1.0 } else { similarity(wanted, name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &str) {
        let topics = Topics::embedded();
        let found = match topics.find(typed) {
            Lookup::One(topic) => topic.id.clone(),
            Lookup::Nothing(ids) => format!("? {}", ids.join(" ")),
        };
        assert_eq!(found, expected, "{typed:?}");
    }

    #[test]
    fn a_topic_has_an_id_and_names() {
        check("bao-hiem-y-te", "bao-hiem-y-te");
        check("Bảo hiểm y tế", "bao-hiem-y-te");
        check("bao hiem Y TE", "bao-hiem-y-te");
        check("Health insurance", "bao-hiem-y-te");
        check("dược", "duoc");
    }

    #[test]
    fn nothing_comes_with_the_nearest() {
        check("bao-hiem-yte", "? bao-hiem-y-te bao-dam-y-te-su-kien ba-me-tre-em");
        check("hợp tác", "? hop-tac-quoc-te");
        check("cán bộ", "? to-chuc-can-bo dan-so");
        check("", "? ");
        check("zzzz", "? ");
    }
}
