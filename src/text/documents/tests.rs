//! Document numbers: what is found, and what finds it.

use super::*;

#[test]
fn full_numbers_are_found_however_they_are_written() {
    let cases: [(&str, &[&str]); 35] = [
        ("Nghị quyết số 72-NQ/TW ngày 09/09/2025", &["72-NQ/TW"]),
        ("72- NQ/TW", &["72-NQ/TW"]),
        ("72‑NQ/TW", &["72-NQ/TW"]),
        ("72 – NQ / TW", &["72-NQ/TW"]),
        ("72−NQ∕TW", &["72-NQ/TW"]),
        ("72\u{a0}-NQ/TW", &["72-NQ/TW"]),
        ("72-nq/tw", &["72-NQ/TW"]),
        ("72/NQ-TW, 72-NQ-TW", &["72-NQ/TW", "72-NQ/TW"]),
        ("72-NQ/TƯ", &["72-NQ/TW"]),
        ("Kế hoạch số 02-KH/BCĐTW,", &["02-KH/BCĐTW"]),
        ("02-KH/BCÐTW", &["02-KH/BCĐTW"]),
        ("Chỉ thị 25-CT/TW; chỉ thị 25/CT-TTg.", &["25-CT/TW", "25/CT-TTg"]),
        ("25/ct-ttg, 25/CT-TTG, 12-QĐi/TW", &["25/CT-TTg", "25/CT-TTg", "12-QĐi/TW"]),
        ("(282/NQ-CP)", &["282/NQ-CP"]),
        ("282/NQ-CP – UBND tỉnh", &["282/NQ-CP"]),
        ("02/2011/TT-BYT", &["02/2011/TT-BYT"]),
        ("146 / 2018 / NĐ – CP", &["146/2018/NĐ-CP"]),
        ("37/2014/TTLT-BYT-BTC", &["37/2014/TTLT-BYT-BTC"]),
        ("Nghị quyết 262/2025/QH15 của Quốc hội", &["262/2025/QH15"]),
        ("262/2025/qh15", &["262/2025/QH15"]),
        ("12/2022/UBTVQH15", &["12/2022/UBTVQH15"]),
        ("15-NQ/BCSĐ-BYT", &["15-NQ/BCSĐ-BYT"]),
        ("Công văn 1234/BYT-KCB", &["1234/BYT-KCB"]),
        ("1.234/QĐ-BYT", &["1234/QĐ-BYT"]),
        ("30a/2008/NQ-CP", &["30a/2008/NQ-CP"]),
        ("15/2023/QH15 - UBND", &["15/2023/QH15"]),
        ("ngày 20/1/2026 - UBND tỉnh, 19/1 - 25/1", &[]),
        ("Covid-19/SARS-CoV-2, A/H5N1, 24/24", &[]),
        ("QCVN 8-2:2011/BYT", &[]),
        ("năm 2025-2026/QĐ-BYT", &[]),
        ("3/khám-chữa, 3/KHÁM-CHỮA", &[]),
        ("9001:2015/ISO-AB", &[]),
        ("5/in-mot", &[]),
        ("72-NQ\n/TW", &[]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        let found = identifiers(text);
        let canonical: Vec<_> = found.iter().map(|i| i.canonical.as_str()).collect();
        assert_eq!(canonical, expected, "{text}");
        for found in &found {
            assert_eq!(key(&text[found.start..found.end].replace('.', "")), key(&found.canonical));
        }
    }
}

#[test]
fn keys_forget_case_accents_zeros_and_separators() {
    for (a, b) in [
        ("72-NQ/TW", "72-nq/tw"),
        ("02-KH/BCĐTW", "2-kh/bcdtw"),
        ("02-KH/BCĐTƯ", "2-kh/bcđtw"),
        ("146/2018/NĐ-CP", "146/2018/nd-cp"),
        ("02/2011/TT-BYT", "2/2011/TT-BYT"),
    ] {
        assert_eq!(key(a), key(b));
    }
    assert_ne!(key("25-CT/TW"), key("25/CT-TTg"));
    assert_ne!(key("10/2011/TT-BYT"), key("1/2011/TT-BYT"));
}

/// What a query finds in a text, by terms alone.
fn finds(query: &str, text: &str) -> bool {
    let asked = mentions(query);
    assert_eq!(asked.len(), 1, "{query}: {asked:?}");
    mentions(text).iter().flat_map(Mention::index_terms).any(|term| term == asked[0].query_term())
}

#[test]
fn queries_meet_texts() {
    let cases = [
        ("Nghị quyết 72", "Nghị quyết số 72-NQ/TW", true),
        ("nghị quyết số 72", "72-NQ/TW", true),
        ("nghi quyet 72", "Nghị quyết 72-NQ/TW", true),
        ("NQ 72", "Nghị quyết 72-NQ/TW", true),
        ("nq72", "Nghị quyết 72-NQ/TW", true),
        ("Nghị quyết số 282", "Nghị quyết 282/NQ-CP", true),
        ("Nghị quyết 72", "theo Nghị quyết 72, ngành y tế", true),
        ("NQ 72", "theo Nghị quyết 72, ngành y tế", true),
        ("72-NQ", "Nghị quyết 72-NQ/TW", true),
        ("72-nq", "Nghị quyết 72", true),
        ("thông tư 43/2025/TT", "43/2025/TT-BYT", true),
        ("43/2024/tt", "43/2025/TT-BYT", false),
        ("kế hoạch 1234", "1234/BYT-KH", false),
        ("công văn 1234", "1234/BYT-KH", true),
        ("công văn 12", "Công văn số 12/KH-TC", true),
        ("nghị quyết 72 năm 2025", "72-NQ/TW ngày 09/09/2025", true),
        ("nghị quyết 72/2025", "72-NQ/TW ngày 09/09/2024", false),
        ("Thông tư 43/2025", "Thông tư số 43/2025/TT-BYT", true),
        ("Thông tư 43/2024", "Thông tư số 43/2025/TT-BYT", false),
        ("Thông tư 43", "Thông tư số 43/2025/TT-BYT", true),
        ("Thông tư 43/2025", "Thông tư 43/2025 quy định", true),
        ("thông tư 2", "02/2011/TT-BYT", true),
        ("Nghị quyết 262", "Nghị quyết số 262/2025/QH15", true),
        ("Luật 262", "Nghị quyết số 262/2025/QH15", false),
        ("Luật 15/2023", "Luật Khám bệnh, chữa bệnh số 15/2023/QH15", true),
        ("công văn 1234", "1234/BYT-KCB", true),
        ("quyết định 132", "Quy định số 132-QĐ/TW", true),
        ("Nghị quyết 59", "các Nghị quyết 57, 59 và 68 của Bộ Chính trị", true),
        ("Nghị quyết 12", "Nghị quyết 72, 12 giải pháp", false),
        // A full number finds only itself.
        ("72-nq/tw", "Nghị quyết số 72-NQ/TW", true),
        ("Nghị quyết 72-NQ/TW", "72- NQ/TW", true),
        ("72-NQ/TW", "Nghị quyết 72", false),
        ("72-NQ/TW", "72/NQ-CP", false),
        ("25-CT/TW", "25/CT-TTg", false),
        ("25/CT-TTg", "25-CT/TW", false),
        ("chỉ thị 25", "25-CT/TW", true),
        ("chỉ thị 25", "25/CT-TTg", true),
        ("2-kh/bcdtw", "02-KH/BCĐTW", true),
        ("Nghị quyết 7", "72-NQ/TW", false),
    ];
    for (query, text, expected) in cases {
        assert_eq!(finds(query, text), expected, "{query} in {text}");
    }
}

#[test]
fn mentions_have_their_words_and_say_whether_they_are_certain() {
    let cases: [(&str, Option<(&str, bool)>); 23] = [
        ("theo Nghị quyết số 72-NQ/TW của", Some(("Nghị quyết số 72-NQ/TW", true))),
        ("triển khai nghị quyết 72 tại", Some(("nghị quyết 72", true))),
        ("nghị quyết số: 72", Some(("nghị quyết số: 72", true))),
        ("Thông tư 43/2025 mới", Some(("Thông tư 43/2025", true))),
        ("kế hoạch 5 năm 2021-2025", Some(("kế hoạch 5", false))),
        ("Kế hoạch số 5", Some(("Kế hoạch số 5", true))),
        ("kế hoạch 15/2026 của", Some(("kế hoạch 15/2026", true))),
        ("72-NQ/TT 5", Some(("72-NQ/TT", true))),
        ("máy CT 64 dãy", Some(("CT 64", false))),
        ("thông tư liên tịch 37", Some(("thông tư liên tịch 37", true))),
        ("thông báo 17/1", None),
        ("nghị quyết 5%", None),
        ("nghị quyết 7.2", None),
        ("thông báo 5-7 ca", None),
        ("nghị quyết: 72", None),
        ("nghị quyết\n72 đại biểu", None),
        ("nghị quyết số\n72", None),
        ("nghị quyết, 72", None),
        ("bác sĩ 72", None),
        ("khoa Nq 72", None),
        ("nghị quyết 72h", None),
        ("nghì quyết 72", None),
        ("72", None),
    ];
    for (text, expected) in cases {
        let found = mentions(text);
        let shown = found.first().map(|m| (&text[m.start..m.end], m.certain));
        assert_eq!(shown, expected, "{text}");
        assert!(found.len() <= 1, "{text}");
    }
}
