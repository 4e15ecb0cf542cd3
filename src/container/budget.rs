//! How much an input may become when it is unpacked, all its layers together.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// What any input may become, in bytes, however small it is.
const UNPACKED_BYTES_ALWAYS: u64 = 4 * 1024 * 1024 * 1024;
/// How many times its own size an input may become. Saved pages shrink to a tenth, lists of records to a thirtieth.
const RATIO_MAX: u64 = 200;

/// An input becomes far larger than saved material ever does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it unpacks to more than {RATIO_MAX} times its size; the rest is not read")]
pub(super) struct TooMuch;

impl From<TooMuch> for io::Error {
    fn from(error: TooMuch) -> io::Error {
        io::Error::other(error)
    }
}

/// Bytes read from an input and bytes unpacked from it, shared by all layers.
#[derive(Debug, Clone)]
pub(super) struct Budget(Rc<Spent>);

#[derive(Debug)]
struct Spent {
    always: u64,
    read: Cell<u64>,
    unpacked: Cell<u64>,
}

impl Default for Budget {
    fn default() -> Budget {
        Budget::allowing(UNPACKED_BYTES_ALWAYS)
    }
}

impl Budget {
    /// A budget that any input may spend, in bytes, however small it is.
    pub(super) fn allowing(always: u64) -> Budget {
        Budget(Rc::new(Spent { always, read: Cell::new(0), unpacked: Cell::new(0) }))
    }

    /// Counts unpacked bytes.
    pub(super) fn spend(&self, bytes: u64) -> Result<(), TooMuch> {
        let unpacked = self.0.unpacked.get().saturating_add(bytes);
        self.0.unpacked.set(unpacked);
        let allowed = self.0.read.get().saturating_mul(RATIO_MAX).max(self.0.always);
        if unpacked > allowed { Err(TooMuch) } else { Ok(()) }
    }

    /// Counts what is read from the input itself.
    pub(super) fn counting<R: Read>(&self, source: R) -> Counting<R> {
        Counting { source, budget: self.clone() }
    }
}

pub(super) struct Counting<R> {
    source: R,
    budget: Budget,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(out)?;
        let total = self.budget.0.read.get();
        self.budget.0.read.set(total.saturating_add(read as u64));
        Ok(read)
    }
}
