//! People: the links of an article against the leaders that the gold lists.
//!
//! An item has `officials` with `name`, `category` and `action`. Wanted are those with the category
//! `moh_leader`.

use serde::Deserialize;

use super::counts::{EvalCounts, share};
use super::{Mistake, Wanted};
use crate::article::labels::{Link, Relation};

/// The category of the people who are wanted.
const LEADER: &str = "moh_leader";

/// The people of a gold item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct GoldPeople {
    #[serde(default)]
    officials: Vec<GoldPerson>,
    /// Posts that are printed without a name.
    #[serde(default)]
    role_only: Vec<String>,
}

/// A person in a gold item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct GoldPerson {
    name: String,
    category: String,
    #[serde(default)]
    action: Option<String>,
    /// The relations that agree, where more than one is right. They replace those of the action.
    #[serde(default)]
    relations: Vec<Relation>,
}

impl GoldPerson {
    /// The relations that agree with the gold; `None` where the gold leaves the relation open.
    fn accepted(&self) -> Option<&[Relation]> {
        if self.relations.is_empty() { accepted(self.action.as_deref()?) } else { Some(&self.relations) }
    }

    /// Whether the gold says that the person did something; `None` where it leaves that open.
    fn acts(&self) -> Option<bool> {
        match self.action.as_deref()? {
            "mention" => Some(false),
            "unknown" | "subject" => None,
            _ => Some(true),
        }
    }
}

/// Counts of people and of what they did.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PeopleCounts {
    pub(crate) people: EvalCounts,
    /// People who did something: missing where the gold says so and the labels don't, extra where only the labels do.
    pub(crate) acted: EvalCounts,
    /// Of the people found, those whose action the gold says.
    pub(crate) relations: usize,
    pub(crate) relations_right: usize,
}

impl PeopleCounts {
    /// Share of the relations in the gold that were found; 1 when it has none.
    pub(crate) fn relation_accuracy(&self) -> f64 {
        share(self.relations_right, self.relations)
    }

    fn add_found(&mut self, item: &str, person: &GoldPerson, link: &Link, mistakes: &mut Vec<Mistake>) {
        self.people.right += 1;
        let found = link.relation.is_action();
        let wrong = match person.acts() {
            Some(acts) if acts != found => {
                let count = if acts { &mut self.acted.missing } else { &mut self.acted.extra };
                *count += 1;
                true
            }
            Some(_) => {
                self.acted.right += usize::from(found);
                false
            }
            None => {
                self.acted.allowed += usize::from(found);
                false
            }
        };
        let agrees = person.accepted().map(|relations| relations.contains(&link.relation));
        self.relations += usize::from(agrees.is_some());
        self.relations_right += usize::from(agrees == Some(true));
        if agrees == Some(false) || wrong {
            mistakes.push(Mistake::Relation {
                item: item.to_owned(),
                name: person.name.clone(),
                action: person.action.clone().unwrap_or_default(),
                found: link.relation,
            });
        }
    }
}

impl Wanted for GoldPeople {
    type Found = Vec<Link>;
    type Counts = PeopleCounts;

    fn compare(&self, item: &str, found: &Vec<Link>, counts: &mut PeopleCounts, mistakes: &mut Vec<Mistake>) {
        let wanted: Vec<&GoldPerson> = self.officials.iter().filter(|p| p.category == LEADER).collect();
        for person in &wanted {
            match found.iter().find(|link| link.name == person.name) {
                Some(link) => counts.add_found(item, person, link, mistakes),
                None => {
                    counts.people.missing += 1;
                    counts.acted.missing += usize::from(person.acts() == Some(true));
                    mistakes.push(Mistake::Missing { item: item.to_owned(), label: person.name.clone() });
                }
            }
        }
        for link in found.iter().filter(|link| !wanted.iter().any(|p| p.name == link.name)) {
            // Gold that counts printed names only says so by listing the post: that isn't a mistake.
            if link.inferred && self.role_only.iter().any(|role| role.contains("Bộ trưởng")) {
                continue;
            }
            counts.people.extra += 1;
            counts.acted.extra += usize::from(link.relation.is_action());
            mistakes.push(Mistake::Extra { item: item.to_owned(), label: link.name.clone() });
        }
    }
}

/// The relations that agree with a gold action; `None` where the gold leaves it open.
///
/// Several agree where the gold's word is wider than ours: to preside over a meeting is also to
/// speak at it, and the subject of the news is named without doing anything.
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
    use crate::eval::{GoldItem, evaluate};

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
        let gold: Vec<GoldItem<GoldPeople>> = lines.iter().map(|line| GoldItem::parse(line).unwrap()).collect();
        let score = evaluate(&gold, |item| match item.article.id.as_str() {
            "1" => Some(vec![link("A", Relation::Chaired, false), link("B", Relation::Spoke, false)]),
            "2" => Some(vec![link("A", Relation::Spoke, false), link("C", Relation::Spoke, true)]),
            _ => None,
        });
        assert_eq!(score.counts.people, EvalCounts { right: 2, extra: 1, ..EvalCounts::default() });
        assert_eq!(score.counts.acted, EvalCounts { right: 2, extra: 1, ..EvalCounts::default() });
        assert_eq!((score.counts.relations_right, score.counts.relations), (1, 2));
        assert_eq!(
            score.mistakes,
            [
                Mistake::Extra { item: "1".into(), label: "B".into() },
                Mistake::Relation {
                    item: "2".into(),
                    name: "A".into(),
                    action: "visit".into(),
                    found: Relation::Spoke
                },
                Mistake::NoArticle { item: "3".into() },
            ]
        );
        assert!((score.counts.people.precision() - 2.0 / 3.0).abs() < 1e-9);
        assert!((score.counts.people.recall() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn an_act_is_counted_apart_from_its_kind() {
        let lines = [
            r#"{"id":"1","kind":"listing","title":"t","officials":[{"name":"A","category":"moh_leader","action":"act","relations":["acted","visited"]},{"name":"B","category":"moh_leader","action":"mention"}]}"#,
            r#"{"id":"2","kind":"listing","title":"t","officials":[{"name":"A","category":"moh_leader","action":"sign"},{"name":"B","category":"moh_leader","action":"unknown"},{"name":"C","category":"moh_leader","action":"speak"}]}"#,
        ];
        let gold: Vec<GoldItem<GoldPeople>> = lines.iter().map(|line| GoldItem::parse(line).unwrap()).collect();
        let score = evaluate(&gold, |item| match item.article.id.as_str() {
            "1" => Some(vec![link("A", Relation::Visited, false), link("B", Relation::Attended, false)]),
            _ => Some(vec![link("A", Relation::Mentioned, false), link("B", Relation::Led, false)]),
        });
        // A visited and should have; B only seems to have attended; A signed unnoticed; C was not found at all.
        assert_eq!(score.counts.acted, EvalCounts { right: 1, allowed: 1, missing: 2, extra: 1 });
        assert_eq!((score.counts.relations_right, score.counts.relations), (1, 3));
    }
}
