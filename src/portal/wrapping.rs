//! Lines of plain text, joined to paragraphs where a program or a person has wrapped them.
//!
//! Most saved texts have one paragraph on each line. In wrapped text a line end means nothing: an empty line
//! separates paragraphs, and only lines of a list stay lines of their own.

use crate::text::clean;

/// Longest line in characters of wrapped text.
const WRAPPED_CHARS_MAX: usize = 200;
/// In wrapped text, at least one of this many lines begins inside a sentence.
const LINE_ENDS_PER_PROOF: usize = 4;
/// How sentences begin that follow a title, in lower case.
const OPENINGS: [&str; 10] =
    ["ngày ", "sáng ", "trưa ", "chiều ", "tối ", "mới đây", "vừa qua", "hôm nay", "theo ", "thực hiện "];

/// How a line that the caller recognises relates to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinePlace {
    /// Like any other.
    Anywhere,
    /// It begins a paragraph, which may go on.
    First,
    /// It is a paragraph of its own.
    Alone,
}

/// How the parts of a text are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// An article: empty lines separate its paragraphs, if it has any.
    Article,
    /// A list with titles and abstracts, which need no empty lines between them.
    List,
}

struct TextLine {
    text: String,
    is_indented: bool,
    after_blank: bool,
    place: LinePlace,
}

/// The paragraphs of a text, each a clean line; empty ones are left out.
pub(super) fn paragraphs(text: &str, layout: Layout, place_of: impl Fn(&str) -> LinePlace) -> Vec<String> {
    let mut lines: Vec<TextLine> = Vec::new();
    let mut after_blank = false;
    for raw in text.replace("\r\n", "\n").split(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let text = clean(raw);
        if text.is_empty() {
            after_blank = !lines.is_empty();
            continue;
        }
        let place = match place_of(&text) {
            LinePlace::Anywhere if begins_entry(&text) => LinePlace::First,
            place => place,
        };
        let is_indented = raw.starts_with(['\t', '\u{3000}']) || raw.starts_with("  ");
        lines.push(TextLine { text, is_indented, after_blank: std::mem::take(&mut after_blank), place });
    }
    match is_wrapped(&lines) {
        true => joined(lines, layout),
        false => lines.into_iter().map(|line| line.text).collect(),
    }
}

/// The paragraphs of a record's body. Its lines are joined if empty lines separate paragraphs or if they are wrapped.
pub(super) fn body_paragraphs(body: &str) -> Vec<String> {
    let body = body.replace("\r\n", "\n");
    if !body.contains("\n\n") {
        return paragraphs(&body, Layout::Article, |_| LinePlace::Anywhere);
    }
    let mut out: Vec<String> = Vec::new();
    for block in body.split("\n\n") {
        let mut is_first = true;
        for line in block.split('\n').map(clean).filter(|line| !line.is_empty()) {
            match out.last_mut() {
                Some(last) if !is_first && !begins_entry(&line) => {
                    last.push(' ');
                    last.push_str(&line);
                }
                _ => out.push(line),
            }
            is_first = false;
        }
    }
    out
}

/// Whether line ends are inside sentences.
fn is_wrapped(lines: &[TextLine]) -> bool {
    let ends: Vec<(&TextLine, &TextLine)> = lines
        .windows(2)
        .filter_map(|pair| match pair {
            [line, next]
                if !next.after_blank && next.place == LinePlace::Anywhere && line.place != LinePlace::Alone =>
            {
                Some((line, next))
            }
            _ => None,
        })
        .collect();
    let proofs = ends.iter().filter(|(line, next)| !ends_sentence(&line.text) && begins_small(&next.text)).count();
    let is_short = ends.iter().all(|(line, _)| line.text.chars().nth(WRAPPED_CHARS_MAX).is_none());
    proofs > 0 && proofs * LINE_ENDS_PER_PROOF >= ends.len() && is_short
}

fn joined(lines: Vec<TextLine>, layout: Layout) -> Vec<String> {
    let width = lines.iter().map(|line| line.text.chars().count()).max().unwrap_or_default();
    let has_blanks = lines.iter().any(|line| line.after_blank);
    let mut out: Vec<String> = Vec::new();
    let mut last: Option<TextLine> = None;
    let mut in_entry = false;
    for line in lines {
        let begins = match &last {
            None => true,
            Some(last) => {
                let ended = ends_sentence(&last.text) && !begins_small(&line.text);
                let is_short = last.text.chars().count() * 4 < width * 3;
                line.after_blank
                    || line.place != LinePlace::Anywhere
                    || last.place == LinePlace::Alone
                    || (ended && (in_entry || layout == Layout::List || (!has_blanks && is_short)))
                    || (line.is_indented && !last.is_indented && !in_entry)
                    || (out.len() == 1 && is_title(last, &line, is_short) && !has_blanks)
            }
        };
        match out.last_mut() {
            Some(paragraph) if !begins => {
                paragraph.push(' ');
                paragraph.push_str(&line.text);
            }
            _ => {
                in_entry = line.place == LinePlace::First && begins_entry(&line.text);
                out.push(line.text.clone());
            }
        }
        last = Some(line);
    }
    out
}

/// Whether the first line of a text without empty lines is its title.
fn is_title(first: &TextLine, next: &TextLine, is_short: bool) -> bool {
    let lower = next.text.to_lowercase();
    let opens = OPENINGS.iter().any(|opening| lower.starts_with(opening));
    !ends_sentence(&first.text) && !begins_small(&next.text) && (is_short || opens)
}

fn begins_small(text: &str) -> bool {
    text.starts_with(char::is_lowercase)
}

/// Whether a line may be the last of a paragraph.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', ':', ';', '…', '”', '"', ')'])
}

/// Whether a line begins an entry of a list: with a bullet, or with a number or a letter and a mark.
pub(super) fn begins_entry(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('-' | '–' | '—' | '+' | '*') => !chars.next().is_some_and(|c| c.is_ascii_digit()),
        Some('•' | '▪' | '●' | '○' | '■' | '◦' | '♦' | '✓' | '➢' | '→') => true,
        Some(c) if c.is_ascii_alphanumeric() || c == 'đ' => {
            let label = text.find(['.', ')']).filter(|at| *at <= 4).map_or("", |at| &text[..at]);
            let is_number = label.len() <= 2 && label.chars().all(|c| c.is_ascii_digit());
            let is_roman = label.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
            let is_letter = label.chars().count() == 1;
            let after = text[label.len()..].chars().nth(1);
            let is_apart = if is_number { !after.is_some_and(|c| c.is_ascii_digit()) } else { after == Some(' ') };
            !label.is_empty() && (is_number || is_roman || is_letter) && is_apart
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(layout: Layout, text: &str, expected: &[&str]) {
        let place = |line: &str| if line.starts_with("== ") { LinePlace::Alone } else { LinePlace::Anywhere };
        assert_eq!(paragraphs(text, layout, place), expected, "{text}");
    }

    #[test]
    fn wrapped_lines_are_joined_up_to_an_empty_line() {
        check(
            Layout::Article,
            "Thăm trạm y tế\r\n\r\nSáng 3/5, đoàn của Bộ trưởng Đào\r\nHồng Lan đã tới thăm trạm. Quyết định số\r\n\
             12/QĐ-BYT được nhắc tới.\r\nĐoàn trao quà cho\r\nngười dân.\r\n\r\n\r\nHết bài.\r\n",
            &[
                "Thăm trạm y tế",
                "Sáng 3/5, đoàn của Bộ trưởng Đào Hồng Lan đã tới thăm trạm. Quyết định số 12/QĐ-BYT được nhắc tới. \
                 Đoàn trao quà cho người dân.",
                "Hết bài.",
            ],
        );
    }

    #[test]
    fn without_empty_lines_short_ends_and_indents_separate_paragraphs() {
        check(
            Layout::Article,
            "Thăm trạm y tế xã\nSáng 3/5, đoàn công tác của bộ đã tới thăm và\nlàm việc với trạm.\nĐoàn tặng quà cho các \
             hộ nghèo ở trong xã\nvà chụp ảnh.",
            &[
                "Thăm trạm y tế xã",
                "Sáng 3/5, đoàn công tác của bộ đã tới thăm và làm việc với trạm.",
                "Đoàn tặng quà cho các hộ nghèo ở trong xã và chụp ảnh.",
            ],
        );
        check(
            Layout::Article,
            "   Đoàn công tác của bộ đã tới thăm và\nlàm việc với trạm y tế xã vùng cao.\n   Đoàn tặng quà cho các\nhộ nghèo.",
            &[
                "Đoàn công tác của bộ đã tới thăm và làm việc với trạm y tế xã vùng cao.",
                "Đoàn tặng quà cho các hộ nghèo.",
            ],
        );
    }

    #[test]
    fn lines_of_a_list_stay_lines() {
        check(
            Layout::Article,
            "Bộ yêu cầu các đơn vị\nlàm ba việc:\n- mua thuốc cho\n  trạm y tế;\n- cử bác sĩ;\n1. báo cáo\na) họp\nVI. chi\n\
             Các đơn vị báo cáo trong\ntháng.",
            &[
                "Bộ yêu cầu các đơn vị làm ba việc:",
                "- mua thuốc cho trạm y tế;",
                "- cử bác sĩ;",
                "1. báo cáo",
                "a) họp",
                "VI. chi Các đơn vị báo cáo trong tháng.",
            ],
        );
    }

    #[test]
    fn one_paragraph_on_each_line_stays_so() {
        let lines =
            ["Thăm trạm", "Sáng 3/5, đoàn tới trạm", "Đoàn tặng quà.", "Ảnh: Hà An", "Hết", "Tin khác", "và nữa"];
        check(Layout::Article, &lines.join("\n"), &lines);
        check(Layout::Article, "", &[]);
    }

    #[test]
    fn titles_of_a_list_are_joined_and_stay_apart_from_abstracts() {
        check(
            Layout::List,
            "Bộ trưởng làm việc với\ntỉnh Sơn Thủy\n== 3/5\nNgày 3/5, bộ trưởng làm việc với...\nThứ trưởng thăm\ntrạm\n== 4/5",
            &[
                "Bộ trưởng làm việc với tỉnh Sơn Thủy",
                "== 3/5",
                "Ngày 3/5, bộ trưởng làm việc với...",
                "Thứ trưởng thăm trạm",
                "== 4/5",
            ],
        );
    }

    #[test]
    fn entries_are_known_by_their_marks() {
        for entry in ["- a", "–a", "+ a", "* a", "• a", "1. a", "12) a", "2.a", "a) b", "IV. a"] {
            assert!(begins_entry(entry), "{entry}");
        }
        for text in ["96/2023/NĐ-CP", "3.000 ca", "-3 độ", "12 giờ", "tới. Đoàn", "TP. Huế", "a", "", "Y tế"]
        {
            assert!(!begins_entry(text), "{text}");
        }
    }

    #[test]
    fn bodies_of_records_are_joined_as_they_are_separated() {
        let cases: [(&str, &[&str]); 4] = [
            ("a\nb", &["a b"]),
            ("Một.\nHai.", &["Một.", "Hai."]),
            ("a\nb\n\n\nc\n- d\n- e", &["a b", "c", "- d", "- e"]),
            ("", &[]),
        ];
        for (body, expected) in cases {
            assert_eq!(body_paragraphs(body), expected, "{body}");
        }
    }
}
