//! `byt check`: verify corpus and index, and that they agree.

use std::collections::HashMap;

use serde_json::json;

use super::store;
use crate::cli::arguments::Check;
use crate::cli::layout::counted;
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure, output, progress};
use crate::corpus::{Corpus, CorpusError, Ledger};
use crate::index::{Index, IndexError};
use crate::indexing::{self, IndexingError, Standing};

/// What brings a damaged ledger back to use.
const SALVAGE: &str = "`byt --corpus NEW import corpus/articles.jsonl` brings every sound line into a new corpus";

pub(super) fn run(args: &Check, settings: &Settings) -> Result<Exit, Failure> {
    let corpus = Corpus::at(&settings.corpus);
    let mut ledger = corpus.ledger()?.ok_or_else(|| store::no_corpus(&settings.corpus))?;
    let labeller = store::labeller(settings)?;
    let mut damage: Vec<String> = Vec::new();
    // Before the ledger is read, so that both are of one moment: whoever stores articles goes on.
    let standing = indexing::standing(&settings.index, &mut ledger, &labeller);
    let (lines, latest) = read_ledger(&mut ledger, settings, &mut damage)?;
    let bar = progress::waiting(settings.progress, "verifying the raw answers");
    damage.extend(corpus.verify_pages()?);
    damage.extend(corpus.damaged_runs()?);
    damage.extend(corpus.lost(&ledger)?);
    bar.set_message("verifying the index");
    let index = match standing {
        Ok(Standing::Current(index)) => {
            verify_files(&index, &mut damage)?;
            compare(&index, &latest, &mut damage)?;
            "current"
        }
        Ok(Standing::Behind(index)) => {
            verify_files(&index, &mut damage)?;
            "behind"
        }
        Ok(Standing::Foreign) => "of another corpus, to be made anew",
        Ok(Standing::Unusable) => "missing or outdated",
        Err(IndexingError::Index(error @ (IndexError::Damaged { .. } | IndexError::Engine { .. }))) => {
            damage.push(error.to_string());
            "damaged"
        }
        Err(error) => return Err(error.into()),
    };
    bar.finish_and_clear();
    for sentence in &damage {
        output::say!("damaged: {sentence}");
    }
    if !args.json && damage.iter().any(|sentence| sentence.starts_with("the index")) {
        output::say!("hint: `byt index --rebuild` makes the index anew from the corpus");
    }
    if !args.json && damage.iter().any(|sentence| sentence.starts_with("the ledger")) {
        output::say!("hint: nothing was thrown away; {SALVAGE}");
    }
    if args.json {
        output::json(&json!({ "lines": lines, "articles": latest.len(), "index": index, "damage": damage }))?;
    } else if settings.talk >= Talk::Normal && damage.is_empty() {
        output::say!("sound: {} of {}, index {index}", counted(lines, "line"), counted(latest.len() as u64, "article"));
    }
    Ok(if damage.is_empty() { Exit::Done } else { Exit::Damaged })
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
            Err(error @ IndexError::Engine { .. }) => {
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
