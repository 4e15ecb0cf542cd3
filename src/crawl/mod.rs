//! The crawl: from a portal, or from saved files, to the ledger.
//!
//! [`update`] reads a portal's list and requests what is missing; [`import`] reads files; [`replay`] parses stored
//! answers again. Each passes sightings to the [`intake`]: [`resolve`] finds the articles that they belong to, by the
//! rules of [`identity`], and [`known`] reads and appends versions. [`withdrawal`] takes articles back.

mod awaiting;
mod batch;
mod counts;
mod identity;
pub(crate) mod import;
mod inputs;
mod intake;
mod json;
mod json_documents;
mod known;
mod misfit;
mod record;
mod record_keys;
mod replay;
mod resolve;
#[cfg(test)]
mod tests;
pub(crate) mod update;
mod utf16;
mod withdrawal;

pub(crate) use counts::RunCounts;
pub(crate) use intake::Intake;
pub(crate) use replay::{Reparsed, reparse};
pub(crate) use withdrawal::RunArticles;

/// Reads the records of a file and passes what each came to to `take`: for fuzzing.
#[cfg(feature = "internals")]
pub(crate) fn read_records(
    file: &[u8],
    take: &mut dyn FnMut(Result<crate::article::Sighting, String>) -> std::ops::ControlFlow<()>,
) {
    let now = chrono::DateTime::UNIX_EPOCH;
    let read = json_documents::each(file, crate::portal::DOCUMENT_BYTES_MAX, &mut |_, piece| {
        take(match piece {
            json_documents::Piece::Fault(why) => Err(why),
            json_documents::Piece::Document(json) => match serde_json::from_slice::<record_keys::Record<'_>>(&json) {
                Ok(record) => record.of_others().into_sighting(now, now).map(|read| read.sighting),
                Err(_) => Err(misfit::of_bytes(&json)),
            },
        })
    });
    read.expect("memory can be read");
}
