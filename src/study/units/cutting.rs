//! Cutting: divides runs of words into units, so that every word is in exactly one.

use rustc_hash::FxHashMap;

use super::super::forward::{ArticleWords, Vocabulary, WordMark};
use super::unit::{JoinedBy, Unit, joint_min};

/// What a known unit counts for each of its joints: more than any that statistics find. A unit of the user's list counts
/// more than any other.
const KNOWN_SCORE: f64 = 1_000.0;
const LEXICON_SCORE: f64 = 1_000_000.0;

/// Units by their words.
pub(crate) struct Cutter {
    /// Pairs that are units or that longer units begin with.
    pairs: FxHashMap<(u32, u32), PairOfWords>,
    longer: FxHashMap<Box<[u32]>, (f64, usize)>,
    /// The number of words of the longest unit.
    longest: usize,
}

#[derive(Default)]
struct PairOfWords {
    /// The score of the pair itself and its number in the inventory, if it is a unit.
    unit: Option<(f64, usize)>,
    begins_longer: bool,
}

/// The best way to cut what follows a place.
#[derive(Clone, Copy, Default)]
struct BestCut {
    score: f64,
    units: usize,
    /// The number of words in the first unit.
    first: usize,
}

impl Cutter {
    /// Takes the units whose words occur in the corpus.
    pub(crate) fn new(vocabulary: &Vocabulary, units: &[Unit]) -> Cutter {
        let numbers = vocabulary.numbers();
        let mut cutter = Cutter { pairs: FxHashMap::default(), longer: FxHashMap::default(), longest: 1 };
        for (at, unit) in units.iter().enumerate() {
            let known = unit.terms.iter().map(|term| numbers.get(term.as_str()).copied());
            if let Some(words) = known.collect::<Option<Vec<u32>>>() {
                cutter.add(&words, (score(unit), at));
            }
        }
        cutter
    }

    fn add(&mut self, words: &[u32], unit: (f64, usize)) {
        let [a, b, rest @ ..] = words else { return };
        let pair = self.pairs.entry((*a, *b)).or_default();
        let better = |known: &(f64, usize)| known.0 < unit.0;
        if rest.is_empty() {
            if pair.unit.as_ref().is_none_or(better) {
                pair.unit = Some(unit);
            }
        } else {
            pair.begins_longer = true;
            let known = self.longer.entry(words.into()).or_insert(unit);
            if better(known) {
                *known = unit;
            }
        }
        self.longest = self.longest.max(words.len());
    }

    /// Calls `visit` with the size, the score and the number in the inventory of each unit that these words begin with.
    pub(crate) fn each_beginning(&self, words: &[u32], mut visit: impl FnMut(usize, f64, usize)) {
        let [a, b, ..] = words else { return };
        let Some(pair) = self.pairs.get(&(*a, *b)) else { return };
        if let Some((score, unit)) = pair.unit {
            visit(2, score, unit);
        }
        if pair.begins_longer {
            for size in 3..=self.longest.min(words.len()) {
                if let Some((score, unit)) = self.longer.get(&words[..size]) {
                    visit(size, *score, *unit);
                }
            }
        }
    }

    /// The number in the inventory of the unit with these words.
    pub(crate) fn unit(&self, words: &[u32]) -> Option<usize> {
        match words {
            [a, b] => self.pairs.get(&(*a, *b))?.unit.map(|(_, unit)| unit),
            _ => self.longer.get(words).map(|(_, unit)| *unit),
        }
    }

    /// Marks the words of an article that are joined to the word before them. Documents and days are units of their own.
    pub(crate) fn join(&self, article: &mut ArticleWords) {
        article.marks.iter_mut().for_each(|marks| *marks &= !WordMark::JOINED);
        let mut joined: Vec<usize> = Vec::new();
        let mut best: Vec<BestCut> = Vec::new();
        article.each_run(|run| {
            let mut at = run.start;
            for size in self.cut(&article.ids[run], &mut best) {
                joined.extend(at + 1..at + size);
                at += size;
            }
        });
        joined.extend(article.fixed.iter().flat_map(|(words, _)| words.start + 1..words.end));
        joined.into_iter().for_each(|at| article.marks[at] |= WordMark::JOINED);
    }

    /// The sizes of the units of a run: the best sum of scores, then fewer units, then the longer unit first.
    fn cut(&self, run: &[u32], best: &mut Vec<BestCut>) -> Vec<usize> {
        best.clear();
        best.resize(run.len() + 1, BestCut::default());
        for at in (0..run.len()).rev() {
            let next = best[at + 1];
            let mut chosen = BestCut { score: next.score, units: next.units + 1, first: 1 };
            self.each_beginning(&run[at..], |size, score, _| {
                let next = best[at + size];
                let way = BestCut { score: next.score + score, units: next.units + 1, first: size };
                // Sizes rise, so of ways that are equal otherwise the longer unit is chosen.
                if way.score > chosen.score || (way.score >= chosen.score && way.units <= chosen.units) {
                    chosen = way;
                }
            });
            best[at] = chosen;
        }
        let mut sizes = Vec::new();
        let mut at = 0;
        while at < run.len() {
            sizes.push(best[at].first);
            at += best[at].first;
        }
        sizes
    }
}

/// What a unit counts when a run is cut: (d − d0 + 0.1)·(n − 1), or more for what is known. In steps of 2⁻²⁰, so that sums
/// don't depend on their order.
fn score(unit: &Unit) -> f64 {
    const STEPS: f64 = 1_048_576.0;
    let per_joint = match unit.by {
        JoinedBy::Lexicon => LEXICON_SCORE,
        JoinedBy::Person | JoinedBy::Topic | JoinedBy::Abbreviation => KNOWN_SCORE,
        _ => unit.joint.map_or(0.0, |joint| joint - joint_min(unit.terms.len()) + 0.1),
    };
    (per_joint * (unit.terms.len() as f64 - 1.0) * STEPS).round() / STEPS
}
