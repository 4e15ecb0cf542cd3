//! The clean form of a text: what is stored and shown.
//!
//! One Unicode form, one kind of blank, nothing invisible. What the source wrote is otherwise kept:
//! the place of tone marks, i and y, quotes and dashes are never changed.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

use super::invisible::is_invisible;
use super::syllable::is_syllable;

/// Brings one line or paragraph into the clean form; line ends are blanks like any other.
pub(crate) fn clean(text: &str) -> String {
    clean_cow(text).into_owned()
}

/// [`clean`], without a copy when the text is clean already, but for blanks around it.
pub(crate) fn clean_cow(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_surely_clean(text) { Cow::Borrowed(text) } else { Cow::Owned(rewrite(text)) }
}

/// Cleans a text of several paragraphs: each is one line, one empty line stands between two, blank
/// ones go. Any run of line ends divides paragraphs.
pub(crate) fn clean_paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split(['\n', '\r', '\u{2029}']) {
        let line = clean_cow(line);
        if !line.is_empty() {
            if !out.is_empty() {
                out.push_str("\n\n");
            }
            out.push_str(&line);
        }
    }
    out
}

/// What becomes of a character.
enum Fate {
    Keep,
    Blank,
    Drop,
}

fn fate(c: char) -> Fate {
    match c {
        // Nearly all letters there are.
        '!'..='~' | '\u{AE}'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}' => Fate::Keep,
        // Fillers and the empty Braille cell show as blanks without being whitespace to Unicode.
        '\u{200B}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}' => Fate::Blank,
        _ if c.is_whitespace() => Fate::Blank,
        // Other controls become blanks too: where one is met, a dash, quote or line end of an older
        // encoding was lost, and two words glued together could never be found.
        _ if c.is_control() => Fate::Blank,
        _ if is_invisible(c) => Fate::Drop,
        _ => Fate::Keep,
    }
}

/// Whether a look at the bytes proves the text clean. Only ranges that are certain are let through;
/// a false answer means nothing.
fn is_surely_clean(text: &str) -> bool {
    // One shift for each byte, and no branch that could be guessed wrong: a text is letters of one, two
    // and three bytes in no order.
    let state = text.bytes().fold(BLANK, |state, byte| NEXT[usize::from(byte)] >> (state & STATE));
    text.is_empty() || state & STATE == LETTER
}

/// Where the look stands: behind a character, behind a blank or at the beginning, or within a character
/// of several bytes. Each is the place of its bits in the words of [`NEXT`].
const LETTER: u64 = 0;
const BLANK: u64 = 6;
const BEHIND_C2: u64 = 12;
const BEHIND_C3: u64 = 18;
const ONE_BYTE_LEFT: u64 = 24;
const BEHIND_E1: u64 = 30;
const BEHIND_E2: u64 = 36;
const BEHIND_E2_80: u64 = 42;
const UNSURE: u64 = 48;
/// The bits of a state.
const STATE: u64 = 63;

/// For each byte the states that it leads to, from all states at once.
static NEXT: [u64; 256] = {
    let mut next = [0; 256];
    let mut byte = 0;
    while byte < next.len() {
        let mut state = LETTER;
        while state <= UNSURE {
            next[byte] |= state_behind(byte as u8, state) << state;
            state += BLANK;
        }
        byte += 1;
    }
    next
};

const fn state_behind(byte: u8, state: u64) -> u64 {
    match (state, byte) {
        (LETTER | BLANK, b'!'..=b'~') => LETTER,
        (LETTER, b' ') => BLANK,
        (LETTER | BLANK, 0xC2) => BEHIND_C2,
        (LETTER | BLANK, 0xC3) => BEHIND_C3,
        (LETTER | BLANK, 0xC4..=0xCB) => ONE_BYTE_LEFT,
        (LETTER | BLANK, 0xE1) => BEHIND_E1,
        (LETTER | BLANK, 0xE2) => BEHIND_E2,
        // U+00A1 to U+00FF without soft hyphen, Ð and ð; U+0100 to U+02FF.
        (BEHIND_C2, 0xA1..=0xAC | 0xAE..=0xBF) => LETTER,
        (BEHIND_C3, 0x80..=0x8F | 0x91..=0xAF | 0xB1..=0xBF) => LETTER,
        (ONE_BYTE_LEFT, _) => LETTER,
        // U+1E00 to U+1EFF.
        (BEHIND_E1, 0xB8..=0xBB) => ONE_BYTE_LEFT,
        // U+2010 to U+2027: dashes, quotes, bullets, ellipsis.
        (BEHIND_E2, 0x80) => BEHIND_E2_80,
        (BEHIND_E2_80, 0x90..=0xA7) => LETTER,
        _ => UNSURE,
    }
}

fn rewrite(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    let mut blank = true;
    for c in text.chars() {
        match fate(c) {
            Fate::Keep => {
                visible.push(c);
                blank = false;
            }
            Fate::Blank if !blank => {
                visible.push(' ');
                blank = true;
            }
            Fate::Blank | Fate::Drop => {}
        }
    }
    visible.truncate(visible.trim_end_matches(' ').len());
    if is_surely_clean(&visible) {
        return visible;
    }
    let out = composed(&visible).unwrap_or_else(|| visible.nfc().collect());
    if out.contains(['Ð', 'ð']) { mend_eth(&out) } else { out }
}

/// The composed form of a text in which every mark can be put on the letter before it at once; `None`
/// of any other.
///
/// Letters that took all their marks are what Unicode composes of them, in whatever order those came: no
/// other composed text means the same. What stands between them neither changes nor joins what is before.
fn composed(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            ' '..='~' | '\u{A1}'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2010}'..='\u{2027}' => c,
            '\u{300}'..='\u{36F}' => compose(out.pop()?, c)?,
            _ => return None,
        };
        out.push(c);
    }
    Some(out)
}

/// Puts Đ for Ð where the word then is a Vietnamese syllable ("Ða khoa"), and leaves it where it is
/// not ("Sigurðsson").
fn mend_eth(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphabetic) {
        let (before, word) = rest.split_at(start);
        let (word, after) = word.split_at(word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len()));
        out.push_str(before);
        let mended = word.replace('Ð', "Đ").replace('ð', "đ");
        out.push_str(if mended != word && is_syllable(&mended) { &mended } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        #[test]
        fn marks_are_composed_as_unicode_does(
            parts in vec(select(vec!["a", "e", "o", "u", "U", "y", "ê", "ơ", "ẹ", "x", " ", "Đ", "ø", "“", "…", "Å",
                "\u{300}", "\u{301}", "\u{302}", "\u{306}", "\u{309}", "\u{31b}", "\u{323}", "\u{328}",
                "\u{340}", "\u{344}", "\u{345}", "\u{338}", "\u{212b}", "か\u{3099}", "각"]), 0..8),
        ) {
            let text = parts.concat();
            let whole: String = text.nfc().collect();
            prop_assert_eq!(composed(&text).unwrap_or_else(|| whole.clone()), whole);
        }
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text), expected, "{text:?}");
        assert_eq!(clean(expected), expected, "twice: {text:?}");
    }

    #[test]
    fn one_unicode_form() {
        check("su\u{31b}\u{301}c kho\u{309}e", "sức khỏe");
        check("Bê\u{323}nh viê\u{323}n", "Bệnh viện");
        check("e\u{323}\u{302} e\u{302}\u{323}", "ệ ệ");
        assert_eq!(composed("Bê\u{323}nh viê\u{323}n"), None, "the dot comes before the hat");
        assert_eq!(composed("be\u{323}\u{302}nh").as_deref(), Some("bệnh"));
        // No compatibility forms.
        check("ﬁ ² ½ ① Ａ …", "ﬁ ² ½ ① Ａ …");
    }

    #[test]
    fn one_kind_of_blank() {
        for blank in
            ["\u{a0}", "\u{202f}", "\u{2009}", "\t", "\u{200b}", "\u{3000}", "\r\n", "\u{85}", "\u{2028}", " \u{a0} "]
        {
            check(&format!("{blank}Y{blank}tế{blank}"), "Y tế");
        }
        check("Nguyễn\u{a0}Thị \u{200b}Hoa", "Nguyễn Thị Hoa");
        check(" \u{a0}", "");
    }

    #[test]
    fn nothing_invisible() {
        check("kh\u{ad}ám", "khám");
        check("kh\u{ad}ám\u{200c} \u{200d}bệ\u{2060}nh\u{feff}", "khám bệnh");
        check("\u{202a}Bộ\u{202c} \u{200e}Y tế", "Bộ Y tế");
        check("a\u{0}b\u{1f}c\u{7f}d\u{93}e", "a b c d e");
        // A mark that an invisible character kept apart from its letter joins it.
        check("e\u{200d}\u{301}", "é");
    }

    #[test]
    fn eth_is_mended_in_vietnamese_words_only() {
        check("Ða khoa Ðà Nẵng", "Đa khoa Đà Nẵng");
        check("ÐẠI HỌC ðiều dưỡng, lãnh ðạo", "ĐẠI HỌC điều dưỡng, lãnh đạo");
        check("Sigurðsson Guðrún Ðx", "Sigurðsson Guðrún Ðx");
        check("Ða\u{300}o", "Đào");
    }

    #[test]
    fn the_writing_of_the_source_stays() {
        for text in
            ["khoẻ khỏe uỷ ủy kỹ kĩ", "“a” ‘b’ \"c\" «d»", "72‑NQ/TW – a — b − c", "v.v...", "№ 5 ₫ € Ω 卫生 кто"]
        {
            check(text, text);
        }
        assert!(matches!(clean_cow("Bộ trưởng: “khoẻ” – đẹp…"), Cow::Borrowed(_)));
        assert!(matches!(clean_cow("½ĂŋẦỹ«©» ~"), Cow::Borrowed(_)));
    }

    #[test]
    fn the_quick_look_lets_nothing_through() {
        for c in (0..0x3000).filter_map(char::from_u32) {
            for text in [format!("a{c}a"), format!("{c}")] {
                assert!(!is_surely_clean(&text) || rewrite(&text) == text, "{c:?} U+{:04X}", u32::from(c));
            }
        }
    }

    #[test]
    fn paragraphs_are_divided_by_one_empty_line() {
        let cases =
            [("a\nb", "a\n\nb"), (" a \r\n\r\n\u{a0}\n b\tc \n", "a\n\nb c"), ("", ""), ("\n\n", ""), ("một", "một")];
        for (text, expected) in cases {
            assert_eq!(clean_paragraphs(text), expected);
            assert_eq!(clean_paragraphs(expected), expected);
        }
    }
}
