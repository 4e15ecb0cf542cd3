//! `byt import`: every kind of saved material, each recognised by what it holds.

use std::io::Write;

use byt::demo::{Portal, pieces};
use serde_json::{Value, json};

use crate::support::{Place, fixture, jsonl};

fn import(place: &Place, name: &str) -> Value {
    place.json(&["import", "--json", fixture(name).to_str().unwrap()])
}

fn all(place: &Place) -> Vec<Value> {
    jsonl(&place.ok(&["export", "--section", "all"]))
}

fn titled<'a>(records: &'a [Value], start: &str) -> &'a Value {
    records.iter().find(|r| r["title"].as_str().unwrap().starts_with(start)).unwrap_or_else(|| panic!("no “{start}…”"))
}

#[test]
fn a_capture_is_a_list_and_the_article_below_it() {
    let place = Place::new();
    let summary = import(&place, "capture-glued.txt");
    assert_eq!((&summary["new"], &summary["updated"], &summary["failed"]), (&json!(3), &json!(0), &json!(0)));
    let records = all(&place);
    let interview = titled(&records, "Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên");
    assert_eq!(interview["status"], "full");
    assert_eq!(interview["section"], true);
    assert_eq!(interview["published"], "2026-01-15T09:10:00+07:00");
    assert_eq!(interview["date_source"], "article");
    assert_eq!(interview["captions"], json!(["Toàn cảnh cuộc họp. Ảnh: Minh Khuê"]));
    assert_eq!(interview["source"], "suckhoedoisong.vn");
    assert_eq!(interview["abstract_truncated"], false);
    let body = interview["body"].as_str().unwrap();
    assert!(body.contains("- Phóng viên: Người dân"), "{body}");
    for leaked in ["Tin liên quan", "anh-hop-1.jpg", "Minh Khuê", "Nguồn", "Hướng dẫn khai báo"] {
        assert!(!body.contains(leaked), "{leaked} got into {body}");
    }
    let glued = titled(&records, "87% trạm y tế");
    assert_eq!(glued["published"], "2026-01-15T00:30:00+07:00");
    assert!(glued["abstract"].as_str().unwrap().starts_with("87 phần trăm"));
    assert_eq!((&glued["status"], &glued["body"]), (&json!("listed"), &Value::Null));
}

#[test]
fn importing_again_writes_nothing() {
    let place = Place::with_fixtures();
    let ledger = place.path().join("corpus/articles.jsonl");
    let before = std::fs::read(&ledger).unwrap();
    let summary = place.json(&["import", "--json", fixture("").to_str().unwrap()]);
    assert_eq!((&summary["new"], &summary["updated"]), (&json!(0), &json!(0)));
    assert_eq!(std::fs::read(&ledger).unwrap(), before);
}

#[test]
fn blocks_without_abstracts_and_an_article_from_elsewhere() {
    let place = Place::new();
    assert_eq!(import(&place, "capture-blocks.txt")["new"], 3);
    let records = all(&place);
    let elsewhere = titled(&records, "Trạm y tế xã biên giới");
    assert_eq!((&elsewhere["section"], &elsewhere["status"]), (&json!(false), &json!("full")));
    assert_eq!(elsewhere["published"], "2025-09-10T16:05:00+07:00");
    assert_eq!(elsewhere["source"], "vov.vn");
    let listed = titled(&records, "Hội nghị “Bảo hiểm");
    assert_eq!((&listed["published"], &listed["abstract"]), (&json!("2025-09-13T01:40:00+07:00"), &Value::Null));
}

#[test]
fn plain_text_is_one_article_of_low_trust_outside_the_section() {
    let place = Place::new();
    assert_eq!(import(&place, "plain.txt")["new"], 1);
    let record = &all(&place)[0];
    assert_eq!((&record["section"], &record["date_source"]), (&json!(false), &json!("capture")));
    assert_eq!(record["published"], "2025-11-03T00:00:00+07:00");
    assert!(record["title"].as_str().unwrap().starts_with("Ngày 3/11, tại Huế"));
    assert_eq!(record["captions"], json!(["Quang cảnh hội nghị. (Ảnh: Thu Hà/TTXVN)"]));
}

#[test]
fn saved_pages_of_both_portals_in_either_order() {
    for (list, article, start) in [
        ("listing.html", "article.html", "Thứ trưởng Trần Văn Thuấn"),
        ("bridge-list.json", "bridge-article.json", "Thứ trưởng Thường trực Vũ Mạnh Hà"),
    ] {
        let mut seen = Vec::new();
        for order in [[list, article], [article, list]] {
            let place = Place::new();
            import(&place, order[0]);
            import(&place, order[1]);
            let mut record = titled(&all(&place), start).clone();
            assert_eq!(all(&place).len(), 2, "{order:?}");
            assert_eq!((&record["status"], &record["section"]), (&json!("full"), &json!(true)), "{order:?}");
            assert_eq!(record["abstract_truncated"], false);
            record["sha256"] = Value::Null;
            // A list that says nothing new about an article makes no version of it.
            record["version"] = Value::Null;
            seen.push(record);
        }
        assert_eq!(seen[0], seen[1]);
    }
}

#[test]
fn what_export_gives_is_taken_back_whole() {
    let place = Place::with_fixtures();
    let exported = place.ok(&["export", "--section", "all"]);
    let other = Place::new();
    let ran = other.run_with_input(&["import", "-"], exported.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(sorted(&other.ok(&["export", "--section", "all"])), sorted(&exported));
    let json = place.ok(&["search", "--section", "all", "--limit", "0", "--format", "json"]);
    let third = Place::new();
    third.run_with_input(&["import", "-"], json.as_bytes());
    assert_eq!(sorted(&third.ok(&["export", "--section", "all"])), sorted(&exported));
}

/// Lines in an order of their own: articles of one minute are in the order in which they were imported.
fn sorted(lines: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn records_keep_safe_ids_and_their_days() {
    let place = Place::new();
    assert_eq!(import(&place, "records.jsonl")["new"], 2);
    let records = all(&place);
    assert_eq!(titled(&records, "Bộ trưởng Nguyễn Thị Kim Tiến")["id"], "ho-so_2019.1");
    let rule = titled(&records, "Bộ Y tế ban hành");
    assert_eq!((&rule["published"], &rule["date_source"]), (&json!("2025-12-02T00:00:00+07:00"), &json!("record")));
    assert_eq!(rule["body"].as_str().unwrap().split("\n\n").count(), 2);
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn warc(url: &str, media: &str, body: &[u8]) -> Vec<u8> {
    let mut http = format!("HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n").into_bytes();
    http.extend_from_slice(body);
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-10-08T02:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        http.len()
    )
    .into_bytes();
    record.extend_from_slice(&http);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

#[test]
fn archives_packed_or_not_give_what_saved_pages_give() {
    let html = std::fs::read(fixture("article.html")).unwrap();
    let list = std::fs::read(fixture("listing.html")).unwrap();
    let address = "https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/thu-truong-tran-van-thuan-du-khai-giang";
    let records = [
        warc("https://moh.gov.vn/logo.png", "image/png", b"\x89PNG"),
        warc("https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo", "text/html", &list),
        warc(address, "text/html; charset=UTF-8", &html),
    ];
    let plain = records.concat();
    let packed: Vec<u8> = records.iter().flat_map(|r| gzip(r)).collect();
    for bytes in [plain, packed] {
        let place = Place::new();
        place.write("pages", &bytes);
        assert_eq!(place.json(&["import", "--json", "pages"])["new"], 2);
        let records = all(&place);
        let article = titled(&records, "Thứ trưởng Trần Văn Thuấn");
        assert_eq!((&article["fetched"], &article["section"]), (&json!("2024-10-08T02:00:00Z"), &json!(true)));
        assert_eq!(article["url"], address);
        let shown = place.json(&["show", address, "--format", "json"]);
        assert_eq!(shown["articles"][0]["id"], article["id"], "an address is a name, too");
        assert_eq!(place.run(&["show", address, "nobody"]).code, 3);
    }
}

#[test]
fn copies_without_times_settle_and_nothing_goes_round_in_circles() {
    let place = Place::new();
    for (name, body) in [("a.jsonl", "Ngắn."), ("b.jsonl", "Dài hơn một chút.")] {
        place.write(name, json!({"id": "x", "title": "Họp", "body": body}).to_string().as_bytes());
    }
    place.ok(&["import", "a.jsonl", "b.jsonl"]);
    let settled = std::fs::read(place.path().join("corpus/articles.jsonl")).unwrap();
    place.ok(&["import", "b.jsonl", "a.jsonl"]);
    // The ledger itself, and its folder.
    place.ok(&["import", "corpus/articles.jsonl"]);
    place.ok(&["import", "."]);
    assert_eq!(std::fs::read(place.path().join("corpus/articles.jsonl")).unwrap(), settled);
}

#[test]
fn pictures_inside_a_page_do_not_count_towards_its_length() {
    let place = Place::new();
    let page = std::fs::read_to_string(fixture("article.html")).unwrap();
    for (name, picture_bytes) in [("a.html", 5 << 20), ("b.html", 20 << 20)] {
        let picture = format!("<img src=\"data:image/png;base64,{}\">", "QUJD".repeat(picture_bytes / 4));
        place.write(name, page.replace("</body>", &format!("{picture}{picture}</body>")).as_bytes());
        let ran = place.json(&["import", "--json", name]);
        assert_eq!(ran["failed"], 0, "{name}");
    }
    assert_eq!(all(&place).len(), 1);
    place.write("long.html", page.replace("</body>", &format!("{}</body>", "<p>x</p>".repeat(5 << 20))).as_bytes());
    let ran = place.run(&["import", "long.html"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn a_folder_with_an_unpacked_archive_gives_its_pages_only() {
    let place = Place::new();
    let url = "https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/lam-viec";
    let page = warc(url, "text/html", &std::fs::read(fixture("article.html")).unwrap());
    let log = r#"{"timestamp":"2025-03-01T02:03:04Z","logLevel":"info","message":"Page loaded"}"#;
    let log = format!("{log}\n{log}\n");
    let files: [(&str, &[u8]); 6] = [
        ("archive/data.warc.gz", &gzip(&page)),
        ("pages/pages.jsonl", br#"{"format":"json-pages-1.0","id":"pages","title":"Pages"}"#),
        ("datapackage.json", br#"{"profile":"data-package","title":"Collection","wacz_version":"1.1.1"}"#),
        ("datapackage-digest.json", br#"{"path":"datapackage.json","hash":"sha256:00"}"#),
        ("indexes/index.cdxj", br#"vn,gov,moh)/ 20250301020304 {"url":"https://moh.gov.vn/"}"#),
        ("logs/crawl.log", log.as_bytes()),
    ];
    for (name, content) in files {
        let path = place.path().join("saved").join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let ran = place.json(&["import", "--json", "saved"]);
    assert_eq!((&ran["new"], &ran["failed"]), (&json!(1), &json!(0)), "{ran}");
    assert_eq!(all(&place)[0]["aliases"], json!(["slug:lam-viec"]));
}

#[test]
fn an_archive_without_articles_says_so() {
    let place = Place::new();
    place.write("logo.warc", &warc("https://moh.gov.vn/logo.png", "image/png", b"\x89PNG"));
    place.write("none.json", br#"{"query":null,"total":0,"coverage":{},"articles":[]}"#);
    for name in ["logo.warc", "none.json"] {
        let ran = place.run(&["import", name]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("it contains no article"), "{}", ran.err);
    }
    let home = warc("https://moh.gov.vn/", "text/html", b"<html><head><title>Home</title></head><body>x</body></html>");
    let list = warc(
        "https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo",
        "text/html",
        &std::fs::read(fixture("listing.html")).unwrap(),
    );
    place.write("mixed.warc", &[home, list].concat());
    let ran = place.run(&["import", "mixed.warc"]);
    assert_eq!(ran.code, 0, "other pages of an archive are no failure: {}", ran.err);
}

#[test]
fn a_date_like_a_word_is_no_date_and_no_panic() {
    let place = Place::new();
    place.write("x.jsonl", b"{\"title\":\"x\",\"published\":\"1D\"}\n{\"title\":\"y\"}\n");
    let ran = place.run(&["import", "x.jsonl"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("warning: x.jsonl, line 1: “1D” is not a date, and is ignored"), "{}", ran.err);
    assert_eq!(all(&place).len(), 2);
}

#[test]
fn two_articles_that_prove_to_be_one_are_one_by_every_name() {
    let at = "2026-01-21T14:03:00+07:00";
    let url = "https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/tham-benh-vien";
    let (first, edited) = ("Bộ trưởng thăm bệnh viện", "Bộ trưởng thăm và làm việc tại bệnh viện");
    let place = Place::new();
    let import = |name: &str, record: Value| {
        place.write(name, record.to_string().as_bytes());
        place.json(&["import", "--json", name])
    };
    let list = format!(
        "<!DOCTYPE html><html><body><div class=\"page-list-news\"><div class=\"NewsList\"><div class=\"itemm\">\
         <h3 class=\"asset-title\"><a href=\"{url}\">{first}</a></h3>\
         <span class=\"time\">Thứ Tư, ngày 21/01/2026 07:03</span></div></div></div>\
         <ul class=\"pager lfr-pagination-buttons\"><li class=\"active\"><a>1</a></li></ul></body></html>"
    );
    place.write("both.html", list.as_bytes());
    let other = json!({"title": "Bài khác", "published": at, "body": "Không liên quan."});
    import("other.jsonl", other);
    assert_eq!(import("bare.jsonl", json!({"title": first, "published": at}))["new"], 1);
    let page = json!({"title": edited, "published": at, "url": url, "body": "Thân bài, đã sửa."});
    assert_eq!(import("page.jsonl", page)["new"], 1);
    let two = all(&place);
    assert_eq!(two.len(), 3, "nothing says yet that they are one");
    let id_of = |title: &str| titled(&two, title)["id"].as_str().unwrap().to_owned();
    let (older, newer) = (id_of(first), id_of(edited));

    // A record can't prove it; the portal's list can. It prints times in UTC.
    let claim = json!({"title": first, "published": at, "aliases": [newer]});
    assert_eq!(import("claim.jsonl", claim)["unchanged"], 1);
    assert_eq!(all(&place).len(), 3);
    let summary = place.json(&["import", "--json", "both.html"]);
    assert_eq!((&summary["new"], &summary["updated"], &summary["seen"]), (&json!(0), &json!(1), &json!(1)));
    let told = |how: &str| {
        assert_eq!(place.ok(&["count", "--section", "all"]).trim(), "2", "{how}");
        let records = all(&place);
        assert_eq!(records.len(), 2, "{how}");
        let record = titled(&records, edited);
        assert_eq!((&record["id"], &record["status"]), (&json!(older), &json!("full")), "{how}");
        assert!(record["aliases"].as_array().unwrap().contains(&json!(newer)), "{how}: {record}");
        for name in [older.as_str(), &newer, "slug:tham-benh-vien", url] {
            let shown = place.json(&["show", name, "--format", "json"]);
            assert_eq!(shown["articles"][0], *record, "{how}: {name}");
        }
        assert_eq!(place.titles(&["--section", "all", "thăm bệnh viện"]), [edited], "{how}");
        let checked = place.run(&["check"]);
        assert!(
            checked.code == 0 && checked.err.contains("of 2 articles; the index is current"),
            "{how}: {}",
            checked.err
        );
    };
    told("indexed as it came");
    place.ok(&["index", "--rebuild"]);
    told("indexed anew");
    std::fs::remove_dir_all(place.path().join("index")).unwrap();
    told("without an index");
    // What it was before is kept, under both names.
    let versions = place.json(&["show", &newer, "--versions", "--format", "json"]);
    let told_ids: Vec<&Value> =
        versions["articles"][0]["versions"].as_array().unwrap().iter().map(|version| &version["id"]).collect();
    assert_eq!(told_ids, [&json!(older), &json!(newer), &json!(older)]);
    let lines = place.ok(&["show", &older, "--versions"]);
    assert!(lines.lines().nth(1).unwrap().contains(&format!("{newer}: with its text: {edited}")), "{lines}");
    assert!(place.ok(&["show", &newer, "--diff"]).contains("Thân bài, đã sửa."));

    // It stays one when it is imported again, and in another corpus.
    let ledger = std::fs::read(place.path().join("corpus/articles.jsonl")).unwrap();
    for name in ["bare.jsonl", "page.jsonl", "both.html", "corpus/articles.jsonl"] {
        assert_eq!(place.json(&["import", "--json", name])["new"], 0, "{name}");
    }
    assert_eq!(std::fs::read(place.path().join("corpus/articles.jsonl")).unwrap(), ledger);
    for (what, lines) in [("an export", place.ok(&["export"])), ("a ledger", String::from_utf8(ledger).unwrap())] {
        let copy = Place::new();
        copy.run_with_input(&["import", "-"], lines.as_bytes());
        assert_eq!(all(&copy).len(), 2, "{what}");
        let shown = copy.json(&["show", &newer, "--format", "json"]);
        assert_eq!(shown["articles"][0]["title"], edited, "{what}");
    }
}

#[test]
fn any_order_of_importing_gives_the_same_corpus() {
    /// As many orders as a test has time for, spread over all of them.
    const ORDERS: usize = 12;
    let mut paths: Vec<String> =
        std::fs::read_dir(fixture("")).unwrap().map(|e| e.unwrap().path().to_str().unwrap().to_owned()).collect();
    paths.sort();
    let orders: usize = (1..=paths.len()).product();
    let mut expected = None;
    for n in 0..ORDERS {
        let mut left = paths.clone();
        let mut number = orders / ORDERS * n + n;
        let order: Vec<String> = (1..=paths.len())
            .rev()
            .map(|count| {
                let at = number % count;
                number /= count;
                left.remove(at)
            })
            .collect();
        let place = Place::new();
        let mut args = vec!["import", "--no-index"];
        args.extend(order.iter().map(String::as_str));
        place.ok(&args);
        let mut records = jsonl(&place.ok(&["export", "--section", "all"]));
        for record in &mut records {
            // The order decides how often an article was updated, and what it was last read from.
            for passing in ["version", "fetched", "sha256"] {
                record[passing].take();
            }
        }
        records.sort_by_key(|record| record["id"].as_str().unwrap().to_owned());
        let told: Vec<String> = records.iter().map(ToString::to_string).collect();
        let first = expected.get_or_insert_with(|| told.clone());
        for (one, other) in first.iter().zip(&told) {
            assert_eq!(one, other, "{order:?}");
        }
        assert_eq!(first.len(), told.len(), "{order:?}");
    }
}

/// A record of an article that the portal no longer has says when it went in whole seconds; the ledger is more exact.
#[test]
fn an_export_that_is_imported_again_changes_nothing() {
    let place = Place::new();
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let update = ["update", "--portal", &portal.address(), "--delay", "0", "--recheck", "100000"];
    place.ok(&update);
    portal.edit(|pieces| drop(pieces.remove(0)));
    // Times of a real clock have fractions.
    let ran = place.command(&update).env("BYT_NOW", "2026-03-01T01:02:03.456789Z").output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    place.write("own.jsonl", place.ok(&["export", "--section", "all"]).as_bytes());
    let summary = place.json(&["import", "own.jsonl", "--json"]);
    assert_eq!((&summary["new"], &summary["updated"]), (&0.into(), &0.into()), "{summary}");
    let ran = place.run(&["--corpus", "new", "--index", "new-index", "import", "corpus/articles.jsonl"]);
    assert!(ran.code == 0 && !ran.err.contains("doesn't know"), "{}", ran.err);
}

/// Only an export has its records in `articles`; a record that has a title of its own is a record.
#[test]
fn a_record_with_articles_of_its_own_is_stored() {
    for list in [r#"[{"title":"Con","published":"2026-01-02"}]"#, "[]", r#"[1,{"a":[2]}]"#] {
        let place = Place::new();
        let record = format!(r#"{{"title":"Một","published":"2026-01-01","body":"Thân bài.","articles":{list}}}"#);
        place.write("r.json", record.as_bytes());
        place.run(&["import", "r.json"]);
        let stored = jsonl(&place.ok(&["export", "--section", "all"]));
        assert!(stored.iter().any(|article| article["title"] == "Một"), "{list}: {stored:?}");
    }
    let place = Place::new();
    place.write("e.json", br#"{"query":null,"total":1,"articles":[{"title":"Con","published":"2026-01-02"}]}"#);
    assert_eq!(place.json(&["import", "e.json", "--json"])["new"], 1);
}
