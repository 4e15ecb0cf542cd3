//! Scores the links of articles against gold items that people have read.
//!
//! An item is one JSON line: `title`, `abstract`, `local` (Vietnam time), and `officials` with
//! `name`, `category` and `action`. Wanted are those with the category `moh_leader`.

use serde::Deserialize;

use crate::article::labels::{Link, Relation};
use crate::article::{Tally, share};

/// The category of the people who are wanted.
const LEADER: &str = "moh_leader";

/// A gold item, as far as it is used.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct GoldItem {
    pub(crate) id: String,
    /// `listing`, `article`, `related`.
    pub(crate) kind: String,
    pub(crate) title: Option<String>,
    /// Vietnam time: `2026-01-21T14:03+07:00`, or the day alone.
    pub(crate) local: Option<String>,
    #[serde(rename = "abstract")]
    pub(crate) abstract_: Option<String>,
    #[serde(default)]
    pub(crate) officials: Vec<GoldPerson>,
    /// Posts that are printed without a name.
    #[serde(default)]
    pub(crate) role_only: Vec<String>,
}

/// A person in a gold item.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct GoldPerson {
    pub(crate) name: String,
    pub(crate) category: String,
    #[serde(default)]
    pub(crate) action: Option<String>,
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
        name: String,
    },
    Extra {
        item: String,
        name: String,
    },
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

/// How well links agree with the gold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Score {
    pub(crate) items: usize,
    pub(crate) people: Tally,
    /// Of the people found, those whose action the gold tells.
    pub(crate) relations: usize,
    pub(crate) relations_right: usize,
    pub(crate) mistakes: Vec<Mistake>,
}

impl Score {
    /// Share of the relations told that were found; 1 when none is told.
    pub(crate) fn relation_accuracy(&self) -> f64 {
        share(self.relations_right, self.relations)
    }
}

/// Scores gold items. `links_of` gives the links of the article that an item is about, `None` where
/// there is no such article: then all its people are missing.
pub(crate) fn evaluate(gold: &[GoldItem], mut links_of: impl FnMut(&GoldItem) -> Option<Vec<Link>>) -> Score {
    let mut score = Score::default();
    for item in gold {
        score.items += 1;
        let links = links_of(item).unwrap_or_else(|| {
            score.mistakes.push(Mistake::NoArticle { item: item.id.clone() });
            Vec::new()
        });
        score.add(item, &links);
    }
    score
}

impl Score {
    fn add(&mut self, item: &GoldItem, links: &[Link]) {
        let wanted: Vec<&GoldPerson> = item.officials.iter().filter(|p| p.category == LEADER).collect();
        for person in &wanted {
            match links.iter().find(|link| link.name == person.name) {
                Some(link) => self.add_found(item, person, link),
                None => {
                    self.people.missing += 1;
                    self.mistakes.push(Mistake::Missing { item: item.id.clone(), name: person.name.clone() });
                }
            }
        }
        for link in links.iter().filter(|link| !wanted.iter().any(|p| p.name == link.name)) {
            // Gold that counts printed names only says so by listing the post: that is no mistake.
            if link.inferred && item.role_only.iter().any(|role| role.contains("Bộ trưởng")) {
                continue;
            }
            self.people.extra += 1;
            self.mistakes.push(Mistake::Extra { item: item.id.clone(), name: link.name.clone() });
        }
    }

    fn add_found(&mut self, item: &GoldItem, person: &GoldPerson, link: &Link) {
        self.people.right += 1;
        let Some(accepted) = person.action.as_deref().and_then(accepted) else { return };
        self.relations += 1;
        if accepted.contains(&link.relation) {
            self.relations_right += 1;
        } else {
            self.mistakes.push(Mistake::Relation {
                item: item.id.clone(),
                name: person.name.clone(),
                action: person.action.clone().unwrap_or_default(),
                found: link.relation,
            });
        }
    }
}

/// The relations that agree with a gold action; `None` where the gold leaves it open.
///
/// Several agree where the gold's word is wider than ours: to preside over a meeting is also to
/// speak at it, and whoever is the subject of the news is named without doing anything.
fn accepted(action: &str) -> Option<&'static [Relation]> {
    use Relation::{Acted, Attended, Chaired, Led, Mentioned, Received, Spoke, Visited};
    Some(match action {
        "chair" => &[Chaired],
        "lead_delegation" | "lead" => &[Led],
        "receive" | "met" | "meet" => &[Received],
        "attend" | "witness" => &[Attended],
        "visit" | "inspect" => &[Visited],
        "speak" | "interview" | "report" => &[Spoke],
        "present_decision" | "sign" | "appoint" => &[Acted],
        "subject" => &[Acted, Attended, Mentioned],
        "mention" => &[Mentioned],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::labels::{Place, Zone};

    fn link(name: &str, relation: Relation, inferred: bool) -> Link {
        let evidence = vec![Place { zone: Zone::Title, item: 0, start: 0, end: 1 }];
        let (title, name) = (String::new(), name.to_owned());
        Link { name, role: None, title, relation, evidence, registry: true, inferred }
    }

    #[test]
    fn counts_what_agrees_and_names_what_does_not() {
        let lines = [
            r#"{"id":"1","kind":"listing","title":"t","officials":[{"name":"A","category":"moh_leader","action":"chair"},{"name":"B","category":"foreign_official"}]}"#,
            r#"{"id":"2","kind":"listing","title":"t","officials":[{"name":"A","category":"moh_leader","action":"visit"}],"role_only":["Bộ trưởng"]}"#,
            r#"{"id":"3","kind":"listing","title":"t","officials":[]}"#,
        ];
        let gold: Vec<GoldItem> = lines.iter().map(|line| GoldItem::parse(line).unwrap()).collect();
        let score = evaluate(&gold, |item| match item.id.as_str() {
            "1" => Some(vec![link("A", Relation::Chaired, false), link("B", Relation::Spoke, false)]),
            "2" => Some(vec![link("A", Relation::Spoke, false), link("C", Relation::Spoke, true)]),
            _ => None,
        });
        assert_eq!(score.people, Tally { right: 2, extra: 1, ..Tally::default() });
        assert_eq!((score.relations_right, score.relations), (1, 2));
        assert_eq!(
            score.mistakes,
            [
                Mistake::Extra { item: "1".into(), name: "B".into() },
                Mistake::Relation {
                    item: "2".into(),
                    name: "A".into(),
                    action: "visit".into(),
                    found: Relation::Spoke
                },
                Mistake::NoArticle { item: "3".into() },
            ]
        );
        assert!((score.people.precision() - 2.0 / 3.0).abs() < 1e-9);
        assert!((score.people.recall() - 1.0).abs() < 1e-9);
    }
}
