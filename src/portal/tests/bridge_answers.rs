//! The bridge's answers in every spelling.

use super::{read, told};
use crate::portal::Rejected;
use crate::portal::bridge::{ArticleAnswer, read_article, read_list};

const LIST: &str = r#"[{"MA":"8351","TEN_MUC":"Tin hoạt động (Tin lãnh đạo Bộ)","ITEMS":[
 {"MA":"170001","TIEU_DE":"Bộ trưởng Đào Hồng Lan thăm Huế &amp; Đà Nẵng","MO_TA":"<p>Sáng 28/4,&nbsp;<strong>Bộ trưởng</strong> đã thăm Huế.</p>","MA_DANH_MUC":"8358;8351","TEN_MUC":"Nổi bật;Tin","THOI_GIAN_XUAT_BAN":"29/04/2026 08:30 AM","DUONG_DAN_ANH":"/x.png"},
 {"MA":170002,"TIEU_DE":"Họp giao ban","MO_TA":null,"THOI_GIAN_XUAT_BAN":"29/04/2026 03:05 PM"},
 {"MA":null,"TIEU_DE":"Không số"},
 {"MA":"170003","TIEU_DE":""}
]}]"#;

const LIST_TOLD: &str = "BridgeListing
list of 2, number None, next None
item: Bộ trưởng Đào Hồng Lan thăm Huế & Đà Nẵng
  2026-04-29 08:30 by Bridge, section, aid:170001
  https://moh.gov.vn/index.jsp?pageId=5803&aid=170001&cid=8351
  lead: Sáng 28/4, Bộ trưởng đã thăm Huế.
item: Họp giao ban
  2026-04-29 15:05 by Bridge, section, aid:170002
  https://moh.gov.vn/index.jsp?pageId=5803&aid=170002&cid=8351
! “Không số” has no number, and is left out
! the list's item 170003 has no title, and is left out";

const ARTICLE: &str = r#"{"ma":"170001","tieuDe":"Bộ trưởng Đào Hồng Lan thăm Huế","moTa":"<strong>Sáng 28/4, Bộ trưởng đã thăm Huế.</strong>","noiDung":"<p>Tại Huế, Bộ trưởng thăm bệnh viện.</p><p><img src=x></p><p><em>Bộ trưởng tại bệnh viện</em></p><p>Nguồn: vov.vn</p>","thoiGianBatDauDang":"29/04/2026 08:30 AM","tenDanhMuc":"Tin"}"#;

const ARTICLE_TOLD: &str = "BridgeArticle
article: Bộ trưởng Đào Hồng Lan thăm Huế
  2026-04-29 08:30 by Bridge, section, aid:170001
  https://moh.gov.vn/index.jsp?pageId=5803&aid=170001&cid=8351
  lead: Sáng 28/4, Bộ trưởng đã thăm Huế.
  | Tại Huế, Bộ trưởng thăm bệnh viện.
  picture: Bộ trưởng tại bệnh viện
  from vov.vn";

/// The same answer with keys in another spelling.
fn respelt(json: &str, spell: fn(&str) -> String) -> String {
    ["MA_DANH_MUC", "TEN_MUC", "ITEMS", "TIEU_DE", "MO_TA", "THOI_GIAN_XUAT_BAN", "MA"]
        .iter()
        .fold(json.to_owned(), |json, key| json.replace(&format!("\"{key}\":"), &format!("\"{}\":", spell(key))))
}

fn camel(key: &str) -> String {
    let mut up = false;
    let letters = key.chars().filter_map(|c| {
        let letter = if up { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
        up = c == '_';
        (!up).then_some(letter)
    });
    letters.collect()
}

#[test]
fn a_list_in_every_spelling_and_wrapping() {
    let bare = LIST.trim_start_matches('[').strip_suffix(']').unwrap().to_owned();
    for json in [
        LIST.to_owned(),
        respelt(LIST, camel),
        respelt(LIST, str::to_lowercase),
        format!("\u{feff}{LIST}"),
        format!(r#"{{"d":{LIST}}}"#),
        format!(r#"{{"data":{LIST}}}"#),
        format!(r#"{{"D":{bare}}}"#),
        bare,
    ] {
        assert_eq!(told(&read_list(json.as_bytes(), "8351").unwrap()), LIST_TOLD, "{json}");
        assert_eq!(told(&read(json.as_bytes(), None).unwrap()), LIST_TOLD, "{json}");
    }
}

#[test]
fn items_belong_to_the_section_by_group_or_category() {
    let section = |json: &str, asked| -> Vec<bool> {
        read_list(json.as_bytes(), asked).unwrap().listing.unwrap().items.iter().map(|i| i.section).collect()
    };
    let group = |group: &str, categories: &str| {
        format!(r#"[{{{group}"ITEMS":[{{"MA":"1","TIEU_DE":"A b","MA_DANH_MUC":{categories}}}]}}]"#)
    };
    assert_eq!(section(&group(r#""MA":"8351","#, "null"), "8358"), [true]);
    assert_eq!(section(&group(r#""MA":"8358","#, r#""8358; 8351""#), "8358"), [true]);
    assert_eq!(section(&group(r#""MA":8358,"#, r#""8358""#), "8351"), [false]);
    assert_eq!(section(&group("", "null"), "8351"), [true]);
    assert_eq!(section(&group("", r#""8358""#), "8358"), [false]);
    let twice =
        r#"[{"MA":"8358","ITEMS":[{"MA":"1","TIEU_DE":"A b"}]},{"MA":"8351","ITEMS":[{"MA":1,"TIEU_DE":"A b"}]}]"#;
    assert_eq!(section(twice, "8351"), [true], "one article in two groups is one item");
    assert_eq!(section(r#"[{"MA":"1","TIEU_DE":"A b"}]"#, "8351"), [true], "items without a group");
}

#[test]
fn empty_lists_are_lists() {
    for json in [
        "[]",
        r#"{"d":[]}"#,
        r#"{"data":null}"#,
        r#"[{"MA":"8351","TEN_MUC":"x","ITEMS":[]}]"#,
        r#"[{"MA":"8351","TEN_MUC":"x","ITEMS":null}]"#,
    ] {
        let page = read_list(json.as_bytes(), "8351").expect(json);
        assert_eq!(page.listing.unwrap().items, [], "{json}");
    }
}

#[test]
fn an_article_in_every_wrapping() {
    for json in [
        format!(r#"{{"d":{ARTICLE}}}"#),
        format!(r#"{{"d":[{ARTICLE}]}}"#),
        format!(r#"{{"data":{ARTICLE}}}"#),
        format!("[{ARTICLE}]"),
        ARTICLE.to_owned(),
        format!(
            r#"{{"d":{}}}"#,
            ARTICLE.replace("tieuDe", "TIEU_DE").replace("noiDung", "NOI_DUNG").replace("\"ma\"", "\"MA\"")
        ),
        ARTICLE.replace(r#""170001""#, "170001"),
    ] {
        match read_article(json.as_bytes(), "8351") {
            Ok(ArticleAnswer::Found(page)) => assert_eq!(told(&page), ARTICLE_TOLD, "{json}"),
            other => panic!("{other:?} for {json}"),
        }
        let page = read(json.as_bytes(), Some("https://moh.gov.vn/index.jsp?aid=170001&cid=8351")).unwrap();
        assert_eq!(told(&page), ARTICLE_TOLD, "{json}");
    }
}

#[test]
fn an_article_without_text_stays_listed() {
    for none in [r#"null"#, r#""""#, r#""<p>&nbsp;</p>""#] {
        let json = format!(r#"{{"d":{{"ma":"1","tieuDe":"A b","noiDung":{none}}}}}"#);
        let Ok(ArticleAnswer::Found(page)) = read_article(json.as_bytes(), "8358") else { panic!("{json}") };
        let article = page.article.unwrap();
        assert_eq!((article.body, article.section, article.published), (None, false, None));
    }
}

#[test]
fn an_article_may_name_its_list_instead_of_numbering_it() {
    let section = |name: &str| {
        let json = format!(r#"{{"d":{{"ma":"1","tieuDe":"A b","tenDanhMuc":"{name}"}}}}"#);
        read(json.as_bytes(), None).unwrap().article.unwrap().section
    };
    assert!(section("Tin hoạt động (Tin lãnh đạo Bộ)"));
    assert!(section("Tin hoạt động"));
    assert!(section("Tin nổi bật; Tin hoạt động"));
    assert!(!section("Tin hoạt động địa phương"));
    assert!(!section("Tin địa phương"));
    let numbered = r#"{"d":{"ma":"1","tieuDe":"A b","maDanhMuc":"8355","tenDanhMuc":"Tin lãnh đạo Bộ"}}"#;
    assert!(!read(numbered.as_bytes(), None).unwrap().article.unwrap().section, "numbers say more than names");
}

#[test]
fn no_article_is_no_failure_and_another_answer_is() {
    for json in [
        r#"{"d":null}"#,
        r#"{"d":[]}"#,
        r#"{"d":{}}"#,
        r#"{"d":""}"#,
        "null",
        r#"{"d":{"ma":"1","tieuDe":null,"noiDung":""}}"#,
    ] {
        assert_eq!(read_article(json.as_bytes(), "8351"), Ok(ArticleAnswer::Empty), "{json}");
    }
    let page = read(br#"{"d":null}"#, None).unwrap();
    assert!(page.article.is_none() && page.warnings.len() == 1);
    for json in [
        "{}",
        r#"{"error":"x"}"#,
        r#"{"d":{"error":"x"}}"#,
        r#"{"d":7}"#,
        "7",
        r#"{"title":"A b","published":"2026-01-01"}"#,
    ] {
        assert_eq!(read_article(json.as_bytes(), "8351"), Err(Rejected::NotBridge), "{json}");
        assert_eq!(read_list(json.as_bytes(), "8351"), Err(Rejected::NotBridge), "{json}");
    }
    for json in [r#"{"error":"x"}"#, r#"{"title":"A b","published":"2026-01-01"}"#, "[1]", r#"[{"title":"A b"}]"#] {
        assert_eq!(read(json.as_bytes(), None), Err(Rejected::NotBridge), "{json}");
    }
    let challenge = b"<html><head><title>Xin ch\xe1\xbb\x9d</title></head></html>";
    let expected = Rejected::NoPortalPage { title: Some("Xin chờ".to_owned()) };
    assert_eq!(read_article(challenge, "8351"), Err(expected.clone()));
    assert_eq!(read_list(challenge, "8351"), Err(expected));
    assert_eq!(read_list(b"", "8351"), Err(Rejected::Empty));
    assert_eq!(read_list(b"[{\"MA\":", "8351"), Err(Rejected::JsonCut));
    assert_eq!(read_list(b"[{]", "8351"), Err(Rejected::JsonBroken { line: 1, column: 3 }));
    assert_eq!(read(format!("[{}1]", "1,".repeat(1 << 20)).as_bytes(), None), Err(Rejected::NotBridge));
    assert_eq!(read(format!("[{}1", "1,".repeat(1 << 20)).as_bytes(), None), Err(Rejected::JsonCut));
    assert_eq!(read(b"[] []", None), Err(Rejected::JsonBroken { line: 1, column: 4 }));
}

#[test]
fn a_file_with_a_list_that_is_cut_has_the_items_before() {
    let list = r#"{"d":[{"ma":"8351","items":[{"ma":1,"tieuDe":"a","x":"\ud83d"},{"ma":2,"tieuDe":"b"}]},{"ma":"1","items":[]}]}"#;
    let second = list.find(r#",{"ma":2"#).unwrap();
    let third = list.find(r#"]},{"ma":"1""#).unwrap();
    for (end, _) in list.char_indices() {
        let titles: Vec<String> = match read(&list.as_bytes()[..end], None) {
            Ok(page) => {
                assert!(page.warnings.iter().any(|text| text.contains("ends in the middle")), "{end}: {page:?}");
                let listing = page.listing.unwrap();
                assert_eq!((listing.entries, listing.unreadable), (listing.items.len() + 1, 1), "{end}");
                listing.items.into_iter().map(|item| item.title).collect()
            }
            Err(_) => Vec::new(),
        };
        let whole = usize::from(end >= second) + usize::from(end >= third);
        assert_eq!(titles, ["a", "b"][..whole], "{end}");
    }
    let article = r#"{"d":[{"ma":1,"tieuDe":"a","noiDung":"Thân."},{"ma":2,"tieuDe":"b","noiDung":"Th"#;
    assert_eq!(read(article.as_bytes(), None), Err(Rejected::JsonCut));
}

#[test]
fn a_cut_list_of_one_item_is_read_if_more_was_to_follow() {
    let item = r#"{"ma":1,"tieuDe":"Họp giao ban","moTa":"Lời dẫn."}"#;
    let whole = r#"{"ma":1,"tieuDe":"Họp giao ban","noiDung":"Thân."}"#;
    for (json, expected) in [
        (format!("[{item},"), true),
        (format!("[ {item} ,\n {{\"ma\":2,\"tieuDe\":\"Th"), true),
        (format!("{{\"d\":[{item},"), true),
        (format!("{{\"data\":[{item},{{"), true),
        (format!("{{\"d\":[{item}"), false),
        (format!("{{\"d\":[{item}]"), false),
        (format!("{{\"d\":[{whole},"), false),
        (format!("[{whole},"), false),
    ] {
        let read = read(json.as_bytes(), None);
        let items = read.as_ref().ok().and_then(|page| page.listing.as_ref()).map_or(0, |list| list.items.len());
        assert_eq!(items, usize::from(expected), "{json}: {read:?}");
    }
}

#[test]
fn an_item_whose_title_is_too_long_is_left_out_and_named() {
    let list = LIST.replace("Họp giao ban", &"x".repeat(9000));
    let page = read_list(list.as_bytes(), "8351").unwrap();
    let listing = page.listing.unwrap();
    assert_eq!((listing.items.len(), listing.entries, listing.unreadable), (1, 4, 3));
    let named = "the list's item 170002 has a title longer than 8 KiB, and is left out";
    assert!(page.warnings.iter().any(|warning| warning == named), "{:?}", page.warnings);
}

#[test]
fn a_wrong_byte_damages_one_item_which_is_named() {
    let at = LIST.find("giao ban").unwrap();
    let list = [&LIST.as_bytes()[..at], b"\xff", &LIST.as_bytes()[at..]].concat();
    let page = read_list(&list, "8351").unwrap();
    assert_eq!(page.listing.unwrap().items.len(), 2);
    assert!(
        page.warnings.iter().any(|w| w.contains("Họp \u{FFFD}giao ban") && w.contains("170002")),
        "{:?}",
        page.warnings
    );
    assert!(page.warnings.iter().any(|w| w.contains("1 wrong byte")), "{:?}", page.warnings);
}

#[test]
fn half_a_letter_or_an_odd_item_costs_no_more_than_itself() {
    let told_of = |list: &str| {
        let page = read_list(list.as_bytes(), "8351").unwrap_or_else(|error| panic!("{list}: {error}"));
        (page.listing.unwrap().items.len(), page.warnings.join("\n"))
    };
    for (from, to) in [
        ("Họp giao ban", "Họp\\ud83d giao ban"),
        ("Họp giao ban", "Họp \\udc00giao ban"),
        ("Họp giao ban", "Họp \\u00 giao ban"),
        ("\"MA\":170002,", "\"MA\":170002,\"DUONG_DAN_ANH\":\"/\\ud83d.png\","),
    ] {
        let (items, warnings) = told_of(&LIST.replace(from, to));
        assert_eq!(items, 2, "{to}");
        assert!(warnings.contains("170002) lacks letters"), "{to}: {warnings}");
    }
    for (from, to) in [
        ("\"MO_TA\":null", "\"MO_TA\":\"một\nhai\tba\""),
        ("\"MO_TA\":null", "\"MO_TA\":\"A \\& B\""),
        ("\"MO_TA\":null", "\"MO_TA\":NaN"),
        ("\"MO_TA\":null", "\"MO_TA\":{\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]}"),
        ("{\"MA\":null,", "[],{\"MA\":null,"),
        ("{\"MA\":null,", "5,null,\"x\",{\"ITEMS\":7},{\"MA\":null,"),
        ("[{\"MA\":\"8351\"", "[7,{\"MA\":\"1\",\"ITEMS\":\"x\"},{\"MA\":\"8351\""),
        ("]}]", "]}] <!-- 0.2 s -->"),
    ] {
        assert_eq!(told_of(&LIST.replace(from, to)).0, 2, "{to}");
    }
    let (items, warnings) = told_of(&LIST.replace("170002", &format!("\"{}\"", "/".repeat(100))));
    assert_eq!(items, 1);
    assert!(warnings.contains("“Họp giao ban” has no number, and is left out"), "{warnings}");
    let damaged = ARTICLE.replace("thăm bệnh viện", "thăm bệnh \\ud800 viện");
    let Ok(ArticleAnswer::Found(page)) = read_article(damaged.as_bytes(), "8351") else { panic!() };
    assert!(page.article.unwrap().body.unwrap().contains("bệnh \u{FFFD} viện"));
    assert!(page.warnings.iter().any(|w| w.contains("aid:170001) lacks letters")), "{:?}", page.warnings);
}

#[test]
fn answers_inside_of_other_json_are_found() {
    for json in [
        format!("[{LIST},{{\"d\":{ARTICLE}}}]"),
        format!("{{\"responses\":[{{\"url\":\"x\",\"body\":{LIST}}},{{\"url\":\"y\",\"body\":{{\"d\":{ARTICLE}}}}}]}}"),
        format!("{{\"1\":{{\"d\":{LIST}}},\"2\":{{\"d\":[{ARTICLE}]}},\"3\":{{\"d\":null}}}}"),
    ] {
        let page = read(json.as_bytes(), None).unwrap_or_else(|error| panic!("{json}: {error}"));
        let items = page.listing.unwrap().items;
        assert_eq!((items.len(), items.iter().filter(|item| item.body.is_some()).count()), (3, 1), "{json}");
    }
}

#[test]
fn an_answer_of_too_many_values_is_refused() {
    let item = "{\"TIEU_DE\":\"a\"},";
    let list = format!("[{{\"MA\":\"8351\",\"ITEMS\":[{}7]}}]", item.repeat(300_000));
    assert!(matches!(read_list(list.as_bytes(), "8351"), Err(Rejected::JsonTooLarge(_))));
    let odd = LIST.replace("\"ITEMS\":[", &format!("\"ITEMS\":[{}", "{\"a\":1},".repeat(100_000)));
    assert_eq!(read_list(odd.as_bytes(), "8351").unwrap().listing.unwrap().items.len(), 2);
}
