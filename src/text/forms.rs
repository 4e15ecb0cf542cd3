//! The forms of a word in an index: folded, exact, and in capitals, all at the position of the word.
//!
//! The folded form is a term of its own (`duong`); the exact form is the folded one, a separator, and the word
//! (`duong=đương`). A phrase can therefore mix both, all spellings of a folded word are adjacent in a dictionary, and no
//! text contains anything that could be mistaken for an exact form. Numbers have one form.

use super::lexer::Lexer;
use super::token::Token;

/// Separates the folded form from the word in an exact form; no word contains it.
pub(crate) const FORM_MARK: char = '=';

/// A word of a text, by its place and its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WordForms {
    /// As the lexer counts; see [`super::CLAUSE_GAP`].
    pub(crate) position: u32,
    pub(crate) fold: String,
    /// The exact form; `None` if it is the folded one.
    pub(crate) exact: Option<String>,
    /// The form in capitals; `None` if the word isn't in capitals among others that are not.
    pub(crate) capitals: Option<String>,
}

/// Returns the words of a clean text with their forms.
pub(crate) fn forms(text: &str) -> impl Iterator<Item = WordForms> + '_ {
    let capitals_matter = capitals_matter(text);
    let (mut lexer, mut token) = (Lexer::new(text), Token::default());
    std::iter::from_fn(move || {
        lexer.advance(&mut token).then(|| {
            let is_in_capitals = capitals_matter && is_in_capitals(text, token.start..token.end);
            let has_more = !has_one_form(&token.fold, &token.term);
            WordForms {
                position: token.position,
                exact: has_more.then(|| exact_term(&token.fold, &token.term)),
                capitals: (has_more && is_in_capitals).then(|| capital_term(&token.fold, &token.term)),
                fold: std::mem::take(&mut token.fold),
            }
        })
    })
}

/// Returns the exact form of a word: as written, except that the tone mark has its standard place.
pub(crate) fn exact_term(fold: &str, term: &str) -> String {
    if has_one_form(fold, term) { fold.to_owned() } else { format!("{fold}{FORM_MARK}{term}") }
}

/// Returns the form of a word in capitals within a text that is not, which distinguishes "AI" from "ai".
pub(crate) fn capital_term(fold: &str, term: &str) -> String {
    format!("{fold}{FORM_MARK}{}", term.to_uppercase())
}

/// Returns whether exact and folded form are the same: numbers have no accents.
pub(crate) fn has_one_form(fold: &str, term: &str) -> bool {
    let begins_with_letter = fold.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    !begins_with_letter && fold == term && !fold.contains(char::is_alphabetic)
}

/// Returns whether capitals are significant in a text: not in one that has nothing else.
pub(crate) fn capitals_matter(text: &str) -> bool {
    text.contains(char::is_lowercase)
}

/// Returns whether a word of a text is in capitals: all of it, and longer than one letter, which is a capital at the
/// start of any sentence.
pub(crate) fn is_in_capitals(text: &str, word: std::ops::Range<usize>) -> bool {
    if text.as_bytes()[word.start].is_ascii_lowercase() {
        return false;
    }
    let written = &text[word];
    written.chars().nth(1).is_some() && !written.contains(|c: char| !c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_up_to_three_forms() {
        let shown = |text: &str| {
            let word = |word: WordForms| {
                let rest = word.exact.into_iter().chain(word.capitals).map(|form| format!(" {form}"));
                format!("{}: {}{}", word.position, word.fold, rest.collect::<String>())
            };
            forms(text).map(word).collect::<Vec<_>>()
        };
        assert_eq!(shown("Đương 70 cho AI"), ["0: duong duong=đương", "1: 70", "2: cho cho=cho", "3: ai ai=ai ai=AI"]);
        assert_eq!(shown("AI"), ["0: ai ai=ai"], "nothing but capitals");
        assert_eq!(shown("A lô"), ["0: a a=a", "1: lo lo=lô"], "one letter");
        assert_eq!(shown("Một. Hai"), ["0: mot mot=môt5", "11: hai hai=hai"], "a clause ends");
        assert_eq!(shown(" "), Vec::<String>::new());
    }
}
