//! Long exports, piece by piece.
//!
//! Every thread makes whole pieces of the output, by turns; they are written in their order. What is
//! in memory is a few pieces for each thread, however many articles there are. On a machine with one
//! processor one thread does all of it.

use std::io::{self, Write};
use std::sync::mpsc::{channel, sync_channel};
use std::thread::{self, available_parallelism};

use super::record::Found;
use super::sink::{Form, Item, Sink};
use crate::article::Article;
use crate::article::labels::Labels;

/// Articles in a piece.
const PIECE: usize = 64;
/// More threads wait for the one that writes.
const THREADS_MAX: usize = 4;
/// Pieces that wait to be written, for each thread.
const WAITING_MAX: usize = 1;

/// A part of the output in the making.
pub(crate) struct Piece<'s> {
    form: &'s dyn Form,
    /// How many articles come before the next one.
    before: u64,
    bytes: Vec<u8>,
}

impl Piece<'_> {
    pub(crate) fn article(&mut self, article: &Article, labels: &Labels, found: Option<&Found<'_>>) -> io::Result<()> {
        let item = Item { article, labels, found, before: self.before };
        self.before += 1;
        self.form.article(&mut self.bytes, &item)
    }

    /// Writes the article of a ledger line, if that is little more than copying the line; whether it was.
    pub(crate) fn copied(&mut self, line: &[u8], labels: &Labels) -> io::Result<bool> {
        let copied = self.form.copied(&mut self.bytes, line, labels, self.before)?;
        self.before += u64::from(copied);
        Ok(copied)
    }
}

/// Why an output is not whole.
#[derive(Debug)]
pub(crate) enum Stopped<E> {
    Output(io::Error),
    /// Making a piece of it failed; all before that is written.
    Making(E),
}

impl<W: Write> Sink<'_, W> {
    /// Writes items in their order; `make` is handed some of them at a time, by any thread, and makes a
    /// piece of the output of them. `written` is told how many more are out.
    pub(crate) fn pieces<T: Sync, E: Send>(
        &mut self,
        items: &[T],
        make: impl Fn(&[T], &mut Piece<'_>) -> Result<(), E> + Sync,
        mut written: impl FnMut(usize),
    ) -> Result<(), Stopped<E>> {
        let first = self.written;
        self.written += items.len() as u64;
        let (out, form) = (&mut self.out, &*self.form);
        let pieces: Vec<&[T]> = items.chunks(PIECE).collect();
        let make = |n: usize, bytes: Vec<u8>| {
            let mut piece = Piece { form, before: first + (n * PIECE) as u64, bytes };
            let outcome = make(pieces[n], &mut piece);
            (piece.bytes, outcome)
        };
        let mut sizes = pieces.iter().map(|piece| piece.len());
        let take = |(mut bytes, outcome): (Vec<u8>, Result<(), E>)| {
            out.write_all(&bytes).map_err(Stopped::Output)?;
            outcome.map_err(Stopped::Making)?;
            written(sizes.next().unwrap_or_default());
            bytes.clear();
            Ok(bytes)
        };
        // Where nobody can say how many processors there are, there is one.
        let threads = available_parallelism().map_or(1, |n| n.get().min(THREADS_MAX));
        in_turn(pieces.len(), threads.min(pieces.len()), make, take)
    }
}

/// Makes so many pieces on so many threads and takes them in their order. Each is made in a buffer that
/// an earlier one was taken out of.
fn in_turn<M: Send, E>(
    pieces: usize,
    threads: usize,
    make: impl Fn(usize, Vec<u8>) -> M + Sync,
    mut take: impl FnMut(M) -> Result<Vec<u8>, E>,
) -> Result<(), E> {
    if threads <= 1 {
        return (0..pieces).try_fold(Vec::new(), |spare, n| take(make(n, spare))).map(drop);
    }
    thread::scope(|scope| {
        let make = &make;
        let lane = |first: usize| {
            let (ready, made) = sync_channel(WAITING_MAX);
            let (spare, spares) = channel();
            let work = move || {
                for n in (first..pieces).step_by(threads) {
                    // The first few find nothing to use again.
                    if ready.send(make(n, spares.try_recv().unwrap_or_default())).is_err() {
                        break; // nobody takes any more
                    }
                }
            };
            // A system that has no more threads to give leaves the work to this one.
            thread::Builder::new().spawn_scoped(scope, work).ok().map(|_| (made, spare))
        };
        let lanes: Vec<_> = (0..threads).map(lane).collect();
        for n in 0..pieces {
            let Some((made, spare)) = &lanes[n % threads] else {
                take(make(n, Vec::new()))?;
                continue;
            };
            let Ok(made) = made.recv() else { break }; // its thread has panicked, and so will the scope
            // A thread that has made its last piece needs no more room.
            let _ = spare.send(take(made)?);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes pieces that say their number, the later ones of a round first, and takes them up to `end`.
    fn taken(pieces: usize, threads: usize, end: usize) -> (Vec<usize>, Result<(), usize>) {
        let make = |n: usize, mut spare: Vec<u8>| {
            thread::sleep(std::time::Duration::from_micros(((threads - n % threads) * 300) as u64));
            spare.clear();
            (n, spare)
        };
        let mut taken = Vec::new();
        let outcome = in_turn(pieces, threads, make, |(n, spare)| {
            taken.push(n);
            if n == end { Err(n) } else { Ok(spare) }
        });
        (taken, outcome)
    }

    #[test]
    fn pieces_come_in_their_order_whichever_is_made_first() {
        for threads in 1..=5 {
            for pieces in [0, 1, 2, 7, 23] {
                assert_eq!(taken(pieces, threads, usize::MAX), ((0..pieces).collect(), Ok(())), "{pieces}, {threads}");
            }
        }
    }

    #[test]
    fn after_a_failure_no_more_is_taken_and_no_thread_is_left() {
        for threads in 1..=5 {
            assert_eq!(taken(40, threads, 9), ((0..=9).collect(), Err(9)), "{threads}");
        }
    }
}
