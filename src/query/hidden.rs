//! What a count leaves out of sight: words that are apart, articles of other sections, people who are only named.

use super::conditions::Conditions;
use super::filters::{Filter, FilterKind, Section};
use super::find::Matches;
use super::tree::{Node, Query};
use crate::storage::StorageError;

impl Query {
    /// The text of the query with its words in quotes, so that they match as a phrase.
    ///
    /// `None` if there is no one phrase that the words could be: if there is one word only, if something is in quotes
    /// already, or if filters, operators or stars divide the words.
    pub(crate) fn quoted(&self) -> Option<String> {
        self.quoted_if(|run| run.contains(char::is_whitespace))
    }

    /// The same for one name that is several words but has no spaces, such as `COVID-19`, beside filters or alone.
    ///
    /// `None` if the words are anything else.
    pub(crate) fn quoted_name(&self) -> Option<String> {
        self.quoted_if(|run| !run.contains(char::is_whitespace))
    }

    /// The text with its only run of several words in quotes, if the text of the run is as wanted.
    fn quoted_if(&self, is_wanted: impl Fn(&str) -> bool) -> Option<String> {
        let mut runs = Vec::new();
        collect(self.root.as_ref()?, &mut runs)?;
        let [[first, .., last]] = runs.as_slice() else { return None };
        let (start, end) = (first.span.start, last.span.end);
        let run = self.text.get(start..end).filter(|run| is_wanted(run))?;
        // A star after several words isn't part of any of them, and quotes would change what it means.
        if self.text[end..].starts_with('*') {
            return None;
        }
        Some(format!("{}\"{run}\"{}", &self.text[..start], &self.text[end..]))
    }
}

/// Collects the words that must match, run by run; `None` if some are in quotes or end in a star.
fn collect<'a>(node: &'a Node, runs: &mut Vec<&'a [super::tree::Word]>) -> Option<()> {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().try_for_each(|node| collect(node, runs)),
        Node::Terms(_, terms) => {
            runs.push(&terms.words);
            Some(())
        }
        Node::Phrase(..) | Node::Prefix(..) => None,
        Node::Not(_) | Node::Filter(_) => Some(()),
    }
}

impl Matches<'_> {
    /// The number of articles outside the section that match as well; `None` unless only the section was searched.
    pub(crate) fn outside(&self) -> Result<Option<u64>, StorageError> {
        if self.conditions.sections() != [Section::In] {
            return Ok(None);
        }
        let outside = self.conditions.replaced(|filter| match filter {
            Filter::Section(_) => None,
            filter => Some(filter.clone()),
        });
        self.count_where(&outside.and(Filter::Section(Section::Out))).map(Some)
    }

    /// The number of further articles that match and only name one of the people who had to act; `None` if nobody had to.
    pub(crate) fn named_only(&self) -> Result<Option<u64>, StorageError> {
        if self.acting().is_empty() {
            return Ok(None);
        }
        let mut named =
            self.conditions.replaced(|filter| (filter.kind() != FilterKind::Official).then(|| filter.clone()));
        for filters in self.conditions.each() {
            let people = filters.of_kind(FilterKind::Official).filter_map(|filter| match filter {
                Filter::Official(name) => Some(Filter::Mentions(name.clone())),
                _ => None,
            });
            named = named.and_any(people);
        }
        // Whoever acts is named, so this can't be less than the total.
        Ok(Some(self.count_where(&named)?.saturating_sub(self.total)))
    }

    /// The people of whom at least one must have acted, for each set of filters that says so.
    pub(crate) fn acting(&self) -> Vec<&str> {
        let filters = self.conditions.each().flat_map(|filters| filters.of_kind(FilterKind::Official));
        filters
            .filter_map(|filter| if let Filter::Official(name) = filter { Some(name.as_str()) } else { None })
            .collect()
    }

    /// The sections that are searched.
    pub(crate) fn sections(&self) -> Section {
        match self.conditions.sections().as_slice() {
            [Section::In] => Section::In,
            [Section::Out] => Section::Out,
            _ => Section::All,
        }
    }

    /// The number of articles that match the words under other conditions, as strictly as these matches.
    pub(super) fn count_where(&self, conditions: &Conditions) -> Result<u64, StorageError> {
        self.count(&self.compiler().matching(self.root.as_ref(), conditions))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::cases::articles;
    use super::super::tests::fixture::{Known, TestIndex};
    use super::super::{Filters, find, parse};

    #[test]
    fn words_are_quoted_where_they_may_be_one_phrase() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(parse(text, &Known).unwrap().quoted().as_deref(), expected, "{text}");
        };
        check("bảo hiểm y tế", Some("\"bảo hiểm y tế\""));
        check("  bảo   hiểm ", Some("\"bảo hiểm\""));
        check("bảo hiểm -thuốc", Some("\"bảo hiểm\" -thuốc"));
        check("topic:duoc đấu thầu", Some("topic:duoc \"đấu thầu\""));
        check("đấu thầu topic:duoc thuốc", None);
        check("Bộ Y tế: họp", Some("\"Bộ Y tế: họp\""));
        check("thuốc", None);
        check("SARS-CoV-2", None);
        check("\"bảo hiểm\" y tế", None);
        check("bảo hiểm OR y tế", None);
        check("bảo hiểm y*", None);
        check("-thuốc", None);
        check("", None);
        check("topic:duoc", None);
    }

    #[test]
    fn a_name_of_several_words_is_quoted_where_nothing_divides_it() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(parse(text, &Known).unwrap().quoted_name().as_deref(), expected, "{text}");
        };
        check("COVID-19", Some("\"COVID-19\""));
        check("SARS-CoV-2", Some("\"SARS-CoV-2\""));
        check(" HIV/AIDS ", Some("\"HIV/AIDS\""));
        check("COVID-19 official:lan", Some("\"COVID-19\" official:lan"));
        check("topic:duoc COVID-19", Some("topic:duoc \"COVID-19\""));
        check("COVID-19 -thuốc", Some("\"COVID-19\" -thuốc"));
        check("COVID-19 topic:duoc HIV/AIDS", None);
        check("COVID-19 OR HIV/AIDS", None);
        check("y tế", None);
        check("thuốc COVID-19", None);
        check("thuốc", None);
        check("\"COVID-19\"", None);
        check("COVID-1*", None);
        check("topic:duoc", None);
        check("", None);
    }

    #[test]
    fn what_is_outside_or_only_named_adds_up_with_other_counts() {
        let fixture = TestIndex::of(&articles());
        let total =
            |text: &str| find(&fixture.index, &parse(text, &Known).unwrap(), &Filters::default()).unwrap().total();
        for words in ["", "bệnh", "y tế", "thuốc"] {
            let query = parse(words, &Known).unwrap();
            let found = find(&fixture.index, &query, &Filters::default()).unwrap();
            assert_eq!(found.outside().unwrap(), Some(total(&format!("{words} section:out"))), "{words}");
            assert_eq!(found.named_only().unwrap(), None);
            let found = find(&fixture.index, &query, &Filters::everywhere()).unwrap();
            assert_eq!(found.outside().unwrap(), None);
            for person in ["lan", "thuấn"] {
                let text = format!("{words} official:{person}");
                let found = find(&fixture.index, &parse(&text, &Known).unwrap(), &Filters::default()).unwrap();
                let named = total(&format!("{words} mentions:{person}"));
                assert_eq!(found.named_only().unwrap(), Some(named - found.total()), "{text}");
            }
        }
    }
}
