//! The study commands: words in context, frequencies, trends, comparisons.
//!
//! ```text
//! report     what every command returns: columns and rows, with the scope they were computed from
//! desk       what a command works on: an index, its ledger, the rules, the moment
//! scope      the articles that filters choose, and how many words they have
//! reading    the words of an article, zone by zone      forward   the words of the whole corpus as numbers
//! hits       the hits of a query, article by article    units     syllables that are one word or name
//! listing    what a list counts      items    the words of articles as a list counts them, on several threads
//! corpus_words   the words of the corpus, from a file or its texts
//! sequences  numbers of words in a row
//! places     where the rows of a list stand in texts    pattern   which rows of a list are shown
//! keyness_sides · keyness_rows · reference      what is compared, its columns, a list of words to compare with
//! state      the snapshot of a corpus        tally   hits, and articles that have any
//! source     what a file beside the index was made of    twins   articles that nearly repeat an earlier one
//! order      Vietnamese alphabetical order    sampling   samples without a generator    kwic_order   of concordances
//! kwic · trend · words · terms · keyness · collocates · dispersion · cooccur · sample · first · snapshot      the commands
//! stretches  work on several threads         handovers  when the minister changed
//! formats    a report as JSON, JSON Lines, CSV, TSV     columns   a report as a table for people
//! explanation  what the numbers of a command mean
//! ```
//!
//! A command is one function that returns a [`Report`]; nothing here prints or knows of options. What is counted, and by
//! which formula, is in [`crate::stats`] and in the guide `study`.

mod collocates;
mod columns;
mod cooccur;
mod corpus_words;
mod desk;
mod dispersion;
mod explanation;
mod first;
mod formats;
mod forward;
mod handovers;
mod hits;
mod items;
mod keyness;
mod keyness_rows;
mod keyness_sides;
mod kwic;
mod kwic_groups;
mod kwic_order;
mod listing;
mod order;
mod pattern;
mod places;
mod reading;
mod reference;
mod report;
mod sample;
mod sampling;
mod scope;
mod sequences;
mod snapshot;
mod source;
mod state;
mod stretches;
mod tally;
mod terms;
mod trend;
mod twins;
mod units;
mod words;

pub(crate) use collocates::{
    CollocatesOptions, MEASURES as COLLOCATES_MEASURES, SORTS as COLLOCATES_SORTS, collocates,
};
pub(crate) use columns::as_text;
pub(crate) use cooccur::{CooccurOptions, LabelKind, MEASURES as COOCCUR_MEASURES, SORTS as COOCCUR_SORTS, cooccur};
pub(crate) use corpus_words::prepare;
pub(crate) use desk::{Desk, StudyError, UnitsOf, WorkShown};
pub(crate) use dispersion::{BarCode, MEASURES as DISPERSION_MEASURES, dispersion};
pub(crate) use explanation::explanation;
pub(crate) use first::{first, first_of_many};
pub(crate) use formats::{StudyFormat, write, write_head};
pub(crate) use handovers::{Handover, handovers};
pub(crate) use keyness::{keyness, keyness_of_many};
pub(crate) use keyness_rows::{
    Adjust, G2Cells, KeynessOptions, LogRatio, MEASURES as KEYNESS_MEASURES, SORTS as KEYNESS_SORTS,
};
pub(crate) use keyness_sides::{Against, BothSides, Side};
pub(crate) use kwic::{KwicOptions, kwic};
pub(crate) use kwic_groups::{GroupKey, kwic_grouped};
pub(crate) use kwic_order::{ContextKey, KwicOrder};
pub(crate) use listing::{CountUnit, ListingOptions, Numbers};
pub(crate) use pattern::WordPattern;
pub(crate) use reading::{Border, Zones};
pub(crate) use reference::WordCounts;
pub(crate) use report::{Datum, Envelope, Report};
pub(crate) use sample::{SampleOf, SampleOptions, sample};
pub(crate) use scope::ScopeOptions;
pub(crate) use snapshot::snapshot;
pub(crate) use terms::terms;
pub(crate) use trend::{Division, Series, TrendOptions, trend};
pub(crate) use words::{SORTS as WORDS_SORTS, WordsOptions, words};
