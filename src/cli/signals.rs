//! Ctrl-C: the first asks for an orderly end, the second leaves at once. SIGTERM is treated alike.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

static INTERRUPTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Begins to listen.
pub(crate) fn listen() {
    // Without a handler the system's own way of ending stays in force, which is safe as well.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(super::Exit::Interrupted.code()));
        }
        super::output::talk("\ninterrupted: finishing what is in flight (once more to leave at once)\n");
    });
}

/// Ctrl-C is the pager's from now on: it interrupts a search there, and this program must outlive it.
pub(crate) fn leave_to_the_pager() {
    // Without a handler Ctrl-C ends this program, and the pager soon after: no harm but a lost screen.
    let _ = ctrlc::set_handler(|| {});
}

/// Whether an end was asked for.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// The flag itself, for rooms that wait.
pub(crate) fn flag() -> Arc<AtomicBool> {
    Arc::clone(&INTERRUPTED)
}
