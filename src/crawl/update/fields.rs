//! Detects a changed portal by fields that go missing.
//!
//! Single articles have no date or no text. If most articles of a run lack one, the pages have changed and the parser no
//! longer understands them.

use super::report::{Field, Reason, Stop};
use crate::article::Sighting;

/// Fewer articles than this prove nothing.
const ARTICLES_MIN: u64 = 5;

/// Counts articles and their missing fields.
#[derive(Debug, Default)]
pub(super) struct FieldCounts {
    articles: u64,
    without_date: u64,
    without_text: u64,
}

impl FieldCounts {
    /// Checks the items of one list, each of which should have a date.
    pub(super) fn of_list(items: &[Sighting]) -> Result<(), Stop> {
        let mut fields = FieldCounts::default();
        for item in items {
            fields.articles += 1;
            fields.without_date += u64::from(item.published.is_none());
        }
        fields.check()
    }

    /// Counts an article; `None` if the portal has no text of it.
    pub(super) fn add(&mut self, article: Option<&Sighting>) {
        self.articles += 1;
        self.without_date += u64::from(article.is_some_and(|article| article.published.is_none()));
        self.without_text += u64::from(article.is_none_or(|article| article.body.is_none()));
    }

    /// Fails if most articles lack a field.
    pub(super) fn check(&self) -> Result<(), Stop> {
        let missing = |without: u64| self.articles >= ARTICLES_MIN && without * 2 > self.articles;
        let field = match () {
            () if missing(self.without_date) => Field::Date,
            () if missing(self.without_text) => Field::Text,
            () => return Ok(()),
        };
        Err(Stop::because(Reason::FieldMissing(field)))
    }
}
