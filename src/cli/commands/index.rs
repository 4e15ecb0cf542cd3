//! `byt index`: updates the index from the corpus, or rebuilds it.

use clap::Args;

use crate::cli::errors::{Exit, Failure};
use crate::cli::layout::counted;
use crate::cli::messages::{Verbosity, status};
use crate::cli::settings::Settings;
use crate::cli::{index_update, output, store};

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  byt index             after `import --no-index`, or a change to a registry
  byt index --rebuild   from scratch; searches use the old index until then")]
pub(crate) struct IndexArgs {
    /// Rebuild the index from scratch
    #[arg(long)]
    rebuild: bool,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &IndexArgs, settings: &Settings) -> Result<Exit, Failure> {
    let mut ledger = store::ledger(settings)?;
    store::warn_if_lost(&ledger)?;
    let labeller = store::labeller(settings)?;
    let begun = std::time::Instant::now();
    let indexed = index_update::update(settings, &mut ledger, &labeller, args.rebuild)?;
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
