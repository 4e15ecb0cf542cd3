//! Days whose month is in words: `12 Tháng 6, 2023`, `June 12, 2023`.

use chrono::NaiveDate;

use super::stamp::{number, strip_prefix_any_case};

/// The text after a word, which ends where its letters end.
pub(super) fn word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    strip_prefix_any_case(text, word).filter(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// `12 Tháng 6, 2023`, `12 tháng sáu năm 2023`, `12 Jun 2023`.
pub(super) fn worded_day(text: &str) -> Option<(NaiveDate, &str)> {
    let (day, rest) = number(text, 1..=2)?;
    let (month, rest) = month(rest.trim_start_matches([' ', '\u{a0}', '-', '.']))?;
    dated(day, month, rest)
}

/// `June 12, 2023`, `Tháng 6 12, 2023`.
pub(super) fn month_first(text: &str) -> Option<(NaiveDate, &str)> {
    let (month, rest) = month(text)?;
    let (day, rest) = number(rest.trim_start(), 1..=2)?;
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|ending| word(rest, ending)).unwrap_or(rest);
    dated(day, month, rest)
}

/// The day whose year is at the start of a text.
fn dated(day: u32, month: u32, text: &str) -> Option<(NaiveDate, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '/'));
    let rest = word(rest, "năm").unwrap_or(rest).trim_start();
    let (year, rest) = number(rest, 4..=4)?;
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
}

/// A month in words: `Tháng 6`, `thg 6`, `Tháng Mười Hai`, `June`, `Jun`.
fn month(text: &str) -> Option<(u32, &str)> {
    // Longer words come before those that they begin with.
    const VIETNAMESE: [(&str, u32); 14] = [
        ("mười hai", 12),
        ("mười một", 11),
        ("mười", 10),
        ("một", 1),
        ("giêng", 1),
        ("hai", 2),
        ("ba", 3),
        ("bốn", 4),
        ("tư", 4),
        ("năm", 5),
        ("sáu", 6),
        ("bảy", 7),
        ("tám", 8),
        ("chín", 9),
    ];
    const ENGLISH: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if let Some(rest) = ["tháng", "thang", "thg", "th"].iter().find_map(|name| strip_prefix_any_case(text, name)) {
        let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '.');
        return number(rest, 1..=2)
            .or_else(|| VIETNAMESE.iter().find_map(|(name, month)| Some((*month, word(rest, name)?))));
    }
    (1..).zip(ENGLISH).find_map(|(month, name)| {
        let short = [name, &name[..3], &name[..name.len().min(4)]];
        Some((month, short.iter().find_map(|name| word(text, name))?))
    })
}
