//! byt: a news corpus of the Vietnamese Ministry of Health, searchable from the command line.
//!
//! This page describes how the program is built. The README describes what it does.
//!
//! # Three decisions that everything else follows from
//!
//! **The ledger is the source of truth.** `corpus/articles.jsonl` is append-only. A line is one version of one article and
//! contains facts from the source, nothing derived; the last line of an id is the current one. If two articles turn out to
//! be one, a single new line of the surviving article names the other id, so the change is written whole or not at all. A
//! line is on disk before it is reported as stored. The raw responses of servers are kept next to it as WARC files, so that
//! a better parser can read them again, and `corpus/runs.jsonl` records what each run did.
//!
//! **Whatever can be computed is in the index, and only there**: terms, people, topics, document numbers. `index/` may be
//! deleted at any time. Its commit records the position in the ledger up to which it has read, a digest of what precedes
//! that position, and a fingerprint of the rules it was built with. After a crash the index continues from its last commit;
//! if the corpus is another one or the rules have changed, it is rebuilt.
//!
//! **The index points into the ledger** instead of storing text again: a hit is a position to read from. The index does
//! store the labels of an article, as offsets into its text, because an export must not compute all labels again.
//!
//! # Modules and layers
//!
//! ```text
//! 4  cli          arguments · commands · output · settings             the only module that prints
//!    serve        pages and an API over HTTP; its answers come from the commands
//! 3  crawl        from a portal, or saved files, to the ledger
//!    indexing     from the ledger to the index or the engine: labels are computed here
//!    query        from words to articles
//!    follow       what changed since a place
//!    export       from articles to bytes
//!    study        words in context, frequencies, trends, comparisons
//!    charts       from the result of a study to a picture (SVG)
//!    demo         a small portal of both generations, for the demonstration and the tests
//! 2  engine       a cluster that holds the same articles: requests over fetch, and a verdict on every answer
//!    fetch        the network      corpus   corpus/      index   index/
//!    storage      the error of whatever uses both corpus and index
//!    disk         file operations that corpus, crawl, index and cli share
//! 1  text · portal · container · officials · topics · wording · eval · stats     no files, no network, no clock
//! 0  calendar · article · answer · page                                data types
//! ```
//!
//! Imports only go down. `tests/house.rs` enforces that, and also what only some modules may do: only `cli` prints, reads
//! the environment or ends the process; only `fetch` sends requests; layers 0 and 1 do no input or
//! output, so the same bytes always give the same article. Within layer 1 the other modules use `text`.
//!
//! # The path of the data
//!
//! [`fetch`] gets an [`answer`], or [`crawl`] opens a file. [`portal`] parses it into a [`page`]: a list or an article, as
//! *sightings* of articles. The intake in [`crawl`] resolves which article a sighting belongs to, merges the two
//! ([`article`]), and appends a line to the ledger ([`corpus`]) if anything changed. [`indexing`] reads the lines that the
//! index has not seen, labels them ([`officials`], [`topics`], [`text`]), and adds them to the [`index`]. [`query`] turns a
//! query into hits, which are positions in the ledger, and reads the articles there. [`export`] formats them.
//!
//! # Glossary
//!
//! | term | meaning |
//! | --- | --- |
//! | ledger | `corpus/articles.jsonl`, the append-only file of all versions of all articles |
//! | ledger position | a length of the ledger in bytes, with a digest of what precedes it |
//! | receipt | the line of `corpus/runs.jsonl` in which a run records what it did and where the ledger ended |
//! | acknowledged | on disk and reported as stored; acknowledged lines are never discarded |
//! | torn tail | an incomplete end of a file after a power failure; recovery removes it |
//! | sighting | what one list, page, capture or record shows of an article |
//! | intake | the step that resolves sightings to articles and writes new versions |
//! | alias | another name of an article: a number on the portal, an address, a former id |
//! | bridge, legacy | the portal since 2026, which returns JSON; the portal before, which returned pages |
//! | capture | a page of the old portal, saved by an archive or as text by a person |
//! | known ground | the part of a list that an earlier complete run has already seen |
//! | place | where a line of the ledger ends, in bytes: how far a reader has read |
//! | event | a line of the ledger and how it differs from the lines that it supersedes |
//! | cursor | a reader's place, stored in `corpus/cursors/` |
//! | late | new to the corpus, but published before what an earlier complete run had seen |
//! | label | a person, a topic or a document number found in an article, with its place in the text |
//! | registry | the table of people with their posts, or of topics, that labels are computed from |
//! | tenure | the time during which a person held a post; its bounds may be uncertain |
//! | clean, term, fold | text in one Unicode form without invisible characters; a word as it is indexed; a term without accents |
//! | relaxation | ignoring accents, then accepting any of the words, when nothing matches |
//! | unit, inventory | syllables that count as one word in lists; the units of a corpus |
//! | generation | one complete index in `index/`; a rebuild writes a new one next to the current one |
//! | fingerprint | a digest of all rules and tables that terms and labels depend on |
//!
//! # Decisions that may surprise
//!
//! - **An id is a digest of title and minute**, not of an address. Lists, pages, text captures and records have nothing else
//!   in common, so an article gets the same id from whichever source it comes. Addresses and numbers are aliases.
//! - **The order of events comes from positions in the ledger**, not from clocks, which can be set back.
//! - **One field contains exact and folded terms** at the same positions. A phrase may mix words typed with and without
//!   accents ("bảo hiem y tế") and needs no second index. Computing folded terms at query time would halve the postings, but
//!   a search without accents would join dozens of lists.
//! - **Pairs of neighbouring words are phrase clauses of the query**, not terms of the index: ranking is as good, and the
//!   index is half the size.
//! - **Finding out what is new costs one lookup in the index per article**, verified against the ledger, so the daily run
//!   does not become slower as the corpus grows. Without an index the ledger is read instead.
//! - **Only the container of the article is parsed** when a saved page is read; parsing the whole page takes most of the
//!   time. Where that is not certainly equivalent, the whole page is parsed ([`portal`]).
//! - **reqwest does not decompress bodies**: a WARC file keeps a response as it was sent, and the limit on decompressed
//!   bytes must hold for archives too ([`answer`]).
//! - **A page is a client of the commands** ([`serve`]). It asks them with the words of a command line and reads their JSON,
//!   so it has no search of its own and can't find anything else. Parsing twenty records again costs about a millisecond.
//! - **The `warc` crate is not used**: it buffers headers without a limit, overflows on a huge length, and ends at the first
//!   fault. [`container`] reads what surrounds a fault, in WARC as in every other container.

// The modules are private, and so is most of what this page links to; `--document-private-items` shows it.
#![allow(rustdoc::private_intra_doc_links, reason = "the page is for those who read the source")]
// In the program itself; tests may unwrap, print and cast.
#![cfg_attr(
    not(test),
    warn(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::print_stderr,
        clippy::print_stdout,
        clippy::unwrap_used
    )
)]

mod answer;
mod article;
mod calendar;
mod charts;
mod cli;
mod container;
mod corpus;
mod crawl;
pub mod demo;
mod disk;
mod engine;
mod eval;
mod export;
mod fetch;
mod follow;
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod hooks;
mod index;
mod indexing;
mod officials;
mod page;
mod portal;
mod query;
mod serve;
mod stats;
mod storage;
mod study;
#[cfg(test)]
mod tests;
mod text;
mod topics;
mod wording;

pub use cli::{command, run};
