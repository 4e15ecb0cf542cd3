//! Ranges of Vietnamese days, as people type them.

use std::fmt;

use chrono::{Datelike, Days as Span, Months, NaiveDate};

use super::PUBLICATION_YEARS;

/// Days from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

/// A date expression that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayError {
    text: String,
}

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a date", self.text)
    }
}

impl std::error::Error for DayError {}

impl Days {
    /// Reads `2026`, `2026-01`, `2026-01-20`, `20/1/2026`, `1/2026`, `today`, `yesterday`, `7d`,
    /// `quý 2/2025` (also `q2/2025`, `quy 2 2025`), `tháng 6/2025`, `năm 2025`, `hôm nay`, `hôm qua`.
    ///
    /// `7d` is the last seven days with today among them.
    pub(crate) fn parse(text: &str, today: NaiveDate) -> Result<Days, DayError> {
        read(&text.trim().to_lowercase(), today).ok_or_else(|| DayError { text: text.trim().to_owned() })
    }

    fn one(day: NaiveDate) -> Days {
        Days { first: day, last: day }
    }

    fn months(year: i32, month: u32, count: u32) -> Option<Days> {
        let first = NaiveDate::from_ymd_opt(year, month, 1).filter(|d| PUBLICATION_YEARS.contains(&d.year()))?;
        Some(Days { first, last: first + Months::new(count) - Span::new(1) })
    }
}

fn read(text: &str, today: NaiveDate) -> Option<Days> {
    match text {
        "today" | "hôm nay" | "hom nay" => return Some(Days::one(today)),
        "yesterday" | "hôm qua" | "hom qua" => return Some(Days::one(today.checked_sub_days(Span::new(1))?)),
        _ => {}
    }
    if let Some(count) = text.strip_suffix('d') {
        let count: u64 = count.parse().ok().filter(|n| (1..=36_600).contains(n))?;
        return Some(Days { first: today.checked_sub_days(Span::new(count - 1))?, last: today });
    }
    read_absolute(text)
}

fn read_absolute(text: &str) -> Option<Days> {
    for word in ["quý", "quy", "q"] {
        if let Some(rest) = text.strip_prefix(word) {
            let [quarter, year] = numbers(rest)?.try_into().ok()?;
            let month = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
            return Days::months(i32::try_from(year).ok()?, month, 3);
        }
    }
    let plain =
        ["tháng", "thang", "năm", "nam", "ngày", "ngay"].iter().find_map(|w| text.strip_prefix(w)).unwrap_or(text);
    match numbers(plain)?.as_slice() {
        [year] => Days::months(i32::try_from(*year).ok()?, 1, 12),
        [year, month] if *year > 31 => Days::months(i32::try_from(*year).ok()?, *month, 1),
        [month, year] => Days::months(i32::try_from(*year).ok()?, *month, 1),
        [a, b, c] => {
            let (year, month, day) = if *a > 31 { (*a, *b, *c) } else { (*c, *b, *a) };
            let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
            PUBLICATION_YEARS.contains(&day.year()).then(|| Days::one(day))
        }
        _ => None,
    }
}

/// One to three numbers divided by `/`, `-`, `.` or blanks; nothing else.
fn numbers(text: &str) -> Option<Vec<u32>> {
    text.trim()
        .split(|c: char| matches!(c, '/' | '-' | '.') || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(|part| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_expressions() {
        let today = NaiveDate::from_ymd_opt(2026, 1, 21).unwrap();
        let cases = [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-01", "2026-01-01", "2026-01-31"),
            ("2024-2", "2024-02-01", "2024-02-29"),
            ("2/2024", "2024-02-01", "2024-02-29"),
            ("tháng 6/2025", "2025-06-01", "2025-06-30"),
            ("năm 2025", "2025-01-01", "2025-12-31"),
            ("2026-01-20", "2026-01-20", "2026-01-20"),
            ("20/1/2026", "2026-01-20", "2026-01-20"),
            ("20.01.2026", "2026-01-20", "2026-01-20"),
            ("today", "2026-01-21", "2026-01-21"),
            ("Hôm qua", "2026-01-20", "2026-01-20"),
            ("7d", "2026-01-15", "2026-01-21"),
            ("quý 2/2025", "2025-04-01", "2025-06-30"),
            ("Quý 4 2025", "2025-10-01", "2025-12-31"),
            ("q1/2025", "2025-01-01", "2025-03-31"),
        ];
        for (text, first, last) in cases {
            let days = Days::parse(text, today).expect(text);
            assert_eq!((days.first.to_string().as_str(), days.last.to_string().as_str()), (first, last), "{text}");
        }
        for bad in [
            "",
            "24",
            "2026-13",
            "2026-02-30",
            "30/2/2026",
            "quý 5/2025",
            "quý 0/2025",
            "x",
            "0d",
            "99999999999d",
            "2026-01-20-1",
            "1/1/24",
            "-",
        ] {
            assert!(Days::parse(bad, today).is_err(), "{bad}");
        }
    }
}
