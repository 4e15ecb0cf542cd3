//! A table of four cells, and what it says about its two properties.

use super::special::{ln_factorial, p_of_chi_squared, z_of_level};

/// A table of four cells: observed counts of two properties of each item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FourCells {
    /// Both properties.
    pub(crate) o11: u64,
    /// Only the first property (the row).
    pub(crate) o12: u64,
    /// Only the second property (the column).
    pub(crate) o21: u64,
    /// Neither.
    pub(crate) o22: u64,
}

impl FourCells {
    /// The cells of two properties that `x` and `y` of `n` items have, `both` of them together. `None` if these numbers
    /// contradict one another.
    pub(crate) fn of_sets(both: u64, x: u64, y: u64, n: u64) -> Option<FourCells> {
        let (o12, o21) = (x.checked_sub(both)?, y.checked_sub(both)?);
        Some(FourCells { o11: both, o12, o21, o22: n.checked_sub(x)?.checked_sub(o21)? })
    }

    fn cells(self) -> [f64; 4] {
        [self.o11, self.o12, self.o21, self.o22].map(|cell| cell as f64)
    }

    fn rows(self) -> [f64; 2] {
        let [a, b, c, d] = self.cells();
        [a + b, c + d]
    }

    fn columns(self) -> [f64; 2] {
        let [a, b, c, d] = self.cells();
        [a + c, b + d]
    }

    /// The number of items.
    pub(crate) fn total(self) -> f64 {
        self.rows().iter().sum()
    }

    /// The counts that independence predicts: row sum · column sum / N; `None` for an empty table.
    pub(crate) fn expected(self) -> Option<[f64; 4]> {
        let ([r1, r2], [c1, c2], n) = (self.rows(), self.columns(), self.total());
        (n > 0.0).then(|| [r1 * c1 / n, r1 * c2 / n, r2 * c1 / n, r2 * c2 / n])
    }

    /// The direction of the association: 1, −1, or 0 if o11/o21 and o12/o22 are equal.
    pub(crate) fn sign(self) -> f64 {
        let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
        match product(self.o11, self.o22).cmp(&product(self.o12, self.o21)) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Less => -1.0,
            std::cmp::Ordering::Equal => 0.0,
        }
    }

    /// O11·O22 − O12·O21 from whole numbers: in floating point, large products lose a small difference.
    fn cross_difference(self) -> f64 {
        let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
        self.sign() * product(self.o11, self.o22).abs_diff(product(self.o12, self.o21)) as f64
    }

    /// O11 − E11, which is also O22 − E22, E12 − O12 and E21 − O21; 0 for an empty table.
    pub(super) fn excess(self) -> f64 {
        let n = self.total();
        if n > 0.0 { self.cross_difference() / n } else { 0.0 }
    }

    /// G² = 2·Σ O·ln(O/E) over four cells (Dunning 1993), with the sign of the association.
    pub(crate) fn g2(self) -> f64 {
        let Some([ea, eb, ec, ed]) = self.expected() else { return 0.0 };
        let excess = self.excess();
        // In pairs, so that a table with its columns exchanged gives the same bits.
        let sum =
            (divergence(ea, excess) + divergence(eb, -excess)) + (divergence(ec, -excess) + divergence(ed, excess));
        self.sign() * (2.0 * sum).max(0.0)
    }

    /// χ² = N·(O11·O22 − O12·O21)² / product of the sums, with the sign of the association; with Yates' correction
    /// max(0, |O11·O22 − O12·O21| − N/2) in its place. `None` if a row or column is empty.
    pub(crate) fn chi_squared(self, yates: bool) -> Option<f64> {
        let ([r1, r2], [c1, c2], n) = (self.rows(), self.columns(), self.total());
        let correction = if yates { n / 2.0 } else { 0.0 };
        let difference = (self.cross_difference().abs() - correction).max(0.0);
        let sums = r1 * r2 * c1 * c2;
        (sums > 0.0).then(|| self.sign() * n * difference * difference / sums)
    }

    /// O11·O22 / (O12·O21); infinite if only the divisor is 0, `None` if both are.
    pub(crate) fn odds_ratio(self) -> Option<f64> {
        let [a, b, c, d] = self.cells();
        ratio(a * d, b * c)
    }

    /// The logarithm of the odds ratio with ½ added to each cell.
    pub(crate) fn log_odds_half(self) -> f64 {
        let [a, b, c, d] = self.cells().map(|cell| cell + 0.5);
        (a * d / (b * c)).ln()
    }

    /// Observed over expected: O11/E11; `None` if nothing is expected.
    pub(crate) fn lift(self) -> Option<f64> {
        let [e11, ..] = self.expected()?;
        (e11 > 0.0).then(|| self.o11 as f64 / e11)
    }

    /// Normalised pointwise mutual information (Bouma 2009): log2(O11·N/(R1·C1)) / −log2(O11/N). −1 if the two never
    /// occur together, 1 if always and everywhere; `None` if one never occurs.
    pub(crate) fn npmi(self) -> Option<f64> {
        let ([r1, _], [c1, _], n) = (self.rows(), self.columns(), self.total());
        let both = self.o11 as f64;
        if r1 == 0.0 || c1 == 0.0 {
            None
        } else if both == 0.0 {
            Some(-1.0)
        } else if both == n {
            Some(1.0)
        } else {
            Some((both * n / (r1 * c1)).log2() / -(both / n).log2())
        }
    }

    /// The Jaccard index: both over either; `None` if neither occurs.
    pub(crate) fn jaccard(self) -> Option<f64> {
        let [a, b, c, _] = self.cells();
        (a + b + c > 0.0).then(|| a / (a + b + c))
    }

    /// Dice's coefficient: twice both over the sum of the two; `None` if neither occurs.
    pub(crate) fn dice(self) -> Option<f64> {
        let ([r1, _], [c1, _]) = (self.rows(), self.columns());
        (r1 + c1 > 0.0).then(|| 2.0 * self.o11 as f64 / (r1 + c1))
    }

    /// The two-sided p of Fisher's exact test: the sum over all tables with these margins that are no likelier than this
    /// one, with R's relative tolerance of 1e-7.
    pub(crate) fn fisher_p(self) -> f64 {
        const TOLERANCE: f64 = 1.0 + 1e-7;
        let (row, column) = (self.o11 + self.o12, self.o11 + self.o21);
        let rest = self.o21 + self.o22;
        let low = column.saturating_sub(rest);
        let high = row.min(column);
        // Logarithms of probabilities, up to a constant that cancels out.
        let weight = |k: u64| {
            -(ln_factorial(k)
                + ln_factorial(row - k)
                + ln_factorial(column - k)
                + ln_factorial((rest + k).saturating_sub(column)))
        };
        let observed = weight(self.o11);
        let (mut all, mut extreme) = (0.0, 0.0);
        for k in low..=high {
            let relative = (weight(k) - observed).exp();
            all += relative;
            extreme += if relative <= TOLERANCE { relative } else { 0.0 };
        }
        // Where a single table outweighs everything else, `all` overflows and this one is nothing.
        if all.is_finite() { (extreme / all).min(1.0) } else { 0.0 }
    }

    /// The p of |G²| by χ² with one degree of freedom.
    pub(crate) fn g2_p(self) -> f64 {
        p_of_g2(self.g2())
    }
}

/// The p of |G²| by χ² with one degree of freedom.
pub(crate) fn p_of_g2(g2: f64) -> f64 {
    p_of_chi_squared(g2.abs())
}

/// o·ln(o/e) − (o − e) of a cell, given the count `e` that is expected and the excess o − e. The excesses of a table add
/// up to 0, so these terms have the same sum as o·ln(o/e); but none is negative, so that nothing is lost where large terms
/// nearly cancel.
pub(super) fn divergence(expected: f64, excess: f64) -> f64 {
    if expected == 0.0 {
        return 0.0;
    }
    let d = excess / expected;
    if d <= -1.0 {
        // No hit.
        return expected;
    }
    if d.abs() >= 0.1 {
        return expected * ((1.0 + d) * d.ln_1p() - d);
    }
    // (1+d)·ln(1+d) − d = d²/2 − d³/6 + d⁴/12 − …
    let (mut power, mut sum) = (d * d, 0.0);
    for k in 2..24 {
        sum += power / f64::from(k * (k - 1));
        power *= -d;
    }
    expected * sum
}

/// a/b; infinite if only `b` is 0, `None` if both are.
pub(super) fn ratio(a: f64, b: f64) -> Option<f64> {
    match (a == 0.0, b == 0.0) {
        (true, true) => None,
        (false, true) => Some(f64::INFINITY),
        _ => Some(a / b),
    }
}

/// The z of a two-sided level, for intervals of logarithms.
pub(super) fn z(level: f64) -> f64 {
    z_of_level(level)
}
