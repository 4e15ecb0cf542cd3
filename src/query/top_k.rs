//! The top k matches, kept in a heap, in the same way for every sort order.
//!
//! The id decides between equal keys, and reading ids is slow. So the heap also keeps all entries that are
//! equal to its last one, and only their ids are read at the end. The result never depends on the order of
//! articles in the index.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use tantivy::DocAddress;

/// The key by which articles are sorted; the greatest comes first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SortKey {
    pub(super) score: f32,
    /// Larger is better.
    pub(super) time: Option<i64>,
}

impl Eq for SortKey {}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &SortKey) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SortKey {
    fn cmp(&self, other: &SortKey) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| self.time.cmp(&other.time))
    }
}

type Entry = (SortKey, DocAddress);

/// Initial capacity of the heap, in articles.
const CAPACITY: usize = 1024;

/// The greatest entries so far, at most `wanted`.
pub(super) struct TopK {
    wanted: usize,
    heap: BinaryHeap<Reverse<Entry>>,
    /// Entries that are equal to the least in the heap but didn't fit.
    tied: Vec<Entry>,
}

impl TopK {
    pub(super) fn of(wanted: usize) -> TopK {
        TopK { wanted, heap: BinaryHeap::with_capacity(wanted.min(CAPACITY)), tied: Vec::new() }
    }

    pub(super) fn offer(&mut self, rank: SortKey, address: DocAddress) {
        let entry = (rank, address);
        if self.heap.len() < self.wanted {
            self.heap.push(Reverse(entry));
            return;
        }
        let Some(mut least) = self.heap.peek_mut() else { return };
        match rank.cmp(&least.0.0) {
            Ordering::Less => {}
            Ordering::Equal => self.tied.push(entry),
            Ordering::Greater => {
                let beaten = std::mem::replace(&mut least.0, entry);
                drop(least);
                if self.heap.peek().is_some_and(|least| least.0.0 > beaten.0) {
                    self.tied.clear();
                } else {
                    self.tied.push(beaten);
                }
            }
        }
    }

    /// Scores up to this one can no longer enter.
    pub(super) fn threshold(&self) -> f32 {
        match self.heap.peek() {
            // An equal score may still be newer, or come first by its id.
            Some(least) if self.heap.len() >= self.wanted => least.0.0.score.next_down(),
            _ => f32::MIN,
        }
    }

    /// The entries, greatest first and then by id. `ids` returns the ids of articles in the order given.
    pub(super) fn into_sorted<E>(
        self,
        ids: impl FnOnce(&[DocAddress]) -> Result<Vec<String>, E>,
    ) -> Result<Vec<Entry>, E> {
        let mut entries: Vec<Entry> = self.heap.into_iter().map(|Reverse(entry)| entry).collect();
        entries.extend(self.tied);
        entries.sort_unstable_by_key(|entry| Reverse(*entry));
        let equal = |a: &Entry, b: &Entry| a.0 == b.0;
        let several = entries.chunk_by(equal).filter(|equals| equals.len() > 1);
        let mut ids = ids(&several.flatten().map(|entry| entry.1).collect::<Vec<_>>())?.into_iter();
        for equals in entries.chunk_by_mut(equal).filter(|equals| equals.len() > 1) {
            let mut by_id: Vec<(Entry, String)> = equals.iter().copied().zip(ids.by_ref()).collect();
            by_id.sort_unstable_by(|a, b| a.1.cmp(&b.1));
            equals.iter_mut().zip(by_id).for_each(|(place, (entry, _))| *place = entry);
        }
        entries.truncate(self.wanted);
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_top_k_are_the_first_k_of_all_sorted(
            offered in prop::collection::vec((0u8..4, prop::option::of(0i64..4)), 0..60),
            wanted in 1usize..70,
        ) {
            // Ids run against the order in which articles come.
            let id = |at: DocAddress| format!("{:04}", 9_999 - at.doc_id);
            let entries: Vec<Entry> = (0u32..)
                .zip(offered)
                .map(|(n, (score, time))| (SortKey { score: score.into(), time }, DocAddress::new(n % 3, n)))
                .collect();
            let mut expected = entries.clone();
            expected.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| id(a.1).cmp(&id(b.1))));
            expected.truncate(wanted);
            let mut best = TopK::of(wanted);
            entries.iter().for_each(|(rank, address)| best.offer(*rank, *address));
            prop_assert_eq!(best.into_sorted(|all| Ok::<_, ()>(all.iter().map(|at| id(*at)).collect())).unwrap(), expected);
        }
    }
}
