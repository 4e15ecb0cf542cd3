//! The count of something that is met article by article.

use super::items::Count;

/// Hits, and the articles that have any.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    pub(super) hits: u64,
    pub(super) articles: u32,
    /// The number of the article that was counted last.
    last: u32,
}

impl Tally {
    /// Counts a hit in the article with this number in the scope; articles come in order.
    pub(super) fn add(&mut self, article: usize) {
        let article = u32::try_from(article).unwrap_or(u32::MAX);
        self.hits += 1;
        self.articles += u32::from(self.last != article);
        self.last = article;
    }
}

impl Count for Tally {
    const NONE: Tally = Tally { hits: 0, articles: 0, last: u32::MAX };

    fn add_later(&mut self, later: Tally) {
        self.hits += later.hits;
        self.articles += later.articles;
        self.last = later.last;
    }
}
