//! The grammar of a full document number.
//!
//! Party: number-KIND/ISSUER. State: number/KIND-ISSUER, number/year/KIND-ISSUER, and for letters
//! number/ISSUER-UNIT. National Assembly: number/year/QH15. Blanks may surround separators, and
//! any hyphen or slash will do.

use super::kinds::{self, Kind};
use crate::calendar::DOCUMENT_YEARS;
use crate::text::alphabet::fold;
use crate::text::digits::{char_at, char_before, number_at, skip_blanks};

/// The parts of a number as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    /// "72", "02", "30a".
    pub(super) number: String,
    pub(super) year: Option<u32>,
    /// "NQ" and "TW"; "QH15" alone; "TTLT", "BYT", "BTC".
    pub(super) codes: Vec<String>,
    /// Whether it is written number-KIND/ISSUER.
    party: bool,
    /// Where it ends in the text.
    pub(super) end: usize,
}

const NUMBER_DIGITS_MAX: usize = 5;
const CODE_CHARS_MAX: usize = 12;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    Hyphen,
    Slash,
}

/// Reads the full number that begins with the digits at `start`.
pub(super) fn read(text: &str, start: usize) -> Option<Number> {
    let Parsed { number, tight, capitals } = parse(text, start)?;
    // Small letters and blanks are accepted only next to the abbreviation of a kind.
    let credible = match number.codes.as_slice() {
        [code] => number.year.is_some() && is_assembly(code),
        _ => number.kind().is_some() || (tight && capitals),
    };
    credible.then_some(number)
}

/// Reads a number that stops after its kind: "72-NQ", "43/2025/TT".
pub(super) fn read_without_issuer(text: &str, start: usize) -> Option<(Number, &'static Kind)> {
    let Parsed { number, tight, capitals } = parse(text, start)?;
    let kind = number.kind()?;
    let credible = number.codes.len() == 1 && tight && (capitals || kind.firm);
    credible.then_some((number, kind))
}

/// Anything of a number's shape, with what helps to judge it.
struct Parsed {
    number: Number,
    /// Whether no blanks are in it.
    tight: bool,
    /// Whether there are capitals in its codes.
    capitals: bool,
}

fn parse(text: &str, start: usize) -> Option<Parsed> {
    if !stands_free(text, start) {
        return None;
    }
    let at = number_end(text, start)?;
    let (separator, tight, after) = separator(text, at)?;
    let (year, separator, tight, after) = match year_part(text, separator, after) {
        Some((year, tight_too, after)) => (Some(year), Separator::Slash, tight && tight_too, after),
        None => (None, separator, tight, after),
    };
    let (codes, end, tight) = codes(text, after, tight)?;
    let number = text[start..at].replace('.', "");
    let capitals = text[after..end].contains(char::is_uppercase);
    let party = year.is_none() && (separator == Separator::Hyphen || codes.get(1).is_some_and(|code| code == "TW"));
    Some(Parsed { number: Number { number, year, codes, party, end }, tight, capitals })
}

impl Number {
    /// The kind of document that the first code names, if it does.
    pub(super) fn kind(&self) -> Option<&'static Kind> {
        kinds::by_code(&fold(self.codes.first()?))
    }

    /// The number in its usual spelling: no blanks, one kind of hyphen and slash, Đ for Ð, TW for TƯ.
    pub(super) fn canonical(&self) -> String {
        let mut out = self.number.clone();
        if let Some(year) = self.year {
            out.push_str(&format!("/{year}"));
        }
        for (n, code) in self.codes.iter().enumerate() {
            out.push(if self.party == (n == 0) || n > 1 { '-' } else { '/' });
            out.push_str(code);
        }
        out
    }
}

/// Whether the digits at `start` begin a number. A mark before them may continue one ("9001:2015").
fn stands_free(text: &str, start: usize) -> bool {
    let Some(before) = char_before(text, start) else { return true };
    let earlier = char_before(text, start - before.len_utf8());
    match before {
        '/' | '-' => !earlier.is_some_and(char::is_alphanumeric),
        '.' | ':' | ',' => !earlier.is_some_and(|c| c.is_ascii_digit()),
        c => !c.is_alphanumeric(),
    }
}

/// The end of a number like "72", "1.234" or "30a".
fn number_end(text: &str, start: usize) -> Option<usize> {
    let (_, at) = number_at(text, start, 1..=NUMBER_DIGITS_MAX)?;
    match (char_at(text, at), text[at..].chars().nth(1)) {
        (Some('.'), _) if at - start <= 2 => number_at(text, at + 1, 3..=3).map(|(_, end)| end),
        (Some('a'..='d'), Some('/' | '-')) => Some(at + 1),
        _ => Some(at),
    }
}

/// A hyphen or slash with blanks around it on the same line; whether there were none; and what follows.
fn separator(text: &str, at: usize) -> Option<(Separator, bool, usize)> {
    let mark_at = skip_blanks(text, at);
    let mark = char_at(text, mark_at)?;
    let separator = match mark {
        '-' | '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => Separator::Hyphen,
        '/' | '\u{2044}' | '\u{2215}' | '\u{FF0F}' => Separator::Slash,
        _ => return None,
    };
    let mark_end = mark_at + mark.len_utf8();
    let after = skip_blanks(text, mark_end);
    let same_line = !text[at..after].contains('\n');
    same_line.then_some((separator, mark_at == at && after == mark_end, after))
}

/// The year between two slashes, whether no blanks are around it, and what follows.
fn year_part(text: &str, separator_before: Separator, at: usize) -> Option<(u32, bool, usize)> {
    let (year, end) = number_at(text, at, 4..=4)?;
    let (separator, tight, after) = separator(text, end)?;
    let both = separator_before == Separator::Slash && separator == Separator::Slash;
    (both && DOCUMENT_YEARS.contains(&year)).then_some((year, tight, after))
}

/// The codes at `at`, the end of the last, and whether no blanks are among them. Only the first
/// separator may have blanks: after a whole number a dash begins something else.
fn codes(text: &str, at: usize, mut tight: bool) -> Option<(Vec<String>, usize, bool)> {
    let (first, mut end) = code(text, at)?;
    let mut codes = vec![first];
    while codes.len() < 4 {
        let Some((_, tight_too, after)) = separator(text, end) else { break };
        if !tight_too && codes.len() > 1 {
            break;
        }
        let Some((code, code_end)) = code(text, after) else { break };
        // What follows a blank must not be taken for an issuer when there is a whole number already.
        if !tight_too && is_assembly(&codes[0]) {
            break;
        }
        tight &= tight_too;
        codes.push(code);
        end = code_end;
    }
    Some((codes, end, tight))
}

/// Letters, perhaps followed by digits ("QH15"), in capitals for the most part ("TTg") or all small,
/// as people type; never with a tone mark, for those are words.
fn code(text: &str, at: usize) -> Option<(String, usize)> {
    let run = &text[at..];
    let letters = run.find(|c: char| !c.is_alphabetic()).unwrap_or(run.len());
    let digits = run[letters..].find(|c: char| !c.is_ascii_digit()).unwrap_or(run.len() - letters);
    let end = at + letters + digits;
    let letters = &run[..letters];
    if letters.is_empty() || letters.chars().nth(CODE_CHARS_MAX).is_some() || digits > 2 {
        return None;
    }
    if char_at(text, end).is_some_and(char::is_alphanumeric) || !letters.chars().all(is_code_letter) {
        return None;
    }
    let capitals = letters.chars().filter(|c| c.is_uppercase()).count();
    let small = letters.chars().count() - capitals;
    let begins_large = letters.starts_with(char::is_uppercase);
    if capitals > 0 && !(begins_large && capitals > small) {
        return None;
    }
    let spelt = central(&usual_case(letters).replace('Ð', "Đ"));
    Some((spelt + &run[letters.len()..letters.len() + digits], end))
}

fn is_code_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || "ĐđÐðĂăÂâÊêÔôƠơƯư".contains(c)
}

/// "TƯ" is the other abbreviation of the party's centre, and must not fold to "TU", a province's
/// committee.
fn central(code: &str) -> String {
    code.strip_suffix("TƯ").or_else(|| code.strip_suffix("tư")).map_or(code.to_owned(), |body| format!("{body}TW"))
}

/// Capitals, but for the few codes that are written otherwise even where a headline is all capitals;
/// other small letters among capitals are the issuer's own.
fn usual_case(letters: &str) -> String {
    match letters.to_lowercase().as_str() {
        "ttg" => "TTg".to_owned(),
        "ttr" => "TTr".to_owned(),
        small if small == letters => letters.to_uppercase(),
        _ => letters.to_owned(),
    }
}

/// Whether a code says alone who has decided: the National Assembly or its standing committee.
fn is_assembly(code: &str) -> bool {
    let digits = code.trim_start_matches(|c: char| !c.is_ascii_digit());
    !digits.is_empty() && matches!(&code[..code.len() - digits.len()], "QH" | "UBTVQH")
}

/// A code without case and accents.
pub(super) fn folded_code(code: &str) -> String {
    fold(&central(code))
}
