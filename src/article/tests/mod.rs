//! Times that lie ahead of the clock: what was stored while the clock was ahead yields to what is true.

mod versions;

use chrono::{DateTime, Utc};

use super::{Absence, Article, DateSource, Id, Merge, Provenance, Sighting, merge};
use crate::calendar::moment;

/// The provenance of a page that was fetched on 2026-02-01 at this hour, while the clock showed 8.
fn fetched_at(hour: u32) -> Provenance {
    let at = |hour| moment(2026, 2, 1, hour, 0).map(|moment| moment.to_utc());
    Provenance::new(at(8).unwrap(), at(hour), Some(format!("{hour:064}")))
}

fn full(body: &str) -> Sighting {
    Sighting {
        published: moment(2026, 1, 21, 14, 3),
        date_source: Some(DateSource::Article),
        section: true,
        body: Some(body.into()),
        ..Sighting::titled("Bộ trưởng trả lời".into())
    }
}

fn listed() -> Sighting {
    Sighting { body: None, abstract_: Some("Lời dẫn.".into()), ..full("") }
}

fn future() -> DateTime<Utc> {
    moment(2031, 1, 6, 8, 0).unwrap().to_utc()
}

fn changed(merge: Merge) -> Article {
    match merge {
        Merge::Changed(article) => *article,
        Merge::Unchanged => panic!("expected a change"),
    }
}

#[test]
fn a_version_of_the_future_yields_to_any_newer_copy() {
    let ahead = |text: &str| Article {
        fetched: Some(future()),
        ..Article::first(Id::parse("x").unwrap(), full(text), fetched_at(9))
    };
    let a = changed(merge(&ahead("Khi đồng hồ chạy trước."), &full("Đã sửa."), &fetched_at(10)));
    assert_eq!((a.body.as_deref(), a.fetched), (Some("Đã sửa."), fetched_at(10).fetched));
    let a = changed(merge(&ahead("Như cũ."), &full("Như cũ."), &fetched_at(10)));
    assert_eq!(a.fetched, fetched_at(10).fetched, "the true time is learnt");
    assert_eq!(merge(&a, &full("Như cũ."), &fetched_at(11)), Merge::Unchanged);
    let a = changed(merge(&ahead("Như cũ."), &listed(), &fetched_at(10)));
    assert_eq!(a.fetched, ahead("").fetched, "a list doesn't tell how old a text is");
}

#[test]
fn an_absence_of_the_future_ends_with_a_newer_copy_and_is_counted_from_the_next_request() {
    let at = fetched_at(9).fetched.unwrap();
    for gone in [None, Some(future())] {
        let absence = Absence { missing_since: Some(future()), gone };
        let a = Article { absence, ..Article::first(Id::parse("x").unwrap(), full("Thân bài."), fetched_at(8)) };
        assert_eq!(merge(&a, &full("Thân bài."), &fetched_at(8)), Merge::Unchanged, "an old copy proves nothing");
        assert_eq!(changed(merge(&a, &full("Thân bài."), &fetched_at(9))).absence, Absence::default());
        assert_eq!(absence.noted(at), Absence { missing_since: Some(at), gone: None });
    }
}
