//! A hit: an article read from the ledger, with the words that matched marked in it.

use crate::article::Article;
use crate::article::labels::{Labels, Zone};
use crate::corpus::{CorpusError, Ledger};
use crate::index::IndexError;
use crate::text::{Lexer, Token};

use super::find::{Found, Match, Place};
use super::rank::Wanted;

/// One article of an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hit {
    pub(crate) article: Article,
    pub(crate) labels: Labels,
    pub(crate) score: Option<f32>,
    /// `None` where there were no words to match.
    pub(crate) matched: Option<Match>,
    /// Where the query's words stand, in the order of the article.
    pub(crate) highlights: Vec<Highlight>,
    /// The part of the article that shows best why it matches.
    pub(crate) snippet: Option<Snippet>,
}

/// A word of the query in the article: characters `start..end` of the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Highlight {
    pub(crate) zone: Zone,
    /// Which caption, from 0; always 0 in the other zones.
    pub(crate) item: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A cut-out of one zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snippet {
    pub(crate) text: String,
    /// Whether the zone goes on before and behind it.
    pub(crate) cut_before: bool,
    pub(crate) cut_behind: bool,
    /// Characters of `text` that match.
    pub(crate) marks: Vec<(u32, u32)>,
}

/// What can go wrong while hits are read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum QueryError {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Corpus(#[from] CorpusError),
}

impl Found<'_> {
    /// Reads the articles of a page. Memory is that of the page: who wants all asks in pieces.
    pub(crate) fn hits(&self, ledger: &mut Ledger, places: &[Place]) -> Result<Vec<Hit>, QueryError> {
        let matches = self.matches(places)?;
        let folds = self.folds();
        places.iter().zip(matches).map(|(place, matched)| self.hit(ledger, place, matched, &folds)).collect()
    }

    fn hit(&self, ledger: &mut Ledger, place: &Place, matched: Match, folds: &[&str]) -> Result<Hit, QueryError> {
        let article = ledger.read_at(place.offset)?;
        let highlights = highlights(&article, folds);
        Ok(Hit {
            labels: self.index.labels(place.address)?,
            score: place.score,
            matched: self.root.is_some().then_some(matched),
            highlights,
            snippet: None,
            article,
        })
    }

    /// The labels of an article alone, for those who read the ledger themselves.
    pub(crate) fn labels(&self, place: &Place) -> Result<Labels, IndexError> {
        self.index.labels(place.address)
    }

    fn folds(&self) -> Vec<&str> {
        Wanted::of(self.root.as_ref()).words.into_iter().map(|(_, word)| word.fold.as_str()).collect()
    }
}

fn highlights(article: &Article, folds: &[&str]) -> Vec<Highlight> {
    let captions = (0..).zip(&article.captions).map(|(n, text)| (Zone::Caption, n, text.as_str()));
    let zones = [
        (Zone::Title, Some(&article.title)),
        (Zone::Abstract, article.abstract_.as_ref()),
        (Zone::Body, article.body.as_ref()),
    ];
    let zones = zones.into_iter().filter_map(|(zone, text)| Some((zone, 0, text?.as_str())));
    let mut out = Vec::new();
    for (zone, item, text) in zones.chain(captions) {
        let mut lexer = Lexer::new(text);
        let mut token = Token::default();
        let (mut bytes, mut chars) = (0, 0u32);
        while lexer.advance(&mut token) {
            if folds.contains(&token.fold.as_str()) {
                chars += count_chars(&text[bytes..token.start]);
                let start = chars;
                chars += count_chars(&text[token.start..token.end]);
                bytes = token.end;
                out.push(Highlight { zone, item, start, end: chars });
            }
        }
    }
    out
}

fn count_chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
