//! Who may say what: which records and pages are one article, and what a record can't do to the articles of others.

use byt::demo::{Portal, pieces};
use serde_json::{Value, json};

use crate::support::{Place, Ran, fixture, jsonl};

const CONTENT: &str = "https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content";

fn import(place: &Place, name: &str, records: &[Value]) -> Ran {
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    place.write(name, lines.as_bytes());
    place.run(&["import", name])
}

fn all(place: &Place) -> Vec<Value> {
    jsonl(&place.ok(&["export", "--section", "all", "--status", "all"]))
}

/// How many articles a corpus has after these records, imported twice.
fn articles_of(records: &[Value]) -> usize {
    let place = Place::new();
    assert_eq!(import(&place, "r.jsonl", records).code, 0);
    let once = all(&place);
    assert_eq!(import(&place, "again.jsonl", records).code, 0);
    assert_eq!(all(&place), once, "importing again changes nothing");
    once.len()
}

/// A record of a notice, whose other fields are given.
fn notice(fields: &Value) -> Value {
    let mut record = json!({"title": "Lịch công tác của lãnh đạo Bộ", "body": format!("Nội dung của {fields}.")});
    record.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    record
}

#[test]
fn different_addresses_keep_namesakes_apart() {
    let day = "2024-05-06";
    let minute = "2024-05-06T07:30:00+07:00";
    for (what, expected, records) in [
        (
            "slugs without a date",
            2,
            [json!({"url": format!("{CONTENT}/lich-tuan-18")}), json!({"url": format!("{CONTENT}/lich-tuan-19")})],
        ),
        (
            "numbers of one day",
            2,
            [json!({"published": day, "aliases": ["aid:9001"]}), json!({"published": day, "aliases": ["aid:9002"]})],
        ),
        (
            "a number and a slug of one day",
            2,
            [
                json!({"published": day, "aliases": ["aid:9001"]}),
                json!({"published": day, "url": format!("{CONTENT}/lich-tuan-18")}),
            ],
        ),
        (
            "a number and a slug of one minute",
            1,
            [
                json!({"published": minute, "aliases": ["aid:9001"]}),
                json!({"published": minute, "url": format!("{CONTENT}/lich-tuan-18")}),
            ],
        ),
        (
            "pages of one newspaper",
            2,
            [
                json!({"published": minute, "url": "https://bao.example/a?id=1"}),
                json!({"published": minute, "url": "https://bao.example/a?id=2"}),
            ],
        ),
        (
            "two newspapers",
            2,
            [
                json!({"published": day, "url": "https://bao.example/lich"}),
                json!({"published": day, "url": "https://tin.example/lich"}),
            ],
        ),
        (
            "the portal and a newspaper",
            2,
            [
                json!({"published": minute, "url": format!("{CONTENT}/lich-tuan-18")}),
                json!({"published": minute, "url": "https://bao.example/lich"}),
            ],
        ),
        (
            "a newspaper with the portal's number",
            2,
            [
                json!({"published": day, "aliases": ["aid:9001"]}),
                json!({"published": day, "url": "https://bao.example/x.jsp?aid=9001"}),
            ],
        ),
        (
            "one page, linked in two ways",
            1,
            [
                json!({"published": day, "url": "https://www.bao.example/lich/"}),
                json!({"published": day, "url": "http://bao.example/lich#top"}),
            ],
        ),
        (
            "one slug, linked in two ways",
            1,
            [
                json!({"url": format!("{CONTENT}/lich-tuan-18?inheritRedirect=false")}),
                json!({"url": format!("{}/lich-tuan-18", CONTENT.replace("moh", "www.moh"))}),
            ],
        ),
        (
            "a page and a text without an address",
            1,
            [json!({"published": day, "url": "https://bao.example/lich"}), json!({"published": day})],
        ),
    ] {
        assert_eq!(articles_of(&records.each_ref().map(notice)), expected, "{what}");
    }
}

/// Six articles of one corpus, with numbers, addresses and ids.
fn visits() -> Vec<Value> {
    let visit = |n: usize| {
        json!({
            "title": format!("Thứ trưởng thăm trạm y tế xã thứ {n}"), "published": format!("2025-05-0{n}T09:00:00+07:00"),
            "aliases": [format!("aid:7700{n}"), format!("slug:tham-tram-{n}")], "body": format!("Trạm thứ {n} có năm giường."),
        })
    };
    (1..=6).map(visit).collect()
}

#[test]
fn a_record_takes_nothing_that_belongs_to_others() {
    let before = Place::new();
    import(&before, "visits.jsonl", &visits());
    let ids: Vec<Value> = all(&before).iter().map(|record| record["id"].clone()).collect();
    let title = "Bộ trưởng giao ban tháng Năm";
    let later = "2026-01-01T00:00:00Z";
    for (what, claim) in [
        (
            "numbers",
            json!({"title": title, "published": "2025-05-20T08:00:00+07:00", "body": "Khác.", "aliases": ["aid:77001", "aid:77002"]}),
        ),
        (
            "addresses",
            json!({"title": title, "body": "Khác.", "fetched": later, "aliases": ["slug:tham-tram-1", "slug:tham-tram-6"]}),
        ),
        (
            "an address as its own",
            json!({"title": title, "body": "Khác.", "fetched": later, "url": format!("{CONTENT}/tham-tram-3")}),
        ),
        ("an id as its own", json!({"title": title, "body": "Khác.", "fetched": later, "id": ids[0]})),
        ("all ids", json!({"title": title, "published": "2025-05-03", "body": "Khác.", "aliases": ids, "joined": ids})),
        ("a removal", json!({"title": title, "aliases": ["aid:77004"], "missing_since": later, "gone": later})),
    ] {
        let place = Place::new();
        import(&place, "visits.jsonl", &visits());
        let stored = all(&place);
        for again in [false, true] {
            let ran = import(&place, "claim.jsonl", std::slice::from_ref(&claim));
            assert!(ran.code == 0 && ran.err.contains("claim.jsonl, line 1: "), "{what}: {}", ran.err);
            let sentence = ran.err.lines().find(|line| line.contains(" belong")).unwrap();
            let names_one = !sentence.split(" belong").next().unwrap().contains(", aid:")
                && sentence.contains("belongs to another article, so ")
                && sentence.ends_with(" was stored without it");
            let names_several =
                sentence.contains("belong to other articles, so ") && sentence.ends_with(" was stored without them");
            assert!(names_one != names_several, "{what}: {}", ran.err);
            let (claims, others): (Vec<Value>, Vec<Value>) = all(&place).into_iter().partition(|r| r["title"] == title);
            assert_eq!(others, stored, "{what}, again: {again}");
            assert_eq!((claims.len(), &claims[0]["aliases"]), (1, &json!([])), "{what}, again: {again}");
        }
        assert_eq!(place.run(&["check"]).code, 0, "{what}");
    }
}

#[test]
fn a_record_updates_the_article_that_it_agrees_with() {
    for change in [
        json!({"title": "Thứ trưởng thăm và tặng quà trạm y tế xã thứ 1", "published": "2025-05-01T09:00:00+07:00"}),
        json!({"published": null}),
    ] {
        let place = Place::new();
        import(&place, "visits.jsonl", &visits());
        let mut record = visits().swap_remove(0);
        record["body"] = json!("Trạm thứ nhất có mười giường.");
        record["fetched"] = json!("2025-06-01T00:00:00Z");
        record.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let ran = import(&place, "edited.jsonl", &[record]);
        assert!(ran.code == 0 && !ran.err.contains("belong"), "{}", ran.err);
        let records = all(&place);
        assert_eq!(records.len(), 6, "{change}");
        assert!(records.iter().any(|record| record["body"] == "Trạm thứ nhất có mười giường."), "{change}");
    }
}

#[test]
fn a_page_takes_back_what_a_record_claimed_before_it_came() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let clean = Place::new();
    let update = |place: &Place| {
        let ran = place.run(&["update", "--portal", &portal.address(), "--delay", "0"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    };
    update(&clean);
    let records = all(&clean);
    let claimed: Vec<&Value> = records.iter().flat_map(|record| record["aliases"].as_array().unwrap()).collect();
    assert!(claimed.len() > 3, "{records:?}");
    let place = Place::new();
    import(&place, "claim.jsonl", &[json!({"title": "Họp riêng", "body": "Khác.", "aliases": claimed})]);
    update(&place);
    let (claims, others): (Vec<Value>, Vec<Value>) = all(&place).into_iter().partition(|r| r["title"] == "Họp riêng");
    assert_eq!(others, records);
    assert_eq!((claims.len(), &claims[0]["body"]), (1, &json!("Khác.")));
    let left = claims[0]["aliases"].as_array().unwrap();
    assert!(claimed.iter().all(|alias| alias.as_str().unwrap().starts_with("20") || !left.contains(alias)), "{left:?}");
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
fn times_of_the_future_are_unknown() {
    let future = "2931-01-01T00:00:00Z";
    for key in ["fetched", "missing_since", "gone", "first_seen"] {
        let place = Place::new();
        let mut record = visits().swap_remove(0);
        record[key] = json!(future);
        let ran = import(&place, "future.jsonl", std::slice::from_ref(&record));
        assert!(ran.code == 0 && ran.err.contains(&format!("“{key}” lies in the future")), "{key}: {}", ran.err);
        let stored = place.ok(&["export", "--status", "all"]);
        assert!(!stored.contains("2931"), "{key}: {stored}");
        record[key] = json!("2025-06-01T00:00:00Z");
        record["body"] = json!("Bản sau.");
        record["fetched"] = json!("2025-06-02T00:00:00Z");
        import(&place, "later.jsonl", &[record]);
        assert_eq!(all(&place)[0]["body"], "Bản sau.", "{key}");
    }
}

fn warc(url: &str, date: &str, body: &[u8]) -> Vec<u8> {
    let http = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n", body].concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\nWARC-Record-ID: <urn:uuid:0>\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        http.len()
    );
    [head.as_bytes(), &http, b"\r\n\r\n"].concat()
}

#[test]
fn archives_of_the_future_are_read_without_their_dates() {
    let page = std::fs::read(fixture("article.html")).unwrap();
    let address = format!("{CONTENT}/thu-truong-tran-van-thuan-du-khai-giang");
    for (url, date) in [
        (address.clone(), "2998-01-01T00:00:00Z"),
        (format!("https://web.archive.org/web/29981231235959id_/{address}"), "2025-01-01T00:00:00Z"),
    ] {
        let place = Place::new();
        place.write("pages.warc", &warc(&url, date, &page));
        let ran = place.run(&["import", "pages.warc"]);
        assert!(ran.code == 0 && ran.err.contains("lies in the future"), "{}", ran.err);
        assert_eq!(all(&place)[0]["fetched"], Value::Null, "{url}");
    }
}

#[test]
fn pages_of_other_sites_are_left_out_and_counted() {
    let page = std::fs::read(fixture("article.html")).unwrap();
    let date = "2024-10-08T02:00:00Z";
    let path = CONTENT.split_once(".vn").unwrap().1;
    let others = ["https://moh.example", "https://moh.gov.vn.example", "http://xmoh.gov.vn", "https://10.0.0.9"];
    let records: Vec<u8> = others.iter().flat_map(|site| warc(&format!("{site}{path}/tham"), date, &page)).collect();
    let place = Place::new();
    place.write("others.warc", &records);
    let ran = place.run(&["import", "others.warc"]);
    assert!(ran.code == 2 && ran.err.contains("pages of other sites (4)"), "{}", ran.err);
    for site in ["https://moh.gov.vn", "https://www.moh.gov.vn:443", "http://127.0.0.1:8080"] {
        let place = Place::new();
        place.write("own.warc", &warc(&format!("{site}{path}/tham"), date, &page));
        assert_eq!(place.run(&["import", "own.warc"]).code, 0, "{site}");
    }
}

#[test]
fn one_page_for_every_address_is_one_article() {
    let page = std::fs::read(fixture("article.html")).unwrap();
    let date = "2024-10-08T02:00:00Z";
    let records: Vec<u8> = (0..9).flat_map(|n| warc(&format!("{CONTENT}/bai-so-{n}"), date, &page)).collect();
    let place = Place::new();
    place.write("same.warc", &records);
    for _ in 0..2 {
        let ran = place.run(&["import", "same.warc"]);
        assert!(ran.code == 3 && ran.err.contains("bai-so-8: another address has the same article"), "{}", ran.err);
        assert_eq!(all(&place).len(), 1);
    }
}
