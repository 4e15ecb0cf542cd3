//! The pause between two requests to a host.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::exchange::HttpVersion;
use super::robots::Rules;

/// How often a wait checks whether it was cancelled.
const STEP: Duration = Duration::from_millis(20);

/// State of one host during a run.
#[derive(Debug, Default)]
pub(super) struct Host {
    /// `None` until robots.txt was requested.
    pub(super) rules: Option<Rules>,
    pub(super) delay: Duration,
    /// What its answers so far have shown.
    pub(super) version: HttpVersion,
    last_end: Option<Instant>,
}

impl Host {
    pub(super) fn new(delay: Duration) -> Host {
        Host { delay, ..Host::default() }
    }

    /// How long the next request has to wait. The pause starts at the *end* of the last request, so that a
    /// server that is slow under load gets its rest too.
    pub(super) fn wait(&self) -> Duration {
        self.last_end.map_or(Duration::ZERO, |end| self.delay.saturating_sub(end.elapsed()))
    }

    /// Records the end of a request.
    pub(super) fn request_ended(&mut self) {
        self.last_end = Some(Instant::now());
    }
}

/// Sleeps until the time is over or the flag is set. Returns how long it slept.
pub(super) fn sleep(wait: Duration, cancelled: &AtomicBool) -> Duration {
    let start = Instant::now();
    while !cancelled.load(Ordering::Relaxed) {
        let left = wait.saturating_sub(start.elapsed());
        if left.is_zero() {
            break;
        }
        std::thread::sleep(left.min(STEP));
    }
    if wait.is_zero() { wait } else { start.elapsed() }
}
