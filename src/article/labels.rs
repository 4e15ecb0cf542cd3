//! What is computed from an article: who did what, about what, which documents it names.
//!
//! Labels live in the index only. Their evidence is a place in the article's text, not a copy of it.

use serde::{Deserialize, Serialize};

/// A part of an article that has text of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Zone {
    Title,
    Abstract,
    Body,
    Caption,
}

impl Zone {
    /// The field of the record that has the text.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Zone::Title => "title",
            Zone::Abstract => "abstract",
            Zone::Body => "body",
            Zone::Caption => "captions",
        }
    }
}

/// A place in an article's text: bytes `start..end` of the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) zone: Zone,
    /// Which caption, from 0; always 0 in the other zones.
    pub(crate) item: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// The rank of a post in the ministry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    Minister,
    ActingMinister,
    PermanentViceMinister,
    ViceMinister,
    /// In charge of the ministry without holding one of its posts.
    InCharge,
}

/// What a person did in an article, from the most to the least telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Relation {
    Chaired,
    Led,
    Received,
    Attended,
    Visited,
    Spoke,
    Acted,
    Mentioned,
}

impl Role {
    /// All ranks, the highest first.
    pub(crate) const ALL: [Role; 5] =
        [Role::Minister, Role::ActingMinister, Role::PermanentViceMinister, Role::ViceMinister, Role::InCharge];

    /// The name in options, records and registries.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Role::Minister => "minister",
            Role::ActingMinister => "acting-minister",
            Role::PermanentViceMinister => "permanent-vice-minister",
            Role::ViceMinister => "vice-minister",
            Role::InCharge => "in-charge",
        }
    }

    /// Whether a search for `self` finds `held`: `minister` includes the acting one, `vice-minister`
    /// the permanent one.
    pub(crate) fn includes(self, held: Role) -> bool {
        self == held
            || matches!(
                (self, held),
                (Role::Minister, Role::ActingMinister) | (Role::ViceMinister, Role::PermanentViceMinister)
            )
    }
}

impl Relation {
    /// All relations, from the most to the least telling.
    pub(crate) const ALL: [Relation; 8] = [
        Relation::Chaired,
        Relation::Led,
        Relation::Received,
        Relation::Attended,
        Relation::Visited,
        Relation::Spoke,
        Relation::Acted,
        Relation::Mentioned,
    ];

    /// The name in records.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Relation::Chaired => "chaired",
            Relation::Led => "led",
            Relation::Received => "received",
            Relation::Attended => "attended",
            Relation::Visited => "visited",
            Relation::Spoke => "spoke",
            Relation::Acted => "acted",
            Relation::Mentioned => "mentioned",
        }
    }

    /// Whether the person acted, rather than being merely named.
    pub(crate) fn is_action(self) -> bool {
        self != Relation::Mentioned
    }
}

/// One person of the ministry's leadership in one article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Link {
    /// Canonical name; for a person the registry lacks, the name as printed.
    pub(crate) name: String,
    /// The post held on the article's date; from the printed title where the registry lacks the person.
    pub(crate) role: Option<Role>,
    /// The post as the article prints it; empty if the name has none.
    pub(crate) title: String,
    /// The most telling relation of all the evidence.
    pub(crate) relation: Relation,
    /// Sentences that show it, the one for `relation` first. Never empty.
    pub(crate) evidence: Vec<Place>,
    /// Whether the registry knows the person.
    pub(crate) registry: bool,
    /// Whether the person was found from a post and the date, without a printed name.
    pub(crate) inferred: bool,
}

/// One topic of an article, with the phrase that caused it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct TopicLabel {
    pub(crate) id: String,
    pub(crate) evidence: Place,
}

/// All that is computed from one article.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Labels {
    pub(crate) officials: Vec<Link>,
    pub(crate) topics: Vec<TopicLabel>,
    /// Document numbers in canonical spelling, in the order of the text, each once.
    pub(crate) identifiers: Vec<String>,
    /// How often a post is printed that several people held, and no name with it.
    pub(crate) unresolved: u32,
}
