//! The end that import and update share: index what was stored, then tell what was done.

use std::thread;
use std::time::Instant;

use serde_json::Value;

use super::{index, store};
use crate::cli::layout::counted;
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Failure, output, signals};
use crate::corpus::{Run, Writer};
use crate::indexing::Labeller;

/// What is left to do and to tell when a run has stored all it could.
pub(super) struct Ending<'a> {
    pub(super) run: &'a Run,
    /// What failed, each with its reason.
    pub(super) failures: Vec<Value>,
    pub(super) no_index: bool,
    pub(super) json: bool,
    pub(super) begun: Instant,
}

impl Ending<'_> {
    /// Writes the receipt, where the run leaves one, brings the index up, gives the corpus free, and tells.
    ///
    /// The disk takes as long over the receipt as the index over a day's articles, and neither waits for
    /// the other: whatever dies in between, the next run finds out by itself. Both wait for the ledger, and
    /// meanwhile the rules are made ready by which new articles are labelled.
    pub(super) fn end(
        self,
        mut writer: Writer,
        leaves_receipt: bool,
        labeller: &Labeller,
        settings: &Settings,
    ) -> Result<(), Failure> {
        // Whoever interrupts wants an end; the next command brings the index up.
        let indexes = !self.no_index && !signals::interrupted();
        let index = || if indexes { self.bring_up(labeller, settings) } else { Ok(()) };
        thread::scope(|scope| -> Result<(), Failure> {
            if indexes && self.has_news() {
                // Where there is no thread to be had, whoever needs the rules first makes them.
                let _ = thread::Builder::new().spawn_scoped(scope, || labeller.prepare());
            }
            writer.sync()?;
            let indexing = thread::Builder::new().spawn_scoped(scope, index);
            let recorded = if leaves_receipt { writer.record(self.run) } else { Ok(()) };
            let indexed = match indexing {
                Ok(indexing) => indexing.join().expect("a panic ends the process"),
                // No thread to be had.
                Err(_) => index(),
            };
            recorded?;
            indexed
        })?;
        drop(writer);
        self.tell(settings)
    }

    fn has_news(&self) -> bool {
        self.run.new + self.run.updated > 0
    }

    fn bring_up(&self, labeller: &Labeller, settings: &Settings) -> Result<(), Failure> {
        let mut ledger = store::ledger(settings)?;
        if self.has_news() {
            index::follow(settings, &mut ledger, labeller)
        } else {
            // The index knows where it stands; one that is up to date is left alone.
            index::current(settings, &mut ledger, labeller).map(drop)
        }
    }

    fn tell(self, settings: &Settings) -> Result<(), Failure> {
        if self.json {
            let mut summary = serde_json::to_value(self.run).expect("a receipt is always valid JSON");
            summary["failures"] = self.failures.into();
            summary["seconds"] = self.begun.elapsed().as_secs_f64().into();
            output::json(&summary)?;
        } else if settings.talk >= Talk::Normal {
            output::say!("{}", sentence(self.run));
            if self.run.failed > 0 && self.run.portal.is_some() {
                output::talk_next(settings, "the same command asks again for what failed");
            } else if self.has_news() {
                output::talk_next(settings, "`byt search` shows the newest articles, `byt status` what is there");
            }
        }
        Ok(())
    }
}

fn sentence(run: &Run) -> String {
    let articles = counted(run.new + run.updated + run.unchanged, "article");
    let failed = if run.failed > 0 { format!(", {} failed", run.failed) } else { String::new() };
    let requests = if run.requests > 0 { format!(" in {}", counted(run.requests, "request")) } else { String::new() };
    let retries = if run.retries > 0 { format!(", {} sent again", run.retries) } else { String::new() };
    let waited =
        if run.waited_seconds >= 1.0 { format!(", {:.0} s waited", run.waited_seconds) } else { String::new() };
    let requests = format!("{requests}{retries}{waited}");
    let late = if run.late > 0 { format!(" ({} found late)", run.late) } else { String::new() };
    format!("{articles}{requests}: {} new{late}, {} updated, {} unchanged{failed}", run.new, run.updated, run.unchanged)
}
