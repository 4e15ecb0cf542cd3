//! Looking around the numbers of a text: what dates and document numbers have in common.
//!
//! Both are found from their digits, so that a text is not cut into words a second time.

use super::lexer::Lexer;
use super::token::Token;

/// All runs of ASCII digits that no digit precedes, as byte ranges.
pub(super) fn digit_runs(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
        let run = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        at = start + run;
        Some((start, at))
    })
}

/// The number at `at`, when it has as many digits as allowed and no more follow; with its end.
pub(super) fn number_at(text: &str, at: usize, digits: std::ops::RangeInclusive<usize>) -> Option<(u32, usize)> {
    let run = text.as_bytes().get(at..)?.iter().take(*digits.end() + 1).take_while(|b| b.is_ascii_digit()).count();
    let end = at + run;
    // At most nine digits are ever asked for, so the parse cannot overflow.
    digits.contains(&run).then(|| text[at..end].parse().ok().map(|n| (n, end)))?
}

pub(super) fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// The end of the blanks at `at`.
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    at + text[at..].len() - text[at..].trim_start().len()
}

/// The word that ends at `end` or has only blanks behind it up to there, on the same line; with
/// offsets into `text`, of which nothing before `floor` is looked at.
pub(super) fn word_before(text: &str, floor: usize, end: usize) -> Option<Token> {
    /// No word of interest is longer; without a limit, text without blanks would be read over and
    /// over.
    const WORD_CHARS_MAX: usize = 16;
    let before = text.get(floor..end)?.trim_end_matches(|c: char| c.is_whitespace() && c != '\n');
    if before.bytes().next_back()?.is_ascii_punctuation() {
        return None;
    }
    let letters = before.chars().rev().take(WORD_CHARS_MAX).take_while(|c| !c.is_whitespace());
    let start = before.len() - letters.map(char::len_utf8).sum::<usize>();
    let (mut lexer, mut word) = (Lexer::new(&before[start..]), Token::default());
    while lexer.advance(&mut word) {}
    let last = word.end > 0 && start + word.end == before.len();
    last.then(|| Token { start: floor + start + word.start, end: floor + start + word.end, ..word })
}

/// Up to `count` last words before `end`, in order, as [`word_before`] finds them.
pub(super) fn words_before(text: &str, floor: usize, end: usize, count: usize) -> Vec<Token> {
    let first = word_before(text, floor, end);
    let mut words: Vec<Token> =
        std::iter::successors(first, |word| word_before(text, floor, word.start)).take(count).collect();
    words.reverse();
    words
}

/// The word at `at`, blanks before it skipped.
pub(super) fn word_at(text: &str, at: usize) -> Option<Token> {
    /// Longer words are of no interest to those who ask.
    const WINDOW_CHARS: usize = 12;
    let start = skip_blanks(text, at);
    let end = text[start..].char_indices().nth(WINDOW_CHARS).map_or(text.len(), |(n, _)| start + n);
    let mut token = Token::default();
    let found = Lexer::new(&text[start..end]).advance(&mut token);
    (found && token.start == 0).then(|| Token { start, end: start + token.end, ..token })
}
