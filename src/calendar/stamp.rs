//! The stamps that the portal prints beside its articles.
//!
//! Two rules, both settled by the portal's own pages. Lists print the *UTC* clock beside the
//! *Vietnamese* weekday, so the weekday is the check, never the source. Articles print the
//! Vietnamese clock with an AM/PM marker that is mere decoration from 13 o'clock on.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeZone, Weekday};

use super::{Moment, PUBLICATION_YEARS, moment, vietnam_offset};

/// A date as a list prints it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ListingStamp {
    pub(crate) published: Moment,
    /// Whether the printed weekday is the one of `published`.
    pub(crate) weekday_agrees: bool,
    /// Whether the weekday fits only when the printed clock is read as Vietnam's: a sign that the
    /// portal has changed its ways.
    pub(crate) only_literal_fits: bool,
}

/// Reads "Thứ Tư, ngày 21/01/2026 07:03" or "Saturday 2025-06-14 01:11" at the start of a text,
/// and gives the rest of the text with it. The abstract may follow without a blank: the minute has
/// two digits, always.
pub(crate) fn listing_stamp(text: &str) -> Option<(ListingStamp, &str)> {
    let text = text.trim_start();
    let (weekday, rest) = weekday(text)?;
    let rest = rest.trim_start_matches(',').trim_start();
    let rest = rest.strip_prefix("ngày").unwrap_or(rest).trim_start();
    let (date, rest) = date(rest)?;
    let (hour, minute, rest) = clock(rest.trim_start())?;
    let printed = date.and_hms_opt(hour, minute, 0)?;
    Some((judge(weekday, printed), rest))
}

fn judge(weekday: Weekday, printed: NaiveDateTime) -> ListingStamp {
    let published = vietnam_offset().from_utc_datetime(&printed);
    let weekday_agrees = published.weekday() == weekday;
    ListingStamp { published, weekday_agrees, only_literal_fits: !weekday_agrees && printed.weekday() == weekday }
}

/// Reads "21/01/2026 | 14:03 PM" or "29/04/2026 08:30 AM" (the whole text): Vietnam time.
///
/// From 13 on the marker says nothing; below it means the 12-hour clock.
pub(crate) fn article_stamp(text: &str) -> Option<Moment> {
    let (date, rest) = date(text.trim())?;
    let rest = rest.trim_start().trim_start_matches('|').trim_start();
    let (hour, minute, rest) = clock(rest)?;
    // The bridge may print seconds; they are not kept.
    let rest = rest.strip_prefix(':').map_or(rest, |r| r.trim_start_matches(|c: char| c.is_ascii_digit()));
    let hour = match (hour, rest.trim().to_ascii_uppercase().as_str()) {
        (_, "") | (13.., "AM" | "PM" | "SA" | "CH") => hour,
        (12, "AM" | "SA") => 0,
        (12, "PM" | "CH") => 12,
        (_, "AM" | "SA") => hour,
        (_, "PM" | "CH") => hour + 12,
        _ => return None,
    };
    moment(date.year(), date.month(), date.day(), hour, minute)
}

/// Vietnamese and English names of weekdays; "Bẩy" is how the portal spells Saturday.
const WEEKDAYS: [(&str, Weekday); 15] = [
    ("Thứ Hai", Weekday::Mon),
    ("Thứ Ba", Weekday::Tue),
    ("Thứ Tư", Weekday::Wed),
    ("Thứ Năm", Weekday::Thu),
    ("Thứ Sáu", Weekday::Fri),
    ("Thứ Bẩy", Weekday::Sat),
    ("Thứ Bảy", Weekday::Sat),
    ("Chủ Nhật", Weekday::Sun),
    ("Monday", Weekday::Mon),
    ("Tuesday", Weekday::Tue),
    ("Wednesday", Weekday::Wed),
    ("Thursday", Weekday::Thu),
    ("Friday", Weekday::Fri),
    ("Saturday", Weekday::Sat),
    ("Sunday", Weekday::Sun),
];

/// The weekday that a text begins with, and what follows it.
pub(super) fn weekday(text: &str) -> Option<(Weekday, &str)> {
    WEEKDAYS.iter().find_map(|(name, day)| {
        let mut rest = text;
        for (n, part) in name.split(' ').enumerate() {
            rest = if n == 0 { rest } else { rest.trim_start() };
            rest = strip_prefix_any_case(rest, part)?;
        }
        Some((*day, rest))
    })
}

/// What follows a prefix, in whatever case it is written.
pub(super) fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut chars = text.chars();
    for wanted in prefix.chars() {
        let found = chars.next()?;
        if !found.to_lowercase().eq(wanted.to_lowercase()) {
            return None;
        }
    }
    Some(chars.as_str())
}

/// `21/01/2026` (day first) or `2025-06-14`.
fn date(text: &str) -> Option<(NaiveDate, &str)> {
    let (a, rest) = number(text, 1..=4)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.'))?;
    let (b, rest) = number(&rest[1..], 1..=2)?;
    let rest = rest.strip_prefix(separator)?;
    let (c, rest) = number(rest, 1..=4)?;
    let (year, month, day) = if a > 31 { (a, b, c) } else { (c, b, a) };
    let year = i32::try_from(year).ok().filter(|y| PUBLICATION_YEARS.contains(y))?;
    Some((NaiveDate::from_ymd_opt(year, month, day)?, rest))
}

/// `7:03`, `07:03`; the minute has exactly two digits.
fn clock(text: &str) -> Option<(u32, u32, &str)> {
    let (hour, rest) = number(text, 1..=2)?;
    let rest = rest.strip_prefix(':')?;
    let (minute, _) = number(rest.get(..2)?, 2..=2)?;
    (hour < 24 && minute < 60).then_some((hour, minute, &rest[2..]))
}

/// The number that a text begins with, of as many digits, and what follows it.
pub(super) fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<(u32, &str)> {
    let run = text.bytes().take(*digits.end()).take_while(u8::is_ascii_digit).count();
    (run >= *digits.start()).then(|| (text[..run].parse().expect("at most four digits"), &text[run..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_prints_utc_beside_the_vietnamese_weekday() {
        let cases = [
            ("Thứ Tư, ngày 21/01/2026 07:03", "2026-01-21T14:03:00+07:00", true, ""),
            ("Thứ Tư, ngày 20/01/2026 18:21Sáng 20/01", "2026-01-21T01:21:00+07:00", true, "Sáng 20/01"),
            ("Thứ Bẩy, ngày 17/01/2026 01:01112 cử tri", "2026-01-17T08:01:00+07:00", true, "112 cử tri"),
            ("thứ bảy,  ngày 17/1/2026 1:01", "2026-01-17T08:01:00+07:00", true, ""),
            ("Chủ Nhật, ngày 28/06/2025 21:55", "2025-06-29T04:55:00+07:00", true, ""),
            ("Saturday 2025-06-14 01:11", "2025-06-14T08:11:00+07:00", true, ""),
            ("Thứ Ba, ngày 24/06/2025 00:00", "2025-06-24T07:00:00+07:00", true, ""),
            ("Thứ Ba, ngày 20/01/2026 18:21", "2026-01-21T01:21:00+07:00", false, ""),
        ];
        for (text, expected, agrees, rest) in cases {
            let (stamp, left) = listing_stamp(text).expect(text);
            assert_eq!(stamp.published.to_rfc3339(), expected, "{text}");
            assert_eq!((stamp.weekday_agrees, left), (agrees, rest), "{text}");
        }
        let (literal, _) = listing_stamp("Thứ Ba, ngày 20/01/2026 18:21").unwrap();
        assert!(literal.only_literal_fits);
        for bad in [
            "",
            "Thứ Tư",
            "Thứ Tư, ngày 32/01/2026 07:03",
            "Thứ Tư, ngày 21/01/2026 7:3",
            "Thứ Tư, ngày 21/01/0026 07:03",
            "Thứ Tư, ngày 21/01/2026 24:00",
        ] {
            assert_eq!(listing_stamp(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_article_prints_vietnam_time_with_a_decorative_marker() {
        let cases = [
            ("21/01/2026 | 14:03 PM", "2026-01-21T14:03:00+07:00"),
            ("02/07/2025 | 20:27 PM", "2025-07-02T20:27:00+07:00"),
            ("29/04/2026 08:30 AM", "2026-04-29T08:30:00+07:00"),
            ("21/07/2026 03:00 PM", "2026-07-21T15:00:00+07:00"),
            ("21/07/2026 12:05 AM", "2026-07-21T00:05:00+07:00"),
            ("21/07/2026 12:05 PM", "2026-07-21T12:05:00+07:00"),
            ("21/07/2026 00:00 AM", "2026-07-21T00:00:00+07:00"),
            ("21/07/2026 12:05:59 PM", "2026-07-21T12:05:00+07:00"),
            (" 21/7/2026 | 9:05 ", "2026-07-21T09:05:00+07:00"),
        ];
        for (text, expected) in cases {
            assert_eq!(article_stamp(text).map(|m| m.to_rfc3339()).as_deref(), Some(expected), "{text}");
        }
        for bad in ["", "|", "21/01/2026", "21/13/2026 10:00", "21/01/2026 10:00 XX", "21/01/2026 1é:00"] {
            assert_eq!(article_stamp(bad), None, "{bad}");
        }
    }
}
