//! Filters: the conditions on articles that aren't about words.
//!
//! [`FilterKind`] lists them. The parser finds the kind by the name before the colon, the compiler
//! turns each [`Filter`] into a clause, explanations print them, and the command line reads its
//! options by the same kinds.

use std::borrow::Cow;
use std::fmt;

use chrono::NaiveDate;

use super::resolver::{FilterResolver, Unresolved};
use crate::article::Status;
use crate::article::labels::Role;
use crate::index::{Facet, IN_SECTION, IS_GONE, IS_MISSING, OUT_OF_SECTION, acted_as};
use crate::wording::Sentence;

/// A kind of filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FilterKind {
    /// A person who acted in the article.
    Official,
    /// A person whom the article names, whether that person acted or not.
    Mentions,
    /// The role of a person who acted.
    Role,
    Topic,
    /// The number of a document that the article cites.
    Number,
    /// The Vietnamese day of publication.
    Date,
    Section,
    Status,
    /// Whether the portal no longer has the article.
    Absence,
}

impl FilterKind {
    /// All kinds, in the order in which explanations list them.
    pub(crate) const ALL: [FilterKind; 9] = [
        FilterKind::Official,
        FilterKind::Mentions,
        FilterKind::Role,
        FilterKind::Topic,
        FilterKind::Number,
        FilterKind::Date,
        FilterKind::Section,
        FilterKind::Status,
        FilterKind::Absence,
    ];

    /// The name that precedes the colon in a query.
    pub(crate) fn name(self) -> &'static str {
        match self {
            FilterKind::Official => "official",
            FilterKind::Mentions => "mentions",
            FilterKind::Role => "role",
            FilterKind::Topic => "topic",
            FilterKind::Number => "number",
            FilterKind::Date => "date",
            FilterKind::Section => "section",
            FilterKind::Status => "status",
            FilterKind::Absence => "absence",
        }
    }

    /// Reads a value of this kind; `None` for a value that means "all". Fails if the value has no
    /// meaning or several.
    pub(crate) fn read(self, value: &str, resolver: &dyn FilterResolver) -> Result<Option<Filter>, Unresolved> {
        Ok(Some(match self {
            FilterKind::Official => official(value, resolver)?,
            FilterKind::Mentions => Filter::Mentions(resolver.official(value)?),
            FilterKind::Role => Filter::Role(resolver.role(value)?),
            FilterKind::Topic => Filter::Topic(resolver.topic(value)?),
            FilterKind::Number => Filter::Number(value.to_owned()),
            FilterKind::Date => Filter::Date(DayRange::read(value, resolver)?),
            FilterKind::Section => Filter::Section(section(value)?),
            FilterKind::Status => return Ok(status(value)?.map(Filter::Status)),
            FilterKind::Absence => Filter::Absence(absence(value)?),
        }))
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    /// The canonical name of the person.
    Official(String),
    /// The canonical name of the person, and the post held on the day of the article.
    OfficialAs(String, Role),
    /// The canonical name of the person.
    Mentions(String),
    Role(Role),
    /// The id of the topic.
    Topic(String),
    /// The document number as typed.
    Number(String),
    Date(DayRange),
    Section(Section),
    Status(Status),
    Absence(Absent),
}

/// How certainly the portal no longer has an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// It said so at least once.
    Missing,
    /// It said so again later.
    Gone,
}

impl Absent {
    fn as_str(self) -> &'static str {
        match self {
            Absent::Missing => IS_MISSING,
            Absent::Gone => IS_GONE,
        }
    }
}

impl Filter {
    pub(crate) fn kind(&self) -> FilterKind {
        match self {
            Filter::Official(_) | Filter::OfficialAs(..) => FilterKind::Official,
            Filter::Mentions(_) => FilterKind::Mentions,
            Filter::Role(_) => FilterKind::Role,
            Filter::Topic(_) => FilterKind::Topic,
            Filter::Number(_) => FilterKind::Number,
            Filter::Date(_) => FilterKind::Date,
            Filter::Section(_) => FilterKind::Section,
            Filter::Status(_) => FilterKind::Status,
            Filter::Absence(_) => FilterKind::Absence,
        }
    }

    /// The facet that answers this filter, with its value; `None` if no facet does.
    pub(super) fn facet(&self) -> Option<(Facet, Cow<'_, str>)> {
        if let Filter::OfficialAs(name, role) = self {
            return Some((Facet::ActedAs, Cow::Owned(acted_as(name, *role))));
        }
        let (facet, value) = match self {
            Filter::Official(name) => (Facet::Acted, name.as_str()),
            Filter::Mentions(name) => (Facet::Named, name.as_str()),
            Filter::Role(role) => (Facet::Role, role.as_str()),
            Filter::Topic(id) => (Facet::Topic, id.as_str()),
            Filter::Section(Section::In) => (Facet::Section, IN_SECTION),
            Filter::Section(Section::Out) => (Facet::Section, OUT_OF_SECTION),
            Filter::Status(status) => (Facet::Status, status.as_str()),
            Filter::Absence(absent) => (Facet::Absence, absent.as_str()),
            Filter::OfficialAs(..) | Filter::Number(_) | Filter::Date(_) | Filter::Section(Section::All) => {
                return None;
            }
        };
        Some((facet, Cow::Borrowed(value)))
    }

    /// The value as it may be typed after the colon, without quotes.
    pub(super) fn value(&self) -> String {
        match self {
            Filter::Official(text) | Filter::Mentions(text) | Filter::Topic(text) | Filter::Number(text) => {
                text.clone()
            }
            Filter::OfficialAs(name, role) => format!("{name}{AS}{}", role.as_str()),
            Filter::Role(role) => role.as_str().to_owned(),
            Filter::Date(days) => days.to_string(),
            Filter::Section(section) => section.as_str().to_owned(),
            Filter::Status(status) => status.as_str().to_owned(),
            Filter::Absence(absent) => absent.as_str().to_owned(),
        }
    }
}

impl fmt::Display for Filter {
    /// The filter as it may be typed in a query.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spaced =
            matches!(self, Filter::Official(_) | Filter::OfficialAs(..) | Filter::Mentions(_) | Filter::Number(_));
        let quote = if spaced { "\"" } else { "" };
        write!(f, "{}:{quote}{}{quote}", self.kind().name(), self.value())
    }
}

/// Vietnamese days from one to another, both included; an end may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DayRange {
    pub(crate) from: Option<NaiveDate>,
    pub(crate) to: Option<NaiveDate>,
}

impl DayRange {
    /// Fails if the first day is after the last.
    pub(crate) fn new(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Result<DayRange, Unresolved> {
        match (from, to) {
            (Some(from), Some(to)) if from > to => Err(Unresolved {
                sentence: Sentence::new(
                    format!("the first day, {from}, is after the last, {to}"),
                    format!("ngày đầu, {from}, sau ngày cuối, {to}"),
                ),
                ..Unresolved::default()
            }),
            _ => Ok(DayRange { from, to }),
        }
    }

    /// Reads `2025-06`, `2025-06..2025-07`, `2025-06..`, `..2025-07`.
    fn read(value: &str, resolver: &dyn FilterResolver) -> Result<DayRange, Unresolved> {
        let Some((from, to)) = value.split_once("..") else {
            let days = resolver.days(value)?;
            return DayRange::new(Some(days.first), Some(days.last));
        };
        let end = |text: &str| if text.is_empty() { Ok(None) } else { resolver.days(text).map(Some) };
        DayRange::new(end(from)?.map(|days| days.first), end(to)?.map(|days| days.last))
    }

    /// The days of both; its first day may be after its last, and then it has none.
    pub(crate) fn intersection(self, other: DayRange) -> DayRange {
        let to = self.to.into_iter().chain(other.to).min();
        DayRange { from: self.from.max(other.from), to }
    }
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        write!(f, "{}..{}", day(self.from), day(self.to))
    }
}

/// Which articles a query covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    In,
    Out,
    All,
}

impl Section {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Section::In => IN_SECTION,
            Section::Out => OUT_OF_SECTION,
            Section::All => "all",
        }
    }
}

/// Conditions on articles, from the options or from the top level of a query.
///
/// Filters of one kind are alternatives, except days: an article must be within all of them. Filters
/// of different kinds must all hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Filters(pub(super) Vec<Filter>);

impl Filters {
    /// No condition; includes articles outside the section.
    pub(crate) fn everywhere() -> Filters {
        Filters::default().with(Filter::Section(Section::All))
    }

    /// The same with one filter more.
    pub(crate) fn with(mut self, filter: Filter) -> Filters {
        self.add(filter);
        self
    }

    /// Adds a filter. Two different sections, or two statuses, are all there are.
    pub(crate) fn add(&mut self, filter: Filter) {
        let filter = match filter {
            Filter::Date(days) => Filter::Date(self.days().intersection(days)),
            Filter::Section(section) if self.section().is_some_and(|known| known != section) => {
                Filter::Section(Section::All)
            }
            Filter::Status(_) if self.of_kind(FilterKind::Status).next().is_some() => {
                return self.remove(FilterKind::Status);
            }
            filter => filter,
        };
        if matches!(filter.kind(), FilterKind::Date | FilterKind::Section) {
            self.remove(filter.kind());
        }
        if filter != Filter::Date(DayRange::default()) {
            self.0.push(filter);
        }
    }

    /// Whether there is no filter other than a section.
    pub(crate) fn has_only_section(&self) -> bool {
        self.0.iter().all(|filter| filter.kind() == FilterKind::Section)
    }

    /// Whether an article depends on who held a post on its day.
    pub(crate) fn names_posts(&self) -> bool {
        self.0.iter().any(|filter| matches!(filter, Filter::Role(_) | Filter::OfficialAs(..)))
    }

    /// The roles that are asked for, whoever held them.
    pub(crate) fn roles(&self) -> impl Iterator<Item = Role> {
        self.0.iter().filter_map(|filter| match filter {
            Filter::Role(role) => Some(*role),
            _ => None,
        })
    }

    /// The kinds of its filters, each once.
    pub(crate) fn kinds(&self) -> Vec<FilterKind> {
        FilterKind::ALL.into_iter().filter(|kind| self.of_kind(*kind).next().is_some()).collect()
    }

    /// Replaces the filters of every kind that the others have.
    pub(super) fn replace_with(&mut self, others: &Filters) {
        others.kinds().into_iter().for_each(|kind| self.remove(kind));
        self.extend(others);
    }

    /// Adds the filters of others.
    fn extend(&mut self, others: &Filters) {
        others.0.iter().for_each(|filter| self.add(filter.clone()));
    }

    fn remove(&mut self, kind: FilterKind) {
        self.0.retain(|filter| filter.kind() != kind);
    }

    /// The filters of a kind.
    pub(super) fn of_kind(&self, kind: FilterKind) -> impl Iterator<Item = &Filter> {
        self.0.iter().filter(move |filter| filter.kind() == kind)
    }

    /// The same without the filters of a kind. Without a section, articles of all sections match.
    pub(super) fn without(&self, kind: FilterKind) -> Filters {
        let mut rest = self.clone();
        rest.remove(kind);
        if kind == FilterKind::Section { rest.with(Filter::Section(Section::All)) } else { rest }
    }

    /// The days on which an article must have been published.
    pub(crate) fn days(&self) -> DayRange {
        let days = self.0.iter().find_map(|filter| if let Filter::Date(days) = filter { Some(*days) } else { None });
        days.unwrap_or_default()
    }

    /// `None` means [`Section::In`], unless another set of filters names a section.
    pub(crate) fn section(&self) -> Option<Section> {
        self.0.iter().find_map(|filter| if let Filter::Section(section) = filter { Some(*section) } else { None })
    }
}

/// What separates a name from a post in `official:"đào hồng lan as minister"`.
const AS: &str = " as ";

/// Reads a name, and a post if one follows.
fn official(value: &str, resolver: &dyn FilterResolver) -> Result<Filter, Unresolved> {
    match value.rsplit_once(AS) {
        Some((name, role)) => Ok(Filter::OfficialAs(resolver.official(name.trim())?, resolver.role(role.trim())?)),
        None => Ok(Filter::Official(resolver.official(value)?)),
    }
}

/// Reads `in`, `out`, `all`.
fn section(typed: &str) -> Result<Section, Unresolved> {
    match typed.to_ascii_lowercase().as_str() {
        "in" => Ok(Section::In),
        "out" => Ok(Section::Out),
        "all" => Ok(Section::All),
        _ => Err(one_of(typed, ("a section", "một chuyên mục"), &["in", "out", "all"])),
    }
}

/// Reads `listed`, `full`, `all`; `None` is all.
fn status(typed: &str) -> Result<Option<Status>, Unresolved> {
    match typed.to_ascii_lowercase().as_str() {
        "listed" => Ok(Some(Status::Listed)),
        "full" => Ok(Some(Status::Full)),
        "all" => Ok(None),
        _ => Err(one_of(typed, ("a status", "một trạng thái"), &["listed", "full", "all"])),
    }
}

/// Reads `missing`, `gone`.
fn absence(typed: &str) -> Result<Absent, Unresolved> {
    match typed.to_ascii_lowercase().as_str() {
        IS_MISSING => Ok(Absent::Missing),
        IS_GONE => Ok(Absent::Gone),
        _ => Err(one_of(typed, ("an absence", "một cách vắng mặt"), &[IS_MISSING, IS_GONE])),
    }
}

/// `what` is the kind of value in English and in Vietnamese.
fn one_of(typed: &str, what: (&str, &str), candidates: &[&str]) -> Unresolved {
    Unresolved {
        sentence: Sentence::new(format!("“{typed}” is not {}", what.0), format!("“{typed}” không phải là {}", what.1)),
        candidates: candidates.iter().map(|c| (*c).to_owned()).collect(),
        ..Unresolved::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::fixture::Known;
    use super::*;

    #[test]
    fn a_filter_reads_back_as_it_is_printed() {
        for (kind, value, expected) in [
            (FilterKind::Official, "lan", "official:\"Đào Hồng Lan\""),
            (FilterKind::Official, "lan as vice-minister", "official:\"Đào Hồng Lan as vice-minister\""),
            (FilterKind::Mentions, "thuấn", "mentions:\"Trần Văn Thuấn\""),
            (FilterKind::Role, "minister", "role:minister"),
            (FilterKind::Topic, "duoc", "topic:duoc"),
            (FilterKind::Number, "72-NQ/TW", "number:\"72-NQ/TW\""),
            (FilterKind::Date, "2025-06..", "date:2025-06-01.."),
            (FilterKind::Section, "OUT", "section:out"),
            (FilterKind::Status, "full", "status:full"),
            (FilterKind::Absence, "Gone", "absence:gone"),
        ] {
            let filter = kind.read(value, &Known).unwrap().unwrap();
            assert_eq!((filter.kind(), filter.to_string().as_str()), (kind, expected));
            assert_eq!(kind.read(&filter.value(), &Known).unwrap(), Some(filter), "{expected}");
        }
    }

    #[test]
    fn days_intersect_and_two_sections_or_statuses_are_all() {
        let read = |kind: FilterKind, value| kind.read(value, &Known).unwrap().unwrap();
        let both = |kind, a, b| Filters::default().with(read(kind, a)).with(read(kind, b));
        let days = both(FilterKind::Date, "2025-03..2025-05", "2025-04..");
        assert_eq!(days, Filters::default().with(read(FilterKind::Date, "2025-04..2025-05")));
        assert_eq!(both(FilterKind::Section, "in", "out").section(), Some(Section::All));
        assert_eq!(both(FilterKind::Section, "out", "out").section(), Some(Section::Out));
        assert_eq!(both(FilterKind::Status, "listed", "full"), Filters::default());
        assert_eq!(Filters::default().with(Filter::Date(DayRange::default())), Filters::default());
    }
}
