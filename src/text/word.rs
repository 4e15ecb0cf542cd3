//! Words that rules name, compared with words of a text.

use super::lexer::tokens;
use super::token::Token;

/// A word that a rule names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RuleWord {
    term: String,
    fold: String,
}

impl RuleWord {
    /// The word that is written so: a single one.
    pub(super) fn of(written: &str) -> RuleWord {
        phrase(written).pop().expect("a rule names a word")
    }

    /// Whether a word of a text is this one: with the same accents, or typed without any.
    pub(super) fn is(&self, word: &Token) -> bool {
        word.term == self.term || (!word.accented && word.fold == self.fold)
    }
}

/// The words of a phrase that a rule names.
pub(super) fn phrase(written: &str) -> Vec<RuleWord> {
    tokens(written).into_iter().map(|token| RuleWord { term: token.term, fold: token.fold }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_compared_with_its_accents_or_without_any() {
        let word = RuleWord::of("ngày");
        for (text, expected) in [("ngày", true), ("NGÀY", true), ("ngay", true), ("ngáy", false), ("ngan", false)] {
            assert_eq!(word.is(&tokens(text)[0]), expected, "{text}");
        }
    }
}
