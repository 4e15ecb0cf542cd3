//! Suggestions: words of the index that may have been meant by words it doesn't contain.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::find::Matches;
use super::rank::RankTerms;
use super::source::Source;
use super::spelling::written;
use super::tree::Word;
use crate::index::{Index, exact_term, is_folded};
use crate::storage::StorageError;
use crate::text::{retype, tokens};

/// Maximum number of terms compared for one suggestion, to limit the wait.
const TERMS_MAX: usize = 2_000_000;

/// With more unknown words than this, the query isn't a typing error.
const UNKNOWN_MAX: usize = 6;

impl Matches<'_> {
    /// The query with unknown words replaced by words of the index; `None` if it has all of them, or nothing
    /// similar.
    pub(crate) fn suggestion(&self) -> Result<Option<String>, StorageError> {
        // A cluster doesn't list its terms.
        let Source::Index(index) = self.source else { return Ok(None) };
        let wanted = RankTerms::of(self.root.as_ref());
        let mut unknown: Vec<&Word> = Vec::new();
        for (_, word) in &wanted.words {
            if index.articles_with(&word.fold)? == 0 {
                unknown.push(word);
            }
        }
        if unknown.is_empty() || unknown.len() > UNKNOWN_MAX {
            return Ok(None);
        }
        // Keystrokes of an input method that was off: only if no word is known as it is.
        let retyped = if unknown.len() == wanted.words.len() { self.retyped(index, &unknown)? } else { None };
        let changes = match retyped {
            Some(changes) => changes,
            None => self.nearest(index, &unknown)?,
        };
        // With an unknown word left, the suggestion would find nothing either.
        Ok((changes.len() == unknown.len()).then(|| self.with_changes(changes)))
    }

    fn retyped<'a>(
        &self,
        index: &Index,
        unknown: &[&'a Word],
    ) -> Result<Option<Vec<(&'a Word, String)>>, StorageError> {
        let mut changes = Vec::new();
        for word in unknown {
            let Some(meant) = retype(&self.text[word.span.clone()]) else { return Ok(None) };
            let known = match tokens(&meant).as_slice() {
                [token] => index.articles_with(&exact_term(&token.fold, &token.term))? > 0,
                _ => false,
            };
            if !known {
                return Ok(None);
            }
            changes.push((*word, meant));
        }
        Ok(Some(changes))
    }

    /// For each word the nearest word of the index; of several, the most frequent.
    fn nearest<'a>(&self, index: &Index, unknown: &[&'a Word]) -> Result<Vec<(&'a Word, String)>, StorageError> {
        let mut near_terms: Vec<BTreeSet<(usize, String)>> = vec![BTreeSet::new(); unknown.len()];
        let mut seen = 0;
        index.each_term("", |term| {
            seen += 1;
            if seen > TERMS_MAX || !is_folded(term) {
                return;
            }
            for (word, terms) in unknown.iter().zip(&mut near_terms) {
                terms.extend(near(&word.fold, term).map(|distance| (distance, term.to_owned())));
            }
        })?;
        let mut changes = Vec::new();
        for (word, terms) in unknown.iter().zip(near_terms) {
            let mut best = None;
            for (distance, fold) in terms {
                let articles = index.articles_with(&fold)?;
                let rank = (Reverse(distance), articles);
                if articles > 0 && best.as_ref().is_none_or(|(known, _)| rank > *known) {
                    best = Some((rank, fold));
                }
            }
            if let Some((_, fold)) = best {
                let spelling = self.spellings(&fold)?.into_iter().next();
                changes.push((*word, spelling.map_or(fold, |(term, _)| written(&term))));
            }
        }
        Ok(changes)
    }

    fn with_changes(&self, mut changes: Vec<(&Word, String)>) -> String {
        changes.sort_by_key(|(word, _)| Reverse(word.span.start));
        let mut text = self.text.clone();
        for (word, meant) in changes {
            text.replace_range(word.span.clone(), &meant);
        }
        text
    }
}

/// The number of typing errors between two words; `None` if there are too many. Numbers never match.
fn near(typed: &str, known: &str) -> Option<usize> {
    /// Words up to this length may have one error, longer ones two; the shortest are similar to anything.
    const SHORT_CHARS: usize = 5;
    const SHORTEST_CHARS: usize = 3;
    let is_number = |text: &str| !text.contains(char::is_alphabetic);
    let length = typed.chars().count();
    let errors_max = if length <= SHORT_CHARS { 1 } else { 2 };
    if length < SHORTEST_CHARS
        || typed.len().abs_diff(known.len()) > 2 * errors_max
        || is_number(typed)
        || is_number(known)
    {
        return None;
    }
    let errors = strsim::osa_distance(typed, known);
    (errors <= errors_max).then_some(errors)
}
