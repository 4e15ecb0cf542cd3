//! The events of a part of the ledger.

use std::collections::HashMap;

use super::event::{Difference, EventKind, LedgerEvent};
use super::past::Past;
use crate::article::Article;
use crate::corpus::{CorpusError, Ledger};

/// The events after a place, up to `until`, in order. A place inside of a line is the one where the line before it ends.
///
/// An article that a run stores first as its list shows it and then in full is one event, at its last line of that run.
/// What precedes `since` isn't read, apart from superseded lines.
pub(crate) fn events(ledger: &Ledger, since: u64, until: u64) -> Result<Vec<LedgerEvent>, CorpusError> {
    let mut offset = ledger.line_start(since)?;
    let mut past = Past::new(ledger, offset);
    let mut events: Vec<Option<LedgerEvent>> = Vec::new();
    // Indexes of events of new articles, by the offsets of their lines.
    let mut new: HashMap<u64, usize> = HashMap::new();
    let mut buffer = Vec::new();
    while offset < until {
        let line = ledger.line_at(offset, &mut buffer)?;
        let place = offset + line.bytes().len() as u64 + 1;
        let event = event(ledger, &mut past, &line.article()?, offset, place)?;
        if event.kind == EventKind::New {
            let earlier = event.before.iter().find_map(|offset| new.remove(offset));
            if let Some(at) = earlier {
                events[at] = None;
            }
            new.insert(offset, events.len());
        }
        events.push(Some(event));
        offset = place;
    }
    let whole = |event: LedgerEvent| {
        if event.kind == EventKind::New { LedgerEvent { before: Vec::new(), ..event } } else { event }
    };
    Ok(events.into_iter().flatten().map(whole).collect())
}

/// What kind of event the line that starts at an offset is.
pub(crate) fn kind_at(ledger: &Ledger, offset: u64) -> Result<EventKind, CorpusError> {
    let mut past = Past::new(ledger, offset);
    Ok(event(ledger, &mut past, &ledger.read_at(offset)?, offset, offset)?.kind)
}

fn event(
    ledger: &Ledger,
    past: &mut Past<'_>,
    article: &Article,
    offset: u64,
    place: u64,
) -> Result<LedgerEvent, CorpusError> {
    let (before, earlier): (Vec<u64>, Vec<Article>) = past.of(offset, article)?.into_iter().unzip();
    let difference = Difference::of(article, &earlier);
    let of_one_run = match &earlier[..] {
        [earlier] => article.run.is_some() && article.run == earlier.run,
        _ => false,
    };
    let still_new = of_one_run && difference.kind == EventKind::Edited && began_in_its_run(ledger, article)?;
    Ok(if still_new {
        LedgerEvent { place, offset, before, kind: EventKind::New, fields: Vec::new(), ended: Vec::new() }
    } else {
        LedgerEvent { place, offset, before, kind: difference.kind, fields: difference.fields, ended: difference.ended }
    })
}

/// Whether the run that wrote this version was the first to store the article.
fn began_in_its_run(ledger: &Ledger, article: &Article) -> Result<bool, CorpusError> {
    let Some(begins) = article.begins else { return Ok(false) };
    Ok(ledger.read_at(begins)?.run == article.run)
}

/// The latest lines of articles that have events.
pub(crate) struct CurrentLines(HashMap<u64, u64>);

impl CurrentLines {
    /// From all events of a part of the ledger up to its end.
    pub(crate) fn after(events: &[LedgerEvent]) -> CurrentLines {
        let mut later = HashMap::new();
        for event in events.iter().rev() {
            let latest = later.get(&event.offset).copied().unwrap_or(event.offset);
            later.extend(event.before.iter().map(|earlier| (*earlier, latest)));
        }
        CurrentLines(later)
    }

    /// The latest line of the article whose event has its line at this offset, or of the article that it was joined to.
    pub(crate) fn of(&self, offset: u64) -> u64 {
        self.0.get(&offset).copied().unwrap_or(offset)
    }
}
