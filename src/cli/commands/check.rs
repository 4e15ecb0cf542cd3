//! `byt check`: verify corpus and index, and that they agree.

use std::collections::HashMap;

use serde_json::json;

use super::history::minute;
use super::store;
use crate::cli::arguments::Check;
use crate::cli::layout::counted;
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure, output, progress};
use crate::corpus::{Corpus, CorpusError, Ledger, LostRuns};
use crate::index::{Index, IndexError};
use crate::indexing::{self, Standing};
use crate::storage::StorageError;

/// What brings a damaged ledger back to use.
const SALVAGE: &str = "`byt --corpus NEW import corpus/articles.jsonl` brings every sound line into a new corpus";

/// What is wrong, one sentence each, by where it is.
#[derive(Default)]
struct Damage {
    corpus: Vec<String>,
    index: Vec<String>,
}

impl Damage {
    fn each(&self) -> impl Iterator<Item = &String> {
        self.corpus.iter().chain(&self.index)
    }

    fn is_none(&self) -> bool {
        self.each().next().is_none()
    }
}

pub(super) fn run(args: &Check, settings: &Settings) -> Result<Exit, Failure> {
    let corpus = Corpus::at(&settings.corpus);
    let mut ledger = store::ledger(settings)?;
    let labeller = store::labeller(settings)?;
    let mut damage = Damage::default();
    // Before the ledger is read, so that both are of one moment: whoever stores articles goes on.
    let standing = indexing::standing(&settings.index, &mut ledger, &labeller);
    let (lines, latest) = read_ledger(&mut ledger, settings, &mut damage.corpus)?;
    let is_readable = damage.corpus.is_empty();
    let lost = ledger.loss()?;
    let is_whole = lost.is_none();
    damage.corpus.extend(lost);
    let bar = progress::waiting(settings.progress, "verifying the raw answers");
    damage.corpus.extend(corpus.verify_pages()?);
    damage.corpus.extend(corpus.missing_pages()?);
    damage.corpus.extend(corpus.damaged_receipts()?);
    // A damaged line alone makes its run's mark another.
    let undone = if is_readable { corpus.lost_runs(&ledger)? } else { LostRuns::default() };
    bar.set_message("verifying the index");
    let index = match standing {
        Ok(Standing::Current(index)) => {
            verify_files(&index, &mut damage.index)?;
            compare(&index, &latest, &mut damage.index)?;
            "current"
        }
        Ok(Standing::Behind(index)) => {
            verify_files(&index, &mut damage.index)?;
            "behind"
        }
        Ok(Standing::Foreign) => "of another corpus, to be made anew",
        Ok(Standing::Unusable) => "missing or outdated",
        Err(StorageError::Index(error @ (IndexError::Damaged { .. } | IndexError::Engine { .. }))) => {
            damage.index.push(error.to_string());
            "damaged"
        }
        Err(error) => return Err(error.into()),
    };
    bar.finish_and_clear();
    let checked = Checked { lines, articles: latest.len() as u64, index, damage, is_readable, is_whole, undone };
    checked.tell(args, settings, &corpus, &ledger)?;
    Ok(if checked.damage.is_none() { Exit::Done } else { Exit::Damaged })
}

/// What was found.
struct Checked {
    lines: u64,
    articles: u64,
    /// How the index stands to the ledger, in words.
    index: &'static str,
    damage: Damage,
    /// Whether every line of the ledger can be read.
    is_readable: bool,
    /// Whether the ledger is what the last run left.
    is_whole: bool,
    undone: LostRuns,
}

impl Checked {
    fn tell(&self, args: &Check, settings: &Settings, corpus: &Corpus, ledger: &Ledger) -> Result<(), Failure> {
        self.damage.each().for_each(|sentence| output::say!("damaged: {sentence}"));
        if args.json {
            return output::json(&json!({
                "lines": self.lines, "articles": self.articles, "index": self.index,
                "damage": self.damage.each().collect::<Vec<_>>(), "lost_runs": self.undone.count,
            }));
        }
        if !self.is_readable {
            output::say!("hint: nothing was thrown away; {SALVAGE}");
            return Ok(());
        }
        if !self.damage.index.is_empty() {
            output::say!("hint: `byt index --rebuild` makes the index anew from the corpus");
        }
        if !self.is_whole {
            output::say!("hint: {}", store::RESTORE);
        }
        tell_undone(&self.undone);
        tell_unknown(corpus, ledger)?;
        if settings.talk >= Talk::Normal && self.damage.is_none() {
            let (lines, articles) = (counted(self.lines, "line"), counted(self.articles, "article"));
            output::say!("sound: {lines} of {articles}, index {}", self.index);
        }
        Ok(())
    }
}

/// Says what can't be told any more, or not yet.
fn tell_unknown(corpus: &Corpus, ledger: &Ledger) -> Result<(), Failure> {
    if ledger.bytes() > 0 && corpus.runs()?.is_empty() {
        output::say!("note: no run has left a receipt (runs.jsonl): what may be missing can't be told");
    }
    let torn = ledger.torn_bytes()?;
    if torn > 0 {
        output::say!(
            "note: {} behind the last sound line; the next run sets right what it finds there",
            counted(torn, "byte")
        );
    }
    Ok(())
}

/// Says what was lost once and can't be told from the ledger itself any more.
fn tell_undone(undone: &LostRuns) {
    if let Some(last) = undone.last {
        output::say!(
            "note: what {} left is not in the ledger as it was, the last of {}; later runs went on without it",
            counted(undone.count, "run"),
            minute(last)
        );
    }
}

/// Judges every line of the ledger; gives how many there are and where each article's last one is.
fn read_ledger(
    ledger: &mut Ledger,
    settings: &Settings,
    damage: &mut Vec<String>,
) -> Result<(u64, HashMap<String, u64>), Failure> {
    let bar = progress::bytes(settings.progress, Some(ledger.bytes()), "reading");
    let (mut lines, mut latest) = (0, HashMap::new());
    for line in ledger.lines(0)? {
        lines += 1;
        match line {
            Ok(line) => {
                bar.set_position(line.offset);
                for ended in &line.article.joined {
                    latest.remove(ended.as_str());
                }
                latest.insert(line.article.id.to_string(), line.offset);
            }
            Err(error @ CorpusError::Damaged { .. }) => damage.push(error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    bar.finish_and_clear();
    Ok((lines, latest))
}

/// Checksums of the files of the index. An engine that can't read them finds them damaged too.
fn verify_files(index: &Index, damage: &mut Vec<String>) -> Result<(), Failure> {
    match index.verify() {
        Ok(()) => {}
        Err(error @ (IndexError::Damaged { .. } | IndexError::Engine { .. })) => damage.push(error.to_string()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Whether the index knows each article's last line, and no more articles than there are.
fn compare(index: &Index, latest: &HashMap<String, u64>, damage: &mut Vec<String>) -> Result<(), Failure> {
    for (id, offset) in latest {
        match index.offset_of(id) {
            Ok(known) if known == Some(*offset) => {}
            Ok(_) => damage.push(format!("the index does not know the last line of {id}")),
            Err(error @ (IndexError::Damaged { .. } | IndexError::Engine { .. })) => {
                damage.push(error.to_string());
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
    }
    if index.articles() != latest.len() as u64 {
        damage.push(format!("the index holds {} articles, the ledger {}", index.articles(), latest.len()));
    }
    Ok(())
}
