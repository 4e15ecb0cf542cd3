//! Where to begin: a place, a run, a day or a moment.

use chrono::{DateTime, NaiveDate, Utc};

use crate::calendar::{DayError, Days, read_moment, start_of};
use crate::corpus::{Corpus, CorpusError, Ledger};

/// What someone calls the beginning of what is news to them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Since {
    Place(u64),
    /// A run's name: its first event is the first one.
    Run(String),
    At(DateTime<Utc>),
}

/// No run has this name.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unknown {
    #[error("there is no run “{0}”")]
    Run(String),
    #[error(transparent)]
    Corpus(#[from] CorpusError),
}

impl Since {
    /// Reads a place (digits alone), the name of a run, a moment (`2026-01-20T14:03:00Z`), or any day, month or period
    /// that [`Days::parse`] reads; of a period the first day counts, from midnight in Vietnam.
    pub(crate) fn parse(text: &str, today: NaiveDate) -> Result<Since, DayError> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than any ledger has bytes.
            return Ok(Since::Place(text.parse().unwrap_or(u64::MAX)));
        }
        if text.starts_with("run-") {
            return Ok(Since::Run(text.to_owned()));
        }
        match read_moment(text).filter(|_| text.contains(':')) {
            Some(moment) => Ok(Since::At(moment.to_utc())),
            None => Ok(Since::At(start_of(Days::parse(text, today)?.first).to_utc())),
        }
    }

    /// The place after which the events are news. It is past the end if the ledger has nothing so recent.
    pub(crate) fn place(&self, corpus: &Corpus, ledger: &Ledger) -> Result<u64, Unknown> {
        Ok(match self {
            Since::Place(place) => *place,
            Since::Run(name) => place_of_run(name, corpus, ledger)?.ok_or_else(|| Unknown::Run(name.clone()))?,
            Since::At(moment) => place_at(*moment, corpus, ledger)?,
        })
    }
}

/// The length of the ledger when a run began, which its name ends with.
fn place_of_run(name: &str, corpus: &Corpus, ledger: &Ledger) -> Result<Option<u64>, CorpusError> {
    let Some(began) = name.rsplit_once('-').and_then(|(_, bytes)| bytes.parse::<u64>().ok()) else { return Ok(None) };
    let has_receipt = corpus.runs()?.iter().any(|run| run.name.as_deref() == Some(name));
    // A run that was killed has no receipt, but may have lines.
    let has_line = || Ok::<_, CorpusError>(ledger.read_at(ledger.line_start(began)?)?.run.as_deref() == Some(name));
    Ok((has_receipt || (began < ledger.bytes() && has_line()?)).then_some(began))
}

/// The place where the first line starts that was stored at a moment or later. Clocks can be set back, so the order of
/// the ledger decides what comes after it.
fn place_at(moment: DateTime<Utc>, corpus: &Corpus, ledger: &Ledger) -> Result<u64, CorpusError> {
    let mut offset = corpus.ledger_end_before(moment)?.min(ledger.bytes());
    let mut buffer = Vec::new();
    while offset < ledger.bytes() {
        let line = ledger.line_at(offset, &mut buffer)?;
        if line.article()?.stored.is_some_and(|stored| stored >= moment) {
            break;
        }
        offset += line.bytes().len() as u64 + 1;
    }
    Ok(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_a_place_and_never_a_year() {
        let today = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();
        let check =
            |text: &str, expected: Option<Since>| assert_eq!(Since::parse(text, today).ok(), expected, "{text}");
        let at = |text: &str| Some(Since::At(text.parse().unwrap()));
        check("2026", Some(Since::Place(2026)));
        check("0", Some(Since::Place(0)));
        check("99999999999999999999999", Some(Since::Place(u64::MAX)));
        check("run-20260201T010000Z-0", Some(Since::Run("run-20260201T010000Z-0".into())));
        check("2026-01-20", at("2026-01-19T17:00:00Z"));
        check("2026-01", at("2025-12-31T17:00:00Z"));
        check("yesterday", at("2026-01-30T17:00:00Z"));
        check("7d", at("2026-01-25T17:00:00Z"));
        check("2026-01-20T14:03:00Z", at("2026-01-20T14:03:00Z"));
        check("2026-01-20T14:03:00+07:00", at("2026-01-20T07:03:00Z"));
        check("2026-01-20 14:03", at("2026-01-20T07:03:00Z"));
        check("", None);
        check("soon", None);
        check("-5", None);
    }
}
