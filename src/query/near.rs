//! Words near each other: a phrase in which others may stand between.
//!
//! The engine has such a phrase too, but what it finds depends on which of three words is the rarest
//! in a segment, and is more when it counts than when it scores. Here the words must stand so that,
//! moved together by as many words as may stand between, they would be the phrase: the same in
//! whatever order they are looked at.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// Terms of one field that has positions, each with its place in the phrase.
#[derive(Debug, Clone)]
pub(super) struct Near {
    /// At least two.
    pub(super) terms: Vec<(u32, Term)>,
    /// How many words may stand between, all gaps together.
    pub(super) slop: u32,
}

impl Query for Near {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                let terms: Vec<Term> = self.terms.iter().map(|(_, term)| term.clone()).collect();
                Some(Bm25Weight::for_terms(statistics_provider, &terms)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(NearWeight { near: self.clone(), similarity }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.terms.iter().for_each(|(_, term)| visitor(term, true));
    }
}

struct NearWeight {
    near: Near,
    /// `None` where scores don't count.
    similarity: Option<Bm25Weight>,
}

impl Weight for NearWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Near { terms, slop } = &self.near;
        let last = terms.iter().map(|(place, _)| *place).max().unwrap_or_default();
        let mut words = Vec::with_capacity(terms.len());
        for (place, term) in terms {
            let inverted = reader.inverted_index(term.field())?;
            let postings = inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?;
            let Some(postings) = postings else { return Ok(Box::new(EmptyScorer)) };
            words.push(Placed { postings, shift: last - place, positions: Vec::new(), at: 0 });
        }
        // The rarest leads; what is found does not depend on it.
        words.sort_by_key(|word| word.postings.size_hint());
        let lengths = match (&self.similarity, terms.first()) {
            (Some(_), Some((_, term))) => reader.get_fieldnorms_reader(term.field())?,
            _ => FieldNormReader::constant(reader.max_doc(), 1),
        };
        let similarity = self.similarity.as_ref().map(|similarity| similarity.boost_by(boost));
        let mut scorer = NearScorer { words, slop: *slop, similarity, lengths, doc: 0, times: 0 };
        let first = scorer.words.first().map_or(TERMINATED, |word| word.postings.doc());
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

/// One word, and where it stands in the present article.
struct Placed {
    postings: SegmentPostings,
    /// Words from its place to the last one of the phrase.
    shift: u32,
    /// Where the phrase would end, by each place of this word; rising.
    positions: Vec<u32>,
    /// The one of them that is looked at.
    at: usize,
}

struct NearScorer {
    /// Never empty.
    words: Vec<Placed>,
    slop: u32,
    similarity: Option<Bm25Weight>,
    lengths: FieldNormReader,
    doc: DocId,
    /// How many times the words are near each other in the present article.
    times: u32,
}

impl NearScorer {
    /// Moves to the first match from `candidate` on, which is where the first word stands.
    fn settle(&mut self, mut candidate: DocId) -> DocId {
        while candidate != TERMINATED {
            match self.first_beyond(candidate) {
                Some(TERMINATED) => break,
                Some(beyond) => candidate = self.words[0].postings.seek(beyond),
                None => {
                    self.times = self.count();
                    if self.times > 0 {
                        self.doc = candidate;
                        return candidate;
                    }
                    candidate = self.words[0].postings.advance();
                }
            }
        }
        self.doc = TERMINATED;
        TERMINATED
    }

    /// Where a word is next that is not in this article; `None` when all are.
    fn first_beyond(&mut self, doc: DocId) -> Option<DocId> {
        self.words[1..].iter_mut().find_map(|Placed { postings, .. }| {
            let found = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
            (found > doc).then_some(found)
        })
    }

    /// How many times the words stand near each other, no place of a word being used twice.
    fn count(&mut self) -> u32 {
        for Placed { postings, shift, positions, at } in &mut self.words {
            postings.positions_with_offset(*shift, positions);
            *at = 0;
        }
        let mut times = 0;
        loop {
            let (mut least, mut first, mut last) = (0, u32::MAX, 0);
            for (n, word) in self.words.iter().enumerate() {
                let Some(&end) = word.positions.get(word.at) else { return times };
                last = last.max(end);
                if end < first {
                    (least, first) = (n, end);
                }
            }
            if last - first <= self.slop {
                times += 1;
                self.words.iter_mut().for_each(|word| word.at += 1);
            } else {
                self.words[least].at += 1;
            }
        }
    }
}

impl DocSet for NearScorer {
    fn advance(&mut self) -> DocId {
        let next = self.words[0].postings.advance();
        self.settle(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        let next = self.words[0].postings.seek(target);
        self.settle(next)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.words[0].postings.size_hint()
    }
}

impl Scorer for NearScorer {
    fn score(&mut self) -> Score {
        let length = self.lengths.fieldnorm_id(self.doc);
        self.similarity.as_ref().map_or(1.0, |similarity| similarity.score(length, self.times))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sort;
    use super::super::shelf::{Draft, Shelf};

    #[test]
    fn words_are_near_whichever_of_them_is_rare() {
        let filler = |id, title: &str| Draft { id, title: title.into(), ..Draft::default() };
        for rare in 0..3 {
            let mut drafts = vec![filler("a", "trạm một xã hai huyện"), filler("b", "huyện trạm xã")];
            let mut ids = ["c", "d", "e", "f"].into_iter();
            for (_, word) in ["trạm", "xã", "huyện"].into_iter().enumerate().filter(|(n, _)| *n != rare) {
                drafts.extend(ids.by_ref().take(2).map(|id| filler(id, word)));
            }
            let shelf = Shelf::of(&drafts);
            for (query, expected) in [
                ("\"trạm xã huyện\"~1", 0),
                ("\"trạm xã huyện\"~2", 1),
                ("\"trạm xã huyện\"~3", 2),
                ("\"trạm xã\"~1", 2),
                ("\"xã trạm\"~1", 0),
                ("\"xã trạm\"~2", 1),
                ("\"xã trạm\"~3", 2),
                ("\"huyện xã trạm\"~50", 2),
            ] {
                let found = shelf.find(query);
                let places = found.page(Sort::Relevance, 0, 0).unwrap();
                assert_eq!(places.len() as u64, found.total(), "{query}, rare: {rare}");
                assert_eq!(found.total(), expected, "{query}, rare: {rare}");
            }
        }
    }
}
