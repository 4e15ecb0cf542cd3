//! The end of import and update: index what was stored, write the receipt, print the summary.

use std::thread;
use std::time::Instant;

use serde_json::{Value, json};

use super::errors::Failure;
use super::messages::{self, Verbosity, status};
use super::run_list::RunList;
use super::settings::Settings;
use super::texts::{Noun, Texts};
use super::{index_update, output, signals, store};
use crate::article::Id;
use crate::container::Skipped;
use crate::corpus::{Run, Writer};
use crate::crawl::import::in_words;
use crate::indexing::Labeller;

/// A run that has stored everything it could.
pub(crate) struct FinishedRun<'a> {
    pub(crate) run: &'a Run,
    /// What failed and why, for the JSON summary.
    pub(crate) failures: Vec<Value>,
    /// What an import left out because it can't be an article.
    pub(crate) skipped: Option<&'a Skipped>,
    /// The keys of imported records that byt doesn't know.
    pub(crate) unknown_keys: Option<&'a Skipped>,
    /// The new articles that an update found late.
    pub(crate) late: Vec<Id>,
    pub(crate) no_index: bool,
    pub(crate) json: bool,
    pub(crate) begun: Instant,
}

impl FinishedRun<'_> {
    /// Writes the receipt if `leaves_receipt`, updates the index, closes the corpus and prints the
    /// summary.
    ///
    /// Syncing the receipt takes as long as indexing a day's articles, so both happen at the same
    /// time; if the process dies in between, the next run notices. Both wait for the ledger, and
    /// meanwhile the rules for labelling are prepared.
    pub(crate) fn finish(
        self,
        mut writer: Writer,
        leaves_receipt: bool,
        labeller: &Labeller,
        settings: &Settings,
    ) -> Result<(), Failure> {
        // After Ctrl-C the program ends soon; the next command updates the index.
        let indexes = !self.no_index && !signals::interrupted();
        let index = || if indexes { self.update_index(labeller, settings) } else { Ok(()) };
        thread::scope(|scope| -> Result<(), Failure> {
            if indexes && self.stored_something() {
                // If no thread can be started, the rules are prepared when they are first used.
                let _ = thread::Builder::new().spawn_scoped(scope, || labeller.prepare());
            }
            writer.sync()?;
            let indexing = thread::Builder::new().spawn_scoped(scope, index);
            let recorded = if leaves_receipt { writer.record(self.run) } else { Ok(()) };
            let indexed = match indexing {
                Ok(indexing) => indexing.join().expect("a panic ends the process"),
                // No thread could be started.
                Err(_) => index(),
            };
            recorded?;
            indexed
        })?;
        let name = writer.run().map(str::to_owned);
        let (start, end) = (writer.begins(), writer.ledger_bytes());
        drop(writer);
        let list = if RunList::is_worth_reading(end - start, self.json, settings.verbosity) {
            RunList::of(settings, start, end, &self.late)?
        } else {
            RunList::default()
        };
        self.print_summary(name, &list, settings)
    }

    fn stored_something(&self) -> bool {
        self.run.new + self.run.updated > 0
    }

    fn update_index(&self, labeller: &Labeller, settings: &Settings) -> Result<(), Failure> {
        let mut ledger = store::ledger(settings)?;
        if self.stored_something() {
            index_update::after_storing(settings, &mut ledger, labeller)
        } else {
            // An index that is up to date isn't touched.
            index_update::current(settings, &mut ledger, labeller).map(drop)
        }
    }

    fn print_summary(self, name: Option<String>, list: &RunList, settings: &Settings) -> Result<(), Failure> {
        if self.json {
            let mut summary = serde_json::to_value(self.run).expect("a receipt is always valid JSON");
            list.add_to(&mut summary);
            summary["run"] = name.into();
            summary["failures"] = self.failures.into();
            if let Some(skipped) = self.skipped {
                let kinds = skipped.kinds().map(|(kind, count)| json!({ "kind": kind, "count": count }));
                summary["skipped"] = kinds.collect();
            }
            if let Some(keys) = self.unknown_keys {
                let keys = keys.kinds().map(|(key, count)| json!({ "key": key, "count": count }));
                summary["unknown_keys"] = keys.collect();
            }
            summary["seconds"] = self.begun.elapsed().as_secs_f64().into();
            output::json(&summary)?;
        } else if settings.verbosity >= Verbosity::Normal {
            let texts = settings.texts;
            list.print(name.as_deref(), settings.verbosity, texts);
            status!("{}", sentence(self.run, texts));
            if let Some(skipped) = self.skipped.filter(|skipped| skipped.total() > 0) {
                status!("{}", texts.left_out(in_words(skipped)));
            }
            if let Some(keys) = self.unknown_keys.filter(|keys| keys.total() > 0) {
                status!("{}", texts.left_out_keys(in_words(keys)));
            }
            if self.run.failed > 0 && self.run.portal.is_some() {
                messages::suggest_in(texts, settings.verbosity, &texts.retry_failed());
            } else if self.stored_something() {
                messages::suggest_in(texts, settings.verbosity, &texts.after_storing());
            }
        }
        Ok(())
    }
}

fn sentence(run: &Run, texts: Texts) -> String {
    let articles = texts.articles(run.new + run.updated + run.unchanged);
    let if_any = |count: u64, text: String| if count > 0 { text } else { String::new() };
    let failed = if_any(run.failed, texts.run_failed(run.failed));
    let requests = if_any(run.requests, texts.run_requests(texts.counted(run.requests, Noun::Request)));
    let retries = if_any(run.retries, texts.run_retries(run.retries));
    let waited =
        if run.waited_seconds >= 1.0 { texts.run_waited(format!("{:.0}", run.waited_seconds)) } else { String::new() };
    let late = if_any(run.late, texts.run_late(run.late));
    let work = format!("{articles}{requests}{retries}{waited}");
    texts.run_summary(work, run.new, late, run.updated, run.unchanged, failed)
}
