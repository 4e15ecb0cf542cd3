//! Days on an axis, and which of them are named.

use chrono::{Datelike, NaiveDate};

use super::measure::widest;

/// Room between two names of an axis, in pixels.
const GAP: f64 = 14.0;

/// The number of a day, for a scale.
pub(super) fn day_number(day: NaiveDate) -> f64 {
    f64::from(day.num_days_from_ce())
}

/// Which of many buckets can be named without their names meeting: their numbers, with the names. `apart` is the distance
/// between two buckets in pixels. Months and quarters are named from the beginning of a year if possible.
pub(super) fn named(names: &[&str], size: f64, apart: f64) -> Vec<(usize, String)> {
    /// How many buckets a name may stand for: parts of a year, then whole ones.
    const STEPS: [usize; 16] = [1, 2, 3, 4, 6, 7, 12, 13, 14, 24, 26, 48, 60, 120, 360, 1200];
    let needed = widest(names, size) + GAP;
    let is_first_of_year = |name: &str| name.ends_with("-01") || name.ends_with("-Q1") || name.ends_with("-W01");
    let step = STEPS.into_iter().find(|step| *step as f64 * apart >= needed).unwrap_or(names.len().max(1));
    let from = names.iter().take(step).position(|name| step > 1 && is_first_of_year(name)).unwrap_or(0);
    let chosen: Vec<usize> = (from..names.len()).step_by(step).collect();
    // Whole years need no month.
    let is_year = |at: &usize| names[*at].len() == 7 && is_first_of_year(names[*at]);
    let short = chosen.len() > 1 && chosen.iter().all(is_year);
    chosen
        .into_iter()
        .map(|at| (at, names[at].get(..if short { 4 } else { names[at].len() }).unwrap_or(names[at]).to_owned()))
        .collect()
}

/// The first days of years, or of months if there are few years, from one day to another.
pub(super) fn starts(first: NaiveDate, last: NaiveDate) -> Vec<(NaiveDate, String)> {
    const YEARS_MIN: i32 = 3;
    let by_year = last.year() - first.year() >= YEARS_MIN;
    let months = (first.year()..=last.year()).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let days = months
        .filter(|(_, month)| !by_year || *month == 1)
        .filter_map(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1))
        .filter(|day| (first..=last).contains(day));
    days.map(|day| (day, day.format(if by_year { "%Y" } else { "%Y-%m" }).to_string())).collect()
}
