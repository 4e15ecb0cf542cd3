//! The demonstration portal: a small server on this machine with both generations of the ministry's
//! portal, and an archive's captures of the older one.
//!
//! `byt demo` and the tests use it over real sockets. Its articles are invented. It misbehaves by rules
//! ([`Rule`]) and records the requests ([`Seen`]). It renders pages from descriptions of the portal and
//! shares no code with the module that parses them, so that the two can disagree.

mod archive;
mod bridge;
mod fault;
mod legacy;
mod misbehave;
mod piece;
mod reply;
mod server;
mod state;

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

pub use fault::{Fault, Rule};
pub use piece::{Piece, pieces};
pub use state::Seen;
use state::{PortalState, lock};

/// A running portal. Dropping it stops it.
#[derive(Debug)]
pub struct Portal {
    local: SocketAddr,
    state: Arc<PortalState>,
    accepting: Option<JoinHandle<()>>,
}

impl Portal {
    /// Starts a portal on a free port of 127.0.0.1. `rules` say where it misbehaves: the first rule that
    /// matches a request applies.
    pub fn start(mut pieces: Vec<Piece>, rules: Vec<Rule>) -> io::Result<Portal> {
        pieces.sort_by_key(|piece| piece.published);
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let local = listener.local_addr()?;
        let state = Arc::new(PortalState {
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

    /// The base address, without a slash at its end.
    pub fn address(&self) -> String {
        format!("http://{}", self.local)
    }

    /// The requests so far, in their order.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.state.seen).clone()
    }

    /// Forgets the requests so far.
    pub fn forget(&self) {
        lock(&self.state.seen).clear();
    }

    /// Hides the `count` newest articles, until [`Portal::publish`] or [`Fault::Publish`].
    pub fn withhold(&self, count: usize) {
        self.state.withheld.store(count, Ordering::SeqCst);
    }

    /// Publishes the `count` oldest of the hidden articles.
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
        // Wakes the thread that waits for connections. If this fails, the thread has ended.
        drop(TcpStream::connect(self.local));
        if let Some(accepting) = self.accepting.take() {
            // A panic of the thread has been printed, and there is nothing to clean up.
            drop(accepting.join());
        }
    }
}

#[cfg(test)]
mod tests;
