//! What single characters are to the lexer: letter, digit, mark or neither, and how they are spelt
//! in the exact and in the folded form.
//!
//! The letters of Vietnamese are in a table; everything else is computed from the Unicode data,
//! character by character.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::token::Token;
use super::tones::tone_number;

/// What a character does in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharClass {
    /// No part of any word.
    Other,
    /// An ASCII digit.
    Digit,
    Letter,
    /// A letter that is a capital.
    Capital,
    /// Stays with the letter before it: combining accents, vowel signs of other scripts.
    Mark,
    /// A word of its own: scripts written without blanks, one character a concept.
    Ideograph,
}

impl CharClass {
    pub(super) fn is_letter(self) -> bool {
        matches!(self, CharClass::Letter | CharClass::Capital)
    }

    /// Whether a word can begin with it.
    pub(super) fn begins_word(self) -> bool {
        !matches!(self, CharClass::Other | CharClass::Mark)
    }
}

/// A character, as the fast path needs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) kind: CharClass,
    /// Lower case, without any accent: ASCII; 0 where only the slow path can spell the character.
    fold: u8,
    /// Lower case, without the tone: one of the first [`BASE_END`] characters.
    base: u16,
    pub(super) marks: Marks,
}

/// Letters that the table spells have a base below; in UTF-8 it takes two bytes at most.
const BASE_END: u16 = 0x800;

impl Letter {
    /// Whether it is spelt by one character in each form, so that the fast path may be used.
    #[inline(always)]
    pub(super) fn is_plain(&self) -> bool {
        self.fold != 0
    }

    /// Its folded form; `None` where only the slow path can spell it.
    #[inline(always)]
    pub(super) fn plain_fold(&self) -> Option<u8> {
        self.is_plain().then_some(self.fold)
    }

    /// Adds it to the two forms of a word; a plain letter only.
    #[inline(always)]
    pub(super) fn push_forms(&self, token: &mut Token) {
        // The masks change nothing: they spare every letter the tests for longer characters.
        if self.base < 0x80 {
            token.term.push(char::from((self.base & 0x7F) as u8));
        } else {
            token.term.push(char::from_u32(u32::from(self.base & (BASE_END - 1))).unwrap_or_default());
        }
        token.fold.push(char::from(self.fold & 0x7F));
    }
}

/// The tones and accents of a word's letters, as counts in separate bits, so that one addition for each
/// letter makes the marks of a word. No count goes over with [`super::lexer::TOKEN_CHARS_MAX`] letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks(u32);

impl Marks {
    /// The sum of the tones' numbers; then the number of letters with a tone, of letters with an accent, and of digits.
    const TONED: u32 = 1 << 9;
    const ACCENTED: u32 = 1 << 16;
    const DIGIT: u32 = 1 << 23;

    fn of(tone: u8, accented: bool, digit: bool) -> Marks {
        let toned = u32::from(tone != 0) * Marks::TONED;
        Marks(u32::from(tone) + toned + u32::from(accented) * Marks::ACCENTED + u32::from(digit) * Marks::DIGIT)
    }

    /// The one tone of a word, numbered as the VNI keyboard does: 1 sắc, 2 huyền, 3 hỏi, 4 ngã, 5 nặng;
    /// 0 is the level one. `None` where several letters have one.
    #[inline(always)]
    pub(super) fn tone(self) -> Option<u8> {
        let tones = self.0 & (Marks::ACCENTED - 1);
        (tones < 2 * Marks::TONED).then_some((tones & 7) as u8)
    }

    #[inline(always)]
    pub(super) fn accented(self) -> bool {
        self.0 & (Marks::DIGIT - Marks::ACCENTED) != 0
    }

    #[inline(always)]
    pub(super) fn digits(self) -> bool {
        self.0 >= Marks::DIGIT
    }
}

impl std::ops::AddAssign for Marks {
    #[inline(always)]
    fn add_assign(&mut self, other: Marks) {
        self.0 = self.0.wrapping_add(other.0);
    }
}

/// End of the first range of the table: as far as the lead bytes 0xC2 to 0xC9 reach.
const LOW_END: u32 = 0x280;
/// The second range, Latin Extended Additional.
const HIGH: std::ops::Range<u32> = 0x1E00..0x1F00;

pub(super) struct Alphabet {
    low: [Letter; LOW_END as usize],
    high: [Letter; 0x100],
}

/// The small letters of Vietnamese outside of plain ASCII: a letter without accents, and its row,
/// which has the letter with each tone at the number of the tone. Working them out of the Unicode
/// data would take as long as a search, in every run of the program.
const ROWS: [(char, &str); 13] = [
    ('a', "aáàảãạ"),
    ('a', "ăắằẳẵặ"),
    ('a', "âấầẩẫậ"),
    ('d', "đ"),
    ('e', "eéèẻẽẹ"),
    ('e', "êếềểễệ"),
    ('i', "iíìỉĩị"),
    ('o', "oóòỏõọ"),
    ('o', "ôốồổỗộ"),
    ('o', "ơớờởỡợ"),
    ('u', "uúùủũụ"),
    ('u', "ưứừửữự"),
    ('y', "yýỳỷỹỵ"),
];

static ALPHABET: LazyLock<Alphabet> = LazyLock::new(|| {
    let letter = |number: usize| u32::try_from(number).ok().and_then(char::from_u32);
    let by_kind = |number: usize| letter(number).map_or(OTHER, |c| outside(kind(c)));
    let mut alphabet =
        Alphabet { low: std::array::from_fn(by_kind), high: std::array::from_fn(|n| by_kind(HIGH.start as usize + n)) };
    for c in ('0'..='9').chain('a'..='z') {
        alphabet.spell(c, 0, c, c);
    }
    for (fold, row) in ROWS {
        let base = row.chars().next().expect("no row is empty");
        (0..).zip(row.chars()).for_each(|(tone, c)| alphabet.spell(c, tone, base, fold));
    }
    alphabet
});

/// The table, made on first use.
pub(super) fn alphabet() -> &'static Alphabet {
    &ALPHABET
}

impl Alphabet {
    /// Enters how a small letter or a digit is spelt, and the capital with it.
    fn spell(&mut self, small: char, tone: u8, base: char, fold: char) {
        for c in small.to_uppercase().chain([small]) {
            let n = u32::from(c);
            let letter =
                if n < LOW_END { &mut self.low[n as usize] } else { &mut self.high[(n - HIGH.start) as usize] };
            let base = u16::try_from(u32::from(base)).expect("the table spells Latin letters");
            let accented = small != fold;
            let fold = u8::try_from(fold).expect("the table folds to ASCII");
            *letter =
                Letter { kind: letter.kind, fold, base, marks: Marks::of(tone, accented, small.is_ascii_digit()) };
        }
    }

    /// The character that begins at `at`, with its length in bytes; `at` must be a character
    /// boundary before the end of `text`.
    #[inline(always)]
    pub(super) fn look(&'static self, text: &str, at: usize) -> (&'static Letter, usize) {
        let bytes = text.as_bytes();
        let lead = bytes[at];
        if lead < 0x80 {
            return (&self.low[usize::from(lead)], 1);
        }
        if lead < 0xCA {
            let n = (usize::from(lead & 0x1F) << 6) | usize::from(bytes[at + 1] & 0x3F);
            return (&self.low[n], 2);
        }
        if lead == 0xE1 && (0xB8..0xBC).contains(&bytes[at + 1]) {
            let n = (usize::from(bytes[at + 1] & 3) << 6) | usize::from(bytes[at + 2] & 0x3F);
            return (&self.high[n], 3);
        }
        self.look_outside(text, at)
    }

    /// [`Alphabet::look`] for characters that are in neither range.
    #[cold]
    fn look_outside(&'static self, text: &str, at: usize) -> (&'static Letter, usize) {
        let Some(c) = text[at..].chars().next() else { return (&OTHER, 1) };
        let letter = match kind(c) {
            CharClass::Other => &OTHER,
            CharClass::Digit | CharClass::Letter => &const { outside(CharClass::Letter) },
            CharClass::Capital => &const { outside(CharClass::Capital) },
            CharClass::Mark => &const { outside(CharClass::Mark) },
            CharClass::Ideograph => &const { outside(CharClass::Ideograph) },
        };
        (letter, c.len_utf8())
    }
}

/// A character that only the slow path can spell.
const fn outside(kind: CharClass) -> Letter {
    Letter { kind, fold: 0, base: 0, marks: Marks(0) }
}

const OTHER: Letter = outside(CharClass::Other);

/// What any character is.
pub(super) fn kind(c: char) -> CharClass {
    match c {
        '0'..='9' => CharClass::Digit,
        'a'..='z' => CharClass::Letter,
        'A'..='Z' => CharClass::Capital,
        // ASCII, and the dashes, quotation marks and dots that every text has: known without the tables.
        '\0'..='\u{7F}' | '×' | '÷' | '\u{2010}'..='\u{2027}' => CharClass::Other,
        // All letters of the table are, which is made of this.
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c.is_uppercase() => CharClass::Capital,
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => CharClass::Letter,
        _ if is_combining_mark(c) => CharClass::Mark,
        _ if is_ideograph(c) => CharClass::Ideograph,
        _ if c.is_uppercase() => CharClass::Capital,
        _ if c.is_alphanumeric() => CharClass::Letter,
        _ => CharClass::Other,
    }
}

/// Han and kana: no blanks between words, so every character must be findable alone.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
        && c.is_alphanumeric()
}

fn is_latin_mark(c: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&c)
}

/// The plain letter that readers type for one whose stroke isn't a combining mark.
fn without_stroke(c: char) -> char {
    match c {
        'đ' => 'd',
        'ø' => 'o',
        'ł' => 'l',
        'ħ' => 'h',
        'ŧ' => 't',
        'ı' => 'i',
        c => c,
    }
}

/// Lower case, one spelling for look-alikes, still with all accents.
///
/// Eth and African D are what old keyboards gave for đ; here they are that letter everywhere, so
/// that "HÐND" and "HĐND" are one term while the shown text keeps what was written.
fn lower(c: char, mut emit: impl FnMut(char)) {
    for c in c.to_lowercase() {
        emit(match c {
            'ð' | 'ɖ' => 'đ',
            'ς' => 'σ',
            c => c,
        });
    }
}

/// Takes a compatibility character apart ("²", "ﬁ", full-width letters) when what comes out can
/// stand in a word; "½" and its like stay.
fn plain_writing(c: char, emit: &mut impl FnMut(char)) {
    let mut fits = true;
    decompose_compatible(c, |part| fits &= kind(part) != CharClass::Other);
    if fits { decompose_compatible(c, emit) } else { emit(c) }
}

/// Spells any word in both forms, without the table: the toneless letters go to `base`, the
/// unaccented ones to `fold`. Gives the tone and whether there was any accent.
///
/// A word with more than one tone mark keeps them all in `base`, and its tone is 0.
pub(super) fn spell(word: &str, base: &mut String, fold: &mut String) -> (u8, bool) {
    let mut small = String::with_capacity(word.len());
    for c in word.chars() {
        plain_writing(c, &mut |part| lower(part, |l| small.push(l)));
    }
    let parts: Vec<char> = small.nfd().collect();
    let mut tones = parts.iter().filter_map(|&p| tone_number(p));
    let (first, more) = (tones.next().unwrap_or(0), tones.next().is_some());
    base.clear();
    fold.clear();
    if more {
        base.extend(parts.iter().copied().nfc());
    } else {
        base.extend(parts.iter().copied().filter(|&p| tone_number(p).is_none()).nfc());
    }
    fold.extend(parts.iter().copied().filter(|&p| !is_latin_mark(p)).map(without_stroke).nfc());
    let accented = parts.iter().any(|&p| is_latin_mark(p) || without_stroke(p) != p);
    (if more { 0 } else { first }, accented)
}

/// Any word in its folded form.
pub(super) fn fold(word: &str) -> String {
    let (mut base, mut fold) = (String::new(), String::new());
    spell(word, &mut base, &mut fold);
    fold
}

#[cfg(test)]
mod tests {
    use super::super::lexer::TOKEN_CHARS_MAX;
    use super::*;

    #[test]
    fn the_table_spells_as_the_unicode_data_does() {
        let small = ('0'..='9').chain('a'..='z').chain(ROWS.iter().flat_map(|(_, row)| row.chars()));
        let letters: Vec<char> = small.flat_map(|c| c.to_uppercase().chain([c])).collect();
        assert_eq!(letters.iter().filter(|c| !c.is_ascii()).count(), 67 * 2);
        for c in letters {
            let (mut base, mut fold) = (String::new(), String::new());
            let text = c.to_string();
            let (tone, accented) = spell(&text, &mut base, &mut fold);
            let (letter, bytes) = alphabet().look(&text, 0);
            assert!(letter.is_plain() && bytes == text.len(), "{c}");
            assert_eq!(letter.marks.digits(), c.is_ascii_digit(), "{c}");
            let mut looked_up = Token::default();
            letter.push_forms(&mut looked_up);
            let marks = (letter.marks.tone(), letter.marks.accented());
            assert_eq!((marks, looked_up.term, looked_up.fold), ((Some(tone), accented), base, fold), "{c}");
        }
    }

    #[test]
    fn what_is_known_without_the_tables_is_so() {
        let by_tables = |c: char| match c {
            '0'..='9' => CharClass::Digit,
            c if is_combining_mark(c) => CharClass::Mark,
            c if c.is_uppercase() => CharClass::Capital,
            c if c.is_alphanumeric() => CharClass::Letter,
            _ => CharClass::Other,
        };
        let latin = ('\u{C0}'..='\u{24F}').chain('\u{1E00}'..='\u{1EFF}');
        for c in ('\0'..='\u{7F}').chain('\u{2010}'..='\u{2027}').chain(latin) {
            assert_eq!(kind(c), by_tables(c), "{c:?}");
        }
    }

    #[test]
    fn marks_of_a_word_add_up() {
        let check = |word: &str, expected: (Option<u8>, bool, bool)| {
            let mut marks = Marks::default();
            let mut at = 0;
            while at < word.len() {
                let (letter, bytes) = alphabet().look(word, at);
                marks += letter.marks;
                at += bytes;
            }
            assert_eq!((marks.tone(), marks.accented(), marks.digits()), expected, "{word}");
        };
        check("cho", (Some(0), false, false));
        check("đường", (Some(2), true, false));
        check("Hànội", (None, true, false));
        check("QH15", (Some(0), false, true));
        check(&"ệ".repeat(TOKEN_CHARS_MAX), (None, true, false));
        check(&"7".repeat(TOKEN_CHARS_MAX), (Some(0), false, true));
        check(&"đ".repeat(TOKEN_CHARS_MAX), (Some(0), true, false));
    }
}
