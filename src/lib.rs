//! byt: a news corpus of the Vietnamese Ministry of Health, searchable from the command line.
//!
//! This page tells how the program is built. What it does is in the README.
//!
//! # Three decisions that everything else follows from
//!
//! **The ledger is the truth.** `corpus/articles.jsonl` only grows. A line is one version of one
//! article: facts from the source, nothing derived; the last line that bears an id counts. Where two
//! articles prove to be one, the line of the one names the other among those that ended in it, so
//! that one line, written whole or not at all, makes one of two. A line is on disk before anyone is
//! told that it is stored. Raw answers of servers stand beside it as WARC files, so
//! that a better parser can read the past again; `corpus/runs.jsonl` says what each run did.
//!
//! **Whatever can be computed lives in the index, and only there**: terms, people, topics, document
//! numbers. `index/` may be deleted at any moment. Its commit carries how much of the ledger it has
//! seen, a digest of that end, and a fingerprint of the rules that it was made by: a crash between
//! the two is healed by reading on, another corpus or a changed registry by indexing anew.
//!
//! **The index points into the ledger** rather than storing text again: a hit is a place to read
//! from. What the index does store of an article are its labels, as offsets into that text, because
//! an export of everything must not label everything again.
//!
//! # Rooms and floors
//!
//! ```text
//! 4  cli          arguments · commands · output · settings             the only room that prints
//! 3  crawl        from a portal, or saved files, to the ledger
//!    indexing     from the ledger to the index: where labels are computed
//!    query        from words to articles
//!    export       from articles to bytes
//!    demo         a small portal of both generations, for the demonstration and the tests
//! 2  fetch        the network      corpus   corpus/      index   index/
//!    disk         locks, syncing, temporary files: what corpus, index and output files share
//! 1  text · portal · officials · topics · eval                         pure: no files, network, clock
//! 0  calendar · article · answer · page                                the nouns
//! ```
//!
//! Imports go down only, and `tests/house.rs` holds that, together with what no room but one may do:
//! only `cli` prints, reads the environment or ends the process; only `fetch` asks servers; floors 0
//! and 1 do no input or output, so the same bytes always give the same article. On floor 1 the other
//! rooms stand on `text`; on floor 0 `article` stands on `calendar`, and `page` on `article`.
//!
//! # The way of the data
//!
//! A server's [`answer`] or a file is read by [`portal`] into a [`page`]: a list, an article, or
//! both, as *sightings* of articles. [`crawl`]'s intake finds out which article a sighting is of,
//! merges the two ([`article`]) and appends a line where anything changed. [`indexing`] reads the
//! lines that the index has not seen, labels them ([`officials`], [`topics`], [`text`]) and adds
//! them. [`query`] answers from the index with places in the ledger, and reads the articles there.
//!
//! # Where this departs from what one would expect, and why
//!
//! - **An id is made of title and minute**, not of an address: that is all that lists, pages, text
//!   captures and records have in common, so one article gets one id whichever way it comes in.
//!   Addresses and numbers are aliases that lead to it.
//! - **What was there when is told by places in the ledger**, not by clocks: an article knows where its
//!   first line starts, a receipt where the ledger ended. Clocks can be set back.
//! - **One field holds exact and folded terms side by side**, at the same positions, so a phrase may
//!   mix words typed with and without accents ("bảo hiem y tế") and needs no second index.
//! - **Pairs of neighbours are phrase clauses of the query**, not terms of the index: as good in the
//!   ranking, and the index stays half the size.
//! - **Knowing what is new costs a look into the index**, checked against the ledger line it points
//!   to; only the tail that the index has not seen is read. So the daily job does not grow with the
//!   corpus, and still works without an index.
//! - **A page is read where its article stands**, not as a whole: building the tree of the other
//!   ninety-five kilobytes is nearly all the work. An article whose tags nest needs no tree either; one
//!   that does is parsed alone, and what is not plainly well formed up to there is parsed whole
//!   ([`portal`]). A test spoils pages at random to show that all ways give one article.
//! - **An export copies ledger lines** where a record would spell them alike, byte for byte, rather than
//!   read and write them, and a property holds both ways to one another ([`export`]). Several threads make
//!   pieces of it, which are written in their order.
//! - **Words are spelt anew each time.** A memory of spelt words, and copying plain letters in runs, were
//!   both tried: neither saved a hundredth of building the index, and the first slowed a search.
//! - **What a score can still become is known while it is summed** ([`query`]): each part says what it can be
//!   worth at most, so that pairs of neighbours are looked for, and titles read, only in articles that may yet
//!   be among the best. The engine prunes unions of single terms so, and no others.
//! - **Folded terms are not made of the exact ones at query time**, though that would halve the
//!   postings: a search without accents would then have to join dozens of lists, and phrases their
//!   positions, to save a rebuild a third of its time.
//! - **What only a look at every article tells is noted** beside the segments with each commit: mean
//!   lengths for scores, and which months there are. Notes are checksummed and may be lacking.
//! - **The articles of a day become a segment in one thread**, without the engine's own: its queues and its table
//!   of terms are made for hundreds of thousands, and took longer than twenty articles ([`index`]).
//! - **The `warc` crate is not used**: it buffers heads without a limit and overflows on a huge
//!   length. `httparse` reads the heads of WARC records and of HTTP alike.
//! - **reqwest does not unpack bodies**: a WARC file keeps an answer as it came, and the limit on
//!   what is unpacked must hold for archives too ([`answer`]).

mod answer;
mod article;
mod calendar;
mod cli;
mod corpus;
mod crawl;
pub mod demo;
mod disk;
#[cfg(feature = "entries")]
#[doc(hidden)]
pub mod entries;
mod eval;
mod export;
mod fetch;
mod index;
mod indexing;
#[cfg(test)]
mod mutations;
mod officials;
mod page;
mod portal;
mod query;
mod text;
mod topics;

pub use cli::{command, run};
