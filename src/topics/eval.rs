//! Scores the topics of articles against gold items that people have read.
//!
//! An item is one JSON line: `topics` must be found, `topics_ok` may be.

use serde::Deserialize;

use crate::article::{Article, DateSource, Sighting};
use crate::calendar::{Moment, written_moment};
use crate::text::clean;

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

    /// When it was published, to find its article by.
    pub(crate) fn published(&self) -> Option<Moment> {
        self.local.as_deref().and_then(written_moment)
    }

    /// The article that the item's own title and abstract make; `None` for an item without a title.
    pub(crate) fn as_article(&self) -> Option<Article> {
        let mut sighting = Sighting::titled(clean(self.title.as_deref()?));
        sighting.section = true;
        sighting.published = self.published();
        sighting.date_source = sighting.published.map(|_| DateSource::Record);
        sighting.abstract_ = self.abstract_.as_deref().map(clean).filter(|text| !text.is_empty());
        sighting.abstract_truncated = sighting.abstract_.as_deref().is_some_and(|text| text.ends_with("..."));
        Some(Article::unstored(sighting))
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
    /// Labels that must be found, and were.
    pub(crate) right: usize,
    /// Labels that may be found, and were.
    pub(crate) allowed: usize,
    pub(crate) missing: usize,
    pub(crate) extra: usize,
    pub(crate) mistakes: Vec<Mistake>,
}

impl Score {
    /// Share of the labels found that must or may be; 1 when none was found.
    pub(crate) fn precision(&self) -> f64 {
        share(self.right + self.allowed, self.right + self.allowed + self.extra)
    }

    /// Share of the labels that must be found which were; 1 when none must be.
    pub(crate) fn recall(&self) -> f64 {
        share(self.right, self.right + self.missing)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    // Counts of labels are far below 2^52: no digit is lost.
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
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
    fn add(&mut self, item: &GoldItem, found: &[String]) {
        for topic in &item.topics {
            if found.contains(topic) {
                self.right += 1;
            } else {
                self.missing += 1;
                self.mistakes.push(Mistake::Missing { item: item.id.clone(), topic: topic.clone() });
            }
        }
        for topic in found.iter().filter(|topic| !item.topics.contains(topic)) {
            if item.topics_ok.contains(topic) {
                self.allowed += 1;
            } else {
                self.extra += 1;
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
        assert_eq!((score.right, score.allowed, score.missing, score.extra), (1, 1, 2, 1));
        assert!((score.precision() - 2.0 / 3.0).abs() < 1e-9);
        assert!((score.recall() - 1.0 / 3.0).abs() < 1e-9);
        assert!(score.mistakes.contains(&Mistake::NoArticle { item: "2".into() }));
    }
}
