//! Corrections of p-values for the number of tests; results are in the order of the input.

/// Bonferroni: min(1, p·m).
pub(crate) fn bonferroni(p: &[f64]) -> Vec<f64> {
    let tests = p.len() as f64;
    p.iter().map(|p| (p * tests).min(1.0)).collect()
}

/// Holm: step-down, the k-th smallest of m times m − k + 1, never smaller than the one before.
pub(crate) fn holm(p: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; p.len()];
    let mut largest = 0.0f64;
    for (rank, at) in rising(p).into_iter().enumerate() {
        largest = largest.max((p[at] * (p.len() - rank) as f64).min(1.0));
        out[at] = largest;
    }
    out
}

/// Benjamini and Hochberg: step-up, the k-th smallest of m times m/k, never larger than the one after.
pub(crate) fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; p.len()];
    let mut smallest = 1.0f64;
    for (rank, at) in rising(p).into_iter().enumerate().rev() {
        smallest = smallest.min(p[at] * p.len() as f64 / (rank + 1) as f64);
        out[at] = smallest;
    }
    out
}

fn rising(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    order
}
