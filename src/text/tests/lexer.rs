//! How texts are cut into tokens and how those are spelt.

use crate::text::lexer::{Lexer, TOKEN_CHARS_MAX, tokens};
use crate::text::token::Token;

fn terms(text: &str) -> String {
    tokens(text).into_iter().map(|t| t.term).collect::<Vec<_>>().join(" ")
}

fn folds(text: &str) -> String {
    tokens(text).into_iter().map(|t| t.fold).collect::<Vec<_>>().join(" ")
}

#[test]
fn words_are_spelt_in_two_forms() {
    let cases = [
        ("khoẻ", "khoe3", "khoe"),
        ("khỏe", "khoe3", "khoe"),
        ("uỷ ban", "uy3 ban", "uy ban"),
        ("ủy BAN", "uy3 ban", "uy ban"),
        ("lựơng lượng", "lương5 lương5", "luong luong"),
        ("kỹ kĩ lý lí Mỹ Mĩ", "ki4 ki4 li1 li1 mi4 mi4", "ki ki li li mi mi"),
        ("bác sỹ, bác sĩ", "bac1 si4 bac1 si4", "bac si bac si"),
        ("tỷ tỉ quý quí hy hi", "ti3 ti3 qui1 qui1 hi hi", "ti ti qui qui hi hi"),
        ("Vy Vi thúy thúi", "vy vi thuy1 thui1", "vy vi thuy thui"),
        ("Đào Ðào HĐND HÐND", "đao2 đao2 hđnd hđnd", "dao dao hdnd hdnd"),
        ("Hànội", "hànội", "hanoi"),
        ("gì già giã", "gi2 gia2 gia4", "gi gia gia"),
        ("chó cho", "cho1 cho", "cho cho"),
        ("y Ý", "y y1", "y y"),
        ("Sigurðsson", "sigurđsson", "sigurdsson"),
        ("Zürich São José", "zürich sao4 jose1", "zurich sao jose"),
        ("m² CO₂", "m2 co2", "m2 co2"),
        ("ΟΔΟΣ οδος", "οδοσ οδοσ", "οδοσ οδοσ"),
    ];
    for (text, term, fold) in cases {
        assert_eq!((terms(text).as_str(), folds(text).as_str()), (term, fold), "{text}");
    }
}

#[test]
fn words_are_cut() {
    let cases = [
        ("262/2025/QH15", "262 2025 qh15"),
        ("Bệnh viện 1A", "bênh5 viên5 1a"),
        ("03Trong 03trong", "03 trong 03 trong"),
        ("50mg 50 mg 5h30 H5N1 QH15Quốc", "50 mg 50 mg 5h30 h5n1 qh15 quôc1"),
        ("1.586 đại biểu, 12.000.000 đồng", "1586 đai5 biêu3 12000000 đông2"),
        ("1.586. Sau", "1586 sau"),
        ("9.9.2025 09.2025 1900.9095 1.5 0243.846.573", "9 9 2025 09 2025 1900 9095 1 5 0243 846 573"),
        ("10.000m2", "10000 m2"),
        ("W.H.O. và WHO, U.S. (U.S.A)", "who va2 who us usa"),
        ("T.P. Huế N.V.A. A.", "tp huê1 nva a"),
        ("Y.Tế A.Bình G7.W", "y tê1 a binh2 g7 w"),
        ("GS.TS W.H.Ở P.1 w.h.o", "gs ts wh ơ3 p 1 w h o"),
        ("Covid-19 vắc‑xin", "covid 19 văc1 xin"),
        ("Бюро ВОЗ", "бюро воз"),
        ("卫生部Bộ", "卫 生 部 bô5"),
        ("กระทรวง", "กระทรวง"),
        ("وِزَارَة", "وِزَارَة"),
        ("", ""),
        (" -?! ", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(terms(text), expected, "{text}");
    }
}

#[test]
fn a_long_run_is_cut_into_pieces_and_nothing_is_lost() {
    let run = "ệ".repeat(TOKEN_CHARS_MAX * 2 + 3);
    let found = tokens(&run);
    assert_eq!(found.len(), 3);
    assert!(found.windows(2).all(|w| w[0].end == w[1].start));
    assert_eq!(found.last().map(|t| t.end), Some(run.len()));
    assert!(found.iter().all(|t| t.fold.chars().count() <= TOKEN_CHARS_MAX));
}

#[test]
fn positions_leave_a_gap_where_a_clause_ends() {
    let cases = [
        ("Trung ương Đảng, Bộ trưởng", Some(3)),
        ("khám, chữa bệnh", None),
        ("TP. Hồ Chí Minh", None),
        ("Tp. Hồ Chí Minh", None),
        ("GS. TS. Trần An", None),
        ("GS.TS. Trần An", None),
        ("PGS. TS Trần An", None),
        ("ThS. Trần An", None),
        ("viêm gan B. Thứ trưởng", Some(3)),
        ("tốt đẹp. Bộ Y tế", Some(2)),
        ("tốt đẹp.\u{a0}Bộ Y tế", Some(2)),
        ("“tốt đẹp” Bộ Y tế", Some(2)),
        ("nói “Bộ Y tế", None),
        ("tốt đẹp… Bộ", Some(2)),
        ("đẹp? Bộ! Ờ", Some(1)),
        ("Nguyễn An: Đã", Some(2)),
        ("7:30", None),
        ("một. hai", None),
        ("một\n\nhai", Some(1)),
        ("... Một hai", None),
    ];
    for (text, first_gap) in cases {
        let found = tokens(text);
        let gap = found.windows(2).position(|w| w[1].position != w[0].position + 1).map(|n| n + 1);
        assert_eq!(gap, first_gap, "{text}");
        assert_eq!(found[0].position, 0, "{text}");
    }
}

#[test]
fn a_lexer_that_starts_after_a_token_finds_the_others() {
    let text = "TP. Hồ Chí Minh: 10.000m2, 5mg “Bệnh-viện” 03Trong 卫b ﬁb. Bộ, bụ̂c bác\n\nbB\u{301}";
    let all = tokens(text);
    for (n, first) in all.iter().enumerate() {
        let (mut lexer, mut token) = (Lexer::after(text, first.start..first.end), Token::default());
        for expected in &all[n + 1..] {
            assert!(lexer.advance(&mut token));
            token.position += first.position;
            assert_eq!(token, *expected, "after {first:?}");
        }
        assert!(!lexer.advance(&mut token));
    }
}

#[test]
fn accents_are_noticed() {
    for (text, accented) in [("do", false), ("đo", true), ("dò", true), ("dơ", true), ("QH15", false), ("1.586", false)]
    {
        assert_eq!(tokens(text)[0].accented, accented, "{text}");
    }
}
