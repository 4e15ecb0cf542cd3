//! Snippets: the place of an article that best shows why it matches.

use std::ops::Range;

use super::mark::{Mark, ZoneText};

/// Maximum length of a snippet in characters, except blanks at its ends.
const SNIPPET_CHARS_MAX: usize = 240;
/// Maximum distance from the start of a snippet to its first mark, in characters.
const BEFORE_CHARS_MAX: usize = 60;

/// An excerpt of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snippet {
    /// On one line.
    pub(crate) text: String,
    /// Whether the text continues before it.
    pub(crate) cut_before: bool,
    /// Whether the text continues after it.
    pub(crate) cut_behind: bool,
    /// Bytes of `text` that match, in order.
    pub(crate) marks: Vec<Range<usize>>,
}

/// Returns the best excerpt of the texts of an article; without marks, the beginning of the first text.
/// `weights` has the weight of each pattern.
pub(super) fn snippet(texts: &[(ZoneText<'_>, &[Mark])], weights: &[f32]) -> Option<Snippet> {
    let mut best: Option<(f32, &str, &[Mark], usize, usize)> = None;
    for ((_, _, text), marks) in texts {
        let mut end = 0;
        for start in 0..marks.len() {
            while end < marks.len() && chars(&text[marks[start].start..marks[end].end]) <= SNIPPET_CHARS_MAX {
                end += 1;
            }
            let end = end.max(start + 1);
            let worth = worth(&marks[start..end], weights);
            if best.is_none_or(|b| worth > b.0) {
                best = Some((worth, text, marks, start, end));
            }
        }
    }
    match best {
        Some((_, text, marks, start, end)) => Some(cut(text, marks, marks[start].start..marks[end - 1].end)),
        None => texts.first().map(|((_, _, text), _)| cut(text, &[], 0..0)),
    }
}

/// The value of a window: the weight of each pattern, a bonus for neighbours of the query side by side, and
/// little for repetitions.
fn worth(marks: &[Mark], weights: &[f32]) -> f32 {
    const AGAIN: f32 = 0.05;
    const SIDE_BY_SIDE: f32 = 0.5;
    /// Maximum number of bytes between neighbours.
    const BETWEEN_BYTES_MAX: usize = 2;
    let weight = |mark: &Mark| weights.get(mark.pattern).copied().unwrap_or(1.0);
    let mut worth = 0.0;
    for (n, mark) in marks.iter().enumerate() {
        let before = &marks[..n];
        let is_new = before.iter().all(|m| m.pattern != mark.pattern);
        worth += weight(mark) * if is_new { 1.0 } else { AGAIN };
        let follows = |m: &Mark| m.pattern + 1 == mark.pattern && mark.start - m.end <= BETWEEN_BYTES_MAX;
        if is_new && before.last().is_some_and(follows) {
            worth += weight(mark) * SIDE_BY_SIDE;
        }
    }
    worth
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

fn cut(text: &str, marks: &[Mark], window: Range<usize>) -> Snippet {
    let room = SNIPPET_CHARS_MAX.saturating_sub(chars(&text[window.clone()]));
    let is_short = text.chars().nth(SNIPPET_CHARS_MAX).is_none();
    let start = if is_short { 0 } else { begin(text, window.start, room.min(BEFORE_CHARS_MAX)) };
    let left = SNIPPET_CHARS_MAX.saturating_sub(chars(&text[start..window.end]));
    let end = finish(text, window.end, left);
    let shown = text[start..end].trim();
    let start = start + (text[start..end].len() - text[start..end].trim_start().len());
    let end = start + shown.len();
    let mut line = OneLine::default();
    let mut at = start;
    for mark in marks.iter().filter(|m| start <= m.start && m.end <= end) {
        line.push(&text[at..mark.start]);
        let from = line.text.len();
        line.push(&text[mark.start..mark.end]);
        line.marks.push(from..line.text.len());
        at = mark.end;
    }
    line.push(&text[at..end]);
    Snippet {
        text: line.text,
        cut_before: !text[..start].trim().is_empty(),
        cut_behind: !text[end..].trim().is_empty(),
        marks: line.marks,
    }
}

/// Text on one line; several blanks become one.
#[derive(Default)]
struct OneLine {
    text: String,
    marks: Vec<Range<usize>>,
}

impl OneLine {
    fn push(&mut self, text: &str) {
        let mut words = text.split(char::is_whitespace);
        self.text += words.next().unwrap_or_default();
        for word in words {
            if !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            self.text += word;
        }
    }
}

/// The best start at most `chars_max` characters before `at`: that of the sentence or of the text, or else
/// of a word.
fn begin(text: &str, at: usize, chars_max: usize) -> usize {
    let reach = text[..at].char_indices().rev().take(chars_max).last().map_or(at, |(n, _)| n);
    let before = &text[reach..at];
    let ends_sentence = |(n, c): &(usize, char)| {
        let behind = before[n + c.len_utf8()..].chars().next();
        *c == '\n' || (matches!(c, '.' | '!' | '?' | '…') && behind.is_some_and(char::is_whitespace))
    };
    let border = before.char_indices().rev().find(ends_sentence);
    let border = border.or_else(|| before.char_indices().find(|(_, c)| reach > 0 && c.is_whitespace()));
    match border {
        Some((n, c)) => reach + n + c.len_utf8(),
        None if reach == 0 => 0,
        None => at,
    }
}

/// The end of a word at most `chars_max` characters after `at`.
fn finish(text: &str, at: usize, chars_max: usize) -> usize {
    let mut word = at;
    for (seen, (n, c)) in text[at..].char_indices().enumerate() {
        if c.is_whitespace() {
            word = at + n;
        }
        if seen >= chars_max {
            // If a single word is longer than that, end after the mark.
            return word;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::labels::Zone;

    /// Marks every place of `words` in the text and shows the snippet with brackets.
    fn shown(text: &str, words: &[&str]) -> String {
        let mut marks: Vec<Mark> = Vec::new();
        for (pattern, word) in words.iter().enumerate() {
            marks.extend(text.match_indices(word).map(|(n, w)| Mark { start: n, end: n + w.len(), pattern }));
        }
        marks.sort_by_key(|m| m.start);
        let snippet = snippet(&[((Zone::Body, 0, text), &marks)], &vec![1.0; words.len()]).unwrap();
        let mut out = String::new();
        for (n, c) in snippet.text.char_indices() {
            out.extend(snippet.marks.iter().filter(|m| m.start == n).map(|_| '['));
            out.push(c);
            out.extend(snippet.marks.iter().filter(|m| m.end == n + c.len_utf8()).map(|_| ']'));
        }
        let dots = |cut| if cut { "…" } else { "" };
        format!("{}{out}{}", dots(snippet.cut_before), dots(snippet.cut_behind))
    }

    #[test]
    fn short_texts_are_shown_in_full_on_one_line() {
        assert_eq!(shown("Đoạn một.\n\nĐoạn hai ở đây.", &["hai"]), "Đoạn một. Đoạn [hai] ở đây.");
        assert_eq!(shown("Không có gì.", &[]), "Không có gì.");
        assert_eq!(shown("", &[]), "");
    }

    #[test]
    fn the_window_with_more_words_wins_and_is_cut_at_words() {
        let filler = "Câu này chỉ để cho dài thêm một chút nữa thôi. ".repeat(12);
        let text = format!("Ở đây có vắc. {filler}Hôm qua tiêm vắc xin sởi tại Huế. {filler}");
        let shown = shown(&text, &["vắc", "xin"]);
        assert!(shown.starts_with("…Hôm qua tiêm [vắc] [xin] sởi tại Huế. Câu này"), "{shown}");
        assert!(shown.ends_with('…'), "{shown}");
        let last = shown.trim_end_matches('…').split(' ').next_back().unwrap();
        assert!(text.contains(&format!("{last} ")), "cut inside a word: {last}");
        assert!(shown.chars().count() <= SNIPPET_CHARS_MAX + 8, "{shown}");
    }

    #[test]
    fn a_text_without_blanks_is_cut_at_the_mark() {
        let long = "ă".repeat(1000);
        let snippet = shown(&format!("{long}b{long}"), &["b"]);
        assert_eq!(snippet, "…[b]…");
    }
}
