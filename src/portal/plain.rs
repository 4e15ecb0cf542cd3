//! Plain text of unknown origin: one article, outside the section, with a date of low trust.

use super::language::{self, Proof};
use super::prose::{self, Block, Hint, first_sentence};
use super::rejected::Rejected;
use super::words::words_of;
use super::wrapping::{self, Layout, LinePlace};
use crate::article::{DateSource, Sighting};
use crate::calendar::{Moment, article_stamp, read_moment};
use crate::page::{Page, PageKind};
use crate::text::dates;

/// Least number of words of an article.
const WORDS_MIN: usize = 10;
/// Longest title in characters; a first sentence that is longer is cut at a word.
const TITLE_CHARS_MAX: usize = 500;
/// How many lines at the start of a text may be its date.
const DATE_LINES_MAX: usize = 4;
/// Longest line that may be a date with a few words, in characters.
const DATE_CHARS_MAX: usize = 60;
/// Words that announce a date at the start of a text, in lower case.
const DATE_WORDS: [&str; 5] = ["date", "published", "ngày đăng", "ngày xuất bản", "đăng ngày"];

/// Reads a text as one article, if it is proved to be one.
pub(super) fn read(text: &str, proof: Proof) -> Result<Page, Rejected> {
    let paragraphs = wrapping::paragraphs(text, Layout::Article, |_| LinePlace::Anywhere);
    let mut lines: Vec<String> = paragraphs.iter().filter_map(|line| words_of(line)).collect();
    let words = lines.iter().flat_map(|line| line.split(' ')).filter(|word| word.chars().any(char::is_alphabetic));
    let (all, latin) = words.fold((0, 0), |(all, latin), word| (all + 1, latin + usize::from(is_latin(word))));
    if latin * 2 <= all {
        return Err(Rejected::NoWords);
    }
    if latin < WORDS_MIN {
        return Err(Rejected::TooShort { words: all });
    }
    if !language::is_vietnamese(&lines.join("\n"), proof) {
        return Err(Rejected::NotVietnamese);
    }
    if !language::is_prose(text, &lines, proof) {
        return Err(Rejected::NotProse);
    }
    let published = take_date(&mut lines).or_else(|| take_date_line(&mut lines));
    let mut warnings = Vec::new();
    if published.is_none()
        && let Some(line) =
            beginning(&lines).find(|line| line.chars().count() <= DATE_CHARS_MAX && !dates(line).is_empty())
    {
        warnings.push(format!("“{line}” may be the date of the text, but isn't only a date, so the article has none"));
    }
    let blocks = lines.into_iter().map(|text| Block { text, hint: Hint::None }).collect();
    let prose = prose::sort_out(blocks);
    let Some(first) = prose.paragraphs.first() else { return Err(Rejected::TooShort { words: all }) };
    let mut article = Sighting::titled(title_of(first));
    article.published = published;
    article.date_source = published.map(|_| DateSource::Capture);
    article.body = prose.body();
    article.captions = prose.captions;
    article.source = prose.source;
    Ok(Page { kind: PageKind::PlainText, listing: None, article: Some(article), warnings })
}

/// Whether a word has only letters of the Latin script (Vietnamese ones included).
fn is_latin(word: &str) -> bool {
    let latin =
        |c: char| c.is_ascii() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}');
    word.chars().filter(|c| c.is_alphabetic()).all(latin)
}

/// The first sentence of the first paragraph, without its full stop.
fn title_of(paragraph: &str) -> String {
    let sentence = first_sentence(paragraph);
    let sentence = match sentence.strip_suffix('.') {
        // An ellipsis and "./." are more than a full stop.
        Some(bare) if !bare.ends_with(['.', '/']) => bare,
        _ => sentence,
    };
    let Some((cut, _)) = sentence.char_indices().nth(TITLE_CHARS_MAX) else { return sentence.to_owned() };
    let at_word = sentence[..cut].rfind(' ').unwrap_or(cut);
    format!("{}…", sentence[..at_word].trim_end_matches([',', ';', ':', ' ']))
}

/// The lines among which a date may have a line of its own.
fn beginning(lines: &[String]) -> impl Iterator<Item = &String> {
    lines.iter().take(DATE_LINES_MAX)
}

/// Takes the first line that is nothing but a date off the beginning of a text: "Thứ hai, 12/6/2023, 09:15 (GMT+7)".
fn take_date_line(lines: &mut Vec<String>) -> Option<Moment> {
    let read = |line: &String| {
        let lower = line.to_lowercase();
        let announced =
            DATE_WORDS.iter().find(|word| lower.starts_with(**word)).and_then(|word| line.get(word.len()..));
        read_moment(announced.unwrap_or(line).trim_start_matches([':', ' ']))
    };
    let (at, moment) = beginning(lines).enumerate().find_map(|(at, line)| Some((at, read(line)?)))?;
    lines.remove(at);
    Some(moment)
}

/// Takes a date such as "date 2025-10-10 " or "2025-10-10" off the start of a text; it is the
/// Vietnamese day's midnight.
fn take_date(lines: &mut Vec<String>) -> Option<Moment> {
    let first = lines.first()?;
    let lower = first.to_lowercase();
    // Lower-casing keeps the length of the announcing words: they are short and known.
    let announced = DATE_WORDS.iter().find(|word| lower.starts_with(**word)).and_then(|word| first.get(word.len()..));
    let rest = announced.unwrap_or(first).trim_start_matches([':', ' ']);
    let (printed, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let printed = printed.trim_end_matches([',', ':', ';']);
    // Without a word before it, only the order of ISO 8601 is surely a date of the record.
    let iso = printed.len() == 10 && printed.as_bytes()[4] == b'-';
    if !iso && announced.is_none() {
        return None;
    }
    let midnight = article_stamp(&format!("{printed} 00:00"))?;
    let after = after.trim_start_matches(['-', '–', '|', ' ']).to_owned();
    if after.is_empty() {
        lines.remove(0);
    } else {
        lines[0] = after;
    }
    Some(midnight)
}
