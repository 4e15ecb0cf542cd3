//! The conditions of a question: the filters of its query and those of the options, all of which must hold.

use super::filters::{Filter, FilterKind, Filters, Section};
use super::tree::Query;

/// The filters of a query and those of the options: sets that must all hold.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Conditions(Vec<Filters>);

impl Conditions {
    pub(super) fn of(query: &Query, options: &Filters) -> Conditions {
        Conditions([&query.filters, &query.question, options].into_iter().cloned().collect())
    }

    pub(super) fn each(&self) -> impl Iterator<Item = &Filters> {
        self.0.iter()
    }

    /// The same without the filters of a kind.
    pub(super) fn without(&self, kind: FilterKind) -> Conditions {
        Conditions(self.0.iter().map(|filters| filters.without(kind)).collect())
    }

    /// The sections alone.
    pub(super) fn of_section(&self) -> Conditions {
        let section = |filters: &Filters| Filters(filters.of_kind(FilterKind::Section).cloned().collect());
        Conditions(self.0.iter().map(section).collect())
    }

    /// The same with each filter replaced or, where `replace` returns `None`, left out.
    pub(super) fn replaced(&self, replace: impl Fn(&Filter) -> Option<Filter>) -> Conditions {
        Conditions(self.0.iter().map(|filters| Filters(filters.0.iter().filter_map(&replace).collect())).collect())
    }

    /// These conditions and one more.
    pub(super) fn and(self, filter: Filter) -> Conditions {
        self.and_any([filter])
    }

    /// These conditions, and at least one of these filters of one kind; nothing more if there are none.
    pub(super) fn and_any(mut self, filters: impl IntoIterator<Item = Filter>) -> Conditions {
        let filters = Filters(filters.into_iter().collect());
        if !filters.0.is_empty() {
            self.0.push(filters);
        }
        self
    }

    /// The sections that were asked for; an article must be in each. The default is the section.
    pub(super) fn sections(&self) -> Vec<Section> {
        let asked: Vec<Section> = self.each().filter_map(Filters::section).collect();
        if asked.is_empty() { vec![Section::In] } else { asked }
    }
}
