//! `byt check`: verifies corpus and index, and that they agree.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use clap::Args;
use serde_json::json;

use crate::calendar::{is_plausible, minute};
use crate::cli::answerer::EngineArgs;
use crate::cli::cluster_check;
use crate::cli::errors::{Exit, Failure, REBUILD};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, note, status};
use crate::cli::settings::Settings;
use crate::cli::store;
use crate::cli::{output, progress};
use crate::corpus::{Corpus, CorpusError, Ledger, LostRuns};
use crate::engine::{Cluster, PushMark};
use crate::index::{Index, IndexError};
use crate::indexing::{self, Standing};
use crate::storage::StorageError;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt check && echo valid
  byt check --json | jq .damage")]
pub(crate) struct CheckArgs {
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    engine: EngineArgs,
}

/// What to do about a cluster that isn't as it should be.
const SEND_AGAIN: &str = "`byt push --rebuild` sends everything again";

/// How to recover from a damaged ledger.
fn salvage(corpus: &Path) -> String {
    let ledger = corpus.join("articles.jsonl");
    format!(
        "`byt --corpus NEW --index NEW-INDEX import {}` copies every valid line into a new corpus",
        ledger.display()
    )
}

/// The damage that was found, one sentence each.
#[derive(Default)]
struct Damage {
    corpus: Vec<String>,
    index: Vec<String>,
    cluster: Vec<String>,
}

impl Damage {
    fn each(&self) -> impl Iterator<Item = &String> {
        self.corpus.iter().chain(&self.index).chain(&self.cluster)
    }

    fn is_none(&self) -> bool {
        self.each().next().is_none()
    }
}

pub(super) fn run(args: &CheckArgs, settings: &Settings) -> Result<Exit, Failure> {
    let corpus = Corpus::at(&settings.corpus);
    let mut ledger = store::ledger(settings)?;
    let labeller = store::labeller(settings)?;
    let mut damage = Damage::default();
    // Index or cluster are opened before the ledger is read: another process may store articles meanwhile.
    let copy = match args.engine.connect(labeller.fingerprint(), settings)? {
        Some(cluster) => CheckedCopy::Cluster(cluster_check::mark(&cluster, &mut ledger, &labeller)?, cluster),
        None => CheckedCopy::Index(indexing::standing(&settings.index, &mut ledger, &labeller)),
    };
    let LedgerContent { lines, latest, in_future, withdrawn } = read_ledger(&mut ledger, settings, &mut damage.corpus)?;
    let runs_in_future = corpus.runs()?.iter().filter(|run| !is_plausible(run.ended, settings.clock())).count();
    let is_readable = damage.corpus.is_empty();
    let lost = ledger.loss()?;
    let is_whole = lost.is_none();
    damage.corpus.extend(lost);
    let bar = progress::waiting(settings.progress, "verifying the raw responses");
    damage.corpus.extend(corpus.verify_pages()?);
    damage.corpus.extend(corpus.missing_pages()?);
    damage.corpus.extend(corpus.damaged_receipts()?);
    damage.corpus.extend(corpus.damaged_cursors(&ledger)?);
    // A damaged line changes the digest that its run recorded, so runs are only checked if all lines are valid.
    let undone = if is_readable { corpus.lost_runs(&ledger)? } else { LostRuns::default() };
    let is_cluster = matches!(copy, CheckedCopy::Cluster(..));
    let index = match copy {
        CheckedCopy::Cluster(mark, cluster) => {
            bar.set_message("comparing with the cluster");
            let end = ledger.bytes();
            cluster_check::compare(&cluster, &mark, &latest, &withdrawn, end, &mut damage.cluster)?;
            if mark.ledger.bytes < end { "behind" } else { "current" }
        }
        CheckedCopy::Index(standing) => {
            bar.set_message("verifying the index");
            check_index(standing, &latest, &withdrawn, &mut damage.index)?
        }
    };
    bar.finish_and_clear();
    let checked = Checked {
        lines,
        articles: (latest.len() - withdrawn.len()) as u64,
        withdrawn: withdrawn.len() as u64,
        index,
        is_cluster,
        damage,
        is_readable,
        is_whole,
        undone,
        future_times: in_future.len() as u64 + runs_in_future as u64,
    };
    checked.print(args, settings, &corpus, &ledger)?;
    Ok(if checked.damage.is_none() { Exit::Done } else { Exit::Damaged })
}

/// What is compared with the ledger.
enum CheckedCopy {
    Index(Result<Standing, StorageError>),
    Cluster(PushMark, Arc<Cluster>),
}

/// Verifies the index, and returns its state in words.
fn check_index(
    standing: Result<Standing, StorageError>,
    latest: &HashMap<String, u64>,
    withdrawn: &HashSet<String>,
    damage: &mut Vec<String>,
) -> Result<&'static str, Failure> {
    Ok(match standing {
        Ok(Standing::Current(index)) => {
            verify_files(&index, damage)?;
            compare(&index, latest, withdrawn, damage)?;
            "current"
        }
        Ok(Standing::Behind(index)) => {
            verify_files(&index, damage)?;
            "behind"
        }
        Ok(Standing::Foreign) => "of another corpus, to be rebuilt",
        Ok(Standing::Unusable) => "missing or outdated",
        Err(StorageError::Index(error @ (IndexError::Damaged { .. } | IndexError::Engine { .. }))) => {
            damage.push(error.to_string());
            "damaged"
        }
        Err(error) => return Err(error.into()),
    })
}

/// The result of the check.
struct Checked {
    lines: u64,
    /// Without the withdrawn ones.
    articles: u64,
    withdrawn: u64,
    /// The state of the index, or of the cluster, in words.
    index: &'static str,
    /// Whether a cluster was checked instead of the index.
    is_cluster: bool,
    damage: Damage,
    /// Whether every line of the ledger can be read.
    is_readable: bool,
    /// Whether the ledger still has everything that the last run acknowledged.
    is_whole: bool,
    undone: LostRuns,
    /// Articles and runs with times that lie in the future.
    future_times: u64,
}

impl Checked {
    fn print(&self, args: &CheckArgs, settings: &Settings, corpus: &Corpus, ledger: &Ledger) -> Result<(), Failure> {
        self.damage.each().for_each(|sentence| status!("damaged: {sentence}"));
        if args.json {
            return output::json(&json!({
                "lines": self.lines, "articles": self.articles, "withdrawn": self.withdrawn, "index": self.index,
                "damage": self.damage.each().collect::<Vec<_>>(), "undone_runs": self.undone.count,
                "future_times": self.future_times,
            }));
        }
        if !self.is_readable {
            status!("hint: no data was removed; {}", salvage(&settings.corpus));
            return Ok(());
        }
        if !self.damage.index.is_empty() {
            status!("hint: {REBUILD}");
        }
        if !self.damage.cluster.is_empty() {
            status!("hint: {SEND_AGAIN}");
        }
        if !self.is_whole {
            status!("hint: {}", store::RESTORE);
        }
        print_undone(&self.undone);
        if self.future_times > 0 {
            let count = counted(self.future_times, "article or run");
            note!(
                "{count} with a time in the future, stored while the clock was wrong; the next copy replaces such a text"
            );
        }
        print_unknown(corpus, ledger)?;
        if settings.verbosity >= Verbosity::Normal && self.damage.is_none() {
            let (lines, articles) = (counted(self.lines, "line"), counted(self.articles, "article"));
            let withdrawn = if self.withdrawn > 0 { format!(", {} withdrawn", self.withdrawn) } else { String::new() };
            let copy = if self.is_cluster { "cluster" } else { "index" };
            status!("valid: {lines} of {articles}{withdrawn}; the {copy} is {}", self.index);
        }
        Ok(())
    }
}

/// Reports what can't be checked any more, or not yet.
fn print_unknown(corpus: &Corpus, ledger: &Ledger) -> Result<(), Failure> {
    if ledger.bytes() > 0 && corpus.runs()?.is_empty() {
        note!("there are no receipts of runs (runs.jsonl), so missing lines can't be detected");
    }
    let torn = ledger.torn_bytes()?;
    if torn > 0 {
        note!("{} after the last valid line; the next run recovers or removes them", counted(torn, "byte"));
    }
    Ok(())
}

/// Reports lines that were lost once, although later runs continued without them.
fn print_undone(undone: &LostRuns) {
    if let Some(last) = undone.last {
        note!(
            "lines of {} are no longer in the ledger as they were stored (the last run: {}); later runs continued without them",
            counted(undone.count, "run"),
            minute(last)
        );
    }
}

/// What the ledger has.
#[derive(Default)]
struct LedgerContent {
    lines: u64,
    /// The position of each article's last line.
    latest: HashMap<String, u64>,
    /// The articles whose last line has a time that lies in the future.
    in_future: HashSet<String>,
    /// The articles that are withdrawn.
    withdrawn: HashSet<String>,
}

/// Verifies every line of the ledger.
fn read_ledger(ledger: &mut Ledger, settings: &Settings, damage: &mut Vec<String>) -> Result<LedgerContent, Failure> {
    let bar = progress::bytes(settings.progress, Some(ledger.bytes()), "reading");
    let mut read = LedgerContent::default();
    for line in ledger.lines(0)? {
        read.lines += 1;
        match line {
            Ok(line) => {
                bar.set_position(line.offset);
                for ended in &line.article.joined {
                    read.latest.remove(ended.as_str());
                    read.in_future.remove(ended.as_str());
                    read.withdrawn.remove(ended.as_str());
                }
                let id = line.article.id.to_string();
                if line.article.times().all(|time| is_plausible(time, settings.clock())) {
                    read.in_future.remove(&id);
                } else {
                    read.in_future.insert(id.clone());
                }
                if line.article.is_withdrawn() {
                    read.withdrawn.insert(id.clone());
                } else {
                    read.withdrawn.remove(&id);
                }
                read.latest.insert(id, line.offset);
            }
            Err(error @ CorpusError::Damaged { .. }) => damage.push(error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    bar.finish_and_clear();
    Ok(read)
}

/// Verifies the checksums of the index. Files that the engine can't read are damaged, too.
fn verify_files(index: &Index, damage: &mut Vec<String>) -> Result<(), Failure> {
    match index.verify() {
        Ok(()) => {}
        Err(error @ (IndexError::Damaged { .. } | IndexError::Engine { .. })) => damage.push(error.to_string()),
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Checks that the index contains each article's last line and no other articles, and hides the withdrawn ones.
fn compare(
    index: &Index,
    latest: &HashMap<String, u64>,
    withdrawn: &HashSet<String>,
    damage: &mut Vec<String>,
) -> Result<(), Failure> {
    for (id, offset) in latest {
        match index.offset_of(id) {
            Ok(known) if known == Some(*offset) => {}
            Ok(_) => damage.push(format!("the index doesn't contain the last line of {id}")),
            Err(error @ (IndexError::Damaged { .. } | IndexError::Engine { .. })) => {
                damage.push(error.to_string());
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
    }
    let contained = |articles: u64, withdrawn: u64| match withdrawn {
        0 => format!("{articles} articles"),
        _ => format!("{articles} articles and {withdrawn} withdrawn ones"),
    };
    let in_ledger = ((latest.len() - withdrawn.len()) as u64, withdrawn.len() as u64);
    let in_index = (index.articles(), index.withdrawn());
    if in_index != in_ledger {
        let (index, ledger) = (contained(in_index.0, in_index.1), contained(in_ledger.0, in_ledger.1));
        damage.push(format!("the index contains {index}, the ledger {ledger}"));
    }
    Ok(())
}
