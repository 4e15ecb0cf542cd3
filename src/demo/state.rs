//! What the connections of a portal share: its articles, its rules, and the requests so far.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::fault::Rule;
use super::piece::Piece;

/// A request to the portal.
#[derive(Debug, Clone)]
pub struct Seen {
    /// When it was received.
    pub at: Instant,
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What the connections share.
#[derive(Debug)]
pub(super) struct PortalState {
    /// Oldest first.
    pub(super) pieces: Mutex<Vec<Piece>>,
    /// The number of the newest articles that aren't published yet.
    pub(super) withheld: AtomicUsize,
    pub(super) rules: Mutex<Vec<Rule>>,
    pub(super) seen: Mutex<Vec<Seen>>,
    pub(super) stopping: AtomicBool,
}

impl PortalState {
    /// Publishes the `count` oldest of the hidden articles.
    pub(super) fn publish(&self, count: usize) {
        let left = |withheld: usize| Some(withheld.saturating_sub(count));
        // The closure always returns a value, so this can't fail.
        let _ = self.withheld.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left);
    }

    /// The articles that are published, newest first.
    /// Publishes the `count` oldest of the hidden articles.
    pub(super) fn published(&self) -> Vec<Piece> {
        let pieces = lock(&self.pieces);
        let shown = pieces.len().saturating_sub(self.withheld.load(Ordering::SeqCst));
        pieces[..shown].iter().rev().cloned().collect()
    }
}

/// Locks a mutex. Its data is valid even if a thread panicked while it held the lock.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
