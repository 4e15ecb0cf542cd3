//! The command line: the only room that prints, reads the environment, and ends the process.
//!
//! A command is a function from what was asked ([`arguments`], settled by [`settings`]) to an
//! [`Exit`] or a [`Failure`]; both are told in one place, here.

mod arguments;
mod commands;
mod diff;
mod errors;
mod filters;
mod output;
mod progress;
mod settings;
mod signals;
mod view;

use std::process::ExitCode;

use clap::Parser;

pub(crate) use errors::{Exit, Failure};

/// All commands with their options: what help and manual pages are made from, for whoever documents
/// or tests the whole of them.
pub fn command() -> clap::Command {
    <arguments::Arguments as clap::CommandFactory>::command()
}

/// Runs the program as its arguments ask.
pub fn run() -> ExitCode {
    let arguments = match arguments::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(e) => {
            // Help and version are answers, on standard output; a closed pipe there is no fault.
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { Exit::Usage.code() } else { Exit::Done.code() });
        }
    };
    let colour = arguments.global.color.choice();
    colour.write_global();
    match settings::Settings::settle(&arguments.global).and_then(|settings| commands::run(arguments.command, &settings))
    {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            failure.tell();
            ExitCode::from(failure.exit.code())
        }
    }
}
