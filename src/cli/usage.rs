//! What is said when the arguments can't be understood, in the same form as every other error; and
//! help and version, which are answers.

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::arguments::{self, Arguments};
use super::output::{self, safe};
use super::{Exit, Failure};
use crate::query;

/// Words of parsers, and what they mean to whoever typed.
const JARGON: [(&str, &str); 12] = [
    ("some similar subcommands exist:", "did you mean one of"),
    ("some similar arguments exist:", "did you mean one of"),
    ("unrecognized subcommand", "there is no command"),
    ("a similar subcommand exists:", "did you mean"),
    ("a similar argument exists:", "did you mean"),
    ("the following required arguments were not provided:", "something is missing:"),
    ("invalid digit found in string", "it is no whole number"),
    ("number too large to fit in target type", "it is too large"),
    ("number too small to fit in target type", "it is too small"),
    ("cannot parse integer from empty string", "it is empty"),
    ("cannot parse float from empty string", "it is empty"),
    ("invalid float literal", "it is no number"),
];

/// Prints help or version, or turns the error into a failure.
pub(crate) fn answer(mut error: clap::Error, words: impl Iterator<Item = OsString>) -> Result<Exit, Failure> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            output::styled(&error.render().ansi().to_string())?;
            Ok(Exit::Done)
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            output::talk(&arguments::brief());
            Ok(Exit::Usage)
        }
        _ => {
            make_safe(&mut error);
            Err(failure(&error.render().to_string(), &command(words)))
        }
    }
}

/// A filter of a query with a dash before it, `-official:lan`, which would be read as the option `-o` and
/// the name of a file to write.
pub(crate) fn filter_among_options(words: impl Iterator<Item = OsString>) -> Option<Failure> {
    let mut words = words.skip(1).map(|word| word.to_string_lossy().into_owned()).take_while(|word| word != "--");
    let is_filter = |word: &String| {
        let name = word.strip_prefix('-').and_then(|rest| rest.split_once(':'));
        name.is_some_and(|(name, _)| query::field_names().any(|field| field == name))
    };
    let word = words.find(is_filter)?;
    let hint = format!("a query that begins with a dash stands behind `--`, as in `byt search -- '{}'`", safe(&word));
    Some(Failure::usage(format!("“{}” is no option", safe(&word))).hint(hint))
}

/// What was typed is part of the message: it must neither steer the terminal nor forge lines.
fn make_safe(error: &mut clap::Error) {
    let context: Vec<(ContextKind, ContextValue)> =
        error.context().map(|(kind, value)| (kind, value.clone())).collect();
    for (kind, value) in context {
        let value = match value {
            ContextValue::String(text) => ContextValue::String(safe(&text).into_owned()),
            ContextValue::Strings(texts) => {
                ContextValue::Strings(texts.iter().map(|text| safe(text).into_owned()).collect())
            }
            ContextValue::StyledStr(text) => ContextValue::StyledStr(safe(&text.to_string()).into_owned().into()),
            ContextValue::StyledStrs(texts) => {
                ContextValue::StyledStrs(texts.iter().map(|text| safe(&text.to_string()).into_owned().into()).collect())
            }
            other => other,
        };
        error.insert(kind, value);
    }
}

/// The command that the words name, with those above it: `byt topics explain`.
fn command(words: impl Iterator<Item = OsString>) -> String {
    let (whole, mut name) = (Arguments::command(), "byt".to_owned());
    let mut command = &whole;
    for word in words.skip(1) {
        if let Some(found) = command.find_subcommand(&word) {
            name = format!("{name} {}", found.get_name());
            command = found;
        }
    }
    name
}

/// clap's message and its tips, as error and hint.
fn failure(rendered: &str, command: &str) -> Failure {
    let mut message = String::new();
    let mut hints: Vec<String> = Vec::new();
    for paragraph in rendered.split("\n\n") {
        for line in paragraph.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(tip) = line.strip_prefix("tip: ") {
                hints.push(tip.to_owned());
            } else if let Some(values) = line.strip_prefix("[possible values: ") {
                hints.push(format!("one of: {}", values.trim_end_matches(']')));
            } else if !line.starts_with("For more information") && !line.starts_with("Usage: ") {
                message += if message.is_empty() { "" } else { " " };
                message += line.strip_prefix("error: ").unwrap_or(line);
            }
        }
    }
    if let Some(word) = message.strip_prefix("unexpected argument ").and_then(|rest| rest.strip_suffix(" found")) {
        if word.starts_with("'-") {
            message = format!("there is no option {word}");
        } else {
            message = format!("{word} is one word too many");
            hints = vec!["words that belong together stand in quotes".to_owned()];
        }
    }
    if message == "there is no option '--json'" {
        hints = vec!["did you mean '--format json'".to_owned()];
    }
    for (words, meaning) in JARGON {
        message = message.replace(words, meaning);
        hints.iter_mut().for_each(|hint| *hint = hint.replace(words, meaning));
    }
    for hint in hints.iter_mut().filter(|hint| hint.starts_with("did you mean")) {
        hint.push('?');
    }
    if hints.is_empty() {
        hints.push(format!("`{command} --help` shows examples and every option"));
    }
    Failure::usage(message).hint(hints.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    fn told(args: &[&str]) -> String {
        let words = || ["byt"].iter().chain(args).map(OsString::from);
        answer(Arguments::try_parse_from(words()).unwrap_err(), words()).unwrap_err().to_string()
    }

    #[test]
    fn a_filter_is_never_taken_for_the_name_of_a_file() {
        let is_told = |args: &[&str]| filter_among_options(["byt"].iter().chain(args).map(OsString::from)).is_some();
        for args in [&["export", "-official:lan"][..], &["search", "-title:a", "b"], &["count", "a", "-date:2025"]] {
            assert!(is_told(args), "{args:?}");
        }
        for args in
            [&["export", "-o", "official:lan"][..], &["search", "--", "-official:lan"], &["count", "-:", "-x:y"]]
        {
            assert!(!is_told(args), "{args:?}");
        }
    }

    #[test]
    fn wrong_arguments_are_told_as_every_other_error() {
        let check = |args: &[&str], expected: &str| assert_eq!(told(args), expected, "{args:?}");
        check(&["updat"], "error: there is no command 'updat'\nhint: did you mean 'update'?\n");
        check(
            &["show"],
            "error: something is missing: <ID>...\n\
             hint: `byt show --help` shows examples and every option\n",
        );
        check(
            &["search", "--section", "foo"],
            "error: invalid value 'foo' for '--section <WHICH>'\nhint: one of: in, out, all\n",
        );
        check(
            &["search", "--limit", "x"],
            "error: invalid value 'x' for '--limit <N>': it is no whole number\n\
             hint: `byt search --help` shows examples and every option\n",
        );
        check(&["search", "--form", "2025"], "error: there is no option '--form'\nhint: did you mean '--from'?\n");
        check(
            &["search", "bảo", "hiểm"],
            "error: 'hiểm' is one word too many\nhint: words that belong together stand in quotes\n",
        );
        check(
            &["search", "--section", "a\u{1b}[2J\n\n  tip: b"],
            "error: invalid value 'a\u{fffd}[2J    tip: b' for '--section <WHICH>'\nhint: one of: in, out, all\n",
        );
    }
}
