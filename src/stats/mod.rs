//! Statistics of word counts: pure functions of numbers.
//!
//! Counts are `u64`; sums are `f64` and are added in a fixed order, so the same input gives the same bits. `ln` is the
//! natural logarithm, `log2` the binary one, and 0·ln 0 is 0. A value that is not defined is `None`; a ratio over zero is
//! infinite.
//!
//! ```text
//! special      gamma and beta functions, erfc, quantiles          intervals    Garwood, Wilson, Clopper and Pearson
//! table        four cells: G², χ², odds, Fisher's exact test      sides        keyness: two frequencies compared
//! near         collocations: a word near another one              dispersion   how evenly a word is distributed
//! many_tests   corrections for many tests                         series       smoothing, trend tests
//! joints       what joins syllables to a unit
//! ```

pub(crate) mod dispersion;
pub(crate) mod intervals;
pub(crate) mod joints;
pub(crate) mod many_tests;
pub(crate) mod near;
pub(crate) mod series;
pub(crate) mod sides;
mod special;
pub(crate) mod table;
#[cfg(test)]
mod tests;
