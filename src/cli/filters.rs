//! What filters mean: names become persons, topics and days, for options and inside queries alike.

use chrono::NaiveDate;

use super::arguments::{self, WhichStatus};
use super::layout::columns;
use super::output::safe;
use super::{Exit, Failure};
use crate::article::Status;
use crate::article::labels::Role;
use crate::calendar::Days;
use crate::index::Index;
use crate::indexing::Labeller;
use crate::officials::{self, Lookup};
use crate::query::{self, By, DayRange, Filter, FilterKind, FilterResolver, Filters, ParseError, Query, Unresolved};
use crate::text;
use crate::topics;

/// Least similarity (Jaro-Winkler, 0 to 1) of a word that is suggested instead of a wrong one.
const SIMILARITY_MIN: f64 = 0.75;

/// Knows people, topics and the calendar.
pub(crate) struct Registries<'a> {
    pub(crate) labeller: &'a Labeller,
    pub(crate) today: NaiveDate,
    /// Where people are looked up whom articles name and the registry lacks.
    pub(crate) index: &'a Index,
}

impl FilterResolver for Registries<'_> {
    fn official(&self, typed: &str) -> Result<String, Unresolved> {
        match self.labeller.officials().find(typed) {
            Lookup::One(person) => Ok(person.name.clone()),
            Lookup::Several(people) => Err(Unresolved {
                sentence: format!("“{typed}” may be several persons"),
                candidates: people.iter().map(|p| p.name.clone()).collect(),
            }),
            Lookup::Nobody(nearest) => self.surfaced(typed).ok_or_else(|| Unresolved {
                sentence: format!("nobody is called “{typed}”, neither in the registry nor in the articles"),
                candidates: nearest.into_iter().map(str::to_owned).collect(),
            }),
        }
    }

    fn topic(&self, typed: &str) -> Result<String, Unresolved> {
        match self.labeller.topics().find(typed) {
            topics::Lookup::One(topic) => Ok(topic.id.clone()),
            topics::Lookup::Nothing(nearest) => Err(Unresolved {
                sentence: format!("there is no topic “{typed}”"),
                candidates: nearest.into_iter().map(str::to_owned).collect(),
            }),
        }
    }

    fn role(&self, typed: &str) -> Result<Role, Unresolved> {
        officials::role_named(typed).ok_or_else(|| Unresolved {
            sentence: format!("“{typed}” is not a role"),
            candidates: officials::ROLES.map(|(role, name)| format!("{} ({name})", role.as_str())).to_vec(),
        })
    }

    fn days(&self, typed: &str) -> Result<Days, Unresolved> {
        Days::parse(typed, self.today).map_err(|e| Unresolved { sentence: e.to_string(), candidates: Vec::new() })
    }
}

impl Registries<'_> {
    /// A person whom articles name and the registry lacks.
    fn surfaced(&self, typed: &str) -> Option<String> {
        let wanted = text::folded(typed);
        let all = Filters::everywhere();
        // An index that can't be read here fails again, and is told, when the query itself runs.
        let people =
            query::find(self.index, &Query::default(), &all).and_then(|found| found.count_by(By::Named)).ok()?;
        people.into_iter().map(|(name, _)| name).find(|name| text::folded(name) == wanted)
    }
}

impl From<Unresolved> for Failure {
    fn from(unresolved: Unresolved) -> Failure {
        let failure = Failure::usage(unresolved.sentence);
        match unresolved.candidates.as_slice() {
            [] => failure,
            [one] => failure.hint(format!("did you mean “{one}”?")),
            several => failure.hint(format!("one of: {}", several.join(", "))),
        }
    }
}

/// What lists everybody, where no name is near.
pub(crate) const PEOPLE: &str = "`byt officials` lists the people";
const TOPICS: &str = "`byt topics` lists the topics";

/// A failure that says where to look when there is nothing near.
pub(crate) fn unresolved_or(unresolved: Unresolved, list: &str) -> Failure {
    let is_near = !unresolved.candidates.is_empty();
    let failure = Failure::from(unresolved);
    if is_near { failure } else { failure.hint(list) }
}

/// Resolves the filters that were given as options.
pub(crate) fn settle(args: &arguments::Filters, registries: &Registries<'_>) -> Result<Filters, Failure> {
    let mut filters = Filters::default();
    for (kind, values, list) in [
        (FilterKind::Official, &args.official, Some(PEOPLE)),
        (FilterKind::Mentions, &args.mentions, Some(PEOPLE)),
        (FilterKind::Role, &args.role, None),
        (FilterKind::Topic, &args.topic, Some(TOPICS)),
    ] {
        for value in values {
            let filter = kind.read(value, registries).map_err(|unresolved| match list {
                Some(list) => unresolved_or(unresolved, list),
                None => Failure::from(unresolved),
            })?;
            filter.into_iter().for_each(|filter| filters.add(filter));
        }
    }
    let day = |typed: &Option<String>| typed.as_deref().map(|t| Days::parse(t, registries.today)).transpose();
    let (from, to, on) = (day(&args.from)?, day(&args.to)?, day(&args.on)?);
    let days = DayRange::new(on.or(from).map(|days| days.first), on.or(to).map(|days| days.last))?;
    filters.add(Filter::Date(days));
    let section = args.section.map(|section| match section {
        arguments::Section::In => query::Section::In,
        arguments::Section::Out => query::Section::Out,
        arguments::Section::All => query::Section::All,
    });
    section.into_iter().for_each(|section| filters.add(Filter::Section(section)));
    match args.status {
        None | Some(WhichStatus::All) => {}
        Some(WhichStatus::Listed) => filters.add(Filter::Status(Status::Listed)),
        Some(WhichStatus::Full) => filters.add(Filter::Status(Status::Full)),
    }
    Ok(filters)
}

/// Reads the query; nothing to look for is an empty query.
pub(crate) fn parse(text: Option<&str>, names: &Registries<'_>) -> Result<Query, Failure> {
    query::parse(text.unwrap_or_default(), names).map_err(|error| pointed(&error))
}

/// An error of a query, with a caret under its place.
fn pointed(error: &ParseError) -> Failure {
    /// A longer query is not shown whole: the caret would be lost.
    const SHOWN_CHARS: usize = 70;
    let before = error.text[..error.span.start].chars().count();
    let first = before.saturating_sub(SHOWN_CHARS / 2);
    let shown: String = error.text.chars().skip(first).take(SHOWN_CHARS).collect();
    let lead: String = error.text.chars().skip(first).take(before - first).collect();
    let column = columns(&safe(&lead));
    let mut failure = Failure::from(error.problem.clone());
    failure.exit = Exit::Usage;
    failure.pointing(shown, column)
}

/// The candidate most like a word, when it is like it enough.
pub(crate) fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    text::nearest(word, candidates, SIMILARITY_MIN)
}
