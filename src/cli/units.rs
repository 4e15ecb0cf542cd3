//! The options that say what a list of words counts.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::errors::Failure;
use super::text_file;
use crate::study::{CountUnit, ListingOptions, Numbers};

/// The options of commands that list words.
#[derive(Debug, Clone, Args)]
pub(crate) struct UnitArgs {
    /// What counts as a word: a unit, which has one or more syllables (bác sĩ), or each syllable
    #[arg(long, value_name = "UNIT", default_value = "unit", help_heading = "Counting")]
    unit: UnitArg,
    /// How to list numbers that aren't part of a unit [default: one for units, keep for syllables]
    #[arg(long, value_name = "HOW", help_heading = "Counting")]
    numbers: Option<NumbersArg>,
    /// A list of further units, one per line, which override all others
    #[arg(long, value_name = "FILE", help_heading = "Counting")]
    lexicon: Option<PathBuf>,
    /// Add columns that say why these syllables are one unit
    #[arg(long, help_heading = "Output")]
    why: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum UnitArg {
    Unit,
    Syllable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum NumbersArg {
    /// All of them as one word, #
    One,
    /// Each as a word of its own
    Keep,
    /// Not at all
    Drop,
}

impl UnitArgs {
    /// The options as the study module understands them. Fails if the list can't be read.
    pub(crate) fn listing(&self) -> Result<ListingOptions, Failure> {
        if self.lexicon.is_some() && self.unit == UnitArg::Syllable {
            return Err(Failure::usage("--lexicon has no effect on syllables").hint("leave out --unit syllable"));
        }
        Ok(ListingOptions {
            unit: match self.unit {
                UnitArg::Unit => CountUnit::Unit,
                UnitArg::Syllable => CountUnit::Syllable,
            },
            numbers: self.numbers.map(|numbers| match numbers {
                NumbersArg::One => Numbers::One,
                NumbersArg::Keep => Numbers::Keep,
                NumbersArg::Drop => Numbers::Drop,
            }),
            lexicon: self.lexicon.as_deref().map(read).transpose()?,
            why: self.why,
        })
    }
}

fn read(path: &Path) -> Result<String, Failure> {
    text_file::read(path, format_args!("the list of units {}", path.display()))
}
