//! Progress bars on standard error, if it is a terminal.

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::study::WorkShown;

/// Redraws per second.
const DRAWS_PER_SECOND: u8 = 8;

/// A bar for bytes read, with the rate.
pub(crate) fn bytes(wanted: bool, total: Option<u64>, what: &'static str) -> ProgressBar {
    let template = if total.is_some() {
        "{msg} {wide_bar} {bytes} of {total_bytes}, {binary_bytes_per_sec}"
    } else {
        "{spinner} {msg} {bytes}, {binary_bytes_per_sec}"
    };
    bar(wanted, total, template, what)
}

const ITEMS_OF: &str = "{msg} {wide_bar} {pos} of {len}, {per_sec}, {eta} left";

/// A bar for items done, with their number and the rate.
pub(crate) fn items(wanted: bool, total: Option<u64>, what: &'static str) -> ProgressBar {
    let template = if total.is_some() { ITEMS_OF } else { "{spinner} {msg} {pos}, {per_sec}" };
    bar(wanted, total, template, what)
}

/// A spinner for work of unknown length.
pub(crate) fn waiting(wanted: bool, what: &'static str) -> ProgressBar {
    bar(wanted, None, "{spinner} {msg}, {elapsed}", what)
}

/// Turns a bar without a known end into one for `total` items.
pub(crate) fn turn_into_items(bar: &ProgressBar, total: u64, what: &'static str) {
    if bar.length() != Some(total) {
        bar.set_style(ProgressStyle::with_template(ITEMS_OF).expect("the template above is valid"));
        bar.set_message(what);
        bar.set_length(total);
        bar.reset_eta();
    }
}

/// Bars for the work of a study command, one after another.
pub(crate) struct StudyBars {
    wanted: bool,
    shown: Mutex<Option<ProgressBar>>,
}

impl StudyBars {
    pub(crate) fn new(wanted: bool) -> StudyBars {
        StudyBars { wanted, shown: Mutex::new(None) }
    }
}

impl WorkShown for StudyBars {
    fn show(&self, what: &'static str, done: u64, total: u64) {
        let Ok(mut shown) = self.shown.lock() else { return };
        if done == total {
            shown.take().iter().for_each(ProgressBar::finish_and_clear);
        } else {
            shown.get_or_insert_with(|| items(self.wanted, Some(total), what)).set_position(done);
        }
    }
}

fn bar(wanted: bool, total: Option<u64>, template: &str, what: &'static str) -> ProgressBar {
    if !wanted {
        return ProgressBar::hidden();
    }
    // indicatif draws nothing if standard error isn't a terminal.
    let target = ProgressDrawTarget::stderr_with_hz(DRAWS_PER_SECOND);
    let bar = ProgressBar::with_draw_target(total, target);
    bar.set_style(ProgressStyle::with_template(template).expect("the templates above are valid"));
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_secs(1) / u32::from(DRAWS_PER_SECOND));
    bar
}
