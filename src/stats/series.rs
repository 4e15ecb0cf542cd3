//! Series over time: smoothing, and whether there is a trend.

use super::special::p_of_chi_squared;

/// Sums over 2·`reach`+1 neighbours of each (part, whole), shorter at the ends. A sum is divided by a sum, so small
/// neighbours don't weigh as much as large ones.
pub(crate) fn smoothed(series: &[(u64, u64)], reach: usize) -> Vec<(u64, u64)> {
    let window = |at: usize| {
        let near = &series[at.saturating_sub(reach)..series.len().min(at.saturating_add(reach).saturating_add(1))];
        near.iter().fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
    };
    (0..series.len()).map(window).collect()
}

/// Result of Mann and Kendall's test for a trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MannKendall {
    /// Rising pairs less falling pairs.
    pub(crate) s: i64,
    /// Kendall's τ_b against time; `None` if all values are equal.
    pub(crate) tau: Option<f64>,
    /// Two-sided; exact up to 50 values without ties, else by the normal approximation, as R's `cor.test`.
    pub(crate) p: Option<f64>,
}

/// Mann and Kendall's test of a series.
pub(crate) fn mann_kendall(series: &[f64]) -> MannKendall {
    const EXACT_MAX: usize = 50;
    let n = series.len();
    let pairs = n as f64 * (n as f64 - 1.0) / 2.0;
    let mut s = 0i64;
    for (at, a) in series.iter().enumerate() {
        for b in &series[at + 1..] {
            s += i64::from(b > a) - i64::from(b < a);
        }
    }
    let ties = tie_sizes(series);
    let tied_pairs: f64 = ties.iter().map(|t| t * (t - 1.0) / 2.0).sum();
    let tau = (pairs > tied_pairs).then(|| s as f64 / (pairs * (pairs - tied_pairs)).sqrt());
    let p = tau.map(|_| {
        if n <= EXACT_MAX && ties.is_empty() {
            return exact_p(n, s);
        }
        let n = n as f64;
        let tied: f64 = ties.iter().map(|t| t * (t - 1.0) * (2.0 * t + 5.0)).sum();
        let variance = (n * (n - 1.0) * (2.0 * n + 5.0) - tied) / 18.0;
        p_of_chi_squared(s as f64 * s as f64 / variance)
    });
    MannKendall { s, tau, p }
}

/// The sizes of groups of equal values.
fn tie_sizes(series: &[f64]) -> Vec<f64> {
    let mut sorted = series.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(|group| group.len() as f64).filter(|size| *size > 1.0).collect()
}

/// The two-sided p of S among all orders of `n` different values: twice the smaller tail, at most 1.
fn exact_p(n: usize, s: i64) -> f64 {
    // Probabilities of the number of rising pairs, one more value at a time.
    let mut chance = vec![1.0f64];
    for size in 2..=n {
        let mut next = vec![0.0; chance.len() + size - 1];
        for (rising, p) in chance.iter().enumerate() {
            next[rising..rising + size].iter_mut().for_each(|cell| *cell += p / size as f64);
        }
        chance = next;
    }
    let largest = i64::try_from(chance.len() - 1).unwrap_or(i64::MAX);
    let rising = usize::try_from((largest + s) / 2).unwrap_or(0).min(chance.len() - 1);
    let below: f64 = chance[..=rising].iter().sum();
    let above: f64 = chance[rising..].iter().sum();
    (2.0 * below.min(above)).min(1.0)
}

/// Theil and Sen's slope: the median of the slopes of all pairs, by step; `None` for fewer than two values.
pub(crate) fn theil_sen(series: &[f64]) -> Option<f64> {
    let mut slopes = Vec::new();
    for (at, a) in series.iter().enumerate() {
        slopes.extend(series[at + 1..].iter().zip(1u32..).map(|(b, steps)| (b - a) / f64::from(steps)));
    }
    slopes.sort_by(f64::total_cmp);
    let middle = slopes.len() / 2;
    match slopes.len() {
        0 => None,
        n if n % 2 == 1 => Some(slopes[middle]),
        _ => Some(f64::midpoint(slopes[middle - 1], slopes[middle])),
    }
}
