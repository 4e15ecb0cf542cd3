//! What articles are filtered and counted by: terms of the field `facet`.
//!
//! Each is a kind, a colon, and a value, so that all values of a kind stand side by side in the
//! dictionary: `acted:Đào Hồng Lan`, `role:minister`, `section:out`.

use crate::article::labels::{Labels, Role};
use crate::article::{Article, Status};

/// What an article can be filtered and counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Facet {
    /// Somebody who acted, by canonical name.
    Acted,
    /// Somebody who is named at all; those who acted among them.
    Named,
    /// The rank of somebody who acted, on the article's date.
    Role,
    Topic,
    Section,
    Status,
}

impl Facet {
    /// What all its terms begin with.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Facet::Acted => "acted:",
            Facet::Named => "named:",
            Facet::Role => "role:",
            Facet::Topic => "topic:",
            Facet::Section => "section:",
            Facet::Status => "status:",
        }
    }

    pub(crate) fn term(self, value: &str) -> String {
        format!("{}{value}", self.prefix())
    }
}

/// Values of [`Facet::Section`].
pub(crate) const IN_SECTION: &str = "in";
pub(crate) const OUT_OF_SECTION: &str = "out";

pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Minister => "minister",
        Role::ActingMinister => "acting-minister",
        Role::PermanentViceMinister => "permanent-vice-minister",
        Role::ViceMinister => "vice-minister",
        Role::InCharge => "in-charge",
    }
}

/// A rank and the wider one it counts as: who asks for ministers means acting ones too.
fn ranks(role: Role) -> impl Iterator<Item = Role> {
    let wider = match role {
        Role::ActingMinister => Some(Role::Minister),
        Role::PermanentViceMinister => Some(Role::ViceMinister),
        _ => None,
    };
    [role].into_iter().chain(wider)
}

/// All facet terms of an article, each once.
pub(super) fn of(article: &Article, labels: &Labels) -> Vec<String> {
    let mut terms = vec![
        Facet::Section.term(if article.section { IN_SECTION } else { OUT_OF_SECTION }),
        Facet::Status.term(match article.status {
            Status::Listed => "listed",
            Status::Full => "full",
        }),
    ];
    for link in &labels.officials {
        terms.push(Facet::Named.term(&link.name));
        if link.relation.is_action() {
            terms.push(Facet::Acted.term(&link.name));
            terms.extend(link.role.into_iter().flat_map(ranks).map(|r| Facet::Role.term(role_name(r))));
        }
    }
    terms.extend(labels.topics.iter().map(|t| Facet::Topic.term(&t.id)));
    terms.sort_unstable();
    terms.dedup();
    terms
}
