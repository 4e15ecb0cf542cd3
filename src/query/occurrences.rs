//! Occurrences: every place in a text where the words of a query are, as ranges of its words.
//!
//! The comparisons are those of the index, so an article has an occurrence where it matches. Unlike marks
//! ([`super::mark`]), every occurrence of a phrase is one range, and there is at most one from each word on.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::mark::split_tone;
use super::relax::AccentMode;
use super::studied::Accents;
use super::tree::{Meaning, Node, Query, Scope, Terms, VariantWord, Word};
use super::wanted_phrase::WantedPhrase;
use crate::article::labels::Zone;
use crate::text::{Mention, Token, date_term, dates, mentions};

/// Finds the words of a query in texts.
#[derive(Debug, Default)]
pub(crate) struct Occurrences {
    pub(super) phrases: Vec<WantedPhrase<WantedWord>>,
    /// Phrases by the fold of their first word.
    by_fold: FxHashMap<String, Vec<usize>>,
    pub(super) stems: Vec<(Scope, WantedWord)>,
    /// Documents and days by their terms in the index.
    pub(super) named: Vec<String>,
}

/// A word that is looked for.
#[derive(Debug)]
pub(super) struct WantedWord {
    fold: String,
    /// Set if accents count.
    term: Option<String>,
    pub(super) capitals: bool,
}

impl Occurrences {
    /// The occurrences of the positive words of a query.
    pub(crate) fn of(query: &Query, accents: Accents) -> Occurrences {
        let mut all = Occurrences::default();
        if let Some(root) = &query.root {
            all.gather(root, accents.strictness().forms);
        }
        all
    }

    fn gather(&mut self, node: &Node, forms: AccentMode) {
        match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| self.gather(node, forms)),
            Node::Terms(scope, run) => self.gather_run(*scope, run, forms),
            Node::Phrase(scope, phrase) => {
                let words = phrase.words.iter().map(|word| (word.position, wanted(word, forms))).collect();
                self.add(WantedPhrase { scope: *scope, words, slop: phrase.slop });
            }
            Node::Prefix(scope, word) => self.stems.push((*scope, wanted(word, forms))),
            Node::Not(_) | Node::Filter(_) => {}
        }
    }

    fn gather_run(&mut self, scope: Scope, run: &Terms, forms: AccentMode) {
        let mut is_named = vec![false; run.words.len()];
        for part in &run.parts {
            match &part.meaning {
                Meaning::Named { term, certain } => {
                    self.named.push(term.clone());
                    is_named[part.words.clone()].fill(*certain);
                }
                Meaning::Written(_) if forms == AccentMode::Exact => {}
                Meaning::Written(spellings) => {
                    for spelling in spellings {
                        let words = (0..).zip(spelling).map(|(n, word)| (n, variant(word, forms))).collect();
                        self.add(WantedPhrase { scope, words, slop: 0 });
                    }
                }
            }
        }
        for (word, _) in run.words.iter().zip(is_named).filter(|(_, is_named)| !is_named) {
            self.add(WantedPhrase { scope, words: vec![(0, wanted(word, forms))], slop: 0 });
        }
    }

    fn add(&mut self, phrase: WantedPhrase<WantedWord>) {
        let Some((_, first)) = phrase.words.first() else { return };
        self.by_fold.entry(first.fold.clone()).or_default().push(self.phrases.len());
        self.phrases.push(phrase);
    }

    /// The occurrences in one text, given with its words, as ranges of them: in order, at most one from each word on, the
    /// longest.
    pub(crate) fn find(&self, zone: Zone, text: &str, words: &[Token]) -> Vec<Range<usize>> {
        let fits = |scope: Scope| scope == Scope::Anywhere || zone == Zone::Title;
        let mut found = Vec::new();
        for (start, word) in words.iter().enumerate() {
            let phrases = self.by_fold.get(&word.fold).into_iter().flatten().map(|n| &self.phrases[*n]);
            let words = &words[start..];
            let (position, is) =
                (|at: usize| words[at].position, |wanted: &WantedWord, at: usize| wanted.is(text, &words[at]));
            let phrases = phrases.filter(|phrase| fits(phrase.scope));
            let ends = phrases.filter_map(|phrase| phrase.end(words.len(), &position, &is));
            let stems = self.stems.iter().filter(|(scope, stem)| fits(*scope) && stem.begins(word)).map(|_| 1);
            found.extend(ends.chain(stems).max().map(|length| start..start + length));
        }
        if !self.named.is_empty() {
            found.extend(self.named_in(text).filter_map(|span| words_of(words, span)));
            found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
            found.dedup_by_key(|range| range.start);
        }
        found
    }

    /// Where a text names one of the documents or days, in bytes.
    fn named_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let is_wanted = |term: &String| self.named.contains(term);
        let has_term = move |mention: &Mention| mention.index_terms().iter().any(is_wanted);
        let documents = mentions(text).into_iter().filter(has_term).map(|mention| mention.start..mention.end);
        let days = dates(text).into_iter().filter(move |(_, day)| is_wanted(&date_term(*day)));
        documents.chain(days.map(|(span, _)| span))
    }
}

/// The words within a span of bytes; `None` if there are none.
fn words_of(words: &[Token], span: Range<usize>) -> Option<Range<usize>> {
    let first = words.partition_point(|word| word.end <= span.start);
    let end = words.partition_point(|word| word.start < span.end);
    (first < end).then_some(first..end)
}

impl WantedWord {
    fn is(&self, text: &str, word: &Token) -> bool {
        self.is_term(&word.term, &word.fold)
            && (!self.capitals || !text[word.start..word.end].contains(char::is_lowercase))
    }

    /// Whether this term is wanted, capitals aside.
    pub(super) fn is_term(&self, term: &str, fold: &str) -> bool {
        fold == self.fold && self.term.as_ref().is_none_or(|wanted| wanted == term)
    }

    fn begins(&self, word: &Token) -> bool {
        self.begins_term(&word.term, &word.fold)
    }

    /// Whether this term begins as the wanted word.
    pub(super) fn begins_term(&self, term: &str, fold: &str) -> bool {
        let Some(wanted) = &self.term else { return fold.starts_with(&self.fold) };
        let (letters, tone) = split_tone(wanted);
        term.starts_with(letters) && term.ends_with(tone)
    }
}

fn wanted(word: &Word, forms: AccentMode) -> WantedWord {
    let counts = match forms {
        AccentMode::Exact => true,
        AccentMode::Typed => word.accented,
        AccentMode::Folded => false,
    };
    WantedWord { fold: word.fold.clone(), term: counts.then(|| word.term.clone()), capitals: false }
}

fn variant(word: &VariantWord, forms: AccentMode) -> WantedWord {
    let term = (forms != AccentMode::Folded).then(|| word.term.clone());
    WantedWord { fold: word.fold.clone(), term, capitals: word.capitals }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::super::tests::fixture::Known;
    use super::*;
    use crate::text::tokens;

    /// The occurrences as text.
    fn found(query: &str, accents: Accents, text: &str) -> Vec<String> {
        let words = tokens(text);
        let occurrences = Occurrences::of(&parse(query, &Known).unwrap(), accents);
        let ranges = occurrences.find(Zone::Body, text, &words);
        ranges.into_iter().map(|r| text[words[r.start].start..words[r.end - 1].end].to_owned()).collect()
    }

    #[test]
    fn phrases_cross_commas_and_no_clause_ends() {
        let check = |query: &str, text: &str, expected: &[&str]| {
            assert_eq!(found(query, Accents::AsTyped, text), expected, "{query} in {text}");
        };
        check("\"khám chữa bệnh\"", "Khám, chữa bệnh và khám bệnh", &["Khám, chữa bệnh"]);
        check("\"Đảng bộ\"", "Trung ương Đảng, Bộ trưởng; Đảng bộ", &["Đảng bộ"]);
        check("\"y y\"", "y y y", &["y y", "y y"]);
        check("\"khám bệnh\"~1", "khám chữa bệnh, khám và chữa bệnh", &["khám chữa bệnh"]);
        check("\"khám chữa bệnh\"~2", "khám và chữa các bệnh", &["khám và chữa các bệnh"]);
        check("\"tiêm chủng\" OR tiêm", "Tiêm chủng và tiêm", &["Tiêm chủng", "tiêm"]);
        check("bảo*", "bảo hiểm, bão", &["bảo"]);
        check("title:thuốc", "thuốc", &[]);
        check("thuốc -bệnh", "thuốc trị bệnh", &["thuốc"]);
        check("72-NQ/TW", "Nghị quyết 72-NQ/TW, NQ 72 và số 72", &["Nghị quyết 72-NQ/TW"]);
        check("9/9/2025", "ngày 9 tháng 9 năm 2025, 9.9.2025", &["ngày 9 tháng 9 năm 2025", "9.9.2025"]);
        check("BHYT", "BHYT là bảo hiểm y tế", &["BHYT", "bảo hiểm y tế"]);
        check("topic:duoc", "thuốc", &[]);
    }

    #[test]
    fn accents_count_as_asked() {
        let text = "dinh dưỡng, định kỳ, Định";
        assert_eq!(found("dinh", Accents::AsTyped, text), ["dinh", "định", "Định"]);
        assert_eq!(found("dinh", Accents::Exact, text), ["dinh"]);
        assert_eq!(found("định", Accents::AsTyped, text), ["định", "Định"]);
        assert_eq!(found("định", Accents::Folded, text), ["dinh", "định", "Định"]);
        assert_eq!(found("khỏe", Accents::AsTyped, "sức khoẻ, khoe"), ["khoẻ"]);
        assert_eq!(found("BHYT", Accents::Exact, "BHYT là bảo hiểm y tế"), ["BHYT"]);
    }
}
