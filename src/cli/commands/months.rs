//! Months as people read them: stretches instead of long lists, and a strip of bars.

use super::answer::months_between;
use crate::cli::layout::{Width, columns, counted};

/// The widest bar of the strip.
const BAR_COLUMNS_MAX: usize = 40;
/// So many empty months one after the other are told each on a line of its own.
const EMPTY_MONTHS_TOLD: usize = 3;

/// `2025-08`, `2025-11 to 2025-12`: neighbours become one stretch.
pub(super) fn stretches(months: &[impl AsRef<str>]) -> Vec<String> {
    let mut stretches: Vec<(&str, &str)> = Vec::new();
    for month in months.iter().map(AsRef::as_ref) {
        match stretches.last_mut() {
            Some((_, last)) if months_between(last, month).len() == 2 => *last = month,
            _ => stretches.push((month, month)),
        }
    }
    let told = |(first, last)| if first == last { String::from(first) } else { format!("{first} to {last}") };
    stretches.into_iter().map(told).collect()
}

/// A line for each month from the first to the last, with a bar; long gaps are one line.
pub(super) fn strip(months: &[(String, u64)], width: Width) -> String {
    let most = months.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let room = width.beside(columns("2026-01    ") + most.to_string().len()).0.unwrap_or(BAR_COLUMNS_MAX);
    let room = room.min(BAR_COLUMNS_MAX);
    let mut text = String::new();
    let mut before: Option<&str> = None;
    for (month, count) in months {
        let gap = before.map_or_else(Vec::new, |before| months_between(before, month));
        // Both ends are there.
        let empty = gap.get(1..gap.len().saturating_sub(1)).unwrap_or_default();
        match empty {
            [first, .., last] if empty.len() > EMPTY_MONTHS_TOLD => {
                text += &format!("{first} to {last}  nothing, {}\n", counted(empty.len() as u64, "month"));
            }
            few => text.extend(few.iter().map(|month| format!("{month}  nothing\n"))),
        }
        // No bar is longer than the room for it.
        let bar = usize::try_from((u128::from(*count) * room as u128).div_ceil(u128::from(most))).unwrap_or(room);
        text += &format!("{month}  {}{} {count}\n", "▪".repeat(bar), " ".repeat(room - bar.min(room)));
        before = Some(month);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_stretch() {
        let check = |months: &[&str], expected: &str| assert_eq!(stretches(months).join(", "), expected);
        check(&[], "");
        check(&["2025-08"], "2025-08");
        check(&["2025-08", "2025-11", "2025-12", "2026-01"], "2025-08, 2025-11 to 2026-01");
    }

    #[test]
    fn the_strip_fits_and_long_gaps_are_one_line() {
        let months = [("2025-01", 2), ("2025-03", 40), ("2099-12", 1)].map(|(month, count)| (month.to_owned(), count));
        let text = strip(&months, Width(Some(40)));
        assert!(text.lines().all(|line| columns(line) <= 40), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5, "{text}");
        assert_eq!(lines[1], "2025-02  nothing");
        assert!(lines[2].starts_with("2025-03  ▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪▪") && lines[2].ends_with(" 40"), "{text}");
        assert_eq!(lines[3], "2025-04 to 2099-11  nothing, 896 months");
        assert_eq!(strip(&[], Width::ANY), "");
    }
}
