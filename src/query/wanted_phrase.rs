//! A phrase that is looked for in words, whatever those are given as.

use super::tree::Scope;

/// A phrase that is looked for. A wanted word is a `W`.
#[derive(Debug)]
pub(super) struct WantedPhrase<W> {
    pub(super) scope: Scope,
    /// Each with its position after the first.
    pub(super) words: Vec<(u32, W)>,
    /// How many words may be between.
    pub(super) slop: u32,
}

impl<W> WantedPhrase<W> {
    /// The number of words that the phrase covers from the first of `count` words on; `None` if it isn't there.
    /// `position` gives the position of a word, and `is` whether a wanted word is the word at a place.
    pub(super) fn end(
        &self,
        count: usize,
        position: &impl Fn(usize) -> u32,
        is: &impl Fn(&W, usize) -> bool,
    ) -> Option<usize> {
        let ((place, first), rest) = self.words.split_first()?;
        if count == 0 || !is(first, 0) {
            return None;
        }
        rest_end(rest, (0, *place), self.slop, count, position, is)
    }
}

/// The end of the other words of a phrase, of which the last was at `at` and expected at `place`, with at most `slop`
/// words between them in all.
fn rest_end<W>(
    rest: &[(u32, W)],
    (at, place): (usize, u32),
    slop: u32,
    count: usize,
    position: &impl Fn(usize) -> u32,
    is: &impl Fn(&W, usize) -> bool,
) -> Option<usize> {
    let Some(((next_place, wanted), rest)) = rest.split_first() else { return Some(at + 1) };
    let step = next_place.saturating_sub(place);
    for next in at + 1..count {
        let distance = position(next) - position(at);
        if distance > step.saturating_add(slop) {
            return None;
        }
        if distance >= step && is(wanted, next) {
            let end = rest_end(rest, (next, *next_place), slop - (distance - step), count, position, is);
            if end.is_some() {
                return end;
            }
        }
    }
    None
}
