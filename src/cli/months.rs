//! Months as people read them: ranges instead of long lists, and a bar chart.

use super::layout::{Width, columns, counted};
use crate::calendar::Month;

/// The longest bar, in columns.
const BAR_COLUMNS_MAX: usize = 40;
/// Up to this many empty months in a row get a line each.
const EMPTY_LINES_MAX: usize = 3;

/// Joins consecutive months into ranges: `2025-08`, `2025-11 to 2025-12`.
pub(crate) fn ranges(months: &[Month]) -> Vec<String> {
    let mut ranges: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match ranges.last_mut() {
            Some((_, last)) if last.next() == *month => *last = *month,
            _ => ranges.push((*month, *month)),
        }
    }
    let text = |(first, last)| if first == last { format!("{first}") } else { format!("{first} to {last}") };
    ranges.into_iter().map(text).collect()
}

/// Draws a line with a bar for each month from the first to the last. A long gap is one line.
pub(crate) fn chart(months: &[(Month, u64)], width: Width) -> String {
    let most = months.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let room = width.minus(columns("2026-01    ") + most.to_string().len()).0.unwrap_or(BAR_COLUMNS_MAX);
    let room = room.min(BAR_COLUMNS_MAX);
    let mut text = String::new();
    let mut expected: Option<Month> = None;
    for (month, count) in months {
        let empty: Vec<Month> = expected
            .into_iter()
            .flat_map(|first| Month::range(first, *month).take_while(|empty| empty < month))
            .collect();
        match empty.as_slice() {
            [first, .., last] if empty.len() > EMPTY_LINES_MAX => {
                text += &format!("{first} to {last}  nothing, {}\n", counted(empty.len() as u64, "month"));
            }
            few => text.extend(few.iter().map(|month| format!("{month}  nothing\n"))),
        }
        // Never longer than `room`, which fits.
        let bar = usize::try_from((u128::from(*count) * room as u128).div_ceil(u128::from(most))).unwrap_or(room);
        text += &format!("{month}  {}{} {count}\n", "▪".repeat(bar), " ".repeat(room - bar.min(room)));
        expected = Some(month.next());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn consecutive_months_are_one_range() {
        let check = |months: &[&str], expected: &str| {
            let months: Vec<Month> = months.iter().map(|text| month(text)).collect();
            assert_eq!(ranges(&months).join(", "), expected);
        };
        check(&[], "");
        check(&["2025-08"], "2025-08");
        check(&["2025-08", "2025-11", "2025-12", "2026-01"], "2025-08, 2025-11 to 2026-01");
    }

    #[test]
    fn the_chart_fits_and_a_long_gap_is_one_line() {
        let months = [("2025-01", 2), ("2025-03", 40), ("2099-12", 1)].map(|(text, count)| (month(text), count));
        let text = chart(&months, Width(Some(40)));
        assert!(text.lines().all(|line| columns(line) <= 40), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert_eq!(lines[1], "2025-02  nothing");
        assert!(lines[2].starts_with("2025-03  ▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪") && lines[2].ends_with(" 40"), "{text}");
        assert_eq!(lines[3], "2025-04 to 2099-11  nothing, 896 months");
        assert_eq!(chart(&[], Width::ANY), "");
    }
}
