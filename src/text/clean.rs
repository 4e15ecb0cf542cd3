//! The clean form of a text: what is stored and shown.
//!
//! One Unicode form, one kind of blank, nothing invisible. What the source wrote is otherwise kept:
//! the place of tone marks, i and y, quotes and dashes are never changed.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::invisible::is_invisible;
use super::syllable::is_syllable;

/// Brings one line or paragraph into the clean form; line ends are blanks like any other.
pub(crate) fn clean(text: &str) -> String {
    clean_cow(text).into_owned()
}

/// [`clean`], without a copy when the text is clean already, but for blanks around it.
pub(crate) fn clean_cow(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if is_clean(text) { Cow::Borrowed(text) } else { Cow::Owned(rewrite(text)) }
}

/// What becomes of a character.
enum Fate {
    Keep,
    Blank,
    Drop,
}

fn fate(c: char) -> Fate {
    match c {
        _ if is_plain(c) => Fate::Keep,
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

/// Whether a character is kept, and neither it nor a text of such characters can be composed further. Nearly all characters
/// there are.
fn is_plain(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{AE}'..='\u{2FF}' | '\u{1E00}'..='\u{1EFF}' | '–' | '“' | '”' | '‘' | '’' | '…')
}

/// Whether a text without blanks around it is clean already. It may be clean and the answer still no, when
/// only composing it would show that.
fn is_clean(text: &str) -> bool {
    let (mut after_blank, mut all_plain) = (false, true);
    let visible = text.chars().all(|c| {
        if c == ' ' {
            return !std::mem::replace(&mut after_blank, true);
        }
        after_blank = false;
        let is_plain = is_plain(c);
        all_plain &= is_plain;
        (is_plain || matches!(fate(c), Fate::Keep)) && !matches!(c, 'Ð' | 'ð')
    });
    visible && (all_plain || is_nfc_quick(text.chars()) == IsNormalized::Yes)
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
    let out: String = visible.nfc().collect();
    if out.contains(['Ð', 'ð']) { mend_eth(&out) } else { out }
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
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text), expected, "{text:?}");
        assert_eq!(clean(expected), expected, "twice: {text:?}");
    }

    #[test]
    fn one_unicode_form() {
        check("su\u{31b}\u{301}c kho\u{309}e", "sức khỏe");
        check("Bê\u{323}nh viê\u{323}n", "Bệnh viện");
        check("e\u{323}\u{302} e\u{302}\u{323}", "ệ ệ");
        check("be\u{323}\u{302}nh", "bệnh");
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
    fn plain_characters_are_kept_and_never_composed() {
        use unicode_normalization::char::canonical_combining_class;
        for c in ('\0'..=char::MAX).filter(|c| is_plain(*c)) {
            assert!(matches!(fate(c), Fate::Keep), "{c:?}");
            assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(canonical_combining_class(c), 0, "{c:?}");
        }
    }

    #[test]
    fn a_text_that_counts_as_clean_is_not_changed_by_cleaning() {
        for c in (0..0x3000).filter_map(char::from_u32) {
            for text in [format!("a{c}a"), format!("{c}")] {
                let trimmed = text.trim();
                assert!(!is_clean(trimmed) || rewrite(trimmed) == trimmed, "{c:?} U+{:04X}", u32::from(c));
            }
        }
    }
}
