//! Import: saved material of every kind, recognised by its content, never by its name.
//!
//! One bad input never stops the others: a [`Notice`] names it, and it is counted. Records and archives are read as
//! streams; a document (a page, a saved text) is read whole, up to [`DOCUMENT_BYTES_MAX`].

mod content;
mod documents;
mod json;
mod report;

use chrono::{DateTime, Utc};
use content::DocumentContent;
use report::{Recognised, page_kind};

pub(crate) use super::awaiting::Awaited;
use super::awaiting::GivenUp;
use super::counts::Outcomes;
pub(crate) use super::inputs::{Input, walk};
use super::intake::Intake;
use super::record::ReadRecord;
use super::record_keys::Record;
use crate::article::{Id, Provenance, Sighting};
use crate::container::{Origin, Skipped, unpack};
use crate::page::Page;
use crate::portal::{DOCUMENT_BYTES_MAX, Proof, Rejected};
use crate::storage::StorageError;
pub(crate) use report::{InputReport, PassedOver, UNREADABLE};

/// Longest JSON document that is one of many.
const RECORD_BYTES_MAX: usize = DOCUMENT_BYTES_MAX;
/// How much is taken in between two syncs.
const SYNC_BYTES: u64 = 64 * 1024 * 1024;
/// How many unknown keys of one input are named.
const KEYS_NAMED_MAX: usize = 100;
/// The entry for unknown keys that aren't named.
const OTHER_KEYS: &str = "(others)";
/// How many reasons of failures in one input are named.
const REASONS_NAMED_MAX: usize = 20;
/// The entry for reasons that aren't named.
const OTHER_REASONS: &str = "other reasons";
/// How many failures of one input are named, and how many warnings, unless all are asked for.
pub(crate) const NAMED_MAX: u64 = 10;

/// Something to report while an import runs.
#[derive(Debug)]
pub(crate) enum Notice {
    /// This part of the input could not be read; the rest was. `number` counts the failures of the input from 1.
    Failed { input: String, reason: String, number: u64 },
    /// More than [`NAMED_MAX`] parts of this input could not be read: how many for reasons of each kind.
    ManyFailed { input: String, kinds: Skipped },
    /// The input was read, but something in it looks wrong. `number` counts the warnings of the input from 1.
    Warning { input: String, text: String, number: u64 },
    /// This input has more than [`NAMED_MAX`] warnings; `count` is the number of all.
    ManyWarnings { input: String, count: u64 },
    /// Parts of this input were left out because they can't be articles; how many of each kind.
    Skipped { input: String, skipped: Skipped },
    /// Records of this input have keys that byt doesn't know; how many records have each.
    UnknownKeys { input: String, keys: Skipped },
    /// This input was read, or as much of it as can be.
    Read(InputReport),
    /// The run was cancelled while it waited for this input; what had arrived was read.
    GivenUp { input: String, awaited: Awaited },
    /// The bytes of input read so far.
    Progress { bytes: u64 },
}

/// The result for all inputs. Articles are counted by [`Intake::counts`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Imported {
    /// Inputs from which something was read.
    pub(crate) inputs_read: u64,
    /// Inputs from which nothing was read.
    pub(crate) inputs_failed: u64,
    /// Records, pages and documents that could not be read, including whole inputs.
    pub(crate) failed: u64,
    /// Bytes of input.
    pub(crate) bytes: u64,
    /// Parts that were left out because they can't be articles, by kind.
    pub(crate) skipped: Skipped,
    /// Keys of records that byt doesn't know, each with how many records have it.
    pub(crate) unknown_keys: Skipped,
}

/// Reads inputs one after the other. What was taken in is durable after the next sync. Fails only for trouble with the
/// corpus, never for bad input.
pub(crate) fn import(
    inputs: &[Input],
    now: DateTime<Utc>,
    intake: &mut Intake,
    cancelled: &dyn Fn() -> bool,
    notify: &mut dyn FnMut(Notice),
) -> Result<Imported, StorageError> {
    let mut run = Importer {
        intake,
        now,
        clock: now.max(Utc::now()),
        cancelled,
        given_up: GivenUp::default(),
        notify,
        done: Imported::default(),
        unsynced_bytes: 0,
        outcome: Outcome::default(),
        warnings: 0,
        recognised: Recognised::default(),
        articles: Outcomes::default(),
        error: None,
    };
    for input in inputs {
        if cancelled() {
            break;
        }
        run.input(input)?;
    }
    Ok(run.done)
}

struct Importer<'a> {
    intake: &'a mut Intake,
    now: DateTime<Utc>,
    /// The machine's clock, or `now` if that is later: times ahead of it are not believed.
    clock: DateTime<Utc>,
    cancelled: &'a dyn Fn() -> bool,
    given_up: GivenUp,
    notify: &'a mut dyn FnMut(Notice),
    done: Imported,
    unsynced_bytes: u64,
    /// The result for the present input.
    outcome: Outcome,
    /// The number of warnings so far.
    warnings: u64,
    /// What it was recognised as.
    recognised: Recognised,
    /// What became of the articles in it.
    articles: Outcomes,
    /// The trouble with the corpus that ended the reading.
    error: Option<StorageError>,
}

/// The result for one input.
#[derive(Default)]
struct Outcome {
    read: u64,
    failed: u64,
    /// Why something failed, each with how often.
    reasons: Skipped,
    /// The same by [`kind_of_reason`].
    kinds: Skipped,
    skipped: Skipped,
    unknown_keys: Skipped,
}

impl Importer<'_> {
    fn input(&mut self, input: &Input) -> Result<(), StorageError> {
        let name = input.name();
        match input.open(self.cancelled, &self.given_up) {
            Ok(mut reader) => {
                let skipped = unpack(&name, input.origin(), &mut reader, self);
                self.outcome.skipped.extend(skipped);
            }
            Err(e) => {
                let mut outcome = Outcome::default();
                self.fail(&name, e.to_string(), &mut outcome);
                self.outcome = outcome;
            }
        }
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let mut outcome = std::mem::take(&mut self.outcome);
        let is_empty = outcome.read == 0 && outcome.failed == 0;
        // In a folder anything may lie about.
        let nothing =
            (is_empty && input.origin() == Origin::Alone && !(self.cancelled)()).then(|| empty(&outcome.skipped));
        if let Some(reason) = nothing.clone() {
            outcome.failed += 1;
            (self.notify)(Notice::Failed { input: name.clone(), reason, number: outcome.failed });
        }
        if outcome.failed > NAMED_MAX {
            (self.notify)(Notice::ManyFailed { input: name.clone(), kinds: outcome.kinds.clone() });
        }
        let warnings = std::mem::take(&mut self.warnings);
        if warnings > NAMED_MAX {
            (self.notify)(Notice::ManyWarnings { input: name.clone(), count: warnings });
        }
        self.done.failed += outcome.failed;
        match &outcome {
            Outcome { read: 1.., .. } => self.done.inputs_read += 1,
            Outcome { failed: 1.., .. } => self.done.inputs_failed += 1,
            Outcome { .. } => {}
        }
        if let Some(awaited) = self.given_up.get() {
            (self.notify)(Notice::GivenUp { input: name.clone(), awaited });
        }
        let (recognised, articles) = (std::mem::take(&mut self.recognised), std::mem::take(&mut self.articles));
        let has_others = outcome.reasons.kinds().any(|(reason, _)| reason == OTHER_REASONS);
        let reasons = if has_others { &outcome.kinds } else { &outcome.reasons };
        let parts = [reasons, &outcome.skipped, &outcome.unknown_keys];
        (self.notify)(Notice::Read(InputReport::of(&name, &recognised, articles.counts(), parts, nothing)));
        if outcome.skipped.total() > 0 {
            self.done.skipped.extend(outcome.skipped.clone());
            (self.notify)(Notice::Skipped { input: name.clone(), skipped: outcome.skipped });
        }
        if outcome.unknown_keys.total() > 0 {
            self.done.unknown_keys.extend(outcome.unknown_keys.clone());
            (self.notify)(Notice::UnknownKeys { input: name, keys: outcome.unknown_keys });
        }
        Ok(())
    }

    fn record(
        &mut self,
        place: &str,
        record: Result<Record<'_>, String>,
        proof: Proof,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        let read = record.and_then(|record| record.into_sighting(self.now, self.clock));
        match read {
            Ok(record) if proof == Proof::Certain && !record.is_proved() => {
                outcome.skipped.add(Rejected::NotBridge.many());
                Ok(())
            }
            Ok(ReadRecord { sighting, provenance, warnings, unknown }) => {
                outcome.read += 1;
                self.recognised.document("article records (JSON)");
                unknown.into_iter().for_each(|key| outcome.unknown_keys.add_up_to(KEYS_NAMED_MAX, key, OTHER_KEYS));
                warnings.into_iter().for_each(|text| self.warn(place, text));
                let bytes = sighting.title.len() + sighting.body.as_ref().map_or(0, String::len);
                self.take(place, vec![sighting], &provenance, bytes, outcome)
            }
            Err(reason) => {
                self.fail(place, reason, outcome);
                Ok(())
            }
        }
    }

    /// Takes in the sightings of a page.
    fn sighted(
        &mut self,
        name: &str,
        page: Page,
        content: DocumentContent,
        fetched: Option<DateTime<Utc>>,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        page.warnings.iter().for_each(|text| self.warn(name, text.clone()));
        let kind = page_kind(page.kind);
        let sightings = sightings(page);
        if sightings.is_empty() {
            return Ok(());
        }
        outcome.read += 1;
        self.recognised.document(kind);
        let DocumentContent { bytes, sha256, .. } = content;
        let provenance = Provenance { clock: self.clock, ..Provenance::new(self.now, fetched, Some(sha256)) };
        self.take(name, sightings, &provenance, bytes.len(), outcome)
    }

    fn take(
        &mut self,
        place: &str,
        sightings: Vec<Sighting>,
        provenance: &Provenance,
        bytes: usize,
        outcome: &mut Outcome,
    ) -> Result<(), StorageError> {
        let taken = match self.intake.take_all(sightings, provenance) {
            Ok(taken) => taken,
            Err(error) => {
                self.fail(place, error.refusal()?, outcome);
                return Ok(());
            }
        };
        for taken in taken {
            self.articles.add_merged(&taken.id, &taken.merged, taken.outcome, taken.status);
            if let Some(text) = taken.future_warning() {
                self.warn(place, text);
            }
            if let Some(text) = refused_warning(&taken.refused, &taken.id) {
                self.warn(place, text);
            }
        }
        self.unsynced_bytes += bytes as u64;
        if self.unsynced_bytes >= SYNC_BYTES {
            self.unsynced_bytes = 0;
            self.intake.sync()?;
        }
        Ok(())
    }

    fn progress(&mut self, bytes: u64) {
        self.done.bytes += bytes;
        (self.notify)(Notice::Progress { bytes: self.done.bytes });
    }

    fn warn(&mut self, input: &str, text: String) {
        self.warnings += 1;
        (self.notify)(Notice::Warning { input: input.to_owned(), text, number: self.warnings });
    }

    /// Whether nothing more is to be read. What arrived before a silence in which the run was cancelled is little, and
    /// nobody could read it again.
    fn stops(&self) -> bool {
        (self.cancelled)() && self.given_up.get().is_none()
    }

    fn fail(&mut self, input: &str, reason: String, outcome: &mut Outcome) {
        // An input that was given up ends anywhere; that is not its fault.
        if self.given_up.get().is_some() {
            return;
        }
        outcome.failed += 1;
        outcome.reasons.add_up_to(REASONS_NAMED_MAX, reason.clone(), OTHER_REASONS);
        outcome.kinds.add_up_to(REASONS_NAMED_MAX, kind_of_reason(&reason).to_owned(), OTHER_REASONS);
        (self.notify)(Notice::Failed { input: input.to_owned(), reason, number: outcome.failed });
    }
}

/// A reason without what is special to the place where it was found.
fn kind_of_reason(reason: &str) -> &str {
    let end = [": ", " from character "].iter().filter_map(|details| reason.find(details)).min();
    &reason[..end.unwrap_or(reason.len())]
}

/// What to say of keys that a sighting claims although they belong to other articles; `None` if there are none.
fn refused_warning(refused: &[String], id: &Id) -> Option<String> {
    Some(match refused {
        [] => return None,
        [one] => format!("{one} belongs to another article, so {id} was stored without it"),
        several => format!("{} belong to other articles, so {id} was stored without them", several.join(", ")),
    })
}

/// Why an input without an article failed.
fn empty(skipped: &Skipped) -> String {
    match in_words(skipped) {
        parts if parts.is_empty() => "it contains no article".to_owned(),
        parts => format!("it contains no article, only {parts}"),
    }
}

/// "images (3), scripts (1)".
pub(crate) fn in_words(skipped: &Skipped) -> String {
    skipped.kinds().map(|(what, count)| format!("{what} ({count})")).collect::<Vec<_>>().join(", ")
}

/// All sightings of a page, the whole article first, because its title decides.
pub(super) fn sightings(page: Page) -> Vec<Sighting> {
    page.article.into_iter().chain(page.listing.into_iter().flat_map(|list| list.items)).collect()
}
