//! Sequences of two to four words that hold together: their counts, and the strength of their weakest joint.
//!
//! A sequence is counted where nothing but blanks is between its words. One is counted only if both sequences of one word
//! less are frequent, and if its weakest joint may still be strong enough; so memory holds what may become a unit, and the
//! counts of those are exact.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::super::desk::Walks;
use super::super::forward::{ArticleWords, Forward};
use super::super::reading::Zones;
use super::unit::joint_min;
use crate::stats::joints::joints;

/// The most syllables of a unit that statistics join.
pub(super) const SYLLABLES_MAX: usize = 4;

/// Pairs are counted in several passes, each of about this many different ones: a table of some 110 MB.
const PAIRS_OF_A_PASS: u64 = 6_000_000;

/// One pair in this many is in the sample that shows how many different pairs there are.
const PAIRS_OF_ONE_SAMPLED: u64 = 64;

/// logDice is 9 or more exactly if 64 times the hits are at least those of both parts together: 2f/s ≥ 2⁻⁵.
const LONG_FACTOR: u64 = 64;

/// Corpora with fewer words need fewer hits of a sequence.
const LARGE_WORDS: usize = 1_000_000;

/// A sequence of words, with zeros after its end.
pub(super) type SequenceKey = [u32; SYLLABLES_MAX];

/// A sequence that holds together.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) numbers: Vec<u32>,
    pub(super) hits: u64,
    /// logDice of its weakest joint.
    pub(super) joint: f64,
}

/// Counts of sequences. Two to four words each have a table.
struct SequenceCounts {
    words: Vec<u64>,
    longer: [FxHashMap<SequenceKey, u32>; SYLLABLES_MAX - 1],
    min: u64,
}

/// A key of the words and zeros.
pub(super) fn key(numbers: &[u32]) -> SequenceKey {
    let mut key = SequenceKey::default();
    // One more than the number, so that no word is a zero.
    key.iter_mut().zip(numbers).for_each(|(at, number)| *at = number + 1);
    key
}

/// All sequences of two words with a joint of 7 or more, and of three and four with one of 9 or more, in a fixed order.
/// `is_end` tells of each term whether a unit may begin or end with it.
pub(super) fn candidates(forward: &Forward, is_end: &[bool], walks: &Walks<'_>) -> Vec<Candidate> {
    let min = if forward.words() < LARGE_WORDS { 3 } else { 5 };
    let mut counts = SequenceCounts { words: vec![0; is_end.len()], longer: Default::default(), min };
    each_run(forward, walks, |run| run.iter().for_each(|number| counts.words[*number as usize] += 1));
    counts.count_pairs(forward, walks);
    counts.count_longer(forward, is_end, walks, 3);
    counts.count_longer(forward, is_end, walks, 4);
    let mut found = Vec::new();
    for size in 2..=SYLLABLES_MAX {
        let joint_min = joint_min(size);
        for (key, hits) in &counts.longer[size - 2] {
            let numbers: Vec<u32> = key[..size].iter().map(|number| number - 1).collect();
            let ends = is_end[numbers[0] as usize] && is_end[numbers[size - 1] as usize];
            let is_word = numbers.iter().any(|number| !forward.vocabulary.terms[*number as usize].is_number());
            if !ends || !is_word {
                continue;
            }
            let parts: Vec<(u64, u64)> =
                (1..size).map(|at| (counts.of(&numbers[..at]), counts.of(&numbers[at..]))).collect();
            let joint = joints(u64::from(*hits), &parts).into_iter().fold(f64::INFINITY, f64::min);
            if joint >= joint_min {
                found.push(Candidate { numbers, hits: u64::from(*hits), joint });
            }
        }
    }
    found.sort_by(|a, b| a.numbers.cmp(&b.numbers));
    found
}

/// How many times [`candidates`] goes through a corpus, before it is known in how many parts pairs are counted: for words,
/// for a sample of pairs, and for longer sequences.
pub(super) const WALKS_OF_CANDIDATES: usize = 2 + (SYLLABLES_MAX - 2);

/// Calls `visit` with each run of words of the corpus.
pub(super) fn each_run(forward: &Forward, walks: &Walks<'_>, mut visit: impl FnMut(&[u32])) {
    let mut words = ArticleWords::default();
    for article in 0..forward.articles() {
        forward.read(article, Zones::ALL, &mut words);
        words.each_run(|run| visit(&words.ids[run]));
        walks.step();
    }
}

/// Whether a pair is in the sample, whatever the corpus.
fn is_sampled(a: u32, b: u32) -> bool {
    FxBuildHasher.hash_one((a, b)).is_multiple_of(PAIRS_OF_ONE_SAMPLED)
}

impl SequenceCounts {
    fn of(&self, numbers: &[u32]) -> u64 {
        match numbers {
            [number] => self.words[*number as usize],
            _ => self.longer[numbers.len() - 2].get(&key(numbers)).copied().map_or(0, u64::from),
        }
    }

    fn count_pairs(&mut self, forward: &Forward, walks: &Walks<'_>) {
        let is_frequent: Vec<bool> = self.words.iter().map(|hits| *hits >= self.min).collect();
        let may_count = |a: u32, b: u32| is_frequent[a as usize] && is_frequent[b as usize];
        let mut sample: FxHashSet<(u32, u32)> = FxHashSet::default();
        each_run(forward, walks, |run| {
            let pairs = run.windows(2).map(|pair| (pair[0], pair[1]));
            sample.extend(pairs.filter(|(a, b)| may_count(*a, *b) && is_sampled(*a, *b)));
        });
        let pairs = sample.len() as u64 * PAIRS_OF_ONE_SAMPLED;
        let passes = u32::try_from(pairs / PAIRS_OF_A_PASS + 1).unwrap_or(u32::MAX);
        walks.add(forward.articles(), passes as usize);
        for pass in 0..passes {
            let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
            each_run(forward, walks, |run| {
                for pair in run.windows(2) {
                    let (a, b) = (pair[0], pair[1]);
                    if a % passes == pass && may_count(a, b) {
                        *pairs.entry((a, b)).or_default() += 1;
                    }
                }
            });
            let frequent = pairs.into_iter().filter(|(_, hits)| u64::from(*hits) >= self.min);
            self.longer[0].extend(frequent.map(|((a, b), hits)| (key(&[a, b]), hits)));
        }
    }

    /// Counts sequences of `size` words of which both shorter ones are frequent and the weakest joint may be 9 or more, or
    /// that of a longer sequence which begins or ends with it.
    fn count_longer(&mut self, forward: &Forward, is_end: &[bool], walks: &Walks<'_>, size: usize) {
        let mut counted: FxHashMap<SequenceKey, u32> = FxHashMap::default();
        each_run(forward, walks, |run| {
            for numbers in run.windows(size) {
                let (a, z) = (numbers[0] as usize, numbers[size - 1] as usize);
                if !is_end[a] && !is_end[z] {
                    continue;
                }
                let key = key(numbers);
                if let Some(hits) = counted.get_mut(&key) {
                    *hits += 1;
                } else if self.may_hold(numbers, is_end) {
                    counted.insert(key, 1);
                }
            }
        });
        counted.retain(|_, hits| u64::from(*hits) >= self.min);
        self.longer[size - 2] = counted;
    }

    fn may_hold(&self, numbers: &[u32], is_end: &[bool]) -> bool {
        let size = numbers.len();
        let most = self.of(&numbers[..size - 1]).min(self.of(&numbers[1..]));
        let fits = |number: u32| is_end[number as usize] && self.words[number as usize] <= LONG_FACTOR * most;
        most >= self.min && (fits(numbers[0]) || fits(numbers[size - 1]))
    }
}
