//! Measures of a text: its number of words, whether a lead only repeats how the body begins, and the sketch by which
//! texts that resemble one another are found.

use std::cmp::Ordering;

use super::lexer::Lexer;
use super::token::Token;

/// Words in a row that make a shingle.
pub(crate) const SHINGLE_WORDS: usize = 5;

/// Hashes in a sketch. Two texts of which nine in ten shingles are common share none of their sixteen least hashes once in
/// 10¹⁶ cases.
const SKETCH_HASHES: usize = 16;

/// The number of words in a clean text.
pub(crate) fn word_count(text: &str) -> u64 {
    let mut lexer = Lexer::new(text);
    let mut token = Token::default();
    let mut words = 0;
    while lexer.advance(&mut token) {
        words += 1;
    }
    words
}

/// Returns whether the words of a lead are the first words of the body. The last word of a lead that was `cut` may be the
/// beginning of the body's word. A lead without words repeats nothing.
pub(crate) fn repeats_beginning(lead: &str, body: &str, cut: bool) -> bool {
    let (mut of_lead, mut of_body) = (Lexer::new(lead), Lexer::new(body));
    let (mut word, mut other) = (Token::default(), Token::default());
    let mut more = of_lead.advance(&mut word);
    if !more {
        return false;
    }
    while more {
        if !of_body.advance(&mut other) {
            return false;
        }
        let is_same = word.term == other.term;
        let begins = lead[word.start..word.end].to_lowercase();
        let may_be_half = cut && body[other.start..other.end].to_lowercase().starts_with(&begins);
        more = of_lead.advance(&mut word);
        if !is_same && (more || !may_be_half) {
            return false;
        }
    }
    true
}

/// The least hashes of a text's shingles, rising and each once. Texts of fewer than five words have none.
pub(crate) fn sketch(text: &str) -> Vec<u64> {
    let mut hashes = shingles(text);
    hashes.truncate(SKETCH_HASHES);
    hashes
}

/// The hashes of all shingles of a text, rising and each once.
pub(crate) fn shingles(text: &str) -> Vec<u64> {
    let mut lexer = Lexer::new(text);
    let mut token = Token::default();
    // The hashes of the last words, the latest last.
    let mut window = [0u64; SHINGLE_WORDS];
    let mut words = 0;
    let mut hashes = Vec::new();
    while lexer.advance(&mut token) {
        window.rotate_left(1);
        window[SHINGLE_WORDS - 1] = hash(token.term.bytes());
        words += 1;
        if words >= SHINGLE_WORDS {
            hashes.push(hash(window.iter().flat_map(|word| word.to_le_bytes())));
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The number of values that two rising lists have in common.
pub(crate) fn common(a: &[u64], b: &[u64]) -> usize {
    let (mut a, mut b, mut both) = (a, b, 0);
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        match x.cmp(y) {
            Ordering::Less => a = rest_a,
            Ordering::Greater => b = rest_b,
            Ordering::Equal => {
                both += 1;
                (a, b) = (rest_a, rest_b);
            }
        }
    }
    both
}

/// FNV-1a with the finalizer of SplitMix64, which is the same on every machine and in every version.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    let mut x = bytes
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_that_repeats_the_body_is_recognised() {
        let body = "Chuyển đổi số y tế là nhiệm vụ trọng tâm. Bệnh án điện tử giúp người bệnh.";
        let check = |lead: &str, cut: bool, expected: bool| {
            assert_eq!(repeats_beginning(lead, body, cut), expected, "{lead} {cut}");
        };
        check("Chuyển đổi số y tế là nhiệm vụ trọng tâm.", false, true);
        check("CHUYỂN ĐỔI SỐ, Y TẾ", false, true);
        check("Chuyển đổi số y tế là nhiệm vụ trọng tâm. Bệnh án điện tử giúp người bệnh.", false, true);
        check("Chuyển đổi số y tế là nhiệm vụ trọng tâm. Bệnh án điện tử giúp người bệnh. Hết", false, false);
        check("Chuyển đổi số y t...", true, true);
        check("Chuyển đổi số y t...", false, false);
        check("Chuyển đ số", true, false);
        check("Đổi số y tế", false, false);
        check("Chuyen doi so", false, false);
        check("Chuyển đổi số ngành", true, false);
        check("", false, false);
        check("…", true, false);
        assert!(repeats_beginning("sức khoẻ", "Sức khỏe người dân", false), "the place of the tone mark doesn't count");
        assert!(!repeats_beginning("một", "", false));
    }

    #[test]
    fn words_and_shingles_are_counted() {
        assert_eq!([word_count(""), word_count("Khám, chữa bệnh."), word_count("72-NQ/TW")], [0, 3, 3]);
        assert!(shingles("một hai ba bốn").is_empty());
        assert_eq!(shingles("một hai ba bốn năm").len(), 1);
        assert_eq!(shingles("một hai một hai một hai một").len(), 2, "each once");
        assert_eq!(shingles("Một, hai. Ba bốn năm sáu"), shingles("một hai ba bốn năm sáu"));
        let long: String = (0..60).map(|n| format!("từ{n} ")).collect();
        assert_eq!((shingles(&long).len(), sketch(&long).len()), (56, 16));
        assert_eq!(sketch(&long), shingles(&long)[..16]);
        // A value that must never change: sketches are stored.
        assert_eq!(shingles("một hai ba bốn năm"), [hash_of("một hai ba bốn năm")]);
    }

    fn hash_of(text: &str) -> u64 {
        let words: Vec<u64> = super::super::tokens(text).iter().map(|token| hash(token.term.bytes())).collect();
        hash(words.iter().flat_map(|word| word.to_le_bytes()))
    }

    #[test]
    fn hashes_are_the_same_everywhere() {
        assert_eq!(hash("".bytes()), 0xf52a_15e9_a9b5_e89b);
    }

    #[test]
    fn common_values_are_counted() {
        assert_eq!(common(&[1, 3, 5, 9], &[2, 3, 9, 12]), 2);
        assert_eq!(common(&[], &[1]), 0);
        assert_eq!(common(&[4, 5], &[4, 5]), 2);
    }
}
