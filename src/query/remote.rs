//! The cluster as an engine: translates each kind of [`Plan`] into its query language.
//!
//! Positions, terms and scores are those of the index: `src/engine/layout.rs` says how the same terms come about.

use serde_json::{Value, json};

use super::plan::{Plan, WordField};
use super::rank::Ranking;
use crate::engine::FILLER;

/// The name of the clause that every hit matches which contains each word as typed.
pub(super) const EXACT: &str = "exact";

/// A query for the articles that a plan matches, without their scores.
pub(super) fn matching(plan: &Plan) -> Value {
    json!({ "bool": { "filter": [query(plan), live()] } })
}

/// A query that matches and scores as a ranking does. `exact` is what a hit must match to be marked as exact; the bonus is
/// only given if it separates anything.
pub(super) fn ranking(ranking: &Ranking, exact: Option<&Plan>, gives_bonus: bool) -> Value {
    let mut added: Vec<Value> = ranking.added.iter().map(|(_, plan)| query(plan)).collect();
    if let Some(bonus) = ranking.exact_bonus.as_ref().filter(|_| gives_bonus) {
        added.push(query(&bonus.plan));
    }
    if let Some(exact) = exact {
        added.push(json!({ "constant_score": { "filter": query(exact), "boost": 0, "_name": EXACT } }));
    }
    json!({ "bool": { "must": [query(&ranking.matching)], "should": added, "filter": [live()] } })
}

/// A query for the articles that have a term.
pub(super) fn having(field: WordField, term: &str) -> Value {
    // Withdrawn and ended articles have no words.
    query(&Plan::Term(field, term.to_owned()))
}

/// What excludes withdrawn and ended articles, and the mark.
fn live() -> Value {
    json!({ "term": { "live": true } })
}

fn query(plan: &Plan) -> Value {
    match plan {
        Plan::Term(field, term) => json!({ "term": { (name(*field)): { "value": term } } }),
        Plan::Near { field, terms, slop } => {
            json!({ "match_phrase": { (name(*field)): { "query": spelled(terms), "slop": slop } } })
        }
        Plan::Stem { field, fold, exact } => {
            let pattern = match exact {
                Some((letters, tone)) => format!("{fold}[^=]*={letters}.*{tone}"),
                None => format!("{fold}[^=]*"),
            };
            json!({ "regexp": { (name(*field)): { "value": pattern, "flags": "NONE" } } })
        }
        Plan::Number(term) => json!({ "term": { "number": { "value": term } } }),
        Plan::Facet(facet, value) => unscored(&json!({ "term": { (facet.name()): { "value": value } } })),
        Plan::Days(from, before) => {
            let mut range = json!({});
            from.iter().for_each(|from| range["gte"] = (*from).into());
            before.iter().for_each(|before| range["lt"] = (*before).into());
            unscored(&json!({ "range": { "published": range } }))
        }
        Plan::All(plans) => all(plans),
        Plan::Any(plans) => {
            let plans: Vec<Value> = plans.iter().map(query).collect();
            json!({ "bool": { "should": plans, "minimum_should_match": 1 } })
        }
        Plan::Without(_) => all(std::slice::from_ref(plan)),
        Plan::Boost(plan, factor) => json!({ "bool": { "must": [query(plan)], "boost": factor } }),
        Plan::Constant(plan, score) => json!({ "constant_score": { "filter": query(plan), "boost": score } }),
        Plan::Ids(ids) => json!({ "terms": { "id": ids } }),
        Plan::Everything => json!({ "match_all": {} }),
        Plan::Nothing => json!({ "match_none": {} }),
    }
}

fn all(plans: &[Plan]) -> Value {
    let (mut must, mut must_not) = (Vec::new(), Vec::new());
    for plan in plans {
        match plan {
            Plan::Without(excluded) => must_not.push(query(excluded)),
            plan => must.push(query(plan)),
        }
    }
    // Clauses that only exclude need something to exclude from.
    if must.is_empty() {
        must.push(query(&Plan::Everything));
    }
    json!({ "bool": { "must": must, "must_not": must_not } })
}

fn unscored(filter: &Value) -> Value {
    json!({ "constant_score": { "filter": filter, "boost": 0 } })
}

fn name(field: WordField) -> &'static str {
    match field {
        WordField::Text => "text",
        WordField::Title => "title",
        WordField::Lead => "lead",
    }
}

/// The words of a phrase, with a filler for each position without one.
fn spelled(terms: &[(u32, String)]) -> String {
    let mut terms: Vec<&(u32, String)> = terms.iter().collect();
    terms.sort_by_key(|(place, _)| *place);
    let mut words = Vec::new();
    let mut next = terms.first().map_or(0, |(place, _)| *place);
    for (place, term) in terms {
        words.extend((next..*place).map(|_| FILLER));
        words.push(term);
        next = place + 1;
    }
    words.join(" ")
}

/// Whether the engine may miss articles that a plan matches: where a phrase with other words in between asks twice or more
/// for the folded form of a word and twice or more for an exact form of it.
pub(super) fn may_miss(plan: &Plan) -> bool {
    match plan {
        Plan::Near { terms, slop, .. } if *slop > 0 => {
            let count = |wanted: &dyn Fn(&str) -> bool| terms.iter().filter(|(_, term)| wanted(term)).count();
            terms.iter().any(|(_, term)| {
                let exact = format!("{term}=");
                !term.contains('=')
                    && count(&|other| other == term) > 1
                    && terms
                        .iter()
                        .any(|(_, other)| other.starts_with(&exact) && count(&|another| another == other.as_str()) > 1)
            })
        }
        Plan::All(plans) | Plan::Any(plans) => plans.iter().any(may_miss),
        Plan::Without(plan) | Plan::Boost(plan, _) | Plan::Constant(plan, _) => may_miss(plan),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::compile::Compiler;
    use super::super::conditions::Conditions;
    use super::super::filters::Filters;
    use super::super::parse;
    use super::super::relax::{AccentMode, Strictness};
    use super::super::tests::fixture::Known;
    use super::*;

    fn plan(text: &str, strictness: Strictness) -> Plan {
        let query = parse(text, &Known).unwrap();
        let conditions = Conditions::of(&query, &Filters::everywhere());
        Compiler::new(strictness).matching(query.root.as_ref(), &conditions)
    }

    #[test]
    fn plans_are_queries_of_the_cluster() {
        let shown = |text| query(&plan(text, Strictness::STRICT)).to_string();
        for (text, expected) in [
            ("chó", r#"{"term":{"text":{"value":"cho=cho1"}}}"#),
            ("title:cho", r#"{"term":{"title":{"value":"cho"}}}"#),
            ("\"bảo hiem\"~2", r#"{"match_phrase":{"text":{"query":"bao=bao3 hiem","slop":2}}}"#),
            ("dượ*", r#"{"regexp":{"text":{"flags":"NONE","value":"duo[^=]*=dươ.*5"}}}"#),
            ("chu*", r#"{"regexp":{"text":{"flags":"NONE","value":"chu[^=]*"}}}"#),
            ("-chó", r#"{"bool":{"must":[{"match_all":{}}],"must_not":[{"term":{"text":{"value":"cho=cho1"}}}]}}"#),
            (
                "date:2025-06-01..2025-06-01",
                r#"{"constant_score":{"boost":0,"filter":{"range":{"published":{"gte":1748710800,"lt":1748797200}}}}}"#,
            ),
            ("topic:duoc", r#"{"constant_score":{"boost":0,"filter":{"term":{"topic":{"value":"duoc"}}}}}"#),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        let gap = Plan::Near { field: WordField::Text, terms: vec![(3, "a".into()), (6, "b".into())], slop: 0 };
        assert_eq!(query(&gap).to_string(), r#"{"match_phrase":{"text":{"query":"a _ _ b","slop":0}}}"#);
    }

    #[test]
    fn a_phrase_that_asks_twice_for_two_forms_of_a_word_is_recognised() {
        let strict = Strictness::STRICT;
        let folded = Strictness { forms: AccentMode::Folded, ..strict };
        for (text, expected) in [
            ("\"bộ bộ bo bo\"~3", true),
            ("-\"bộ bo bộ bo\"~1", true),
            ("chó OR \"bộ bộ bo bo\"~3", true),
            ("\"bộ bộ bo bo\"", false),
            ("\"bộ bộ bo\"~3", false),
            ("\"bộ bo bo\"~3", false),
            ("\"bộ bộ bò bò\"~3", false),
            ("bộ bộ bo bo", false),
        ] {
            assert_eq!(may_miss(&plan(text, strict)), expected, "{text}");
            assert!(!may_miss(&plan(text, folded)) || text.starts_with('-'), "{text}");
        }
    }
}
