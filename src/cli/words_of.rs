//! Command lines that don't come from the process: of a page, of an earlier result.

use clap::{Args, FromArgMatches};

use super::errors::Failure;
use super::misuse;
use crate::wording::Sentence;

/// Reads the arguments of one command. Only that command is described, which is faster than describing all.
pub(crate) fn parsed<A: Args + FromArgMatches>(name: &str, words: &[String]) -> Result<A, Failure> {
    let command = A::augment_args(clap::Command::new(name.to_owned()).no_binary_name(true));
    let arguments = command.try_get_matches_from(words).and_then(|matches| A::from_arg_matches(&matches));
    arguments.map_err(|error| {
        let sentence =
            Sentence { vietnamese: misuse::in_vietnamese(&error).map(Into::into), ..misuse::message(&error).into() };
        let failure = Failure::usage(sentence);
        match misuse::suggestion(&error) {
            Some(hint) => failure
                .hint(Sentence { vietnamese: misuse::allowed_in_vietnamese(&error).map(Into::into), ..hint.into() }),
            None => failure,
        }
    })
}

/// Options of study commands that only say how a result is written, or where the corpus is; those in the first list have a
/// value.
const NOT_OF_THE_RESULT: ([&str; 8], [&str; 10]) = (
    ["--format", "-o", "--output", "--corpus", "--index", "--config", "--color", "--lang"],
    ["-q", "--quiet", "-v", "--verbose", "--no-progress", "--head", "--csv-bom", "--csv-raw", "--explain", "--receipt"],
);

/// The arguments that decide a result: as typed, without the command and what only says how the result is written.
pub(crate) fn of_the_result(typed: impl Iterator<Item = String>) -> Vec<String> {
    let (with_value, flags) = NOT_OF_THE_RESULT;
    let mut kept = without(typed, &with_value, &flags);
    // It decides nothing if no word after it looks like an option.
    let divider = kept.iter().position(|word| word == "--");
    if let Some(at) = divider.filter(|at| kept[at + 1..].iter().all(|word| !word.starts_with('-'))) {
        kept.remove(at);
    }
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
        if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.starts_with('-') && letters.len() > 1) {
            let (rest, is_value_next) = joined_rest(letters, with_value, flags);
            if is_value_next {
                typed.next();
            }
            kept.extend((!rest.is_empty()).then(|| format!("-{rest}")));
        } else if with_value.contains(&name) {
            if !word.contains('=') {
                typed.next();
            }
        } else if !flags.contains(&name) {
            kept.push(word);
        }
    }
    kept.extend(typed);
    kept
}

/// What is left of joined short options (`-qofile`) without the given ones, and whether the value of one is the next word.
fn joined_rest<'a>(letters: &'a str, with_value: &[&str], flags: &[&str]) -> (&'a str, bool) {
    let is_in = |options: &[&str], letter: char| {
        options.iter().any(|option| option.strip_prefix('-').is_some_and(|o| o.chars().eq([letter])))
    };
    let mut rest = letters;
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        if is_in(with_value, letter) {
            return ("", after.is_empty());
        }
        if !is_in(flags, letter) {
            break;
        }
        rest = after;
    }
    (rest, false)
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
        check("trend --format=json --by=year -- y", "--by=year y");
        check("trend -- y -z", "-- y -z");
        check("kwic -oa.json y", "y");
        check("kwic -qo t.json y", "y");
        check("kwic -qvot.json y", "y");
        check("kwic -o=t.json -vq y", "y");
        check("kwic -qo=t.json y", "y");
        check("kwic -qx5 y", "-x5 y");
        check("kwic -5 -qv y", "-5 y");
        check("kwic y --lang vi --as-of 2026-01-01", "y --as-of 2026-01-01");
        check("kwic kwic", "kwic");
    }
}
