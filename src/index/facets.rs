//! What articles are filtered and counted by: terms of the field `facet`.
//!
//! Each term is a kind, a colon and a value, so that all values of a kind are adjacent in the dictionary: `acted:Đào Hồng Lan`, `role:minister`, `section:out`.

use crate::article::labels::{Labels, Role};
use crate::article::{Absence, Article};

/// What an article can be filtered and counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Facet {
    /// A person who acted, by canonical name.
    Acted,
    /// A person who acted, with the rank on the article's date, as [`acted_as`] writes it.
    ActedAs,
    /// A person who is mentioned, including those who acted.
    Named,
    /// The rank, on the article's date, of a person who acted.
    Role,
    Topic,
    Section,
    Status,
    /// What a person who is mentioned did, as the labels name it.
    Relation,
    /// The source that the article itself names.
    Source,
    /// A post that is printed without a name while several people held it.
    Nameless,
    /// That the portal no longer has an article.
    Absence,
    /// That an article is withdrawn: its document has this term and no other, so that nothing finds it but its keys.
    Withdrawn,
}

impl Facet {
    /// All kinds.
    pub(crate) const ALL: [Facet; 12] = [
        Facet::Acted,
        Facet::ActedAs,
        Facet::Named,
        Facet::Role,
        Facet::Topic,
        Facet::Section,
        Facet::Status,
        Facet::Relation,
        Facet::Source,
        Facet::Nameless,
        Facet::Absence,
        Facet::Withdrawn,
    ];

    /// Returns its name.
    pub(crate) fn name(self) -> &'static str {
        self.prefix().trim_end_matches(':')
    }

    /// Returns the prefix of all its terms.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Facet::Acted => "acted:",
            Facet::ActedAs => "acted-as:",
            Facet::Named => "named:",
            Facet::Role => "role:",
            Facet::Topic => "topic:",
            Facet::Section => "section:",
            Facet::Status => "status:",
            Facet::Relation => "relation:",
            Facet::Source => "source:",
            Facet::Nameless => "nameless:",
            Facet::Absence => "absence:",
            Facet::Withdrawn => "withdrawn:",
        }
    }

    /// Returns the term of a value.
    pub(crate) fn term(self, value: &str) -> String {
        format!("{}{value}", self.prefix())
    }
}

/// The value of [`Facet::Section`] for articles of the section.
pub(crate) const IN_SECTION: &str = "in";
/// The value of [`Facet::Section`] for all other articles.
pub(crate) const OUT_OF_SECTION: &str = "out";

/// The value of [`Facet::Absence`] of an article that the portal said it no longer has, also if that is believed.
pub(crate) const IS_MISSING: &str = "missing";
/// A further value, if it said so again later.
pub(crate) const IS_GONE: &str = "gone";

/// The value of [`Facet::Withdrawn`].
pub(crate) const IS_WITHDRAWN: &str = "yes";

/// Returns the value of [`Facet::ActedAs`] for a person in a rank.
pub(crate) fn acted_as(name: &str, rank: Role) -> String {
    format!("{}:{name}", rank.as_str())
}

/// Returns all facet terms of an article, each once.
pub(super) fn of(article: &Article, labels: &Labels) -> Vec<String> {
    let mut terms: Vec<String> = values(article, labels).into_iter().map(|(facet, value)| facet.term(&value)).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Returns the values of all facets of an article; a value may occur repeatedly.
pub(crate) fn values(article: &Article, labels: &Labels) -> Vec<(Facet, String)> {
    let section = if article.section { IN_SECTION } else { OUT_OF_SECTION };
    let mut values = vec![(Facet::Section, section.to_owned()), (Facet::Status, article.status.as_str().to_owned())];
    let absence = [(IS_MISSING, article.absence != Absence::default()), (IS_GONE, article.absence.gone.is_some())];
    values.extend(absence.iter().filter(|(_, holds)| *holds).map(|(value, _)| (Facet::Absence, (*value).to_owned())));
    for link in &labels.officials {
        values.push((Facet::Named, link.name.clone()));
        values.push((Facet::Relation, link.relation.as_str().to_owned()));
        if link.relation.is_action() {
            values.push((Facet::Acted, link.name.clone()));
            // A search for ministers includes acting ones.
            let ranks = link.role.into_iter().flat_map(|held| Role::ALL.into_iter().filter(move |r| r.includes(held)));
            for rank in ranks {
                values.push((Facet::Role, rank.as_str().to_owned()));
                values.push((Facet::ActedAs, acted_as(&link.name, rank)));
            }
        }
    }
    if labels.unresolved > 0 {
        values.push((Facet::Nameless, Role::ViceMinister.as_str().to_owned()));
    }
    values.extend(article.source.iter().map(|source| (Facet::Source, source.clone())));
    values.extend(labels.topics.iter().map(|t| (Facet::Topic, t.id.clone())));
    values
}
