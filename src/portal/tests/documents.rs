//! Legacy pages, captures and plain text.

use super::{read, told};
use crate::portal::{Foreign, Rejected};

const LISTING: &str = include_str!("../../../tests/fixtures/portal/listing.html");
const LISTING_EN: &str = include_str!("../../../tests/fixtures/portal/listing-en.html");
const ARTICLE: &str = include_str!("../../../tests/fixtures/portal/article.html");
const BOTH: &str = include_str!("../../../tests/fixtures/portal/both.html");
const GLUED: &str = include_str!("../../../tests/fixtures/portal/capture-glued.txt");
const BLOCKS: &str = include_str!("../../../tests/fixtures/portal/capture-blocks.txt");

const SECTION: &str = "https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo";

#[track_caller]
fn check(document: &str, address: Option<&str>, expected: &str) {
    let page = read(document.as_bytes(), address).unwrap();
    let found = told(&page);
    assert_eq!(found, expected.trim(), "\n--- found ---\n{found}\n");
}

fn refused(document: &str) -> Rejected {
    read(document.as_bytes(), None).unwrap_err()
}

#[test]
fn a_list_with_gaps() {
    check(
        LISTING,
        Some(SECTION),
        "
LegacyHtml
list of 3, number Some(7), next Some(true)
item: Thứ trưởng Bộ Y tế Trần Văn Thuấn thăm bệnh viện huyện Bản Mơ
  2026-01-21 01:21 by Listing, section, slug:thu-truong-tham-benh-vien-huyen-ban-mo-
  https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/thu-truong-tham-benh-vien-huyen-ban-mo-
  lead [cut]: Chiều 20/01/2026, đoàn công tác của Bộ Y tế do Thứ trưởng Trần Văn Thuấn dẫn đầu đã đến thăm và làm việc tại bệnh viện huyện Bản Mơ, nơi đang thí điểm khám chữa bệnh từ xa cho bà con vùng cao và...
item: Bộ trưởng Đào Hồng Lan gặp mặt thầy thuốc trẻ \"vì cộng đồng\"
  2026-01-17 07:00 by Listing, section, 
item: Họp giao ban tháng 1
  undated, section, slug:hop-giao-ban-thang-1
  https://moh.gov.vn/vi_VN/web/guest/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/hop-giao-ban-thang-1
  lead: Cuộc họp bàn về kế hoạch quý I.
! 1 items of the list have no title and were left out
",
    );
}

#[test]
fn an_english_list_without_a_pager() {
    check(
        LISTING_EN,
        None,
        "
LegacyHtml
list of 1, number None, next None
item: Thứ trưởng Lê Đức Luận thăm Huế
  2025-06-14 08:11 by Listing, section, slug:le-uc-luan-tham-hue
  https://moh.gov.vn/en_US/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/le-uc-luan-tham-hue
",
    );
}

#[test]
fn an_article_alone() {
    check(
        ARTICLE,
        Some("https://www.moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/lam-viec?x=1"),
        "
LegacyHtml
article: Bộ trưởng Bộ Y tế Đào Hồng Lan làm việc với tỉnh Sơn Bình
  2026-01-21 14:03 by Article, section, slug:lam-viec
  https://www.moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/lam-viec
  lead: Ngày 21/01/2026, Bộ trưởng Bộ Y tế Đào Hồng Lan đã có buổi làm việc với tỉnh Sơn Bình về y tế cơ sở.
  | Báo cáo tại buổi làm việc, lãnh đạo tỉnh cho biết tỉnh có 1.205 trạm y tế.
  | Bộ trưởng đề nghị tỉnh bám sát Nghị quyết số 72-NQ/TW:
  | - Bảo đảm nhân lực cho trạm y tế;
  | - Đầu tư thiết bị.
  | Huyện | Số trạm
  | Mường Lạ | 24
  | Sau buổi làm việc, đoàn đến thăm một bệnh viện. Tại đây, Bộ trưởng tặng quà cho người bệnh./.
  picture: Bộ trưởng Đào Hồng Lan phát biểu tại buổi làm việc.
  picture: Đoàn công tác thăm trạm y tế xã Mường Lạ. Ảnh: Hà An
  from suckhoemoi.vn
",
    );
}

#[test]
fn membership_comes_from_address_publisher_or_list() {
    let section =
        |document: &str, address: Option<&str>| read(document.as_bytes(), address).unwrap().article.unwrap().section;
    let at = |publisher: &str| format!("/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/{publisher}/content/lam-viec");
    assert!(section(ARTICLE, None), "the portlet around it is the section's");
    assert!(!section(ARTICLE, Some(&at("k206"))), "an address of another publisher says more");
    let bare = ARTICLE.replace("p_p_id_101_INSTANCE_TW6LTp1ZtwaN_", "x");
    assert!(!section(&bare, None));
    assert!(!section(&bare, Some("saved.html")));
    assert!(section(&bare, Some(&at("TW6LTp1ZtwaN"))));
    let canonical = bare.replace("<head>", &format!("<head><link rel=canonical href=\"{}\">", at("TW6LTp1ZtwaN")));
    assert!(section(&canonical, None));
    let saved = format!("<!-- saved from url=(0083)https://moh.gov.vn{} -->\n{bare}", at("TW6LTp1ZtwaN"));
    assert!(section(&saved, None));
    assert!(!section(&saved, Some(&at("k206"))));
    assert!(!section(BOTH, None));
    assert!(section(BOTH, Some("/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/k206/content/bo-truong-tiep-doan")));
    let same_title = BOTH.replace("Nâng cao chất lượng trạm y tế xã", "Bộ trưởng tiếp đoàn chuyên gia");
    assert!(!section(&same_title, None), "the minute differs");
    let same = same_title.replace("02/07/2025 | 09:27 AM", "04/07/2025 | 16:55 PM");
    assert!(section(&same, None));
    assert_eq!(
        read(same.as_bytes(), None).unwrap().article.unwrap().keys[0].to_string(),
        "slug:bo-truong-tiep-doan",
        "the list gives the address"
    );
}

#[test]
fn programs_that_save_pages_note_their_addresses() {
    let bare = ARTICLE.replace("p_p_id_101_INSTANCE_TW6LTp1ZtwaN_", "x");
    let url = "https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/lam-viec";
    for (before, after) in [
        (
            format!(
                "<!doctype html><html lang=vi><!--\n Page saved with SingleFile \n url: {url} \n saved date: x\n-->"
            ),
            "",
        ),
        (format!("<!--\r\n Archive processed by SingleFile\r\n url: {url}?a=1&amp;b=2\r\n-->"), ""),
        (format!("<html>\n<!-- Mirrored from {} by HTTrack Website Copier/3.x -->", &url["https://".len()..]), ""),
        (format!("<!-- Mirrored from {url} by HTTrack Website Copier/3.x -->"), ""),
        (format!("<!-- Saved from {url} at 2025-03-01T02:03:04Z using monolith v2.8.1 -->"), ""),
        (format!("<html data-scrapbook-source=\"{url}\" data-scrapbook-create=\"20250301020304\">"), ""),
        (format!("<html><head><meta name=\"savepage-url\" content=\"{url}\">"), ""),
        ("<!-- saved from url=(0014)about:internet -->".to_owned(), &*format!("<!-- Saved from {url} at -->")),
    ] {
        let saved = format!("{before}{after}\n{bare}");
        let article = read(saved.as_bytes(), None).unwrap().article.unwrap();
        assert!(article.section, "{before}");
        assert_eq!(article.keys.iter().map(ToString::to_string).collect::<Vec<_>>(), ["slug:lam-viec"], "{before}");
    }
    for foreign in
        ["Mirrored from tin-tuc by HTTrack", "saved from url=(0014)about:internet", "Saved from file:///a at"]
    {
        let article = read(format!("<!-- {foreign} -->\n{bare}").as_bytes(), None).unwrap().article.unwrap();
        assert!(article.keys.is_empty() && !article.section, "{foreign}");
    }
}

#[test]
fn a_list_of_another_page_is_outside() {
    let other = LISTING.replace("TW6LTp1ZtwaN", "k206").replace("hoat-dong-cua-lanh-dao-bo", "tin-tong-hop");
    let section = |address| read(other.as_bytes(), address).unwrap().listing.unwrap().items[0].section;
    assert!(!section(Some("/tin-tong-hop")));
    assert!(section(Some(SECTION)));
}

#[test]
fn a_page_with_a_list_and_an_article_from_elsewhere() {
    check(
        BOTH,
        Some("https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/k206Q9qkZOqn/content/nang-cao-chat-luong"),
        "
LegacyHtml
list of 2, number Some(1), next Some(false)
item: Thứ trưởng dự hội nghị ngành dược
  2025-07-04 17:03 by Listing, section, slug:thu-truong-du-hoi-nghi
  https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/thu-truong-du-hoi-nghi
item: Bộ trưởng tiếp đoàn chuyên gia
  2025-07-04 16:55 by Listing, section, slug:bo-truong-tiep-doan
  https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/TW6LTp1ZtwaN/content/bo-truong-tiep-doan
article: Nâng cao chất lượng trạm y tế xã
  2025-07-02 09:27 by Article, outside, slug:nang-cao-chat-luong
  https://moh.gov.vn/hoat-dong-cua-lanh-dao-bo/-/asset_publisher/k206Q9qkZOqn/content/nang-cao-chat-luong
  | Nhiều tỉnh đã có chính sách thu hút bác sĩ về xã.
  | Các trạm y tế được đầu tư thêm máy siêu âm.
  from vov.vn
",
    );
}

#[test]
fn a_clock_that_changes_its_ways_is_told_loudly() {
    let warnings = |time: &str| {
        let page = BOTH.replace("Thứ Sáu, ngày 04/07/2025 10:03", time);
        read(page.as_bytes(), None).unwrap().warnings.join("\n")
    };
    assert_eq!(warnings("Thứ Sáu, ngày 04/07/2025 10:03"), "");
    assert!(
        warnings("Thứ Sáu, ngày 04/07/2025 18:03").starts_with("1 of 2 dates of the list fit their weekday only when")
    );
    assert!(
        warnings("Thứ Hai, ngày 04/07/2025 10:03").starts_with("1 of 2 dates of the list disagree with their weekday")
    );
    assert!(warnings("hôm qua").starts_with("1 dates of the list can't be read (“hôm qua”)"));
}

#[test]
fn articles_with_missing_parts() {
    let page = |from: &str, to: &str| {
        assert!(ARTICLE.contains(from));
        read(ARTICLE.replace(from, to).as_bytes(), None)
    };
    let untimed = page("21/01/2026 | 14:03 PM", "").unwrap();
    assert_eq!(untimed.article.unwrap().published, None);
    assert_eq!(untimed.warnings.len(), 1);
    let untitled = page("Bộ trưởng Bộ Y tế Đào Hồng Lan làm việc với tỉnh Sơn Bình", "");
    assert!(matches!(untitled, Err(Rejected::NoPortalPage { .. })));
    let unmarked = page("journal-content-article", "x").unwrap().article.unwrap();
    assert!(unmarked.body.unwrap().starts_with("Báo cáo tại buổi làm việc"));
    assert!(unmarked.abstract_.unwrap().starts_with("Ngày 21/01/2026"));
    let start = ARTICLE.find("<p class=\"view-content-author\"").unwrap();
    let end = ARTICLE.find("<div class=\"tinlienquan\"").unwrap();
    let empty = [&ARTICLE[..start], "</div></div></div>", &ARTICLE[end..]].concat();
    let empty = read(empty.as_bytes(), None).unwrap().article.unwrap();
    assert_eq!((empty.body, empty.captions.len()), (None, 0));
}

#[test]
fn an_unclosed_element_in_a_body_lets_nothing_foreign_in() {
    let sloppy = ARTICLE.replace("<div>Bộ trưởng đề nghị", "<div><div><b>Bộ trưởng đề nghị");
    let body = |document: &str| read(document.as_bytes(), None).unwrap().article.unwrap().body.unwrap();
    assert_eq!(body(&sloppy), body(ARTICLE));
    let strayed = ARTICLE.replace("<p><img src=\"/documents/20182/2/c.jpg\"></p>", "</span></b></p>");
    assert!(body(&strayed).contains("Sau buổi làm việc"));
    assert!(!body(&strayed).contains("tuyển dụng"));
}

#[test]
fn an_empty_list_of_a_whole_page_is_a_list() {
    let empty = "<html><body><div class='clearfix lfr-pagination'></div></body></html>";
    assert_eq!(read(empty.as_bytes(), None).unwrap().listing.unwrap().items, []);
    assert_eq!(refused("<html><body><div class='clearfix lfr-pagination'></div>"), Rejected::HtmlCut);
}

#[test]
fn a_capture_with_glued_dates() {
    check(
        GLUED,
        None,
        "
Capture
list of 3, number None, next None
item: Bộ trưởng Bộ Y tế Đào Hồng Lan: Trạm y tế là nơi gần dân nhất
  2026-01-21 14:03 by Listing, section, 
  lead [cut]: Nhân dịp đầu năm, Bộ trưởng Bộ Y tế Đào Hồng Lan đã trao đổi với phóng viên về y tế cơ sở, về nhân lực cho vùng khó khăn và về những việc mà ngành sẽ làm trong quý I năm 2026, trong đó có...
item: Hội nghị cử tri nơi làm việc
  2026-01-17 08:01 by Listing, section, 
  lead: 95 cử tri đã dự hội nghị.
item: Thứ trưởng Nguyễn Tri Thức thăm trung tâm cấp cứu
  2026-01-15 00:30 by Listing, section, 
article: Bộ trưởng Bộ Y tế Đào Hồng Lan: Trạm y tế là nơi gần dân nhất
  2026-01-21 14:03 by Article, section, 
  lead: Nhân dịp đầu năm, Bộ trưởng Bộ Y tế Đào Hồng Lan đã trao đổi với phóng viên về y tế cơ sở.
  | - Phóng viên: Thưa Bộ trưởng, vì sao là trạm y tế?
  | Bộ trưởng Đào Hồng Lan: Vì đó là nơi gần dân nhất.
  | - Xin cảm ơn Bộ trưởng!
  picture: Bộ trưởng Đào Hồng Lan thăm trạm y tế xã. (Ảnh: Hà An)
  from suckhoemoi.vn
",
    );
}

#[test]
fn a_capture_in_blocks() {
    check(
        BLOCKS,
        None,
        "
Capture
list of 2, number None, next None
item: Thứ trưởng Bộ Y tế Trần Văn Thuấn làm việc tại Huế
  2025-07-04 17:03 by Listing, section, 
  lead: Sáng 04/7/2025, Thứ trưởng Trần Văn Thuấn đã làm việc tại Huế.
item: Bộ trưởng tiếp đoàn chuyên gia
  2025-06-29 04:55 by Listing, section, 
article: Nâng cao chất lượng trạm y tế xã
  2025-07-02 20:27 by Article, outside, 
  lead: Nhiều tỉnh đã có chính sách thu hút bác sĩ về xã.
  | Các trạm y tế được đầu tư thêm máy siêu âm.
  | Ảnh hưởng của bão làm hỏng 12 trạm.
  picture: Trạm y tế xã có máy mới. Ảnh BVCC
  from vov.vn
",
    );
}

#[test]
fn captures_of_odd_kinds() {
    let told_of = |text: &str| told(&read(text.as_bytes(), None).unwrap());
    let decomposed = GLUED.replace('ộ', "o\u{323}\u{302}").replace('ứ', "u\u{31b}\u{301}");
    assert_eq!(told_of(&decomposed), told_of(GLUED), "decomposed letters are the same text");
    assert_eq!(told_of(&GLUED.replace('\n', "\r\n\u{a0}\r\n")), told_of(GLUED));
    assert_eq!(told_of(&format!("\u{feff}{GLUED}")), told_of(GLUED));
    let short = "Bộ trưởng thăm Huế\n21/01/2026 | 14:03 PM\nMột đoạn duy nhất.\nTin liên quan\n- Tin khác";
    let lone = read(short.as_bytes(), None).unwrap().article.unwrap();
    assert_eq!((lone.abstract_, lone.body.as_deref()), (None, Some("Một đoạn duy nhất.")));
    let alone = GLUED.split_once("Xuất bản thông tin").unwrap().1;
    let page = read(alone.as_bytes(), None).unwrap();
    assert!(page.listing.is_none() && !page.article.unwrap().section);
    let headed = read(format!("Hoạt động của Lãnh đạo Bộ{alone}").as_bytes(), None).unwrap();
    assert!(headed.article.unwrap().section);
    let list_only = GLUED.split_once("Xuất bản thông tin").unwrap().0;
    assert!(read(list_only.as_bytes(), None).unwrap().article.is_none());
    let footed = format!("{list_only}Cơ quan chủ quản: Bộ Y tế, số 1 phố Không Tên, phường Mới, Hà Nội");
    assert_eq!(told_of(&footed), told_of(list_only), "what stands below a list is no abstract");
    let other = GLUED.replace("HOẠT ĐỘNG CỦA LÃNH ĐẠO BỘ", "TIN TỔNG HỢP");
    assert!(!read(other.as_bytes(), None).unwrap().listing.unwrap().items[0].section);
}

#[test]
fn plain_text_is_an_article_of_low_trust() {
    check(
        " date 2025-10-10 Ngày 10/10, tại TP. Huế, GS. TS Lê An chủ trì cuộc họp về Nghị quyết 72-NQ/TW. Cùng dự có đại diện tỉnh.\n\n\
         Đại diện tỉnh phát biểu. (Ảnh: Hà An/TTXVN)\n\nCuộc họp kết thúc tốt đẹp./.\n",
        None,
        "
PlainText
article: Ngày 10/10, tại TP. Huế, GS. TS Lê An chủ trì cuộc họp về Nghị quyết 72-NQ/TW
  2025-10-10 00:00 by Capture, outside, 
  | Ngày 10/10, tại TP. Huế, GS. TS Lê An chủ trì cuộc họp về Nghị quyết 72-NQ/TW. Cùng dự có đại diện tỉnh.
  | Cuộc họp kết thúc tốt đẹp./.
  picture: Đại diện tỉnh phát biểu. (Ảnh: Hà An/TTXVN)
",
    );
    let dated = |text: &str| {
        let text = format!("{text} Thứ trưởng dự một hội nghị rất lớn về y tế cơ sở tại Huế.");
        let article = read(text.as_bytes(), None).unwrap().article.unwrap();
        article.published.map(|m| m.to_rfc3339())
    };
    assert_eq!(dated("Date: 10/10/2025\n").as_deref(), Some("2025-10-10T00:00:00+07:00"));
    assert_eq!(dated("2025-10-10:").as_deref(), Some("2025-10-10T00:00:00+07:00"));
    assert_eq!(dated("Ngày đăng 9/1/2025 -").as_deref(), Some("2025-01-09T00:00:00+07:00"));
    assert_eq!(dated("10/10/2025").as_deref(), None, "it may be part of the sentence");
    assert_eq!(dated("date 2025-13-10").as_deref(), None);
    assert_eq!(dated("").as_deref(), None);
    for (line, expected) in [
        ("Thứ hai, 12/6/2023, 09:15 (GMT+7)", Some("2023-06-12T09:15:00+07:00")),
        ("12/06/2023 09:15", Some("2023-06-12T09:15:00+07:00")),
        ("12/06/2023", Some("2023-06-12T00:00:00+07:00")),
        ("Ngày đăng: 12/06/2023 09:15", Some("2023-06-12T09:15:00+07:00")),
        ("12 Tháng 6, 2023", Some("2023-06-12T00:00:00+07:00")),
        ("2023-06-12T02:15:00Z", Some("2023-06-12T09:15:00+07:00")),
        ("Cập nhật lúc 12/06/2023", None),
        ("12", None),
    ] {
        let text = format!(
            "Thứ trưởng dự hội nghị.\n\n{line}\n\nHội nghị rất lớn về y tế cơ sở được tổ chức tại Huế hôm nay."
        );
        let page = read(text.as_bytes(), None).unwrap();
        let article = page.article.unwrap();
        assert_eq!(article.published.map(|m| m.to_rfc3339()).as_deref(), expected, "{line}");
        assert_eq!(article.body.unwrap().contains(line), expected.is_none(), "{line}");
        assert_eq!(page.warnings.len(), usize::from(line.contains("Cập nhật")), "{line}: {:?}", page.warnings);
    }
    let long = format!("{} hết.", "một hai ".repeat(200));
    let title = read(long.as_bytes(), None).unwrap().article.unwrap().title;
    assert!(title.ends_with(" một…") || title.ends_with(" hai…"), "{title}");
    assert!(title.chars().count() <= 501);
}

#[test]
fn what_is_not_ours_is_refused_with_a_reason() {
    let page = |title: &str| format!("<html><head><title>{title}</title></head><body><h1>x</h1></body></html>");
    for title in ["Just a moment...", "Đăng nhập", "Hệ thống đang bảo trì", "502 Bad Gateway", "Not Found"]
    {
        assert_eq!(refused(&page(title)), Rejected::NoPortalPage { title: Some(title.to_owned()) });
    }
    assert_eq!(refused("<p>x"), Rejected::NoPortalPage { title: None });
    assert_eq!(refused("<rss><item>x</item></rss>"), Rejected::NoPortalPage { title: None });
    assert_eq!(refused(" \n"), Rejected::Empty);
    for (text, kind) in [
        ("id,title,published\n1,Bộ trưởng,2026", Foreign::Csv),
        ("\u{feff}\"id\";\"title\";\"url\"\n", Foreign::Csv),
        ("id\ttitle\tlead_text\n", Foreign::Tsv),
        ("\n@article{tham,\n  title = {Bộ trưởng}", Foreign::Bibtex),
        ("TY  - NEWS\nTI  - Bộ trưởng", Foreign::Ris),
    ] {
        assert_eq!(refused(text), Rejected::Foreign(kind), "{text}");
    }
    // A headline may have as many commas.
    assert_eq!(refused("Mekong, Singapore, Hanoi: ba noi"), Rejected::TooShort { words: 5 });
    assert_eq!(refused("Bộ trưởng"), Rejected::TooShort { words: 2 });
    let headings = "HOẠT ĐỘNG CỦA LÃNH ĐẠO BỘ\nBộ trưởng Bộ Y tế Đào Hồng Lan thăm trạm y tế xã\nThứ Tư, ngày 21/01";
    assert_eq!(refused(headings), Rejected::CaptureCut);
    assert_eq!(refused("1 2 3 4 5 6 7 8 9 10 11 12"), Rejected::NoWords);
    assert_eq!(refused("一 二 三 四 五 六 七 八 九 十 二"), Rejected::NoWords);
    assert_eq!(read(b"%PDF-1.4", None), Err(Rejected::Binary("a PDF document")));
    assert_eq!(read(b"<p>\xe1\xe1</p>", None), Err(Rejected::NotUtf8 { byte: 4, line: 1 }));
}

#[test]
fn every_reason_is_a_sentence_for_people() {
    let reasons = [
        Rejected::Empty,
        Rejected::TooLong,
        Rejected::HtmlTooLong,
        Rejected::HtmlTooDeep,
        Rejected::Binary("a PDF document"),
        Rejected::NotUtf8 { byte: 17, line: 2 },
        Rejected::NoPortalPage { title: Some("Đăng nhập".to_owned()) },
        Rejected::NoPortalPage { title: None },
        Rejected::HtmlCut,
        Rejected::CaptureCut,
        Rejected::JsonCut,
        Rejected::JsonBroken { line: 1, column: 2 },
        Rejected::NotBridge,
        Rejected::TooShort { words: 3 },
        Rejected::NoWords,
        Rejected::Foreign(Foreign::Rtf),
        Rejected::Foreign(Foreign::Csv),
        Rejected::NotVietnamese,
        Rejected::NotProse,
        Rejected::RecordedText,
    ];
    let said: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "it is empty",
            "it is longer than the 32 MB that one document may have",
            "it is an HTML page longer than 8 MB",
            "it is an HTML page with more than 512 elements inside one another, which no page of the portal has",
            "it isn't text but a PDF document",
            "it is not UTF-8: the first wrong byte is byte 17, on line 2; save it as UTF-8 and try again",
            "it is an HTML page without a list or an article of the portal (its title is “Đăng nhập”)",
            "it is an HTML page without a list or an article of the portal",
            "it is a page of the portal that ends before its list or its article does: save or fetch it again",
            "it is text saved from the portal that ends before its first date: save it again",
            "it is JSON that ends in the middle: save or fetch it again",
            "it is broken JSON: line 1, column 2",
            "it is JSON, but neither a list nor an article as the portal gives them",
            "it is text, but too short for an article (3 words)",
            "it is text without words in Latin letters, so no Vietnamese article",
            "it is an RTF document, so no article",
            "it is a CSV table, but records are read as JSON or JSON Lines",
            "it is text, but too few of its words are Vietnamese",
            "it is Vietnamese text, but not prose: it has no paragraphs",
            "it is plain text, which is an article only if it is saved as a file"
        ]
    );
}
