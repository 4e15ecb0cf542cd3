//! What must hold for any text at all, tried with random ones.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::text::*;

/// Syllables with the tone on the one and on the other vowel, all that the two placements differ in.
const PLACEMENTS: [(&str, &str); 16] = [
    ("khỏe", "khoẻ"),
    ("hòa", "hoà"),
    ("hóa", "hoá"),
    ("tỏa", "toả"),
    ("xõa", "xoã"),
    ("họa", "hoạ"),
    ("lòe", "loè"),
    ("tóe", "toé"),
    ("ủy", "uỷ"),
    ("thúy", "thuý"),
    ("thùy", "thuỳ"),
    ("lũy", "luỹ"),
    ("tụy", "tuỵ"),
    ("HÓA", "HOÁ"),
    ("Hòa", "Hoà"),
    ("Ủy", "Uỷ"),
];

/// Random text with what this room has rules for in it, more often than chance would have it.
pub(in crate::text) fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[ -~]{0,8}",
        "[\u{300}-\u{345}]{0,3}",
        "[0-9]{1,4}[-/.][0-9A-ZĐ]{0,4}[-/.]?[A-Z0-9]{0,4}",
        "[\u{1E00}-\u{1EFF}\u{C0}-\u{24F}]{0,80}",
        prop::sample::select(vec![
            "Ða",
            "ð",
            "\u{200b}",
            "\u{a0}",
            "\n",
            ". ",
            "TP. ",
            "“",
            "Nghị quyết số ",
            "ngày ",
            " tháng ",
            "İ",
            "ß",
            "卫",
            "ﬁ",
            "1.586",
            "QH15",
            "\u{345}",
            "\u{ad}",
            "ǆ",
            "각",
            "\u{110bd}",
            "\u{1100}",
            "\u{1161}",
            " năm 2025",
            "NQ",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

pub(in crate::text) fn vietnamese() -> impl Strategy<Value = String> {
    "([A-ZĐ]?[a-zàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ0-9]{1,6}[ .,-]{0,2}){0,12}"
}

fn spelt(text: &str) -> Vec<(String, String, bool, u32)> {
    tokens(text).into_iter().map(|t| (t.term, t.fold, t.accented, t.position)).collect()
}

proptest! {
    #[test]
    fn cleaning_twice_is_cleaning_once(text in any_text()) {
        let once = clean(&text);
        prop_assert_eq!(clean(&once), once.as_str());
        prop_assert!(unicode_normalization::is_nfc(&once));
    }

    #[test]
    fn tokens_are_in_order_and_never_empty(text in any_text()) {
        // Unclean texts too: a caller that forgets to clean must not crash the program.
        for text in [clean(&text), text] {
            let mut end = 0;
            let mut next_position = 0;
            for token in tokens(&text) {
                prop_assert!(token.start >= end && token.end > token.start);
                prop_assert!(text.get(token.start..token.end).is_some());
                prop_assert!(!token.term.is_empty() && !token.fold.is_empty());
                prop_assert!(token.position >= next_position);
                (end, next_position) = (token.end, token.position + 1);
            }
        }
    }

    #[test]
    fn no_letter_and_no_digit_is_lost(text in any_text()) {
        let text = clean(&text);
        let mut covered = vec![false; text.len()];
        for token in tokens(&text) {
            covered[token.start..token.end].fill(true);
        }
        for (at, c) in text.char_indices() {
            let mark = unicode_normalization::char::is_combining_mark(c);
            prop_assert!(covered[at] || mark || !c.is_alphanumeric(), "{c:?} at {at} of {text:?}");
        }
    }

    #[test]
    fn reading_never_panics_and_ranges_fit(text in any_text()) {
        for found in mentions(&text) {
            prop_assert!(text.get(found.start..found.end).is_some());
            prop_assert!(found.index_terms().contains(&found.query_term()));
        }
        for (range, _) in dates(&text) {
            prop_assert!(text.get(range).is_some());
        }
        retype(&text);
        is_syllable(&text);
        Abbreviations::built_in().alternatives(&text, &tokens(&text));
    }

    #[test]
    fn composed_and_decomposed_are_one(text in vietnamese()) {
        let apart: String = text.nfd().collect();
        prop_assert_eq!(clean(&apart), clean(&text));
        // Even uncleaned, only the offsets may differ.
        prop_assert_eq!(spelt(&apart), spelt(&text.nfc().collect::<String>()));
    }

    #[test]
    fn equal_terms_have_equal_folds(a in vietnamese(), b in vietnamese()) {
        for a in tokens(&a) {
            for b in tokens(&b) {
                prop_assert!(a.term != b.term || a.fold == b.fold || has_digit(&a.fold) || has_digit(&b.fold));
            }
        }
    }

    #[test]
    fn a_fold_has_itself_for_term_and_fold(text in vietnamese()) {
        for token in tokens(&text) {
            let again = tokens(&token.fold);
            let joined: String = again.iter().map(|t| t.fold.as_str()).collect();
            prop_assert_eq!(joined, token.fold);
            prop_assert!(again.iter().all(|t| !t.accented && t.term == t.fold));
        }
    }
}

/// "á" and "A1" are both `a1`: the price of tones written as digits.
fn has_digit(fold: &str) -> bool {
    fold.contains(|c: char| c.is_ascii_digit())
}

#[test]
fn tone_placement_makes_no_difference() {
    for (old, new) in PLACEMENTS {
        assert_eq!(spelt(old), spelt(new), "{old} {new}");
        assert_eq!((clean(old).as_str(), clean(new).as_str()), (old, new));
    }
}

#[test]
fn an_analysis_reads_the_clean_text() {
    let found = analyze("Ngày\u{a0}09/09/2025, Ðại hội về Nghị quyết 72-\u{ad}NQ/TW");
    assert_eq!(found.clean, "Ngày 09/09/2025, Đại hội về Nghị quyết 72-NQ/TW");
    assert_eq!(found.identifiers[0].canonical, "72-NQ/TW");
    assert_eq!(found.dates[0].1.to_string(), "2025-09-09");
    assert_eq!(found.tokens.len(), 12);
}

/// Nothing may be read over and over, however odd the text: eight times the text takes about eight times as long, and
/// would take 64 times as long if it were read quadratically. Times are compared with each other, because a busy machine
/// makes all of them longer.
#[test]
fn odd_texts_take_linear_time() {
    let seconds = |text: &str| {
        let once = || {
            let start = std::time::Instant::now();
            analyze(text);
            start.elapsed().as_secs_f64()
        };
        (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
    };
    for piece in
        ["1a", "1.111.", "1-", "1/2/", "Ð", "a\u{301}", "1 ", "nghị quyết 1, ", "\u{301}", "72-NQ", "卫1", "(("]
    {
        let (short, long) = (seconds(&piece.repeat(2_000)), seconds(&piece.repeat(16_000)));
        assert!(long < 28.0 * short, "{piece}: {short} s, and {long} s for eight times the text");
    }
}
