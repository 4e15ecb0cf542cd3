//! `byt words`: how often each word occurs.

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{LeastArgs, LevelArg, Session, StudyArgs};
use crate::cli::units::UnitArgs;
use crate::query::Accents;
use crate::study::{self, CountUnit, WORDS_SORTS, WordPattern, WordsOptions};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt words --limit 50
  byt words --why                                    what joined each unit
  byt words 'topic:duoc' --size 3
  byt words --size 3 --match 'y tế*' --spread        what follows, how evenly
  byt words --match 'khoe*' --forms                  with the spellings of each
  byt words --official lan --format csv --limit 0 -o words.csv")]
pub(crate) struct WordsArgs {
    /// Which articles: a query of words, filters, or both; without it, all
    query: Option<String>,
    #[command(flatten)]
    study: StudyArgs,
    #[command(flatten)]
    units: UnitArgs,
    /// List sequences of this many syllables; 1 lists words
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=6),
          help_heading = "Counting")]
    size: u8,
    /// List terms: units whose syllables belong together closely, by C-value
    #[arg(long, conflicts_with_all = ["size", "sort"], help_heading = "Counting")]
    terms: bool,
    /// List only what this pattern matches; * stands for any letters and blanks. Accents count if you type any
    #[arg(long = "match", value_name = "PATTERN", value_parser = pattern, conflicts_with = "terms",
          help_heading = "Counting")]
    pattern: Option<WordPattern>,
    /// Add a column of how each row is written in the scope, with counts
    #[arg(long, conflicts_with = "terms", help_heading = "Output")]
    forms: bool,
    /// Fill dp_norm and arf for sequences, too
    #[arg(long, conflicts_with = "terms", help_heading = "Statistics")]
    spread: bool,
    /// Sort by this column, the largest first
    #[arg(long, value_name = "COLUMN", default_value = "hits", help_heading = "Statistics",
          value_parser = PossibleValuesParser::new(WORDS_SORTS))]
    sort: String,
    #[command(flatten)]
    least: LeastArgs,
    #[command(flatten)]
    level: LevelArg,
}

fn pattern(text: &str) -> Result<WordPattern, String> {
    WordPattern::parse(text)
        .ok_or_else(|| "a pattern has a word or the beginning of one, for example 'y tế*'".to_owned())
}

pub(super) fn run(args: &WordsArgs, settings: &Settings) -> Result<Exit, Failure> {
    let session = Session::open(&args.study, settings)?;
    let query = session.query(args.query.as_deref())?;
    let options = WordsOptions {
        size: args.size.into(),
        min: args.least.min,
        min_articles: args.least.min_articles,
        sort: args.sort.clone(),
        limit: session.limit(20),
        level: args.level.share(),
        listing: args.units.listing()?,
        pattern: args.pattern.clone(),
        forms: args.forms,
        spread: args.spread,
    };
    if args.size > 1 && options.listing.lexicon.is_some() {
        return Err(Failure::usage("--lexicon has no effect on sequences of syllables").hint("leave out --size"));
    }
    if args.terms {
        if session.scope.accents == Accents::Folded || options.listing.unit == CountUnit::Syllable {
            return Err(
                Failure::usage("--terms lists units with their accents").hint("leave out --fold and --unit syllable")
            );
        }
        return session.finish(study::terms(session.desk(), &query, &session.scope, &options));
    }
    session.finish(study::words(session.desk(), &query, &session.scope, &options))
}
