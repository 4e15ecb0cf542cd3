//! Words for what the commands' JSON has codes for, in both languages.

use crate::calendar::vietnam_offset;
use crate::wording::{self, Language};
pub(super) use crate::wording::{articles, decimal, number};

/// Looks a code up in a table of code, Vietnamese, English. A code that the table lacks is shown as it is.
fn word<'c>(table: &[(&str, &'static str, &'static str)], code: &'c str, language: Language) -> &'c str
where
    'static: 'c,
{
    let row = table.iter().find(|(own, _, _)| *own == code);
    row.map_or(code, |(_, vietnamese, english)| language.pick(vietnamese, english))
}

const CONFIDENCE: [(&str, &str, &str); 3] = [
    ("high", "nguồn tốt", "well sourced"),
    ("medium", "có nguồn, còn thiếu", "sourced, with gaps"),
    ("low", "ít nguồn", "poorly sourced"),
];

const RUNS: [(&str, &str, &str); 5] = [
    ("bridge", "cổng thông tin hiện nay", "the present portal"),
    ("legacy", "cổng thông tin cũ", "the old portal"),
    ("archive", "Internet Archive", "the Internet Archive"),
    ("import", "tệp đã lưu", "saved files"),
    ("reparse", "đọc lại dữ liệu đã lưu", "stored responses, read again"),
];

const EVENTS: [(&str, &str, &str); 9] = [
    ("new", "mới", "new"),
    ("edited", "sửa", "edited"),
    ("moved", "đổi địa chỉ", "moved"),
    ("missing", "không còn thấy", "missing"),
    ("gone", "đã bị gỡ", "removed"),
    ("returned", "xuất hiện lại", "back again"),
    ("joined", "trùng bài khác", "joined"),
    ("withdrawn", "đã rút", "withdrawn"),
    ("restored", "khôi phục", "restored"),
];

/// A kind of event.
pub(super) fn event(code: &str, language: Language) -> &str {
    word(&EVENTS, code, language)
}

/// The kinds of events with their names.
pub(super) fn events(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    EVENTS.iter().map(move |(code, vietnamese, english)| (*code, language.pick(vietnamese, english)))
}

pub(super) fn role(code: &str, language: Language) -> &str {
    wording::role_by_code(code, language)
}

pub(super) fn relation(code: &str, language: Language) -> &str {
    wording::relation_by_code(code, language)
}

/// A field of a record, or a part of an article.
pub(super) fn field(code: &str, language: Language) -> &str {
    wording::field(code, language)
}

/// How well an entry of the registry is supported by sources.
pub(super) fn confidence(code: &str, language: Language) -> &str {
    word(&CONFIDENCE, code, language)
}

/// Where a run read articles.
pub(super) fn run_source(code: &str, language: Language) -> &str {
    word(&RUNS, code, language)
}

/// A day or a moment of a record, as people write it: day first. A moment in UTC is shown in Vietnam's time. What isn't a
/// day is shown as it is.
pub(super) fn day(written: &str) -> String {
    let moment = chrono::DateTime::parse_from_rfc3339(written).ok().filter(|_| written.ends_with('Z'));
    let local = moment.map(|moment| moment.with_timezone(&vietnam_offset()).to_rfc3339());
    let written = local.as_deref().unwrap_or(written);
    let date: Vec<&str> = written.get(..10).unwrap_or(written).split('-').collect();
    let [year, month, day] = match date[..] {
        [year, month, day] => [year, month, day],
        [year, month] => return format!("{month}/{year}"),
        _ => return written.to_owned(),
    };
    let time = written.get(11..16).map_or_else(String::new, |time| format!(" {time}"));
    format!("{day}/{month}/{year}{time}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Vietnamese};

    #[test]
    fn numbers_and_days_are_written_as_people_do() {
        for (count, expected) in
            [(0, "0 bài"), (1, "1 bài"), (999, "999 bài"), (1000, "1.000 bài"), (1_234_567, "1.234.567 bài")]
        {
            assert_eq!(articles(count, Vietnamese), expected);
        }
        assert_eq!(
            (articles(1, English).as_str(), articles(12_345, English).as_str()),
            ("1 article", "12,345 articles")
        );
        assert_eq!(day("2026-01-21T14:03:00+07:00"), "21/01/2026 14:03");
        assert_eq!(day("2026-01-21T07:03:00Z"), "21/01/2026 14:03");
        assert_eq!(day("2026-01-21T18:30:00.5Z"), "22/01/2026 01:30");
        assert_eq!(day("2022-06"), "06/2022");
        assert_eq!((day("2026-01-21").as_str(), day("2026").as_str(), day("").as_str()), ("21/01/2026", "2026", ""));
    }

    #[test]
    fn codes_have_words_in_both_languages() {
        assert_eq!(
            (role("vice-minister", Vietnamese), role("vice-minister", English)),
            ("Thứ trưởng", "Vice-minister")
        );
        assert_eq!(
            (relation("led", English), field("body", Vietnamese), confidence("?", English)),
            ("led", "nội dung", "?")
        );
    }
}
