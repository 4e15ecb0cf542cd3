//! CPU time of this thread: on a machine that does other things too, wall time also measures those.

use std::sync::OnceLock;
use std::time::Instant;

/// Returns the CPU seconds that a piece of work took, or wall time where the system doesn't report CPU time.
pub(super) fn timed(work: impl FnOnce()) -> f64 {
    let begun = now();
    work();
    now() - begun
}

/// Linux counts a thread's time in nanoseconds, and brings the count up to date every few milliseconds.
fn now() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_secs_f64(), |n| n / 1e9)
}
