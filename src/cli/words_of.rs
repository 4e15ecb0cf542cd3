//! Command lines that don't come from the process: of a page, of an earlier result.

use clap::{Args, FromArgMatches};

use super::errors::Failure;
use super::misuse;

/// Reads the arguments of one command. Only that command is described, which is faster than describing all.
pub(crate) fn parsed<A: Args + FromArgMatches>(name: &str, words: &[String]) -> Result<A, Failure> {
    let command = A::augment_args(clap::Command::new(name.to_owned()).no_binary_name(true));
    let arguments = command.try_get_matches_from(words).and_then(|matches| A::from_arg_matches(&matches));
    arguments.map_err(|error| {
        let failure = Failure::usage(misuse::message(&error));
        match misuse::suggestion(&error) {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    })
}

/// Options of study commands that only say how a result is written, or where the corpus is; those in the first list have a
/// value.
const NOT_OF_THE_RESULT: ([&str; 8], [&str; 12]) = (
    ["--format", "-o", "--output", "--corpus", "--index", "--config", "--color", "--lang"],
    [
        "-q",
        "--quiet",
        "-v",
        "--verbose",
        "--no-progress",
        "--head",
        "--csv-bom",
        "--csv-raw",
        "--explain",
        "--receipt",
        "-qv",
        "-vq",
    ],
);

/// The arguments that decide a result: as typed, without the command and what only says how the result is written.
pub(crate) fn of_the_result(typed: impl Iterator<Item = String>) -> Vec<String> {
    let (with_value, flags) = NOT_OF_THE_RESULT;
    let mut kept = without(typed, &with_value, &flags);
    if let Some(command) = kept.iter().position(|word| !word.starts_with('-')) {
        kept.remove(command);
    }
    kept
}

/// The words without these options, and without the values of those in the first list. What follows `--` is kept.
pub(crate) fn without(typed: impl Iterator<Item = String>, with_value: &[&str], flags: &[&str]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut typed = typed;
    while let Some(word) = typed.next() {
        if word == "--" {
            kept.push(word);
            break;
        }
        let name = word.split_once('=').map_or(word.as_str(), |(name, _)| name);
        // `-ofile` has its value within.
        let is_short = |option: &&str| option.len() == 2 && word.len() > 2 && word.starts_with(*option);
        if with_value.contains(&name) {
            if !word.contains('=') {
                typed.next();
            }
        } else if !flags.contains(&name) && !with_value.iter().any(is_short) {
            kept.push(word);
        }
    }
    kept.extend(typed);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_leave_out_how_the_result_is_written() {
        let check = |typed: &str, expected: &str| {
            let kept = of_the_result(typed.split_whitespace().map(str::to_owned));
            assert_eq!(kept.join(" "), expected, "{typed}");
        };
        check("trend y --by year --format json -o a.json", "y --by year");
        check("--corpus c trend y --index=i -q", "y");
        check("words --format=csv --csv-bom --limit 0", "--limit 0");
        check("kwic -- --format", "-- --format");
        check("kwic -oa.json y", "y");
        check("kwic y --lang vi --as-of 2026-01-01", "y --as-of 2026-01-01");
        check("kwic kwic", "kwic");
    }
}
