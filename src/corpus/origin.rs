//! Where the versions of an article came from: the run that stored each, and the raw answer that it
//! was read from.
//!
//! Nothing of this is kept beside a line: a run's receipt says how far the ledger reached when it
//! ended, and an answer is known by its digest.

use std::collections::HashMap;
use std::io::BufReader;
use std::path::PathBuf;

use super::runs::Receipt;
use super::{Archived, Corpus, CorpusError, Run, WarcReader, pages};
use crate::article::{Article, sha256_hex};

/// One version, and where it came from.
#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) version: Article,
    /// `None` where the run left no receipt: it died, and what it stored was found by the next.
    pub(crate) run: Option<Run>,
    pub(crate) answer: RawAnswer,
}

/// Where the raw answer is that a version was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawAnswer {
    Kept(Kept),
    /// None of the corpus has the version's digest: it was read from a file or a record.
    Nowhere,
    /// None that can be read has it, and some can't be read, or are gone.
    Unreadable,
}

impl RawAnswer {
    pub(crate) fn kept(&self) -> Option<&Kept> {
        if let RawAnswer::Kept(kept) = self { Some(kept) } else { None }
    }
}

/// A raw answer among the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) file: PathBuf,
    /// The address that was asked.
    pub(crate) url: String,
}

/// Longest unpacked answer that is looked at, in bytes; articles are read from no longer ones.
const ANSWER_BYTES_MAX: u64 = 32 * 1024 * 1024;

impl Corpus {
    /// Every version of an article, and of those that ended in it, oldest first. Reads the ledger
    /// through, and raw answers until all that are looked for are found.
    pub(crate) fn origins(&self, article: &Article) -> Result<Vec<Origin>, CorpusError> {
        let Some(ledger) = self.ledger()? else { return Ok(Vec::new()) };
        // A run whose work an older ledger has replaced stored none of its lines.
        let receipts = self.standing_receipts(&ledger)?;
        let versions = self.versions_with_offsets(article)?;
        let digests = versions.iter().filter_map(|(_, version)| version.sha256.as_deref());
        let (answers, damaged) = self.answers_with(digests)?;
        let unreadable = damaged || !self.lost_pages()?.is_empty();
        let answer = |version: &Article| match version.sha256.as_ref().map(|digest| answers.get(digest)) {
            Some(Some(Some(kept))) => RawAnswer::Kept(kept.clone()),
            Some(_) if unreadable => RawAnswer::Unreadable,
            _ => RawAnswer::Nowhere,
        };
        let origin = |(offset, version): (u64, Article)| Origin {
            run: run_of(&receipts, offset, &version),
            answer: answer(&version),
            version,
        };
        Ok(versions.into_iter().map(origin).collect())
    }

    /// The first raw answer of each digest, and whether any that was looked at can't be read.
    fn answers_with<'d>(
        &self,
        digests: impl Iterator<Item = &'d str>,
    ) -> Result<(HashMap<String, Option<Kept>>, bool), CorpusError> {
        let mut unreadable = false;
        let mut found: HashMap<String, Option<Kept>> = digests.map(|digest| (digest.to_owned(), None)).collect();
        let mut missing = found.len();
        for (file, _) in self.page_files()? {
            if missing == 0 {
                break;
            }
            // Whoever wrote it may have closed it by now, which takes the end off its name.
            let closed = || std::fs::File::open(file.with_extension(""));
            let opened = std::fs::File::open(&file).or_else(|e| if pages::is_open(&file) { closed() } else { Err(e) });
            let opened = opened.map_err(CorpusError::io("can't open", &file))?;
            let records = WarcReader::new(BufReader::new(opened)).map_err(CorpusError::io("can't read", &file))?;
            for record in records {
                unreadable |= record.is_err();
                let Ok(Archived::Response(answer)) = record else { continue };
                let Ok(digest) = answer.decoded(ANSWER_BYTES_MAX).map(|body| sha256_hex(&body)) else { continue };
                if let Some(place @ None) = found.get_mut(&digest) {
                    *place = Some(Kept { file: file.clone(), url: answer.url });
                    missing -= 1;
                }
            }
        }
        Ok((found, unreadable))
    }
}

/// The run whose receipt is the first to tell a line as stored, when the line was written within it.
fn run_of(receipts: &[Receipt], offset: u64, version: &Article) -> Option<Run> {
    let receipt = receipts.iter().find(|receipt| receipt.ledger.as_ref().is_some_and(|mark| mark.bytes > offset))?;
    let within = version.stored.is_none_or(|stored| stored >= receipt.run.started);
    within.then(|| receipt.run.clone())
}
