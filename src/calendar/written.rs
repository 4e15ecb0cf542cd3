//! Moments as programs and people write them, in whatever order and with whatever offset.
//!
//! The parts of a date (weekday, day, clock, offset) are read one after the other, each at most once. Text that is none of
//! them makes the whole unreadable: half a date would be a wrong one.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime, TimeZone};

use super::stamp::{number, strip_prefix_any_case, weekday};
use super::worded::{month_first, word, worded_day};
use super::{Moment, PUBLICATION_YEARS, start_of, vietnam_offset};

/// Longest text that may be a date, in bytes.
const DATE_BYTES_MAX: usize = 100;
/// Furthest that a clock is from UTC anywhere, in hours.
const OFFSET_HOURS_MAX: u32 = 14;

/// Reads a moment in any of the forms that records contain: RFC 3339 and ISO 8601, RFC 2822, and what Vietnamese sites
/// print, such as `Thứ hai, 12/6/2023, 09:15 (GMT+7)` or `12 Tháng 6, 2023`.
///
/// A time without an offset is Vietnam time, a day without a time begins at midnight there, the second 60 is 59, and
/// fractions of a second are dropped. `None` for anything else, for months and years alone, and for years outside of
/// [`PUBLICATION_YEARS`]. The weekday isn't compared with the day.
pub(crate) fn read_moment(text: &str) -> Option<Moment> {
    if text.len() > DATE_BYTES_MAX {
        return None;
    }
    let mut parts = DateParts::default();
    let mut rest = separated(text);
    while !rest.is_empty() {
        rest = separated(parts.take(rest)?);
    }
    parts.moment()
}

/// What has been read of a date so far.
#[derive(Default)]
struct DateParts {
    weekday: bool,
    day: Option<NaiveDate>,
    clock: Option<NaiveTime>,
    marked: bool,
    offset: Option<FixedOffset>,
}

impl DateParts {
    /// Reads the part at the start of a text and returns what follows it.
    fn take<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        if self.day.is_none()
            && let Some((found, rest)) = day(text)
        {
            self.day = Some(found);
            // "2026-01-21T14:03"
            let after = rest.strip_prefix(['T', 't']);
            return Some(after.filter(|after| after.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(rest));
        }
        if self.clock.is_none()
            && let Some((found, rest)) = clock(text)
        {
            self.clock = Some(found);
            return Some(rest);
        }
        if let Some(clock) = self.clock.filter(|_| !self.marked)
            && let Some((moved, rest)) = half_of_day(clock, text)
        {
            (self.clock, self.marked) = (Some(moved), true);
            return Some(rest);
        }
        if self.day.is_some()
            && self.offset.is_none()
            && let Some((found, rest)) = offset(text)
        {
            self.offset = Some(found);
            return Some(rest);
        }
        if !self.weekday
            && let Some(rest) = any_weekday(text)
        {
            self.weekday = true;
            return Some(rest);
        }
        ["ngày", "lúc", "vào", "at", "on"].iter().find_map(|filler| word(text, filler))
    }

    fn moment(self) -> Option<Moment> {
        let day = self.day.filter(|day| PUBLICATION_YEARS.contains(&day.year()))?;
        let Some(clock) = self.clock else { return Some(start_of(day)) };
        let offset = self.offset.unwrap_or_else(vietnam_offset);
        let moment = offset.from_local_datetime(&day.and_time(clock)).single()?.with_timezone(&vietnam_offset());
        PUBLICATION_YEARS.contains(&moment.year()).then_some(moment)
    }
}

/// The text after what may separate two parts. A hyphen separates only before a blank: `-07:00` is an offset.
fn separated(text: &str) -> &str {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | '|' | '(' | ')' | '.' | '·' | '–')
        });
        let trimmed = match trimmed.strip_prefix('-') {
            Some(after) if after.starts_with(char::is_whitespace) => after,
            _ => trimmed,
        };
        if trimmed.len() == rest.len() {
            return rest;
        }
        rest = trimmed;
    }
}

fn any_weekday(text: &str) -> Option<&str> {
    const SHORT: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let long = weekday(text).map(|(_, rest)| rest).filter(|rest| !rest.starts_with(char::is_alphanumeric));
    long.or_else(|| SHORT.iter().find_map(|short| word(text, short)))
}

/// A day in numbers or with a month in words.
fn day(text: &str) -> Option<(NaiveDate, &str)> {
    numeric_day(text).or_else(|| worded_day(text)).or_else(|| month_first(text))
}

/// `2026-01-21`, `2026/1/21`, `21/01/2026`, `21.1.2026`, `20260121`.
fn numeric_day(text: &str) -> Option<(NaiveDate, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 8 {
        let (day, rest) = text.split_at(digits);
        return Some((NaiveDate::parse_from_str(day, "%Y%m%d").ok()?, rest));
    }
    let (first, rest) = number(text, 1..=4)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.'))?;
    let (month, rest) = number(&rest[1..], 1..=2)?;
    let (last, rest) = number(rest.strip_prefix(separator)?, 1..=4)?;
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (year, day) = match digits {
        4 => (first, last),
        1 | 2 if last > 31 => (last, first),
        _ => return None,
    };
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
}

/// `9:15`, `09:15:00`, `09:15:00.123`, `9h15`, `9 giờ 15 phút`, `091500`.
fn clock(text: &str) -> Option<(NaiveTime, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 6 || digits == 4 {
        let (hour, minute) = (text[..2].parse().ok()?, text[2..4].parse().ok()?);
        let second = if digits == 6 { text[4..6].parse().ok()? } else { 0 };
        return Some((time(hour, minute, second)?, &text[digits..]));
    }
    let (hour, rest) = number(text, 1..=2)?;
    if let Some(rest) = rest.strip_prefix(':') {
        let (minute, rest) = number(rest, 2..=2)?;
        let (second, rest) = match rest.strip_prefix(':') {
            Some(rest) => number(rest, 2..=2)?,
            None => (0, rest),
        };
        let fraction = rest.strip_prefix(['.', ',']).map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        let rest = fraction.filter(|after| after.len() + 1 < rest.len()).unwrap_or(rest);
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        return Some((time(hour, minute, second)?, rest));
    }
    let rest = rest.trim_start();
    let rest = ["giờ", "h", "g"].iter().find_map(|unit| strip_prefix_any_case(rest, unit))?;
    let (minute, rest) = number(rest.trim_start(), 1..=2).unwrap_or((0, rest));
    let rest =
        ["phút", "p", "'"].iter().find_map(|unit| strip_prefix_any_case(rest.trim_start(), unit)).unwrap_or(rest);
    (!rest.starts_with(char::is_alphanumeric)).then_some((time(hour, minute, 0)?, rest))
}

/// A time of day. A leap second counts as the one before it.
fn time(hour: u32, minute: u32, second: u32) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(hour, minute, if second == 60 { 59 } else { second })
}

/// The clock after AM, PM, SA or CH; from 13 o'clock on these say nothing.
fn half_of_day(clock: NaiveTime, text: &str) -> Option<(NaiveTime, &str)> {
    use chrono::Timelike;
    let find = |names: &[&str]| names.iter().find_map(|name| word(text, name));
    if let Some(rest) = find(&["AM", "SA", "a.m", "sáng"]) {
        let hour = if clock.hour() == 12 { 0 } else { clock.hour() };
        return Some((clock.with_hour(hour)?, rest));
    }
    let rest = find(&["PM", "CH", "p.m", "chiều", "tối"])?;
    let hour = if clock.hour() < 12 { clock.hour() + 12 } else { clock.hour() };
    Some((clock.with_hour(hour)?, rest))
}

/// `Z`, `UTC`, `GMT+7`, `+07:00`, `+0700`, `+07`, `-5`, and the names of RFC 2822.
fn offset(text: &str) -> Option<(FixedOffset, &str)> {
    const NAMES: [(&str, i32); 13] = [
        ("UTC", 0),
        ("GMT", 0),
        ("UT", 0),
        ("Z", 0),
        ("ICT", 7),
        ("EST", -5),
        ("EDT", -4),
        ("CST", -6),
        ("CDT", -5),
        ("MST", -7),
        ("MDT", -6),
        ("PST", -8),
        ("PDT", -7),
    ];
    let named = NAMES.iter().find_map(|(name, hours)| Some((FixedOffset::east_opt(hours * 3600)?, word(text, name)?)));
    match named {
        Some((zone, rest)) if zone.local_minus_utc() == 0 => Some(signed(rest.trim_start()).unwrap_or((zone, rest))),
        Some(found) => Some(found),
        None => signed(text),
    }
}

/// `+07:00`, `+0700`, `+07`, `+7`, `−5`.
fn signed(text: &str) -> Option<(FixedOffset, &str)> {
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '-' | '−'))?;
    let digits = &text[sign.len_utf8()..];
    let (hours, rest) = number(digits, 1..=2)?;
    let minutes = number(rest.strip_prefix(':').unwrap_or(rest), 2..=2);
    let (minutes, rest) = minutes.unwrap_or((0, rest));
    if hours > OFFSET_HOURS_MAX || minutes > 59 || rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let seconds = (hours * 3600 + minutes * 60).cast_signed();
    Some((FixedOffset::east_opt(if sign == '+' { seconds } else { -seconds })?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(read_moment(text).map(|moment| moment.to_rfc3339()).as_deref(), expected, "{text}");
    }

    #[test]
    fn moments_with_an_offset() {
        for text in [
            "2023-06-12T09:15:00+07:00",
            "2023-06-12T02:15:00Z",
            "2023-06-12T09:15:00+0700",
            "2023-06-12T09:15:00+07",
            "2023-06-12T09:15+7",
            "2023-06-12t02:15:00z",
            "2023-06-12 02:15:00 +0000",
            "2023-06-12 02:15:00 UTC",
            "2023-06-12T02:15:00.000Z",
            "2023-06-12T09:15:00,5+07:00",
            "2023-06-12T07:45:00+05:30",
            "2023-06-11T19:15:00-07:00",
            "20230612T021500Z",
            "Mon, 12 Jun 2023 02:15:00 GMT",
            "12 Jun 2023 02:15 +0000",
            "Sun, 11 Jun 2023 22:15:00 EDT",
            "Monday, 12-Jun-2023 02:15:00 UTC",
            "Mon Jun 12, 2023 02:15 GMT",
            "Thứ hai, 12/6/2023, 09:15 (GMT+7)",
            "Thứ Hai, ngày 12/06/2023 09:15 GMT+7",
            "12/6/2023 | 9:15 SA (UTC+07:00)",
        ] {
            check(text, Some("2023-06-12T09:15:00+07:00"));
        }
    }

    #[test]
    fn times_without_an_offset_are_vietnams() {
        for text in [
            "2023-06-12T09:15:00",
            "2023-06-12 09:15",
            "2023/6/12 9:15",
            "2023-06-12T09:15:00.123456",
            "12/06/2023 - 09:15",
            "12/06/2023 | 09:15 AM",
            "09:15 12/06/2023",
            "09:15 | 12-06-2023",
            "9h15 ngày 12/6/2023",
            "9 giờ 15 phút, ngày 12 tháng 6 năm 2023",
            "Thứ Hai, 12 Tháng Sáu, 2023 9:15 AM",
            "June 12th, 2023 at 09:15",
            "Thứ hai, 12.6.2023, 09g15",
        ] {
            check(text, Some("2023-06-12T09:15:00+07:00"));
        }
        check("12/6/2023 3:05 CH", Some("2023-06-12T15:05:00+07:00"));
        check("12/6/2023 14:05 PM", Some("2023-06-12T14:05:00+07:00"));
        check("12/6/2023 12:05 AM", Some("2023-06-12T00:05:00+07:00"));
    }

    #[test]
    fn days_begin_at_midnight_in_vietnam() {
        for text in [
            "2023-06-12",
            "12/6/2023",
            "20230612",
            "12 Tháng 6, 2023",
            "12 tháng sáu năm 2023",
            "12 thg 6, 2023",
            "ngày 12 tháng 6 năm 2023",
            "Thứ hai, 12/06/2023",
            "June 12, 2023",
            "12 Jun 2023",
            " 12.06.2023. ",
            "2023-06-12Z",
            "2023-06-12+07:00",
        ] {
            check(text, Some("2023-06-12T00:00:00+07:00"));
        }
        check("24 tháng mười hai 2023", Some("2023-12-24T00:00:00+07:00"));
        check("Chủ nhật, 5 tháng Một 2025", Some("2025-01-05T00:00:00+07:00"));
    }

    #[test]
    fn no_second_is_the_sixtieth() {
        check("2023-06-12T09:15:60Z", Some("2023-06-12T16:15:59+07:00"));
        check("2016-12-31T23:59:60.5Z", Some("2017-01-01T06:59:59+07:00"));
        check("12/6/2023 09:15:60", Some("2023-06-12T09:15:59+07:00"));
        check("2023-06-12T09:15:61Z", None);
        check("2023-06-12T09:60:00Z", None);
        check("2023-06-12T24:00:00Z", None);
    }

    #[test]
    fn what_is_no_moment_is_not_read_in_half() {
        for text in [
            "",
            " ",
            "2023",
            "2023-06",
            "6/2023",
            "tháng 6/2023",
            "today",
            "7d",
            "09:15",
            "Thứ hai",
            "12/6",
            "12/6/23",
            "2023-13-12",
            "31/2/2023",
            "2023-06-12T9",
            "2023-06-12 09:15 10:20",
            "12/6/2023 13/6/2023",
            "2023-06-12T09:15:00+25:00",
            "2023-06-12T09:15:00 Sài Gòn",
            "trước ngày 12/6/2023",
            "0026-01-01",
            "9999-01-01T00:00:00Z",
            "1686535200",
            "12 Tháng 13, 2023",
            "2023-06-12abc",
            "12/6/20235",
        ] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_not(text in "\\PC{0,40}") {
            read_moment(&text);
        }

        #[test]
        fn pieces_of_dates_in_any_order_are_read_or_not(
            pieces in proptest::collection::vec(
                proptest::sample::select(vec![
                    "12", "6", "2023", "/", "-", ":", "T", "Z", "+", "07", "tháng", "Thứ", "hai", "năm", " ", ",", "(",
                    "GMT", "giờ", "h", "AM", "Jun", "60", "ệ", "\u{a0}", "é", "20230612",
                ]),
                0..14,
            ),
        ) {
            read_moment(&pieces.concat());
        }

        #[test]
        fn every_moment_is_read_back(seconds in 631_300_000_i64..4_102_400_000, hours in -12_i32..=14) {
            let offset = FixedOffset::east_opt(hours * 3600).unwrap();
            let moment = offset.timestamp_opt(seconds, 0).unwrap();
            for form in ["%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%d %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %z", "%d/%m/%Y %H:%M:%S (GMT%:z)"] {
                let text = moment.format(form).to_string();
                prop_assert_eq!(read_moment(&text), Some(moment.with_timezone(&vietnam_offset())), "{}", text);
            }
        }
    }
}
