//! A score that is the sum of parts: one that decides what matches, and others that only add.
//!
//! The engine's own union walks all articles of each part; this one looks into the parts only where a
//! score is asked for, those first that are worth most, and no further than the score may still matter.

use tantivy::query::{EnableScoring, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED};

use super::compile::Boxed;
use super::quantize::QuantizedScorer;
use super::word_query::WordScorer;

/// Matches what `matching` matches.
pub(super) struct RankQuery {
    pub(super) matching: Boxed,
    /// What adds to the score of those that match it too.
    pub(super) better: Vec<Boxed>,
}

impl RankQuery {
    pub(super) fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<RankWeight> {
        let better = self.better.iter().map(|query| query.weight(scoring)).collect::<tantivy::Result<_>>()?;
        Ok(RankWeight { matching: self.matching.weight(scoring)?, better })
    }
}

pub(super) struct RankWeight {
    matching: Box<dyn Weight>,
    better: Vec<Box<dyn Weight>>,
}

impl RankWeight {
    pub(super) fn scorer(&self, segment: &SegmentReader) -> tantivy::Result<RankScorer> {
        let better = self.better.iter().map(|weight| Component::adding(weight.as_ref(), segment));
        let mut parts = better.collect::<tantivy::Result<Vec<_>>>()?;
        parts.push(Component::deciding(self.matching.scorer(segment, 1.0)?));
        parts.sort_by(|a, b| a.max.total_cmp(&b.max));
        let sums = parts.iter().scan(0.0, |sum, part| {
            *sum += part.max;
            Some(*sum)
        });
        let reach = sums.collect();
        let matching = parts.iter().position(|part| part.decides).expect("one was added above");
        Ok(RankScorer { reach, matching, adding: 0, parts, doc: None })
    }
}

/// The scores of one segment, from article to article.
pub(super) struct RankScorer {
    /// The one that may be worth most comes last.
    parts: Vec<Component>,
    /// What each part and those before it are worth together, at most.
    reach: Vec<Score>,
    /// Which part decides what matches.
    matching: usize,
    /// How many parts can't bring any article over the floor together: they only add to what others find.
    adding: usize,
    /// The present article; `None` before the first.
    doc: Option<DocId>,
}

struct Component {
    scorer: ComponentScorer,
    /// Infinite where it isn't known.
    max: Score,
    /// Whether it decides what matches.
    decides: bool,
}

enum ComponentScorer {
    Word(Box<WordScorer>),
    Other(Box<dyn Scorer>),
    Probe(Probe),
}

/// What is asked of single articles and never looks for the next one that it is in: of a pair of words that
/// are seldom neighbours that would be a search of its own.
struct Probe {
    scorer: Box<dyn Scorer>,
    /// The last article that it was asked of, and what it said: whether it is there, or which is the first
    /// that it may be in. Of those before that one it must not be asked.
    asked: DocId,
    said: SeekDangerResult,
}

impl RankScorer {
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
        if let [Component { scorer: ComponentScorer::Word(word), .. }] = finding {
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
            if part.scorer.holds(doc) {
                score += part.scorer.score();
            } else if part.decides {
                return None;
            }
        }
        (score > floor).then_some(score)
    }
}

impl Component {
    fn deciding(scorer: Box<dyn Scorer>) -> Component {
        let max = max_of(scorer.as_ref());
        let scorer = match scorer.downcast::<WordScorer>() {
            Ok(word) => ComponentScorer::Word(word),
            Err(other) => ComponentScorer::Other(other),
        };
        Component { scorer, max, decides: true }
    }

    fn adding(weight: &dyn Weight, segment: &SegmentReader) -> tantivy::Result<Component> {
        const FIRST: DocId = 0;
        let (said, scorer) = weight.scorer_danger(segment, FIRST, 1.0)?;
        let max = max_of(scorer.as_ref());
        let scorer = match scorer.downcast::<WordScorer>() {
            Ok(word) => ComponentScorer::Word(word),
            Err(scorer) => ComponentScorer::Probe(Probe { scorer, asked: FIRST, said }),
        };
        Ok(Component { scorer, max, decides: false })
    }
}

/// The most that a part can be worth; infinite where it isn't known.
fn max_of(scorer: &dyn Scorer) -> Score {
    let word = scorer.downcast_ref().map(WordScorer::max);
    word.or_else(|| scorer.downcast_ref().map(QuantizedScorer::max)).unwrap_or(Score::INFINITY)
}

impl ComponentScorer {
    /// The present article, or the first that the part may be in.
    #[inline]
    fn doc(&self) -> DocId {
        match self {
            ComponentScorer::Word(word) => word.doc(),
            ComponentScorer::Other(other) => other.doc(),
            ComponentScorer::Probe(part) => part.first(),
        }
    }

    #[inline]
    fn advance(&mut self) -> DocId {
        match self {
            ComponentScorer::Word(word) => word.advance(),
            ComponentScorer::Other(other) => other.advance(),
            ComponentScorer::Probe(part) => {
                part.holds(part.first() + 1);
                part.first()
            }
        }
    }

    /// Goes to an article, never back, and tells whether the part is there.
    #[inline]
    fn holds(&mut self, doc: DocId) -> bool {
        match self {
            ComponentScorer::Word(word) => word.seek(doc) == doc,
            ComponentScorer::Other(other) if other.doc() >= doc => other.doc() == doc,
            ComponentScorer::Other(other) => other.seek(doc) == doc,
            ComponentScorer::Probe(part) => part.holds(doc),
        }
    }

    #[inline]
    fn score(&mut self) -> Score {
        match self {
            ComponentScorer::Word(word) => word.score(),
            ComponentScorer::Other(other) => other.score(),
            ComponentScorer::Probe(part) => part.scorer.score(),
        }
    }
}

impl Probe {
    /// The first article that it may be in, of those that it was not asked of before.
    fn first(&self) -> DocId {
        match self.said {
            SeekDangerResult::Found => self.asked,
            SeekDangerResult::SeekLowerBound(first) => first,
        }
    }

    /// Whether it is in this article, which is not before the last one asked of.
    fn holds(&mut self, doc: DocId) -> bool {
        if doc > self.asked && doc >= self.first() {
            self.said = self.scorer.seek_danger(doc);
            self.asked = doc;
        }
        doc == self.asked && self.said == SeekDangerResult::Found
    }
}
