//! Ctrl-C: the first stops the run in an orderly way, the second ends the process at once. SIGTERM
//! works the same way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use super::errors::Exit;
use super::messages;

static INTERRUPTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Starts to handle signals.
pub(crate) fn listen() {
    // Without a handler the signal ends the process, which is safe as well.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(Exit::Interrupted.code()));
        }
        messages::print("\ninterrupted: finishing what has begun (press Ctrl-C again to stop at once)\n");
    });
}

/// Lets a write that exceeds the limit on the size of files fail, so that it is reported; without this, the system ends
/// the process without a message.
pub(crate) fn outlive_limits() {
    #[cfg(unix)]
    {
        // Without a handler the process ends, which is safe as well.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default());
    }
}

/// Ignores signals from now on: Ctrl-C in a pager interrupts a search there and must not end this
/// program first.
pub(crate) fn leave_to_the_pager() {
    // Without a handler Ctrl-C ends this program and the pager: only the screen is lost.
    let _ = ctrlc::set_handler(|| {});
}

/// Whether the user has asked the run to stop.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// The flag, for modules that wait.
pub(crate) fn flag() -> Arc<AtomicBool> {
    Arc::clone(&INTERRUPTED)
}
