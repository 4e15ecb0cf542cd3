//! No query finds a withdrawn article, and none counts it.

use super::cases::articles;
use super::fixture::{Draft, TestIndex};
use crate::query::{By, Filters, Query, Sort, find};

/// Queries that match many articles, or all, or that only exclude.
const QUERIES: [&str; 14] = [
    "",
    "-dich",
    "NOT (dich OR cum)",
    "section:all",
    "section:all -bo",
    "section:out",
    "status:all",
    "y te",
    "bo*",
    "(-chó) OR tiêm",
    "official:lan",
    "topic:bao-hiem-y-te",
    "number:25-CT/TW",
    "date:2025",
];

#[test]
fn the_rest_is_found_as_if_they_had_never_been_stored() {
    let all = articles();
    let mut some_withdrawn = all.clone();
    some_withdrawn.iter_mut().step_by(2).for_each(|draft| draft.withdrawn = true);
    let rest: Vec<Draft> = all.into_iter().skip(1).step_by(2).collect();
    let (with, without) = (TestIndex::of(&some_withdrawn), TestIndex::of(&rest));
    assert_eq!(with.index.articles(), rest.len() as u64);
    assert_eq!(with.index.withdrawn(), (some_withdrawn.len() - rest.len()) as u64);
    assert_eq!(with.index.date_coverage().unwrap(), without.index.date_coverage().unwrap());
    for text in QUERIES {
        for filters in [Filters::default(), Filters::everywhere()] {
            let of = |fixture: &TestIndex| {
                let query = if text.is_empty() { Query::default() } else { fixture.query(text) };
                let found = find(&fixture.index, &query, &filters).unwrap();
                let places = found.page(Sort::Relevance, 0, 0).unwrap();
                let hits: Vec<_> = places.iter().map(|p| (fixture.titles[&p.offset].clone(), p.score)).collect();
                let groups =
                    [By::Month, By::Official, By::Topic, By::Role, By::Named].map(|by| found.count_by(by).unwrap());
                (found.total(), hits, groups)
            };
            assert_eq!(of(&with), of(&without), "{text}");
        }
    }
}

#[test]
fn a_withdrawn_article_is_found_by_its_names() {
    let draft = Draft { id: "rac", title: "Rác".into(), withdrawn: true, ..Draft::default() };
    let fixture = TestIndex::of(&[draft]);
    for key in ["rac", "slug:rac"] {
        assert_eq!(fixture.index.offset_of(key).unwrap(), Some(0), "{key}");
    }
    assert_eq!(fixture.find("rác").total(), 0);
}
