//! A small corpus with its index.

use std::collections::HashMap;

use chrono::DateTime;
use tempfile::TempDir;

use crate::article::labels::{Labels, Link, Place, Relation, Role, TopicLabel, Zone};
use crate::article::{Article, DateSource, Id, Status, Withdrawal};
use crate::calendar::{self, Days};
use crate::corpus::{Corpus, Ledger};
use crate::index::{Index, IndexWriter, Lock, Opened};
use crate::query::resolver::{FilterResolver, Unresolved};
use crate::query::{Filters, Hit, Matches, Query, Sort, find, parse};
use crate::text::{Named, folded};

pub(in crate::query) const RULES: &str = "rules of the test";

/// An article to write; the other fields have defaults.
#[derive(Clone, Default)]
pub(in crate::query) struct Draft {
    pub(in crate::query) id: &'static str,
    pub(in crate::query) title: String,
    pub(in crate::query) lead: Option<String>,
    pub(in crate::query) body: Option<String>,
    pub(in crate::query) captions: Vec<String>,
    /// Day and month of 2025.
    pub(in crate::query) day: Option<(u32, u32)>,
    pub(in crate::query) outside: bool,
    pub(in crate::query) withdrawn: bool,
    pub(in crate::query) acted: Vec<(&'static str, Role)>,
    pub(in crate::query) named: Vec<&'static str>,
    pub(in crate::query) topics: Vec<&'static str>,
    pub(in crate::query) numbers: Vec<&'static str>,
}

impl Draft {
    pub(in crate::query) fn article(&self) -> Article {
        let published = self.day.and_then(|(day, month)| calendar::moment(2025, month, day, 9, 0));
        Article {
            id: Id::parse(self.id).unwrap(),
            joined: Vec::new(),
            title: self.title.clone(),
            published,
            date_source: published.map(|_| DateSource::Article),
            status: if self.body.is_some() { Status::Full } else { Status::Listed },
            section: !self.outside,
            url: None,
            aliases: vec![format!("slug:{}", self.id)],
            abstract_: self.lead.clone(),
            abstract_truncated: false,
            body: self.body.clone(),
            captions: self.captions.clone(),
            source: None,
            version: 1,
            first_seen: DateTime::UNIX_EPOCH,
            fetched: None,
            sha256: None,
            absence: crate::article::Absence::default(),
            stored: None,
            withdrawn: self.withdrawn.then(|| Withdrawal {
                at: DateTime::UNIX_EPOCH,
                command: "byt withdraw".to_owned(),
                reason: None,
            }),
            begins: None,
            follows: Vec::new(),
            read_from: None,
            run: None,
        }
    }

    fn labels(&self) -> Labels {
        let place = Place { zone: Zone::Title, item: 0, start: 0, end: 1 };
        let link = |name: &str, role, relation| Link {
            name: name.to_owned(),
            role,
            title: String::new(),
            relation,
            evidence: vec![place],
            registry: true,
            inferred: false,
        };
        let acted = self.acted.iter().map(|(name, role)| link(name, Some(*role), Relation::Attended));
        let named = self.named.iter().map(|name| link(name, None, Relation::Mentioned));
        Labels {
            officials: acted.chain(named).collect(),
            topics: self.topics.iter().map(|id| TopicLabel { id: (*id).to_owned(), evidence: place }).collect(),
            identifiers: self.numbers.iter().map(|n| (*n).to_owned()).collect(),
            unresolved: 0,
        }
    }
}

/// Resolves a person by any part of the name, and a topic by its id.
pub(in crate::query) struct Known;

const PEOPLE: [&str; 3] = ["Đào Hồng Lan", "Trần Văn Thuấn", "Trần Thị Mai"];

impl FilterResolver for Known {
    fn official(&self, typed: &str) -> Result<String, Unresolved> {
        let typed = folded(typed);
        let known: Vec<&str> = PEOPLE.into_iter().filter(|name| folded(name).contains(&typed)).collect();
        match known.as_slice() {
            [name] => Ok((*name).to_owned()),
            names => Err(Unresolved {
                sentence: format!("“{typed}” may be {} people", names.len()).into(),
                candidates: names.iter().map(|n| (*n).to_owned()).collect(),
                ..Unresolved::default()
            }),
        }
    }

    fn topic(&self, typed: &str) -> Result<String, Unresolved> {
        Ok(typed.to_owned())
    }

    fn role(&self, typed: &str) -> Result<Role, Unresolved> {
        serde_json::from_value(typed.into())
            .map_err(|_| Unresolved {
                sentence: format!("“{typed}” is not a rank").into(), ..Unresolved::default()
            })
    }

    fn days(&self, typed: &str) -> Result<Days, Unresolved> {
        let today = chrono::NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        Days::parse(typed, today).map_err(|e| Unresolved { sentence: e.to_string().into(), ..Unresolved::default() })
    }
}

/// A corpus and its index in a temporary folder.
pub(in crate::query) struct TestIndex {
    pub(in crate::query) ledger: Ledger,
    pub(in crate::query) index: Index,
    /// Headlines by their offset in the ledger.
    pub(in crate::query) titles: HashMap<u64, String>,
    _folder: TempDir,
}

impl TestIndex {
    pub(in crate::query) fn of(drafts: &[Draft]) -> TestIndex {
        let folder = TempDir::new().unwrap();
        let corpus = Corpus::at(folder.path().join("corpus"));
        let mut writer = corpus.writer().unwrap();
        let labels: Vec<Labels> = drafts.iter().map(Draft::labels).collect();
        for draft in drafts {
            writer.append(&draft.article()).unwrap();
        }
        writer.sync().unwrap();
        TestIndex::index(folder, &corpus, labels.into_iter())
    }

    /// Indexes a corpus that exists already, without labels.
    pub(in crate::query) fn over(corpus: &Corpus) -> TestIndex {
        TestIndex::index(TempDir::new().unwrap(), corpus, std::iter::repeat_with(Labels::default))
    }

    fn index(folder: TempDir, corpus: &Corpus, labels: impl Iterator<Item = Labels>) -> TestIndex {
        let dir = folder.path().join("index");
        let mut ledger = corpus.ledger().unwrap().expect("a corpus to index");
        let mut writer = IndexWriter::rebuild(Lock::take(&dir).unwrap(), RULES).unwrap();
        let mut titles = HashMap::new();
        for (line, labels) in ledger.lines(0).unwrap().zip(labels) {
            let line = line.unwrap();
            let numbers = Named::in_texts(line.article.texts()).terms;
            titles.insert(line.offset, line.article.title.clone());
            if line.article.is_withdrawn() {
                writer.add_withdrawn(line.article, line.offset).unwrap();
            } else {
                writer.add(line.article, line.offset, &labels, numbers).unwrap();
            }
        }
        writer.commit(ledger.position().unwrap()).unwrap();
        let Opened::Usable(index) = Index::open(&dir, RULES).unwrap() else { panic!("the index was just made") };
        TestIndex { ledger, index, titles, _folder: folder }
    }

    pub(in crate::query) fn query(&self, text: &str) -> Query {
        parse(text, &Known).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    pub(in crate::query) fn find(&self, text: &str) -> Matches<'_> {
        find(&self.index, &self.query(text), &Filters::default()).unwrap()
    }

    /// All hits, best first.
    pub(in crate::query) fn hits(&mut self, text: &str) -> Vec<Hit> {
        let found = find(&self.index, &parse(text, &Known).unwrap(), &Filters::default()).unwrap();
        let places = found.page(Sort::Relevance, 0, 0).unwrap();
        found.hits(&self.ledger, &places).unwrap()
    }

    /// Ids of all hits, best first.
    pub(in crate::query) fn ids(&mut self, text: &str) -> Vec<String> {
        self.hits(text).iter().map(|hit| hit.article.id.to_string()).collect()
    }
}
