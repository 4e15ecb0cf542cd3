//! The sentences of a text. A sentence is the evidence for a link.

use std::ops::Range;

use crate::text::{SENTENCE_MARKS, sentence_end};

/// Whether a zone was cut: it ends in an ellipsis, so its last words may be half of something.
pub(super) fn is_cut(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with("...") || text.ends_with('…')
}

/// Longest sentence in bytes that is read as one. The time to read one may grow with the square of its length, and
/// nobody writes longer ones.
const SENTENCE_BYTES_MAX: usize = 8 << 10;

/// A sentence as it is read: in parts, cut at blanks, if it is too long.
pub(super) fn parts(text: &str, sentence: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = sentence.start;
    std::iter::from_fn(move || {
        let rest = text[start..sentence.end].trim_start();
        let begin = sentence.end - rest.len();
        if rest.is_empty() {
            return None;
        }
        let longest = (0..=SENTENCE_BYTES_MAX.min(rest.len())).rev().find(|at| rest.is_char_boundary(*at))?;
        let length = if longest == rest.len() { longest } else { rest[..longest].rfind(' ').unwrap_or(longest) };
        start = begin + length;
        Some(begin..start)
    })
}

/// The sentence that holds a byte of a text, without blanks around it.
pub(super) fn around(text: &str, byte: usize) -> Range<usize> {
    let may_end = |c: char| c == '\n' || SENTENCE_MARKS.contains(&c);
    let start = text[..byte].rmatch_indices(may_end).find_map(|(at, _)| end_of_mark(text, at)).unwrap_or(0);
    let mut ends = text[byte..].match_indices(may_end);
    let end = ends.find_map(|(at, _)| end_of_mark(text, byte + at)).unwrap_or(text.len());
    let sentence = &text[start..end];
    let start = start + (sentence.len() - sentence.trim_start().len());
    start..start + sentence.trim().len()
}

/// All sentences of a text, in order.
pub(super) fn all(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut at = 0;
    while let Some(skip) = text[at..].find(|c: char| !c.is_whitespace()) {
        let sentence = around(text, at + skip);
        // A lone full stop is its own end, and still has to be passed.
        at = sentence.end.max(at + skip + text[at + skip..].chars().next().map_or(1, char::len_utf8));
        sentences.push(sentence);
    }
    sentences
}

/// Where the sentence ends whose last character begins at a byte: after the end of a line, or after a mark.
fn end_of_mark(text: &str, at: usize) -> Option<usize> {
    if text.as_bytes()[at] == b'\n' {
        return Some(at + 1);
    }
    sentence_end(text, at).map(|end| end.mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = all(text).into_iter().map(|s| &text[s]).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn sentences_end_at_marks_before_a_new_start() {
        check("Một câu. Hai câu! Ba?", &["Một câu.", "Hai câu!", "Ba?"]);
        check("Tại TP. Huế, GS. TS. Trần A dự. Hết.", &["Tại TP. Huế, GS. TS. Trần A dự.", "Hết."]);
        check("Đoạn một\n\nĐoạn hai", &["Đoạn một", "Đoạn hai"]);
        check("Số 1.500 ca; ông nói. 20 xã đã dự", &["Số 1.500 ca; ông nói.", "20 xã đã dự"]);
        check("“Phải làm ngay.” Bộ trưởng nói.", &["“Phải làm ngay.", "” Bộ trưởng nói."]);
        check("Đại biểu dự, do Thứ trưởng Trần Văn...", &["Đại biểu dự, do Thứ trưởng Trần Văn..."]);
        check(" . ", &["."]);
        check("", &[]);
    }

    #[test]
    fn the_sentence_around_a_byte() {
        let text = "Mở đầu. Bộ trưởng dự lễ. Kết thúc.";
        assert_eq!(&text[around(text, text.find("trưởng").unwrap())], "Bộ trưởng dự lễ.");
        assert_eq!(&text[around(text, 0)], "Mở đầu.");
    }

    #[test]
    fn long_sentences_are_read_in_parts() {
        let of = |text: &str| parts(text, 0..text.len()).map(|part| text[part].to_owned()).collect::<Vec<_>>();
        assert_eq!(of("Một câu."), ["Một câu."]);
        assert_eq!(of(""), [""; 0]);
        for text in ["Thứ trưởng dự ".repeat(5_000), "ộ".repeat(50_000)] {
            let parts = of(&text);
            assert!(parts.iter().all(|part| part.len() <= SENTENCE_BYTES_MAX && !part.is_empty()));
            let separator = if text.contains(' ') { " " } else { "" };
            assert_eq!(parts.join(separator).trim_end(), text.trim_end());
        }
    }

    #[test]
    fn an_ellipsis_marks_a_cut() {
        for (text, expected) in [("do GS.TS...", true), ("một nửa… ", true), ("trọn vẹn.", false), ("", false)]
        {
            assert_eq!(is_cut(text), expected, "{text}");
        }
    }
}
