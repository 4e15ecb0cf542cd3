//! The fields of a run: what is always there and goes missing is a portal that has changed.
//!
//! One article without a date or a text is an article like that. Most of a run's articles without
//! one are pages that are no longer read as they are meant.

use super::{Reason, Stop};
use crate::article::Sighting;

/// With fewer articles than this nothing is said of all.
const ARTICLES_MIN: u64 = 5;

/// What articles always have. A page without a title is not taken for an article in the first place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Date,
    Text,
}

/// Counts one kind of answers.
#[derive(Debug, Default)]
pub(super) struct Fields {
    articles: u64,
    without_date: u64,
    without_text: u64,
}

impl Fields {
    /// Judges the items of one list, of which each has a date.
    pub(super) fn of_list(items: &[Sighting]) -> Result<(), Stop> {
        let mut fields = Fields::default();
        for item in items {
            fields.articles += 1;
            fields.without_date += u64::from(item.published.is_none());
        }
        fields.judge()
    }

    /// Takes note of an article; `None` is one of which the portal has nothing.
    pub(super) fn note(&mut self, article: Option<&Sighting>) {
        self.articles += 1;
        self.without_date += u64::from(article.is_some_and(|article| article.published.is_none()));
        self.without_text += u64::from(article.is_none_or(|article| article.body.is_none()));
    }

    pub(super) fn judge(&self) -> Result<(), Stop> {
        let missing = |without: u64| self.articles >= ARTICLES_MIN && without * 2 > self.articles;
        let field = match () {
            () if missing(self.without_date) => Field::Date,
            () if missing(self.without_text) => Field::Text,
            () => return Ok(()),
        };
        Err(Stop::because(Reason::FieldMissing(field)))
    }
}
