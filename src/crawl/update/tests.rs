//! Updates over real sockets, against the demonstration portal.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;

use super::*;
use crate::answer::Answer;
use crate::article::{DateSource, Key};
use crate::calendar::moment;
use crate::corpus::{Archived, Corpus, WarcReader};
use crate::demo::{Fault, Piece, Portal, Rule, Seen, pieces};
use crate::fetch::{Limits, Settings};

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
            ground: Ground::of(&self.corpus().standing_runs().unwrap(), self.source, &self.address()),
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
        let records = files.iter().flat_map(|(path, _)| {
            WarcReader::new(BufReader::new(File::open(path).unwrap())).unwrap().map(Result::unwrap)
        });
        records
            .filter_map(|record| if let Archived::Response(answer) = record { Some(*answer) } else { None })
            .collect()
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
fn what_is_wrong_with_a_list_ends_the_run() {
    let page = |body: &str| Fault::Answer { status: 200, headers: Vec::new(), body: body.as_bytes().to_vec() };
    let challenge =
        "<html><head><title>Just a moment...</title></head><body><form id=\"challenge\"></form></body></html>";
    let other = Portal::start(pieces(), Vec::new()).unwrap();
    for source in BOTH {
        for (fault, expected) in [
            (Fault::Status(403), Stopped::Refused),
            (Fault::Status(429), Stopped::Refused),
            (Fault::Status(404), Stopped::Unrecognised),
            (Fault::Status(503), Stopped::Unreachable),
            (Fault::Reset, Stopped::Unreachable),
            (Fault::CutInBody, Stopped::Unreachable),
            (Fault::Redirect(302, format!("{}/", other.address())), Stopped::Unrecognised),
            (page(challenge), Stopped::Unrecognised),
            (page("Bảo trì hệ thống"), Stopped::Unrecognised),
            (page(""), Stopped::Unrecognised),
            (page("[]"), Stopped::Unrecognised),
            (page("{\"d\":null}"), Stopped::Unrecognised),
            (page("<div class=\"page-list-news\"></div>"), Stopped::Unrecognised),
        ] {
            let told = format!("{source:?} {fault:?}");
            let mut world = World::new(source, pieces(), vec![Rule::on(list(source), fault)]);
            let report = world.run();
            let stop = report.stop.as_ref().expect(&told);
            assert_eq!((stop.kind, report.complete, report.seen), (expected, false, 0), "{told}");
            let reason = stop.reason.as_ref().expect(&told);
            assert!(!reason.to_string().is_empty() && !reason.hint().is_empty());
            assert!(world.articles().is_empty(), "{told}");
        }
    }
    let robots = vec![Rule::answer("/robots.txt", 200, "User-agent: *\nDisallow: /")];
    assert_eq!(World::new(Source::Bridge, pieces(), robots).stopped(), (Some(Stopped::Refused), false));
}

#[test]
fn a_window_that_the_server_cuts_is_not_taken_for_the_whole_list() {
    let newest = Portal::start(many(150), Vec::new()).unwrap();
    // The answer to any question is the same hundred articles.
    let asked = list_request_for(100);
    let hundred = Fault::Answer { status: 200, headers: Vec::new(), body: answer_to(&newest, &asked) };
    let mut world = World::new(Source::Bridge, many(150), vec![Rule::on(list(Source::Bridge), hundred)]);

    let report = world.run();
    assert_eq!((report.new, report.stop.is_none(), report.complete), (100, true, false));
    assert!(
        world.events.borrow().iter().any(|e| e.starts_with("Warning") && e.contains("100 articles when asked for 200"))
    );
    world.portal.misbehave(Vec::new());
    let report = world.run();
    assert!(report.new == 50 && !report.complete, "one hundred and fifty is a round number too");
}

fn list_request_for(size: u32) -> Vec<u8> {
    let size = std::num::NonZeroU32::new(size).unwrap();
    crate::portal::bridge::list_request("8351", size).body.to_string().into_bytes()
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
fn a_list_that_breaks_off_is_never_complete() {
    for fault in [Fault::Status(500), Fault::Status(404), Fault::CutInBody] {
        let rules = vec![Rule::on("_cur=3", fault)];
        let mut world = World::new(Source::Legacy, many(50), rules);
        let report = world.run();
        assert!(!report.complete && report.stop.is_some());
        assert_eq!((report.new, world.lists_and_details().1), (40, 40), "what was listed is fetched");
        world.portal.misbehave(Vec::new());
        assert!(world.run().complete);
        assert_eq!(world.articles().len(), 50);
    }
    // A server that gives its first page whatever it is asked for.
    let first = Portal::start(many(50), Vec::new()).unwrap();
    let page = body_of(&first, "/hoat-dong-cua-lanh-dao-bo");
    let always = Fault::Answer { status: 200, headers: Vec::new(), body: page };
    let mut world = World::new(Source::Legacy, many(50), vec![Rule::on(list(Source::Legacy), always)]);
    assert_eq!(world.stopped(), (Some(Stopped::Unrecognised), false));
}

/// The body of a page.
fn body_of(portal: &Portal, target: &str) -> Vec<u8> {
    body_for(&Request::get(portal.address() + target))
}

/// The body of the answer to a list request.
fn answer_to(portal: &Portal, asked: &[u8]) -> Vec<u8> {
    body_for(&Request::post(format!("{}/bridge?url={}", portal.address(), list(Source::Bridge)), asked.to_vec()))
}

fn body_for(request: &Request) -> Vec<u8> {
    let settings = Settings { delay_min: Duration::ZERO, proxy: false, ..Settings::default() };
    let client = Client::new(settings, Arc::default()).unwrap();
    client.send(request, &|_| {}).unwrap().body().to_vec()
}

#[test]
fn an_article_that_can_t_be_had_stays_listed_and_is_asked_for_again() {
    let login =
        "<html><head><title>Đăng nhập</title></head><body><form action=\"/c/portal/login\"></form></body></html>";
    let page = Fault::Answer { status: 200, headers: Vec::new(), body: login.as_bytes().to_vec() };
    let other = Portal::start(pieces(), Vec::new()).unwrap();
    for source in BOTH {
        let pieces = many(8);
        let mark = if source == Source::Bridge { "200003" } else { "bai-so-3" };
        for fault in [
            page.clone(),
            Fault::Status(500),
            Fault::Status(403),
            Fault::CutInChunk,
            Fault::Redirect(302, other.address()),
        ] {
            let told = format!("{source:?} {fault:?}");
            let mut world = World::new(source, pieces.clone(), vec![Rule::on(mark, fault)]);
            let report = world.run();
            assert_eq!((report.new, report.failed, report.complete), (7, 1, false), "{told}: {report:?}");
            assert_eq!(report.failures.len(), 1, "{told}");
            assert!(report.stop.is_none(), "{told}");
            let failed = world.articles().into_iter().find(|a| a.title.ends_with(" 3")).unwrap();
            assert_eq!((failed.status, failed.body), (Status::Listed, None), "{told}");
            world.portal.misbehave(Vec::new());
            let report = world.run();
            assert_eq!((report.updated, report.complete, world.lists_and_details().1), (1, true, 1), "{told}");
        }
        // One that is gone leaves no gap that could be filled.
        let mut world = World::new(source, pieces, vec![Rule::on(mark, Fault::Status(410))]);
        let report = world.run();
        assert_eq!((report.failed, report.complete), (1, true));
        world.run();
        assert_eq!(world.lists_and_details().1, 0);
    }
}

#[test]
fn a_wrong_charset_a_missing_one_and_a_mark_change_nothing() {
    let plain = {
        let mut world = World::new(Source::Legacy, many(3), Vec::new());
        world.run();
        world.content()
    };
    let pages = Portal::start(many(3), Vec::new()).unwrap();
    let path = "/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/bai-so-1";
    let (list_page, page) = (body_of(&pages, "/hoat-dong-cua-lanh-dao-bo"), body_of(&pages, path));
    let marked = |body: &[u8]| [b"\xef\xbb\xbf", body].concat();
    let wide = |body: &[u8]| -> Vec<u8> {
        let text = String::from_utf8(body.to_vec()).unwrap();
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let said = |value: &str| vec![("Content-Type".to_owned(), value.to_owned())];
    for (headers, change) in [
        (Vec::new(), &(|body: &[u8]| body.to_vec()) as &dyn Fn(&[u8]) -> Vec<u8>),
        (said("text/html"), &|body: &[u8]| body.to_vec()),
        (said("text/html; charset=windows-1258"), &|body: &[u8]| body.to_vec()),
        (said("text/html; charset=utf-16"), &|body: &[u8]| body.to_vec()),
        (said("text/html; charset=khong-co"), &|body: &[u8]| body.to_vec()),
        (said("text/html; charset=ISO-8859-1"), &marked),
        (said("text/html; charset=UTF-8"), &wide),
    ] {
        let told = format!("{headers:?}");
        let answer = |body: &[u8]| Fault::Answer { status: 200, headers: headers.clone(), body: change(body) };
        let rules = vec![Rule::on("bai-so-1", answer(&page)), Rule::on(list(Source::Legacy), answer(&list_page))];
        let mut world = World::new(Source::Legacy, many(3), rules);
        assert!(world.run().complete, "{told}");
        assert_eq!(world.content(), plain, "{told}");
    }
}

#[test]
fn a_field_that_goes_missing_across_a_run_is_told() {
    let json = |body: &str| Fault::Answer { status: 200, headers: Vec::new(), body: body.as_bytes().to_vec() };
    // Details that are all empty: the number of the article has another name now, for instance.
    let mut world = World::new(Source::Bridge, many(12), vec![Rule::on(detail(Source::Bridge), json("{\"d\":null}"))]);
    assert_eq!(world.stopped(), (Some(Stopped::Unrecognised), false));
    assert_eq!(world.lists_and_details().1, 5, "that is enough to know");
    world.portal.misbehave(Vec::new());
    assert!(world.run().complete);
    assert!(world.articles().iter().all(|a| a.status == Status::Full));
    // Some that are empty are as they are.
    let some = vec![Rule::on(detail(Source::Bridge), json("{\"d\":null}")).after(4).times(4)];
    assert!(World::new(Source::Bridge, many(12), some).run().complete);

    // A list whose dates are gone is not stored at all.
    let pages = Portal::start(many(12), Vec::new()).unwrap();
    for source in BOTH {
        let good = match source {
            Source::Bridge => answer_to(&pages, &list_request_for(50)),
            Source::Legacy | Source::Archive => body_of(&pages, "/hoat-dong-cua-lanh-dao-bo"),
        };
        let undated = String::from_utf8(good).unwrap().replace("THOI_GIAN", "GIO").replace(", ngày ", ", hôm ");
        let mut world = World::new(source, many(12), vec![Rule::on(list(source), json(&undated))]);
        assert_eq!(world.stopped(), (Some(Stopped::Unrecognised), false), "{source:?}");
        assert!(world.articles().is_empty() && !world.kept().is_empty(), "{source:?}");
    }
}

#[test]
fn what_is_no_page_of_the_portal_is_kept_for_looking_at() {
    let strange = "<html><head><title>Bảo trì</title></head><body>Hệ thống đang bảo trì</body></html>";
    for source in BOTH {
        for part in [list(source), detail(source)] {
            let mut world = World::new(source, many(3), vec![Rule::answer(part, 200, strange)]);
            assert!(!world.run().complete);
            let kept = world.kept();
            assert!(kept.iter().any(|answer| answer.body == strange.as_bytes()), "{source:?} {part}");
        }
    }
}

#[test]
fn a_server_in_trouble_is_left_alone() {
    for source in BOTH {
        for (fault, expected, asked) in [
            (Fault::Status(403), Stopped::Refused, 5),
            (Fault::Status(429), Stopped::Refused, 2),
            (Fault::Status(500), Stopped::Unreachable, 10),
            (
                Fault::Answer { status: 200, headers: Vec::new(), body: b"<html><body>Bao tri</body></html>".to_vec() },
                Stopped::Unrecognised,
                5,
            ),
            (Fault::Status(404), Stopped::Unrecognised, 12),
        ] {
            let told = format!("{source:?} {fault:?}");
            let mut world = World::new(source, many(12), vec![Rule::on(detail(source), fault)]);
            assert_eq!(world.stopped(), (Some(expected), false), "{told}");
            assert_eq!(world.lists_and_details().1, asked, "{told}");
            assert_eq!(world.articles().len(), 12, "{told}: what the list said is kept");
        }
    }
}

#[test]
fn an_address_that_shows_another_article_brings_nothing() {
    let strangers = many(3);
    let stranger = Portal::start(many(300).split_off(299), Vec::new()).unwrap();
    let path = "/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/bai-so-299";
    let fault = Fault::Answer { status: 200, headers: Vec::new(), body: body_of(&stranger, path) };
    let mut world =
        World::new(Source::Legacy, strangers, vec![Rule::on("bai-so-1?", fault.clone()), Rule::on("bai-so-1", fault)]);
    let report = world.run();
    assert_eq!((report.failed, report.complete), (1, false), "{report:?}");
    assert!(world.articles().iter().all(|a| !a.title.ends_with("299")));
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

#[test]
fn an_entry_that_can_t_be_read_neither_ends_the_list_nor_goes_unnoticed() {
    let entry = |n: u32| match n {
        290 => format!(r#"{{"MA":"{n}","TIEU_DE":null}}"#),
        n => {
            let date = "29/04/2026 08:30 AM";
            format!(r#"{{"MA":"{n}","TIEU_DE":"Bài {n}","MA_DANH_MUC":"8351","THOI_GIAN_XUAT_BAN":"{date}"}}"#)
        }
    };
    let window = |size: u32| {
        let entries: Vec<String> = (0..size.min(300)).map(|n| entry(300 - n)).collect();
        format!(r#"[{{"MA":"8351","ITEMS":[{}]}}]"#, entries.join(","))
    };
    // The portal answers each window as it should; the details are empty.
    let rules = [50, 200, 800].map(|size| Rule::answer(LIST[0], 200, &window(size)).times(1)).to_vec();
    let detail = Rule::answer(DETAIL[0], 200, r#"{"d":null}"#);
    let mut world = World::new(Source::Bridge, Vec::new(), [rules, vec![detail]].concat());
    let report = world.run();
    assert!(!report.complete, "{report:?}");
    assert_eq!(world.articles().len(), 299);
}

#[test]
fn lists_of_captures_that_take_too_long_are_asked_year_by_year() {
    // Every question that is not for one year fails, and then those for one of the years.
    let year = |year: i32| format!("from={year}&");
    for (rules, complete) in [(vec![], true), (vec![Rule::answer("from=2025", 504, "too long")], false)] {
        let rules =
            [rules, vec![Rule::on("from=", Fault::Publish(0)), Rule::answer("/cdx/", 504, "too long")]].concat();
        let mut world = World::new(Source::Archive, pieces(), rules);
        let report = world.run();
        assert_eq!((report.complete, report.failed, report.stop.is_none()), (complete, 0, true), "{report:?}");
        assert!(!world.asked(&year(2016)).is_empty() && !world.asked(&year(2026)).is_empty());
        let full = world.articles().into_iter().filter(|article| article.status == Status::Full).count();
        let all = pieces().iter().filter(|piece| piece.detail).count();
        assert!(if complete { full == all } else { full < all && full > 0 }, "{full} of {all}");
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
