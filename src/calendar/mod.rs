//! Vietnam's calendar and clock: moments, days, the stamps that the portal prints, dates as anyone writes them.
//!
//! There is no present moment in here: whoever needs one hands it in.

mod bucket;
mod days;
mod month;
mod stamp;
mod worded;
mod written;

use std::ops::RangeInclusive;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, TimeZone, Utc};

pub(crate) use bucket::Bucket;
pub(crate) use days::{DayError, Days};
pub(crate) use month::Month;
pub(crate) use stamp::{ListingStamp, article_stamp, listing_stamp};
pub(crate) use written::read_moment;

/// A moment on the Vietnamese clock (UTC+7, no summer time).
pub(crate) type Moment = DateTime<FixedOffset>;

/// The last year that is taken for one. Typing errors ("20225") and numbers that aren't years are later.
const LAST_YEAR: u32 = 2100;
/// Years in which an article can have been published: the web is no older. An article's date outside of
/// them is a misprint.
pub(crate) const PUBLICATION_YEARS: RangeInclusive<i32> = 1990..=LAST_YEAR.cast_signed();
/// Years that whoever types a date may mean. Fewer digits are typing errors.
const TYPED_YEARS: RangeInclusive<i32> = 1000..=9999;
/// Years of the events that texts and registries name. Older ones than the articles occur, such as
/// founding days and anniversaries.
pub(crate) const EVENT_YEARS: RangeInclusive<u32> = 1900..=LAST_YEAR;
/// Years that occur in the numbers of official documents: the state that issues them dates from 1945.
pub(crate) const DOCUMENT_YEARS: RangeInclusive<u32> = 1945..=LAST_YEAR;

const DAY_SECONDS: i64 = 24 * 3600;

/// Returns whether something may have happened at a stated time. Clocks differ, but what lies more than a day ahead of
/// `clock` is a mistake, or was written while a clock was wrong.
pub(crate) fn is_plausible(stated: DateTime<Utc>, clock: DateTime<Utc>) -> bool {
    stated.signed_duration_since(clock) <= TimeDelta::days(1)
}

/// Returns whether an article may have been published at a stated moment. A clock that shows a time before this program was
/// written is wrong, and does not contradict articles of that time.
pub(crate) fn is_published_by(stated: Moment, clock: DateTime<Utc>) -> bool {
    /// 2026-08-01, 00:00 UTC.
    const CLOCK_MIN_SECONDS: i64 = 1_785_542_400;
    let written = DateTime::from_timestamp(CLOCK_MIN_SECONDS, 0).expect("the calendar has the year 2026");
    is_plausible(stated.to_utc(), clock.max(written))
}

/// Vietnam's offset from UTC.
pub(crate) fn vietnam_offset() -> FixedOffset {
    const SECONDS_EAST: i32 = 7 * 3600;
    FixedOffset::east_opt(SECONDS_EAST).expect("seven hours are a valid offset")
}

/// A moment to the minute as people read it, in Vietnam time: `2026-02-01 08:00 UTC+7`.
pub(crate) fn minute(moment: DateTime<Utc>) -> String {
    moment.with_timezone(&vietnam_offset()).format("%Y-%m-%d %H:%M UTC+7").to_string()
}

/// Makes a moment from what a Vietnamese clock shows; `None` when there is no such day or minute,
/// or the year is not in [`PUBLICATION_YEARS`].
pub(crate) fn moment(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Option<Moment> {
    if !PUBLICATION_YEARS.contains(&year) {
        return None;
    }
    vietnam_offset().with_ymd_and_hms(year, month, day, hour, minute, 0).single()
}

/// Midnight at the start of a Vietnamese day.
pub(crate) fn start_of(day: NaiveDate) -> Moment {
    let midnight = day.and_hms_opt(0, 0, 0).expect("every day has a midnight");
    vietnam_offset().from_local_datetime(&midnight).single().expect("a fixed offset has no gaps")
}

/// The number of the Vietnamese day of a time, the days counted since 1970, the time in seconds, UTC.
pub(crate) fn day_number(time: i64) -> i64 {
    time.saturating_add(i64::from(vietnam_offset().local_minus_utc())).div_euclid(DAY_SECONDS)
}

/// The day of such a number; `None` where no calendar reaches.
pub(crate) fn numbered_day(number: i64) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp(number.checked_mul(DAY_SECONDS)?, 0)?.date_naive())
}
