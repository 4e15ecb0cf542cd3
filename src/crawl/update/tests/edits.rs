//! Versions that come from what lists say of an article whose text is known: there are none.

use super::*;

/// What a list may show for the same article.
fn leads(lead: &str) -> [Option<String>; 7] {
    let words: Vec<&str> = lead.split(' ').collect();
    let half = words[..words.len() / 2].join(" ");
    [
        None,
        Some(half.clone()),
        Some(format!("{half}...")),
        Some(format!("{half}…")),
        Some(format!("{lead} Và còn một câu nữa, để dài hơn.")),
        Some("Một lời dẫn khác hẳn của ban biên tập.".to_owned()),
        Some(String::new()),
    ]
}

fn rechecked(world: &World, full: bool) -> Plan {
    Plan { full, recheck: Some(DateTime::UNIX_EPOCH), ..world.plan() }
}

#[test]
fn a_list_that_says_something_else_makes_no_versions() {
    for source in [Source::Bridge, Source::Legacy] {
        let mut pieces = many(7);
        for (piece, lead) in
            pieces.iter_mut().zip(leads("Sáng nay, Thứ trưởng đã tới thăm và tặng quà cho trạm y tế xã."))
        {
            piece.lead = "Sáng nay, Thứ trưởng đã tới thăm và tặng quà cho trạm y tế xã.".to_owned();
            piece.list_lead = lead;
            piece.list_published = Some(piece.published + TimeDelta::minutes(5));
        }
        let mut world = World::new(source, pieces, Vec::new());
        let report = world.run();
        assert_eq!((report.new, report.complete), (7, true), "{source:?}");
        let (content, bytes) = (world.content(), world.corpus().ledger().unwrap().unwrap().bytes());
        for turn in 0..7 {
            world.portal.edit(|pieces| {
                for (n, piece) in pieces.iter_mut().enumerate() {
                    piece.list_lead = leads(&piece.lead)[(n + turn) % 7].clone();
                }
            });
            for plan in [world.plan(), rechecked(&world, false), rechecked(&world, true)] {
                let report = world.run_as(&plan);
                assert_eq!((report.new, report.updated, report.failed), (0, 0, 0), "{source:?}, turn {turn}");
            }
            assert_eq!(world.content(), content, "{source:?}, turn {turn}");
        }
        assert_eq!(world.corpus().ledger().unwrap().unwrap().bytes(), bytes, "{source:?}");
        assert!(world.articles().iter().all(|a| a.abstract_.as_deref().is_some_and(|lead| lead.ends_with("xã."))));
    }
}

#[test]
fn an_edit_of_the_article_makes_one_version_whatever_the_list_says() {
    for source in [Source::Bridge, Source::Legacy] {
        let mut world = World::new(source, many(6), Vec::new());
        world.run();
        world.portal.edit(|pieces| {
            pieces[2].list_lead = Some("Lời dẫn của danh sách.".to_owned());
            pieces[2].lead = "Lời dẫn đã sửa của bài.".to_owned();
        });
        let mut updated = Vec::new();
        for _ in 0..4 {
            updated.push(world.run_as(&rechecked(&world, false)).updated);
            updated.push(world.run().updated);
        }
        assert_eq!(updated, [1, 0, 0, 0, 0, 0, 0, 0], "{source:?}");
        let edited = world.articles().into_iter().filter(|a| a.abstract_.as_deref() == Some("Lời dẫn đã sửa của bài."));
        assert_eq!(edited.map(|a| a.version).collect::<Vec<_>>().len(), 1, "{source:?}");
    }
}

#[test]
fn a_lead_that_only_the_list_has_stays() {
    for source in [Source::Bridge, Source::Legacy] {
        let mut pieces = many(6);
        for piece in &mut pieces {
            piece.list_lead = Some("Chỉ danh sách có lời dẫn này.".to_owned());
            piece.lead = String::new();
        }
        let mut world = World::new(source, pieces, Vec::new());
        world.run();
        for _ in 0..3 {
            assert_eq!(world.run_as(&rechecked(&world, true)).updated, 0, "{source:?}");
        }
        let articles = world.articles();
        assert!(articles.iter().all(|a| a.abstract_.as_deref() == Some("Chỉ danh sách có lời dẫn này.")), "{source:?}");
    }
}
