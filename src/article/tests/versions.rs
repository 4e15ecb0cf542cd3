//! How versions are joined.

use crate::article::*;
use crate::calendar;

fn provenance(hour: u32) -> Provenance {
    Provenance {
        first_seen: calendar::moment(2026, 2, 1, 8, 0).unwrap().to_utc(),
        version: 1,
        fetched: calendar::moment(2026, 2, 1, hour, 0).map(|m| m.to_utc()),
        sha256: Some(format!("{hour:064}")),
        read_from: None,
        now: calendar::moment(2026, 2, 1, 8, 0).unwrap().to_utc(),
        clock: calendar::moment(2026, 2, 1, 8, 0).unwrap().to_utc(),
        is_record: false,
        joined: Vec::new(),
        rereads: false,
    }
}

fn listed() -> Sighting {
    Sighting {
        published: calendar::moment(2026, 1, 21, 14, 3),
        date_source: Some(DateSource::Listing),
        section: true,
        abstract_: Some("Trong không khí...".into()),
        abstract_truncated: true,
        ..Sighting::titled("Bộ trưởng trả lời".into())
    }
}

fn full(body: &str) -> Sighting {
    Sighting {
        published: calendar::moment(2026, 1, 21, 14, 3),
        date_source: Some(DateSource::Article),
        abstract_: Some("Trong không khí cả nước.".into()),
        body: Some(body.into()),
        keys: vec![Key::Slug("bo-truong".into())],
        ..Sighting::titled("Bộ trưởng trả lời".into())
    }
}

fn changed(merge: Merge) -> Article {
    match merge {
        Merge::Changed(article) => *article,
        Merge::Unchanged => panic!("expected a change"),
    }
}

#[test]
fn list_and_article_make_one_record_in_either_order() {
    let id = Id::parse("x").unwrap();
    let a = Article::first(id.clone(), listed(), provenance(9));
    let a = changed(merge(&a, &full("Thân bài."), &provenance(9)));
    let b = Article::first(id, full("Thân bài."), provenance(9));
    let b = changed(merge(&b, &listed(), &provenance(9)));
    assert_eq!(a, b);
    assert_eq!((a.status, a.section, a.abstract_truncated), (Status::Full, true, false));
    assert_eq!(a.aliases, ["slug:bo-truong"]);
    assert_eq!(a.date_source, Some(DateSource::Article));
}

#[test]
fn seeing_the_same_again_changes_nothing_whenever_it_was_fetched() {
    let a = Article::first(Id::parse("x").unwrap(), full("Thân bài."), provenance(9));
    for again in [full("Thân bài."), listed()] {
        let mut again = again;
        again.section = false;
        assert_eq!(merge(&a, &again, &provenance(10)), Merge::Unchanged);
    }
}

#[test]
fn an_absence_is_believed_after_a_day_and_ends_with_a_newer_copy() {
    let at = |hour| provenance(hour).fetched.unwrap();
    let day = TimeDelta::days(1);
    let missing = Absence::default().noted(at(9));
    assert_eq!(missing, Absence { missing_since: Some(at(9)), gone: None });
    assert_eq!(missing.noted(at(11)), missing, "twice on one day is once");
    let gone = missing.noted(at(9) + day);
    assert_eq!(gone, Absence { missing_since: Some(at(9)), gone: Some(at(9) + day) });
    assert_eq!(gone.noted(at(9) + day * 2), gone);

    let mut a = Article::first(Id::parse("x").unwrap(), full("Thân bài."), provenance(8));
    a.absence = gone;
    assert_eq!(merge(&a, &full("Thân bài."), &provenance(8)), Merge::Unchanged, "an old copy proves nothing");
    assert_eq!(merge(&a, &listed(), &provenance(10)).absence_of(&a), gone, "nor does a list");
    assert_eq!(merge(&a, &full("Thân bài."), &provenance(10)).absence_of(&a), Absence::default());
}

#[test]
fn records_of_a_present_and_an_absent_article_join_in_either_order() {
    let gone = Absence::default().noted(provenance(9).fetched.unwrap());
    for (fetched_present, expected) in [(8, gone), (10, Absence::default())] {
        let (present, absent) = (full("Thân."), Sighting { absence: gone, ..full("Thân.") });
        let (p, q) = (provenance(fetched_present), provenance(8));
        let id = || Id::parse("x").unwrap();
        let a = Article::first(id(), present.clone(), p.clone());
        let b = Article::first(id(), absent.clone(), q.clone());
        assert_eq!(merge(&a, &absent, &q).absence_of(&a), expected, "{fetched_present}");
        assert_eq!(merge(&b, &present, &p).absence_of(&b), expected, "{fetched_present}");
    }
}

impl Merge {
    fn absence_of(self, before: &Article) -> Absence {
        match self {
            Merge::Changed(article) => article.absence,
            Merge::Unchanged => before.absence,
        }
    }
}

#[test]
fn an_older_copy_never_replaces_a_newer_one() {
    let a = Article::first(Id::parse("x").unwrap(), full("Mới."), provenance(10));
    assert_eq!(merge(&a, &full("Cũ."), &provenance(9)), Merge::Unchanged);
    let b = changed(merge(&a, &full("Mới hơn."), &provenance(11)));
    assert_eq!((b.body.as_deref(), b.version), (Some("Mới hơn."), 2));
    let undated = Provenance { fetched: None, ..provenance(12) };
    assert_eq!(merge(&a, &full("Không rõ lúc nào, và dài hơn nhiều."), &undated), Merge::Unchanged);
}

#[test]
fn the_age_of_a_text_is_learnt_and_never_a_list_s() {
    let undated = Provenance { fetched: None, ..provenance(9) };
    let a = Article::first(Id::parse("x").unwrap(), listed(), provenance(9));
    let a = changed(merge(&a, &full("Đã sửa."), &undated));
    assert_eq!(a.fetched, None);
    let a = changed(merge(&a, &full("Đã sửa."), &provenance(11)));
    assert_eq!(a.fetched, provenance(11).fetched);
    assert_eq!(merge(&a, &full("Bản đầu."), &provenance(10)), Merge::Unchanged, "an older copy");
    assert_eq!(merge(&a, &full("Đã sửa."), &provenance(12)), Merge::Unchanged, "once is enough");
}

#[test]
fn copies_that_do_not_tell_their_times_settle_in_any_order() {
    let undated = Provenance { fetched: None, ..provenance(9) };
    let copies = [full("Ngắn."), full("Dài hơn."), full("Bằng nhau")];
    let mut ends = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
        let mut a = Article::first(Id::parse("x").unwrap(), copies[order[0]].clone(), undated.clone());
        for at in order.into_iter().chain(order) {
            if let Merge::Changed(next) = merge(&a, &copies[at], &undated) {
                a = *next;
            }
        }
        for copy in &copies {
            assert_eq!(merge(&a, copy, &undated), Merge::Unchanged, "{order:?}");
        }
        ends.push(a.body);
    }
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
}

#[test]
fn what_an_article_says_of_itself_wins_over_what_a_list_says_of_it() {
    let at = |minute| calendar::moment(2026, 1, 21, 14, minute);
    let bridge = Some(DateSource::Bridge);
    let list = |lead: &str, minute| Sighting {
        abstract_: Some(lead.into()),
        abstract_truncated: false,
        published: at(minute),
        date_source: bridge,
        ..listed()
    };
    let article = Sighting { section: true, date_source: bridge, published: at(3), ..full("Thân bài.") };
    let id = || Id::parse("x").unwrap();
    for hours in [[8, 9], [9, 9], [9, 8]] {
        let [first, second] = hours.map(provenance);
        let a = Article::first(id(), article.clone(), first.clone());
        for lead in ["Trong", "Trong không khí cả nước, và còn dài hơn nữa."] {
            assert_eq!(merge(&a, &list(lead, 5), &second), Merge::Unchanged, "{hours:?} {lead}");
            let b = Article::first(id(), list(lead, 5), first.clone());
            let b = changed(merge(&b, &article, &second));
            assert_eq!((&b.abstract_, b.published), (&a.abstract_, a.published), "{hours:?} {lead}");
            assert_eq!(merge(&b, &list(lead, 5), &second), Merge::Unchanged, "{hours:?} {lead}");
        }
        // An article without a lead keeps that of the list.
        let bare = Article::first(id(), Sighting { abstract_: None, ..article.clone() }, first.clone());
        assert_eq!(changed(merge(&bare, &list("Trong", 3), &second)).abstract_.as_deref(), Some("Trong"));
    }
}

#[test]
fn a_withdrawn_article_stays_withdrawn_whatever_is_seen_of_it() {
    let withdrawal = |hour| Withdrawal {
        at: provenance(hour).fetched.unwrap(),
        command: "byt withdraw x".into(),
        reason: Some("rác".into()),
    };
    let mut a = Article::first(Id::parse("x").unwrap(), listed(), provenance(8));
    a.withdrawn = Some(withdrawal(9));
    let seen = changed(merge(&a, &full("Thân bài."), &provenance(10)));
    assert_eq!((seen.withdrawn, seen.status), (Some(withdrawal(9)), Status::Full));
    for (one, other, expected) in [(Some(9), None, Some(9)), (None, Some(9), Some(9)), (Some(10), Some(9), Some(9))] {
        let mut one = Article { withdrawn: one.map(withdrawal), ..a.clone() };
        let other = Article { withdrawn: other.map(withdrawal), id: Id::parse("y").unwrap(), ..a.clone() };
        one.absorb(other, true, provenance(11).clock);
        assert_eq!(one.withdrawn, expected.map(withdrawal));
    }
}
