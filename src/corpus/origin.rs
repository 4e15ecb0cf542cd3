//! The origin of each version of an article: the run that stored it and the raw answer that it was parsed from.
//!
//! Both are derived: a receipt says where the ledger ended with its run, and an answer is found by its digest.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::runs::Receipt;
use super::{Corpus, CorpusError, Run, pages};
use crate::article::{Article, sha256_hex};
use crate::container;
use crate::disk::open_regular;

/// A version with its origin.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) version: Article,
    /// `None` if the run was killed before it wrote a receipt.
    pub(crate) run: Option<Run>,
    pub(crate) answer: RawAnswer,
}

/// The raw answer that a version was parsed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawAnswer {
    Stored(StoredAnswer),
    /// No stored answer has the version's digest: the version came from a file or a record.
    NotFound,
    /// No readable answer has the digest, but some answers can't be read or are missing.
    Unreadable,
}

impl RawAnswer {
    /// The answer, if it was found.
    pub(crate) fn stored(&self) -> Option<&StoredAnswer> {
        if let RawAnswer::Stored(stored) = self { Some(stored) } else { None }
    }
}

/// Where a raw answer is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredAnswer {
    /// The page file.
    pub(crate) file: PathBuf,
    /// The address requested.
    pub(crate) url: String,
}

/// Longest decompressed answer to be considered, in bytes. Articles are never parsed from longer ones.
const ANSWER_BYTES_MAX: u64 = 32 * 1024 * 1024;

impl Corpus {
    /// Every version of an article and of those that were merged into it, oldest first. Reads the whole ledger, and
    /// raw answers until all are found.
    pub(crate) fn origins(&self, article: &Article) -> Result<Vec<Origin>, CorpusError> {
        let Some(ledger) = self.ledger()? else { return Ok(Vec::new()) };
        // Receipts from after the point that the ledger was restored to don't apply to its lines.
        let receipts = self.receipts_in(&ledger)?;
        let versions = self.versions_with_offsets(article)?;
        let digests: Vec<Option<String>> = (0..versions.len()).map(|at| digest_of(&versions, at)).collect();
        let (answers, damaged) = self.answers_with(digests.iter().flatten().map(String::as_str))?;
        let unreadable = damaged || !self.missing_pages()?.is_empty();
        let answer = |digest: &Option<String>| match digest.as_ref().map(|digest| answers.get(digest)) {
            Some(Some(Some(stored))) => RawAnswer::Stored(stored.clone()),
            Some(_) if unreadable => RawAnswer::Unreadable,
            _ => RawAnswer::NotFound,
        };
        let origin = |((offset, version), digest): ((u64, Article), &Option<String>)| Origin {
            run: run_of(&receipts, offset, &version),
            answer: answer(digest),
            version,
        };
        Ok(versions.into_iter().zip(&digests).map(origin).collect())
    }

    /// The addresses of stored answers by the digests of their bodies. `chosen` decides from the address requested which
    /// answers count, and under which address. Answers that can't be read are left out. Reads all raw answers.
    pub(crate) fn answer_addresses(
        &self,
        chosen: impl Fn(&str) -> Option<String>,
    ) -> Result<HashMap<String, String>, CorpusError> {
        let mut addresses = HashMap::new();
        for (file, _) in self.page_files()? {
            let opened = open_page(&file).map_err(CorpusError::io("can't open", &file))?;
            for answer in container::answers(opened).filter_map(|record| record.ok().flatten()) {
                let Some(address) = chosen(&answer.url) else { continue };
                // A body that can't be decompressed has no digest, so no version names it.
                let Ok(body) = answer.decoded(ANSWER_BYTES_MAX) else { continue };
                addresses.insert(sha256_hex(&body), address);
            }
        }
        Ok(addresses)
    }

    /// The first raw answer with each digest, and whether any answer read on the way is unreadable.
    fn answers_with<'d>(
        &self,
        digests: impl Iterator<Item = &'d str>,
    ) -> Result<(HashMap<String, Option<StoredAnswer>>, bool), CorpusError> {
        let mut unreadable = false;
        let mut found: HashMap<String, Option<StoredAnswer>> =
            digests.map(|digest| (digest.to_owned(), None)).collect();
        let mut missing = found.len();
        for (file, _) in self.page_files()? {
            if missing == 0 {
                break;
            }
            let opened = open_page(&file).map_err(CorpusError::io("can't open", &file))?;
            for record in container::answers(opened) {
                unreadable |= record.is_err();
                let Ok(Some(answer)) = record else { continue };
                let Ok(digest) = answer.decoded(ANSWER_BYTES_MAX).map(|body| sha256_hex(&body)) else { continue };
                if let Some(place @ None) = found.get_mut(&digest) {
                    *place = Some(StoredAnswer { file: file.clone(), url: answer.url });
                    missing -= 1;
                }
            }
        }
        Ok((found, unreadable))
    }
}

/// The digest of the raw bytes that made one of the versions. Its text may be an earlier one, with another digest: a page
/// of the old portal may only add its address.
fn digest_of(versions: &[(u64, Article)], at: usize) -> Option<String> {
    let (_, version) = &versions[at];
    if version.read_from.is_some() {
        return version.read_from.clone();
    }
    // Lines from before the raw bytes were recorded, and records, which may leave the text as it was.
    let keeps_text =
        versions[..at].iter().any(|(_, earlier)| earlier.read_from.is_some() && earlier.sha256 == version.sha256);
    version.sha256.clone().filter(|_| !keeps_text)
}

/// Opens a page file. Its writer may have closed it by now, which removes the extension `open`.
fn open_page(file: &Path) -> io::Result<File> {
    let closed = || open_regular(&file.with_extension(""));
    open_regular(file).or_else(|e| if pages::is_open(file) { closed() } else { Err(e) })
}

/// The run with the first receipt that covers the line, if the line was written during that run.
fn run_of(receipts: &[Receipt], offset: u64, version: &Article) -> Option<Run> {
    let receipt =
        receipts.iter().find(|receipt| receipt.ledger.as_ref().is_some_and(|position| position.bytes > offset))?;
    let within = version.stored.is_none_or(|stored| stored >= receipt.run.started);
    within.then(|| receipt.run.clone())
}
