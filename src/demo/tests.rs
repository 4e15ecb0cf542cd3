//! The portal over real sockets: what it serves, and how it misbehaves.

use std::collections::HashSet;
use std::io::{Read, Write};

use chrono::{Datelike, Timelike};

use super::*;

/// Sends bytes and reads to the end.
fn ask(portal: &Portal, request: &str) -> String {
    let mut stream = TcpStream::connect(portal.local).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8(answer).unwrap()
}

fn get(portal: &Portal, target: &str) -> String {
    ask(portal, &format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n"))
}

fn call(portal: &Portal, what: &str, body: &str) -> serde_json::Value {
    let answer = ask(
        portal,
        &format!(
            "POST /bridge?url=/portal/api/{what} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    );
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn the_articles_are_fit_to_show_what_the_program_does() {
    let pieces = pieces();
    assert_eq!(pieces.len(), 60);
    let topics: HashSet<&str> = pieces.iter().flat_map(|p| p.topics.iter().map(String::as_str)).collect();
    assert_eq!(topics.len(), 25, "{topics:?}");
    let paragraphs: Vec<&String> = pieces.iter().flat_map(|p| &p.paragraphs).collect();
    assert_eq!(paragraphs.iter().collect::<HashSet<_>>().len(), paragraphs.len(), "a paragraph twice");
    for piece in &pieces {
        assert!((3..=8).contains(&piece.paragraphs.len()), "{}", piece.title);
        assert!((2024..=2026).contains(&piece.published.year()), "{}", piece.title);
    }
    for distinct in [pieces.iter().map(|p| &p.slug).collect::<HashSet<_>>(), pieces.iter().map(|p| &p.aid).collect()] {
        assert_eq!(distinct.len(), pieces.len());
    }
    assert!(pieces.iter().any(|p| p.section && p.published.hour() < 7), "none whose day differs from that of its list");
    assert!(pieces.iter().any(|p| p.lead.chars().count() > 200), "none whose abstract is cut");
    assert!(pieces.iter().any(|p| !p.detail) && pieces.iter().any(|p| !p.section));
}

#[test]
fn slugs_lose_every_d_with_a_stroke() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let page = get(&portal, "/hoat-dong-cua-lanh-dao-bo");
    assert!(page.contains("/content/bo-truong-bo-y-te-ao-hong-lan-lay-su-hai-long"), "{page}");
}

#[test]
fn a_list_prints_the_utc_clock_beside_the_vietnamese_weekday() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let page =
        get(&portal, "/hoat-dong-cua-lanh-dao-bo?_101_INSTANCE_TW6LTp1ZtwaN_cur=1&_101_INSTANCE_TW6LTp1ZtwaN_delta=60");
    // 21 January 2026, half past midnight in Vietnam, a Wednesday.
    assert!(page.contains("Thứ Tư, ngày 20/01/2026 17:30"));
    assert!(page.contains("Thứ Bẩy") || page.contains("Chủ Nhật"));
}

#[test]
fn the_pager_shows_neighbours_and_clamps() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let page = |cur: usize, delta: usize| {
        get(
            &portal,
            &format!(
                "/hoat-dong-cua-lanh-dao-bo?_101_INSTANCE_TW6LTp1ZtwaN_delta={delta}&_101_INSTANCE_TW6LTp1ZtwaN_cur={cur}"
            ),
        )
    };
    let items = |page: &str| page.matches("class=\"itemm\"").count();
    assert_eq!([1, 2, 3].map(|cur| items(&page(cur, 20))), [20, 20, 17]);
    let last = page(3, 20);
    assert_eq!(page(99, 20), last);
    assert!(last.contains("<li class=\"disabled\"><a href=\"javascript:;\">Tiếp"));
    let many = page(4, 5);
    assert!(many.contains("<li class=\"active\"><a href=\"javascript:;\">4</a></li>"));
    assert_eq!(many.matches("_cur=").count(), 4, "previous, 3, 5 and next");
}

#[test]
fn each_address_gives_its_page() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    let outside = pieces().into_iter().find(|p| !p.section).unwrap().slug;
    let place = "/hoat-dong-cua-lanh-dao-bo/-/asset_publisher";
    let both = get(&portal, &format!("/vi_VN/web/guest{place}/k206Q9qkZOqn/content/{outside}?inheritRedirect=false"));
    assert_eq!(both.matches("class=\"itemm\"").count(), 20);
    assert!(both.contains("Xuất bản thông tin") && both.contains("time-post"));
    for gone in
        [format!("{place}/TW6LTp1ZtwaN/content/{outside}"), format!("{place}/TW6LTp1ZtwaN/content/x"), "/x".into()]
    {
        assert!(get(&portal, &gone).starts_with("HTTP/1.1 404"), "{gone}");
    }
}

#[test]
fn the_bridge_gives_the_newest_and_their_details() {
    let portal = Portal::start(pieces(), Vec::new()).unwrap();
    portal.withhold(2);
    let list = |size: usize| {
        let body = format!(r#"{{"MA_DANH_MUC":"8351","PAGE_SIZE":{size}}}"#);
        let answer = call(&portal, "lay_bai_viet_theo_danh_muc", &body);
        answer[0]["ITEMS"].as_array().unwrap().clone()
    };
    assert_eq!(list(3).len(), 3);
    assert_eq!(list(1000).len(), 55);
    let newest = list(1)[0]["MA"].as_str().unwrap().to_owned();
    portal.publish(1);
    assert_ne!(list(1)[0]["MA"].as_str().unwrap(), newest);
    let detail = call(&portal, "layChiTietBaiViet", &format!(r#"{{"maBaiViet":"{newest}","maDanhMuc":"8351"}}"#));
    assert!(detail["d"]["noiDung"].as_str().is_none_or(|html| html.contains("<p ")), "{detail}");
    assert!(call(&portal, "layChiTietBaiViet", r#"{"maBaiViet":"1"}"#)["d"].is_null());
}

#[test]
fn what_is_no_request_is_turned_away() {
    let portal = Portal::start(Vec::new(), Vec::new()).unwrap();
    for request in [
        "\0\0\0\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    ] {
        assert!(ask(&portal, request).starts_with("HTTP/1.1 400"), "{request:?}");
    }
    assert!(portal.seen().is_empty());
}
