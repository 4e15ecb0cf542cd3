//! The vocabulary: Vietnamese syllables put together by rule, as often as Zipf and Mandelbrot say,
//! and an open tail of names, numbers and codes that never ends.

use std::fmt::Write;

use crate::chance::Chance;

/// Words of one or two syllables, without the tail.
const WORDS: usize = 36_000;
/// The most frequent ones of them have one syllable.
const SINGLE_WORDS: usize = 5_500;
/// Frequency of the word of rank r: 1 / (r + OFFSET) ^ SLOPE.
const SLOPE: f64 = 1.05;
const OFFSET: f64 = 2.7;
/// Binary logarithm of the number of entries in the table of draws.
const TABLE_BITS: u32 = 20;
/// One word in this many belongs to the open tail.
const TAIL_ONE_IN: usize = 55;
/// Number of different names in the tail.
const TAIL_NAMES: f64 = 2_000_000.0;

/// The commonest syllables, most frequent first.
const FREQUENT: &str = "và của các trong được cho với là có những người một công đã tại về đến việc không này khi \
    y từ tế để sức thực năm ra khoẻ cán theo hiện bộ cũng nhiều làm phải cao như quốc số thể tác đoàn ngày trên sau \
    vào đây đó phòng nhà còn lại qua ở hơn bằng chức vì nên đang sẽ thì mà bị do nơi tới rất đều hai ba cùng lên tình";

const ONSETS: [&str; 24] = [
    "", "b", "c", "ch", "d", "đ", "g", "gi", "h", "kh", "l", "m", "n", "nh", "ng", "ph", "qu", "r", "s", "t", "th",
    "tr", "v", "x",
];
/// Before e, ê and i these onsets are written otherwise.
const BEFORE_FRONT: [(&str, &str); 3] = [("c", "k"), ("g", "gh"), ("ng", "ngh")];
/// `*` precedes the letter that has the tone mark.
const OPEN_RIMES: &str = "*a *ai *ao *au *ay *âu *ây *e *eo *ê *êu *i *ia *iu *o *oi *ô *ôi *ơ *ơi *u *ua *ui *ư *ưa *ưu \
    *am *an *ang *anh *ăm *ăn *ăng *âm *ân *âng *em *en *eng *êm *ên *ênh *im *in *inh *om *on *ong *ôm *ôn *ông *ơm *ơn \
    *um *un *ung *ưng i*êm i*ên i*êng i*êu u*ôi u*ôn u*ông u*ôm ư*ơi ư*ơm ư*ơn ư*ơng o*an o*ang o*ai o*anh u*ân uy*ên \
    u*ê";
/// Before a stop only two tones are heard.
const STOPPED_RIMES: &str = "*ac *ach *ap *at *ăc *ăp *ăt *âc *âp *ât *ec *ep *et *êch *êp *êt *ich *ip *it *oc *op *ot \
    *ôc *ôp *ôt *ơp *ơt *uc *up *ut *ưc *ưt i*êc i*êp i*êt u*ôc u*ôt ư*ơc ư*ơp ư*ơt o*at o*ac u*ât uy*êt";
/// Level, grave, acute, hook, tilde, dot: the marks that composed letters are made of.
const TONES: [&str; 6] = ["", "\u{300}", "\u{301}", "\u{309}", "\u{303}", "\u{323}"];
const STOPPED_TONES: [usize; 2] = [2, 5];

const LATIN: [&str; 32] = [
    "al", "ba", "ce", "dor", "en", "fi", "gra", "hel", "in", "ju", "kar", "lo", "mi", "nu", "or", "pa", "que", "ri",
    "sol", "ta", "ul", "vi", "wen", "xi", "yl", "zo", "bre", "cli", "met", "pro", "ste", "tra",
];
const ENDINGS: [&str; 8] = ["in", "ol", "um", "ex", "an", "on", "vir", "mab"];
const UNITS: [&str; 6] = ["%", " tỷ đồng", " ca", " giường bệnh", " km", " mg"];

/// All words, the most frequent first.
pub struct Words {
    words: Vec<Box<str>>,
    /// Ranks, each as often as its word is drawn.
    table: Vec<u16>,
}

impl Words {
    pub fn new(seed: u64) -> Words {
        let mut chance = Chance::new(seed, u64::MAX);
        let mut words: Vec<Box<str>> = FREQUENT.split_whitespace().map(Box::from).collect();
        let mut syllables = syllables();
        shuffle(&mut syllables, &mut chance);
        words.extend(syllables.iter().take(SINGLE_WORDS - words.len()).map(|s| s.as_str().into()));
        while words.len() < WORDS {
            // The square makes frequent syllables frequent in compounds too.
            let mut part = || {
                let place = chance.unit();
                words[(place * place * SINGLE_WORDS as f64) as usize].clone()
            };
            let (first, second) = (part(), part());
            words.push(format!("{first} {second}").into());
        }
        Words { table: table(words.len()), words }
    }

    /// A word by its frequency.
    pub fn draw(&self, chance: &mut Chance) -> &str {
        let place = chance.bits() >> (64 - TABLE_BITS);
        self.ranked(usize::from(self.table[place as usize]))
    }

    /// The word of a rank, from 0.
    pub fn ranked(&self, rank: usize) -> &str {
        &self.words[rank]
    }

    /// Writes a word, or sometimes something of the tail; whether it was a word.
    pub fn write(&self, chance: &mut Chance, out: &mut String) -> bool {
        let is_word = !chance.one_in(TAIL_ONE_IN);
        if is_word {
            out.push_str(self.draw(chance))
        } else {
            write_tail(chance, out)
        }
        is_word
    }
}

fn write_tail(chance: &mut Chance, out: &mut String) {
    let written = match chance.below(8) {
        0 => write!(out, "{}.{:03}", chance.within(1, 90), chance.below(1000)),
        1 => write!(out, "{},{}{}", chance.within(1, 99), chance.below(10), chance.of(&UNITS)),
        2 | 3 => write!(out, "{}{}", chance.within(2, 999), chance.of(&UNITS)),
        4 => write!(out, "{}{}-{}", chance.of(&["BV", "TTYT", "HD", "MX"]), chance.below(40), chance.below(3000)),
        _ => {
            write_name(open_number(chance), out);
            Ok(())
        }
    };
    written.expect("a string takes everything");
}

/// A number that is small often, and hardly ever the same when it is large.
fn open_number(chance: &mut Chance) -> usize {
    (TAIL_NAMES.ln() * chance.unit()).exp() as usize
}

/// The invented foreign name with this number.
fn write_name(mut number: usize, out: &mut String) {
    let start = out.len();
    let ending = ENDINGS[number % ENDINGS.len()];
    number /= ENDINGS.len();
    for _ in 0..2 {
        out.push_str(LATIN[number % LATIN.len()]);
        number /= LATIN.len();
    }
    while number > 0 {
        out.push_str(LATIN[number % LATIN.len()]);
        number /= LATIN.len();
    }
    out.push_str(ending);
    out[start..=start].make_ascii_uppercase();
}

/// Every syllable that the rules give, each once.
fn syllables() -> Vec<String> {
    let mut all = Vec::new();
    for onset in ONSETS {
        for (rimes, tones) in [(OPEN_RIMES, &[0, 1, 2, 3, 4, 5][..]), (STOPPED_RIMES, &STOPPED_TONES)] {
            for rime in rimes.split_whitespace() {
                all.extend(tones.iter().filter_map(|tone| syllable(onset, rime, TONES[*tone])));
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn syllable(onset: &str, rime: &str, tone: &str) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    let (glide, rest) = rime.split_once('*')?;
    let first = glide.chars().chain(rest.chars()).next()?;
    // "gii", "quu" and "quo" are not written.
    if (onset == "gi" && first == 'i') || (onset == "qu" && matches!(first, 'u' | 'o' | 'ô' | 'ư')) {
        return None;
    }
    let front = matches!(first, 'e' | 'ê' | 'i');
    let onset = BEFORE_FRONT.iter().find(|(plain, _)| front && *plain == onset).map_or(onset, |(_, written)| *written);
    let letter = rest.chars().next()?;
    let behind = &rest[letter.len_utf8()..];
    Some(format!("{onset}{glide}{letter}{tone}{behind}").nfc().collect())
}

fn shuffle(items: &mut [String], chance: &mut Chance) {
    for last in (1..items.len()).rev() {
        items.swap(last, chance.below(last + 1));
    }
}

/// Each rank in as many neighbouring places as its share of all draws.
fn table(words: usize) -> Vec<u16> {
    let weight = |rank: usize| (rank as f64 + 1.0 + OFFSET).powf(-SLOPE);
    let total: f64 = (0..words).map(weight).sum();
    let places = 1usize << TABLE_BITS;
    let mut table = Vec::with_capacity(places);
    let mut share = 0.0;
    for rank in 0..words {
        share += weight(rank) / total;
        let end = (share * places as f64).round() as usize;
        let rank = u16::try_from(rank).expect("there are fewer than 65 536 words");
        table.resize(end.min(places).max(table.len()), rank);
    }
    let last = u16::try_from(words - 1).expect("there are fewer than 65 536 words");
    table.resize(places, last);
    table
}

/// The word with a capital.
pub fn capitalised(word: &str, out: &mut String) {
    let mut letters = word.chars();
    out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    out.push_str(letters.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_words_and_all_of_them_are_drawn() {
        let words = Words::new(1);
        assert_eq!(words.words.len(), WORDS);
        assert!(syllables().len() > SINGLE_WORDS, "{}", syllables().len());
        let drawn: std::collections::HashSet<u16> = words.table.iter().copied().collect();
        assert!(drawn.len() > 30_000, "{}", drawn.len());
    }
}
