//! The lines of the ledger that one run wrote, by the run's name.

use super::{Corpus, CorpusError, Ledger, Run};
use crate::article::{Article, Id};

/// A line that a run wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunLine {
    /// Its start in the ledger, in bytes.
    pub(crate) offset: u64,
    pub(crate) id: Id,
}

/// Where the lines of a run are.
struct Span {
    start: u64,
    end: u64,
    /// Whether lines without a name are the run's, too: its receipt is from before lines had names.
    has_unnamed: bool,
}

impl Corpus {
    /// The lines of the run with this name, in their order; `None` if no run has it. A run that was killed before its
    /// receipt is found by the name in its lines. Reads only the part of the ledger in which they are.
    pub(crate) fn lines_of_run(&self, ledger: &mut Ledger, name: &str) -> Result<Option<Vec<RunLine>>, CorpusError> {
        let Some(Span { start, end, has_unnamed }) = self.span_of(ledger, name)? else { return Ok(None) };
        let mut lines = Vec::new();
        for line in ledger.lines(start)? {
            let line = line?;
            if line.offset >= end {
                break;
            }
            let Article { id, run, .. } = line.article;
            let is_of_run = run.as_deref().map_or(has_unnamed, |run| run == name);
            if is_of_run {
                lines.push(RunLine { offset: line.offset, id });
            }
        }
        Ok(Some(lines))
    }

    fn span_of(&self, ledger: &Ledger, name: &str) -> Result<Option<Span>, CorpusError> {
        let Some(start) = Run::begins_at(name).filter(|start| *start <= ledger.bytes()) else { return Ok(None) };
        // A run that stored nothing may have the name of the one after it.
        let receipts = self.receipts_in(ledger)?.into_iter();
        let ends = receipts.filter(|receipt| receipt.run.name.as_deref() == Some(name));
        if let Some(end) = ends.filter_map(|receipt| Some(receipt.ledger?.bytes)).max() {
            return Ok(Some(Span { start, end, has_unnamed: true }));
        }
        // No line need start at a number that somebody typed.
        let is_killed = ledger.read_at(start).is_ok_and(|first| first.run.as_deref() == Some(name));
        Ok(is_killed.then_some(Span { start, end: ledger.bytes(), has_unnamed: false }))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::article::{Provenance, Sighting};
    use crate::corpus::Writer;

    fn started() -> DateTime<Utc> {
        DateTime::from_timestamp(1_769_907_600, 0).unwrap()
    }

    /// Appends articles in a run, and leaves a receipt unless it is killed.
    fn run(corpus: &Corpus, titles: &[&str], is_named: bool, has_receipt: bool) -> String {
        let mut writer: Writer = corpus.writer().unwrap();
        let begins = writer.ledger_bytes();
        if is_named {
            writer.begin_run(started());
        }
        for title in titles {
            let provenance = Provenance::new(started(), None, None);
            let article = Article::first(Id::of(title, None), Sighting::titled((*title).to_owned()), provenance);
            writer.append(&Article { run: writer.run().map(str::to_owned), ..article }).unwrap();
        }
        if has_receipt {
            writer.record(&Run::begun("import", started(), started())).unwrap();
        } else {
            writer.sync().unwrap();
        }
        format!("run-20260201T010000Z-{begins}")
    }

    #[test]
    fn the_lines_of_a_run_are_found_whether_it_had_a_receipt_or_a_name() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Corpus::at(dir.path());
        let old = run(&corpus, &["Một", "Hai"], false, true);
        let named = run(&corpus, &["Ba"], true, true);
        let killed = run(&corpus, &["Bốn", "Năm"], true, false);
        // Its receipt also acknowledges the lines of the run that was killed.
        let after = run(&corpus, &["Sáu"], true, true);
        let mut ledger = corpus.ledger().unwrap().unwrap();
        let mut of = |name: &str| {
            let lines = corpus.lines_of_run(&mut ledger, name).unwrap();
            lines.map(|lines| lines.into_iter().map(|line| line.id).collect::<Vec<_>>())
        };
        for (name, titles) in
            [(&old, vec!["Một", "Hai"]), (&named, vec!["Ba"]), (&killed, vec!["Bốn", "Năm"]), (&after, vec!["Sáu"])]
        {
            assert_eq!(of(name), Some(titles.into_iter().map(|title| Id::of(title, None)).collect()), "{name}");
        }
        for unknown in ["", "run-", "run-x-0", "run-20260201T010000Z-7", "run-20250201T010000Z-0", "null"] {
            assert_eq!(of(unknown), None, "{unknown}");
        }
        assert_eq!(of(&format!("run-20260201T010000Z-{}", u64::MAX)), None);
    }
}
