//! Fields: what stands before a colon in a query, and what its value means.

use super::resolver::{NameResolver, Unresolved, section, status};
use super::tree::{DayRange, Filter};

/// A name that may stand before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldName {
    Title,
    Official,
    Mentions,
    Role,
    Topic,
    Date,
    Number,
    Section,
    Status,
}

impl FieldName {
    /// Knows a name in any case.
    pub(super) fn parse(name: &str) -> Option<FieldName> {
        Some(match name.to_ascii_lowercase().as_str() {
            "title" => FieldName::Title,
            "official" => FieldName::Official,
            "mentions" => FieldName::Mentions,
            "role" => FieldName::Role,
            "topic" => FieldName::Topic,
            "date" => FieldName::Date,
            "number" => FieldName::Number,
            "section" => FieldName::Section,
            "status" => FieldName::Status,
            _ => return None,
        })
    }

    /// `None` for a value that means "all".
    pub(super) fn filter(self, value: &str, names: &dyn NameResolver) -> Result<Option<Filter>, Unresolved> {
        Ok(match self {
            FieldName::Title => None,
            FieldName::Official => Some(Filter::Official(names.official(value)?)),
            FieldName::Mentions => Some(Filter::Mentions(names.official(value)?)),
            FieldName::Role => Some(Filter::Role(names.role(value)?)),
            FieldName::Topic => Some(Filter::Topic(names.topic(value)?)),
            FieldName::Date => Some(Filter::Days(span(value, names)?)),
            FieldName::Number => Some(Filter::Number(value.to_owned())),
            FieldName::Section => Some(Filter::Section(section(value)?)),
            FieldName::Status => status(value)?.map(Filter::Status),
        })
    }
}

/// Reads `2025-06`, `2025-06..2025-07`, `2025-06..`, `..2025-07`.
fn span(value: &str, names: &dyn NameResolver) -> Result<DayRange, Unresolved> {
    let Some((from, to)) = value.split_once("..") else {
        let days = names.days(value)?;
        return Ok(DayRange { from: Some(days.first), to: Some(days.last) });
    };
    let end = |text: &str| if text.is_empty() { Ok(None) } else { names.days(text).map(Some) };
    let span = DayRange { from: end(from)?.map(|d| d.first), to: end(to)?.map(|d| d.last) };
    match (span.from, span.to) {
        (Some(from), Some(to)) if from > to => Err(Unresolved {
            sentence: format!("the first day, {from}, is after the last, {to}"),
            candidates: Vec::new(),
        }),
        _ => Ok(span),
    }
}
