//! Full dates in running text, day first.
//!
//! A day and month without a year ("17/1") is no date here, nor is a month alone.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};

use super::digits::{char_at, char_before, digit_runs, number_at, skip_blanks, word_at, word_before};
use super::word::RuleWord;
use crate::calendar::EVENT_YEARS;

static DAY: LazyLock<RuleWord> = LazyLock::new(|| RuleWord::of("ngày"));
static MONTH: LazyLock<RuleWord> = LazyLock::new(|| RuleWord::of("tháng"));
static YEAR: LazyLock<RuleWord> = LazyLock::new(|| RuleWord::of("năm"));

/// All full dates of a text with their byte ranges, in order: `9/9/2025`, `09-09-2025`, `9.9.2025`,
/// `ngày 09 tháng 9 năm 2025`, `ngày 9 tháng 9/2025`, `2025-09-09`. A word "ngày" before a date
/// belongs to its range.
pub(crate) fn dates(text: &str) -> Vec<(Range<usize>, NaiveDate)> {
    let mut out = Vec::new();
    let mut done = 0;
    for (start, _) in digit_runs(text) {
        if start < done || !stands_free(text, start) {
            continue;
        }
        if let Some((day, end)) = date_at(text, start) {
            out.push((with_the_word_day(text, start, done)..end, day));
            done = end;
        }
    }
    out
}

/// The index term of a day, the same however it was written.
pub(crate) fn date_term(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}

/// The year of a date that follows with nothing but "ngày" before it, as behind document numbers.
pub(super) fn date_after(text: &str, at: usize) -> Option<u32> {
    let word = word_at(text, at).filter(|word| DAY.is(word))?;
    let (day, _) = date_at(text, skip_blanks(text, word.end))?;
    u32::try_from(day.year()).ok()
}

/// Whether the digits at `start` begin a number rather than continue one.
fn stands_free(text: &str, start: usize) -> bool {
    match char_before(text, start) {
        None => true,
        Some(c) if c.is_alphanumeric() => false,
        Some('/' | '.') => !text[..start - 1].ends_with(|c: char| c.is_ascii_digit()),
        Some(_) => true,
    }
}

fn date_at(text: &str, start: usize) -> Option<(NaiveDate, usize)> {
    let (day, month, year, end) =
        iso(text, start).or_else(|| numeric(text, start)).or_else(|| in_words(text, start))?;
    // "9.9.2025.1" and "9/9/2025/QĐ" are something else.
    let goes_on = match char_at(text, end) {
        Some('.') => text[end + 1..].starts_with(|c: char| c.is_ascii_digit()),
        Some('/') => true,
        Some(c) => c.is_ascii_digit(),
        None => false,
    };
    if goes_on || !EVENT_YEARS.contains(&year) {
        return None;
    }
    let year = i32::try_from(year).ok()?;
    Some((NaiveDate::from_ymd_opt(year, month, day)?, end))
}

type Parts = (u32, u32, u32, usize);

/// `2025-09-09`
fn iso(text: &str, start: usize) -> Option<Parts> {
    let (year, at) = number_at(text, start, 4..=4)?;
    let (month, at) = number_at(text, at + text[at..].strip_prefix('-').map(|_| 1)?, 2..=2)?;
    let (day, end) = number_at(text, at + text[at..].strip_prefix('-').map(|_| 1)?, 2..=2)?;
    Some((day, month, year, end))
}

/// `9/9/2025`, with the same separator twice and perhaps blanks around it.
fn numeric(text: &str, start: usize) -> Option<Parts> {
    let (day, at) = number_at(text, start, 1..=2)?;
    let (first, at) = separator(text, at)?;
    let (month, at) = number_at(text, at, 1..=2)?;
    let (second, at) = separator(text, at)?;
    let (year, end) = number_at(text, at, 4..=4)?;
    (first == second).then_some((day, month, year, end))
}

fn separator(text: &str, at: usize) -> Option<(char, usize)> {
    let at = skip_blanks(text, at);
    let c = char_at(text, at)?;
    let kind = match c {
        '/' | '.' => c,
        '-' | '\u{2010}'..='\u{2013}' => '-',
        _ => return None,
    };
    Some((kind, skip_blanks(text, at + c.len_utf8())))
}

/// `09 tháng 9 năm 2025`, `9 tháng 9/2025`
fn in_words(text: &str, start: usize) -> Option<Parts> {
    let (day, at) = number_at(text, start, 1..=2)?;
    let word = word_at(text, at).filter(|w| MONTH.is(w))?;
    let (month, at) = number_at(text, skip_blanks(text, word.end), 1..=2)?;
    let year_at = match separator(text, at) {
        Some(('/', after)) => after,
        _ => {
            let comma = text[at..].strip_prefix(',').map_or(at, |_| at + 1);
            word_at(text, comma).filter(|w| YEAR.is(w))?.end
        }
    };
    let (year, end) = number_at(text, skip_blanks(text, year_at), 4..=4)?;
    Some((day, month, year, end))
}

fn with_the_word_day(text: &str, start: usize, not_before: usize) -> usize {
    match word_before(text, not_before, start) {
        Some(word) if DAY.is(&word) => word.start,
        _ => start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_day_first() {
        let cases: [(&str, &[(&str, &str)]); 22] = [
            ("9/9/2025", &[("9/9/2025", "2025-09-09")]),
            ("Chiều 09/10/2025, tại", &[("09/10/2025", "2025-10-09")]),
            ("ngày 09 tháng 9 năm 2025", &[("ngày 09 tháng 9 năm 2025", "2025-09-09")]),
            ("Ngày 9 tháng 9, năm 2025", &[("Ngày 9 tháng 9, năm 2025", "2025-09-09")]),
            ("ngay 09 thang 9 nam 2025", &[("ngay 09 thang 9 nam 2025", "2025-09-09")]),
            ("9 tháng 9/2025", &[("9 tháng 9/2025", "2025-09-09")]),
            ("ngày 9-9-2025.", &[("ngày 9-9-2025", "2025-09-09")]),
            ("ngày 9.9.2025.", &[("ngày 9.9.2025", "2025-09-09")]),
            ("09 / 9 / 2025", &[("09 / 9 / 2025", "2025-09-09")]),
            ("9–9–2025", &[("9–9–2025", "2025-09-09")]),
            ("2025-09-09", &[("2025-09-09", "2025-09-09")]),
            ("27/2/1955-27/2/2026", &[("27/2/1955", "1955-02-27"), ("27/2/2026", "2026-02-27")]),
            ("từ 19/1 - 25/1/2026", &[("25/1/2026", "2026-01-25")]),
            ("1/1/2026, 2/1/2026", &[("1/1/2026", "2026-01-01"), ("2/1/2026", "2026-01-02")]),
            ("17/1", &[]),
            ("tháng 1/2026", &[]),
            ("31/2/2026 0/1/2026 1/13/2026", &[]),
            ("02/2011/TT-BYT 1/2/2011/QĐ", &[]),
            ("9/9-2025 9/9/25 9/9/20255 19.1.2.2025", &[]),
            ("2.1.2025.3", &[]),
            ("x9/9/2025", &[]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            let found = dates(text);
            let shown: Vec<_> = found.iter().map(|(range, day)| (&text[range.clone()], date_term(*day))).collect();
            let shown: Vec<_> = shown.iter().map(|(written, day)| (*written, day.as_str())).collect();
            assert_eq!(shown, expected, "{text}");
        }
    }
}
