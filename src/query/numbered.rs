//! Occurrences in words that are given as numbers of terms, so that no text is read.

use std::ops::Range;

use super::occurrences::{Occurrences, WantedWord};
use super::tree::Scope;
use super::wanted_phrase::WantedPhrase;
use crate::article::labels::Zone;

/// The terms that a word of a query stands for, by their numbers.
type TermFlags = Vec<bool>;

/// Finds the words of a query in numbers of terms.
#[derive(Debug)]
pub(crate) struct NumberedOccurrences {
    phrases: Vec<WantedPhrase<TermFlags>>,
    stems: Vec<(Scope, TermFlags)>,
    /// The terms that an occurrence may begin with.
    begins: TermFlags,
}

impl Occurrences {
    /// The same over numbers of terms, which are given with their folds in the order of their numbers. `None` if the text
    /// must be looked at: for documents, days, and words that count in capitals only.
    pub(crate) fn numbered<'t>(
        &self,
        terms: impl Iterator<Item = (&'t str, &'t str)> + Clone,
    ) -> Option<NumberedOccurrences> {
        let needs_text = |phrase: &WantedPhrase<WantedWord>| phrase.words.iter().any(|(_, word)| word.capitals);
        if !self.named.is_empty() || self.phrases.iter().any(needs_text) {
            return None;
        }
        let phrases: Vec<WantedPhrase<TermFlags>> = self
            .phrases
            .iter()
            .map(|phrase| WantedPhrase {
                scope: phrase.scope,
                slop: phrase.slop,
                words: phrase
                    .words
                    .iter()
                    .map(|(place, word)| (*place, terms.clone().map(|(term, fold)| word.is_term(term, fold)).collect()))
                    .collect(),
            })
            .collect();
        let stems: Vec<(Scope, TermFlags)> = self
            .stems
            .iter()
            .map(|(scope, stem)| (*scope, terms.clone().map(|(term, fold)| stem.begins_term(term, fold)).collect()))
            .collect();
        let mut begins = vec![false; terms.count()];
        let firsts = phrases.iter().filter_map(|phrase| phrase.words.first()).map(|(_, flags)| flags);
        for flags in firsts.chain(stems.iter().map(|(_, flags)| flags)) {
            begins.iter_mut().zip(flags).for_each(|(begins, is_first)| *begins |= is_first);
        }
        Some(NumberedOccurrences { phrases, stems, begins })
    }
}

impl NumberedOccurrences {
    /// The occurrences in one text, as [`Occurrences::find`] finds them. `positions` are those of the words.
    pub(crate) fn find(&self, zone: Zone, words: &[u32], positions: &[u32]) -> Vec<Range<usize>> {
        let fits = |scope: Scope| scope == Scope::Anywhere || zone == Zone::Title;
        let mut found = Vec::new();
        for (start, word) in words.iter().enumerate().filter(|(_, word)| self.begins[**word as usize]) {
            let phrases = self.phrases.iter().filter(|phrase| fits(phrase.scope));
            let position = |at: usize| positions[start + at];
            let is = |wanted: &TermFlags, at: usize| wanted[words[start + at] as usize];
            let ends = phrases.filter_map(|phrase| phrase.end(words.len() - start, &position, &is));
            let stems = self.stems.iter().filter(|(scope, stem)| fits(*scope) && stem[*word as usize]).map(|_| 1);
            found.extend(ends.chain(stems).max().map(|length| start..start + length));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse;
    use super::super::studied::Accents;
    use super::super::tests::fixture::Known;
    use super::*;
    use crate::text::tokens;

    const QUERIES: [&str; 10] = [
        "y",
        "\"y tế\"",
        "\"y te\"",
        "\"khám bệnh\"~2",
        "khám OR \"khám chữa bệnh\"",
        "title:\"y tế\"",
        "bệ*",
        "kham*",
        "\"y y\"",
        "BHXH",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn numbers_give_the_occurrences_of_the_text(
            words in prop::collection::vec((prop::sample::select(vec![
                "y", "Y", "tế", "te", "khám", "chữa", "bệnh", "bệ", "bảo", "hiểm", "xã", "hội", "BHXH",
            ]), prop::sample::select(vec![" ", " ", ", ", ". ", "\n"])), 0..40),
            query in prop::sample::select(QUERIES.to_vec()),
            accents in prop::sample::select(vec![Accents::AsTyped, Accents::Folded, Accents::Exact]),
            zone in prop::sample::select(vec![Zone::Title, Zone::Body]),
        ) {
            let text: String = words.iter().flat_map(|(word, gap)| [*word, *gap]).collect();
            let found = tokens(&text);
            let mut terms: Vec<(&str, &str)> = found.iter().map(|t| (t.term.as_str(), t.fold.as_str())).collect();
            terms.sort_unstable();
            terms.dedup();
            let number = |term: &str| terms.iter().position(|(known, _)| *known == term).unwrap() as u32;
            let ids: Vec<u32> = found.iter().map(|token| number(&token.term)).collect();
            let positions: Vec<u32> = found.iter().map(|token| token.position).collect();
            let occurrences = Occurrences::of(&parse(query, &Known).unwrap(), accents);
            if let Some(numbered) = occurrences.numbered(terms.iter().copied()) {
                prop_assert_eq!(numbered.find(zone, &ids, &positions), occurrences.find(zone, &text, &found));
            }
        }
    }

    #[test]
    fn what_only_the_text_says_has_no_numbers() {
        let has = |query: &str| {
            let occurrences = Occurrences::of(&parse(query, &Known).unwrap(), Accents::AsTyped);
            occurrences.numbered(std::iter::empty()).is_some()
        };
        assert!(has("\"y tế\"") && has("bệ*") && has("AI"));
        assert!(!has("72-NQ/TW") && !has("9/9/2025") && !has("trí tuệ nhân tạo"));
    }
}
