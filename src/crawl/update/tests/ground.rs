//! The ground of a run: how far down a list is known, and what turns up below that.

use super::*;

#[test]
fn a_walk_passes_over_what_an_incomplete_run_or_an_import_left() {
    for source in BOTH {
        let mut world = World::new(source, many(81), Vec::new());
        world.portal.withhold(60);
        assert!(world.run().complete);
        world.portal.publish(60);
        // A run that gets no further than the list's first part, and only some articles of it.
        world.portal.misbehave(vec![Rule::on(list(source), Fault::Status(500)).after(1)]);
        let limited = Plan { limit: Some(10), ..world.plan() };
        assert!(!world.run_as(&limited).complete);
        world.portal.misbehave(Vec::new());
        let report = world.run();
        assert!(report.complete);
        assert_eq!(world.articles().iter().filter(|a| a.status == Status::Full).count(), 81, "{source:?}");
        assert!(report.unchanged >= GROUND_ITEMS as u64);
    }
}

#[test]
fn a_stretch_of_imported_articles_is_no_ground() {
    for source in BOTH {
        let pieces = many(81);
        let mut world = World::new(source, pieces.clone(), Vec::new());
        world.portal.withhold(60);
        assert!(world.run().complete);
        world.portal.publish(60);
        // They end the first window of one list, and the second page of the other.
        let mut intake = Intake::new(world.corpus().writer().unwrap(), None).unwrap();
        for piece in &pieces[30..50] {
            // Records bring a moment of their own, which says nothing of this corpus.
            let provenance = Provenance::new(DateTime::UNIX_EPOCH, None, None);
            intake.take(listed(piece), &provenance).unwrap();
        }
        drop(intake);
        assert!(world.run().complete);
        assert_eq!(world.articles().iter().filter(|a| a.status == Status::Full).count(), 81, "{source:?}");
    }
}

#[test]
fn complete_runs_over_the_same_list_are_the_ground() {
    let newest = |day| moment(2026, 1, day, 8, 0);
    let run = |bytes: u64, source: &str, portal: &str, complete, newest| {
        // Clocks say nothing here: all ended at once.
        let begun = Run::begun(source, DateTime::UNIX_EPOCH, DateTime::UNIX_EPOCH);
        (Run { portal: Some(portal.into()), complete, newest, ..begun }, bytes)
    };
    let portal = "https://moh.gov.vn";
    let runs = [
        run(10, "bridge", portal, true, newest(3)),
        run(20, "bridge", "https://moh.gov.vn/", true, newest(2)),
        run(30, "bridge", portal, false, newest(4)),
        run(40, "legacy", portal, true, newest(5)),
        run(50, "bridge", "https://other.example", true, newest(6)),
    ];
    let found = |runs: &[(Run, u64)]| Ground::of(runs, Source::Bridge, &Url::parse(portal).unwrap());
    assert_eq!(found(&runs), Some(Ground { ledger_bytes: 20, newest: newest(3) }));
    assert_eq!(found(&runs[2..]), None);
}

/// One more article that is published so many hours after the first.
fn insert(portal: &Portal, name: &str, hours: i64) {
    portal.edit(|pieces| {
        let model = pieces[0].clone();
        let title = format!("Bài đến muộn {name}");
        let published = model.published + TimeDelta::hours(hours) + TimeDelta::minutes(30);
        pieces.push(Piece { title, published, aid: format!("9{name}"), slug: format!("muon-{name}"), ..model });
        pieces.sort_by_key(|piece| piece.published);
    });
}

#[test]
fn what_turns_up_below_what_was_seen_is_found_and_told_as_late() {
    for source in BOTH {
        let mut world = World::new(source, many(121), Vec::new());
        world.portal.withhold(3);
        let report = world.run();
        assert!(report.complete && report.late.is_empty(), "{source:?}: everything is new to a first run");
        let late = |report: &Report| report.late.iter().map(|late| late.title.clone()).collect::<Vec<_>>();

        // One near the top, one far below the known ground, and three that are simply new.
        insert(&world.portal, "1", 115);
        insert(&world.portal, "2", 7);
        world.portal.publish(3);
        let report = world.run();
        assert_eq!((report.new, report.complete), (4, true), "{source:?}");
        assert_eq!(late(&report), ["Bài đến muộn 1"], "{source:?}");

        let report = world.run_as(&Plan { full: true, ..world.plan() });
        assert_eq!((report.new, report.complete), (1, true), "{source:?}");
        assert_eq!(late(&report), ["Bài đến muộn 2"], "{source:?}");
        assert_eq!(report.late[0].published.naive_local(), many(8)[7].published + TimeDelta::minutes(30));

        // Once is enough, and an article whose page can't be had counts as well.
        insert(&world.portal, "3", 113);
        let part = if source == Source::Bridge { "\"93\"" } else { "muon-3" };
        world.portal.misbehave(vec![Rule::on(part, Fault::Status(500))]);
        let report = world.run();
        assert_eq!((report.failed, late(&report)), (1, vec!["Bài đến muộn 3".to_owned()]), "{source:?}");
        world.portal.misbehave(Vec::new());
        let report = world.run_as(&Plan { full: true, ..world.plan() });
        assert_eq!((report.new, report.updated, late(&report)), (0, 1, Vec::new()), "{source:?}");
    }
}

#[test]
fn gaps_of_runs_that_broke_off_are_not_late() {
    for source in BOTH {
        let mut world = World::new(source, many(130), Vec::new());
        world.portal.withhold(70);
        assert!(world.run().complete);
        world.portal.publish(70);
        // The list's first part is had, and the rest of what is new is not.
        world.portal.misbehave(vec![Rule::on(list(source), Fault::Status(500)).after(1)]);
        assert!(!world.run().complete);
        world.portal.misbehave(Vec::new());
        let report = world.run();
        assert!(report.complete && report.new > 0 && report.late.is_empty(), "{source:?}: {report:?}");
        assert_eq!(world.articles().len(), 130);
    }
}

#[test]
fn a_date_that_is_still_to_come_makes_nothing_late() {
    for source in BOTH {
        let mut world = World::new(source, many(30), Vec::new());
        world.portal.withhold(1);
        insert(&world.portal, "1", 9_000_000);
        world.portal.withhold(0);
        world.portal.edit(|pieces| pieces.retain(|piece| piece.aid != "200029"));
        assert!(world.run().complete);
        world.portal.edit(|pieces| {
            pieces.push(many(30).pop().unwrap());
            pieces.sort_by_key(|piece| piece.published);
        });
        let report = world.run();
        assert_eq!((report.new, report.late.len()), (1, 0), "{source:?}");
    }
}

#[test]
fn a_clock_that_was_set_back_hides_nothing() {
    for source in BOTH {
        let mut world = World::new(source, many(81), Vec::new());
        world.portal.withhold(60);
        assert!(world.run().complete);
        world.portal.publish(60);
        // The clock of a run that dies stands before the complete one's.
        let long_ago = moment(2020, 1, 1, 8, 0).unwrap().to_utc();
        let mut intake = Intake::new(world.corpus().writer().unwrap(), None).unwrap();
        for piece in &many(81)[30..50] {
            intake.take(listed(piece), &Provenance::new(long_ago, None, None)).unwrap();
        }
        drop(intake);
        assert!(world.run().complete);
        assert_eq!(world.articles().iter().filter(|a| a.status == Status::Full).count(), 81, "{source:?}");
    }
}

/// What a list says of an article.
fn listed(piece: &Piece) -> Sighting {
    Sighting {
        keys: vec![Key::Aid(piece.aid.clone()), Key::Slug(piece.slug.clone())],
        section: true,
        ..Sighting::titled(piece.title.clone())
    }
}
