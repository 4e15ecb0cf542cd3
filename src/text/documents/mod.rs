//! Official documents in running text and in queries: full numbers ("72-NQ/TW") and short forms
//! ("Nghị quyết 72").
//!
//! Texts and queries are read by the same eyes; they meet in index terms of two sorts. A full number
//! has its [`key`], "72-nq-tw": every part, separators and case aside. A short form has the kind and
//! the number, "nq:72", and the year where one is given, "nq:72:2025". A text is indexed under all
//! that could be asked for; a query asks for the most exact term it gives.

mod kinds;
mod number;

use std::sync::LazyLock;

pub(super) use kinds::KINDS_TOML;
use kinds::Kind;

use super::dates::date_after;
use super::digits::{char_at, char_before, digit_runs, number_at, skip_blanks, word_at, word_before, words_before};
use super::token::Token;
use super::word::{RuleWord, phrase};
use crate::calendar::DOCUMENT_YEARS;

static NUMBER: LazyLock<RuleWord> = LazyLock::new(|| RuleWord::of("số"));
static YEAR: LazyLock<RuleWord> = LazyLock::new(|| RuleWord::of("năm"));
/// What follows the last number of a list: "các Nghị quyết 57 và 59 của Bộ Chính trị".
static AFTER_LIST: LazyLock<Vec<RuleWord>> = LazyLock::new(|| phrase("và của"));

/// A full document number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identifier {
    /// The usual spelling: `72-NQ/TW`, `282/NQ-CP`, `262/2025/QH15`.
    pub(crate) canonical: String,
    /// Bytes of the text, the number alone.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A document named in a text or in a query, by its full number or by a short form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Bytes of the text, with the words for the kind ("Nghị quyết số 72").
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The full number, when it is one.
    pub(crate) identifier: Option<Identifier>,
    /// Whether this surely names a document. Where it may be common words ("kế hoạch 5", "TT 3"), a
    /// query should look for those words as well.
    pub(crate) certain: bool,
    /// Codes of the kinds it may be: two where the number names none ("262/2025/QH15"), or another
    /// than the words before it.
    kinds: Vec<&'static str>,
    /// Without leading zeros.
    number: String,
    year: Option<u32>,
}

impl Mention {
    /// What a text with this mention is indexed under.
    pub(crate) fn index_terms(&self) -> Vec<String> {
        let mut terms: Vec<String> = self.identifier.iter().map(|found| key(&found.canonical)).collect();
        for kind in &self.kinds {
            terms.push(format!("{kind}:{}", self.number));
            terms.extend(self.year.map(|year| format!("{kind}:{}:{year}", self.number)));
        }
        terms
    }

    /// The one term that a query with this mention asks for: a full number finds only itself.
    pub(crate) fn query_term(&self) -> String {
        match (&self.identifier, self.year) {
            (Some(found), _) => key(&found.canonical),
            (None, Some(year)) => format!("{}:{}:{year}", self.kinds[0], self.number),
            (None, None) => format!("{}:{}", self.kinds[0], self.number),
        }
    }
}

/// The full numbers of a text in order, one for each occurrence.
pub(crate) fn identifiers(text: &str) -> Vec<Identifier> {
    mentions(text).into_iter().filter_map(|mention| mention.identifier).collect()
}

/// By this two spellings of one number are compared: no case, no accents, no leading zeros, and one
/// separator, since only the parts distinguish documents. "25-CT/TW" and "25/CT-TTg" differ in theirs.
pub(crate) fn key(canonical: &str) -> String {
    let parts = canonical.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(|part| number::folded_code(without_zeros(part))).collect();
    parts.join("-")
}

/// All documents named in a text, in order and without overlaps.
pub(crate) fn mentions(text: &str) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    for (start, _) in digit_runs(text) {
        let done = out.last().map_or(0, |last| last.end);
        if start < done {
            continue;
        }
        let found = full(text, start, done)
            .or_else(|| without_issuer(text, start, done))
            .or_else(|| short(text, start, done))
            .or_else(|| listed(text, start, out.last()?));
        out.extend(found);
    }
    out
}

fn without_zeros(number: &str) -> &str {
    let bare = number.trim_start_matches('0');
    // "0" itself, and parts that are letters, stay.
    if bare.starts_with(|c: char| c.is_ascii_digit()) { bare } else { number }
}

/// "Nghị quyết số 72-NQ/TW", with or without the words before it.
fn full(text: &str, start: usize, done: usize) -> Option<Mention> {
    let read = number::read(text, start)?;
    let end = read.end;
    let named = name_before(text, start, done);
    let kinds: Vec<&'static str> = match (read.kind(), &named) {
        (Some(kind), Some(named)) if kind.code != named.kind.code => vec![&kind.code, &named.kind.code],
        (Some(kind), _) => vec![&kind.code],
        (None, Some(named)) => vec![&named.kind.code],
        // The National Assembly passes laws and resolutions under one numbering.
        (None, None) if read.codes.len() == 1 => vec!["nq", "luat"],
        // Letters have the issuer where others have the kind.
        (None, None) => vec!["cv"],
    };
    let year = read.year.or_else(|| date_after(text, end));
    Some(Mention {
        start: named.map_or(start, |named| named.start),
        end,
        certain: true,
        kinds,
        number: without_zeros(&read.number).to_owned(),
        year,
        identifier: Some(Identifier { canonical: read.canonical(), start, end }),
    })
}

/// "72-NQ", "Thông tư 43/2025/TT".
fn without_issuer(text: &str, start: usize, done: usize) -> Option<Mention> {
    let (read, kind) = number::read_without_issuer(text, start)?;
    Some(Mention {
        start: name_before(text, start, done).map_or(start, |named| named.start),
        end: read.end,
        identifier: None,
        certain: kind.firm || read.year.is_some(),
        kinds: vec![&kind.code],
        number: without_zeros(&read.number).to_owned(),
        year: read.year,
    })
}

/// "Nghị quyết 72", "Thông tư số 43/2025", "NQ 72", "NQ72".
fn short(text: &str, start: usize, done: usize) -> Option<Mention> {
    let named = name_before(text, start, done)?;
    let (number_end, end, year) = short_number(text, start, named.kind.firm)?;
    Some(Mention {
        start: named.start,
        end,
        identifier: None,
        certain: named.certain || year.is_some(),
        kinds: vec![&named.kind.code],
        number: without_zeros(&text[start..number_end]).to_owned(),
        year,
    })
}

/// A further number of a list: "các Nghị quyết 57, 59, 66 và 68".
fn listed(text: &str, start: usize, last: &Mention) -> Option<Mention> {
    let between = text[last.end..start].trim();
    let joined = matches!(between, "," | ";" | "và" | "va" | ", và" | "&");
    let (number_end, end, year) = short_number(text, start, true)?;
    // A count may follow as well ("Nghị quyết 72, 12 giải pháp"): after a number of the list comes
    // a mark, another number, or one of few words.
    let closed = match char_at(text, skip_blanks(text, end)) {
        None => true,
        Some(c) if c.is_alphabetic() => {
            word_at(text, end).is_some_and(|word| AFTER_LIST.iter().any(|known| known.is(&word)))
        }
        Some(_) => true,
    };
    let fits = joined && closed && last.certain && last.kinds.len() == 1;
    fits.then(|| Mention {
        start,
        end,
        identifier: None,
        certain: true,
        kinds: last.kinds.clone(),
        number: without_zeros(&text[start..number_end]).to_owned(),
        year,
    })
}

/// The number of a short form: its end, the end with the year, and the year. What goes on as
/// another sort of number (a day, an hour, a share, a measure) is none.
fn short_number(text: &str, start: usize, firm: bool) -> Option<(usize, usize, Option<u32>)> {
    let (_, end) = number_at(text, start, 1..=5)?;
    let rest = &text[end..];
    let digit_after = rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    match char_at(text, end) {
        Some('/') => {
            let (year, year_end) = number_at(text, end + 1, 4..=4).filter(|(year, _)| DOCUMENT_YEARS.contains(year))?;
            return Some((end, year_end, Some(year)));
        }
        Some('.' | ':') if digit_after => return None,
        Some(',' | '-' | '–') if digit_after && !firm => return None,
        Some('%' | '°') => return None,
        Some(c) if c.is_alphanumeric() => return None,
        _ => {}
    }
    let year = firm.then(|| year_in_words(text, end)).flatten();
    Some(year.map_or((end, end, None), |(year, year_end)| (end, year_end, Some(year))))
}

/// "năm 2025" right after a number.
fn year_in_words(text: &str, at: usize) -> Option<(u32, usize)> {
    let word = word_at(text, at).filter(|word| YEAR.is(word))?;
    number_at(text, skip_blanks(text, word.end), 4..=4).filter(|(year, _)| DOCUMENT_YEARS.contains(year))
}

/// The words for a kind before a number.
struct Named {
    start: usize,
    kind: &'static Kind,
    certain: bool,
}

/// Finds "Nghị quyết", "nghi quyet số", "NQ", "NQ số" before `number_start`, and "NQ" grown
/// together with it, not reaching back before `done`.
fn name_before(text: &str, number_start: usize, done: usize) -> Option<Named> {
    let glued = char_before(text, number_start)?.is_alphabetic();
    let before = text[..number_start].trim_end();
    let word_end = before.strip_suffix(':').map_or(number_start, str::len);
    let mut word = word_before(text, done, word_end)?;
    let says_number = !glued && NUMBER.is(&word);
    if says_number {
        word = word_before(text, done, word.start)?;
    } else if word_end < number_start {
        // A colon alone begins a list or gives a clock time.
        return None;
    }
    if !glued && kinds::may_end_name(&word) {
        let words = words_before(text, done, word.end, kinds::NAME_WORDS_MAX);
        if let Some((kind, count)) = kinds::named_at_end(&words) {
            let start = words[words.len() - count].start;
            return Some(Named { start, kind, certain: kind.firm || says_number });
        }
    }
    abbreviated(&word, text, says_number)
}

/// "NQ", "NĐ" as a word: in capitals, or in small letters as people type.
fn abbreviated(word: &Token, text: &str, says_number: bool) -> Option<Named> {
    let written = &text[word.start..word.end];
    let one_case = written.chars().all(char::is_uppercase) || written.chars().all(char::is_lowercase);
    let kind = kinds::by_code(&word.fold).filter(|_| one_case && written.chars().nth(1).is_some())?;
    let certain = says_number || kind.sole;
    Some(Named { start: word.start, kind, certain })
}

#[cfg(test)]
mod tests;
