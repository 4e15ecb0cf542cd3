//! How well labels computed by the program agree with those that people assigned.

use std::iter::Sum;

/// Computed labels, counted against a list that people have checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct EvalCounts {
    /// Labels that must be found, and were.
    pub(crate) right: usize,
    /// Labels that may be found, and were.
    pub(crate) allowed: usize,
    /// Labels that must be found, and were not.
    pub(crate) missing: usize,
    /// Labels that were found and must not be.
    pub(crate) extra: usize,
}

impl EvalCounts {
    /// Share of the labels found that must or may be; 1 when none was found.
    pub(crate) fn precision(&self) -> f64 {
        share(self.right + self.allowed, self.right + self.allowed + self.extra)
    }

    /// Share of the labels that must be found which were; 1 when none must be.
    pub(crate) fn recall(&self) -> f64 {
        share(self.right, self.right + self.missing)
    }
}

impl Sum for EvalCounts {
    fn sum<I: Iterator<Item = EvalCounts>>(all: I) -> EvalCounts {
        all.fold(EvalCounts::default(), |sum, one| EvalCounts {
            right: sum.right + one.right,
            allowed: sum.allowed + one.allowed,
            missing: sum.missing + one.missing,
            extra: sum.extra + one.extra,
        })
    }
}

/// A part of a whole, from 0 to 1; 1 when there is no whole.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    // Counts of labels are far below 2^52: no digit is lost.
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}
