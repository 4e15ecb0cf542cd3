//! The thread on which connections live between two requests.
//!
//! It reads what arrives while nothing is requested, so that a connection that the server has closed isn't used again.

use std::future::Future;
use std::io;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

pub(super) struct Background {
    handle: Handle,
    /// The thread ends when this is dropped.
    _running: oneshot::Sender<()>,
}

impl Background {
    /// Starts the thread. Fails if the system has no room for one more.
    pub(super) fn start() -> io::Result<Background> {
        let runtime = Builder::new_current_thread().enable_io().enable_time().build()?;
        let handle = runtime.handle().clone();
        let (running, ended) = oneshot::channel::<()>();
        std::thread::Builder::new().name("network".into()).spawn(move || {
            // The sender sends nothing; an error means that it was dropped.
            let _ = runtime.block_on(ended);
            // A lookup of a host's name can't be interrupted, and nobody waits for it any more.
            runtime.shutdown_background();
        })?;
        Ok(Background { handle, _running: running })
    }

    /// Runs a task to its end, on the calling thread.
    pub(super) fn wait_for<T>(&self, task: impl Future<Output = T>) -> T {
        self.handle.block_on(task)
    }
}
