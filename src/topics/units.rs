//! The names of units in a text: "Cục An toàn thực phẩm", "Bệnh viện Phụ sản Trung ương".
//!
//! Their words say what the unit works on, which isn't always what the article is about.

use serde::Deserialize;

use super::words::Row;
use crate::text::phrases::{Phrases, Vocabulary};

/// The lists, as data.
pub(super) const UNITS: &str = include_str!("units.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    heads: Vec<String>,
    ends: Vec<String>,
}

/// Words of the longest name.
const NAME_WORDS_MAX: usize = 14;

/// The rules for units' names.
#[derive(Debug, Clone)]
pub(super) struct Units {
    heads: Phrases<()>,
    ends: Phrases<()>,
}

impl Units {
    pub(super) fn new(vocabulary: &mut Vocabulary) -> Units {
        let lists: Lists = toml::from_str(UNITS).expect("the embedded lists are checked by a test");
        Units { heads: Phrases::set(vocabulary, &lists.heads), ends: Phrases::set(vocabulary, &lists.ends) }
    }

    /// For each word of a row, whether it is part of a unit's name.
    pub(super) fn mark(&self, row: &Row) -> Vec<bool> {
        let mut inside = vec![false; row.words.len()];
        let mut at = 0;
        while at < row.words.len() {
            let end = self.name_end(row, at);
            inside[at..end].fill(true);
            at = end.max(at + 1);
        }
        inside
    }

    /// The end of the name that begins at a word; the word itself where none does.
    fn name_end(&self, row: &Row, start: usize) -> usize {
        if !row.words[start].is_some_and(|word| word.capital) {
            return start;
        }
        let Some((head, ())) = self.heads.at(&row.terms, start) else { return start };
        let mut end = start + head;
        // "Cục Quản lý Khám, chữa bệnh": a comma before a small letter may be inside a name.
        while let Some(Some(word)) = row.words.get(end) {
            let ends = (!word.joined && word.capital) || (!word.capital && self.ends.at(&row.terms, end).is_some());
            if ends || end - start >= NAME_WORDS_MAX {
                break;
            }
            end += 1;
        }
        end
    }
}
