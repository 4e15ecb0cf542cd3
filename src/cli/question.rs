//! What search, export and count look for: a query and filters, resolved against the registries.

use chrono::NaiveDate;

use super::answerer::Answerer;
use super::errors::Failure;
use super::filters::{self, FilterArgs, Registries};
use super::messages::{Verbosity, remark};
use super::named_questions::{self, Asked};
use super::settings::Settings;
use crate::query::{Filters, Query};

/// A query and the filters that were given as options.
pub(crate) struct Question {
    pub(crate) query: Query,
    pub(crate) options: Filters,
    /// The query with its words in quotes, if it could be meant so.
    pub(crate) phrase: Option<Query>,
    /// Whether no option forbids to relax the query.
    pub(crate) may_relax: bool,
}

/// Whether a command relaxes a query that matches nothing, unless an option says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relaxing {
    UntilFound,
    /// What is counted or exported must be what was asked for.
    Never,
}

impl Question {
    /// Resolves the names in query and filters. Fails if one is unknown or ambiguous.
    pub(crate) fn read<'a>(
        text: Option<&str>,
        args: &FilterArgs,
        default: Relaxing,
        answerer: impl Into<Answerer<'a>>,
        settings: &Settings,
    ) -> Result<Question, Failure> {
        let Answerer { labeller, source, .. } = answerer.into();
        let names = Registries { labeller, today: settings.today(), source };
        let Asked { text, filters: args, typed } =
            &named_questions::expand(text, args, settings.file.questions(), settings.file_path.as_deref(), |more| {
                filters::parse(Some(more), &names)
            })?;
        let mut query = filters::parse(text.as_deref(), &names)?;
        if !query.dangling.is_empty() && settings.verbosity >= Verbosity::Normal {
            remark(settings.texts, &settings.texts.joins_nothing(query.dangling.join(", ")));
        }
        query.replace_filters(typed);
        query.strict = args.strict || (default == Relaxing::Never && !args.relax);
        let mut phrase = query.quoted().map(|text| filters::parse(Some(&text), &names)).transpose()?;
        if let Some(phrase) = &mut phrase {
            phrase.strict = true;
            phrase.replace_filters(typed);
        }
        Ok(Question { query, options: filters::resolve(args, &names)?, phrase, may_relax: !args.strict })
    }

    /// The first and the last Vietnamese day that the question is limited to.
    pub(crate) fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let days = self.options.days().intersection(self.query.filters.days());
        (days.from, days.to)
    }
}
