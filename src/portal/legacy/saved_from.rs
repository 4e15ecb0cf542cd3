//! The address of a saved page, as the program that saved it noted it.

use std::borrow::Cow;

use super::super::address::Address;
use super::super::html;

/// Where notes are looked for, in bytes.
const TOP_BYTES: usize = 16 << 10;

/// What precedes the address in a note, what ends it, and what is put before it to make it whole.
const NOTES: [Note; 6] = [
    // Browsers, for the "Mark of the Web": the number is the length of the address.
    Note { begins: "<!-- saved from url=(", skips: ")", ends: &[' ', '>'], scheme: "" },
    Note { begins: "SingleFile", skips: "url:", ends: &['\n', '\r'], scheme: "" },
    // HTTrack.
    Note { begins: "<!-- Mirrored from ", skips: "", ends: &[' '], scheme: "http://" },
    // Monolith.
    Note { begins: "<!-- Saved from ", skips: "", ends: &[' '], scheme: "" },
    // WebScrapBook.
    Note { begins: "data-scrapbook-source=\"", skips: "", ends: &['"'], scheme: "" },
    // Save Page WE.
    Note { begins: "name=\"savepage-url\"", skips: "content=\"", ends: &['"'], scheme: "" },
];

/// How one program notes an address.
struct Note {
    begins: &'static str,
    /// The address follows the next occurrence of this.
    skips: &'static str,
    ends: &'static [char],
    /// The scheme of an address that is noted without one.
    scheme: &'static str,
}

impl Note {
    fn address<'a>(&self, top: &'a str) -> Option<Cow<'a, str>> {
        let (_, noted) = top.split_once(self.begins)?;
        let (_, noted) = noted.split_once(self.skips)?;
        let address = noted.trim_start().split(self.ends).next()?.trim();
        let address = match address.contains("://") {
            true => Cow::Borrowed(address),
            false => Cow::Owned(format!("{}{address}", self.scheme)),
        };
        address.contains("://").then(|| match address.contains("&amp;") {
            true => Cow::Owned(address.replace("&amp;", "&")),
            false => address,
        })
    }
}

/// The address that the top of a page notes, if it is one of a page of the portal.
pub(super) fn saved_from(source: &str) -> Option<Cow<'_, str>> {
    let top = html::beginning(source, TOP_BYTES);
    NOTES.iter().filter_map(|note| note.address(top)).find(|address| Address::parse(address).is_some())
}
