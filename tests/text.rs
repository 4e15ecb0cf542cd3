//! How text is read, whatever way it comes in: wrapped, escaped, with scripts and tables, in old encodings.

use serde_json::{Value, json};

use crate::support::{Place, Ran, jsonl};

const PROSE: &str = "Chiều 3/5, Thứ trưởng Trần Văn Thuấn làm việc với tỉnh Sơn Thủy về nhân lực ngành y và thuốc hiếm. Đoàn công tác \
                     đã thăm hai trạm y tế xã, nghe báo cáo về vắc xin và tặng quà cho người bệnh nghèo.";

/// The same in TCVN3 and in VNI.
const TCVN3: &str = "ChiÒu 3/5, Thø tr\u{AD}ëng TrÇn V¨n ThuÊn lµm viÖc víi tØnh S¬n Thñy vÒ nh©n lùc ngµnh y vµ thuèc hiÕm. §oµn c«ng t¸c \
                     ®· th¨m hai tr¹m y tÕ x·, nghe b¸o c¸o vÒ v¾c xin vµ tÆng quµ cho ng\u{AD}êi bÖnh nghÌo.";
const VNI: &str = "Chieàu 3/5, Thöù tröôûng Traàn Vaên Thuaán laøm vieäc vôùi tænh Sôn Thuûy veà nhaân löïc ngaønh y vaø thuoác hieám. Ñoaøn coâng taùc \
                   ñaõ thaêm hai traïm y teá xaõ, nghe baùo caùo veà vaéc xin vaø taëng quaø cho ngöôøi beänh ngheøo.";

/// UTF-8 read as Windows-1252 and encoded again.
fn again(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            0x80..=0x9F => char::from_u32(WINDOWS_1252[usize::from(byte - 0x80)]).unwrap(),
            byte => char::from(byte),
        })
        .collect()
}

const WINDOWS_1252: [u32; 32] = [
    0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
    0x17E, 0x178,
];

/// A page of the legacy portal.
fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html><body><div class=\"contentDetail\"><h3 class=\"text-change-size\">{title}</h3>\
         <p class=\"time-post\">03/05/2024 | 15:15 PM</p><div class=\"journal-content-article\">{body}</div></div>\
         </body></html>"
    )
}

/// A response of today's portal.
fn response(title: &str, body: &str) -> String {
    let article =
        json!({ "ma": "170123", "tieuDe": title, "noiDung": body, "thoiGianBatDauDang": "03/05/2024 03:15 PM" });
    json!({ "d": article }).to_string()
}

fn record(title: &str, body: &str) -> String {
    json!({ "title": title, "body": body, "published": "2024-05-03T15:15:00+07:00" }).to_string()
}

/// Imports one file and returns the only article, with the run.
fn imported(place: &Place, name: &str, content: &[u8]) -> (Value, Ran) {
    place.write(name, content);
    let ran = place.run(&["import", name]);
    assert_eq!(ran.code, 0, "{name}: {}", ran.err);
    let mut articles = jsonl(&place.ok(&["export", "--section", "all", "--status", "all", "--format", "jsonl"]));
    assert_eq!(articles.len(), 1, "{name}");
    (articles.remove(0), ran)
}

fn text<'a>(article: &'a Value, key: &str) -> &'a str {
    article[key].as_str().unwrap_or_default()
}

#[test]
fn text_in_an_old_encoding_is_read_in_every_way_in() {
    let capture =
        |title: &str, body: &str| format!("Xuất bản thông tin\n{title}\n03/05/2024 | 15:15 PM\n{body}\n\nHết.");
    for old in [TCVN3.to_owned(), VNI.to_owned(), again(PROSE), again(&again(PROSE))] {
        let title = old.split(". ").next().unwrap();
        let body = format!("<p>{old}</p>");
        let entities: String =
            body.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("&#{};", u32::from(c)) }).collect();
        for (name, content) in [
            ("page.html", page(title, &body)),
            ("entities.html", page("Thứ trưởng làm việc với tỉnh", &entities)),
            ("response.json", response(title, &body)),
            ("record.jsonl", record(title, &old)),
            ("text.txt", old.clone()),
            ("capture.txt", capture(title, &old)),
        ] {
            let place = Place::new();
            let (article, _) = imported(&place, name, content.as_bytes());
            let whole = [text(&article, "title"), text(&article, "abstract"), text(&article, "body")].join(" ");
            assert!(whole.contains(PROSE), "{name}: {whole}");
            assert_eq!(article["officials"][0]["name"], "Trần Văn Thuấn", "{name}");
        }
    }
}

#[test]
fn bytes_of_an_old_encoding_are_converted_with_a_warning_that_names_it() {
    let bytes = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect::<Vec<u8>>();
    // Windows-1258: most tones are characters of their own after the letter.
    let windows_1258 = b"Th\xfd\xec tr\xfd\xf5\xd2ng Tr\xe2\xccn V\xe3n Thu\xe2\xecn th\xe3m tra\xf2m y t\xea\xec, \
        t\xe3\xf2ng qu\xe0 cho ng\xfd\xf5\xcci b\xea\xf2nh.";
    let expected_1258 = "Thứ trưởng Trần Văn Thuấn thăm trạm y tế, tặng quà cho người bệnh.";
    for (name, content, encoding, expected) in [
        ("tcvn3.txt", bytes(TCVN3), "TCVN3", PROSE),
        ("vni.txt", bytes(VNI), "VNI", PROSE),
        ("windows-1258.txt", windows_1258.to_vec(), "windows-1258", expected_1258),
        ("vni.html", bytes(&page("Thöù tröôûng laøm vieäc", VNI)), "VNI", PROSE),
    ] {
        let place = Place::new();
        let (article, ran) = imported(&place, name, &content);
        assert!(text(&article, "body").contains(expected), "{name}: {article}");
        assert!(ran.err.contains(name) && ran.err.contains(encoding), "{name}: {}", ran.err);
    }
}

#[test]
fn one_wrong_byte_costs_one_character_and_a_warning() {
    let prose = PROSE.as_bytes();
    let at = PROSE.find("tỉnh").unwrap();
    for wrong in [&b"\xff"[..], b"\xe1\xbb", b"\0", b"\xc0", b"\xf5"] {
        let damaged = [&prose[..at], wrong, &prose[at..]].concat();
        let text_of = |before: &str, after: &str| [before.as_bytes(), &damaged, after.as_bytes()].concat();
        let whole = page("Thứ trưởng làm việc với tỉnh Sơn Thủy", "<p>@</p>");
        let (before, after) = whole.split_once('@').unwrap();
        let mut files = vec![("page.html", text_of(before, after)), ("text.txt", damaged.clone())];
        if wrong != b"\0" {
            let line = record("Thứ trưởng làm việc với tỉnh Sơn Thủy", "@");
            let (before, after) = line.split_once('@').unwrap();
            files.push(("record.jsonl", text_of(before, after)));
            let line = response("Thứ trưởng làm việc với tỉnh Sơn Thủy", "@");
            let (before, after) = line.split_once('@').unwrap();
            files.push(("response.json", text_of(before, after)));
        }
        for (name, content) in files {
            let place = Place::new();
            let (article, ran) = imported(&place, name, &content);
            assert_eq!(text(&article, "body").matches('\u{FFFD}').count(), 1, "{name}: {article}");
            assert!(ran.err.contains("warning:") && ran.err.contains(name), "{name}: {}", ran.err);
        }
    }
}

#[test]
fn wrapped_lines_are_one_text_in_every_way_in() {
    let wrapped = PROSE.replace("Văn ", "Văn\n").replace("ngành ", "ngành\n").replace("hai ", "hai\n");
    let wrapped = format!("{wrapped}\n\nHội nghị kết thúc trong\nngày. Các đơn vị\nsẽ báo cáo.");
    let title = "Thứ trưởng làm việc với tỉnh Sơn Thủy";
    for (name, content) in [
        ("text.txt", format!("{title}\n\n{wrapped}\n")),
        ("dos.txt", format!("{title}\n\n{wrapped}\n").replace('\n', "\r\n")),
        ("capture.txt", format!("Xuất bản thông tin\n{title}\n03/05/2024 | 15:15 PM\n{wrapped}\n")),
        ("record.jsonl", record(title, &wrapped)),
        ("page.html", page(title, &format!("<pre>{wrapped}</pre>"))),
        ("response.json", response(title, &format!("<p>{}</p>", wrapped.replace("\n\n", "</p><p>")))),
    ] {
        let place = Place::new();
        let (article, _) = imported(&place, name, content.as_bytes());
        assert_eq!(text(&article, "title"), title, "{name}");
        let whole = format!("{}\n\n{}", text(&article, "abstract"), text(&article, "body"));
        let flat = whole.replace("\n\n", " ");
        assert!(flat.contains(PROSE) && !whole.contains("hai\n"), "{name}: {whole}");
        assert!(whole.contains("kết thúc trong ngày."), "{name}: {whole}");
        let found =
            place.ok(&["search", "--strict", "--section", "all", "--format", "ids", "\"Trần Văn Thuấn làm việc\""]);
        assert_eq!(found.lines().count(), 1, "{name}");
        assert_eq!(article["officials"][0]["name"], "Trần Văn Thuấn", "{name}");
    }
}

#[test]
fn scripts_keep_their_meaning_and_words_are_found() {
    let body = "<p>Bệnh viện đạt chuẩn<sup>2</sup> và an toàn<sup>(*)</sup>; liều 5×10<sup>-6</sup> g, rộng 30 m<sup>2</sup>, đo \
                SpO<sub>2</sub>, bụi PM<sub>2.5</sub>, ở 37<sup>o</sup>C năm 2024<sup>1</sup>.</p>";
    for (name, content) in [("page.html", page("Chuẩn mới", body)), ("response.json", response("Chuẩn mới", body))]
    {
        let place = Place::new();
        let (article, _) = imported(&place, name, content.as_bytes());
        assert_eq!(
            text(&article, "body"),
            "Bệnh viện đạt chuẩn [2] và an toàn (*); liều 5×10⁻⁶ g, rộng 30 m², đo SpO₂, bụi PM2.5, ở 37°C năm 2024 [1].",
        );
        for query in ["\"đạt chuẩn\"", "\"an toàn\"", "SpO2", "\"năm 2024\"", "PM2.5", "m2"] {
            let found = place.ok(&["search", "--strict", "--section", "all", "--format", "ids", query]);
            assert_eq!(found.lines().count(), 1, "{name}: {query}");
        }
    }
}

#[test]
fn tables_forms_and_escaped_text_are_read_as_a_reader_sees_them() {
    let table = "<table><tr><th>Tỉnh<th>2023<th>2024<tr><td>Huế<td><td>12<tr><td>Sơn La<td>-<td>9</table>";
    let cases = [
        (table, "Tỉnh | 2023 | 2024\n\nHuế | | 12\n\nSơn La | - | 9"),
        ("<form><input name=a><p>Một.</p><label>Hai</label></form><p>Ba.</p>", "Một.\n\nHai\n\nBa."),
        ("<details><summary>Một</summary>hai</details><nav>ba</nav>bốn", "Một\n\nhai\n\nba\n\nbốn"),
        ("<fieldset><legend>Một</legend>hai</fieldset><title>ba</title>bốn", "Một\n\nhai\n\nba\n\nbốn"),
        ("<p>Một.</p><video><p>Trình duyệt không hỗ trợ video</p></video><p>Hai.</p>", "Một.\n\nHai."),
        ("&lt;p&gt;Một &amp;amp; hai.&lt;/p&gt;&lt;p&gt;&amp;quot;Ba&amp;quot;&lt;/p&gt;", "Một & hai.\n\n\"Ba\""),
    ];
    for (body, expected) in cases {
        for (name, content) in [
            ("page.html", page("Bộ &amp;quot;Y tế&amp;quot; họp", body)),
            ("response.json", response("Bộ &amp;quot;Y tế&amp;quot; họp", body)),
        ] {
            let (article, _) = imported(&Place::new(), name, content.as_bytes());
            assert_eq!((text(&article, "title"), text(&article, "body")), ("Bộ \"Y tế\" họp", expected), "{name}");
        }
    }
}
