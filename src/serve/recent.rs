//! Pages that were made in the last seconds. When many people open the same address at once, it is made once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper::body::Bytes;

use super::view::Language;

/// How long a page is shown again. It is short because pages say what has happened so far.
const SHOWN_AGAIN: Duration = Duration::from_secs(5);
/// The most bytes of all pages that are kept.
const BYTES_MAX: usize = 16 << 20;

/// What a page depends on, besides the time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct PageKey {
    /// The path with its parameters.
    pub(super) address: String,
    pub(super) language: Language,
}

struct RecentPage {
    /// The state of the corpus that it shows; see [`Commands::generation`](super::Commands::generation).
    generation: u64,
    made: Instant,
    html: Bytes,
}

/// The pages of the last seconds.
#[derive(Default)]
pub(super) struct RecentPages(Mutex<HashMap<PageKey, RecentPage>>);

impl RecentPages {
    /// The page, if it was made of this state of the corpus a moment before `now`.
    pub(super) fn get(&self, key: &PageKey, generation: u64, now: Instant) -> Option<Bytes> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let page = pages.get(key).filter(|page| page.generation == generation && page.is_fresh(now))?;
        Some(page.html.clone())
    }

    /// Whether there is such a page of some state of the corpus.
    pub(super) fn has(&self, key: &PageKey, now: Instant) -> bool {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.get(key).is_some_and(|page| page.is_fresh(now))
    }

    /// Keeps a page that was made of this state of the corpus from `begun` on.
    pub(super) fn keep(&self, key: PageKey, generation: u64, begun: Instant, html: &Bytes) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.retain(|_, page| page.is_fresh(begun));
        let bytes: usize = pages.values().map(|page| page.html.len()).sum();
        if bytes + html.len() <= BYTES_MAX {
            pages.insert(key, RecentPage { generation, made: begun, html: html.clone() });
        }
    }
}

impl RecentPage {
    fn is_fresh(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.made) < SHOWN_AGAIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_shown_again_for_seconds_and_of_one_state_only() {
        let pages = RecentPages::default();
        let key = |address: &str, language| PageKey { address: address.to_owned(), language };
        let (a, begun) = (key("/a", Language::English), Instant::now());
        let html = Bytes::from("a");
        pages.keep(a.clone(), 1, begun, &html);
        assert_eq!(pages.get(&a, 1, begun), Some(html));
        assert!(pages.has(&a, begun) && !pages.has(&a, begun + SHOWN_AGAIN));
        assert_eq!(pages.get(&a, 2, begun), None, "the corpus changed");
        assert_eq!(pages.get(&key("/a", Language::Vietnamese), 1, begun), None);
        assert_eq!(pages.get(&key("/a?q=b", Language::English), 1, begun), None);
        assert_eq!(pages.get(&a, 1, begun + SHOWN_AGAIN), None);
        let large = Bytes::from("b".repeat(BYTES_MAX));
        pages.keep(key("/b", Language::English), 1, begun, &large);
        assert_eq!(pages.get(&key("/b", Language::English), 1, begun), None, "the other page leaves no room");
        pages.keep(key("/b", Language::English), 1, begun + SHOWN_AGAIN, &large);
        assert!(pages.get(&key("/b", Language::English), 1, begun + SHOWN_AGAIN).is_some(), "the other one is gone");
    }
}
