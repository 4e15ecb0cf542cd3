//! Confidence intervals of rates and shares.

use super::special::{beta_odds, poisson_mean_above, poisson_mean_below, z_of_level};

/// The exact interval of a Poisson mean (Garwood 1936): [χ²(α/2; 2f)/2, χ²(1−α/2; 2f+2)/2], with α = 1 − `level` and
/// 0 < `level` < 1. In counts; R's `poisson.test`.
pub(crate) fn poisson(count: u64, level: f64) -> (f64, f64) {
    let tail = (1.0 - level) / 2.0;
    (poisson_mean_below(count, tail), poisson_mean_above(count, tail))
}

/// Wilson's interval of a share k/n (1927), within 0 and 1; `None` if n is 0.
///
/// (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)
pub(crate) fn wilson(k: u64, n: u64, level: f64) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let (total, z) = (n as f64, z_of_level(level));
    let p = k as f64 / total;
    let centre = p + z * z / (2.0 * total);
    let reach = z * (p * (1.0 - p) / total + z * z / (4.0 * total * total)).sqrt();
    let scale = 1.0 + z * z / total;
    // The ends of certain shares are exact, whatever rounding does.
    let low = if k == 0 { 0.0 } else { ((centre - reach) / scale).max(0.0) };
    let high = if k >= n { 1.0 } else { ((centre + reach) / scale).min(1.0) };
    Some((low, high))
}

/// The lower end of Clopper and Pearson's exact interval of `k` successes and `others` failures, as odds l/(1−l);
/// `tail` is the probability that is cut off below. The odds of the upper end are 1 / `lower_odds(others, k, tail)`.
pub(super) fn lower_odds(k: u64, others: u64, tail: f64) -> f64 {
    if k == 0 { 0.0 } else { beta_odds(k as f64, others as f64 + 1.0, tail) }
}
