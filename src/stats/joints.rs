//! What joins syllables to a unit: how strong its weakest joint is, and how free its neighbours are.

use super::near::log_dice;

/// The strength of each joint of a sequence: the logDice of its two parts. `whole` is how often the sequence occurs,
/// `parts` how often what is before and after each joint occurs.
pub(crate) fn joints(whole: u64, parts: &[(u64, u64)]) -> Vec<f64> {
    // A sequence that never occurs has no joints that hold.
    parts.iter().map(|(left, right)| log_dice(whole, *left, *right).unwrap_or(f64::NEG_INFINITY)).collect()
}

/// The entropy of counts, in bits; 0 without counts.
pub(crate) fn entropy(counts: impl IntoIterator<Item = u64>) -> f64 {
    let counts: Vec<f64> = counts.into_iter().filter(|n| *n > 0).map(|n| n as f64).collect();
    let sum: f64 = counts.iter().sum();
    // Without counts the sum is −0.
    counts.iter().map(|n| -(n / sum) * (n / sum).log2()).sum::<f64>() + 0.0
}

/// C-value of a term of `size` syllables (Frantzi et al. 2000): log2 size · (f − mean f of the candidates that hold it).
pub(crate) fn c_value(size: usize, f: u64, holders: &[u64]) -> f64 {
    let mean = if holders.is_empty() { 0.0 } else { holders.iter().sum::<u64>() as f64 / holders.len() as f64 };
    (size as f64).log2() * (f as f64 - mean)
}
