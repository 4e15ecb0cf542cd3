//! Pushing: from lines of the ledger to the engine.
//!
//! Lines are sent in parts, and the mark moves only when every document of a part is acknowledged. A push that is killed
//! anywhere is continued by the next: what it sent again has the same version. Two pushes at a time do double work and no
//! harm.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use chrono::{DateTime, Utc};
use data_encoding::BASE64;

use super::Labeller;
use crate::article::Article;
use crate::corpus::{CorpusError, Ledger};
use crate::engine::{
    Cluster, EngineDocument, EngineError, EngineIndex, Failed, FieldLengths, IndexOrigin, Item, PushMark, Refusal,
    tombstone,
};
use crate::index::{Facet, WordCounts, encode_labels, facet_values, field_lengths, lead_repeats};

/// A request has at most this many documents and bytes, unless a single one is larger.
const REQUEST_ITEMS_MAX: usize = 500;
const REQUEST_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Requests under way at the same time.
const SENDERS: usize = 2;
/// Lines of the ledger after which the mark is moved.
const PART_LINES: usize = 20_000;

/// Why a push failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PushError {
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// How an index in the cluster relates to the ledger.
#[derive(Debug)]
pub(crate) enum Reached {
    /// There is none.
    Nothing,
    /// It has the lines before the mark.
    Until { index: String, mark: PushMark },
    /// It was made by other rules.
    Outdated,
}

/// What a push did, or would do.
#[derive(Debug, Default)]
pub(crate) struct Pushed {
    /// The index that the name refers to; `None` if there is none yet.
    pub(crate) index: Option<String>,
    /// Whether a new index was filled and replaces the one before.
    pub(crate) rebuilt: bool,
    /// Articles sent.
    pub(crate) articles: u64,
    /// Articles that ended in others since the last push.
    pub(crate) ended: u64,
    pub(crate) refused: Vec<Refusal>,
}

/// Finds out what the cluster has of a ledger. Fails if it has another corpus under this name.
pub(crate) fn reached(cluster: &Cluster, ledger: &mut Ledger, labeller: &Labeller) -> Result<Reached, PushError> {
    compared(cluster, ledger, labeller, &cluster.found()?, |index| cluster.mark(index))
}

/// The same for a push. A cluster that lost a node answers again as soon as the others agree which of them leads, so it is
/// waited for.
fn reached_patiently(cluster: &Cluster, ledger: &mut Ledger, labeller: &Labeller) -> Result<Reached, PushError> {
    let found = cluster.patiently(|| cluster.found())?;
    compared(cluster, ledger, labeller, &found, |index| cluster.patiently(|| cluster.mark(index)))
}

/// Compares a ledger with the indexes that were found, the newest first. `mark` reads the mark of one.
fn compared(
    cluster: &Cluster,
    ledger: &mut Ledger,
    labeller: &Labeller,
    found: &[EngineIndex],
    mark: impl Fn(&str) -> Result<Option<PushMark>, EngineError>,
) -> Result<Reached, PushError> {
    let Some(newest) = found.first() else { return Ok(Reached::Nothing) };
    if newest.origin.ledger != identity(ledger)? {
        return Err(EngineError::OtherCorpus(cluster.name().to_owned()).into());
    }
    if !newest.follows(labeller.fingerprint()) {
        return Ok(Reached::Outdated);
    }
    let mark = mark(&newest.index)?.unwrap_or_default();
    if mark.ledger.bytes > ledger.bytes() {
        ledger.refresh()?;
    }
    if mark.ledger.bytes > 0 && !ledger.holds(&mark.ledger)? {
        return Err(EngineError::Ahead(cluster.name().to_owned()).into());
    }
    Ok(Reached::Until { index: newest.index.clone(), mark })
}

/// Identifies a ledger by its first line, whatever was appended to it.
fn identity(ledger: &mut Ledger) -> Result<String, PushError> {
    const FIRST: usize = 2;
    let mut offsets = ledger.lines(0)?.take(FIRST).map(|line| line.map(|line| line.offset));
    let (_, second) = (offsets.next().transpose()?, offsets.next().transpose()?);
    drop(offsets);
    let end = second.unwrap_or(ledger.bytes());
    Ok(ledger.position_at(end)?.check)
}

/// Sends what the cluster doesn't have yet, or everything to a new index that then replaces the one before. Calls
/// `progress` with the number of ledger bytes read so far.
pub(crate) fn push(
    cluster: &Cluster,
    ledger: &mut Ledger,
    labeller: &Labeller,
    from_scratch: bool,
    now: DateTime<Utc>,
    progress: &mut dyn FnMut(u64),
) -> Result<Pushed, PushError> {
    ledger.refresh()?;
    let (index, mark, rebuilt) = match reached_patiently(cluster, ledger, labeller) {
        Ok(Reached::Until { index, mark }) if !from_scratch => (index, mark, false),
        Ok(_) => new_index(cluster, ledger, labeller)?,
        Err(PushError::Engine(EngineError::Ahead(_))) if from_scratch => new_index(cluster, ledger, labeller)?,
        Err(error) => return Err(error),
    };
    let mut push = Push {
        cluster,
        labeller,
        index: &index,
        now,
        with_ended: !rebuilt || mark.ledger.bytes > 0,
        pushed: Pushed::default(),
    };
    let mark = push.all(ledger, mark, progress)?;
    let sent = push.pushed.articles + push.pushed.ended > 0;
    let mut pushed = push.pushed;
    if rebuilt {
        cluster.patiently(|| cluster.complete(&index))?;
        cluster.patiently(|| cluster.switch(&index))?;
    } else if sent {
        cluster.patiently(|| cluster.refresh(&index))?;
    }
    (pushed.index, pushed.rebuilt) = (Some(index), rebuilt);
    pushed.refused.retain(|refusal| mark.failed.iter().any(|failed| failed.id == refusal.id));
    Ok(pushed)
}

/// Reports what a push would send, and sends nothing.
pub(crate) fn planned(
    cluster: &Cluster,
    ledger: &mut Ledger,
    labeller: &Labeller,
    from_scratch: bool,
) -> Result<Pushed, PushError> {
    let (index, mark) = match reached(cluster, ledger, labeller) {
        Ok(Reached::Until { index, mark }) => (Some(index), (!from_scratch).then_some(mark)),
        Ok(Reached::Nothing | Reached::Outdated) => (None, None),
        Err(PushError::Engine(EngineError::Ahead(_))) if from_scratch => (None, None),
        Err(error) => return Err(error),
    };
    let rebuilt = mark.is_none();
    let mark = mark.unwrap_or_default();
    let superseded = ledger.superseded(mark.first_to_send())?;
    let repeated = mark.lines_to_repeat(&superseded).len() as u64;
    let mut planned = Pushed { index, rebuilt, articles: repeated, ..Pushed::default() };
    for line in ledger.lines(mark.ledger.bytes)? {
        let line = line?;
        if !superseded.contains(&line.offset) {
            planned.articles += 1;
            planned.ended += if rebuilt { 0 } else { line.article.joined.len() as u64 };
        }
    }
    Ok(planned)
}

/// Creates the next index, or finds the one that an interrupted push was filling.
fn new_index(
    cluster: &Cluster,
    ledger: &mut Ledger,
    labeller: &Labeller,
) -> Result<(String, PushMark, bool), PushError> {
    let origin = IndexOrigin { fingerprint: labeller.fingerprint().to_owned(), ledger: identity(ledger)? };
    let create = || cluster.create(&cluster.found()?, &origin, &Facet::ALL.map(Facet::name));
    let index = cluster.patiently(create)?;
    let mark = cluster.patiently(|| cluster.mark(&index))?.unwrap_or_default();
    // What an interrupted push sent of a ledger that is no longer the same can't be taken back one by one, but
    // everything is sent again at positions of its own.
    let mark = if ledger.holds(&mark.ledger)? { mark } else { PushMark::default() };
    Ok((index, mark, true))
}

struct Push<'a> {
    cluster: &'a Cluster,
    labeller: &'a Labeller,
    index: &'a str,
    now: DateTime<Utc>,
    /// Whether the index may have articles that ended in others.
    with_ended: bool,
    pushed: Pushed,
}

impl Push<'_> {
    /// Sends everything after the mark, and what was refused before; returns the last mark.
    fn all(
        &mut self,
        ledger: &mut Ledger,
        mut mark: PushMark,
        progress: &mut dyn FnMut(u64),
    ) -> Result<PushMark, PushError> {
        let superseded = ledger.superseded(mark.first_to_send())?;
        if !mark.failed.is_empty() {
            mark.failed = self.again(ledger, &superseded, &mark)?;
            self.write(&mut mark)?;
        }
        while mark.ledger.bytes < ledger.bytes() {
            let end = self.part(ledger, &superseded, &mut mark, progress)?;
            mark.ledger = ledger.position_at(end)?;
            self.write(&mut mark)?;
        }
        Ok(mark)
    }

    fn write(&self, mark: &mut PushMark) -> Result<(), PushError> {
        mark.at = self.now.to_rfc3339();
        Ok(self.cluster.write_mark(self.index, mark)?)
    }

    /// Sends the lines again of which the engine refused a document, unless a later line has replaced them; returns what
    /// it refuses again.
    fn again(&mut self, ledger: &Ledger, superseded: &HashSet<u64>, mark: &PushMark) -> Result<Vec<Failed>, PushError> {
        let mut failed = Vec::new();
        for offset in mark.lines_to_repeat(superseded) {
            let article = ledger.read_at(offset)?;
            let items = self.items(&article, offset, ledger)?;
            self.pushed.articles += 1;
            self.pushed.ended += items.len() as u64 - 1;
            for refusal in self.cluster.send(self.index, items)? {
                failed.push(Failed { id: refusal.id.clone(), offset });
                self.pushed.refused.push(refusal);
            }
        }
        Ok(failed)
    }

    /// Sends the lines of one part and returns where it ends.
    fn part(
        &mut self,
        ledger: &mut Ledger,
        superseded: &HashSet<u64>,
        mark: &mut PushMark,
        progress: &mut dyn FnMut(u64),
    ) -> Result<u64, PushError> {
        let (from, whole) = (mark.ledger.bytes, ledger.bytes());
        let reader = ledger.reopened()?;
        let (batches, queue) = sync_channel::<Vec<Item>>(SENDERS);
        let (queue, has_failed) = (Mutex::new(queue), AtomicBool::new(false));
        let (cluster, index) = (self.cluster, self.index);
        // The line of each document.
        let mut lines: HashMap<String, u64> = HashMap::new();
        let (end, outcomes) = std::thread::scope(|scope| {
            let senders: Vec<_> =
                (0..SENDERS).map(|_| scope.spawn(|| send_all(cluster, index, &queue, &has_failed))).collect();
            let mut read = || -> Result<u64, PushError> {
                let mut batch = Batch::default();
                for (count, line) in ledger.lines(from)?.enumerate() {
                    let line = line?;
                    if count == PART_LINES {
                        batch.flush(&batches);
                        return Ok(line.offset);
                    }
                    progress(line.offset);
                    if superseded.contains(&line.offset) {
                        continue;
                    }
                    let items = self.items(&line.article, line.offset, &reader)?;
                    self.pushed.articles += 1;
                    self.pushed.ended += items.len() as u64 - 1;
                    lines.extend(items.iter().map(|item| (item.id.clone(), line.offset)));
                    batch.add(items, &batches);
                    if has_failed.load(Ordering::Relaxed) {
                        break;
                    }
                }
                batch.flush(&batches);
                Ok(whole)
            };
            let end = read();
            drop(batches);
            let outcomes: Vec<_> =
                senders.into_iter().map(|sender| sender.join().expect("a sender panicked")).collect();
            (end, outcomes)
        });
        for outcome in outcomes {
            for refusal in outcome? {
                let line = lines.get(&refusal.id);
                mark.failed.retain(|failed| failed.id != refusal.id);
                mark.failed.extend(line.map(|offset| Failed { id: refusal.id.clone(), offset: *offset }));
                self.pushed.refused.push(refusal);
            }
        }
        end
    }

    /// The documents of a line: that of its article, and those that replace articles that ended in it.
    fn items(&self, article: &Article, offset: u64, ledger: &Ledger) -> Result<Vec<Item>, PushError> {
        // An engine takes no version 0.
        let version = offset + 1;
        let mut buffer = Vec::new();
        let line = ledger.line_at(offset, &mut buffer)?;
        let line = String::from_utf8_lossy(line.bytes());
        let (labels, numbers) = self.labeller.label_and_terms(article);
        let is_withdrawn = article.is_withdrawn();
        let repeats = lead_repeats(article);
        let WordCounts { text, title, lead } = field_lengths(article, repeats);
        let document = EngineDocument {
            article,
            line: &line,
            repeats,
            lengths: FieldLengths { text, title, lead },
            labels: BASE64.encode(&encode_labels(&labels)),
            facets: facet_values(article, &labels).into_iter().map(|(facet, value)| (facet.name(), value)).collect(),
            numbers: numbers.into_iter().collect(),
        };
        let body = if is_withdrawn { document.hidden() } else { document.to_json() };
        let mut items = vec![Item::new(article.id.as_str(), version, &body)];
        if self.with_ended {
            items.extend(article.joined.iter().map(|id| Item::new(id.as_str(), version, &tombstone(id.as_str()))));
        }
        Ok(items)
    }
}

/// Documents of one request.
#[derive(Default)]
struct Batch {
    items: Vec<Item>,
    bytes: usize,
}

impl Batch {
    /// Adds documents, and passes the batch on when it is full.
    fn add(&mut self, items: Vec<Item>, to: &SyncSender<Vec<Item>>) {
        self.bytes += items.iter().map(Item::bytes).sum::<usize>();
        self.items.extend(items);
        if self.items.len() >= REQUEST_ITEMS_MAX || self.bytes >= REQUEST_BYTES_MAX {
            self.flush(to);
        }
    }

    fn flush(&mut self, to: &SyncSender<Vec<Item>>) {
        self.bytes = 0;
        // Senders receive until this end of the queue is dropped.
        to.send(std::mem::take(&mut self.items)).expect("a sender panicked");
    }
}

/// Sends batches until there are no more. After an error it only empties the queue, so that the reader doesn't wait.
fn send_all(
    cluster: &Cluster,
    index: &str,
    queue: &Mutex<Receiver<Vec<Item>>>,
    has_failed: &AtomicBool,
) -> Result<Vec<Refusal>, EngineError> {
    let mut outcome = Ok(Vec::new());
    loop {
        let next = queue.lock().expect("no sender panics while it waits").recv();
        // The reader has ended.
        let Ok(batch) = next else { return outcome };
        if has_failed.load(Ordering::Relaxed) {
            continue;
        }
        match (cluster.send(index, batch), &mut outcome) {
            (Ok(refusals), Ok(refused)) => refused.extend(refusals),
            (Err(error), outcome) => {
                has_failed.store(true, Ordering::Relaxed);
                *outcome = Err(error);
            }
            (Ok(_), Err(_)) => {}
        }
    }
}
