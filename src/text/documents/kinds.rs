//! The kinds of official documents: what each is called and how numbers abbreviate it.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::token::Token;
use crate::text::word::{RuleWord, phrase};

/// The kinds, as data.
pub(crate) const KINDS_TOML: &str = include_str!("kinds.toml");

/// A kind of document, as `kinds.toml` describes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    /// Abbreviation in numbers, folded; also the first part of short keys.
    pub(super) code: String,
    #[serde(default)]
    also: Vec<String>,
    names: Vec<String>,
    /// Whether a name before a number surely means a document.
    #[serde(default)]
    pub(super) firm: bool,
    /// Whether nothing else has this abbreviation.
    #[serde(default)]
    pub(super) sole: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindsFile {
    kind: Vec<Kind>,
}

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let file: KindsFile = toml::from_str(KINDS_TOML).expect("the embedded kinds are checked by a test");
    file.kind
});

/// A name of a kind, cut into words.
struct Name {
    kind: &'static Kind,
    words: Vec<RuleWord>,
}

/// Longest names first: "thông tư liên tịch" before "thông tư".
static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    let names = |kind: &'static Kind| kind.names.iter().map(move |name| Name { kind, words: phrase(name) });
    let mut names: Vec<Name> = KINDS.iter().flat_map(names).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.words.len()));
    names
});

/// The kind with this folded abbreviation.
pub(super) fn by_code(code: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.code == code || kind.also.iter().any(|also| also == code))
}

/// The most words that a name has.
pub(super) const NAME_WORDS_MAX: usize = 4;

/// Whether a word is the last one of any name.
pub(super) fn may_end_name(word: &Token) -> bool {
    NAMES.iter().filter_map(|name| name.words.last()).any(|last| last.is(word))
}

/// The kind whose name the words end with, and how many words that name has.
pub(super) fn named_at_end(words: &[Token]) -> Option<(&'static Kind, usize)> {
    NAMES.iter().find_map(|name| {
        let from = words.len().checked_sub(name.words.len())?;
        let same = words[from..].iter().zip(&name.words).all(|(word, wanted)| wanted.is(word));
        same.then_some((name.kind, name.words.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lexer::tokens;

    #[test]
    fn names_fit_and_codes_are_unique() {
        assert_eq!(NAMES.first().map(|name| name.words.len()), Some(NAME_WORDS_MAX));
        for kind in KINDS.iter() {
            assert!(std::ptr::eq(by_code(&kind.code).unwrap(), kind), "{}", kind.code);
            assert!(kind.names.iter().all(|name| may_end_name(tokens(name).last().unwrap())));
        }
        assert_eq!(by_code("l").map(|kind| kind.code.as_str()), Some("luat"));
    }
}
