//! `--explain`: what a result counts, by which formulas, and what it does not say.

use super::report::Report;

/// Sentences about the numbers of a report: the unit, the formulas, the limits.
pub(crate) fn explanation(report: &Report) -> Vec<String> {
    let unit = match report.scope.unit {
        "query" => "hits are those of the query, as search reads it",
        "article" => "what is counted are articles",
        "sentence" => "what is counted are sentences",
        "unit" => "a word is a unit: syllables that belong together",
        _ => "a word is a syllable",
    };
    let rates = "rates are per million syllables of the scope, whatever the unit, so they can be compared";
    let mut sentences = vec![format!("unit: {unit}; {rates}")];
    sentences.extend(formulas(report.command).iter().map(|sentence| format!("formula: {sentence}")));
    sentences.extend(limits(report.command).iter().map(|sentence| format!("limits: {sentence}")));
    sentences
}

fn formulas(command: &str) -> &'static [&'static str] {
    match command {
        "words" => &[
            "per_million = f·10⁶/n; low and high are Garwood's exact interval of a Poisson count",
            "share = articles with a hit / articles in the scope; dp_norm = DP/(1 − least share of an article); arf is the \
             average reduced frequency",
        ],
        "trend" => &[
            "per_million = f·10⁶/n of the bucket, with Garwood's interval; share = articles with a hit / articles, with \
             Wilson's interval",
            "smoothing divides the sum of hits by the sum of words of neighbouring buckets",
        ],
        "keyness" => &[
            "log_ratio = log2((f1+½)/(n1+½)) − log2((f2+½)/(n2+½))",
            "lrc is the end nearer to 0 of the exact interval of the log ratio, at the level corrected for the number of rows",
            "g2 = 2·Σ O·ln(O/E) over four cells, negative where A has less; p by χ² with one degree of freedom; q corrects p \
             for all rows",
        ],
        "collocates" => &[
            "log_dice = 14 + log2(2f/(f_A + f_B)); mi = log2(O/E), t = (O−E)/√O, z = (O−E)/√E, E from the places of all windows",
            "a place near several hits counts once; places of hits are in no window and in no margin",
        ],
        "dispersion" => &[
            "dp = ½·Σ|t − w| over articles, t their share of hits and w of words; dp_norm = dp/(1 − least w)",
            "d_a and juilland_d are 1 for an even word; arf is the average reduced frequency along the order of time",
        ],
        "cooccur" => &[
            "expected = a·b/N; lift = both/expected; npmi = log2(both·N/(a·b)) / −log2(both/N)",
            "fisher_p is two-sided; q corrects it for the pairs in the list (Benjamini and Hochberg)",
        ],
        "sample" => &["the least SHA-256 of the seed, a line end and the name are drawn; sha256sum checks any of them"],
        "kwic" => &["left, key and right are one slice of the text; numbers of words count from 0 in their zone"],
        "first" => &["the first hit in the order of time; articles without a date are left out"],
        _ => &["id is the sum of the digests of all articles, modulo 2¹²⁸, whatever the filters"],
    }
}

fn limits(command: &str) -> &'static [&'static str] {
    match command {
        "keyness" | "cooccur" | "collocates" => &[
            "words of running text are not independent of one another, so p, q and g2 flatter; look at the numbers of \
             articles too",
        ],
        "trend" => &["neighbouring buckets are correlated, so tests for a trend flatter; a gap isn't a zero"],
        "words" | "dispersion" => &["words of running text are not independent, so the intervals are too narrow"],
        "first" => &["what was not collected can't be found: see missing_months"],
        _ => &[],
    }
}
