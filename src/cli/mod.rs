//! The command line: the only room that prints, reads the environment, and ends the process.
//!
//! A command is a function from what was asked ([`arguments`], settled by [`settings`]) to an
//! [`Exit`] or a [`Failure`]; both are told in one place, here.

mod arguments;
mod commands;
mod completing;
mod config_file;
mod diff;
mod errors;
mod faults;
mod filters;
mod guide;
mod layout;
mod output;
mod pager;
mod posts;
mod progress;
mod safe;
mod settings;
mod signals;
mod usage;
mod view;

use std::process::ExitCode;

use arguments::Arguments;
use clap::CommandFactory;
pub(crate) use errors::{Exit, Failure};

/// All commands with their options: what help and manual pages are made from, for whoever documents
/// or tests the whole of them.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the program as its arguments ask.
pub fn run() -> ExitCode {
    faults::tell_from_now_on();
    completing::answer().unwrap_or_else(|| ending(asked()))
}

fn asked() -> Result<Exit, Failure> {
    if let Some(failure) = usage::filter_among_options(std::env::args_os()) {
        return Err(failure);
    }
    let arguments = match Arguments::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => return usage::answer(error, std::env::args_os()),
    };
    arguments.global.color.choice().write_global();
    commands::run(arguments.command, || settings::Settings::settle(&arguments.global))
}

fn ending(done: Result<Exit, Failure>) -> ExitCode {
    let exit = done.unwrap_or_else(|failure| {
        failure.tell();
        failure.exit
    });
    ExitCode::from(exit.code())
}
