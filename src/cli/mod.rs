//! The command line: the only module that prints, reads the environment, and ends the process.
//!
//! A command is a function from its [`arguments`] and the [`settings`] to an exit code or a failure.
//! Failures are printed in one place, here.

mod answerer;
mod archived;
mod arguments;
mod as_of;
mod captured;
mod changed;
mod cluster;
mod cluster_check;
mod cluster_standing;
mod command_line;
mod commands;
mod comparison;
mod completing;
mod config_file;
mod config_place;
mod coverage;
mod credentials;
mod diff;
mod document;
mod documents;
mod errors;
mod explanation;
mod extension;
mod faults;
mod filters;
mod finish;
mod following;
mod formats;
mod gaps;
mod global;
mod gold;
mod grouped;
mod guide;
mod hidden;
mod index_update;
mod layout;
mod links;
mod messages;
mod misuse;
mod months;
mod named_questions;
mod origin;
mod output;
mod pager;
mod posts;
mod progress;
mod query_args;
mod question;
mod run_list;
mod run_names;
mod safe;
mod sent;
mod settings;
mod signals;
mod snapshot;
mod split;
mod store;
mod study;
mod text_file;
mod texts;
mod units;
mod usage;
mod vacancy;
mod variables;
mod versions;
mod view;
mod words_of;
mod writing;
mod written_path;

use std::process::ExitCode;

use clap::CommandFactory;

use arguments::Arguments;
use errors::{Exit, Failure};
use settings::Settings;

/// Returns the description of all commands and options, from which help and manual pages are made.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    faults::install_hook();
    signals::outlive_limits();
    if let Some(failure) = faults::wrong_clock() {
        return exit_code(Err(failure));
    }
    completing::answer().unwrap_or_else(|| exit_code(run_command()))
}

fn run_command() -> Result<Exit, Failure> {
    if let Some(failure) = usage::filter_among_options(std::env::args_os()) {
        return Err(failure);
    }
    let arguments = match Arguments::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => return usage::answer(&error, std::env::args_os()),
    };
    arguments.global.color.choice().write_global();
    variables::warn_of_unknown();
    commands::run(arguments.command, command, || Settings::read(&arguments.global))
}

fn exit_code(result: Result<Exit, Failure>) -> ExitCode {
    let exit = result.unwrap_or_else(|failure| {
        failure.print();
        failure.exit
    });
    ExitCode::from(exit.code())
}
