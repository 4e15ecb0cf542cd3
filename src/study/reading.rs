//! The words of an article, zone by zone, and the borders between them.

use std::ops::Range;

use crate::article::Article;
use crate::article::labels::{Place, Zone};
use crate::index::ZONES;
use crate::text::{Lexer, SENTENCE_MARKS, Token, repeats_beginning, sentence_end, tokens};

/// The zones that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Zones(pub(crate) [bool; ZONES]);

/// The names of the zones, in the order of [`Zones`].
const ZONE_NAMES: [&str; ZONES] = ["title", "abstract", "body", "captions"];

impl Zones {
    pub(crate) const ALL: Zones = Zones([true; ZONES]);

    /// The zones of these names; other names choose nothing.
    pub(crate) fn named(names: &[String]) -> Zones {
        Zones(ZONE_NAMES.map(|zone| names.iter().any(|name| name == zone)))
    }

    /// The names of the chosen zones.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        ZONE_NAMES.into_iter().zip(self.0).filter_map(|(name, chosen)| chosen.then_some(name))
    }

    pub(super) fn includes(self, zone: Zone) -> bool {
        self.0[zone as usize]
    }

    /// The number of words in the chosen zones.
    pub(super) fn words(self, words: &[u64; ZONES]) -> u64 {
        words.iter().zip(self.0).map(|(words, chosen)| if chosen { *words } else { 0 }).sum()
    }
}

/// The name of a zone in every result.
pub(super) fn zone_name(zone: Zone) -> &'static str {
    ZONE_NAMES[zone as usize]
}

/// What a context doesn't cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Border {
    Sentence,
    Clause,
    Paragraph,
    /// The zone of the article.
    Article,
}

impl Border {
    /// The mark in [`Between`] of this border.
    pub(super) fn mark(self) -> u8 {
        match self {
            Border::Sentence => Between::SENTENCE,
            Border::Clause => Between::CLAUSE,
            Border::Paragraph => Between::PARAGRAPH,
            Border::Article => Between::ZONE,
        }
    }
}

/// What is between a word and the one before it, as bits.
pub(super) struct Between;

impl Between {
    /// Anything but blanks.
    pub(super) const MARK: u8 = 1;
    /// No phrase crosses it.
    pub(super) const CLAUSE: u8 = 2;
    pub(super) const SENTENCE: u8 = 4;
    pub(super) const PARAGRAPH: u8 = 8;
    /// The word is the first of its zone.
    pub(super) const ZONE: u8 = 16;
    /// All of them: what is before the first word of a zone.
    const ALL: u8 = 31;
}

/// The words of one zone: of a caption, or of another zone with `item` 0.
pub(super) struct ZoneWords<'a> {
    pub(super) zone: Zone,
    pub(super) item: u32,
    pub(super) text: &'a str,
    pub(super) words: &'a [Token],
}

/// Reads articles word by word; its buffers are reused.
#[derive(Default)]
pub(super) struct Reader {
    words: Vec<Token>,
}

impl Reader {
    /// Calls `visit` with the words of each chosen zone in reading order. An abstract that repeats how the body begins is
    /// not a zone.
    pub(super) fn zones(&mut self, article: &Article, zones: Zones, mut visit: impl FnMut(ZoneWords<'_>)) {
        for (zone, item, text) in texts(article).filter(|(zone, ..)| zones.includes(*zone)) {
            if zone == Zone::Abstract && repeats_lead(article) {
                continue;
            }
            let words = self.read(text);
            visit(ZoneWords { zone, item, text, words });
        }
    }

    fn read(&mut self, text: &str) -> &[Token] {
        let mut lexer = Lexer::new(text);
        let mut count = 0;
        loop {
            if self.words.len() == count {
                self.words.push(Token::default());
            }
            if !lexer.advance(&mut self.words[count]) {
                return &self.words[..count];
            }
            count += 1;
        }
    }
}

/// All texts of an article in reading order, with their zones and the numbers of captions.
fn texts(article: &Article) -> impl Iterator<Item = (Zone, u32, &str)> {
    let lead = article.abstract_.as_deref().map(|text| (Zone::Abstract, 0, text));
    let body = article.body.as_deref().map(|text| (Zone::Body, 0, text));
    let captions = (0..).zip(&article.captions).map(|(n, text)| (Zone::Caption, n, text.as_str()));
    [(Zone::Title, 0, article.title.as_str())].into_iter().chain(lead).chain(body).chain(captions)
}

fn repeats_lead(article: &Article) -> bool {
    let lead = article.abstract_.as_deref().unwrap_or_default();
    repeats_beginning(lead, article.body.as_deref().unwrap_or_default(), article.abstract_truncated)
}

/// Where [`Reader`] reads what is at a place of an article, with byte offsets: of an abstract that repeats how the body begins
/// in the body, and otherwise there; `None` if that zone is not chosen.
pub(super) fn read_at(article: &Article, zones: Zones, place: &Place) -> Option<Place> {
    if place.zone != Zone::Abstract || !repeats_lead(article) {
        return zones.includes(place.zone).then_some(*place);
    }
    let (lead, body) = (article.abstract_.as_deref()?, article.body.as_deref()?);
    let word = |at: usize| tokens(lead).iter().position(|word| word.end > at);
    let of_body = tokens(body);
    // The words are the same, one by one; the last may be cut.
    let (first, last) = (word(place.start as usize)?, word((place.end as usize).saturating_sub(1))?);
    let (start, end) = (of_body.get(first)?.start, of_body.get(last)?.end);
    let bytes = |at: usize| u32::try_from(at).ok();
    zones.includes(Zone::Body).then_some(())?;
    Some(Place { zone: Zone::Body, start: bytes(start)?, end: bytes(end)?, ..*place })
}

/// What is between each word and the one before it, as bits of [`Between`].
pub(super) fn borders(text: &str, words: &[Token]) -> Vec<u8> {
    let mut all = Vec::with_capacity(words.len());
    let mut before: Option<&Token> = None;
    for word in words {
        all.push(before.map_or(Between::ALL, |before| border(text, before, word)));
        before = Some(word);
    }
    all
}

fn border(text: &str, before: &Token, word: &Token) -> u8 {
    let gap = &text[before.end..word.start];
    if gap == " " {
        return 0;
    }
    let mut marks = 0;
    let mut set = |mark: u8, is_set: bool| marks |= if is_set { mark } else { 0 };
    set(Between::MARK, gap.contains(|c| c != ' ') || gap.is_empty());
    set(Between::CLAUSE, word.position - before.position > 1);
    let ends = |at: usize| sentence_end(text, at).is_some();
    let is_sentence = gap.contains('\n') || gap.match_indices(SENTENCE_MARKS).any(|(at, _)| ends(before.end + at));
    set(Between::SENTENCE, is_sentence);
    set(Between::PARAGRAPH, gap.contains("\n\n"));
    marks
}

/// The words around a range of them up to a border: at most `left` before and `right` after.
pub(super) fn around(borders: &[u8], hit: &Range<usize>, border: Border, left: usize, right: usize) -> Range<usize> {
    let mark = border.mark();
    let mut start = hit.start;
    while start > 0 && hit.start - start < left && borders[start] & mark == 0 {
        start -= 1;
    }
    let mut end = hit.end;
    while end < borders.len() && end - hit.end < right && borders[end] & mark == 0 {
        end += 1;
    }
    start..end
}
