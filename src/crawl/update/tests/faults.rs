//! What a server does wrong, and what a run makes of it.

use super::*;

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

#[test]
fn the_same_answer_to_every_window_is_requested_only_until_it_is_recognised() {
    for (articles, requests, complete) in [(120, 2, true), (203, 2, true), (150, 2, false)] {
        let portal = Portal::start(many(articles), Vec::new()).unwrap();
        let size = u32::try_from(articles).unwrap();
        let body = answer_to(&portal, &list_request_for(size));
        let all = Fault::Answer { status: 200, headers: Vec::new(), body };
        let mut world = World::new(Source::Bridge, many(articles), vec![Rule::on(list(Source::Bridge), all)]);
        let report = world.run();
        assert_eq!((report.new, report.complete), (articles as u64, complete), "{articles}");
        assert_eq!(world.lists_and_details().0, requests, "{articles}");
    }
}

#[test]
fn a_list_of_more_articles_than_the_section_can_have_is_requested_once() {
    let body = format!("[{}]", vec!["{\"a\":1}"; 51_200].join(","));
    let tiny = Fault::Answer { status: 200, headers: Vec::new(), body: body.into_bytes() };
    let mut world = World::new(Source::Bridge, pieces(), vec![Rule::on(list(Source::Bridge), tiny)]);
    let report = world.run();
    assert!(report.stop.is_some() && world.articles().is_empty());
    assert_eq!(world.lists_and_details().0, 1);
}

fn list_request_for(size: u32) -> Vec<u8> {
    let size = std::num::NonZeroU32::new(size).unwrap();
    crate::portal::bridge::list_request("8351", size).body.to_string().into_bytes()
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
