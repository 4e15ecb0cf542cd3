//! Reports arguments that can't be understood, in the same format as every other error. Help and
//! version are answers.

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::{ContextKind, ErrorKind};

use super::arguments::{self, Arguments};
use super::errors::{Exit, Failure};
use super::messages;
use super::misuse::{message, suggestion, texts};
use super::output;
use super::query_args;
use crate::query;

/// Prints help or version, or returns the failure that the error means.
pub(crate) fn answer(error: &clap::Error, words: impl Iterator<Item = OsString>) -> Result<Exit, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::styled(&error.render().ansi().to_string())?;
            Ok(Exit::Done)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            messages::print(&arguments::brief());
            Ok(Exit::Usage)
        }
        _ => {
            let words: Vec<OsString> = words.collect();
            if let Some(option) = behind_dashes(error, &words) {
                return Err(query_args::option_behind_dashes(&option));
            }
            let hint = hint(error, &words).unwrap_or_else(|| {
                let (command, _) = command(&words);
                format!("`{command} --help` shows examples and every option")
            });
            let message = match variable(error, &words) {
                Some((argument, name)) => message(error).replace(&format!("'{argument}'"), &name),
                None => message(error),
            };
            Err(Failure::usage(message).hint(hint))
        }
    }
}

/// The option that isn't understood because it comes after `--`; `None` if that isn't the reason.
fn behind_dashes(error: &clap::Error, words: &[OsString]) -> Option<String> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let argument = texts(error, ContextKind::InvalidArg).into_iter().next().filter(|word| word.starts_with('-'))?;
    let dashes = words.iter().position(|word| word == "--")?;
    let is_it = |word: &OsString| {
        let word = word.to_string_lossy();
        word == argument.as_str() || word.strip_prefix(argument.as_str()).is_some_and(|rest| rest.starts_with('='))
    };
    let (before, after) = words.split_at(dashes);
    let name = argument.trim_start_matches('-');
    let (_, command) = command(before);
    // A global option is one of the program's, not of the command's.
    let all = Arguments::command();
    let is_known = command
        .get_arguments()
        .chain(all.get_arguments())
        .any(|known| known.get_long() == Some(name) || known.get_short().is_some_and(|short| name.starts_with(short)));
    (after.iter().any(is_it) && (is_known || !before.iter().any(is_it))).then_some(argument)
}

/// The argument that an error is about, and the variable that set it; `None` if a word of the command line did.
fn variable(error: &clap::Error, words: &[OsString]) -> Option<(String, String)> {
    let argument = texts(error, ContextKind::InvalidArg).into_iter().next()?;
    let option = argument.split(' ').next()?;
    let is_typed = |word: &OsString| {
        let word = word.to_string_lossy();
        word.strip_prefix(option).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    };
    if words.iter().any(is_typed) {
        return None;
    }
    let (_, command) = command(words);
    let all = Arguments::command();
    let known = command.get_arguments().chain(all.get_arguments());
    let mut known = known.filter(|known| known.get_long() == option.strip_prefix("--"));
    let name = known.next()?.get_env()?;
    std::env::var_os(name)?;
    Some((argument, name.to_string_lossy().into_owned()))
}

/// Rejects a filter that begins with a dash, `-official:lan`: clap would read it as the option `-o` and
/// the name of a file to write.
pub(crate) fn filter_among_options(words: impl Iterator<Item = OsString>) -> Option<Failure> {
    let mut words = words.skip(1).map(|word| word.to_string_lossy().into_owned()).take_while(|word| word != "--");
    let is_filter = |word: &String| {
        let name = word.strip_prefix('-').and_then(|rest| rest.split_once(':'));
        name.is_some_and(|(name, _)| query::field_names().any(|field| field == name))
    };
    let word = words.find(is_filter)?;
    let hint = format!("put a query that begins with a dash after `--`, as in `byt search -- '{word}'`");
    Some(Failure::usage(format!("“{word}” isn't an option")).hint(hint))
}

/// What to do; `None` if only the command's help can tell.
fn hint(error: &clap::Error, words: &[OsString]) -> Option<String> {
    let argument = texts(error, ContextKind::InvalidArg);
    if error.kind() == ErrorKind::UnknownArgument {
        match argument.first().map(String::as_str) {
            Some("--json") if has_json_format(words) => return Some("did you mean '--format json'?".to_owned()),
            Some("--version" | "-V") => return Some("`byt --version` prints the version".to_owned()),
            Some(word) if !word.starts_with('-') => return Some("put words that belong together in quotes".to_owned()),
            _ => {}
        }
    }
    suggestion(error)
}

/// Whether the command that the words name has `--format json`.
fn has_json_format(words: &[OsString]) -> bool {
    let (_, command) = command(words);
    let format = command.get_arguments().find(|argument| argument.get_id() == "format");
    format.is_some_and(|format| format.get_possible_values().iter().any(|value| value.get_name() == "json"))
}

/// The command that the words name, and its name with its parents: `byt topics explain`.
fn command(words: &[OsString]) -> (String, clap::Command) {
    let (mut command, mut name) = (Arguments::command(), "byt".to_owned());
    for word in words.iter().skip(1) {
        if let Some(found) = command.find_subcommand(word) {
            name = format!("{name} {}", found.get_name());
            command = found.clone();
        }
    }
    (name, command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn printed(args: &[&str]) -> String {
        let words = || ["byt"].iter().chain(args).map(OsString::from);
        answer(&Arguments::try_parse_from(words()).unwrap_err(), words()).unwrap_err().to_string()
    }

    #[test]
    fn a_filter_is_never_taken_for_a_file_name() {
        let is_rejected =
            |args: &[&str]| filter_among_options(["byt"].iter().chain(args).map(OsString::from)).is_some();
        for args in [&["export", "-official:lan"][..], &["search", "-title:a", "b"], &["count", "a", "-date:2025"]] {
            assert!(is_rejected(args), "{args:?}");
        }
        for args in
            [&["export", "-o", "official:lan"][..], &["search", "--", "-official:lan"], &["count", "-:", "-x:y"]]
        {
            assert!(!is_rejected(args), "{args:?}");
        }
    }

    #[test]
    fn wrong_arguments_are_reported_like_every_other_error() {
        let check = |args: &[&str], expected: &str| assert_eq!(printed(args), expected, "{args:?}");
        check(&["updat"], "error: there is no command 'updat'\nhint: did you mean 'update'?\n");
        check(
            &["show"],
            "error: required but not given: <ID>...\n\
             hint: `byt show --help` shows examples and every option\n",
        );
        check(
            &["search", "--section", "foo"],
            "error: invalid value 'foo' for '--section <WHICH>'\nhint: one of: in, out, all\n",
        );
        check(&["search", "--section"], "error: '--section <WHICH>' needs a value\nhint: one of: in, out, all\n");
        let help = "hint: `byt search --help` shows examples and every option\n";
        let limit = "error: invalid value 'x' for '--limit <N>': it isn't a whole number\n";
        check(&["search", "--limit", "x"], &format!("{limit}{help}"));
        let large = "99999999999999999999";
        let limit = format!("error: invalid value '{large}' for '--limit <N>': it is too large\n");
        check(&["search", "--limit", large], &format!("{limit}{help}"));
        let conflict = "error: '--quiet' can't be used together with '--verbose'\n";
        check(&["search", "-q", "-v"], &format!("{conflict}{help}"));
        check(&["search", "--form", "2025"], "error: there is no option '--form'\nhint: did you mean '--from'?\n");
        check(
            &["status", "--", "--json"],
            "error: '--json' comes after `--`, where everything is text to search for\n\
             hint: put options before `--`, and quotes around a query of several words\n",
        );
        check(
            &["search", "--limti", "3", "--", "x"],
            "error: there is no option '--limti'\nhint: did you mean '--limit'?\n",
        );
        check(&["count", "--json"], "error: there is no option '--json'\nhint: did you mean '--format json'?\n");
        let schema = "hint: `byt schema --help` shows examples and every option\n";
        check(&["schema", "--json"], &format!("error: there is no option '--json'\n{schema}"));
        check(
            &["search", "--version"],
            "error: there is no option '--version'\nhint: `byt --version` prints the version\n",
        );
        check(
            &["search", "--section", "a\u{1b}[2J\n\n  tip: b"],
            "error: invalid value 'a\u{fffd}[2J    tip: b' for '--section <WHICH>'\nhint: one of: in, out, all\n",
        );
    }
}
