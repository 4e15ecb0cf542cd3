//! What the program knows to be one unit: names of people, phrases of topics, written-out abbreviations.

use super::unit::JoinedBy;
use crate::indexing::Labeller;
use crate::text::{Abbreviations, tokens};

/// The most syllables of a known unit.
pub(super) const SYLLABLES_MAX: usize = 6;

/// A known unit.
pub(super) struct KnownUnit {
    pub(super) terms: Vec<String>,
    /// As the list writes it.
    pub(super) text: String,
    pub(super) by: JoinedBy,
}

/// The known units in a fixed order. One that is known for several reasons has the first.
pub(super) fn known(labeller: &Labeller) -> Vec<KnownUnit> {
    let people = labeller.officials().people().iter().flat_map(|person| person.names());
    let topics = labeller.topics().all().iter().flat_map(|topic| topic.phrases.iter().map(String::as_str));
    let written = Abbreviations::built_in().written();
    let all = people.map(|name| (name, JoinedBy::Person));
    let all = all.chain(topics.map(|phrase| (phrase, JoinedBy::Topic)));
    all.chain(written.map(|form| (form, JoinedBy::Abbreviation)))
        .map(|(text, by)| KnownUnit { terms: terms(text), text: text.trim_start_matches('=').to_owned(), by })
        .filter(|known| (2..=SYLLABLES_MAX).contains(&known.terms.len()))
        .collect()
}

/// The terms of a phrase.
pub(super) fn terms(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.term).collect()
}
