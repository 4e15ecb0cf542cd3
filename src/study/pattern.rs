//! A pattern of words, such as `y tế*`: which rows of a list are shown.

use crate::query::Accents;
use crate::text::tokens;

/// A pattern of words. `*` stands for any letters and blanks, also for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WordPattern {
    /// What is between the stars, as terms and as folds.
    pieces: Vec<[String; 2]>,
    /// Whether accents were typed.
    accented: bool,
    typed: String,
}

impl WordPattern {
    /// Reads a pattern; `None` if it has no word.
    pub(crate) fn parse(text: &str) -> Option<WordPattern> {
        let mut accented = false;
        let mut read = |piece: &str| {
            let words = tokens(piece);
            accented |= words.iter().any(|word| word.accented);
            let joined = |part: fn(&crate::text::Token) -> &str| {
                let blank = |is: bool| if is { " " } else { "" };
                let words = words.iter().map(part).collect::<Vec<_>>().join(" ");
                let begins = piece.starts_with(char::is_whitespace) && !words.is_empty();
                let ends = piece.ends_with(char::is_whitespace) && !piece.trim().is_empty();
                format!("{}{words}{}", blank(begins), blank(ends))
            };
            [joined(|word| &word.term), joined(|word| &word.fold)]
        };
        let pieces: Vec<[String; 2]> = text.trim().split('*').map(&mut read).collect();
        let has_words = pieces.iter().any(|[term, _]| !term.trim().is_empty());
        has_words.then(|| WordPattern { pieces, accented, typed: text.to_owned() })
    }

    /// The pattern as typed.
    pub(super) fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether accents count: those that were typed do, like in a query.
    pub(super) fn is_folded(&self, accents: Accents) -> bool {
        match accents {
            Accents::Folded => true,
            Accents::Exact => false,
            _ => !self.accented,
        }
    }

    /// Whether the pattern matches terms with blanks between them, or with `folded` their folds.
    pub(super) fn matches(&self, words: &str, folded: bool) -> bool {
        let piece = |at: usize| self.pieces[at][usize::from(folded)].as_str();
        let last = self.pieces.len() - 1;
        if last == 0 {
            return words == piece(0);
        }
        let Some(mut rest) = words.strip_prefix(piece(0)) else { return false };
        for at in 1..last {
            let Some(found) = rest.find(piece(at)) else { return false };
            rest = &rest[found + piece(at).len()..];
        }
        rest.ends_with(piece(last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_letters_and_blanks() {
        let check = |pattern: &str, words: &str, expected: bool| {
            let pattern = WordPattern::parse(pattern).unwrap();
            let folded = pattern.is_folded(Accents::AsTyped);
            let words: Vec<String> =
                tokens(words).into_iter().map(|word| if folded { word.fold } else { word.term }).collect();
            assert_eq!(pattern.matches(&words.join(" "), folded), expected, "{pattern:?} {words:?}");
        };
        check("y tế", "y tế", true);
        check("y tế", "Y TẾ", true);
        check("y tế", "y tế cơ sở", false);
        check("y tế*", "y tế cơ sở", true);
        check("y tế *", "y tế cơ sở", true);
        check("y tế *", "y tế", false);
        check("*y tế", "bộ y tế", true);
        check("* y tế", "y tế", false);
        check("*hiểm*", "bảo hiểm y tế", true);
        check("y*sở", "y tế cơ sở", true);
        check("y*sở", "y tế cơ số", false);
        check("khoẻ*", "khỏe mạnh", true);
        check("khoe*", "khỏe mạnh", true);
        check("khoé", "khỏe", false);
        check("tiê*", "tiêm", true);
        check("tie*", "tiêm chủng", true);
        check("a*a", "a", false);
        check("**y", "y", true);
        assert_eq!(["*", "", " * ", "…"].map(WordPattern::parse), [None, None, None, None]);
    }
}
