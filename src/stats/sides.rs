//! Keyness: a frequency in one text compared with that in another one.

use super::intervals::lower_odds;
use super::table::{FourCells, divergence, ratio, z};

/// Hits among words on two sides, or articles with a hit among articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) f1: u64,
    pub(crate) n1: u64,
    pub(crate) f2: u64,
    pub(crate) n2: u64,
}

impl Sides {
    /// The four cells: hits and other words of both sides. `None` if there are more hits than words.
    pub(crate) fn table(self) -> Option<FourCells> {
        let (o21, o22) = (self.n1.checked_sub(self.f1)?, self.n2.checked_sub(self.f2)?);
        Some(FourCells { o11: self.f1, o12: self.f2, o21, o22 })
    }

    fn numbers(self) -> [f64; 4] {
        [self.f1, self.n1, self.f2, self.n2].map(|n| n as f64)
    }

    /// The hits that side 1 would have if both sides had the same rate: E11 = (f1+f2)·n1/(n1+n2).
    pub(crate) fn expected(self) -> Option<f64> {
        let [f1, n1, f2, n2] = self.numbers();
        (n1 + n2 > 0.0).then(|| (f1 + f2) * n1 / (n1 + n2))
    }

    /// G² of two cells only, as older pages compute it (Rayson and Garside 2000): 2(f1·ln(f1/E1) + f2·ln(f2/E2)).
    pub(crate) fn g2_two_cells(self) -> Option<f64> {
        let table = self.table()?;
        let ([e1, e2, ..], excess) = (table.expected()?, table.excess());
        Some(table.sign() * 2.0 * (divergence(e1, excess) + divergence(e2, -excess)))
    }

    /// The log ratio with ½ added to all four cells (Walter 1975): log2((f1+½)/(n1+½)) − log2((f2+½)/(n2+½)).
    pub(crate) fn log_ratio(self) -> f64 {
        let [f1, n1, f2, n2] = self.numbers().map(|n| n + 0.5);
        (f1 / n1).log2() - (f2 / n2).log2()
    }

    /// The log ratio with ½ in place of a zero (Hardie 2014): log2((f1 or ½)/n1) − log2((f2 or ½)/n2). `None` if a side is
    /// empty.
    pub(crate) fn log_ratio_hardie(self) -> Option<f64> {
        let [f1, n1, f2, n2] = self.numbers();
        let or_half = |f: f64| if f == 0.0 { 0.5 } else { f };
        (n1 > 0.0 && n2 > 0.0).then(|| (or_half(f1) / n1).log2() - (or_half(f2) / n2).log2())
    }

    /// The conservative log ratio (Evert 2022): the end nearer to 0 of the exact interval of f1 among f1+f2 at level
    /// 1 − α/`tests`, α = 1 − `level`, as log2 of a ratio of rates; 0 if the interval includes equal rates.
    pub(crate) fn conservative_log_ratio(self, level: f64, tests: u64) -> f64 {
        let [f1, n1, f2, n2] = self.numbers();
        let tail = (1.0 - level) / tests.max(1) as f64 / 2.0;
        if f1 + f2 == 0.0 || n1 == 0.0 || n2 == 0.0 {
            return 0.0;
        }
        if f1 * n2 >= f2 * n1 {
            (n2 / n1 * lower_odds(self.f1, self.f2, tail)).log2().max(0.0)
        } else {
            // The upper end among f1 is the lower end among f2, turned round.
            -(n1 / n2 * lower_odds(self.f2, self.f1, tail)).log2().max(0.0)
        }
    }

    /// The difference of the rates in per cent of the second (Gabrielatos and Marchi 2011); infinite for f2 = 0, `None` if
    /// both are 0 or a side is empty.
    pub(crate) fn diff_percent(self) -> Option<f64> {
        let [f1, n1, f2, n2] = self.numbers();
        if f2 == 0.0 { ratio(f1, 0.0) } else { (n1 > 0.0 && n2 > 0.0).then(|| 100.0 * (f1 / n1 - f2 / n2) / (f2 / n2)) }
    }

    /// Simple maths (Kilgarriff 2009): (10⁶·f1/n1 + k)/(10⁶·f2/n2 + k). `None` if a side is empty.
    pub(crate) fn simple_maths(self, k: f64) -> Option<f64> {
        let [f1, n1, f2, n2] = self.numbers();
        (n1 > 0.0 && n2 > 0.0).then(|| (1e6 * f1 / n1 + k) / (1e6 * f2 / n2 + k))
    }

    /// The difference coefficient (Hofland and Johansson 1982): (p1−p2)/(p1+p2). `None` if neither side has a hit.
    pub(crate) fn difference_coefficient(self) -> Option<f64> {
        let [f1, n1, f2, n2] = self.numbers();
        let (p1, p2) = (f1 / n1, f2 / n2);
        (p1 + p2 > 0.0).then(|| (p1 - p2) / (p1 + p2))
    }

    /// The ratio of the rates (f1/n1)/(f2/n2); infinite for f2 = 0, `None` if neither side has a hit.
    pub(crate) fn relative_risk(self) -> Option<f64> {
        let [f1, n1, f2, n2] = self.numbers();
        ratio(f1 * n2, f2 * n1)
    }

    /// The interval of the ratio of the rates: exp(ln RR ± z·√(1/f1 − 1/n1 + 1/f2 − 1/n2)) (Katz 1978). `None` without
    /// hits on a side.
    pub(crate) fn relative_risk_interval(self, level: f64) -> Option<(f64, f64)> {
        let [f1, n1, f2, n2] = self.numbers();
        let risk = self.relative_risk().filter(|_| f1 > 0.0 && f2 > 0.0)?;
        let reach = z(level) * (1.0 / f1 - 1.0 / n1 + 1.0 / f2 - 1.0 / n2).sqrt();
        Some((risk * (-reach).exp(), risk * reach.exp()))
    }

    /// The Bayesian information criterion: |G²| − ln N.
    pub(crate) fn bic(self) -> Option<f64> {
        let table = self.table()?;
        Some(table.g2().abs() - table.total().ln())
    }
}
