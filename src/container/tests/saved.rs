//! MHTML and HAR files.

use data_encoding::BASE64;
use serde_json::json;

use super::super::Origin;
use super::build::*;

/// The forms in which a part is encoded.
const ENCODINGS: [&str; 4] = ["quoted-printable", "base64", "8bit", "binary"];

fn encoded(text: &str, encoding: &str) -> String {
    match encoding {
        "quoted-printable" => quoted_printable::encode_to_str(text),
        "base64" => {
            let letters = BASE64.encode(text.as_bytes());
            letters.as_bytes().chunks(76).map(|line| format!("{}\r\n", str::from_utf8(line).unwrap())).collect()
        }
        _ => text.to_owned(),
    }
}

fn part(media: &str, location: &str, encoding: &str, text: &str) -> String {
    let location = if location.is_empty() { String::new() } else { format!("Content-Location: {location}\r\n") };
    format!(
        "Content-Type: {media}\r\nContent-Transfer-Encoding: {encoding}\r\n{location}\r\n{}",
        encoded(text, encoding)
    )
}

const HEAD: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://moh.gov.vn/tin/0\r\n\
    Subject: =?utf-8?Q?Tin?=\r\nDate: Mon, 6 May 2024 14:08:09 +0700\r\nMIME-Version: 1.0\r\n";

fn message(head: &str, parts: &[String]) -> Vec<u8> {
    let mut text =
        format!("{head}Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--=_x\"\r\n\r\n");
    for part in parts {
        text += &format!("----=_x\r\n{part}\r\n");
    }
    (text + "----=_x--\r\n").into_bytes()
}

fn style(encoding: &str) -> String {
    part("text/css", "cid:css-1@mhtml.blink", encoding, "p { color: red }")
}

fn image() -> String {
    "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://moh.gov.vn/a.png\r\n\r\niVBORw0KGgo=\r\n".to_owned()
}

#[test]
fn parts_in_any_encoding_and_order_are_read() {
    for encoding in ENCODINGS {
        let main = part("text/html", &url(0), encoding, &page(0));
        for parts in [
            vec![main.clone()],
            vec![style(encoding), main.clone(), image()],
            vec![image(), style(encoding), main.clone()],
        ] {
            let unpacked = check_sound(encoding, &message(HEAD, &parts), &[0]);
            let seen = &unpacked.documents[0];
            assert_eq!(
                (seen.url.clone(), seen.moment.as_deref(), seen.origin),
                (Some(url(0)), Some(DATE), Origin::Recorded)
            );
            assert_eq!(unpacked.skipped().len(), parts.len() - 1);
        }
        let bare = String::from_utf8(message(HEAD, &[style(encoding), main])).unwrap().replace("\r\n", "\n");
        check_sound("bare line feeds", bare.as_bytes(), &[0]);
    }
}

#[test]
fn locations_give_the_addresses_of_pages() {
    let main = |location: &str| part("text/html; charset=\"utf-8\"", location, "8bit", &page(0));
    let ie = "From: \"Saved by Windows Internet Explorer 8\"\r\nMIME-Version: 1.0\r\n";
    let word = "MIME-Version: 1.0\r\n";
    for (what, head, location, expected) in [
        ("its own", HEAD, "https://moh.gov.vn/tin/0", Some(url(0))),
        ("that of the message", HEAD, "", Some(url(0))),
        ("a relative one", HEAD, "/tin/0", Some(url(0))),
        ("a folded one", HEAD, "https://moh.gov.vn/\r\n tin/0", Some(url(0))),
        ("another page's", HEAD, "https://moh.gov.vn/khung", Some("https://moh.gov.vn/khung".to_owned())),
        ("a frame without one", HEAD, "cid:frame-1@mhtml.blink", None),
        ("Internet Explorer", ie, "https://moh.gov.vn/tin/0", Some(url(0))),
        ("a file", word, "file:///C:/tin.htm", None),
    ] {
        let unpacked = check_sound(what, &message(head, &[main(location)]), &[0]);
        assert_eq!(unpacked.documents[0].url, expected, "{what}");
        assert_eq!(unpacked.documents[0].media_type.as_deref(), Some("text/html; charset=\"utf-8\""));
    }
    let alone = format!("{ie}{}", main(&url(0)));
    assert_eq!(check_sound("a page alone", alone.as_bytes(), &[0]).documents[0].url, Some(url(0)));
    let inner =
        format!("Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n{}\r\n--in--\r\n", main(&url(0)));
    check_sound("parts in parts", &message(HEAD, &[inner, image()]), &[0]);
    let nameless = String::from_utf8(message(HEAD, &[main(&url(0))])).unwrap().replace("\tboundary=\"--=_x\"\r\n", "");
    check_sound("no boundary in the head", nameless.as_bytes(), &[0]);
}

#[test]
fn a_mail_is_no_saved_page() {
    let mail = message(
        "Received: by x\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n",
        &[part("text/html", &url(0), "8bit", &page(0))],
    );
    let unpacked = read(&mail);
    assert_eq!((unpacked.documents.len(), unpacked.documents[0].origin), (1, Origin::Alone));
    assert_eq!(unpacked.documents[0].text.as_bytes(), mail, "it is left as it is for what refuses it");
}

#[test]
fn a_damaged_message_gives_what_surrounds_the_damage() {
    let parts: Vec<String> = (0..3).map(|article| part("text/html", &url(article), "base64", &page(article))).collect();
    let file = message(HEAD, &parts);
    let text = String::from_utf8(file.clone()).unwrap();
    let begin = text.find(&parts[1]).unwrap();
    for at in begin..begin + parts[1].len() {
        let mut changed = file.clone();
        changed[at] ^= 0x80;
        let articles = read(&changed).articles();
        assert!(articles.contains(&0) && articles.contains(&2), "{at}: {articles:?}");
    }
    for cut in begin..begin + parts[1].len() {
        let unpacked = read(&file[..cut]);
        assert_eq!(unpacked.articles().first(), Some(&0), "cut at {cut}: {unpacked:?}");
        assert!(unpacked.articles() == [0, 1] || !unpacked.problems.is_empty(), "cut at {cut}: {unpacked:?}");
    }
}

#[expect(clippy::needless_pass_by_value, reason = "callers make it on the spot")]
fn entry(article: usize, content: serde_json::Value) -> serde_json::Value {
    json!({
        "startedDateTime": "2024-05-06T14:08:09.000+07:00",
        "request": {"method": "GET", "url": url(article), "headers": [{"name": "a", "value": "\"}{\\"}]},
        "response": {"status": 200, "headers": [], "content": content},
    })
}

fn har(entries: &[serde_json::Value]) -> serde_json::Value {
    json!({"log": {"version": "1.2", "creator": {"name": "entries"}, "pages": [{"title": "{[\"entries\": ["}], "entries": entries, "comment": "]}"}})
}

#[test]
fn recorded_responses_are_read_as_text_and_as_base64() {
    let text = |article: usize, media: &str| entry(article, json!({"mimeType": media, "text": page(article)}));
    let packed = entry(
        1,
        json!({"mimeType": "text/html; charset=windows-1258", "encoding": "base64", "text": BASE64.encode(page(1).as_bytes())}),
    );
    let mut missing = text(0, "text/html");
    missing["response"]["status"] = json!(404);
    let file = har(&[
        text(0, "text/html; charset=windows-1258"),
        packed,
        entry(2, json!({"mimeType": "text/css", "text": "p { color: red }"})),
        entry(2, json!({"mimeType": "image/png", "encoding": "base64", "text": "iVBORw0KGgo="})),
        entry(2, json!({"mimeType": "text/html", "size": 9})),
        entry(2, json!({"mimeType": "application/json", "text": "{\"d\": 1}"})),
        missing,
        text(3, ""),
    ]);
    for file in [file.to_string(), serde_json::to_string_pretty(&file).unwrap(), format!("\u{feff}{file}")] {
        let unpacked = check_sound("all kinds", file.as_bytes(), &[0, 1, 3]);
        assert_eq!(unpacked.documents.len(), 4);
        let expected = [
            ("images", 1),
            ("responses that were recorded without their content", 1),
            ("responses with status 404", 1),
            ("style sheets", 1),
        ];
        assert_eq!(unpacked.skipped(), expected);
        let [first, second, ..] = unpacked.documents.as_slice() else { panic!("two pages") };
        assert_eq!(
            (first.url.clone(), first.moment.as_deref(), first.origin),
            (Some(url(0)), Some(DATE), Origin::Recorded)
        );
        assert_eq!(first.media_type.as_deref(), Some("text/html; charset=utf-8"), "the text is decoded");
        assert_eq!(second.media_type.as_deref(), Some("text/html; charset=windows-1258"), "the bytes are not");
    }
}

#[test]
fn an_odd_entry_costs_itself_and_a_cut_file_its_end() {
    let text = |article: usize| entry(article, json!({"mimeType": "text/html", "text": page(article)}));
    let mut odd = text(1);
    odd["response"]["status"] = json!("200");
    let file = har(&[text(0), odd, text(2)]).to_string();
    let unpacked = check_damaged("an odd status", file.as_bytes(), &[0, 2], "it can't be read");
    assert_eq!(unpacked.problems[0].url, Some(url(1)));
    let file = serde_json::to_string_pretty(&har(&[text(0), text(1), text(2)])).unwrap();
    let begin = file.find(&url(1)).unwrap();
    for cut in begin + 40..file.find(&url(2)).unwrap() {
        let cut = (cut..).find(|at| file.is_char_boundary(*at)).unwrap();
        let unpacked = read(&file.as_bytes()[..cut]);
        assert_eq!(unpacked.articles().first(), Some(&0), "cut at {cut}");
        assert_eq!(unpacked.problems.len(), 1, "cut at {cut}: {unpacked:?}");
    }
    for at in begin..begin + 300 {
        let mut changed = file.clone().into_bytes();
        changed[at] ^= 0x01;
        let unpacked = read(&changed);
        let articles = unpacked.articles();
        let counted: u64 = unpacked.skipped().iter().map(|(_, count)| count).sum();
        let is_named = !unpacked.problems.is_empty() || unpacked.documents.len() as u64 + counted == 3;
        assert!(articles.contains(&0) && is_named, "flipped at {at}: {unpacked:?}");
    }
}
