//! Numbers of sequences of terms.

use rustc_hash::FxHashMap;

/// The numbers of sequences of terms, which are looked up for every word of a text.
///
/// A sequence is a path from its first term on: each further term leads from one point to the next. Most are pairs, which
/// take one lookup.
pub(super) struct Sequences {
    /// Where a term leads to from a point. The points of single terms are their numbers.
    next: FxHashMap<(u32, u32), PathPoint>,
    /// The number of the next point that is new.
    free_point: u32,
    /// The number of the first sequence.
    first: usize,
    /// The terms of each sequence, in the order of their numbers.
    all: Vec<Box<[u32]>>,
}

/// A point, and the number of the sequence that ends there; [`NO_NUMBER`] if it has none.
struct PathPoint {
    point: u32,
    number: u32,
}

const NO_NUMBER: u32 = u32::MAX;

impl Sequences {
    /// For terms with numbers below `terms`. The first sequence that is met gets the number `first`.
    pub(super) fn new(terms: usize, first: usize) -> Sequences {
        let free_point = u32::try_from(terms).unwrap_or(NO_NUMBER);
        Sequences { next: FxHashMap::default(), free_point, first, all: Vec::new() }
    }

    /// The number of a sequence of at least two terms; if it has none, it gets the next one.
    pub(super) fn number(&mut self, ids: impl AsRef<[u32]> + Into<Box<[u32]>>) -> u32 {
        let free = u32::try_from(self.first + self.all.len()).unwrap_or(NO_NUMBER);
        let terms = ids.as_ref();
        let last = terms.len() - 1;
        let point = terms[1..last].iter().fold(terms[0], |point, id| self.step(point, *id).point);
        let end = self.step(point, terms[last]);
        if end.number != NO_NUMBER {
            return end.number;
        }
        end.number = free;
        self.all.push(ids.into());
        free
    }

    /// How many have a number.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// The terms of a sequence by its number; `None` for the number of anything else.
    pub(super) fn terms(&self, number: u32) -> Option<&[u32]> {
        self.all.get((number as usize).checked_sub(self.first)?).map(|terms| &**terms)
    }

    /// The terms of all, in the order of their numbers.
    pub(super) fn into_terms(self) -> Vec<Box<[u32]>> {
        self.all
    }

    /// The number of a sequence of at least two terms, if it has one.
    pub(super) fn get(&self, ids: &[u32]) -> Option<u32> {
        let last = ids.len() - 1;
        let step = |point, id| self.next.get(&(point, id));
        let point = ids[1..last].iter().try_fold(ids[0], |point, id| Some(step(point, *id)?.point))?;
        step(point, ids[last]).map(|end| end.number).filter(|number| *number != NO_NUMBER)
    }

    fn step(&mut self, point: u32, id: u32) -> &mut PathPoint {
        let free = &mut self.free_point;
        self.next.entry((point, id)).or_insert_with(|| {
            *free += 1;
            PathPoint { point: *free - 1, number: NO_NUMBER }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_keeps_the_number_that_it_got() {
        let mut sequences = Sequences::new(10, 11);
        assert_eq!(sequences.number(&[1, 2, 3][..]), 11);
        assert_eq!(sequences.number(&[1, 2][..]), 12, "its beginning is another sequence");
        assert_eq!(sequences.number(&[2, 3][..]), 13);
        assert_eq!(sequences.number(&[3, 2, 1, 9][..]), 14);
        let again = [&[1, 2, 3][..], &[1, 2], &[2, 3], &[3, 2, 1, 9]].map(|ids| sequences.number(ids));
        assert_eq!(again, [11, 12, 13, 14]);
        let known = [&[1, 2, 3][..], &[3, 2], &[3, 2, 1], &[1, 9]].map(|ids| sequences.get(ids));
        assert_eq!(known, [Some(11), None, None, None]);
        let terms = [10, 11, 14, 15].map(|number| sequences.terms(number));
        assert_eq!(terms, [None, Some(&[1, 2, 3][..]), Some(&[3, 2, 1, 9][..]), None]);
        assert_eq!(sequences.len(), sequences.into_terms().len());
    }
}
