//! Freedom: how varied the words before and after a sequence are. A part of a longer word has few neighbours.

use rustc_hash::FxHashMap;

use super::super::desk::Walks;
use super::super::forward::Forward;
use super::ngrams::{Candidate, SYLLABLES_MAX, SequenceKey, each_run, key};
use crate::stats::joints::entropy;

/// The neighbours of a sequence on one side.
#[derive(Default)]
struct Neighbours {
    words: FxHashMap<u32, u64>,
    /// Ends of runs, of which each is a neighbour of its own.
    ends: u64,
}

impl Neighbours {
    fn add(&mut self, word: Option<&u32>) {
        match word {
            Some(word) => *self.words.entry(*word).or_default() += 1,
            None => self.ends += 1,
        }
    }

    /// Entropy in bits. The order in which counts are added is fixed.
    fn entropy(&self) -> f64 {
        let mut counts: Vec<u64> = self.words.values().copied().collect();
        counts.sort_unstable();
        let ends = usize::try_from(self.ends).unwrap_or(usize::MAX);
        entropy(counts.into_iter().chain(std::iter::repeat_n(1, ends)))
    }
}

/// The freedom of each sequence of three words or more: the lesser entropy of the two sides, in bits. `None` for pairs.
pub(super) fn freedom(forward: &Forward, candidates: &[Candidate], walks: &Walks<'_>) -> Vec<Option<f64>> {
    let longer = candidates.iter().enumerate().filter(|(_, candidate)| candidate.numbers.len() > 2);
    let places: FxHashMap<SequenceKey, usize> = longer.map(|(at, candidate)| (key(&candidate.numbers), at)).collect();
    let mut sides: FxHashMap<usize, [Neighbours; 2]> = FxHashMap::default();
    let begins: Vec<bool> = {
        let mut begins = vec![false; forward.vocabulary.terms.len()];
        places.values().for_each(|at| begins[candidates[*at].numbers[0] as usize] = true);
        begins
    };
    each_run(forward, walks, |run| {
        for start in (0..run.len()).filter(|at| begins[run[*at] as usize]) {
            for size in 3..=SYLLABLES_MAX.min(run.len() - start) {
                if let Some(at) = places.get(&key(&run[start..start + size])) {
                    let [left, right] = sides.entry(*at).or_default();
                    left.add(start.checked_sub(1).map(|before| &run[before]));
                    right.add(run.get(start + size));
                }
            }
        }
    });
    let of_sides = |[left, right]: &[Neighbours; 2]| left.entropy().min(right.entropy());
    (0..candidates.len()).map(|at| sides.get(&at).map(of_sides)).collect()
}
