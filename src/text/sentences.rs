//! Where sentences end, and which full stops only abbreviate a word.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

/// The lists of abbreviated words.
pub(super) const FULL_STOPS: &str = include_str!("full_stops.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StopLists {
    titles: Vec<String>,
    others: Vec<String>,
}

/// Words that are written with a full stop.
struct FullStops {
    titles: Vec<String>,
    as_written: FxHashSet<String>,
    lower_case: FxHashSet<String>,
}

static WORDS: LazyLock<FullStops> = LazyLock::new(|| {
    let lists: StopLists = toml::from_str(FULL_STOPS).expect("the embedded lists are checked by a test");
    let as_written: FxHashSet<String> = lists.titles.iter().cloned().chain(lists.others).collect();
    let lower_case = as_written.iter().map(|word| word.to_lowercase()).collect();
    FullStops { titles: lists.titles, as_written, lower_case }
});

/// Titles that are written with a full stop: "PGS", "BS".
pub(crate) fn abbreviated_titles() -> impl Iterator<Item = &'static str> {
    WORDS.titles.iter().map(String::as_str)
}

/// Whether a full stop after this word abbreviates it rather than ends a sentence: titles,
/// administrative units, initials.
///
/// Single capitals that name vitamins, types of hepatitis and quarters ("viêm gan B", "quý I") don't
/// count as initials.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(initial), None) => initial.is_uppercase() && !matches!(initial, 'A'..='E' | 'I' | 'K' | 'V' | 'X'),
        (Some(first), Some(_)) => {
            WORDS.as_written.contains(word) || (first.is_uppercase() && WORDS.lower_case.contains(&word.to_lowercase()))
        }
        (None, _) => false,
    }
}

/// The end of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SentenceEnd {
    /// The byte after the mark.
    pub(crate) mark: usize,
    /// The byte after the quotes and brackets that close with the sentence.
    pub(crate) closers: usize,
}

/// The marks that may end a sentence.
pub(crate) const SENTENCE_MARKS: [char; 4] = ['.', '!', '?', '…'];

/// The end of the sentence whose mark begins at the byte `at`; `None` where the mark ends no sentence.
///
/// A mark ends a sentence before a blank and something that may begin the next one: anything but a
/// small letter. A full stop after an abbreviation ends none ("TP. Hồ Chí Minh", "GS. TS").
pub(crate) fn sentence_end(text: &str, at: usize) -> Option<SentenceEnd> {
    let mark = text.get(at..)?.chars().next().filter(|c| SENTENCE_MARKS.contains(c))?;
    let mark_end = at + mark.len_utf8();
    let rest = &text[mark_end..];
    let after = rest.trim_start_matches(['”', '"', '’', ')', ']', '»']);
    let next = after.trim_start();
    let ends = next.len() < after.len()
        && next.starts_with(|c: char| !c.is_lowercase())
        && !(mark == '.' && is_abbreviation(last_word(&text[..at])));
    ends.then_some(SentenceEnd { mark: mark_end, closers: mark_end + rest.len() - after.len() })
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_known_in_every_case_that_occurs() {
        for word in ["TP", "Tp", "tp", "ThS", "Ths", "THS", "TTƯT", "Bs", "H", "Q", "P", "TSKH", "Tr"] {
            assert!(is_abbreviation(word), "{word}");
        }
        for word in ["", "B", "I", "V", "bs", "no", "ts", "th", "năm", "Huế", "h"] {
            assert!(!is_abbreviation(word), "{word}");
        }
    }

    #[test]
    fn a_sentence_ends_at_a_mark_before_something_that_can_begin_one() {
        let cases = [
            ("Một câu. Hai", Some("Một câu.")),
            ("“Phải làm.” Bộ", Some("“Phải làm.”")),
            ("(Ảnh: A.) Bộ", Some("(Ảnh: A.)")),
            ("Hết… Rồi", Some("Hết…")),
            ("Số ca tăng. 20 xã", Some("Số ca tăng.")),
            ("viêm gan B. Thứ trưởng", Some("viêm gan B.")),
            ("Tại TP. Huế", None),
            ("GS. Trần A", None),
            ("một. hai", None),
            ("1.500 ca", None),
            ("Hết.", None),
            ("Hết. ", None),
        ];
        for (text, expected) in cases {
            let end = text.match_indices(SENTENCE_MARKS).find_map(|(at, _)| sentence_end(text, at));
            assert_eq!(end.map(|end| &text[..end.closers]), expected, "{text}");
        }
        assert_eq!(sentence_end("“A.” B", "“A".len()), Some(SentenceEnd { mark: 5, closers: 8 }));
        assert_eq!(sentence_end("a b", 1), None);
    }
}
