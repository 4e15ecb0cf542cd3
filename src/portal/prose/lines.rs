//! What a single line reveals: a photo credit, a source, where its first sentence ends.

use crate::text::{SENTENCE_MARKS, sentence_end};

/// Longest credit in characters, from "Ảnh" on.
const CREDIT_CHARS_MAX: usize = 80;
/// Longest name of a source in characters.
const SOURCE_CHARS_MAX: usize = 80;

/// How credits begin; a small letter only after a bracket, since "hình ảnh:" is a word of prose.
const CREDIT_MARKS: [(&str, &str); 4] = [("", "Ảnh"), ("", "ẢNH"), ("", "Nguồn ảnh"), ("(", "ảnh")];

/// Longest mark in characters, with its bracket.
const MARK_CHARS_MAX: usize = 9;

/// Words that follow "Ảnh" in a credit without a colon.
const CREDIT_WORDS: [&str; 12] =
    ["minh họa", "minh hoạ", "tư liệu", "cắt từ", "chụp", "sưu tầm", "internet", "do ", "của ", "từ ", "st", "bv"];

/// Whether a text ends in a photo credit: "Ảnh: Hà An", "(Ảnh: A/TTXVN)", "Ảnh BVCC", "Ảnh minh họa".
///
/// The word alone proves nothing: "Ảnh hưởng của thuốc lá" is prose.
pub(in crate::portal) fn ends_in_credit(text: &str) -> bool {
    // A credit is the last thing in its text: only the last mark can open it, and that near the end.
    let end = text.char_indices().nth_back(CREDIT_CHARS_MAX + MARK_CHARS_MAX - 1).map_or(0, |(at, _)| at);
    // A letter that every mark has.
    if !text[end..].contains(['Ả', 'ả']) {
        return false;
    }
    CREDIT_MARKS.iter().any(|(bracket, mark)| {
        let whole = [*bracket, *mark].concat();
        text[end..].rfind(&whole).is_some_and(|at| {
            let word = end + at + bracket.len();
            opens_credit(&text[..word], &text[word + mark.len()..])
        })
    })
}

fn opens_credit(before: &str, after: &str) -> bool {
    let before = before.trim_end();
    let starts_clause =
        before.is_empty() || before.ends_with(['.', '!', '?', '(', '[', '-', '–', '|', '/', '”', '"', '…']);
    if !starts_clause || after.chars().count() > CREDIT_CHARS_MAX {
        return false;
    }
    let bare = after.trim_end_matches([')', ']', '.', ' ']);
    if let Some(named) = after.strip_prefix([':', '：']).or_else(|| after.strip_prefix(" :")) {
        // A sentence after the colon isn't a name.
        return !named.trim().is_empty() && !bare.contains(". ");
    }
    let Some(rest) = bare.strip_prefix(' ') else { return false };
    let rest = rest.trim_start_matches(['-', '–', ' ']);
    let lower = rest.to_lowercase();
    let name_like = rest.chars().next().is_some_and(char::is_uppercase) && rest.split(' ').count() <= 6;
    name_like || CREDIT_WORDS.iter().any(|word| lower.starts_with(word))
}

/// The name in "(Nguồn: suckhoedoisong.vn)", "Nguồn: vov.vn", "(Theo TTXVN)"; `None` for other lines.
pub(in crate::portal) fn source_line(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = text.strip_prefix(['(', '[']).unwrap_or(text);
    let bracketed = inner.len() < text.len();
    let inner = inner.trim_end_matches([')', ']']).trim();
    let name = match strip_any(inner, &["Nguồn tin", "Nguồn", "NGUỒN", "nguồn"]) {
        Some(rest) => match rest.trim_start().strip_prefix([':', '：']) {
            Some(name) => name,
            None => Some(rest).filter(|_| bracketed && rest.starts_with(' ') && !rest.starts_with(" ảnh"))?,
        },
        None => strip_any(inner, &["Theo "]).filter(|name| bracketed || is_web_name(name))?,
    };
    let name = name.trim().trim_end_matches(['.', ',', ';']).trim();
    let fits = name.chars().any(char::is_alphanumeric)
        && name.chars().count() <= SOURCE_CHARS_MAX
        && first_sentence(name).len() == name.len();
    fits.then(|| name.to_owned())
}

fn is_web_name(name: &str) -> bool {
    let name = name.trim().trim_end_matches('.');
    name.contains('.') && !name.contains(char::is_whitespace)
}

fn strip_any<'a>(text: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    prefixes.iter().find_map(|prefix| text.strip_prefix(prefix))
}

/// The first sentence of a clean text, with its end mark.
///
/// Closing quotes and brackets belong to the sentence.
pub(in crate::portal) fn first_sentence(text: &str) -> &str {
    let mut marks = text.match_indices(SENTENCE_MARKS);
    marks.find_map(|(at, _)| sentence_end(text, at)).map_or(text, |end| &text[..end.closers])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_end_captions() {
        let yes = [
            "Thứ trưởng phát biểu. Ảnh: Trần Minh",
            "Bộ trưởng thăm trạm y tế. (Ảnh: Đức Cường)",
            "Quang cảnh buổi làm việc. (Ảnh: Phương Hoa/TTXVN).",
            "Bệnh viện nhận máy mới. Ảnh BVCC",
            "Bệnh viện nhận máy mới - Ảnh: VGP/Trần Minh",
            "Bệnh viện nhận máy mới (ảnh: Hà An)",
            "Tiêm chủng cho trẻ. Ảnh minh họa.",
            "Ảnh: Hà An",
            "ẢNH: HÀ AN",
            "Một ca mổ. Ảnh do bệnh viện cung cấp",
            "Một ca mổ. Nguồn ảnh: CDC",
            &format!("Một ca mổ. Nguồn ảnh: {}", "a".repeat(CREDIT_CHARS_MAX - 2)),
        ];
        for text in yes {
            assert!(ends_in_credit(text), "{text}");
        }
        let no = [
            "",
            "Ảnh hưởng của thuốc lá là rất lớn.",
            "Thuốc lá có hại. Ảnh hưởng của nó rất lớn.",
            "Chẩn đoán hình ảnh: kỹ thuật mới",
            "Hình Ảnh: kỹ thuật mới của khoa",
            "Ảnh: Hà An. Sau đó đoàn đã đi thăm các gia đình chính sách.",
            "Ảnh",
            "Ảnh:",
            "Ngành đẩy mạnh chẩn đoán hình ảnh.",
            "Tin, ảnh: Hà An",
        ];
        for text in no {
            assert!(!ends_in_credit(text), "{text}");
        }
    }

    #[test]
    fn source_lines() {
        let cases = [
            ("(Nguồn: suckhoedoisong.vn)", Some("suckhoedoisong.vn")),
            ("Nguồn: vov.vn", Some("vov.vn")),
            ("Nguồn : vov.vn.", Some("vov.vn")),
            ("Nguồn tin: Báo Nhân Dân", Some("Báo Nhân Dân")),
            ("(Theo TTXVN)", Some("TTXVN")),
            ("(Nguồn TTXVN)", Some("TTXVN")),
            ("Theo suckhoedoisong.vn", Some("suckhoedoisong.vn")),
            ("Theo Bộ trưởng, đây là việc lớn", None),
            ("Nguồn lực của Nhà nước", None),
            ("(Nguồn ảnh: CDC)", None),
            ("Nguồn: một. Hai câu thì không.", None),
            ("Nguồn:", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(source_line(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_first_sentence_does_not_end_at_abbreviations_or_numbers() {
        let cases = [
            (
                "Sáng 10/10, tại TP. Hồ Chí Minh, GS. TS Lê A dự họp. Cùng dự có B.",
                "Sáng 10/10, tại TP. Hồ Chí Minh, GS. TS Lê A dự họp.",
            ),
            ("Nghị quyết 72-NQ/TW nêu 1.586 việc. Sau đó…", "Nghị quyết 72-NQ/TW nêu 1.586 việc."),
            ("Ông nói: “Tốt lắm.” Mọi người vỗ tay.", "Ông nói: “Tốt lắm.”"),
            ("Kết quả rất tốt... và còn nữa", "Kết quả rất tốt... và còn nữa"),
            ("Vì sao? Vì thế.", "Vì sao?"),
            ("Không có dấu", "Không có dấu"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(first_sentence(text), expected);
        }
    }
}
