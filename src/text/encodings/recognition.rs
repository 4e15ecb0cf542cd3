//! Which encoding a text is in, by what its words become.

use std::borrow::Cow;

use super::encoding::{Encoding, is_only_vietnamese};
use crate::text::clean::clean;
use crate::text::syllable::is_syllable;

/// Least number of accented words that must become Vietnamese syllables for an encoding to be recognised.
const SYLLABLES_MIN: usize = 3;

/// Recognises the encoding of texts that belong together; `None` for Unicode, and where too little proves another.
///
/// Texts with letters that only Vietnamese has prove nothing, so a wrong part is found among right ones.
pub(crate) fn recognise<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Encoding> {
    let suspicious: Vec<&str> = texts.filter(|text| is_suspicious(text)).collect();
    if suspicious.is_empty() {
        return None;
    }
    let share = |decode: &dyn Fn(&'a str) -> Cow<'a, str>| {
        suspicious.iter().map(|text| Share::of(&decode(text))).fold(Share::default(), Share::plus)
    };
    let as_is = share(&|text| Cow::Borrowed(text));
    if as_is.is_vietnamese() {
        return None;
    }
    let candidates = Encoding::ALL.map(|encoding| (encoding, share(&|text| encoding.decode(text))));
    let good = candidates.into_iter().filter(|(_, share)| share.is_proof() && share.syllables > as_is.syllables);
    good.max_by_key(|(_, share)| share.syllables).map(|(encoding, _)| encoding)
}

/// A text in Unicode: as it is, or with the lines decoded that are recognisably in another encoding.
pub(crate) fn in_unicode(text: &str) -> Cow<'_, str> {
    let lines = || text.split_inclusive('\n');
    match recognise(lines()) {
        Some(encoding) => Cow::Owned(lines().map(|line| encoding.decode(line)).collect()),
        None => Cow::Borrowed(text),
    }
}

/// Whether a text has accented letters, but none that only Vietnamese has.
fn is_suspicious(text: &str) -> bool {
    !text.is_ascii()
        && !text.chars().any(is_only_vietnamese)
        && text.chars().any(|c| ('\u{A1}'..='\u{FF}').contains(&c))
}

/// How many accented words a text has, and how many of them are Vietnamese syllables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Share {
    words: usize,
    pub(super) syllables: usize,
}

impl Share {
    pub(super) fn of(text: &str) -> Share {
        let parts = text.split(|c: char| c.is_whitespace() || c.is_ascii_punctuation() || c.is_ascii_digit());
        let words = parts.map(|part| part.trim_matches(is_mark)).filter(|word| !word.is_ascii());
        words.fold(Share::default(), |share, word| {
            share.plus(Share { words: 1, syllables: usize::from(is_syllable(&clean(word))) })
        })
    }

    fn plus(self, other: Share) -> Share {
        Share { words: self.words + other.words, syllables: self.syllables + other.syllables }
    }

    /// Whether a text may well be Vietnamese in this encoding.
    fn is_vietnamese(self) -> bool {
        self.syllables * 10 > self.words * 6
    }

    /// Whether a text is surely Vietnamese in this encoding.
    pub(super) fn is_proof(self) -> bool {
        self.syllables >= SYLLABLES_MIN && self.syllables * 10 >= self.words * 8
    }
}

/// Quotes, dashes and other marks around words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '«' | '»' | '\u{FFFD}' | '·') || c.is_ascii_punctuation()
}
