//! The pages, over real HTTP.

use serde_json::{Value, json};

use crate::support::Place;
use crate::support::served::Served;

/// A few articles: two years, two people, one outside the section, one with two versions.
fn records() -> Vec<Value> {
    let article = |id: &str, title: &str, day: &str, body: &str| {
        json!({ "id": id, "title": title, "published": format!("{day}T09:30:00+07:00"), "body": body,
            "abstract": "Tóm tắt của bài.", "section": true, "url": format!("https://moh.gov.vn/{id}") })
    };
    let mut outside = article("ngoai", "Bảo hiểm y tế ở nước ngoài", "2025-03-02", "Bài về bảo hiểm y tế.");
    outside["section"] = json!(false);
    vec![
        article(
            "mot",
            "Bộ trưởng Bộ Y tế Đào Hồng Lan làm việc về bảo hiểm y tế",
            "2026-01-20",
            "Bộ trưởng Bộ Y tế Đào Hồng Lan chủ trì cuộc họp về bảo hiểm y tế theo Nghị quyết số 72-NQ/TW.\n\nThứ trưởng Đỗ Xuân Tuyên cùng dự.",
        ),
        article(
            "hai",
            "Thứ trưởng Đỗ Xuân Tuyên kiểm tra bệnh viện",
            "2025-02-10",
            "Thứ trưởng Bộ Y tế Đỗ Xuân Tuyên kiểm tra công tác khám chữa bệnh. Bảo đảm thuốc, điều trị hiểm nghèo, y tế.",
        ),
        article("ba", "Họp về thuốc và đấu thầu thuốc", "2025-02-12", "Cuộc họp về đấu thầu thuốc."),
        outside,
    ]
}

pub(crate) fn place() -> Place {
    Place::with_records(&records())
}

/// The ids of a page's results, in order.
pub(crate) fn ids_of(html: &str) -> Vec<String> {
    let results = html.split("<ol class=\"hits\"").nth(1).unwrap_or_default().split("</ol>").next().unwrap();
    let links = results.split("<h3><a href=\"").skip(1);
    links.map(|link| link.split("/article/").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned()).collect()
}

#[test]
fn the_address_is_printed_and_every_page_answers() {
    let place = place();
    let served = Served::start(&place, &[]);
    assert_eq!(served.url, format!("http://{}/", served.address));
    for target in [
        "/",
        "/search",
        "/search?q=thuoc",
        "/article/mot",
        "/article/mot/versions",
        "/officials",
        "/officials/do-xuan-tuyen",
        "/officials/at/2022-07-01",
        "/topics",
        "/topics/duoc",
        "/changes",
        "/changes?since=0&kind=new",
        "/coverage",
        "/coverage/2025-02",
        "/trend",
        "/trend?q=thuoc&by=year",
        "/kwic",
        "/kwic?q=%22bao+hiem%22",
    ] {
        for (language, code) in [("", "vi"), ("Accept-Language: en-GB,en;q=0.8\r\n", "en")] {
            let got = served.get_with(target, language);
            assert_eq!(got.status, 200, "{target}: {}", got.text());
            assert_eq!(got.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
            let html = got.text();
            assert!(html.starts_with(&format!("<!DOCTYPE html><html lang=\"{code}\">")), "{target}: {html}");
            assert_eq!(html.matches("<h1>").count(), 1, "{target}");
        }
    }
    assert_eq!(served.page("/healthz"), "ok\n");
    assert_eq!(served.get("/byt.css").header("content-type").as_deref(), Some("text/css; charset=utf-8"));
}

#[test]
fn a_page_finds_what_the_command_finds() {
    let place = place();
    let served = Served::start(&place, &[]);
    for (target, args) in [
        ("q=bao+hiem+y+te", &["bao hiem y te"][..]),
        ("q=%22b%E1%BA%A3o+hi%E1%BB%83m+y+t%E1%BA%BF%22", &["\"bảo hiểm y tế\""]),
        ("q=bao+hiem&section=all", &["bao hiem", "--section", "all"]),
        ("official=tuyen", &["--official", "tuyen"]),
        ("official=lan&as=minister", &["--official", "lan", "--as", "minister"]),
        ("mentions=tuyen", &["--mentions", "tuyen"]),
        ("role=minister", &["--role", "minister"]),
        ("from=2025-02&to=2025-02-11", &["--from", "2025-02", "--to", "2025-02-11"]),
        ("q=thuoc&sort=oldest", &["thuoc", "--sort", "oldest"]),
        ("q=khongcogi", &["khongcogi"]),
        ("", &[]),
    ] {
        let html = served.page(&format!("/search?{target}"));
        let found = place.run(&[&["search", "--format", "ids"], args].concat());
        assert_eq!(ids_of(&html), found.out.lines().collect::<Vec<_>>(), "{target}");
    }
}

#[test]
fn what_cannot_be_answered_has_its_status_and_a_page() {
    let place = place();
    let served = Served::start(&place, &[]);
    let several = served.get("/search?official=nguyen");
    assert_eq!(several.status, 400);
    assert!(several.text().contains("Nguyễn Tri Thức"), "{}", several.text());
    for (target, status) in [
        ("/nothing", 404),
        ("/article/nothing", 404),
        ("/article/nothing/versions", 404),
        ("/article/mot/diff", 404),
        ("/article/mot/diff?from=1&to=9", 404),
        ("/article/mot/diff?from=x&to=2", 400),
        ("/officials/nobody-at-all", 404),
        ("/officials/at/gestern", 400),
        ("/search?page=0", 400),
        ("/search?page=x", 400),
        ("/search?page=2", 404),
        ("/search?topic=nothing", 400),
        ("/search?role=king", 400),
        ("/search?sort=best", 400),
        ("/search?from=32/1/2025", 400),
        ("/search?from=2026&to=2025", 400),
        ("/search?output=x", 400),
        ("/search?lang=fr", 400),
        ("/search?official=xyzzyx", 400),
        ("/search?q=(", 200),
        ("/trend?q=bao+hiem", 200),
        ("/kwic?q=bao+hiem+OR+thuoc", 400),
        ("/?q=a", 400),
    ] {
        let got = served.get(target);
        assert_eq!(got.status, status, "{target}: {}", got.text());
        assert!(got.text().contains("<h1>"), "{target}");
    }
    for (target, status) in [
        ("/export?format=xlsx", 400),
        ("/export?output=x", 400),
        ("/export?o=x", 400),
        ("/export?limit=1", 400),
        ("/api/article/nothing", 404),
        ("/api/article/mot?q=x", 400),
        ("/api/search?limit=x", 400),
        ("/api/changes?since=gestern", 400),
        ("/api/changes?cursor=x", 400),
        ("/api/changes?cursor=x&advance=1", 400),
        ("/export?split=x", 400),
    ] {
        let got = served.get(target);
        assert_eq!(got.status, status, "{target}: {}", got.text());
        assert!(got.json()["error"].is_string(), "{target}");
    }
}

#[test]
fn nobody_else_can_read_or_change_anything() {
    let place = place();
    let served = Served::start(&place, &["--host", "tin.example"]);
    let own = served.address;
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let got = served.send(&format!("{method} / HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n"));
        assert_eq!((got.status, got.header("allow").as_deref()), (405, Some("GET, HEAD")), "{method}");
    }
    let head = served.send(&format!("HEAD /search HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n"));
    assert_eq!((head.status, head.body.len()), (200, 0));
    for hosts in [
        "",
        "Host: evil.example\r\n",
        "Host: evil.example:8080\r\n",
        "Host: \r\n",
        "Host: localhost.evil.example\r\n",
        &format!("Host: {own}\r\nHost: evil.example\r\n"),
        &format!("Host: {own}\r\nHost: {own}\r\n"),
    ] {
        for target in ["/", "/api/search", "/healthz", "/nothing"] {
            let got = served.send(&format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"));
            assert_eq!(got.status, 421, "{hosts:?} {target}");
        }
    }
    let absolute = format!("GET http://evil.example/ HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n");
    assert_eq!(served.send(&absolute).status, 421);
    for host in ["localhost", "127.0.0.1", "[::1]:99", "tin.example"] {
        let got = served.send(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
        assert_eq!(got.status, 200, "{host}");
    }
    for target in ["/", "/nothing", "/export", "/byt.css", "/healthz", "/search?page=0"] {
        let got = served.get(target);
        let policy = got.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{target}: {policy}");
        assert_eq!(got.header("x-content-type-options").as_deref(), Some("nosniff"), "{target}");
        assert_eq!((got.header("set-cookie"), got.header("access-control-allow-origin")), (None, None), "{target}");
    }
}

#[test]
fn paths_lead_nowhere_else() {
    let place = place();
    let served = Served::start(&place, &[]);
    for path in [
        "/../../etc/passwd",
        "/article/../../../etc/passwd",
        "/article/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/%2e%2e/etc/passwd",
        "/article/..%5c..%5cwindows",
        "/article/%00",
        "/byt.css/../../Cargo.toml",
        "/corpus/articles.jsonl",
        "//etc/passwd",
    ] {
        let got = served.get(path);
        assert_eq!(got.status, 404, "{path}");
        assert!(!got.text().contains("root:"), "{path}");
    }
}

#[test]
fn links_stay_below_the_base_and_carry_the_language() {
    let place = place();
    let served = Served::start(&place, &["--base", "/tin"]);
    assert!(served.url.ends_with("/tin/"), "{}", served.url);
    for target in [
        "/tin/",
        "/tin/search?q=thuoc",
        "/tin/article/mot",
        "/tin/officials/do-xuan-tuyen",
        "/tin/coverage",
        "/tin/nothing?lang=en",
    ] {
        let html = served.get(target).text();
        for attribute in ["href=\"", "src=\"", "action=\""] {
            for link in html.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                let is_outside = link.starts_with("https://moh.gov.vn/") || link.starts_with('#');
                assert!(link.starts_with("/tin/") || is_outside, "{target}: {link}");
            }
        }
    }
    assert_eq!(served.get("/tin").header("location").as_deref(), Some("/tin/"));
    assert_eq!((served.get("/").status, served.get("/search").status), (404, 404));
    let english = served.page("/tin/search?q=thuoc&lang=en");
    let lost: Vec<&str> = english
        .split("<a ")
        .skip(1)
        .map(|tag| tag.split('>').next().unwrap())
        .filter(|tag| {
            tag.contains("/tin/")
                && !tag.contains("lang=")
                && !tag.contains("/feed.atom")
                && !tag.contains("/export")
                && !tag.contains("/api/")
        })
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn an_update_shows_without_a_restart() {
    let place = place();
    let served = Served::start(&place, &[]);
    assert_eq!(served.get("/article/moi").status, 404);
    let record =
        json!({ "id": "moi", "title": "Bài vừa thêm", "published": "2026-01-30", "body": "Chữ.", "section": true });
    let edited = json!({ "id": "ba", "title": "Họp về thuốc và đấu thầu thuốc", "published": "2025-02-12T09:30:00+07:00",
        "body": "Cuộc họp về đấu thầu vắc xin.", "section": true });
    place.write("more.jsonl", format!("{record}\n{edited}\n").as_bytes());
    place.ok(&["import", "more.jsonl"]);
    assert!(served.page("/").contains("Bài vừa thêm"));
    assert!(served.page("/article/moi").contains("Chữ."));
    let html = served.page("/article/ba/diff");
    assert!(html.contains("<del") && html.contains("thuốc") && html.contains("vắc xin"), "{html}");
    assert!(served.page("/article/ba/versions").contains("/article/ba/diff?from=1&amp;to=2"));
    let main = |target: &str| served.page(target).split("<main").nth(1).unwrap().to_owned();
    assert_eq!(main("/article/ba/diff?from=1&to=2"), main("/article/ba/diff"));
}

#[test]
fn hostile_records_do_nothing() {
    let title = "<script>alert(1)</script> \u{202e}đảo\u{2066} \" onmouseover=\"alert(2)\" &lt;";
    let hostile = json!({ "id": "xau", "title": title, "published": "2026-01-20", "section": true,
        "url": "javascript:alert(3)", "abstract": "<img src=x onerror=alert(4)>", "source": "</title><b>",
        "body": format!("Bộ trưởng Đào Hồng Lan <iframe src=//evil.example>\n\n{}", "ặ".repeat(100_000)), "captions": ["<style>*{}</style>"] });
    let place = Place::with_records(&[records().remove(0), hostile]);
    let served = Served::start(&place, &[]);
    for target in [
        "/",
        "/search?q=%3Cscript%3E",
        "/search?q=iframe",
        "/article/xau",
        "/article/xau/versions",
        "/officials/dao-hong-lan",
        "/coverage",
    ] {
        let html = served.page(target);
        for tag in [
            "<script>",
            "<img",
            "<iframe",
            "<style",
            "<b>",
            "onmouseover=\"",
            "href=\"javascript",
            "\u{202e}",
            "\u{2066}",
        ] {
            assert!(!html.contains(tag), "{target}: {tag}");
        }
        assert_eq!(html.matches("<script").count(), 1, "{target}: only the script of the pages themselves");
    }
    assert!(served.page("/").len() < 40_000, "a list cuts what is very long");
}

#[cfg(unix)]
#[test]
fn sigterm_ends_it_within_a_second() {
    let place = place();
    let mut served = Served::start(&place, &[]);
    // One that says nothing, and one in the middle of a request.
    let (_idle, mut half) = (served.connect(), served.connect());
    std::io::Write::write_all(&mut half, b"GET / HTTP/1.1\r\nHost:").unwrap();
    assert_eq!(served.get("/healthz").status, 200);
    let begun = std::time::Instant::now();
    let sent = std::process::Command::new("kill").args(["-TERM", &served.pid().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(served.wait(), Some(0));
    assert!(begun.elapsed() < std::time::Duration::from_millis(1000), "{:?}", begun.elapsed());
}

#[test]
fn clients_that_say_nothing_keep_nobody_out() {
    let place = place();
    let served = Served::start(&place, &[]);
    let idle: Vec<_> = (0..400).map(|_| served.connect()).collect();
    let begun = std::time::Instant::now();
    assert_eq!(served.get("/healthz").status, 200);
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
    drop(idle);
    let long = "a".repeat(100_000);
    let got = served.get(&format!("/search?q={long}"));
    assert!(matches!(got.status, 414 | 431), "{}", got.status);
}

#[test]
fn without_a_corpus_there_is_no_server() {
    let place = Place::new();
    let ran = place.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no corpus"), "{}", ran.err);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let place = self::place();
    let ran = place.run(&["serve", "--listen", &taken.local_addr().unwrap().to_string()]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("can't listen on") && ran.err.contains("--listen 127.0.0.1:0"), "{}", ran.err);
}

#[test]
fn a_withdrawn_article_is_gone_from_the_pages() {
    let place = place();
    let served = Served::start(&place, &[]);
    place.ok(&["withdraw", "ba", "--reason", "nhầm"]);
    for path in ["", "/versions", "/diff"] {
        let got = served.get(&format!("/article/ba{path}"));
        assert_eq!(got.status, 410, "{path}");
        assert!(got.text().contains("nhầm") && !got.text().contains("đấu thầu"), "{path}: {}", got.text());
    }
    assert!(!served.page("/").contains("đấu thầu thuốc"));
    assert!(served.page("/changes?since=0&kind=withdrawn").contains("/article/ba"));
    place.ok(&["withdraw", "ba", "--restore"]);
    assert!(served.page("/article/ba").contains("đấu thầu"));
}

/// Links of all pages, from the first one on, that lead anywhere on the server.
#[test]
fn every_link_leads_to_a_page() {
    let place = place();
    let served = Served::start(&place, &[]);
    let (mut seen, mut next) = (std::collections::BTreeSet::new(), vec!["/".to_owned()]);
    while let Some(target) = next.pop() {
        // Each filter can be combined with every other; a few pages of results say enough.
        let many = seen.iter().filter(|seen: &&String| seen.starts_with("/search?")).count() > 60;
        if !seen.insert(target.clone()) || (many && target.starts_with("/search?")) {
            continue;
        }
        let got = served.get(&target);
        assert_eq!(got.status, 200, "{target}: {}", got.text());
        if got.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
            && !target.starts_with("/export")
        {
            let html = got.text();
            let links = html.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
            next.extend(links.filter(|link| link.starts_with('/')));
        }
    }
    assert!(seen.len() > 50, "{seen:?}");
}
