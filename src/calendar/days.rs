//! Ranges of Vietnamese days, as people type them.

use std::fmt;

use chrono::{Datelike, Days as Span, Months, NaiveDate};

use super::TYPED_YEARS;

/// Days from `first` to `last`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Days {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
}

/// A date expression that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DayError {
    /// What was typed.
    pub(crate) text: String,
}

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not a date", self.text)
    }
}

impl std::error::Error for DayError {}

impl Days {
    /// Reads `2026`, `2026-01`, `2026-01-20`, `20/1/2026`, `1/2026`, `today`, `yesterday`, `7d`,
    /// `quý 2/2025` (also `quý II/2025`, `q2/2025`, `2025-Q2`), `tháng 6/2025`, `năm 2025`, `hôm nay`, `hôm qua`, and
    /// this or the last week, month, quarter and year: `tuần này`, `tháng trước`, `last quarter`, `năm ngoái`.
    ///
    /// `7d` is the last seven days with today among them. Weeks begin on Monday.
    pub(crate) fn parse(text: &str, today: NaiveDate) -> Result<Days, DayError> {
        read(&text.trim().to_lowercase(), today).ok_or_else(|| DayError { text: text.trim().to_owned() })
    }

    fn one(day: NaiveDate) -> Days {
        Days { first: day, last: day }
    }

    fn months(year: i32, month: u32, count: u32) -> Option<Days> {
        let first = NaiveDate::from_ymd_opt(year, month, 1).filter(|d| TYPED_YEARS.contains(&d.year()))?;
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
    relative(text, today).or_else(|| quarter(text)).or_else(|| read_absolute(text))
}

/// A stretch of the calendar that has a beginning.
#[derive(Clone, Copy)]
enum Period {
    Week,
    Month,
    Quarter,
    Year,
}

impl Period {
    fn named(word: &str) -> Option<Period> {
        Some(match word {
            "tuần" | "tuan" | "week" => Period::Week,
            "tháng" | "thang" | "month" => Period::Month,
            "quý" | "quy" | "quarter" => Period::Quarter,
            "năm" | "nam" | "year" => Period::Year,
            _ => return None,
        })
    }

    /// The period that a day lies in.
    fn of(self, day: NaiveDate) -> Option<Days> {
        match self {
            Period::Week => {
                let first = day.checked_sub_days(Span::new(u64::from(day.weekday().num_days_from_monday())))?;
                Some(Days { first, last: first.checked_add_days(Span::new(6))? })
            }
            Period::Month => Days::months(day.year(), day.month(), 1),
            Period::Quarter => Days::months(day.year(), (day.month0() / 3) * 3 + 1, 3),
            Period::Year => Days::months(day.year(), 1, 12),
        }
    }
}

/// `tuần này`, `last month`, `năm ngoái`.
fn relative(text: &str, today: NaiveDate) -> Option<Days> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [a, b] = words.as_slice() else { return None };
    let (period, last) = match (Period::named(a), Period::named(b)) {
        // "năm nay" is a year, "tuần nay" is nothing, but nobody means anything else by it.
        (Some(period), None) => (
            period,
            match *b {
                "này" | "nay" => false,
                "trước" | "truoc" | "ngoái" | "ngoai" | "qua" => true,
                _ => return None,
            },
        ),
        (None, Some(period)) => (
            period,
            match *a {
                "this" => false,
                "last" => true,
                _ => return None,
            },
        ),
        _ => return None,
    };
    let this = period.of(today)?;
    if last { period.of(this.first.checked_sub_days(Span::new(1))?) } else { Some(this) }
}

/// `quý 2/2025`, `quý II năm 2025`, `q2/2025`, `2025-Q2`.
fn quarter(text: &str) -> Option<Days> {
    let (before, after) =
        ["quý", "quy", "q"].iter().find_map(|word| text.split_once(word).filter(|(_, rest)| !rest.is_empty()))?;
    let (number, year) = match numbers(before)?.as_slice() {
        [] => {
            let parts = parts(after);
            let (number, year) = match parts.as_slice() {
                [number, year] => (*number, *year),
                [number, "năm" | "nam", year] => (*number, *year),
                _ => return None,
            };
            (number, year.parse().ok()?)
        }
        [year] => (after.trim(), *year),
        _ => return None,
    };
    let quarter: u32 = match number {
        "i" => 1,
        "ii" => 2,
        "iii" => 3,
        "iv" => 4,
        number => number.parse().ok()?,
    };
    let month = quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?;
    Days::months(i32::try_from(year).ok()?, month, 3)
}

fn read_absolute(text: &str) -> Option<Days> {
    let plain =
        ["tháng", "thang", "năm", "nam", "ngày", "ngay"].iter().find_map(|w| text.strip_prefix(w)).unwrap_or(text);
    match numbers(plain)?.as_slice() {
        [year] => Days::months(i32::try_from(*year).ok()?, 1, 12),
        [year, month] if *year > 31 => Days::months(i32::try_from(*year).ok()?, *month, 1),
        [month, year] => Days::months(i32::try_from(*year).ok()?, *month, 1),
        [a, b, c] => {
            let (year, month, day) = if *a > 31 { (*a, *b, *c) } else { (*c, *b, *a) };
            let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
            TYPED_YEARS.contains(&day.year()).then(|| Days::one(day))
        }
        _ => None,
    }
}

/// What `/`, `-`, `.` and blanks divide.
fn parts(text: &str) -> Vec<&str> {
    let divides = |c: char| matches!(c, '/' | '-' | '.') || c.is_whitespace();
    text.split(divides).filter(|part| !part.is_empty()).collect()
}

/// One to three numbers, divided; nothing else.
fn numbers(text: &str) -> Option<Vec<u32>> {
    parts(text).into_iter().map(|part| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?).collect()
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
            ("quý I/2025", "2025-01-01", "2025-03-31"),
            ("Quý IV năm 2024", "2024-10-01", "2024-12-31"),
            ("quy iii 2024", "2024-07-01", "2024-09-30"),
            ("2025-Q1", "2025-01-01", "2025-03-31"),
            ("2025q4", "2025-10-01", "2025-12-31"),
            ("tuần này", "2026-01-19", "2026-01-25"),
            ("tuan truoc", "2026-01-12", "2026-01-18"),
            ("last week", "2026-01-12", "2026-01-18"),
            ("Tháng này", "2026-01-01", "2026-01-31"),
            ("tháng trước", "2025-12-01", "2025-12-31"),
            ("this quarter", "2026-01-01", "2026-03-31"),
            ("quý trước", "2025-10-01", "2025-12-31"),
            ("năm nay", "2026-01-01", "2026-12-31"),
            ("năm ngoái", "2025-01-01", "2025-12-31"),
            ("last month", "2025-12-01", "2025-12-31"),
            ("1945-09-02", "1945-09-02", "1945-09-02"),
            ("2/9/1945", "1945-09-02", "1945-09-02"),
            ("1010", "1010-01-01", "1010-12-31"),
            ("31/12/9999", "9999-12-31", "9999-12-31"),
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
            "quý V/2025",
            "2025-Q5",
            "2025-Q",
            "q",
            "1 2025-Q1",
            "tuần",
            "tuần sau",
            "last",
            "this that",
            "x",
            "0d",
            "99999999999d",
            "2026-01-20-1",
            "1/1/24",
            "999",
            "0999-01-01",
            "10000-01-01",
            "-",
        ] {
            assert!(Days::parse(bad, today).is_err(), "{bad}");
        }
    }
}
