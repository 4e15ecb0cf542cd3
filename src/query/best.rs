//! The best of many: a heap that keeps no more than are wanted, in one order for all sorts.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocAddress;

/// What articles are ordered by, the first to be given being the greatest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rank {
    pub(super) score: f32,
    /// Larger is better.
    pub(super) time: Option<i64>,
    pub(super) offset: u64,
}

impl Eq for Rank {}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Rank) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rank {
    fn cmp(&self, other: &Rank) -> std::cmp::Ordering {
        let key = |r: &Rank| (r.time, r.offset);
        self.score.total_cmp(&other.score).then_with(|| key(self).cmp(&key(other)))
    }
}

/// Room that is made at once, in articles.
const ROOM: usize = 1024;

/// The greatest so far, no more than are wanted.
pub(super) struct Best {
    wanted: usize,
    heap: BinaryHeap<Reverse<(Rank, DocAddress)>>,
}

impl Best {
    pub(super) fn of(wanted: usize) -> Best {
        Best { wanted, heap: BinaryHeap::with_capacity(wanted.min(ROOM)) }
    }

    pub(super) fn offer(&mut self, rank: Rank, address: DocAddress) {
        if self.heap.len() < self.wanted {
            self.heap.push(Reverse((rank, address)));
        } else if self.heap.peek().is_some_and(|least| least.0 < (rank, address)) {
            self.heap.pop();
            self.heap.push(Reverse((rank, address)));
        }
    }

    /// Scores up to this one can't get in any more.
    pub(super) fn threshold(&self) -> f32 {
        match self.heap.peek() {
            // An equal score may still be newer.
            Some(least) if self.heap.len() >= self.wanted => least.0.0.score.next_down(),
            _ => f32::MIN,
        }
    }

    pub(super) fn into_sorted(self) -> Vec<(Rank, DocAddress)> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(entry)| entry).collect()
    }
}
