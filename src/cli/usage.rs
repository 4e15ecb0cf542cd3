//! What is said when the arguments can't be understood, in the same form as every other error; and
//! help and version, which are answers.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::output::{self, safe};
use super::{Exit, Failure, arguments};

/// Words of number parsers, and what they mean to whoever typed the number.
const JARGON: [(&str, &str); 6] = [
    ("invalid digit found in string", "it is no whole number"),
    ("number too large to fit in target type", "it is too large"),
    ("number too small to fit in target type", "it is too small"),
    ("cannot parse integer from empty string", "it is empty"),
    ("cannot parse float from empty string", "it is empty"),
    ("invalid float literal", "it is no number"),
];

/// Prints help or version, or turns the error into a failure.
pub(crate) fn answer(mut error: clap::Error) -> Result<Exit, Failure> {
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
            Err(failure(&error.render().to_string()))
        }
    }
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

/// clap's message, its tips and its usage, as error and hint.
fn failure(rendered: &str) -> Failure {
    let mut message = String::new();
    let mut hints: Vec<String> = Vec::new();
    let mut command = "byt".to_owned();
    for paragraph in rendered.split("\n\n") {
        for line in paragraph.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(tip) = line.strip_prefix("tip: ") {
                hints.push(tip.to_owned());
            } else if let Some(values) = line.strip_prefix("[possible values: ") {
                hints.push(format!("one of: {}", values.trim_end_matches(']')));
            } else if let Some(usage) = line.strip_prefix("Usage: ") {
                let words = usage.split(' ').take_while(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
                command = words.collect::<Vec<_>>().join(" ");
            } else if !line.starts_with("For more information") {
                message += if message.is_empty() { "" } else { " " };
                message += line.strip_prefix("error: ").unwrap_or(line);
            }
        }
    }
    for (words, meaning) in JARGON {
        message = message.replace(words, meaning);
    }
    if hints.is_empty() {
        hints.push(format!("`{command} --help` shows examples and every option"));
    }
    Failure::usage(message).hint(hints.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::Arguments;
    use clap::Parser;

    fn told(args: &[&str]) -> String {
        let args = ["byt"].iter().chain(args);
        answer(Arguments::try_parse_from(args).unwrap_err()).unwrap_err().to_string()
    }

    #[test]
    fn wrong_arguments_are_told_as_every_other_error() {
        let check = |args: &[&str], expected: &str| assert_eq!(told(args), expected, "{args:?}");
        check(&["serch"], "error: unrecognized subcommand 'serch'\nhint: a similar subcommand exists: 'search'\n");
        check(
            &["show"],
            "error: the following required arguments were not provided: <ID>...\n\
             hint: `byt show --help` shows examples and every option\n",
        );
        check(
            &["search", "--section", "foo"],
            "error: invalid value 'foo' for '--section <WHICH>'\nhint: one of: in, out, all\n",
        );
        check(
            &["search", "--limit", "x"],
            "error: invalid value 'x' for '--limit <N>': it is no whole number\n\
             hint: `byt --help` shows examples and every option\n",
        );
        check(
            &["search", "--section", "a\u{1b}[2J\n\n  tip: b"],
            "error: invalid value 'a\u{fffd}[2J    tip: b' for '--section <WHICH>'\nhint: one of: in, out, all\n",
        );
    }
}
