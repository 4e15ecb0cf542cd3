//! `byt kwic`: every hit in its context.

use clap::Args;

use crate::cli::errors::{Exit, Failure};
use crate::cli::settings::Settings;
use crate::cli::study::{Session, StudyArgs, WithinArg};
use crate::study::{self, ContextKey, GroupKey, KwicOptions, KwicOrder};
use crate::wording::Sentence;

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt kwic '\"chuyển đổi số\"'
  byt kwic '\"nghị quyết\"' --from 2025 --sort right --limit 100
  byt kwic 'thuốc OR \"vắc xin\"' --words 5 --sort R1,R2,L1
  byt kwic '\"nghị quyết\"' --group R1        what follows it, how often
  byt kwic '\"y tế\"' --sample 50 --seed 1    hits that can be drawn again
  byt kwic '\"bảo hiểm y tế\" official:lan' --format csv --limit 0 -o lines.csv")]
pub(crate) struct KwicArgs {
    /// What to find: a word, or a phrase in quotes; filters in it choose the articles
    query: String,
    #[command(flatten)]
    study: StudyArgs,
    /// Words on each side [default: as many as fit the terminal; 10 in files]
    #[arg(long, value_name = "N", help_heading = "Contexts")]
    words: Option<usize>,
    /// Border that a context doesn't cross
    #[arg(long, value_name = "BORDER", default_value = "sentence", help_heading = "Contexts")]
    within: WithinArg,
    /// Order of the lines: time, left, right, key, official, random (with --seed), or words such as R1,R2,L1
    #[arg(long, value_name = "ORDER", default_value = "time", help_heading = "Contexts")]
    sort: String,
    /// Count the hits by the word beside them (R1, L2 …), by their form (key), by official or by year
    #[arg(long, value_name = "KEY", help_heading = "Contexts")]
    group: Option<String>,
    /// Draw this many hits; needs --seed
    #[arg(long, value_name = "N", help_heading = "Contexts", requires = "seed",
          value_parser = clap::value_parser!(u64).range(1..))]
    sample: Option<u64>,
    /// Any word: it decides a random order, or which hits are drawn
    #[arg(long, value_name = "WORD", help_heading = "Contexts")]
    seed: Option<String>,
}

/// Words on each side where no terminal limits them.
const WORDS: usize = 10;
/// Columns of a terminal that a word takes with the blank before it.
const WORD_COLUMNS: usize = 5;

pub(super) fn run(args: &KwicArgs, settings: &Settings) -> Result<Exit, Failure> {
    let order = order(&args.sort, args.seed.as_deref(), args.sample.is_some())?;
    let group = args.group.as_deref().map(group).transpose()?;
    let sample = args.sample.zip(args.seed.clone());
    let sample = sample.map(|(size, seed)| (usize::try_from(size).unwrap_or(usize::MAX), seed));
    let session = Session::open(&args.study, settings)?;
    let query = session.counted(&args.query)?;
    let on_terminal = || session.terminal().map_or(WORDS, |columns| (columns / 2 / WORD_COLUMNS).max(1));
    let options = KwicOptions {
        words: args.words.unwrap_or_else(on_terminal),
        within: args.within.border(),
        order,
        // Whoever names a number of hits wants to see them.
        limit: session.limit(if sample.is_some() { 0 } else { 20 }),
        sample,
    };
    session.finish(match group {
        Some(key) => study::kwic_grouped(session.desk(), &query, &session.scope, &options, key),
        None => study::kwic(session.desk(), &query, &session.scope, &options),
    })
}

/// Reads an order: a name, or a list of keys.
fn order(text: &str, seed: Option<&str>, is_drawn: bool) -> Result<KwicOrder, Failure> {
    match (text, seed) {
        ("random", Some(seed)) => return Ok(KwicOrder::Random(seed.to_owned())),
        ("random", None) => {
            return Err(Failure::usage(Sentence::new(
                "a random order needs a seed",
                "thứ tự ngẫu nhiên chỉ có trên dòng lệnh",
            ))
            .hint("any word will do, for example --seed 1; write it down"));
        }
        (_, Some(_)) if !is_drawn => {
            return Err(Failure::usage("--seed only applies to --sort random and to --sample"));
        }
        ("time", _) => return Ok(KwicOrder::Time),
        _ => {}
    }
    let unknown = |name: &str| {
        let sentence = Sentence::new(format!("“{name}” is not an order"), format!("“{name}” không phải là một thứ tự"));
        Failure::usage(sentence).hint(Sentence::new(
            "one of: time, left, right, key, official, random, or words from L1 to R3, such as R1,R2,L1",
            "một trong: time, left, right, key, official, hoặc các từ từ L1 đến R3, ví dụ R1,R2,L1",
        ))
    };
    let key = |name: &str| context_key(name).ok_or_else(|| unknown(name));
    text.split(',').map(|name| key(name.trim())).collect::<Result<_, _>>().map(KwicOrder::By)
}

/// A part of a line, by its name.
fn context_key(name: &str) -> Option<ContextKey> {
    Some(match name {
        "left" => ContextKey::Left,
        "right" => ContextKey::Right,
        "key" => ContextKey::Key,
        "official" => ContextKey::Official,
        "L1" | "L2" | "L3" | "R1" | "R2" | "R3" => {
            let distance = usize::from(name.as_bytes()[1] - b'0');
            if name.starts_with('L') { ContextKey::LeftWord(distance) } else { ContextKey::RightWord(distance) }
        }
        _ => return None,
    })
}

/// What hits are counted by, by its name.
fn group(name: &str) -> Result<GroupKey, Failure> {
    let key = match name {
        "year" => Some(GroupKey::Year),
        "left" | "right" => None,
        name => context_key(name).map(GroupKey::Context),
    };
    key.ok_or_else(|| {
        Failure::usage(format!("hits can't be counted by “{name}”"))
            .hint("one of: L1 to L3, R1 to R3, key, official, year")
    })
}
