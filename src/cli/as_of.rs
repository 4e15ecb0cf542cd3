//! The corpus as it was at an earlier place of its ledger.
//!
//! A place is named by the id of a snapshot, by a day, by a moment, or by a length of the ledger in bytes.

use std::sync::Arc;

use chrono::SecondsFormat;

use super::errors::Failure;
use super::messages::{Verbosity, note};
use super::progress;
use super::settings::Settings;
use super::store::Store;
use crate::calendar::{Days, minute, read_moment, start_of};
use crate::corpus::{Corpus, Ledger};
use crate::follow::{Since, Unknown};
use crate::index::{Index, past_folder};
use crate::indexing::{self, PastIndex};

/// What someone calls an earlier state of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PlaceName {
    /// The digits of a snapshot's id, or the first of them.
    Snapshot(String),
    Bytes(u64),
    /// A day, month or period: its end in Vietnam. A moment: itself.
    Time(Since),
}

impl PlaceName {
    fn parse(text: &str, settings: &Settings) -> Result<PlaceName, Failure> {
        let text = text.trim();
        if let Some(digits) = snapshot_digits(text) {
            return Ok(PlaceName::Snapshot(digits));
        }
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // More digits than any ledger has bytes.
            return Ok(PlaceName::Bytes(text.parse().unwrap_or(u64::MAX)));
        }
        if let Some(moment) = read_moment(text).filter(|_| text.contains(':')) {
            return Ok(PlaceName::Time(Since::At(moment.to_utc())));
        }
        let days = Days::parse(text, settings.today()).map_err(|error| {
            Failure::usage(format!("“{text}” names no state of the corpus")).cause(error).hint(
                "--as-of takes the id of a snapshot, a day such as 2026-01-31, or a number of bytes of the ledger",
            )
        })?;
        let end = days.last.succ_opt().unwrap_or(days.last);
        Ok(PlaceName::Time(Since::At(start_of(end).to_utc())))
    }
}

/// The digits of an id as `byt snapshot` prints it: all 32, or the first twelve in groups of four.
fn snapshot_digits(text: &str) -> Option<String> {
    let is_hex = |text: &str, digits| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let groups: Vec<&str> = text.split('-').collect();
    let is_short = groups.len() == 3 && groups.iter().all(|group| is_hex(group, 4));
    (is_short || is_hex(text, 32)).then(|| groups.concat().to_lowercase())
}

/// The place of the ledger that a text names.
fn place(text: &str, ledger: &mut Ledger, index: &Index, settings: &Settings) -> Result<u64, Failure> {
    let end = ledger.bytes();
    match PlaceName::parse(text, settings)? {
        PlaceName::Bytes(bytes) if bytes > end => {
            Err(Failure::usage(format!("the ledger has {end} bytes; it never had {bytes}"))
                .hint("`byt snapshot` prints its length"))
        }
        PlaceName::Bytes(bytes) => {
            let start = ledger.line_start(bytes)?;
            if start != bytes && settings.verbosity >= Verbosity::Normal {
                note!("byte {bytes} is inside a line of the ledger; its lines up to byte {start} are read");
            }
            Ok(start)
        }
        PlaceName::Snapshot(digits) => {
            let is_it = |sum: u128| format!("{sum:032x}").starts_with(&digits);
            if is_it(index.content_sum()?) {
                return Ok(index.position().bytes);
            }
            ledger.last_place_with_sum(is_it)?.ok_or_else(|| {
                Failure::usage(format!("this corpus never was in the state {text}"))
                    .hint("the id depends on the articles only: a corpus with the same articles has it")
            })
        }
        PlaceName::Time(since) => {
            let place = since.place(&Corpus::at(&settings.corpus), ledger);
            let place = place.map_err(|unknown| match unknown {
                Unknown::Run(_) => Failure::usage(unknown.to_string()),
                Unknown::Corpus(error) => error.into(),
            });
            let place = place?.min(end);
            if place == 0 && end > 0 && settings.verbosity >= Verbosity::Normal {
                let first =
                    ledger.read_at(0)?.stored.map(|at| format!(": its first article was stored on {}", minute(at)));
                note!("the corpus did not exist yet on {}{}", text.trim(), first.unwrap_or_default());
            }
            Ok(place)
        }
    }
}

/// A name of the same place that means the same on any day: the moment for a day or period, otherwise the name itself.
pub(crate) fn absolute(text: &str, settings: &Settings) -> String {
    match PlaceName::parse(text, settings) {
        Ok(PlaceName::Time(Since::At(moment))) => moment.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        _ => text.to_owned(),
    }
}

/// Turns an open corpus into what it was at the place that a text names. `None` if it is the same as now.
pub(crate) fn rewind(store: &mut Store, text: &str, settings: &Settings) -> Result<Option<PastIndex>, Failure> {
    let place = place(text, &mut store.ledger, &store.index, settings)?;
    // The index may be behind the ledger where it can't be written.
    if place == store.index.position().bytes {
        return Ok(None);
    }
    store.ledger = store.ledger.reopened()?.until(place);
    let bar = progress::bytes(settings.progress, Some(place), "reading the corpus as it was");
    let dir = past_folder(&settings.index);
    let past = indexing::index_of_past(&dir, &mut store.ledger, &store.labeller, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    let past = past?;
    store.index = Arc::clone(&past.index);
    Ok(Some(past))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_snapshots_are_told_from_days_and_bytes() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(snapshot_digits(text).as_deref(), expected, "{text}");
        };
        check("5F0c-91ab-77e2", Some("5f0c91ab77e2"));
        check("5f0c91ab77e25f0c91ab77e25f0c91ab", Some("5f0c91ab77e25f0c91ab77e25f0c91ab"));
        check("12345678901234567890123456789012", Some("12345678901234567890123456789012"));
        check("2026-01-31", None);
        check("2026", None);
        check("5f0c-91ab", None);
        check("5f0c-91ab-77e2-aaaa", None);
        check("5f0g-91ab-77e2", None);
        check("", None);
    }
}
