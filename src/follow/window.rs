//! The events of a part of the ledger.

use std::collections::HashMap;

use super::event::{Difference, EventKind, LedgerEvent};
use super::past::Past;
use crate::article::{Article, Status};
use crate::corpus::{CorpusError, Ledger};

/// The events after a place, up to `until`, in order. A place inside of a line is the one where the line before it ends.
/// Versions that change nothing that anybody reads are among them: see [`LedgerEvent::is_change`].
///
/// An article that a run stores first as its list shows it and then in full is one event, at its last line of that run.
/// So is an edit that the run saw first in its list.
/// What precedes `since` isn't read, apart from superseded lines.
pub(crate) fn events(ledger: &Ledger, since: u64, until: u64) -> Result<Vec<LedgerEvent>, CorpusError> {
    let mut offset = ledger.line_start(since)?;
    let mut past = Past::new(ledger, offset);
    let mut events: Vec<Option<LedgerEvent>> = Vec::new();
    // Indexes of the events that a later line of the same run may continue, by the offsets of their lines.
    let mut open: HashMap<u64, usize> = HashMap::new();
    let mut buffer = Vec::new();
    while offset < until {
        let line = ledger.line_at(offset, &mut buffer)?;
        let place = offset + line.bytes().len() as u64 + 1;
        let article = line.article()?;
        let mut event = event(ledger, &mut past, &article, offset, place)?;
        let earlier = event.before.iter().find_map(|offset| open.remove(offset));
        match event.kind {
            EventKind::New => {
                if let Some(at) = earlier {
                    events[at] = None;
                }
                open.insert(offset, events.len());
            }
            EventKind::Edited | EventKind::Moved => {
                if let Some(at) = earlier
                    && let Some(of_list) = &events[at]
                    && let Some(whole) = edit_of_one_run(ledger, of_list, &event, &article)?
                {
                    event = whole;
                    events[at] = None;
                }
                open.insert(offset, events.len());
            }
            _ => {}
        }
        events.push(Some(event));
        offset = place;
    }
    let whole = |event: LedgerEvent| {
        if event.kind == EventKind::New { LedgerEvent { before: Vec::new(), ..event } } else { event }
    };
    Ok(events.into_iter().flatten().map(whole).collect())
}

/// The kind of the event at the line that starts at an offset. If that line changes nothing that anybody reads, it is the
/// kind of the line that it supersedes.
pub(crate) fn kind_at(ledger: &Ledger, offset: u64) -> Result<EventKind, CorpusError> {
    let read = |offset| -> Result<(LedgerEvent, Article), CorpusError> {
        let article = ledger.read_at(offset)?;
        Ok((event(ledger, &mut Past::new(ledger, offset), &article, offset, offset)?, article))
    };
    let (last, article) = read(offset)?;
    if let (EventKind::Edited | EventKind::Moved, [before]) = (last.kind, last.before.as_slice()) {
        let (first, _) = read(*before)?;
        if let Some(whole) = edit_of_one_run(ledger, &first, &last, &article)? {
            return Ok(whole.kind);
        }
    }
    match last.before.as_slice() {
        [before] if !last.is_change() => kind_at(ledger, *before),
        _ => Ok(last.kind),
    }
}

/// The event of an edit that a run saw in its list and then in the article, which are two lines; `None` if they aren't
/// that. `article` is the version of the second line.
fn edit_of_one_run(
    ledger: &Ledger,
    first: &LedgerEvent,
    second: &LedgerEvent,
    article: &Article,
) -> Result<Option<LedgerEvent>, CorpusError> {
    let ([before], EventKind::Edited | EventKind::Moved) = (first.before.as_slice(), first.kind) else {
        return Ok(None);
    };
    let (before, listed) = (ledger.read_at(*before)?, ledger.read_at(first.offset)?);
    // A list changes no text, so the time and the source of the text stay those of the version before.
    let keeps_text = (before.fetched, &before.sha256) == (listed.fetched, &listed.sha256);
    let is_of_list = listed.status == Status::Listed || keeps_text;
    if article.run.is_none() || article.run != listed.run || !is_of_list {
        return Ok(None);
    }
    let Difference { kind, fields, .. } = Difference::of(article, std::slice::from_ref(&before));
    // If the two changes cancel each other out, only the second is reported.
    let fields = if fields.is_empty() { second.fields.clone() } else { fields };
    let (before, version_before) = (first.before.clone(), first.version_before);
    Ok(Some(LedgerEvent { before, version_before, kind, fields, ..second.clone() }))
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
    let version_before = earlier.iter().find(|earlier| earlier.id == article.id).map(|earlier| earlier.version);
    let still_new = of_one_run && difference.kind == EventKind::Edited && began_in_its_run(ledger, article)?;
    Ok(if still_new {
        let kind = EventKind::New;
        LedgerEvent { place, offset, before, version_before: None, kind, fields: Vec::new(), ended: Vec::new() }
    } else {
        let Difference { kind, fields, ended } = difference;
        LedgerEvent { place, offset, before, version_before, kind, fields, ended }
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
