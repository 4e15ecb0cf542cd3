//! What changes, export and feed ask of a corpus: the events after a place about articles that match a question.

use std::sync::Arc;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::errors::{Exit, Failure};
use super::filters::FilterArgs;
use super::messages::{Verbosity, note, warning};
use super::named_questions;
use super::question::{Question, Relaxing};
use super::settings::Settings;
use super::store;
use crate::calendar::PUBLICATION_YEARS;
use crate::corpus::{Corpus, Ledger};
use crate::follow::{self, EventKind, LedgerEvent, Since, Unknown};
use crate::indexing::Labeller;
use crate::query::{Filter, Filters, Query};

impl ValueEnum for EventKind {
    fn value_variants<'a>() -> &'a [EventKind] {
        &EventKind::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.as_str()))
    }
}

/// Which events are asked for.
pub(crate) struct EventScope<'a> {
    pub(crate) query: Option<&'a str>,
    pub(crate) filters: &'a FilterArgs,
    /// Any of these; all kinds if there are none.
    pub(crate) kinds: &'a [EventKind],
    /// At least one of these changed; any event if there are none.
    pub(crate) fields: &'a [String],
    pub(crate) part: EventPart,
}

/// Which of the events that are asked for are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventPart {
    All,
    /// The first ones, at most this many.
    First(usize),
    /// The last ones, at most this many.
    Last(usize),
}

impl EventScope<'_> {
    fn allows(&self, event: &LedgerEvent) -> bool {
        let has_field = |field: &String| event.fields.contains(&field.as_str());
        event.is_change()
            && (self.kinds.is_empty() || self.kinds.contains(&event.kind))
            && (self.fields.is_empty() || self.fields.iter().any(has_field))
    }
}

/// Articles that changed.
pub(crate) struct Changed {
    pub(crate) ledger: Ledger,
    pub(crate) labeller: Arc<Labeller>,
    /// Where their latest lines begin, in order.
    pub(crate) lines: Vec<u64>,
}

/// Events, and the part of the ledger that they are in.
pub(crate) struct Followed {
    pub(crate) ledger: Ledger,
    pub(crate) labeller: Arc<Labeller>,
    /// The place after which the events are.
    pub(crate) since: u64,
    /// The place up to which everything was shown: where to continue.
    pub(crate) until: u64,
    /// The number of events, whatever the limit.
    pub(crate) total: u64,
    pub(crate) events: Vec<LedgerEvent>,
}

/// A corpus that is opened for following, and the question to its events.
pub(crate) struct Following {
    pub(crate) ledger: Ledger,
    labeller: Arc<Labeller>,
    query: Query,
    options: Filters,
}

impl Following {
    /// Opens the corpus. The index is needed only to resolve names, so a question without words and filters neither
    /// opens nor updates it.
    pub(crate) fn open(scope: &EventScope<'_>, settings: &Settings) -> Result<Following, Failure> {
        let asked = named_questions::expand(
            scope.query,
            scope.filters,
            settings.file.questions(),
            settings.file_path.as_deref(),
            // Names are resolved below. That there are words is enough here.
            |_| Ok(Query::default()),
        )?;
        let has_words = asked.text.is_some_and(|text| !text.trim().is_empty());
        if !has_words && asked.filters.has_only_section() {
            let ledger = store::ledger(settings)?;
            store::warn_if_lost(&ledger)?;
            let mut options = Filters::default();
            asked.filters.section.into_iter().for_each(|section| options.add(Filter::Section(section)));
            return Ok(Following { ledger, labeller: store::labeller(settings)?, query: Query::default(), options });
        }
        let store = store::open(settings)?;
        let question = Question::read(scope.query, scope.filters, Relaxing::Never, &store, settings)?;
        let store::Store { ledger, labeller, .. } = store;
        Ok(Following { ledger, labeller, query: question.query, options: question.options })
    }

    /// The place that `--since` names.
    pub(crate) fn place(&self, since: &str, settings: &Settings) -> Result<u64, Failure> {
        let since = Since::parse(since, settings.today())
            .map_err(|error| Failure::from(error).hint("a place (a number), a run (run-…), a day, a moment, or 7d"))?;
        if let Since::Place(year) = since
            && is_year(year)
            && settings.verbosity >= Verbosity::Normal
        {
            note!("{year} is read as a place in the ledger, in bytes; for the year, write {year}-01");
        }
        since.place(&Corpus::at(&settings.corpus), &self.ledger).map_err(|unknown| match unknown {
            Unknown::Run(_) => Failure::usage(unknown.to_string())
                .hint("`byt status --json` and `byt update --json` name runs under \"run\""),
            Unknown::Corpus(error) => error.into(),
        })
    }

    /// The articles of the events after a place, as they are now, whatever part of the events is asked for.
    pub(crate) fn changed_after(
        self,
        since: u64,
        scope: &EventScope<'_>,
        settings: &Settings,
    ) -> Result<Changed, Failure> {
        let Following { ledger, labeller, query, options } = self;
        let end = Corpus::at(&settings.corpus).settled_bytes(&ledger)?;
        let all = follow::events(&ledger, since, end)?;
        let current = follow::CurrentLines::after(&all);
        let events = all.into_iter().filter(|event| scope.allows(event)).collect();
        let events = follow::select(events, &ledger, &labeller, &query, &options)?;
        let mut lines: Vec<u64> = events.iter().map(|event| current.of(event.offset)).collect();
        lines.sort_unstable();
        lines.dedup();
        Ok(Changed { ledger, labeller, lines })
    }

    /// The events after a place.
    pub(crate) fn after(self, since: u64, scope: &EventScope<'_>, settings: &Settings) -> Result<Followed, Failure> {
        let Following { ledger, labeller, query, options } = self;
        let end = Corpus::at(&settings.corpus).settled_bytes(&ledger)?;
        if since > ledger.bytes() && since != u64::MAX {
            warning!("place {since} is past the end of the ledger, which is {}", ledger.bytes());
        }
        let mut events = follow::events(&ledger, since, end)?;
        events.retain(|event| scope.allows(event));
        let mut events = follow::select(events, &ledger, &labeller, &query, &options)?;
        let total = events.len() as u64;
        let mut until = end.max(since);
        match scope.part {
            EventPart::First(count) if count < events.len() => {
                events.truncate(count);
                // What was left out is after this place.
                until = events.last().map_or(since, |last| last.place);
            }
            EventPart::Last(count) => events = events.split_off(events.len().saturating_sub(count)),
            EventPart::All | EventPart::First(_) => {}
        }
        Ok(Followed { ledger, labeller, since, until, total, events })
    }
}

/// Whether whoever types a number as a place may mean a year.
fn is_year(number: u64) -> bool {
    i32::try_from(number).is_ok_and(|year| PUBLICATION_YEARS.contains(&year))
}

/// Whether a name is that of a cursor; fails otherwise.
pub(crate) fn cursor_name(text: &str) -> Result<crate::corpus::CursorName, Failure> {
    crate::corpus::CursorName::parse(text).ok_or_else(|| {
        Failure::new(Exit::Usage, format!("“{text}” can't be the name of a cursor"))
            .hint("use up to 64 lower-case letters, digits, - and _; the first is a letter or a digit")
    })
}
