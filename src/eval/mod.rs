//! Evaluation: how well computed labels agree with a gold list, whose items people have read and labelled.
//!
//! An item is one JSON line: what identifies its article ([`GoldArticle`]), and the labels that it must have.
//! People ([`people`]) and topics ([`topics`]) differ only in those labels and in how they are compared.

mod counts;
pub(crate) mod people;
pub(crate) mod topics;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::article::labels::Relation;

pub(crate) use counts::EvalCounts;

/// What an item says of its article.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct GoldArticle {
    pub(crate) id: String,
    /// `listing`, `article`, `related`.
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
    /// Vietnam time: `2026-01-21T14:03+07:00`, or the day alone.
    pub(crate) local: Option<String>,
    #[serde(rename = "abstract")]
    pub(crate) abstract_: Option<String>,
}

/// A gold item: an article, and the labels that people assigned to it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct GoldItem<W> {
    #[serde(flatten)]
    pub(crate) article: GoldArticle,
    #[serde(flatten)]
    pub(crate) wanted: W,
}

impl<W: DeserializeOwned> GoldItem<W> {
    /// Reads one line.
    pub(crate) fn parse(line: &str) -> Result<GoldItem<W>, serde_json::Error> {
        serde_json::from_str(line)
    }
}

/// The labels that an article must have, and how they are compared with those found.
pub(crate) trait Wanted {
    /// The labels that the program computed.
    type Found: Default;
    type Counts: Default;

    /// Counts what agrees, and adds what doesn't to the mistakes.
    fn compare(&self, item: &str, found: &Self::Found, counts: &mut Self::Counts, mistakes: &mut Vec<Mistake>);
}

/// One disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistake {
    Missing {
        item: String,
        label: String,
    },
    Extra {
        item: String,
        label: String,
    },
    /// The person was found, doing something else than the gold says.
    Relation {
        item: String,
        name: String,
        action: String,
        found: Relation,
    },
    /// No article was found for the item.
    NoArticle {
        item: String,
    },
}

/// How well labels agree with the gold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Score<C> {
    pub(crate) items: usize,
    pub(crate) counts: C,
    pub(crate) mistakes: Vec<Mistake>,
}

/// Scores gold items. `found` returns the computed labels of the article that an item is about, `None` where
/// there is no such article: then all its labels are missing.
pub(crate) fn evaluate<W: Wanted>(
    gold: &[GoldItem<W>],
    mut found: impl FnMut(&GoldItem<W>) -> Option<W::Found>,
) -> Score<W::Counts> {
    let mut score = Score { items: gold.len(), counts: W::Counts::default(), mistakes: Vec::new() };
    for item in gold {
        let id = &item.article.id;
        let labels = found(item).unwrap_or_else(|| {
            score.mistakes.push(Mistake::NoArticle { item: id.clone() });
            W::Found::default()
        });
        item.wanted.compare(id, &labels, &mut score.counts, &mut score.mistakes);
    }
    score
}
