//! Where sentences begin and end. A sentence is what stands as evidence for a link.

use std::iter::from_fn;
use std::ops::Range;

/// Letters of the longest word that a full stop abbreviates: "TP.", "PGS.", "ThS.", "BSCKII.".
const ABBREVIATIONS: [&str; 20] = [
    "TP", "Tp", "GS", "TS", "PGS", "ThS", "Ths", "BS", "Bs", "BSCKI", "BSCKII", "CKI", "CKII", "DS", "KS", "CN", "Q",
    "P", "TTND", "TTƯT",
];

const ELLIPSIS: &str = "…";

/// Whether something that may end a sentence begins with a byte. A table, since every byte between an anchor
/// and the ends of its sentence is asked.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let mut bytes: &[u8] = &[b'\n', b'.', b'!', b'?', ELLIPSIS.as_bytes()[0]];
    while let [first, rest @ ..] = bytes {
        marks[*first as usize] = true;
        bytes = rest;
    }
    marks
};

fn is_mark(byte: u8) -> bool {
    MARKS[usize::from(byte)]
}

/// Whether a zone was cut: it ends in an ellipsis, so its last words may be half of something.
pub(super) fn is_cut(text: &str) -> bool {
    let text = text.trim_end();
    text.ends_with("...") || text.ends_with('…')
}

/// The sentence that holds a byte of a text, without blanks around it.
pub(super) fn around(text: &str, byte: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let (mut from, mut to) = (byte, byte);
    let mut marks_before = from_fn(|| {
        from = bytes[..from].iter().rposition(|b| is_mark(*b))?;
        Some(from)
    });
    let mut marks_behind = from_fn(|| {
        let at = to + bytes[to..].iter().position(|b| is_mark(*b))?;
        to = at + 1;
        Some(at)
    });
    let start = marks_before.find_map(|at| end_of_mark(text, at)).unwrap_or(0);
    let end = marks_behind.find_map(|at| end_of_mark(text, at)).unwrap_or(text.len());
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

/// Where a sentence ends whose last character begins at a byte: a line's end, or a mark that is
/// followed by a blank and a word that could begin a sentence.
fn end_of_mark(text: &str, at: usize) -> Option<usize> {
    let end = match text.as_bytes()[at] {
        b'\n' => return Some(at + 1),
        b'.' | b'!' | b'?' => at + 1,
        _ if text.get(at..)?.starts_with(ELLIPSIS) => at + ELLIPSIS.len(),
        _ => return None,
    };
    let after_mark = text[end..].trim_start_matches(['"', '”', '»', ')', '’']);
    let begins = after_mark.trim_start();
    let ends = after_mark.len() != begins.len()
        && begins.starts_with(|c: char| !c.is_lowercase())
        && !(text.as_bytes()[at] == b'.' && is_abbreviation(last_word(&text[..at])));
    ends.then_some(end)
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

fn is_abbreviation(word: &str) -> bool {
    ABBREVIATIONS.contains(&word) || (word.chars().count() == 1 && word.chars().all(char::is_uppercase))
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
    fn an_ellipsis_marks_a_cut() {
        for (text, expected) in [("do GS.TS...", true), ("một nửa… ", true), ("trọn vẹn.", false), ("", false)]
        {
            assert_eq!(is_cut(text), expected, "{text}");
        }
    }
}
