//! Scores the topics of articles against gold items that people have read.
//!
//! An item is one JSON line: `topics` must be found, `topics_ok` may be.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::article::Tally;

/// A gold item, as far as it is used.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct GoldItem {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
    /// Vietnam time, where the item tells it.
    pub(crate) local: Option<String>,
    #[serde(rename = "abstract")]
    pub(crate) abstract_: Option<String>,
    pub(crate) topics: Vec<String>,
    #[serde(default)]
    pub(crate) topics_ok: Vec<String>,
}

impl GoldItem {
    /// Reads one line.
    pub(crate) fn parse(line: &str) -> Result<GoldItem, serde_json::Error> {
        serde_json::from_str(line)
    }
}

/// One disagreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mistake {
    Missing {
        item: String,
        topic: String,
    },
    Extra {
        item: String,
        topic: String,
    },
    /// No article was found for the item.
    NoArticle {
        item: String,
    },
}

/// How well labels agree with the gold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Score {
    pub(crate) items: usize,
    /// By topic id.
    pub(crate) topics: BTreeMap<String, Tally>,
    pub(crate) mistakes: Vec<Mistake>,
}

/// Scores gold items. `topics_of` gives the topic ids of the article that an item is about, `None`
/// where there is no such article: then all its topics are missing.
pub(crate) fn evaluate(gold: &[GoldItem], mut topics_of: impl FnMut(&GoldItem) -> Option<Vec<String>>) -> Score {
    let mut score = Score::default();
    for item in gold {
        score.items += 1;
        let found = topics_of(item).unwrap_or_else(|| {
            score.mistakes.push(Mistake::NoArticle { item: item.id.clone() });
            Vec::new()
        });
        score.add(item, &found);
    }
    score
}

impl Score {
    /// All topics together.
    pub(crate) fn all(&self) -> Tally {
        self.topics.values().copied().sum()
    }

    fn topic(&mut self, id: &str) -> &mut Tally {
        self.topics.entry(id.to_owned()).or_default()
    }

    fn add(&mut self, item: &GoldItem, found: &[String]) {
        for topic in &item.topics {
            if found.contains(topic) {
                self.topic(topic).right += 1;
            } else {
                self.topic(topic).missing += 1;
                self.mistakes.push(Mistake::Missing { item: item.id.clone(), topic: topic.clone() });
            }
        }
        for topic in found.iter().filter(|topic| !item.topics.contains(topic)) {
            if item.topics_ok.contains(topic) {
                self.topic(topic).allowed += 1;
            } else {
                self.topic(topic).extra += 1;
                self.mistakes.push(Mistake::Extra { item: item.id.clone(), topic: topic.clone() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn must_and_may_are_counted_apart() {
        let gold = [
            GoldItem::parse(r#"{"id":"1","kind":"listing","title":"t","topics":["a","b"],"topics_ok":["c"]}"#).unwrap(),
            GoldItem::parse(r#"{"id":"2","kind":"listing","title":"t","topics":["a"]}"#).unwrap(),
        ];
        let score = evaluate(&gold, |item| (item.id == "1").then(|| ["a", "c", "d"].map(str::to_owned).to_vec()));
        let mistakes = score.mistakes.clone();
        let score = score.all();
        assert_eq!((score.right, score.allowed, score.missing, score.extra), (1, 1, 2, 1));
        assert!((score.precision() - 2.0 / 3.0).abs() < 1e-9);
        assert!((score.recall() - 1.0 / 3.0).abs() < 1e-9);
        assert!(mistakes.contains(&Mistake::NoArticle { item: "2".into() }));
    }
}
