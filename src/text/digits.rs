//! Looking around the numbers of a text: what dates and document numbers have in common.
//!
//! Both are found from their digits, so that a text is not cut into words a second time.

use super::lexer::{Token, tokens};

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

/// The last words before `end`, with offsets into `text`; those that only blanks divide from one
/// another and from `end`.
pub(super) fn words_before(text: &str, end: usize) -> Vec<Token> {
    /// Room for five of the longest words.
    const WINDOW_BYTES: usize = 80;
    let mut start = end.saturating_sub(WINDOW_BYTES);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    // A word cut in two by the window is left out.
    if start > 0 {
        start += text[start..end].find(char::is_whitespace).unwrap_or(end - start);
    }
    let mut words = tokens(&text[start..end]);
    for word in &mut words {
        word.start += start;
        word.end += start;
    }
    let mut follows = end;
    let together = words.iter().rev().take_while(|word| {
        let only_blanks = text[word.end..follows].trim().is_empty();
        follows = word.start;
        only_blanks
    });
    let kept = together.count();
    words.split_off(words.len() - kept)
}

/// The word at `at`, blanks before it skipped.
pub(super) fn word_at(text: &str, at: usize) -> Option<Token> {
    /// Longer words are of no interest to those who ask.
    const WINDOW_CHARS: usize = 12;
    let start = skip_blanks(text, at);
    let end = text[start..].char_indices().nth(WINDOW_CHARS).map_or(text.len(), |(n, _)| start + n);
    let mut token = Token::default();
    let found = super::lexer::Lexer::new(&text[start..end]).advance(&mut token);
    (found && token.start == 0).then(|| Token { start, end: start + token.end, ..token })
}

/// Whether a word is the given one: by its exact term, or folded when it was typed without accents.
pub(super) fn is_word(word: &Token, term: &str, fold: &str) -> bool {
    word.term == term || (!word.accented && word.fold == fold)
}
