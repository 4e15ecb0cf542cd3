//! A phrase with slop: other words may occur between its words.
//!
//! The engine has sloppy phrases too, but with three words or more its matches depend on which word is the
//! rarest in a segment, and it counts more matches than it scores. Here a phrase matches if moving its
//! words by at most `slop` positions in total would make it exact, in whatever order they are examined.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// Terms of one field that has positions, each with its position in the phrase.
#[derive(Debug, Clone)]
pub(super) struct SlopPhrase {
    /// At least two.
    pub(super) terms: Vec<(u32, Term)>,
    /// The number of words that may occur between, in all gaps together.
    pub(super) slop: u32,
}

impl Query for SlopPhrase {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                let terms: Vec<Term> = self.terms.iter().map(|(_, term)| term.clone()).collect();
                Some(Bm25Weight::for_terms(statistics_provider, &terms)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SlopPhraseWeight { near: self.clone(), similarity }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.terms.iter().for_each(|(_, term)| visitor(term, true));
    }
}

struct SlopPhraseWeight {
    near: SlopPhrase,
    /// `None` if no scores are needed.
    similarity: Option<Bm25Weight>,
}

impl Weight for SlopPhraseWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let SlopPhrase { terms, slop } = &self.near;
        let last = terms.iter().map(|(place, _)| *place).max().unwrap_or_default();
        let mut words: Vec<PhraseTerm> = Vec::new();
        let mut places = Vec::with_capacity(terms.len());
        let mut known: FxHashMap<&Term, usize> = FxHashMap::default();
        let mut latest: Vec<usize> = Vec::new();
        for (next, (place, term)) in terms.iter().enumerate() {
            let word = match known.get(term) {
                Some(word) => *word,
                None => {
                    let inverted = reader.inverted_index(term.field())?;
                    let postings = inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?;
                    let Some(postings) = postings else { return Ok(Box::new(EmptyScorer)) };
                    words.push(PhraseTerm { postings, needed: 0, positions: Vec::new() });
                    known.insert(term, words.len() - 1);
                    latest.push(usize::MAX);
                    words.len() - 1
                }
            };
            if let Some(before) = places.get_mut(latest[word]) {
                let before: &mut Slot = before;
                before.next = Some(next);
            }
            latest[word] = next;
            places.push(Slot { word, shift: last - place, rank: words[word].needed, next: None, at: 0 });
            words[word].needed += 1;
        }
        // The rarest word leads; matches don't depend on the choice.
        let lead = (0..words.len()).min_by_key(|word| words[*word].postings.size_hint()).unwrap_or_default();
        let lengths = match (&self.similarity, terms.first()) {
            (Some(_), Some((_, term))) => reader.get_fieldnorms_reader(term.field())?,
            _ => FieldNormReader::constant(reader.max_doc(), 1),
        };
        let similarity = self.similarity.as_ref().map(|similarity| similarity.boost_by(boost));
        let ends = BinaryHeap::with_capacity(places.len());
        let mut scorer =
            SlopPhraseScorer { words, lead, places, slop: *slop, similarity, lengths, doc: 0, times: 0, ends };
        let first = scorer.lead().doc();
        scorer.settle(first);
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document #{doc} does not match")));
        }
        Ok(Explanation::new("words near each other", scorer.score()))
    }
}

/// One word, and its positions in the current article.
struct PhraseTerm {
    postings: SegmentPostings,
    /// The number of places in the phrase that this word fills.
    needed: u32,
    /// Ascending.
    positions: Vec<u32>,
}

/// One place of the phrase.
#[derive(Clone, Copy)]
struct Slot {
    word: usize,
    /// Words from here to the last one of the phrase.
    shift: u32,
    /// The number of earlier places with the same word.
    rank: u32,
    /// The next place with the same word, which must take a later position.
    next: Option<usize>,
    /// Index of the position that is being examined.
    at: usize,
}

struct SlopPhraseScorer {
    /// Each word once; never empty.
    words: Vec<PhraseTerm>,
    /// The rarest of them.
    lead: usize,
    places: Vec<Slot>,
    slop: u32,
    similarity: Option<Bm25Weight>,
    lengths: FieldNormReader,
    doc: DocId,
    /// The number of matches in the current article.
    times: u32,
    /// Where the phrase would end according to each place, least first. Only used while counting; may
    /// contain entries of positions that were passed since.
    ends: BinaryHeap<Reverse<(u32, usize, usize)>>,
}

impl SlopPhraseScorer {
    fn lead(&mut self) -> &mut SegmentPostings {
        &mut self.words[self.lead].postings
    }

    /// Moves to the first match from `candidate` on; the lead is at `candidate`.
    fn settle(&mut self, mut candidate: DocId) -> DocId {
        while candidate != TERMINATED {
            match self.first_beyond(candidate) {
                Some(TERMINATED) => break,
                Some(beyond) => candidate = self.lead().seek(beyond),
                None => {
                    self.times = self.count();
                    if self.times > 0 {
                        self.doc = candidate;
                        return candidate;
                    }
                    candidate = self.lead().advance();
                }
            }
        }
        self.doc = TERMINATED;
        TERMINATED
    }

    /// The next article of a word that isn't in this one; `None` if all words are in it.
    fn first_beyond(&mut self, doc: DocId) -> Option<DocId> {
        self.words.iter_mut().find_map(|PhraseTerm { postings, .. }| {
            let found = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
            (found > doc).then_some(found)
        })
    }

    /// The number of matches in the current article that share no position.
    fn count(&mut self) -> u32 {
        // A word that the phrase contains twice must occur twice.
        if self.words.iter().any(|word| word.postings.term_freq() < word.needed) {
            return 0;
        }
        self.words.iter_mut().for_each(|word| word.postings.positions(&mut word.positions));
        self.places.iter_mut().for_each(|place| place.at = place.rank as usize);
        let mut times = 0;
        while let Some(mut last) = self.look_at_all() {
            // Advance the place that is furthest behind until all are within the slop.
            while let Some(Reverse((first, n, at))) = self.ends.pop() {
                if at != self.places[n].at {
                    continue;
                }
                if last - first <= self.slop {
                    times += 1;
                    break;
                }
                let Some(end) = self.move_on(n) else { return times };
                last = last.max(end);
            }
            self.places.iter_mut().for_each(|place| place.at += 1);
        }
        times
    }

    /// Advances a place to its word's next position, and later places of the same word that would then share
    /// one. Returns the furthest end among them; `None` if one has no position left.
    fn move_on(&mut self, place: usize) -> Option<u32> {
        let (mut n, mut at, mut last) = (place, self.places[place].at + 1, 0);
        loop {
            self.places[n].at = at;
            let end = self.end(n)?;
            self.ends.push(Reverse((end, n, at)));
            last = last.max(end);
            match self.places[n].next {
                Some(next) if self.places[next].at <= at => (n, at) = (next, at + 1),
                _ => return Some(last),
            }
        }
    }

    /// Computes where the phrase would end according to each place, and returns the last; `None` if a place
    /// has no position left.
    fn look_at_all(&mut self) -> Option<u32> {
        self.ends.clear();
        let entry = |n: usize| Some(Reverse((self.end(n)?, n, self.places[n].at)));
        let ends: Option<Vec<_>> = (0..self.places.len()).map(entry).collect();
        self.ends.extend(ends?);
        self.ends.iter().map(|Reverse((end, ..))| *end).max()
    }

    fn end(&self, place: usize) -> Option<u32> {
        let Slot { word, shift, at, .. } = self.places[place];
        self.words[word].positions.get(at).map(|position| position.saturating_add(shift))
    }
}

impl DocSet for SlopPhraseScorer {
    fn advance(&mut self) -> DocId {
        let next = self.lead().advance();
        self.settle(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        let next = self.lead().seek(target);
        self.settle(next)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.words[self.lead].postings.size_hint()
    }
}

impl Scorer for SlopPhraseScorer {
    fn score(&mut self) -> Score {
        let length = self.lengths.fieldnorm_id(self.doc);
        self.similarity.as_ref().map_or(1.0, |similarity| similarity.score(length, self.times))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::Sort;
    use super::super::tests::fixture::{Draft, TestIndex};

    #[test]
    fn a_pasted_paragraph_is_a_phrase() {
        let text = "bệnh viện các xã ".repeat(300);
        let draft = |id, title: String| Draft { id, title, ..Draft::default() };
        let fixture = TestIndex::of(&[draft("a", text.clone()), draft("b", text.replace("các xã", "các huyện xã"))]);
        let paragraph = "bệnh viện các xã ".repeat(150);
        let paragraph = paragraph.trim();
        let begun = Instant::now();
        for (query, expected) in [(format!("\"{paragraph}\""), 1), (format!("\"{paragraph} huyện\"~90"), 0)] {
            assert_eq!(fixture.find(&query).total(), expected);
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_repeated_word_needs_two_positions() {
        let draft = |id, title: &str| Draft { id, title: title.into(), ..Draft::default() };
        let fixture = TestIndex::of(&[draft("a", "tiêm một hai ba bốn năm sáu tiêm"), draft("b", "tiêm rồi tiêm nữa")]);
        for (query, expected) in [
            ("\"tiêm tiêm\"~1", 1),
            ("\"tiêm tiêm\"~5", 1),
            ("\"tiêm tiêm\"~6", 2),
            ("\"tiêm nữa tiêm\"~1", 0),
            ("\"tiêm rồi tiêm\"~1", 1),
        ] {
            assert_eq!(fixture.find(query).total(), expected, "{query}");
        }
    }

    #[test]
    fn matches_do_not_depend_on_which_word_is_rare() {
        let filler = |id, title: &str| Draft { id, title: title.into(), ..Draft::default() };
        for rare in 0..3 {
            let mut drafts = vec![filler("a", "trạm một xã hai huyện"), filler("b", "huyện trạm xã")];
            let mut ids = ["c", "d", "e", "f"].into_iter();
            for (_, word) in ["trạm", "xã", "huyện"].into_iter().enumerate().filter(|(n, _)| *n != rare) {
                drafts.extend(ids.by_ref().take(2).map(|id| filler(id, word)));
            }
            let fixture = TestIndex::of(&drafts);
            for (query, expected) in [
                ("\"trạm xã huyện\"~1", 0),
                ("\"trạm xã huyện\"~2", 1),
                ("\"trạm xã huyện\"~3", 2),
                ("\"trạm xã\"~1", 2),
                ("\"xã trạm\"~1", 0),
                ("\"xã trạm\"~2", 1),
                ("\"xã trạm\"~3", 2),
                ("\"huyện xã trạm\"~50", 2),
                ("\"trạm trạm\"~5", 0),
                ("\"xã trạm xã\"~9", 0),
            ] {
                let found = fixture.find(query);
                let places = found.page(Sort::Relevance, 0, 0).unwrap();
                assert_eq!(places.len() as u64, found.total(), "{query}, rare: {rare}");
                assert_eq!(found.total(), expected, "{query}, rare: {rare}");
            }
        }
    }
}
