//! A list of words with their counts: the reference of a comparison.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::article::hex;
use crate::text::tokens;

/// The words of another corpus, each with how often it occurs there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WordCounts {
    /// By the terms of each word: how it is written in the list, and its count.
    words: BTreeMap<Vec<ListTerm>, (String, u64)>,
    /// The lines that are no word with a count, from 1.
    pub(crate) skipped: Vec<usize>,
}

/// A syllable of a word: its term and its fold.
type ListTerm = (String, String);

/// The headings of the column of words, then of the column of counts; those of `byt words` are among them.
const HEADINGS: [&[&str]; 2] =
    [&["word", "form", "unit", "term", "lemma", "token", "type"], &["count", "hits", "frequency", "freq", "f"]];

/// The row of `byt words` for all numbers together.
const ALL_NUMBERS: &str = super::listing::NUMBER_FORM;

impl WordCounts {
    /// Reads the rows of a table. Its first row may have headings; without them, the first column has the words and the
    /// second the counts. A word that is listed twice counts twice.
    pub(crate) fn of(rows: impl Iterator<Item = Vec<String>>) -> WordCounts {
        let mut list = WordCounts::default();
        let mut columns = [0, 1];
        for (number, row) in rows.enumerate() {
            if number == 0
                && let Some(found) = headings(&row)
            {
                columns = found;
                continue;
            }
            let [word, count] = columns.map(|column| row.get(column).map_or("", |cell| cell.trim()));
            let mut terms: Vec<ListTerm> = tokens(word).into_iter().map(|token| (token.term, token.fold)).collect();
            if word == ALL_NUMBERS {
                terms.push((word.to_owned(), word.to_owned()));
            }
            match count.parse::<u64>() {
                Ok(count) if !terms.is_empty() => {
                    list.words.entry(terms).or_insert_with(|| (word.to_owned(), 0)).1 += count;
                }
                _ => list.skipped.push(number + 1),
            }
        }
        list
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Identifies the words with their counts, in whatever order they are listed.
    pub(super) fn digest(&self) -> String {
        let mut digest = Sha256::new();
        for (terms, (_, count)) in &self.words {
            let terms: Vec<&str> = terms.iter().map(|(term, _)| term.as_str()).collect();
            digest.update(format!("{}\t{count}\n", terms.join(" ")));
        }
        hex(&digest.finalize()[..16])
    }

    /// The syllables of all words together.
    pub(super) fn syllables(&self) -> u64 {
        self.words.iter().map(|(terms, (_, count))| terms.len() as u64 * count).sum()
    }

    /// The counts by terms with blanks between them, as lists sort them, and how each is written. With `syllables` each
    /// syllable counts alone; with `folded` no accent counts.
    pub(super) fn counted(&self, syllables: bool, folded: bool) -> BTreeMap<String, (String, u64)> {
        let mut counts: BTreeMap<String, (String, u64)> = BTreeMap::new();
        let mut add = |terms: &[ListTerm], written: &str, count: u64| {
            let terms: Vec<&str> = terms.iter().map(|(term, fold)| if folded { fold } else { term }.as_str()).collect();
            counts.entry(terms.join(" ")).or_insert_with(|| (written.to_owned(), 0)).1 += count;
        };
        for (terms, (written, count)) in &self.words {
            let parts: Vec<&str> = written.split_whitespace().collect();
            if syllables && terms.len() > 1 {
                for (at, term) in terms.iter().enumerate() {
                    // Where marks divide syllables, the term itself is shown.
                    let written = if parts.len() == terms.len() { parts[at] } else { &term.0 };
                    add(std::slice::from_ref(term), written, *count);
                }
            } else {
                add(terms, written, *count);
            }
        }
        counts
    }
}

/// The columns of words and counts, if a row has their headings.
fn headings(row: &[String]) -> Option<[usize; 2]> {
    let place = |names: &[&str]| row.iter().position(|cell| names.contains(&cell.trim().to_lowercase().as_str()));
    Some([place(HEADINGS[0])?, place(HEADINGS[1])?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> WordCounts {
        WordCounts::of(text.lines().map(|line| line.split(',').map(str::to_owned).collect()))
    }

    #[test]
    fn columns_are_found_by_their_headings() {
        let expected = list("y tế,7\nthuốc,2");
        assert_eq!(expected.syllables(), 16);
        for text in [
            "word,count\ny tế,7\nthuốc,2",
            "rank,form,size,hits\n1,y tế,2,7\n2,thuốc,1,2",
            "Hits,Form\n7,y tế\n2,thuốc",
        ] {
            assert_eq!(list(text), expected, "{text}");
            assert_eq!(list(text).digest(), expected.digest());
        }
        assert_eq!(list("thuốc,2\ny tế,7").digest(), expected.digest());
        assert_ne!(list("y tế,7\nthuốc,3").digest(), expected.digest());
        let faulty = list("y tế,7\nthuốc,nhiều\n,3\n…,1\nthuốc,2");
        assert_eq!((faulty.skipped, faulty.words), (vec![2, 3, 4], expected.words));
        assert!(list("").is_empty() && list("word,count").is_empty());
    }

    #[test]
    fn spellings_of_a_word_are_added() {
        let hits = |list: &WordCounts, syllables, folded| {
            let counts = list.counted(syllables, folded);
            counts.into_iter().map(|(_, (written, count))| (written, count)).collect::<Vec<_>>()
        };
        let words = list("hoà,3\nhòa,4\nhoa,1\ny tế,5\nTế,1");
        assert_eq!(
            hits(&words, false, false),
            [("hoa", 1), ("hoà", 7), ("Tế", 1), ("y tế", 5)].map(|(w, n)| (w.to_owned(), n))
        );
        assert_eq!(hits(&words, false, true), [("hoa", 8), ("Tế", 1), ("y tế", 5)].map(|(w, n)| (w.to_owned(), n)));
        assert_eq!(
            hits(&words, true, false),
            [("hoa", 1), ("hoà", 7), ("Tế", 6), ("y", 5)].map(|(w, n)| (w.to_owned(), n))
        );
        assert_eq!(words.syllables(), 19);
    }
}
