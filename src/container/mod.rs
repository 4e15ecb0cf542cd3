//! Containers: files in which documents are saved, unpacked to the documents in them.
//!
//! A container is recognised by its first bytes. Its documents are yielded one at a time, each with
//! what the container says of it: URL, media type, the time of its capture. What can't be an article
//! (images, style sheets, requests) is counted by kind; what can't be read is named. A fault costs the
//! smallest unit that holds it.

mod answers;
mod budget;
mod document;
mod gzip;
mod har;
mod head;
mod http;
mod inflate;
mod kind;
mod member;
mod mhtml;
mod record;
mod saved_page;
mod sniff;
mod tar;
mod transfer;
mod unpack;
mod warc;
mod window;
mod zip;

#[cfg(test)]
mod tests;

pub(crate) use answers::answers;
pub(crate) use document::{ContentError, Document, Origin, Problem, Receiver, Skipped};
pub(crate) use saved_page::pages_of;
pub(crate) use unpack::unpack;
