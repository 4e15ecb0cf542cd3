//! One word in one field, scored in grains.
//!
//! The engine scores a word too, and this one by the same measure. But it says beforehand what the
//! word can be worth at most, anywhere and in a block of articles: whoever looks for the best few
//! passes the others.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{
    Bm25StatisticsProvider, Bm25Weight, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::quantize::{ScoreStep, score_max};

/// Articles that hold a term.
#[derive(Debug, Clone)]
pub(super) struct WordQuery {
    pub(super) term: Term,
    pub(super) step: ScoreStep,
}

impl Query for WordQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let EnableScoring::Enabled { statistics_provider, .. } = scoring else {
            // The engine has shorter ways where nothing is scored.
            return TermQuery::new(self.term.clone(), IndexRecordOption::WithFreqs).weight(scoring);
        };
        Ok(Box::new(WordWeight { word: self.clone(), similarity: similarity(statistics_provider, &self.term)? }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        visitor(&self.term, false);
    }
}

#[expect(clippy::cast_precision_loss, reason = "the engine reckons a mean length so")]
fn similarity(statistics: &dyn Bm25StatisticsProvider, term: &Term) -> tantivy::Result<Bm25Weight> {
    let articles = statistics.total_num_docs()?;
    let mean_words = statistics.total_num_tokens(term.field())? as Score / articles as Score;
    Ok(Bm25Weight::for_one_term_without_explain(statistics.doc_freq(term)?, articles, mean_words))
}

struct WordWeight {
    word: WordQuery,
    similarity: Bm25Weight,
}

impl Weight for WordWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let WordQuery { term, step } = &self.word;
        let postings = reader.inverted_index(term.field())?.read_block_postings(term, IndexRecordOption::WithFreqs)?;
        let similarity = self.similarity.boost_by(boost);
        let max = postings.as_ref().map_or(0.0, |_| step.rounded(score_max(&similarity)));
        Ok(Box::new(WordScorer {
            postings: postings.unwrap_or_else(BlockSegmentPostings::empty),
            at: 0,
            lengths: reader.get_fieldnorms_reader(term.field())?,
            similarity,
            step: *step,
            max,
        }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document #{doc} does not match")));
        }
        Ok(Explanation::new("a word", scorer.score()))
    }
}

pub(super) struct WordScorer {
    postings: BlockSegmentPostings,
    /// Where in its block.
    at: usize,
    lengths: FieldNormReader,
    similarity: Bm25Weight,
    step: ScoreStep,
    max: Score,
}

/// Articles in a block of postings.
const BLOCK: usize = 128;

impl WordScorer {
    /// No score is larger.
    pub(super) fn max(&self) -> Score {
        self.max
    }

    /// Passes the blocks in which no score is larger than `floor`, where a block begins here. The engine may
    /// take the best score of a block for too low by the factor `error`.
    pub(super) fn pass_blocks(&mut self, floor: Score, error: Score) {
        while self.at == 0 && self.doc() != TERMINATED {
            let best = self.postings.block_max_score(&self.lengths, &self.similarity);
            if best * error + self.step.error_max() > floor {
                return;
            }
            self.postings.advance();
        }
    }
}

impl DocSet for WordScorer {
    #[inline]
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at == BLOCK {
            self.at = 0;
            self.postings.advance();
        }
        self.doc()
    }

    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        // Often the next one is it, and then its block need not be searched.
        if self.doc() < target && self.advance() < target {
            self.at = self.postings.seek(target);
        }
        self.doc()
    }

    #[inline]
    fn doc(&self) -> DocId {
        self.postings.doc(self.at)
    }

    fn size_hint(&self) -> u32 {
        self.postings.doc_freq()
    }
}

impl Scorer for WordScorer {
    #[inline]
    fn score(&mut self) -> Score {
        let length = self.lengths.fieldnorm_id(self.doc());
        self.step.rounded(self.similarity.score(length, self.postings.freq(self.at)))
    }
}
