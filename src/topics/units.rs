//! Where a unit's name stands: "Cục An toàn thực phẩm", "Bệnh viện Phụ sản Trung ương".
//!
//! Its words tell what the unit works on, and not always what the article is about.

use super::words::{Row, Term, Vocabulary};

/// What a unit's name begins with. It counts when written with a capital.
const HEADS: [&str; 26] = [
    "bệnh viện",
    "viện",
    "cục",
    "tổng cục",
    "chi cục",
    "vụ",
    "trung tâm",
    "trường",
    "đại học",
    "học viện",
    "hội",
    "hiệp hội",
    "liên đoàn",
    "công ty",
    "tổng công ty",
    "tập đoàn",
    "sở",
    "khoa",
    "ban quản lý",
    "văn phòng",
    "tạp chí",
    "báo",
    "nhà xuất bản",
    "chi hội",
    "tổng hội",
    "đảng bộ",
];

/// What ends a name when it is written small.
const ENDS: &str = "tổ chức|triển khai|nhiệm kỳ|về|tại|cho|giai đoạn|năm|với|do|được|đã|là|có|trong|để|từ|phải|cần|tiếp tục|phục vụ|\
    chủ trì|thực hiện|công bố|trao|ra mắt|khai trương|khai mạc|kỷ niệm|nhân dịp|nhân ngày|sáng|chiều|ngày|khánh thành|\
    khởi công|ký|chúc|thăm|kiểm tra|làm việc|tăng cường|góp phần|nâng cao|đẩy mạnh|ứng dụng|đạt|xây dựng|tham gia|tham dự|\
    cùng|sẽ|đang|bảo đảm|đảm bảo|hướng|hỗ trợ|đón|lần thứ|của|theo|vào|bổ nhiệm|điều động|vừa|phối hợp|tập huấn|họp|nhận|\
    đưa|mở|chuẩn bị|phát động|tặng|phát triển|quán triệt|và các|và lãnh đạo";

/// Words of the longest name.
const NAME_WORDS_MAX: usize = 14;

/// The rules for units' names.
#[derive(Debug, Clone)]
pub(super) struct Units {
    heads: Phrases,
    ends: Phrases,
}

impl Units {
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Units {
        let heads = Phrases::new(HEADS.iter().map(|head| vocabulary.learn(head)));
        let ends = Phrases::new(ENDS.split('|').map(|phrase| vocabulary.learn(phrase)));
        Units { heads, ends }
    }

    /// For each word of a row, whether it stands in a unit's name.
    pub(super) fn mark(&self, row: &Row) -> Vec<bool> {
        let mut inside = vec![false; row.words.len()];
        let mut at = 0;
        while at < row.words.len() {
            let end = self.name_end(row, at);
            inside[at..end].fill(true);
            at = end.max(at + 1);
        }
        inside
    }

    /// The end of the name that begins at a word; the word itself where none does.
    fn name_end(&self, row: &Row, start: usize) -> usize {
        if !row.words[start].is_some_and(|word| word.capital) {
            return start;
        }
        let Some(head) = self.heads.longest_at(&row.terms[start..]) else { return start };
        let mut end = start + head;
        // "Cục Quản lý Khám, chữa bệnh": a comma before a small letter may stand inside a name.
        while let Some(Some(word)) = row.words.get(end) {
            let rest = &row.terms[end..];
            let ends = (!word.joined && word.capital) || (!word.capital && self.ends.longest_at(rest).is_some());
            if ends || end - start >= NAME_WORDS_MAX {
                break;
            }
            end += 1;
        }
        end
    }
}

/// Phrases as terms, at the number of their first one.
#[derive(Debug, Clone)]
struct Phrases(Vec<Vec<Vec<Term>>>);

impl Phrases {
    fn new(phrases: impl Iterator<Item = Vec<Term>>) -> Phrases {
        let mut by_first: Vec<Vec<Vec<Term>>> = Vec::new();
        for phrase in phrases {
            let Some(first) = phrase.first().map(|first| *first as usize) else { continue };
            if by_first.len() <= first {
                by_first.resize_with(first + 1, Vec::new);
            }
            by_first[first].push(phrase);
        }
        Phrases(by_first)
    }

    /// Words of the longest phrase that a row of terms begins with.
    fn longest_at(&self, terms: &[Term]) -> Option<usize> {
        let phrases = self.0.get(*terms.first()? as usize)?;
        phrases.iter().filter(|phrase| terms.starts_with(phrase)).map(Vec::len).max()
    }
}
