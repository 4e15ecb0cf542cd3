//! `byt index`: updates the index from the corpus, or rebuilds it.

use clap::Args;

use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, status};
use crate::cli::progress::StudyBars;
use crate::cli::settings::Settings;
use crate::cli::store::Store;
use crate::cli::{index_update, output, store};
use crate::corpus::Corpus;
use crate::index;
use crate::study::{self, Desk};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt index             after `import --no-index`, or with new people or topics
  byt index --rebuild   from scratch; searches use the old index until then
  byt index --research  also prepare the study commands")]
pub(crate) struct IndexArgs {
    /// Rebuild the index from scratch
    #[arg(long)]
    rebuild: bool,
    /// Also prepare the file of words and units that study commands read, so that their first run is fast too
    #[arg(long)]
    research: bool,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    json: bool,
}

/// Writes the file of words that the study commands read. Fails if it can't be written.
fn prepare(settings: &Settings) -> Result<(), Failure> {
    let Store { ledger, index, labeller, .. } = store::open(settings)?;
    let covered = Corpus::at(&settings.corpus).covered(&ledger)?;
    let (index, labeller) = (&*index, &*labeller);
    let (units_of, work) = (study::UnitsOf::Kept, &StudyBars::new(settings.progress));
    if study::prepare(Desk { index, ledger: &ledger, labeller, covered: &covered, units_of, work })? {
        return Ok(());
    }
    let folder = settings.index.display();
    Err(Failure::new(Exit::NoRoom, format!("can't write the words of the corpus in {folder}"))
        .hint("the study commands work without them, only slower"))
}

pub(super) fn run(args: &IndexArgs, settings: &Settings) -> Result<Exit, Failure> {
    let mut ledger = store::ledger(settings)?;
    store::warn_if_lost(&ledger)?;
    let labeller = store::labeller(settings)?;
    let begun = std::time::Instant::now();
    let indexed = index_update::update(settings, &mut ledger, &labeller, args.rebuild)?;
    if args.rebuild {
        index::empty_past(&settings.index)?;
    }
    if args.research {
        prepare(settings)?;
    }
    if args.json {
        output::json(&serde_json::json!({
            "indexed": indexed.lines,
            "rebuilt": indexed.rebuilt,
            "seconds": begun.elapsed().as_secs_f64(),
        }))?;
    } else if settings.verbosity >= Verbosity::Normal {
        let lines = counted(indexed.lines, "line");
        match (indexed.rebuilt, indexed.lines) {
            (true, _) => status!("the index was rebuilt from {lines}"),
            (false, 0) => status!("the index is already up to date"),
            (false, _) => status!("{lines} were added to the index"),
        }
    }
    Ok(Exit::Done)
}
