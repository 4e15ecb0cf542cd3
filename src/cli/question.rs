//! What search, export and count look for: a query and filters, resolved against the registries.

use chrono::NaiveDate;

use super::errors::Failure;
use super::filters::{self, FilterArgs, Registries};
use super::settings::Settings;
use super::store::Store;
use crate::query::{Filters, Query};

/// A query and the filters that were given as options.
pub(crate) struct Question {
    pub(crate) query: Query,
    pub(crate) options: Filters,
}

impl Question {
    /// Resolves the names in query and filters. Fails if one is unknown or ambiguous.
    pub(crate) fn read(
        text: Option<&str>,
        args: &FilterArgs,
        store: &Store,
        settings: &Settings,
    ) -> Result<Question, Failure> {
        let names = Registries { labeller: &store.labeller, today: settings.today(), index: &store.index };
        let mut query = filters::parse(text, &names)?;
        query.strict = args.strict;
        Ok(Question { query, options: filters::resolve(args, &names)? })
    }

    /// The first and the last Vietnamese day that the question is limited to.
    pub(crate) fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let days = self.options.days().intersection(self.query.filters.days());
        (days.from, days.to)
    }
}
