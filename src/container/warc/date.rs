//! Dates of WARC records, at any precision.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};

/// Reads a date as ISO 8601 writes it, or as fourteen digits; without an offset it is UTC. A date of lower
/// precision gives the beginning of the period that it names. `None` if it names no period.
pub(in crate::container) fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.len() >= 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return of_digits(text);
    }
    let (date, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let date = day(date)?;
    let time = time.trim();
    let offset_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, offset) = time.split_at(offset_at);
    let mut local = date.and_hms_opt(0, 0, 0)?;
    if !clock.is_empty() {
        local = at(date, clock.trim())?;
    }
    let local = local.and_local_timezone(seconds_east(offset)?).single()?;
    Some(local.to_utc())
}

/// `20250301020304`, or fewer digits: year, month, day, hour, minute, second.
fn of_digits(text: &str) -> Option<DateTime<Utc>> {
    let part = |at: usize| text.get(at..at + 2).map_or(Some(0), |digits| digits.parse().ok());
    let date = NaiveDate::from_ymd_opt(text.get(..4)?.parse().ok()?, part(4)?, part(6)?)?;
    Some(date.and_hms_opt(part(8)?, part(10)?, part(12)?)?.and_utc())
}

/// `2025`, `2025-03` or `2025-03-01`.
fn day(text: &str) -> Option<NaiveDate> {
    const YEAR_DIGITS: usize = 4;
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| year.len() == YEAR_DIGITS)?.parse().ok()?;
    let mut part = || parts.next().map_or(Some(1), |part| part.parse().ok());
    let (month, day) = (part()?, part()?);
    if parts.next().is_some() { None } else { NaiveDate::from_ymd_opt(year, month, day) }
}

/// `02`, `02:03`, `02:03:04` or `02:03:04.567` on a day.
fn at(date: NaiveDate, clock: &str) -> Option<NaiveDateTime> {
    const DIGITS: usize = 9;
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let mut parts = clock.split(':');
    let mut part = || parts.next().map_or(Some(0), |part| part.parse().ok());
    let (hour, minute, second): (u32, u32, u32) = (part()?, part()?, part()?);
    let fraction: String = fraction.chars().chain(std::iter::repeat('0')).take(DIGITS).collect();
    // A leap second is the second before it.
    date.and_hms_nano_opt(hour, minute, second.min(59), fraction.parse().ok()?)
}

/// `Z`, nothing, `+07`, `+0700` or `+07:00`.
fn seconds_east(text: &str) -> Option<FixedOffset> {
    let (sign, rest) = match text.trim().as_bytes() {
        [] | [b'Z' | b'z'] => return FixedOffset::east_opt(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let digits: Vec<u8> = rest.iter().copied().filter(|b| *b != b':').collect();
    let number = |digits: &[u8]| str::from_utf8(digits).ok()?.parse::<i32>().ok();
    let (hours, minutes) = match digits.as_slice() {
        [_, _] => (number(&digits)?, 0),
        [_, _, _, _] => (number(&digits[..2])?, number(&digits[2..])?),
        _ => return None,
    };
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}
