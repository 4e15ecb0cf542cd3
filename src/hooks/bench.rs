//! Functions to measure, for `tests/bench`. Each returns a length or a number, so that the compiler can't
//! leave out the work.

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

/// Splits a clean text into words and returns their number.
pub fn words(text: &str) -> usize {
    let (mut lexer, mut token, mut words) = (Lexer::new(text), Token::default(), 0);
    while lexer.advance(&mut token) {
        words += 1;
    }
    words
}

/// Returns the length of the clean form in bytes.
pub fn clean(text: &str) -> usize {
    body(text).len()
}

fn body(text: &str) -> String {
    portal::RecordText::of(std::iter::once(text)).body(text)
}

/// Returns the text of the article on a page, with its source at the end.
pub fn extract(page: &[u8]) -> Option<String> {
    let Sighting { title, abstract_, body, captions, source, .. } = portal::read(page, None).ok()?.article?;
    let parts = std::iter::once(title).chain(abstract_).chain(body).chain(captions).chain(source);
    Some(parts.collect::<Vec<_>>().join("\n"))
}

/// Articles as a parser returns them.
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
        sighting.body = Some(self::body(body));
        sighting.captions = captions.iter().map(|caption| text::clean(caption)).collect();
        self.0.push(Article::unstored(sighting));
    }

    /// Reads at most `most` articles of a corpus.
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

    /// Appends all articles to the ledger of a corpus and syncs it. Returns its length in bytes.
    pub fn store(&self, dir: &Path) -> u64 {
        let mut writer = Corpus::at(dir.to_owned()).writer().expect("a folder of its own");
        for article in &self.0 {
            writer.append(article).expect("room for the corpus");
        }
        writer.sync().expect("room for the corpus");
        writer.ledger().expect("it was just written").bytes()
    }
}

/// The rules that label articles.
pub struct Labelling {
    people: Linker,
    topics: topics::Labeller,
}

impl Labelling {
    pub fn embedded() -> Labelling {
        Labelling { people: Linker::new(Registry::embedded()), topics: topics::Labeller::new(Topics::embedded()) }
    }

    /// Counts the links to leaders in all articles.
    pub fn people(&self, articles: &Articles) -> usize {
        articles.0.iter().map(|article| self.people.link(article).links.len()).sum()
    }

    /// Counts the topics of all articles.
    pub fn topics(&self, articles: &Articles) -> usize {
        articles.0.iter().map(|article| self.topics.label(article).len()).sum()
    }

    /// Counts the documents and days that all articles name.
    pub fn documents(&self, articles: &Articles) -> usize {
        articles.0.iter().map(|article| Named::in_texts(article.texts()).terms.len()).sum()
    }
}

/// Reads every line of a ledger and verifies its checksum. Returns their number.
pub fn read_ledger(dir: &Path) -> usize {
    Articles::of_corpus(dir, usize::MAX).expect("a valid ledger").len()
}

/// Rebuilds the index of a corpus. Returns the number of articles.
pub fn build_index(corpus: &Path, index: &Path) -> u64 {
    let mut ledger = Corpus::at(corpus.to_owned()).ledger().expect("a valid ledger").expect("it was made before");
    let labeller = indexing::Labeller::default();
    bring_up(index, &mut ledger, &labeller, true, &mut |_| {}).expect("a valid ledger").lines
}

/// An open corpus with its index.
pub struct OpenedCorpus {
    corpus: Corpus,
    index: Index,
}

impl OpenedCorpus {
    pub fn open(corpus: &Path, index: &Path) -> OpenedCorpus {
        let labeller = indexing::Labeller::default();
        let Ok(Opened::Usable(index)) = Index::open(index, labeller.fingerprint()) else {
            unreachable!("it was made before")
        };
        OpenedCorpus { corpus: Corpus::at(corpus.to_owned()), index }
    }

    /// Counts the articles that match.
    pub fn count(&self, query: &str) -> u64 {
        let Ok(query) = query::parse(query, &AnyName) else { return 0 };
        query::find(&self.index, &query, &Filters::default()).expect("a valid index").total()
    }

    /// Reads the best twenty hits with their snippets. Returns the length of the snippets in bytes.
    pub fn snippets(&self, query: &str) -> usize {
        let Ok(query) = query::parse(query, &AnyName) else { return 0 };
        let found = query::find(&self.index, &query, &Filters::default()).expect("a valid index");
        let places = found.page(Sort::Relevance, 20, 0).expect("a valid index");
        let ledger = self.corpus.ledger().expect("a valid ledger").expect("it was made before");
        let hits = found.hits(&ledger, &places).expect("a valid ledger");
        hits.iter().filter_map(|hit| hit.snippet.as_ref()).map(|snippet| snippet.text.len()).sum()
    }
}
