//! Commands whose arguments are described only once they are named.
//!
//! To describe all arguments of all commands, and to hand each command its copy of the global
//! options, took most of the time in which a command line was read, though a line names one command.

use std::ops::Deref;

use clap::{ArgMatches, Args, Command, Error, FromArgMatches};

use super::Global;

/// The arguments of a command, then the global options, which it shares with all above and below it.
///
/// All are described when the command is built: by its name on a command line, or [`Command::build`].
#[derive(Debug)]
pub(crate) struct Later<T>(pub(crate) T);

impl<T> Deref for Later<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Args> Later<T> {
    /// Describes a command's own arguments now, and leaves the global options for later.
    pub(super) fn own_now(command: Command) -> Command {
        Self::own(command).defer(Global::augment_args)
    }

    /// Were the global options handed down by clap, they would come before the command's own.
    fn all(command: Command) -> Command {
        Global::augment_args(Self::own(command))
    }

    fn own(command: Command) -> Command {
        // A group of arguments that commands share has a description too, which is not the command's.
        let about = command.get_about().cloned().unwrap_or_default();
        T::augment_args(command).about(about)
    }
}

impl<T: Args> Args for Later<T> {
    fn augment_args(command: Command) -> Command {
        command.defer(Self::all)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<T: FromArgMatches> FromArgMatches for Later<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches(matches).map(Later)
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        T::from_arg_matches_mut(matches).map(Later)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }

    fn update_from_arg_matches_mut(&mut self, matches: &mut ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches_mut(matches)
    }
}
