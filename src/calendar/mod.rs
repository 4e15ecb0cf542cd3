//! Vietnam's calendar and clock: moments, days, the stamps that the portal prints.
//!
//! There is no present moment in here: whoever needs one hands it in.

mod days;
mod stamp;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeZone};

pub(crate) use days::{DayError, Days};
pub(crate) use stamp::{ListingStamp, article_stamp, listing_stamp};

/// A moment on the Vietnamese clock (UTC+7, no summer time).
pub(crate) type Moment = DateTime<FixedOffset>;

/// Years outside of which a printed date is taken for a misprint.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// Vietnam's offset from UTC.
pub(crate) fn vietnam_offset() -> FixedOffset {
    const SECONDS_EAST: i32 = 7 * 3600;
    FixedOffset::east_opt(SECONDS_EAST).expect("seven hours are a valid offset")
}

/// Makes a moment from what a Vietnamese clock shows; `None` when there is no such day or minute,
/// or the year is not in [`YEARS`].
pub(crate) fn moment(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Option<Moment> {
    if !YEARS.contains(&year) {
        return None;
    }
    vietnam_offset().with_ymd_and_hms(year, month, day, hour, minute, 0).single()
}

/// Midnight at the start of a Vietnamese day.
pub(crate) fn start_of(day: NaiveDate) -> Moment {
    let midnight = day.and_hms_opt(0, 0, 0).expect("every day has a midnight");
    vietnam_offset().from_local_datetime(&midnight).single().expect("a fixed offset has no gaps")
}
