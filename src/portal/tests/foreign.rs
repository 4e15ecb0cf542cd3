//! Text that isn't an article, of every kind, and prose that resembles it.

use super::read;
use crate::portal::{Foreign, Proof, Rejected, read_file};

/// Every text is refused as this kind, however it was found.
fn check(kind: Foreign, texts: &[&str]) {
    for text in texts {
        for proof in [Proof::Likely, Proof::Certain] {
            assert_eq!(read_file(text.as_bytes(), proof, None), Err(Rejected::Foreign(kind)), "{text}");
        }
    }
}

#[test]
fn style_sheets() {
    check(
        Foreign::StyleSheet,
        &[
            "/* màu chữ của trang tin, không sửa */\nbody { color: black; }\n",
            "a:hover, a:focus{text-decoration:none}.tin-tuc h2{margin:0}",
            "@charset \"utf-8\";\n.x { content: 'Bộ Y tế' }",
            ":root {\n  --mau-chinh: #0a5;\n  --mau-phu: #fff;\n}\n",
            "@media print {\n  nav { display: none; }\n}\n",
            "#tin-noi-bat > li:not(:first-child) {\n  border-top: 1px solid;\n}\n",
        ],
    );
}

#[test]
fn program_source() {
    check(
        Foreign::ProgramSource,
        &[
            "var tin = [ ] ; for ( var n = 0 ; n < 9 ; n ++ ) { tin [ n ] = n ; }",
            "#!/bin/sh\n# tải các trang của Bộ Y tế về máy rồi đổi tên\ncurl -O \"$1\"\n",
            "import os\n\ndef tai(trang):\n    \"\"\"Tải một trang của Bộ Y tế rồi ghi vào thư mục đã cho.\"\"\"\n    return os.read(trang)\n",
            "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"Bộ Y tế họp giao ban hôm nay\")\n}\n",
            "use std::fs;\n\nfn main() {\n    let tin = fs::read(\"tin\");\n}\n",
            "// Tệp này đọc danh sách bài viết của Bộ Y tế\n// và ghi ra màn hình các bài của hôm nay.\n// Không sửa tệp này.\nmain();\n",
            "$(document).ready(function(){$('.tin').slick({dots:true,autoplay:true})});",
            "/**\n * Trang tin của Bộ Y tế, phần đầu trang.\n */\nclass Tin {\n  public $ten;\n}\n",
            "#include <stdio.h>\nint main(void) { return 0; }\n",
        ],
    );
}

#[test]
fn data_that_looks_like_json() {
    check(
        Foreign::JsonLike,
        &[
            "{\n  ten: 'Bộ Y tế',\n  so: 3,\n}\n",
            "{'ten': 'Bộ Y tế họp giao ban', 'so': 3}",
            "[\n  'Bộ trưởng Bộ Y tế dự hội nghị',\n  'Thứ trưởng thăm bệnh viện',\n]\n",
            "// cấu hình\n{\n  // địa chỉ của Bộ Y tế\n  \"so\": 3,\n}\n",
            "['tin', 'bai', 'trang']",
        ],
    );
}

#[test]
fn logs_and_lists_of_captures() {
    check(
        Foreign::Log,
        &[
            "--2024-05-06 07:08:09--  https://example.org/tin/1\nResolving example.org... 192.0.2.1\n",
            "2024-05-06 07:08:09,123 INFO tải trang 1\n2024-05-06 07:08:10,456 INFO tải trang 2\n",
            "192.0.2.7 - - [06/May/2024:07:08:09 +0700] \"GET /tin HTTP/1.1\" 200 512 \"-\" \"curl\"\n",
            "May  6 07:08:09 may systemd[1]: Started bản tin hằng ngày.\nMay  6 07:08:10 may cron: xong\n",
            "[07:08:09] bắt đầu tải danh sách bài viết\n[07:08:10] đã tải xong danh sách bài viết\n",
            "2024-05-06T07:08:09.123Z   200      51234 https://example.org/tin/1 L https://example.org/ text/html\n",
            "INFO  tải trang\nERROR không có trang\nINFO  hết\n",
        ],
    );
    check(
        Foreign::CaptureIndex,
        &[
            " CDX N b a m s k r M S V g\norg,example)/ 20240506070809 http://example.org/ text/html 200 AB - - 1 2 a.warc.gz\n",
            "org,example)/tin 20240506070809 {\"url\": \"https://example.org/tin\"}\n",
            "org,example)/tin?so=1 20240506070809 https://example.org/tin?so=1 text/html 200 ABC\n",
            "!meta 0 {\"format\": \"cdxj\"}\norg,example)/a 20240506070809 {}\norg,example)/b 20240506070809 {}\n",
            "CDX A b e a m s c k r V v D d g M n\norg,example)/ 20240506070809 1 2\n",
        ],
    );
}

#[test]
fn documents_of_other_programs() {
    check(
        Foreign::Rtf,
        &[
            "{\\rtf1\\ansi B\\u7897? Y t\\u7871? h\\u7885?p giao ban\\par}",
            "\n{\\rtf1 Bộ Y tế họp giao ban tại Huế}",
            "{\\rtf\\ansi\\deff0 a}",
            "{\\rtf1\\mac Bo Y te}",
            "{\\rtf1\\ansi\\ansicpg1258{\\fonttbl{\\f0 Arial;}}\\f0 Bo}",
        ],
    );
    check(
        Foreign::Tex,
        &[
            "\\documentclass{article}\n\\begin{document}\nBộ Y tế họp giao ban tại Huế.\n\\end{document}\n",
            "% bản thảo\n\\documentclass[12pt]{book}\n",
            "\\input texinfo\n@settitle Bộ Y tế\n",
            "Bộ Y tế họp giao ban.\n\\section{Kết luận}\nHết.\n",
            "\\begin{frame}{Bộ Y tế}\n\\end{frame}\n",
        ],
    );
    check(
        Foreign::FrontMatter,
        &[
            "---\ntitle: Bộ Y tế họp giao ban\n---\n\nSáng nay, Bộ Y tế họp giao ban tại Huế với sáu tỉnh.\n",
            "---\nlayout: post\ndate: 2024-05-06\n---\nBộ Y tế họp giao ban tại Huế.\n",
            "+++\ntitle = \"Bộ Y tế họp giao ban\"\n+++\n\nBộ Y tế họp giao ban tại Huế.\n",
            "\u{feff}---\r\ntitle: Bộ Y tế\r\n---\r\nBộ Y tế họp giao ban.\r\n",
            "---\ntags:\n  - y-te\nauthor: Hà An\n---\n# Bộ Y tế\n",
        ],
    );
    check(
        Foreign::ManualPage,
        &[
            ".TH TIN 1\n.SH TÊN\ntin \\- bản tin của Bộ Y tế\n",
            ".\\\" Bản quyền\n.Dd May 6, 2024\n.Dt TIN 1\n",
            "'\\\" t\n.TH TIN 8 2024\n",
            ".so man1/tin.1\n",
            ".Dd 6 May 2024\n.Os\n",
        ],
    );
}

#[test]
fn messages() {
    check(
        Foreign::Mail,
        &[
            "From: Hà An <an@example.org>\nSubject: =?utf-8?q?Th=C3=B4ng_b=C3=A1o?=\n\nSáng nay, Bộ Y tế họp giao ban.\n",
            "Received: from mx by mail;\n\tMon, 6 May 2024 07:08:09 +0700\nMessage-ID: <1@example.org>\n\nBộ Y tế họp.\n",
            "From an@example.org Mon May  6 07:08:09 2024\nFrom: an@example.org\n\nBộ Y tế họp giao ban tại Huế.\n",
            "Return-Path: <an@example.org>\nX-Spam: no\nDate: Mon, 6 May 2024 07:08:09 +0700\n\nBộ Y tế họp.\n",
            "Newsgroups: vn.tin\nSubject: Bộ Y tế\n\nBộ Y tế họp giao ban tại Huế.\n",
            "To: b@example.org\nSubject: tin\n\nBo Y te hop giao ban tai Hue voi cac tinh trong ngay.\n",
        ],
    );
    check(
        Foreign::Mhtml,
        &[
            "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/\n\n=C3=A3\n",
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\n",
            "Content-Type: multipart/related;\n\ttype=\"text/html\"; boundary=x\nDate: Mon, 6 May 2024 07:08:09 +0700\n\n--x\n",
            "Subject: Bộ Y tế\ncontent-type: Multipart/Related; boundary=x\n\n",
            "snapshot-content-location: https://example.org/\nSubject: x\n\nBộ Y tế",
        ],
    );
    check(
        Foreign::HttpResponse,
        &[
            "HTTP/1.1 200 OK\nContent-Type: text/plain\n\nBộ Y tế họp giao ban tại Huế.\n",
            "HTTP/1.0 404 Not Found\n",
            "GET /tin HTTP/1.1\nHost: example.org\n",
            "HTTP/2 200\ncontent-type: text/html\n",
            "POST /bridge?url=a HTTP/1.0\nHost: example.org\n\nso=1",
        ],
    );
}

#[test]
fn subtitles_and_calendars() {
    check(
        Foreign::Subtitles,
        &[
            "1\n00:00:01,000 --> 00:00:04,000\nThưa các đồng chí, hôm nay chúng ta họp về y tế cơ sở\n",
            "WEBVTT\n\n00:01.000 --> 00:04.000\nThưa các đồng chí\n",
            "[Script Info]\nTitle: Bộ Y tế\n",
            "[00:01.00]Thưa các đồng chí, hôm nay chúng ta họp\n[00:04.00]Xin mời Bộ trưởng phát biểu\n",
            "{10}{20}Thưa các đồng chí, hôm nay chúng ta họp\n{30}{40}Xin mời Bộ trưởng phát biểu\n",
            "Dialogue: 0,0:00:01.00,0:00:04.00,Default,,0,0,0,,Thưa các đồng chí\nDialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,Hết\n",
        ],
    );
    check(
        Foreign::Calendar,
        &[
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Bộ Y tế họp giao ban tại Huế\nEND:VEVENT\nEND:VCALENDAR\n",
            "\u{feff}BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
            "begin:vcalendar\nversion:1.0\n",
            "BEGIN:VEVENT\nSUMMARY:Họp\n",
            "BEGIN:VTODO\nSUMMARY:Họp\n",
        ],
    );
    check(Foreign::Contacts, &["BEGIN:VCARD\nFN:Hà An\n", "dn: cn=Hà An,o=Bộ Y tế\ncn: Hà An\n"]);
}

#[test]
fn configuration_and_dumps() {
    check(
        Foreign::Configuration,
        &[
            "[tin]\nten = bản tin của Bộ Y tế mỗi ngày\ntre = 2\n",
            "ten=ban tin cua Bo Y te moi ngay tai cac tinh\ntre=2\ngiu=co\n",
            "# cấu hình\nten: bản tin của Bộ Y tế\ntrang:\n  - mot\n  - hai\ntre: 2\n",
            "; cấu hình của bản tin\n[chinh]\nten=Bộ Y tế họp giao ban\n",
            "[Desktop Entry]\nName=Tin\nName[vi]=Tin Bộ Y tế\nExec=tin\n",
        ],
    );
    check(
        Foreign::DatabaseDump,
        &[
            "-- MySQL dump 10.13\nCREATE TABLE `tin` (\n",
            "INSERT INTO tin VALUES (1, 'Bộ Y tế họp giao ban tại Huế với sáu tỉnh miền Trung');\n",
            "SET names utf8;\ncreate table tin (ten text);\n",
            "COPY public.tin (so, ten) FROM stdin;\n1\tBộ Y tế họp giao ban\n\\.\n",
            "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n",
        ],
    );
    check(
        Foreign::Robots,
        &[
            "User-agent: *\nDisallow: /tim-kiem\n",
            "# không thu thập\nUser-agent: *\nAllow: /\nSitemap: https://example.org/sitemap.xml\n",
            "user-agent: Googlebot\nuser-agent: Bingbot\ndisallow:\n",
            "\u{feff}User-Agent: *\r\nCrawl-delay: 5\r\nDisallow: /\r\n",
            "Sitemap: https://example.org/a.xml\n\nUser-agent: *\nDisallow: /*?so=\n",
        ],
    );
    check(
        Foreign::Translations,
        &["msgid \"\"\nmsgstr \"\"\n\"Language: vi\\n\"\n\nmsgid \"minister\"\nmsgstr \"bộ trưởng của một bộ\"\n"],
    );
    check(Foreign::Keys, &["-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"]);
    check(Foreign::Patch, &["diff --git a/tin b/tin\n", "--- a/tin\n+++ b/tin\n@@ -1 +1 @@\n-Bộ Y tế\n+Bộ Y tế họp\n"]);
}

#[test]
fn tables() {
    check(
        Foreign::Csv,
        &[
            "Tên bài,Ngày đăng,Tóm tắt\n\"Bộ trưởng dự hội nghị\",06/05/2024,\"Sáng 6/5, Bộ trưởng dự hội nghị\"\n",
            "\u{feff}STT;Tên bài;Ngày\n1;\"Bộ trưởng dự hội nghị; Thứ trưởng chủ trì\";06/05/2024\n",
            "Số,Bài\n1,Bộ trưởng dự hội nghị ngành dược\n2,Thứ trưởng thăm trạm y tế xã\n",
            "tên bài;ngày đăng;nội dung\n",
            "\"Bài\",\"Nội dung\",\"Nguồn\"\n\"Bộ trưởng dự hội nghị\",\"Sáng nay,\nBộ trưởng dự hội nghị.\",\"Báo\"\n",
            "Họ và tên;Chức vụ;Đơn vị\nHà An;Giám đốc;Bệnh viện Huế\nLê Bình;Bác sĩ;Trạm y tế xã\n",
        ],
    );
    check(
        Foreign::Tsv,
        &[
            "Tên bài\tNgày\nBộ trưởng dự hội nghị\t6/5\nThứ trưởng thăm trạm y tế xã\t7/5\n",
            "STT\tTên bài\tNgày\n1\tBộ trưởng dự hội nghị ngành dược\t6/5\n",
            "Họ tên\tChức vụ\tĐơn vị\n",
            "Tỉnh\tSố trạm y tế\nHuế\t120\nĐà Nẵng\t56\nHà Nội\t579\n",
            "\u{feff}Bài\tNguồn\tTác giả\nBộ Y tế họp\tBáo\tHà An\n",
        ],
    );
    check(
        Foreign::TextTable,
        &[
            "| Tên bài | Ngày |\n|---|---|\n| Bộ trưởng dự hội nghị | 6/5 |\n",
            "+------+------+\n| Bài  | Ngày |\n+------+------+\n",
            "STT|Tên bài|Ngày\n1|Bộ trưởng dự hội nghị ngành dược|6/5\n",
        ],
    );
}

const PROSE: &str = "Sáng 6/5, tại Huế, Bộ Y tế họp với sáu tỉnh về thuốc, vật tư và trang thiết bị; cùng dự có đại \
                     diện các vụ, cục.\n\nCác tỉnh đề nghị: (1) bổ sung kinh phí; (2) đào tạo nhân lực. Địa chỉ góp ý: \
                     https://example.org/gop-y?so=1.\n";

#[test]
fn prose_is_an_article_with_accents_and_without() {
    let without = "Sang 6/5, tai Hue, Bo Y te hop voi sau tinh ve thuoc va vat tu; cung du co dai dien cac vu, cuc.\n\n\
                   Cac tinh de nghi bo sung kinh phi cho tram y te xa va dao tao nhan luc trong nam nay.\n";
    let letter = "Kính gửi: Văn phòng Bộ\n\nĐoàn công tác của Bộ Y tế thăm và làm việc tại xã Bãi Dâu trong hai ngày.\n\
                  \n- Nội dung thứ nhất: khám bệnh cho người dân trong xã;\n- Nội dung thứ hai: tặng thuốc cho trạm y tế xã.\n";
    for text in [PROSE, without, letter, &PROSE.to_uppercase(), &PROSE.replace("\n\n", "\n")] {
        for proof in [Proof::Likely, Proof::Certain] {
            let page = read_file(text.as_bytes(), proof, None).unwrap_or_else(|why| panic!("{why}: {text}"));
            assert!(page.article.is_some(), "{text}");
        }
    }
    assert_eq!(crate::portal::read(PROSE.as_bytes(), None), Err(Rejected::RecordedText));
}

#[test]
fn other_languages_are_no_articles() {
    for text in [
        "Pages of the ministry, saved by hand for a study of health stations. Please do not edit any of these files.",
        "Le ministre a visité l'hôpital de la région où il a été reçu par les médecins et les représentants élus.",
        "Der Minister besuchte am Montag das größte Krankenhaus der Region und sprach mit Ärzten über Arzneimittel.",
        "El ministro visitó el hospital de la región y habló con los médicos sobre la falta de medicinas en el país.",
        "Bu hastane bölgenin en büyük hastanesidir ve bakan pazartesi günü doktorlarla görüştü, sonra ayrıldı.",
        "Wo men jin tian qu yi yuan kan yi sheng, ran hou hui jia chi fan, ming tian zai qu gong zuo ba.",
        "The minister (Bộ trưởng) visited the health station of the commune and talked to the people who work there.",
    ] {
        for proof in [Proof::Likely, Proof::Certain] {
            assert_eq!(read_file(text.as_bytes(), proof, None), Err(Rejected::NotVietnamese), "{text}");
        }
    }
}

#[test]
fn a_found_file_must_prove_more_than_a_named_one() {
    let marked_up = format!("# Bộ Y tế họp\n\n{PROSE}");
    let mixed = format!("{PROSE}\n{}", "This page was saved from the site of the ministry for a study. ".repeat(3));
    let entries = format!("{}{PROSE}", "Bộ trưởng\nThứ trưởng\nVụ trưởng\nCục trưởng\n".repeat(20));
    for text in [&marked_up, &mixed, &entries] {
        assert!(read(text.as_bytes(), None).is_ok() || *text == entries, "{text}");
        assert!(read_file(text.as_bytes(), Proof::Certain, None).is_err(), "{text}");
    }
    let words = "bệnh\nviện\ntrạm\ny\ntế\nxã\nhuyện\ntỉnh\nthuốc\nbác\nsĩ\n";
    assert_eq!(read(words.as_bytes(), None), Err(Rejected::NotProse));
}
