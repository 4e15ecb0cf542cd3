//! Spellings that were worked out before. A text says the same few thousand syllables over and
//! over, and to look one up takes a third of the time that spelling it takes.

use std::cell::RefCell;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::lexer::Token;

/// Places for words; one that is met later takes the place of another. Vietnamese has some seven
/// thousand syllables, most of them rare.
const PLACES: usize = 1 << 13;
/// Longest word that is remembered, in bytes: the longest syllable has eleven.
const WORD_BYTES_MAX: usize = 16;

thread_local! {
    static MEMO: RefCell<Memo> = const { RefCell::new(Memo { places: Vec::new() }) };
}

struct Memo {
    /// None until the first word, then [`PLACES`], so that a short run pays for few.
    places: Vec<Option<Box<Spelling>>>,
}

#[derive(Clone, Default)]
struct Spelling {
    word: String,
    term: String,
    fold: String,
    accented: bool,
}

/// Gives a token the spelling of a word; `work_out` is asked for what is not remembered, and must
/// give the same word the same spelling always.
#[inline]
pub(super) fn recall(word: &str, token: &mut Token, work_out: impl FnOnce(&mut Token)) {
    if word.len() > WORD_BYTES_MAX {
        return work_out(token);
    }
    MEMO.with_borrow_mut(|memo| memo.recall(word, token, work_out));
}

impl Memo {
    fn recall(&mut self, word: &str, token: &mut Token, work_out: impl FnOnce(&mut Token)) {
        if self.places.is_empty() {
            self.places = vec![None; PLACES];
        }
        let place = self.places[place_of(word)].get_or_insert_default();
        if place.word == word {
            token.term.push_str(&place.term);
            token.fold.push_str(&place.fold);
            token.accented = place.accented;
            return;
        }
        work_out(token);
        for (kept, new) in [(&mut place.word, word), (&mut place.term, &token.term), (&mut place.fold, &token.fold)] {
            kept.clear();
            kept.push_str(new);
        }
        place.accented = token.accented;
    }
}

fn place_of(word: &str) -> usize {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    // The high bits are the well mixed ones.
    (hasher.finish() >> (u64::BITS - PLACES.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::super::lexer::tokens;

    #[test]
    fn a_word_is_spelt_the_same_the_second_time() {
        // More words than there are places, so that most are forgotten before they come again.
        let words: Vec<String> = (0..20_000).map(|n| format!("{}ấ{}", ["Th", "ngh", "đ"][n % 3], n)).collect();
        let text = words.join(" ");
        let first = tokens(&text);
        assert_eq!(tokens(&text), first);
        assert_eq!((first[0].term.as_str(), first[0].fold.as_str(), first[0].accented), ("thâ01", "tha0", true));
    }
}
