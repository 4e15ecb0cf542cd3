//! Work on many things in order, a stretch of them on each thread.

/// The number of threads that are worth starting.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Divides things into stretches of at least `shortest`, one for each thread, and calls `work` with each stretch and the
/// number of its first thing. Returns the results in order.
pub(super) fn in_stretches<T: Sync, S: Send>(
    things: &[T],
    threads: usize,
    shortest: usize,
    work: impl Fn(usize, &[T]) -> S + Sync,
) -> Vec<S> {
    let length = things.len().div_ceil(threads).max(shortest);
    let mut stretches = things.chunks(length).enumerate();
    let Some((_, first)) = stretches.next() else { return Vec::new() };
    std::thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> =
            stretches.map(|(number, stretch)| scope.spawn(move || work(number * length, stretch))).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, S>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        let first = work(0, first);
        std::iter::once(first).chain(others.into_iter().map(join)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::in_stretches;

    #[test]
    fn everything_is_in_one_stretch_in_order() {
        for (count, threads, shortest) in [(0, 2, 3), (1, 2, 3), (6, 2, 3), (7, 3, 1), (100, 7, 10), (5, 9, 1)] {
            let things: Vec<usize> = (0..count).collect();
            let parts = in_stretches(&things, threads, shortest, |first, part| (first, part.to_vec()));
            assert!(parts.len() <= threads);
            assert!(parts.iter().all(|(first, part)| part.first() == Some(first)));
            assert_eq!(parts.into_iter().flat_map(|(_, part)| part).collect::<Vec<_>>(), things);
        }
    }
}
