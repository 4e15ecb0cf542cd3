//! A score that is the sum of parts: one that decides what matches, and others that only add.
//!
//! The engine's own union walks all articles of each part; this one looks into the parts only where a
//! score is asked for, those first that are worth most, and no further than the score may still matter.

use tantivy::query::{EnableScoring, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use super::compile::Boxed;
use super::grain::GrainedScorer;
use super::word::WordScorer;

/// Matches what `matching` matches.
pub(super) struct Sum {
    pub(super) matching: Boxed,
    /// What adds to the score of those that match it too.
    pub(super) better: Vec<Boxed>,
}

impl Sum {
    pub(super) fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<SumWeight> {
        let better = self.better.iter().map(|query| query.weight(scoring)).collect::<tantivy::Result<_>>()?;
        Ok(SumWeight { matching: self.matching.weight(scoring)?, better })
    }
}

pub(super) struct SumWeight {
    matching: Box<dyn Weight>,
    better: Vec<Box<dyn Weight>>,
}

impl SumWeight {
    pub(super) fn scorer(&self, segment: &SegmentReader) -> tantivy::Result<SumScorer> {
        let part = |weight: &Box<dyn Weight>| Ok(Part::of(weight.scorer(segment, 1.0)?));
        let mut parts = self.better.iter().map(part).collect::<tantivy::Result<Vec<_>>>()?;
        parts.push(Part { decides: true, ..part(&self.matching)? });
        parts.sort_by(|a, b| a.max.total_cmp(&b.max));
        let sums = parts.iter().scan(0.0, |sum, part| {
            *sum += part.max;
            Some(*sum)
        });
        let reach = sums.collect();
        let matching = parts.iter().position(|part| part.decides).expect("one was added above");
        Ok(SumScorer { reach, matching, adding: 0, parts, doc: None })
    }
}

/// The scores of one segment, from article to article.
pub(super) struct SumScorer {
    /// The one that may be worth most comes last.
    parts: Vec<Part>,
    /// What each part and those before it are worth together, at most.
    reach: Vec<Score>,
    /// Which part decides what matches.
    matching: usize,
    /// How many parts can't bring any article over the floor together: they only add to what others find.
    adding: usize,
    /// The present article; `None` before the first.
    doc: Option<DocId>,
}

struct Part {
    scorer: Scores,
    /// Infinite where it isn't known.
    max: Score,
    /// Whether it decides what matches.
    decides: bool,
}

enum Scores {
    Word(Box<WordScorer>),
    Other(Box<dyn Scorer>),
}

impl SumScorer {
    /// Goes to the next article that matches.
    pub(super) fn next_match(&mut self) -> Option<DocId> {
        let matching = &mut self.parts[self.matching].scorer;
        let doc = if self.doc.is_some() { matching.advance() } else { matching.doc() };
        self.doc = Some(doc);
        (doc != TERMINATED).then_some(doc)
    }

    /// Goes to the next article whose score may be over a floor; it may not match at all. Floors must
    /// rise. `error` is that of [`WordScorer::pass_blocks`].
    pub(super) fn next_over(&mut self, floor: Score, error: Score) -> Option<DocId> {
        while self.reach.get(self.adding).is_some_and(|reach| *reach <= floor) {
            self.adding += 1;
        }
        let (adding, finding) = self.parts.split_at_mut(self.adding);
        let mut next = TERMINATED;
        for part in finding.iter_mut() {
            if Some(part.scorer.doc()) == self.doc {
                part.scorer.advance();
            }
            next = next.min(part.scorer.doc());
        }
        if let [Part { scorer: Scores::Word(word), .. }] = finding {
            let rest = if adding.is_empty() { 0.0 } else { self.reach[adding.len() - 1] };
            word.pass_blocks(floor - rest, error);
            next = word.doc();
        }
        self.doc = Some(next);
        (next != TERMINATED).then_some(next)
    }

    /// The score of the present article where it matches; `None` also for one that is not over a floor,
    /// as soon as that is known.
    pub(super) fn score_over(&mut self, floor: Score) -> Option<Score> {
        let doc = self.doc?;
        let mut score = 0.0;
        for (part, reach) in self.parts.iter_mut().zip(&self.reach).rev() {
            if score + reach <= floor {
                return None;
            }
            if part.scorer.seek(doc) == doc {
                score += part.scorer.score();
            } else if part.decides {
                return None;
            }
        }
        (score > floor).then_some(score)
    }
}

impl Part {
    fn of(scorer: Box<dyn Scorer>) -> Part {
        let (max, scorer) = match scorer.downcast::<WordScorer>() {
            Ok(word) => (word.max(), Scores::Word(word)),
            Err(other) => (other.downcast_ref().map_or(Score::INFINITY, GrainedScorer::max), Scores::Other(other)),
        };
        Part { scorer, max, decides: false }
    }
}

impl Scores {
    #[inline]
    fn doc(&self) -> DocId {
        match self {
            Scores::Word(word) => word.doc(),
            Scores::Other(other) => other.doc(),
        }
    }

    #[inline]
    fn advance(&mut self) -> DocId {
        match self {
            Scores::Word(word) => word.advance(),
            Scores::Other(other) => other.advance(),
        }
    }

    /// Goes to an article or behind it, and never back.
    #[inline]
    fn seek(&mut self, doc: DocId) -> DocId {
        match self {
            Scores::Word(word) => word.seek(doc),
            Scores::Other(other) if other.doc() >= doc => other.doc(),
            Scores::Other(other) => other.seek(doc),
        }
    }

    #[inline]
    fn score(&mut self) -> Score {
        match self {
            Scores::Word(word) => word.score(),
            Scores::Other(other) => other.score(),
        }
    }
}
