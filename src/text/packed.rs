//! Words as keys: for whoever looks every word of a text up and spells none.
//!
//! Nearly every syllable fits into a number, so that no form of it need be written down.

use super::alphabet::{Letter, base_byte};
use super::lexer::OPEN_SYLLABLES;

/// Characters of the longest form that fits into a number, the digit of the tone among them.
const SHORT_CHARS_MAX: usize = 8;

/// [`OPEN_SYLLABLES`] as numbers.
const OPEN_SYLLABLES_PACKED: [u64; OPEN_SYLLABLES.len()] = {
    let mut all = [0; OPEN_SYLLABLES.len()];
    let mut n = 0;
    while n < all.len() {
        let mut letters = OPEN_SYLLABLES[n].as_bytes();
        while let [first, rest @ ..] = letters {
            all[n] = all[n] << u8::BITS | *first as u64;
            letters = rest;
        }
        n += 1;
    }
    all
};

/// One form of a word: two words have the same key exactly when that form is spelt the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum PackedForm {
    /// The characters, one byte each, the last one lowest.
    Short(u64),
    /// Longer ones, and other scripts.
    Long(String),
}

impl Default for PackedForm {
    fn default() -> Self {
        PackedForm::Short(0)
    }
}

impl PackedForm {
    /// The key of a form that a token was spelt in.
    pub(crate) fn of(form: &str) -> PackedForm {
        match pack(form) {
            Some(packed) => PackedForm::Short(packed),
            None => PackedForm::Long(form.to_owned()),
        }
    }
}

/// A word of a clean text by its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PackedToken {
    /// Bytes of the clean text.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Counts as the positions of tokens do.
    pub(crate) position: u32,
    /// Whether its first letter is a capital.
    pub(crate) capital: bool,
    pub(crate) form: PackedForm,
}

fn pack(form: &str) -> Option<u64> {
    let mut packed = 0;
    for (n, c) in form.chars().enumerate() {
        if n == SHORT_CHARS_MAX {
            return None;
        }
        packed = packed << u8::BITS | u64::from(base_byte(c)?);
    }
    Some(packed)
}

/// A key in the making, letter by letter.
#[derive(Default)]
pub(super) struct Packed {
    packed: u64,
    chars: usize,
}

impl Packed {
    #[inline(always)]
    pub(super) fn push(&mut self, letter: &Letter) {
        self.packed = self.packed << u8::BITS | u64::from(letter.base_byte());
        self.chars += 1;
    }

    /// Completes it as [`super::lexer`] completes a form; `None` when it is too long.
    #[inline(always)]
    pub(super) fn finish(mut self, tone: u8) -> Option<PackedForm> {
        if self.packed & 0xFF == u64::from(b'y') {
            self.shorten_y();
        }
        if tone != 0 {
            self.packed = self.packed << u8::BITS | u64::from(b'0' + tone);
            self.chars += 1;
        }
        (self.chars <= SHORT_CHARS_MAX).then_some(PackedForm::Short(self.packed))
    }

    fn shorten_y(&mut self) {
        if OPEN_SYLLABLES_PACKED.contains(&self.packed) {
            self.packed += u64::from(b'i');
            self.packed -= u64::from(b'y');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::{Lexer, Token};
    use super::*;

    /// The keys of a text are those of the forms that its tokens are spelt in, at the same places.
    fn check(text: &str) {
        for folded in [false, true] {
            let (mut by_key, mut by_token) = (Lexer::new(text), Lexer::new(text));
            let (mut word, mut token) = (PackedToken::default(), Token::default());
            while by_token.advance(&mut token) {
                assert!(by_key.advance_packed(&mut word, folded), "{text}");
                assert_eq!(word.form, PackedForm::of(if folded { &token.fold } else { &token.term }), "{text}");
                let capital = text[token.start..].starts_with(char::is_uppercase);
                let place = (word.start, word.end, word.position, word.capital);
                assert_eq!(place, (token.start, token.end, token.position, capital), "{text}");
            }
            assert!(!by_key.advance_packed(&mut word, folded), "{text}");
        }
    }

    #[test]
    fn keys_stand_for_forms() {
        for text in [
            "Thứ trưởng Đỗ Xuân Tuyên, kỹ sư; Quý IV. Nghiêng nghiêng NGHIÊNG lý lí hy",
            "72-NQ/TW 1.586 đại biểu 50mg H5N1 QH15Quốc h1 hớ hở h",
            "Stoutraroun telehealth Zürich Hànội 卫生部Bộ m² ﬁ Бюро x\u{323} TP.HCM",
            "",
        ] {
            check(text);
        }
    }

    #[test]
    fn open_syllables_are_packed_as_forms_are() {
        assert_eq!(OPEN_SYLLABLES.map(pack), OPEN_SYLLABLES_PACKED.map(Some));
    }

    #[test]
    fn a_form_is_short_while_it_fits() {
        let check =
            |form: &str, short: bool| assert_eq!(matches!(PackedForm::of(form), PackedForm::Short(_)), short, "{form}");
        check("nghiêng2", true);
        check("nghiênga2", false);
        check("12345678", true);
        check("zürich", false);
    }

    proptest::proptest! {
        #[test]
        fn keys_of_any_text_stand_for_its_forms(text in "[a-zA-ZăÂđĐêôƠưáÀảãạỆýỷ0-9 .,\u{301}\u{323}ü部\n-]{0,60}") {
            check(&text);
        }
    }
}
