//! Where in a text the wanted words may start, so that the lexer need not cut and spell all the others.
//!
//! No word crosses a blank, and what is beyond one changes no word: a piece of a text between two blanks can be
//! cut by itself. Nearly all pieces are passed over by the classes of their bytes.
//!
//! This is an optimisation: without it, a search over 10,000 articles that shows 20 of them takes 1.12 to 1.16
//! times as long (pairs of whole commands), because every shown article is searched for the words to mark.

use std::ops::Range;

use super::alphabet::alphabet;
use super::lexer::TOKEN_CHARS_MAX;

/// Finds the pieces of a text in which a word may begin as wanted.
pub(crate) struct WordStarts {
    classes: [u8; 256],
    wanted: [bool; 128],
}

/// What a byte is. Each bit of the low half has one of the high half to itself, [`class::HIGH`] bits up: a
/// byte of this class after a byte of the other class may begin a word.
mod class {
    pub(super) const HIGH: u8 = 4;
    /// Not a letter: a letter after it begins a word.
    pub(super) const BORDER: u8 = 1;
    /// The first byte of a wanted letter or digit, or of one that only the alphabet can decide.
    pub(super) const WANTED: u8 = BORDER << HIGH;
    /// Vietnamese letters of three bytes begin so.
    pub(super) const LONG: u8 = 2;
    /// Behind it, this is no Vietnamese letter.
    pub(super) const NOT_LONG: u8 = LONG << HIGH;
    /// Letters of two bytes begin so, but the signs of multiplication and division as well.
    pub(super) const SIGN: u8 = 4;
    pub(super) const SIGN_END: u8 = SIGN << HIGH;
    /// Every byte.
    pub(super) const ANY: u8 = 8;
    /// What no Vietnamese letter and no mark on one begins with.
    pub(super) const FOREIGN: u8 = ANY << HIGH;
}

impl Default for WordStarts {
    /// For no word yet.
    fn default() -> WordStarts {
        WordStarts { classes: CLASSES, wanted: [false; 128] }
    }
}

impl WordStarts {
    /// Adds the words whose folded form begins as this one does.
    pub(crate) fn want(&mut self, fold: &str) {
        // Other folds begin with bytes that only the alphabet can decide; those are always candidates.
        let Some(first) = fold.bytes().next().filter(u8::is_ascii) else { return };
        self.wanted[usize::from(first)] = true;
        for byte in [first, first.to_ascii_uppercase()] {
            self.classes[usize::from(byte)] |= class::WANTED;
        }
    }

    /// The pieces of a clean text in which a wanted word may begin, in order: all that have one, and a
    /// few that have none. They begin and end at blanks, or at the ends of the text.
    pub(crate) fn pieces<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let bytes = text.as_bytes();
        // A long word is split, and the parts begin after letters.
        let whole = holds_long_word(bytes);
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = if whole { (at == 0).then_some(0) } else { self.next(text, at) }?;
            let start = bytes[..found].iter().rposition(is_blank).map_or(0, |blank| blank + 1);
            let length = if whole { None } else { bytes[found..].iter().position(is_blank) };
            at = length.map_or(bytes.len(), |length| found + length);
            Some(start..at)
        })
    }

    /// The next offset ≥ `at` where a wanted word may start (possibly one byte early). Before `at` there must be
    /// a blank, or the start of the text.
    fn next(&self, text: &str, mut at: usize) -> Option<usize> {
        /// So many bytes are asked at once whether any of them is worth a look.
        const STRIDE: usize = 8;
        let mut before = class::BORDER | class::ANY;
        for stride in text.as_bytes()[at..].chunks_exact(STRIDE) {
            let (entered, mut any) = (before, 0);
            for byte in stride {
                let here = self.classes[usize::from(*byte)];
                any |= (before << class::HIGH) & here;
                before = here;
            }
            let found = if any == 0 { None } else { self.first(text, at..at + STRIDE, entered) };
            if found.is_some() {
                return found;
            }
            at += STRIDE;
        }
        self.first(text, at..text.len(), before)
    }

    /// The first byte, after one of this class, at which a wanted word may begin.
    fn first(&self, text: &str, mut bytes: Range<usize>, mut before: u8) -> Option<usize> {
        bytes.find(|at| {
            let here = self.classes[usize::from(text.as_bytes()[*at])];
            let seen = (before << class::HIGH) & here;
            before = here;
            seen != 0 && (seen != class::WANTED || self.may_begin(text, *at))
        })
    }

    /// Whether a wanted word may begin with this character.
    fn may_begin(&self, text: &str, at: usize) -> bool {
        let (letter, _) = alphabet().look(text, at);
        letter.plain_fold().is_none_or(|fold| self.wanted[usize::from(fold)])
    }
}

/// The classes of all bytes while nothing is wanted.
const CLASSES: [u8; 256] = {
    let mut classes = [class::ANY; 256];
    let mut n = 0;
    while n < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "there are no more bytes")]
        let byte = n as u8;
        classes[n] |= match byte {
            b'a'..=b'z' | b'A'..=b'Z' => 0,
            0..0x80 => class::BORDER,
            // Within a character.
            0x80..0xC0 => 0,
            // à to ý; ă, đ, ĩ; ũ; ơ, ư; combining accents.
            0xC3 => class::SIGN | class::WANTED,
            0xC4..=0xC6 | 0xCC => class::WANTED,
            // ạ to ỹ
            0xE1 => class::LONG | class::WANTED,
            _ => class::FOREIGN,
        };
        // The middle of ạ to ỹ.
        if !matches!(byte, 0xBA | 0xBB) {
            classes[n] |= class::NOT_LONG;
        }
        // The ends of × and ÷.
        if matches!(byte, 0x97 | 0xB7) {
            classes[n] |= class::SIGN_END;
        }
        n += 1;
    }
    classes
};

fn is_blank(byte: &u8) -> bool {
    *byte <= b' '
}

/// Whether a piece may be longer than a word can be.
fn holds_long_word(bytes: &[u8]) -> bool {
    // A piece of as many bytes holds one of these blocks whole.
    const BLOCK: usize = TOKEN_CHARS_MAX / 2;
    bytes.chunks_exact(BLOCK).any(|block| !block.iter().fold(false, |any, byte| any | is_blank(byte)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lexer::{Lexer, tokens};
    use super::super::tests::properties::{any_text, vietnamese};
    use super::super::token::Token;
    use super::*;

    fn word_starts(firsts: &str) -> WordStarts {
        let mut starts = WordStarts::default();
        firsts.chars().for_each(|first| starts.want(&first.to_string()));
        starts
    }

    /// The tokens of the pieces, in the order of the text.
    fn found(text: &str, firsts: &str) -> Vec<Token> {
        let starts = word_starts(firsts);
        let mut found = Vec::new();
        for piece in starts.pieces(text) {
            let (mut lexer, mut token) = (Lexer::within(text, piece), Token::default());
            while lexer.advance(&mut token) {
                found.push(token.clone());
            }
        }
        found
    }

    /// Compares the wanted tokens of the pieces with those of the text.
    fn check(text: &str, firsts: &str) {
        let wanted = |token: &Token| token.fold.starts_with(|first| firsts.contains(first));
        let expected: Vec<Token> = tokens(text).into_iter().filter(wanted).collect();
        let mut found = found(text, firsts);
        found.retain(wanted);
        // The pieces are counted each by itself.
        found.iter_mut().zip(&expected).for_each(|(found, expected)| found.position = expected.position);
        assert_eq!(found, expected, "{text:?}, {firsts}");
    }

    #[test]
    fn no_wanted_word_is_passed_by() {
        let texts = [
            "TP. Hồ Chí Minh: 10.000m2, 5mg “Bệnh-viện” 03Trong 卫b ﬁb. Bộ, bụ̂c bác\n\nbB\u{301}",
            "3×4 b×b a÷b ÷b ñb b\u{301}b 5\u{301}mb \u{301}b (\u{301}b ᴀb ḅ b ẅ ệb bệ €b °b ｂ 𝐛 ᵇ",
            "đĐ dD ðÐ ấb ỹ y ố o ơ ư ũ ĩ ă 1.586b 1.586.b H5N1b5 50mg b",
            "ěb \u{180e}b ẞb ǆb ʹb ͵b ͺb \u{1680}b ⅸb ½b ²b µb",
        ];
        for first in "0123456789abcdefghijklmnopqrstuvwxyzæд卫".chars() {
            for text in texts {
                check(text, &first.to_string());
                check(text, &format!("{first}b"));
            }
        }
        let long = "a".repeat(TOKEN_CHARS_MAX - 1);
        for cut in ["b", "bb", "ab", "abb", "aệ", "\u{301}ab"] {
            check(&format!("{long}{cut}"), "b");
            check(&format!("một hai ba {long}{cut} b"), "eb");
        }
    }

    #[test]
    fn others_are() {
        let check = |firsts: &str, expected: &[&str]| {
            let text = "Đường đến (bệnh) viện, khám-bệnh “b” ấy; xấu nghiêng\nB 12 5b bb\u{301} ab đb";
            assert_eq!(
                word_starts(firsts).pieces(text).map(|piece| &text[piece]).collect::<Vec<_>>(),
                expected,
                "{firsts}"
            );
        };
        check("b", &["(bệnh)", "khám-bệnh", "“b”", "B", "5b", "bb\u{301}"]);
        check("d", &["Đường", "đến", "“b”", "đb"]);
        check("a", &["“b”", "ấy;", "ab"]);
        check("1", &["“b”", "12"]);
        check("", &["“b”"]);
    }

    proptest! {
        #[test]
        fn no_wanted_word_of_any_text_is_passed_by(text in any_text(), more in vietnamese(), firsts in "[a-z0-9]{1,3}") {
            check(&text, &firsts);
            check(&format!("{text} {more}{text}"), &firsts);
        }
    }
}
