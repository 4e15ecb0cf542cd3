//! Topics: `topics` of a gold item must be found, `topics_ok` may be.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{EvalCounts, Mistake, Wanted};

/// The topics of a gold item, by id.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct GoldTopics {
    topics: Vec<String>,
    #[serde(default)]
    topics_ok: Vec<String>,
}

/// Counts by topic id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TopicCounts(pub(crate) BTreeMap<String, EvalCounts>);

impl TopicCounts {
    /// All topics together.
    pub(crate) fn all(&self) -> EvalCounts {
        self.0.values().copied().sum()
    }

    fn topic(&mut self, id: &str) -> &mut EvalCounts {
        self.0.entry(id.to_owned()).or_default()
    }
}

impl Wanted for GoldTopics {
    type Found = Vec<String>;
    type Counts = TopicCounts;

    fn compare(&self, item: &str, found: &Vec<String>, counts: &mut TopicCounts, mistakes: &mut Vec<Mistake>) {
        for topic in &self.topics {
            if found.contains(topic) {
                counts.topic(topic).right += 1;
            } else {
                counts.topic(topic).missing += 1;
                mistakes.push(Mistake::Missing { item: item.to_owned(), label: topic.clone() });
            }
        }
        for topic in found.iter().filter(|topic| !self.topics.contains(topic)) {
            if self.topics_ok.contains(topic) {
                counts.topic(topic).allowed += 1;
            } else {
                counts.topic(topic).extra += 1;
                mistakes.push(Mistake::Extra { item: item.to_owned(), label: topic.clone() });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{GoldItem, evaluate};

    #[test]
    fn must_and_may_are_counted_apart() {
        let gold: [GoldItem<GoldTopics>; 2] = [
            GoldItem::parse(r#"{"id":"1","kind":"listing","title":"t","topics":["a","b"],"topics_ok":["c"]}"#).unwrap(),
            GoldItem::parse(r#"{"id":"2","kind":"listing","title":"t","topics":["a"]}"#).unwrap(),
        ];
        let score =
            evaluate(&gold, |item| (item.article.id == "1").then(|| ["a", "c", "d"].map(str::to_owned).to_vec()));
        let mistakes = score.mistakes.clone();
        let score = score.counts.all();
        assert_eq!((score.right, score.allowed, score.missing, score.extra), (1, 1, 2, 1));
        assert!((score.precision() - 2.0 / 3.0).abs() < 1e-9);
        assert!((score.recall() - 1.0 / 3.0).abs() < 1e-9);
        assert!(mistakes.contains(&Mistake::NoArticle { item: "2".into() }));
    }
}
