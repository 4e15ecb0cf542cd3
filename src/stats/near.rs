//! Collocations: how strongly a word is drawn to the places near another one.
//!
//! A place near several hits counts once; places of hits are left out of the windows and of the margins.

use super::table::FourCells;

/// Counts of a node and a word near it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Near {
    /// Distinct places of the word in the union of all windows.
    pub(crate) f: u64,
    /// Distinct places of all windows (R1).
    pub(crate) window: u64,
    /// Hits of the word outside places of the node (C1).
    pub(crate) outside: u64,
    /// Words in scope without the places of the node (N′).
    pub(crate) rest: u64,
    /// Hits of the node.
    pub(crate) node: u64,
    /// All hits of the word in scope.
    pub(crate) word: u64,
    /// Words in scope.
    pub(crate) words: u64,
}

impl Near {
    /// O11 = f, O12 = R1 − f, O21 = C1 − f, O22 = N′ − R1 − O21.
    pub(crate) fn table(self) -> Option<FourCells> {
        FourCells::of_sets(self.f, self.window, self.outside, self.rest)
    }

    /// logDice (Rychlý 2008): 14 + log2(2f/(f_A + f_B)), independent of the size of the corpus. `None` for f = 0.
    pub(crate) fn log_dice(self) -> Option<f64> {
        log_dice(self.f, self.node, self.word)
    }

    /// Mutual information by windows: log2(O11/E11). `None` for f = 0.
    pub(crate) fn mi(self) -> Option<f64> {
        let [e11, ..] = self.table()?.expected()?;
        (self.f > 0).then(|| (self.f as f64 / e11).log2())
    }

    /// MI³ in its textbook form, without windows (Daille 1994): log2(f³·N/(f_A·f_B)). `None` for f = 0.
    pub(crate) fn mi3(self) -> Option<f64> {
        (self.f > 0).then(|| (self.f as f64).powi(3).log2() + self.co_chance())
    }

    /// MI in its textbook form, without windows: log2(f·N/(f_A·f_B)). `None` for f = 0.
    pub(crate) fn mi_textbook(self) -> Option<f64> {
        (self.f > 0).then(|| (self.f as f64).log2() + self.co_chance())
    }

    /// log2(N/(f_A·f_B))
    fn co_chance(self) -> f64 {
        (self.words as f64).log2() - (self.node as f64).log2() - (self.word as f64).log2()
    }

    /// The t score by windows: (O11 − E11)/√O11. `None` for f = 0.
    pub(crate) fn t(self) -> Option<f64> {
        let [e11, ..] = self.table()?.expected()?;
        (self.f > 0).then(|| (self.f as f64 - e11) / (self.f as f64).sqrt())
    }

    /// The t score in its textbook form: (f − f_A·f_B/N)/√f. `None` for f = 0.
    pub(crate) fn t_textbook(self) -> Option<f64> {
        let (f, expected) = (self.f as f64, self.node as f64 * self.word as f64 / self.words as f64);
        (self.f > 0).then(|| (f - expected) / f.sqrt())
    }

    /// The z score by windows: (O11 − E11)/√E11. `None` if nothing is expected.
    pub(crate) fn z(self) -> Option<f64> {
        let [e11, ..] = self.table()?.expected()?;
        (e11 > 0.0).then(|| (self.f as f64 - e11) / e11.sqrt())
    }

    /// ΔP from the node to the word (Gries 2013): O11/R1 − O21/(N′ − R1). `None` if a divisor is 0.
    pub(crate) fn delta_p_to(self) -> Option<f64> {
        let table = self.table()?;
        difference([table.o11, self.window], [table.o21, self.rest - self.window])
    }

    /// ΔP from the word to the node: O11/C1 − O12/(N′ − C1). `None` if a divisor is 0.
    pub(crate) fn delta_p_from(self) -> Option<f64> {
        let table = self.table()?;
        difference([table.o11, self.outside], [table.o12, self.rest - self.outside])
    }

    /// Minimum sensitivity (Pedersen 1998): min(f/f_A, f/f_B).
    pub(crate) fn min_sensitivity(self) -> Option<f64> {
        let larger = self.node.max(self.word);
        (larger > 0).then(|| self.f as f64 / larger as f64)
    }

    /// MI in its textbook form times ln(f + 1).
    pub(crate) fn mi_log_f(self) -> Option<f64> {
        Some(self.mi_textbook()? * (self.f as f64 + 1.0).ln())
    }
}

/// 14 + log2(2f/(a+b)); `None` for f = 0.
pub(crate) fn log_dice(f: u64, a: u64, b: u64) -> Option<f64> {
    (f > 0).then(|| 14.0 + (2.0 * f as f64 / (a as f64 + b as f64)).log2())
}

/// a/b − c/d; `None` if a divisor is 0.
fn difference([a, b]: [u64; 2], [c, d]: [u64; 2]) -> Option<f64> {
    (b > 0 && d > 0).then(|| a as f64 / b as f64 - c as f64 / d as f64)
}
