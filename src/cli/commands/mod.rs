//! One command, one file. A command is a function from its arguments to an [`Exit`].

mod analyze;
mod answer;
mod check;
mod completions;
mod config;
mod count;
mod demo;
mod ending;
mod export;
mod gold;
mod help;
mod history;
mod import;
mod index;
mod man;
mod months;
mod office;
mod officials;
mod origin;
mod reparse;
pub(super) mod schema;
mod search;
mod show;
mod status;
mod store;
mod topics;
mod update;
mod why;

pub(super) use store::labeller;

use super::arguments::Command;
use super::settings::Settings;
use super::{Exit, Failure};

/// Runs a command. What needs no settings works where they are wrong.
pub(super) fn run(command: Command, settings: impl FnOnce() -> Result<Settings, Failure>) -> Result<Exit, Failure> {
    match command {
        Command::Update(args) => update::run(&args, &settings()?),
        Command::Demo(args) => demo::run(&args, &settings()?),
        Command::Import(args) => import::run(&args, &settings()?),
        Command::Search(args) => search::run(&args, &settings()?),
        Command::Show(args) => show::run(&args, &settings()?),
        Command::Export(args) => export::run(&args, &settings()?),
        Command::Count(args) => count::run(&args, &settings()?),
        Command::Officials(args) => officials::run(&args, &settings()?),
        Command::Topics(args) => topics::run(&args, &settings()?),
        Command::Index(args) => index::run(&args, &settings()?),
        Command::Reparse(args) => reparse::run(&args, &settings()?),
        Command::Check(args) => check::run(&args, &settings()?),
        Command::Status(args) => status::run(&args, &settings()?),
        Command::Analyze(args) => analyze::run(&args, &settings()?),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Config(args) if args.init => config::init(),
        Command::Config(args) => config::run(&args, &settings()?),
        Command::Man(args) => man::run(&args),
        Command::Help(args) => help::run(&args),
    }
}
