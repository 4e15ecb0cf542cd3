//! The nearest of some words, for suggestions: similarity is that of Jaro and Winkler, from 0 to 1.

/// How alike two words are, from 0 to 1.
pub(crate) fn similarity(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

/// The candidate most like a word, among those that are at least `similarity_min` like it. Of several
/// that are equally near, the last one.
pub(crate) fn nearest<'c>(
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
    similarity_min: f64,
) -> Option<&'c str> {
    candidates
        .into_iter()
        .map(|candidate| (similarity(word, candidate), candidate))
        .filter(|(similarity, _)| *similarity >= similarity_min)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// At most `count` of some scored items whose score is at least `score_min`, the best first; equal ones
/// in the order given.
pub(crate) fn best<T>(scored: impl IntoIterator<Item = (f64, T)>, score_min: f64, count: usize) -> Vec<T> {
    let mut scored: Vec<(f64, T)> = scored.into_iter().filter(|(score, _)| *score >= score_min).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(count).map(|(_, item)| item).collect()
}

/// Whether a phrase occurs in another one as whole words; both have single blanks only.
pub(crate) fn holds_words(phrase: &str, words: &str) -> bool {
    !words.is_empty() && format!(" {phrase} ").contains(&format!(" {words} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_near_enough() {
        let check = |word: &str, min: f64, expected: Option<&str>| {
            assert_eq!(nearest(word, ["spellings", "name", "post"], min), expected, "{word}");
        };
        check("speling", 0.8, Some("spellings"));
        check("nmae", 0.8, Some("name"));
        check("zzz", 0.8, None);
        check("pots", 0.0, Some("post"));
        assert_eq!(best([(0.7, "a"), (0.9, "b"), (0.9, "c"), (0.1, "d")], 0.5, 2), ["b", "c"]);
        assert!(holds_words("hop tac quoc te", "hop tac") && !holds_words("hop tac", "op") && !holds_words("a", ""));
    }
}
