//! Tests of encodings from before Unicode.

use super::*;

const PLAIN: &str = "Chiều 3/5, Bộ trưởng Đào Hồng Lan làm việc với tỉnh Sơn Thủy về nhân lực ngành y, dự phòng dịch bệnh và \
                     những kỹ thuật mới; ý kiến: “cần đủ thuốc”.";

/// Encodes as the old fonts do, by trying every letter of Vietnamese.
fn encode(encoding: Encoding, text: &str) -> String {
    let western: Vec<char> = ('\u{A1}'..='\u{FF}').collect();
    let mut codes: Vec<String> = western.iter().map(char::to_string).collect();
    if encoding == Encoding::Vni {
        let bases = "aeouyAEOUYôöÔÖ".chars();
        codes.splice(0..0, bases.flat_map(|base| western.iter().map(move |mark| format!("{base}{mark}"))));
    }
    let code_of = |letter: char| codes.iter().find(|code| encoding.decode(code) == letter.to_string()).cloned();
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { code_of(c).unwrap_or(c.to_string()) }).collect()
}

/// Encodes UTF-8 once more.
fn again(text: &str) -> String {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
}

#[test]
fn old_encodings_are_recognised_and_decoded() {
    for encoding in [Encoding::Tcvn3, Encoding::Vni] {
        let old = encode(encoding, PLAIN);
        assert_ne!(old, PLAIN);
        assert_eq!(recognise(std::iter::once(old.as_str())), Some(encoding), "{old}");
        assert_eq!(in_unicode(&old), PLAIN, "{old}");
    }
    for old in [again(PLAIN), again(&again(PLAIN)), again(PLAIN).replace('\u{A0}', " ")] {
        assert_eq!(recognise(std::iter::once(old.as_str())), Some(Encoding::Twice), "{old}");
        assert_eq!(in_unicode(&old), PLAIN, "{old}");
    }
}

#[test]
fn known_words_are_spelt_as_in_the_old_fonts() {
    let cases = [
        (Encoding::Tcvn3, "Bé tr\u{AD}ëng ®i th¨m bÖnh viÖn", "Bộ trưởng đi thăm bệnh viện"),
        (Encoding::Tcvn3, "THø TR¦ëNG §ç XU¢N TUY£N", "THỨ TRƯỞNG ĐỖ XUÂN TUYÊN"),
        (Encoding::Vni, "Boä tröôûng ñi thaêm beänh vieän ôû tænh", "Bộ trưởng đi thăm bệnh viện ở tỉnh"),
        (
            Encoding::Vni,
            "BOÄ TRÖÔÛNG ÑOÃ XUAÂN TUYEÂN, vò trí, nghó ngôïi",
            "BỘ TRƯỞNG ĐỖ XUÂN TUYÊN, vị trí, nghĩ ngợi",
        ),
        (Encoding::Windows1258, "Bôò trýõÒng ðang thãm bêònh viêòn", "Bộ trưởng đang thăm bệnh viện"),
        (Encoding::Twice, "Bá»™ trÆ°á»Ÿng Ä‘i thÄƒm bá»‡nh viá»‡n", "Bộ trưởng đi thăm bệnh viện"),
    ];
    for (encoding, old, expected) in cases {
        assert_eq!(encoding.decode(old), expected);
        assert_eq!(recognise(std::iter::once(old)), Some(encoding), "{old}");
    }
}

#[test]
fn unicode_text_is_left_alone() {
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(PLAIN).collect();
    let texts = [
        PLAIN,
        &decomposed,
        "Cà Mau, Hà Giang, Gia Lai, Hòa Bình",
        "250 m², 37°C, ±5 %, «Thông tư», §3",
        "Le président a été reçu à Genève par la délégation française",
        "Präsident Köhler besucht das Krankenhaus für Kinder in München",
        "没有",
        "không dấu",
    ];
    for text in texts {
        assert_eq!(recognise(std::iter::once(text)), None, "{text}");
    }
    for encoding in Encoding::ALL {
        assert_eq!(encoding.decode(PLAIN), PLAIN);
    }
}

#[test]
fn a_part_in_an_old_encoding_is_found_among_right_ones() {
    let old = encode(Encoding::Vni, PLAIN);
    assert_eq!(recognise(["Cổng thông tin Bộ Y tế", &old, "Tin liên quan"].into_iter()), Some(Encoding::Vni));
}

#[test]
fn fonts_name_their_encoding() {
    let cases = [
        (".VnTime", Some(Encoding::Tcvn3)),
        ("'.VnArialH', Arial", Some(Encoding::Tcvn3)),
        ("VNI-Times", Some(Encoding::Vni)),
        ("Times New Roman, VNI-Times", None),
        ("Vni", None),
        ("", None),
    ];
    for (fonts, expected) in cases {
        assert_eq!(Encoding::of_fonts(fonts), expected, "{fonts}");
    }
}

#[test]
fn bytes_of_old_encodings_are_decoded() {
    let latin1 = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'"')).collect::<Vec<u8>>();
    let quoted = PLAIN.replace(['“', '”'], "\"");
    for (encoding, name) in [(Encoding::Tcvn3, "TCVN3"), (Encoding::Vni, "VNI")] {
        let bytes = latin1(&encode(encoding, &quoted));
        assert_eq!(from_bytes(&bytes, None), Some((quoted.clone(), name)));
    }
    // Windows-1258 writes most tones as marks after the letter.
    assert_eq!(from_bytes(b"Th\xfd\xec", Some("Windows-1258")), Some(("Thứ".to_owned(), "windows-1258")));
    assert_eq!(from_bytes(b"Th\xfd\xec", Some("iso-8859-1")), None);
    let bytes = b"Th\xfd\xec tr\xfd\xf5\xd2ng B\xf4\xf2 Y t\xea\xec th\xe3m b\xea\xf2nh vi\xea\xf2n";
    assert_eq!(from_bytes(bytes, None), Some(("Thứ trưởng Bộ Y tế thăm bệnh viện".to_owned(), "windows-1258")));
    assert_eq!(from_bytes(b"\xc4\xe5\xed\xfc \xe4\xee\xe1\xf0\xfb\xe9", None), None);
}
