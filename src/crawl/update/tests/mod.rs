//! Updates over real sockets, against the demonstration portal: what a run asks for and brings.

mod edits;
mod faults;
mod ground;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::run::GROUND_ITEMS;
use super::*;
use crate::answer::Answer;
use crate::article::{Article, DateSource, Key, Provenance, Sighting, Status};
use crate::calendar::moment;
use crate::container;
use crate::corpus::{Corpus, Run};
use crate::demo::{Fault, Piece, Portal, Rule, Seen, pieces};
use crate::fetch::{Limits, Request, Settings};

const LIST: [&str; 2] = ["/portal/api/lay_bai_viet_theo_danh_muc", "lanh-dao-bo?p_p_id"];
const DETAIL: [&str; 2] = ["/portal/api/layChiTietBaiViet", "/-/asset_publisher/"];
const BOTH: [Source; 2] = [Source::Bridge, Source::Legacy];

fn list(source: Source) -> &'static str {
    LIST[source as usize]
}

fn detail(source: Source) -> &'static str {
    DETAIL[source as usize]
}

/// A portal and a corpus that is updated from it.
struct World {
    portal: Portal,
    source: Source,
    dir: tempfile::TempDir,
    cancelled: Arc<AtomicBool>,
    /// Cancel the run when so many articles were asked for.
    cancel_at: Option<u64>,
    events: RefCell<Vec<String>>,
}

impl World {
    fn new(source: Source, pieces: Vec<Piece>, rules: Vec<Rule>) -> World {
        World {
            portal: Portal::start(pieces, rules).unwrap(),
            source,
            dir: tempfile::tempdir().unwrap(),
            cancelled: Arc::default(),
            cancel_at: None,
            events: RefCell::default(),
        }
    }

    fn plan(&self) -> Plan {
        Plan {
            source: self.source,
            portal: self.address(),
            full: false,
            recheck: None,
            limit: None,
            only_plan: false,
            ground: Ground::of(&self.corpus().runs_in_ledger().unwrap(), self.source, &self.address()),
            unlisted_asked: unlisted_asked(&self.corpus().runs_in_ledger().unwrap(), self.source, &self.address()),
        }
    }

    fn address(&self) -> Url {
        Url::parse(&self.portal.address()).unwrap()
    }

    fn run(&mut self) -> Report {
        self.run_as(&self.plan())
    }

    fn run_as(&mut self, plan: &Plan) -> Report {
        let ms = Duration::from_millis;
        let limits = Limits { total: ms(4000), retries_max: 1, retry_wait_first: ms(5), ..Limits::default() };
        let settings = Settings { delay_min: Duration::ZERO, proxy: false, limits, ..Settings::default() };
        self.cancelled.store(false, Ordering::Relaxed);
        self.portal.forget();
        let client = Client::new(settings, Arc::clone(&self.cancelled)).unwrap();
        let watch = |event: Event<'_>| {
            if let Event::Article { done, .. } = event
                && self.cancel_at == Some(done)
            {
                self.cancelled.store(true, Ordering::Relaxed);
            }
            self.events.borrow_mut().push(format!("{event:?}"));
        };
        let mut intake = Intake::new(self.corpus().writer().unwrap(), None).unwrap();
        let report = update(plan, &client, &mut intake, &watch).unwrap();
        assert_eq!(report.seen, report.new + report.updated + report.unchanged + report.failed, "{report:?}");
        assert_eq!(report.traffic.requests as usize, self.portal.seen().len());
        if !plan.only_plan {
            let now = Utc::now();
            let begun = Run::begun(plan.source.as_str(), now, now);
            let portal = Some(plan.portal.to_string());
            let run = Run { portal, complete: report.complete, newest: report.newest, ..begun };
            intake.into_writer().record(&run).unwrap();
        }
        report
    }

    fn corpus(&self) -> Corpus {
        Corpus::at(self.dir.path())
    }

    /// The last version of each article.
    fn articles(&self) -> Vec<Article> {
        let Some(mut ledger) = self.corpus().ledger().unwrap() else { return Vec::new() };
        let lines = ledger.lines(0).unwrap().map(|line| line.unwrap().article);
        lines.map(|article| (article.id.clone(), article)).collect::<BTreeMap<_, _>>().into_values().collect()
    }

    /// The raw answers that were kept.
    fn kept(&self) -> Vec<Answer> {
        let files = self.corpus().page_files().unwrap();
        let records = files.iter().flat_map(|(path, _)| container::answers(File::open(path).unwrap()));
        records.filter_map(|record| record.unwrap()).map(|answer| *answer).collect()
    }

    fn asked(&self, part: &str) -> Vec<Seen> {
        self.portal.seen().into_iter().filter(|seen| seen.target.contains(part)).collect()
    }

    fn lists_and_details(&self) -> (usize, usize) {
        (self.asked(list(self.source)).len(), self.asked(detail(self.source)).len())
    }

    /// What the corpus holds, as far as it does not depend on the way it came in.
    fn content(&self) -> BTreeSet<String> {
        let articles = self.articles();
        let told: BTreeSet<String> = articles
            .iter()
            .map(|a| {
                format!(
                    "{} {:?} {:?} {} {:?} {} {:?} {:?} {:?}",
                    a.title,
                    a.published,
                    a.status,
                    a.section,
                    a.abstract_,
                    a.abstract_truncated,
                    a.body,
                    a.captions,
                    a.source
                )
            })
            .collect();
        assert_eq!(told.len(), articles.len(), "an article twice");
        told
    }

    fn stopped(&mut self) -> (Option<Stopped>, bool) {
        let report = self.run();
        (report.stop.map(|stop| stop.kind), report.complete)
    }
}

/// So many articles of the section, one an hour.
fn many(count: usize) -> Vec<Piece> {
    let model = pieces().into_iter().find(|piece| piece.section).unwrap();
    (0..count)
        .map(|n| Piece {
            title: format!("{} lần thứ {n}", model.title),
            published: model.published + TimeDelta::hours(i64::try_from(n).unwrap()),
            aid: (200_000 + n).to_string(),
            slug: format!("bai-so-{n}"),
            paragraphs: vec![format!("Đoạn văn của bài số {n}.")],
            captions: Vec::new(),
            ..model.clone()
        })
        .collect()
}

#[test]
fn both_generations_give_the_same_articles_and_all_of_them() {
    let [bridge, legacy] = BOTH.map(|source| {
        let mut world = World::new(source, pieces(), Vec::new());
        let report = world.run();
        assert_eq!((report.new, report.failed, report.complete), (57, 0, true), "{source:?}: {report:?}");
        assert_eq!(world.lists_and_details(), if source == Source::Bridge { (2, 57) } else { (3, 56) });
        world
    });
    assert_eq!(bridge.content(), legacy.content());
    for piece in pieces().iter().filter(|piece| piece.section) {
        let articles = legacy.articles();
        let article = articles.iter().find(|a| a.title == piece.title).expect(&piece.title);
        assert_eq!(article.published.unwrap().naive_local(), piece.published, "{}", piece.title);
        assert_eq!(article.status, if piece.detail { Status::Full } else { Status::Listed }, "{}", piece.title);
        if piece.detail {
            assert_eq!(article.body.as_deref(), Some(piece.paragraphs.join("\n\n").as_str()));
            assert_eq!((&article.source, article.abstract_.as_ref()), (&piece.source, Some(&piece.lead)));
        }
    }
}

#[test]
fn what_was_asked_for_is_kept_raw() {
    for source in BOTH {
        let mut world = World::new(
            source,
            pieces(),
            vec![Rule::on("160018", Fault::Status(404)), Rule::on("trinh-huy", Fault::Status(404))],
        );
        world.run();
        assert_eq!(world.kept().len(), world.portal.seen().len() - 1, "all but robots.txt");
        assert!(world.articles().iter().all(|a| a.sha256.as_ref().is_some_and(|sha| sha.len() == 64)));
    }
}

#[test]
fn a_second_update_asks_for_the_list_alone_and_a_third_for_what_came_out_since() {
    for source in BOTH {
        let mut world = World::new(source, pieces(), Vec::new());
        // One of these has no page of its own on the legacy portal, and no text on the other.
        world.portal.withhold(5);
        assert!(world.run().complete);
        let report = world.run();
        assert_eq!((report.new, report.updated, report.complete), (0, 0, true), "{source:?}");
        assert_eq!(world.lists_and_details(), (1, 0), "{source:?}");
        for (count, details) in [(1, 1), (3, if source == Source::Bridge { 3 } else { 2 }), (1, 1)] {
            world.portal.publish(count);
            let report = world.run();
            assert_eq!((report.new, report.complete), (count as u64, true), "{source:?}");
            assert_eq!(world.lists_and_details(), (1, details), "{source:?}");
        }
        assert_eq!(world.articles().len(), 57);
    }
}

#[test]
fn an_article_without_a_text_is_not_asked_for_every_day() {
    let mut world = World::new(Source::Bridge, pieces(), Vec::new());
    let report = world.run();
    assert!(report.complete && report.failed == 0);
    assert_eq!(world.lists_and_details().1, 57);
    world.run();
    assert_eq!(world.lists_and_details().1, 0);
    let plan = Plan { full: true, ..world.plan() };
    world.run_as(&plan);
    assert_eq!(world.lists_and_details(), (2, 1), "--full asks again");
}

#[test]
fn a_limited_run_is_gone_on_with() {
    for source in BOTH {
        let mut world = World::new(source, many(27), Vec::new());
        let limited = Plan { limit: Some(20), ..world.plan() };
        let report = world.run_as(&limited);
        assert_eq!((report.new, report.complete), (27, false));
        assert_eq!(report.stop.map(|stop| stop.kind), Some(Stopped::Limit));
        assert_eq!(world.lists_and_details().1, 20);
        assert!(world.run().complete);
        assert_eq!(world.lists_and_details().1, 7);
        assert!(world.articles().iter().all(|a| a.status == Status::Full));
    }
}

#[test]
fn a_plan_asks_for_the_list_and_stores_nothing() {
    for source in BOTH {
        let mut world = World::new(source, pieces(), Vec::new());
        let plan = Plan { only_plan: true, ..world.plan() };
        let report = world.run_as(&plan);
        let wanted = if source == Source::Bridge { 57 } else { 56 };
        assert_eq!((report.planned.len(), report.new, report.complete), (wanted, 57, false));
        assert_eq!(world.lists_and_details().1, 0);
        assert!(world.articles().is_empty() && world.kept().is_empty());
    }
}

#[test]
fn an_interrupted_run_keeps_what_it_has_and_is_gone_on_with() {
    for source in BOTH {
        let mut world = World::new(source, many(25), Vec::new());
        world.cancel_at = Some(9);
        assert_eq!(world.stopped(), (Some(Stopped::Interrupted), false));
        assert_eq!(world.lists_and_details().1, 9);
        assert_eq!(world.articles().iter().filter(|a| a.status == Status::Full).count(), 9);
        world.cancel_at = None;
        assert_eq!(world.stopped(), (None, true));
        assert_eq!(world.lists_and_details().1, 16);
        let mut whole = World::new(source, many(25), Vec::new());
        whole.run();
        assert_eq!(world.content(), whole.content());
    }
}

#[test]
fn articles_that_come_out_during_a_walk_cause_neither_a_miss_nor_a_double() {
    /// Five pages and a quarter.
    const ALL: usize = 105;
    /// Two pages, and one more.
    const PUSHED_MAX: usize = 41;
    const THREADS: usize = 4;
    let articles = many(ALL);
    let walk = |pushed: usize, at: usize| {
        let rules = vec![Rule::on(list(Source::Legacy), Fault::Publish(pushed)).after(at).times(1)];
        let mut world = World::new(Source::Legacy, articles.clone(), rules);
        world.portal.withhold(pushed);
        let report = world.run_as(&Plan { limit: Some(0), ..world.plan() });
        let met = world.articles();
        for n in 0..ALL - pushed {
            let title = format!(" lần thứ {n}");
            let times = met.iter().filter(|a| a.title.ends_with(&title)).count();
            assert_eq!(times, 1, "{title}, {pushed} pushed at {at}");
        }
        assert_eq!(report.seen as usize, met.len());
    };
    std::thread::scope(|scope| {
        for part in 0..THREADS {
            let (numbers, walk) = ((0..=PUSHED_MAX).filter(move |pushed| pushed % THREADS == part), &walk);
            scope.spawn(move || numbers.for_each(|pushed| [1, 3].into_iter().for_each(|at| walk(pushed, at))));
        }
    });
}

#[test]
fn one_article_from_both_generations_is_one_record() {
    let mut world = World::new(Source::Legacy, pieces(), Vec::new());
    world.run();
    world.source = Source::Bridge;
    let report = world.run();
    assert_eq!((report.new, report.updated, report.complete), (0, 57, true), "each gains a number");
    assert_eq!(world.lists_and_details().1, 1, "only the one without a text is asked for");
    assert_eq!(world.articles().len(), 57);
}

#[test]
fn two_articles_that_a_list_shows_to_be_one_become_one() {
    for source in BOTH {
        let mut world = World::new(source, many(9), Vec::new());
        // Saved from a list without addresses, under the title that the article will have again.
        let bare = Sighting {
            published: many(9)[4].published.and_local_timezone(crate::calendar::vietnam_offset()).single(),
            date_source: Some(DateSource::Listing),
            ..Sighting::titled("Tên đầu tiên của bài".into())
        };
        let mut intake = Intake::new(world.corpus().writer().unwrap(), None).unwrap();
        let id = intake.take(bare, &Provenance::new(Utc::now(), None, None)).unwrap().id;
        intake.sync().unwrap();
        drop(intake);
        assert!(world.run().complete);
        assert_eq!(world.articles().len(), 10, "{source:?}: nothing says that two of them are one");

        world.portal.edit(|pieces| pieces[4].title = "Tên đầu tiên của bài".into());
        let report = world.run();
        assert_eq!((report.seen, report.new, report.updated, report.complete), (9, 0, 1, true), "{source:?}");
        let mut intake = Intake::new(world.corpus().writer().unwrap(), None).unwrap();
        let articles = intake.filtered(|_| true).unwrap();
        assert_eq!(articles.len(), 9, "{source:?}");
        let one = articles.iter().find(|article| article.id == id).unwrap();
        assert_eq!((one.joined.len(), one.status), (1, Status::Full), "{source:?}");
        drop(intake);
        assert_eq!(world.run().updated, 0, "{source:?}");
    }
}

#[test]
fn a_capture_never_replaces_a_newer_copy_nor_another_article() {
    let mut world = World::new(Source::Legacy, pieces(), Vec::new());
    let mut edited = pieces();
    for piece in &mut edited {
        piece.paragraphs.push("Bản sửa.".into());
    }
    world.portal.edit(|pieces| *pieces = edited);
    assert!(world.run().complete);
    let before = world.content();
    world.portal.edit(|all| *all = pieces());
    world.source = Source::Archive;
    let report = world.run();
    assert_eq!(report.failed, 0, "{report:?}");
    assert!(before.is_subset(&world.content()));
}
