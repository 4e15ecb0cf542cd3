//! Months as people read them: ranges instead of long lists, and a bar chart.

use std::fmt::Display;

use super::layout::{Width, columns};
use super::texts::{Noun, Texts};
use crate::calendar::Month;

/// The longest bar, in columns.
const BAR_COLUMNS_MAX: usize = 40;
/// Up to this many empty months in a row get a line each.
const EMPTY_LINES_MAX: usize = 3;

/// The maximum number of ranges on a line.
const RANGES_MAX: usize = 6;
/// With more months than this the chart has years.
const MONTHS_MAX: usize = 24;
/// The most years that have a line each; those before are added up.
const YEARS_MAX: usize = 10;

/// Joins consecutive months into ranges: `2025-08`, `2025-11 to 2025-12`.
pub(crate) fn ranges(months: &[Month], texts: Texts) -> Vec<String> {
    let mut ranges: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match ranges.last_mut() {
            Some((_, last)) if last.next() == *month => *last = *month,
            _ => ranges.push((*month, *month)),
        }
    }
    let text = |(first, last)| if first == last { format!("{first}") } else { texts.span(first, last) };
    ranges.into_iter().map(text).collect()
}

/// The ranges on a line, the last of them if there are many: old gaps matter less.
pub(crate) fn briefly(months: &[Month], texts: Texts) -> String {
    let mut ranges = ranges(months, texts);
    let left = ranges.len().saturating_sub(RANGES_MAX);
    ranges.drain(..left);
    let more = (left > 0).then(|| texts.and_more(left));
    ranges.into_iter().chain(more).collect::<Vec<_>>().join(", ")
}

/// Draws a line with a bar for each month from the first to the last, or for each year if there are many. A long gap is
/// one line.
pub(crate) fn chart(months: &[(Month, u64)], width: Width, texts: Texts) -> String {
    let (Some((first, _)), Some((last, _))) = (months.first(), months.last()) else { return String::new() };
    if months.len() <= MONTHS_MAX || first.year() == last.year() {
        return bars(months, width, texts, Month::next, Noun::Month);
    }
    let mut years: Vec<(i32, u64)> = Vec::new();
    for (month, count) in months {
        match years.last_mut() {
            Some((year, sum)) if *year == month.year() => *sum += count,
            _ => years.push((month.year(), *count)),
        }
    }
    let older = years.len().saturating_sub(YEARS_MAX);
    let sum: u64 = years[..older].iter().map(|(_, count)| count).sum();
    let before = match &years[..older] {
        [] => String::new(),
        [(first, _), .., (last, _)] => format!("{}  {sum}\n", texts.span(first, last)),
        [(year, _)] => format!("{year}  {sum}\n"),
    };
    before + &bars(&years[older..], width, texts, |year| year + 1, Noun::Year)
}

/// A line with a bar for each period from the first to the last.
fn bars<T: Copy + PartialOrd + Display>(
    periods: &[(T, u64)],
    width: Width,
    texts: Texts,
    next: impl Fn(T) -> T,
    noun: Noun,
) -> String {
    let most = periods.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let room = width.minus(columns("2026-01    ") + most.to_string().len()).0.unwrap_or(BAR_COLUMNS_MAX);
    let room = room.min(BAR_COLUMNS_MAX);
    let mut text = String::new();
    let mut expected: Option<T> = None;
    for (period, count) in periods {
        let empty: Vec<T> =
            std::iter::successors(expected, |at| Some(next(*at))).take_while(|at| at < period).collect();
        match empty.as_slice() {
            [first, .., last] if empty.len() > EMPTY_LINES_MAX => {
                let number = texts.counted(empty.len() as u64, noun);
                text += &format!("{}  {}, {number}\n", texts.span(first, last), texts.nothing());
            }
            few => text.extend(few.iter().map(|period| format!("{period}  {}\n", texts.nothing()))),
        }
        // Never longer than `room`, which fits.
        let bar = usize::try_from((u128::from(*count) * room as u128).div_ceil(u128::from(most))).unwrap_or(room);
        text += &format!("{period}  {}{} {count}\n", "▪".repeat(bar), " ".repeat(room - bar.min(room)));
        expected = Some(next(*period));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Language;

    const ENGLISH: Texts = Texts(Language::English);

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn consecutive_months_are_one_range() {
        let check = |months: &[&str], expected: &str| {
            let months: Vec<Month> = months.iter().map(|text| month(text)).collect();
            assert_eq!(ranges(&months, ENGLISH).join(", "), expected);
        };
        check(&[], "");
        check(&["2025-08"], "2025-08");
        check(&["2025-08", "2025-11", "2025-12", "2026-01"], "2025-08, 2025-11 to 2026-01");
    }

    #[test]
    fn the_chart_fits_and_a_long_gap_is_one_line() {
        let months = [("2025-01", 2), ("2025-03", 40), ("2099-12", 1)].map(|(text, count)| (month(text), count));
        let text = chart(&months, Width(Some(40)), ENGLISH);
        assert!(text.lines().all(|line| columns(line) <= 40), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert_eq!(lines[1], "2025-02  nothing");
        assert!(lines[2].starts_with("2025-03  ▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪") && lines[2].ends_with(" 40"), "{text}");
        assert_eq!(lines[3], "2025-04 to 2099-11  nothing, 896 months");
        assert_eq!(chart(&[], Width::ANY, ENGLISH), "");
    }

    #[test]
    fn many_months_are_shown_by_year() {
        let of = |first: i32, last: i32| -> Vec<(Month, u64)> {
            let months = (first..=last).flat_map(|year| (1..=12).map(move |n| format!("{year}-{n:02}")));
            months.map(|text| (month(&text), 10)).collect()
        };
        let lines = |months: &[(Month, u64)]| chart(months, Width(Some(80)), ENGLISH).lines().count();
        assert_eq!(lines(&of(2024, 2025)), 24);
        assert_eq!(lines(&of(2023, 2025)), 3);
        let text = chart(&of(2011, 2025), Width(Some(80)), ENGLISH);
        assert_eq!(text.lines().count(), 11, "{text}");
        assert!(text.starts_with("2011 to 2015  600\n2016  ▪") && text.ends_with(" 120\n"), "{text}");
        assert!(text.lines().all(|line| columns(line) <= 80), "{text}");
        let gap = [of(2011, 2012), of(2020, 2021)].concat();
        assert_eq!(chart(&gap, Width::ANY, ENGLISH).lines().nth(2), Some("2013 to 2019  nothing, 7 years"));
        let mut years = of(2014, 2015);
        years.extend([("2016-01", 1)].map(|(text, count)| (month(text), count)));
        assert_eq!(chart(&years, Width::ANY, Texts(Language::Vietnamese)).lines().count(), 3);
        // The newest gaps are named.
        let odd: Vec<Month> = (2001..=2010).map(|year| month(&format!("{year}-01"))).collect();
        assert_eq!(briefly(&odd, ENGLISH), "2005-01, 2006-01, 2007-01, 2008-01, 2009-01, 2010-01, and 4 more");
    }
}
