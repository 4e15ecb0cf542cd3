//! The demonstration portal: both generations of the ministry's portal, and an archive's captures of
//! the older one, small, on loopback.
//!
//! `byt demo` runs against it, and so do the tests: what is seen over its sockets is what a user
//! gets. Its articles are invented. It can be told to misbehave ([`Rule`]), and it remembers what it
//! was asked ([`Seen`]). It renders pages from descriptions of the portal and shares no code with
//! the room that reads them, so that the two can disagree.

mod archive;
mod bridge;
mod fault;
mod legacy;
mod piece;
mod server;

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

pub use fault::{Fault, Rule};
pub use piece::{Piece, pieces};

/// A running portal. Dropping it stops it.
#[derive(Debug)]
pub struct Portal {
    local: SocketAddr,
    state: Arc<State>,
    accepting: Option<JoinHandle<()>>,
}

/// One request that the portal was sent.
#[derive(Debug, Clone)]
pub struct Seen {
    /// When its head was read.
    pub at: Instant,
    pub method: String,
    /// Path and query.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What the connections share.
#[derive(Debug)]
struct State {
    /// Oldest first.
    pieces: Mutex<Vec<Piece>>,
    /// How many of the newest pieces are not published yet.
    withheld: AtomicUsize,
    rules: Mutex<Vec<Rule>>,
    seen: Mutex<Vec<Seen>>,
    stopping: AtomicBool,
}

impl Portal {
    /// Starts a portal on a free port of 127.0.0.1. `rules` say where it misbehaves: for each
    /// request the first that fits counts.
    pub fn start(mut pieces: Vec<Piece>, rules: Vec<Rule>) -> io::Result<Portal> {
        pieces.sort_by_key(|piece| piece.published);
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let local = listener.local_addr()?;
        let state = Arc::new(State {
            pieces: Mutex::new(pieces),
            withheld: AtomicUsize::new(0),
            rules: Mutex::new(rules),
            seen: Mutex::default(),
            stopping: AtomicBool::new(false),
        });
        let shared = Arc::clone(&state);
        let accepting =
            std::thread::Builder::new().name("demo portal".into()).spawn(move || server::accept(&listener, &shared))?;
        Ok(Portal { local, state, accepting: Some(accepting) })
    }

    /// Base address, without a slash at its end.
    pub fn address(&self) -> String {
        format!("http://{}", self.local)
    }

    /// What was asked so far, in the order in which it came.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.state.seen).clone()
    }

    /// Forgets what was asked so far.
    pub fn forget(&self) {
        lock(&self.state.seen).clear();
    }

    /// Hides the `count` newest articles, until [`Portal::publish`] or [`Fault::Publish`].
    pub fn withhold(&self, count: usize) {
        self.state.withheld.store(count, Ordering::SeqCst);
    }

    /// Brings out the `count` oldest of the hidden articles.
    pub fn publish(&self, count: usize) {
        self.state.publish(count);
    }

    /// Changes the articles; their order in time must stay.
    pub fn edit(&self, change: impl FnOnce(&mut Vec<Piece>)) {
        change(&mut lock(&self.state.pieces));
    }

    /// Replaces the rules.
    pub fn misbehave(&self, rules: Vec<Rule>) {
        *lock(&self.state.rules) = rules;
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.state.stopping.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for connections; when that fails it has ended already.
        drop(TcpStream::connect(self.local));
        if let Some(accepting) = self.accepting.take() {
            // A panic in there was printed; there is nothing left to clean up.
            drop(accepting.join());
        }
    }
}

impl State {
    fn publish(&self, count: usize) {
        let left = |withheld: usize| Some(withheld.saturating_sub(count));
        // The closure always gives a value.
        let _ = self.withheld.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left);
    }

    /// The articles that are published, newest first.
    fn published(&self) -> Vec<Piece> {
        let pieces = lock(&self.pieces);
        let shown = pieces.len().saturating_sub(self.withheld.load(Ordering::SeqCst));
        pieces[..shown].iter().rev().cloned().collect()
    }
}

/// The data behind a lock is whole even if a thread died while it held it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
