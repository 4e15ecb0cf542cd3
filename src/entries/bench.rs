//! Entries for benchmarks: one for each thing that is worth a clock of its own. What comes back is a
//! length or a number, so that nothing is left undone. No part of the program; see `tests/bench`.

use std::fmt;
use std::path::Path;

use super::fuzz::AnyName;
use crate::article::{Article, Sighting};
use crate::calendar::moment;
use crate::corpus::Corpus;
use crate::index::{Index, Opened};
use crate::indexing::{self, bring_up};
use crate::officials::{Linker, Registry};
use crate::portal;
use crate::query::{self, Filters, Sort};
use crate::text::{self, Lexer, Named, Token};
use crate::topics::{self, Topics};

/// Cuts a clean text into words, in both forms, and gives their number.
pub fn words(text: &str) -> usize {
    let (mut lexer, mut token, mut words) = (Lexer::new(text), Token::default(), 0);
    while lexer.advance(&mut token) {
        words += 1;
    }
    words
}

/// Bytes of the clean form.
pub fn clean(text: &str) -> usize {
    text::clean_paragraphs(text).len()
}

/// Everything that is printed in the article on a page, its source at the end.
pub fn extract(page: &[u8]) -> Option<String> {
    let Sighting { title, abstract_, body, captions, source, .. } = portal::read(page, None).ok()?.article?;
    let parts = std::iter::once(title).chain(abstract_).chain(body).chain(captions).chain(source);
    Some(parts.collect::<Vec<_>>().join("\n"))
}

/// Articles as they come out of a parser.
#[derive(Default)]
pub struct Articles(Vec<Article>);

impl Articles {
    /// Adds one; `minute` is year, month, day, hour and minute on the Vietnamese clock.
    pub fn add(&mut self, minute: [u32; 5], title: &str, lead: &str, body: &str, captions: &[String]) {
        let mut sighting = Sighting::titled(text::clean(title));
        let [year, month, day, hour, minute] = minute;
        sighting.published = i32::try_from(year).ok().and_then(|year| moment(year, month, day, hour, minute));
        sighting.section = true;
        sighting.abstract_ = Some(text::clean(lead));
        sighting.body = Some(text::clean_paragraphs(body));
        sighting.captions = captions.iter().map(|caption| text::clean(caption)).collect();
        self.0.push(Article::unstored(sighting));
    }

    /// How many of the articles of a corpus there are, at most `most`.
    pub fn of_corpus(dir: &Path, most: usize) -> Result<Articles, impl fmt::Debug> {
        let ledger = Corpus::at(dir.to_owned()).ledger()?;
        let mut ledger = ledger.expect("the corpus was made before");
        let lines = ledger.lines(0)?.take(most).map(|line| line.map(|line| line.article));
        lines.collect::<Result<_, crate::corpus::CorpusError>>().map(Articles)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes of all texts.
    pub fn bytes(&self) -> usize {
        self.0.iter().flat_map(Article::texts).map(str::len).sum()
    }

    /// Appends all to the ledger of a corpus and brings them to the disk; its bytes.
    pub fn store(&self, dir: &Path) -> u64 {
        let mut writer = Corpus::at(dir.to_owned()).writer().expect("a folder of its own");
        for article in &self.0 {
            writer.append(article).expect("room for the corpus");
        }
        writer.sync().expect("room for the corpus");
        writer.ledger().expect("it was just written").bytes()
    }
}

/// The rules by which articles are labelled.
pub struct Labelling {
    people: Linker,
    topics: topics::Labeller,
}

impl Labelling {
    pub fn embedded() -> Labelling {
        Labelling { people: Linker::new(Registry::embedded()), topics: topics::Labeller::new(Topics::embedded()) }
    }

    /// How many links to leaders all articles have.
    pub fn people(&self, articles: &Articles) -> usize {
        articles.0.iter().map(|article| self.people.link(article).links.len()).sum()
    }

    /// How many topics all articles have.
    pub fn topics(&self, articles: &Articles) -> usize {
        articles.0.iter().map(|article| self.topics.label(article).len()).sum()
    }

    /// How many documents and days all articles name.
    pub fn documents(&self, articles: &Articles) -> usize {
        articles.0.iter().map(|article| Named::in_texts(article.texts()).terms.len()).sum()
    }
}

/// Reads every line of a ledger, with its checksum; how many there are.
pub fn read_ledger(dir: &Path) -> usize {
    Articles::of_corpus(dir, usize::MAX).expect("a sound ledger").len()
}

/// Makes the index of a corpus anew; how many articles it has.
pub fn build_index(corpus: &Path, index: &Path) -> u64 {
    let mut ledger = Corpus::at(corpus.to_owned()).ledger().expect("a sound ledger").expect("it was made before");
    let labeller = indexing::Labeller::default();
    bring_up(index, &mut ledger, &labeller, true, &mut |_| {}).expect("a sound ledger").lines
}

/// A corpus with its index, open.
pub struct Shelf {
    corpus: Corpus,
    index: Index,
}

impl Shelf {
    pub fn open(corpus: &Path, index: &Path) -> Shelf {
        let labeller = indexing::Labeller::default();
        let Ok(Opened::Usable(index)) = Index::open(index, labeller.fingerprint()) else {
            unreachable!("it was made before")
        };
        Shelf { corpus: Corpus::at(corpus.to_owned()), index }
    }

    /// How many articles match.
    pub fn count(&self, query: &str) -> u64 {
        let Ok(query) = query::parse(query, &AnyName) else { return 0 };
        query::find(&self.index, &query, &Filters::default()).expect("a sound index").total()
    }

    /// Reads the best twenty with their snippets; bytes of the snippets.
    pub fn snippets(&self, query: &str) -> usize {
        let Ok(query) = query::parse(query, &AnyName) else { return 0 };
        let found = query::find(&self.index, &query, &Filters::default()).expect("a sound index");
        let places = found.page(Sort::Relevance, 20, 0).expect("a sound index");
        let mut ledger = self.corpus.ledger().expect("a sound ledger").expect("it was made before");
        let hits = found.hits(&mut ledger, &places).expect("a sound ledger");
        hits.iter().filter_map(|hit| hit.snippet.as_ref()).map(|snippet| snippet.text.len()).sum()
    }
}
