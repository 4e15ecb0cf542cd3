//! Long exports on several threads.
//!
//! Each thread formats whole chunks of the articles in turn; the chunks are written in order. Memory holds
//! a few chunks per thread, however many articles there are. On a machine with one processor, one thread
//! does all the work. On two processors, one thread takes about twice as long for a whole export.

use std::io::{self, Write};
use std::sync::mpsc::{channel, sync_channel};
use std::thread::{self, available_parallelism};

use super::format::{ArticleFormat, ExportItem, FindArchived, archived};
use super::record::HitFields;
use super::sink::Sink;
use crate::article::Article;
use crate::article::labels::Labels;

/// Articles in a chunk.
const CHUNK: usize = 64;
/// Beyond this, threads wait for the one that writes.
const THREADS_MAX: usize = 4;
/// Chunks per thread that may wait to be written.
const WAITING_MAX: usize = 1;

/// A part of the output that a thread is writing.
pub(crate) struct Chunk<'s> {
    format: &'s dyn ArticleFormat,
    find_archived: Option<FindArchived<'s>>,
    /// Number of articles before the next one.
    before: u64,
    bytes: Vec<u8>,
}

impl Chunk<'_> {
    pub(crate) fn article(
        &mut self,
        article: &Article,
        labels: &Labels,
        hit: Option<&HitFields<'_>>,
    ) -> io::Result<()> {
        let archived = archived(article, self.format, self.find_archived);
        let item = ExportItem { article, labels, archived, hit, before: self.before };
        self.before += 1;
        self.format.article(&mut self.bytes, &item)
    }

    /// Appends the article of a ledger line if its record can be copied from the line; returns whether it was.
    pub(crate) fn copied(&mut self, line: &[u8], labels: &Labels) -> io::Result<bool> {
        let copied = self.format.copied(&mut self.bytes, line, labels, self.before)?;
        self.before += u64::from(copied);
        Ok(copied)
    }
}

/// Why an output is incomplete.
#[derive(Debug)]
pub(crate) enum ExportError<E> {
    Output(io::Error),
    /// An article could not be read; everything before its chunk has been written.
    Article(E),
}

impl<W: Write> Sink<'_, W> {
    /// Writes items in order. `make` appends some of the items to a chunk; any thread may call it. `written`
    /// receives the number of items of each chunk after it has been written.
    pub(crate) fn chunks<T: Sync, E: Send>(
        &mut self,
        items: &[T],
        make: impl Fn(&[T], &mut Chunk<'_>) -> Result<(), E> + Sync,
        mut written: impl FnMut(usize),
    ) -> Result<(), ExportError<E>> {
        let first = self.written;
        self.written += items.len() as u64;
        let (out, format, find_archived) = (&mut self.out, &*self.format, self.find_archived);
        let chunks: Vec<&[T]> = items.chunks(CHUNK).collect();
        let make = |n: usize, bytes: Vec<u8>| {
            let mut chunk = Chunk { format, find_archived, before: first + (n * CHUNK) as u64, bytes };
            let outcome = make(chunks[n], &mut chunk);
            (chunk.bytes, outcome)
        };
        let mut sizes = chunks.iter().map(|chunk| chunk.len());
        let take = |(mut bytes, outcome): (Vec<u8>, Result<(), E>)| {
            out.write_all(&bytes).map_err(ExportError::Output)?;
            outcome.map_err(ExportError::Article)?;
            written(sizes.next().unwrap_or_default());
            bytes.clear();
            Ok(bytes)
        };
        // If the number of processors is unknown, assume one.
        let threads = available_parallelism().map_or(1, |n| n.get().min(THREADS_MAX));
        in_turn(chunks.len(), threads.min(chunks.len()), make, take)
    }
}

/// Calls `make` for chunks `0..chunks` on several threads and `take` for the results, in order. `take`
/// returns the buffer of a chunk, which is reused.
fn in_turn<M: Send, E>(
    chunks: usize,
    threads: usize,
    make: impl Fn(usize, Vec<u8>) -> M + Sync,
    mut take: impl FnMut(M) -> Result<Vec<u8>, E>,
) -> Result<(), E> {
    if threads <= 1 {
        return (0..chunks).try_fold(Vec::new(), |spare, n| take(make(n, spare))).map(drop);
    }
    thread::scope(|scope| {
        let make = &make;
        let lane = |first: usize| {
            let (ready, made) = sync_channel(WAITING_MAX);
            let (spare, spares) = channel();
            let work = move || {
                for n in (first..chunks).step_by(threads) {
                    // The first chunks have no buffer to reuse.
                    if ready.send(make(n, spares.try_recv().unwrap_or_default())).is_err() {
                        break; // the receiver has failed
                    }
                }
            };
            // If the system refuses another thread, this one does the work.
            thread::Builder::new().spawn_scoped(scope, work).ok().map(|_| (made, spare))
        };
        let lanes: Vec<_> = (0..threads).map(lane).collect();
        for n in 0..chunks {
            let Some((made, spare)) = &lanes[n % threads] else {
                take(make(n, Vec::new()))?;
                continue;
            };
            let Ok(made) = made.recv() else { break }; // its thread has panicked, and so will the scope
            // A thread that has made its last chunk needs no buffer.
            let _ = spare.send(take(made)?);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes chunks that contain their number, the later ones of a round first, and takes them up to `end`.
    fn taken(chunks: usize, threads: usize, end: usize) -> (Vec<usize>, Result<(), usize>) {
        let make = |n: usize, mut spare: Vec<u8>| {
            thread::sleep(std::time::Duration::from_micros(((threads - n % threads) * 300) as u64));
            spare.clear();
            (n, spare)
        };
        let mut taken = Vec::new();
        let outcome = in_turn(chunks, threads, make, |(n, spare)| {
            taken.push(n);
            if n == end { Err(n) } else { Ok(spare) }
        });
        (taken, outcome)
    }

    #[test]
    fn chunks_are_taken_in_order_whichever_is_made_first() {
        for threads in 1..=5 {
            for chunks in [0, 1, 2, 7, 23] {
                assert_eq!(taken(chunks, threads, usize::MAX), ((0..chunks).collect(), Ok(())), "{chunks}, {threads}");
            }
        }
    }

    #[test]
    fn after_a_failure_nothing_is_taken_and_all_threads_end() {
        for threads in 1..=5 {
            assert_eq!(taken(40, threads, 9), ((0..=9).collect(), Err(9)), "{threads}");
        }
    }
}
