//! The answers of servers in a WARC file that byt wrote itself: nothing is repaired, every fault is reported.

use std::io::Read;

use super::http::Response;
use super::warc::{self, Lost, RecordFault, WarcRecord};
use crate::answer::Answer;

/// Reads a WARC file, packed or not. Yields the answer in each record, `None` for records of other kinds, and each
/// part that is damaged; what follows a damaged part is read.
pub(crate) fn answers<'a>(source: impl Read + 'a) -> impl Iterator<Item = Result<Option<Box<Answer>>, Lost>> + 'a {
    warc::open(source).map(|record| record.and_then(|record| answer(&record)))
}

fn answer(record: &WarcRecord) -> Result<Option<Box<Answer>>, Lost> {
    let lost = |reason: &str| Lost { url: record.url(), reason: reason.to_owned() };
    match record.fault() {
        Some(RecordFault::Repaired(what)) => return Err(lost(what)),
        Some(RecordFault::Cut(why)) => return Err(lost(why)),
        Some(RecordFault::TooLong) => return Err(lost("it is too long")),
        None => {}
    }
    if record.kind() != Some("response") {
        return Ok(None);
    }
    let Some(response) = Response::read(record.block()) else { return Err(lost("it has no status line")) };
    let fetched = record.moment().ok_or_else(|| lost("it has no date"))?;
    Ok(Some(Box::new(Answer {
        url: record.url().unwrap_or_default(),
        method: "GET".into(),
        asked: None,
        status: response.status,
        body: response.body.to_vec(),
        headers: response.head.into_fields(),
        fetched,
    })))
}
