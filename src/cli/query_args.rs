//! The query as typed: one argument, or a named question and more words.

use clap::Args;

use super::errors::Failure;
use super::named_questions;

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct QueryArgs {
    /// What to search for; every word must match. @NAME is a query that byt.toml names (`byt help follow`); more words
    /// may follow
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
}

impl QueryArgs {
    /// A query in one argument.
    pub(crate) fn of(text: &str) -> QueryArgs {
        QueryArgs { query: vec![text.to_owned()] }
    }

    /// The query; `None` if none was typed. Words that belong together must be one argument, unless they follow the
    /// name of a question.
    pub(crate) fn text(&self) -> Result<Option<String>, Failure> {
        match self.query.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one.clone())),
            [first, ..] if named_questions::name_in(Some(first)).is_some() => Ok(Some(self.query.join(" "))),
            [_, words @ ..] => Err(unexpected(words)),
        }
    }
}

/// The error for more words than one query. clap hands over what begins with a dash only after `--`.
fn unexpected(words: &[String]) -> Failure {
    match words.iter().find(|word| word.starts_with('-')) {
        Some(option) => option_behind_dashes(option),
        None => {
            Failure::usage(format!("unexpected word '{}'", words[0])).hint("put words that belong together in quotes")
        }
    }
}

/// The error for an option after `--`.
pub(super) fn option_behind_dashes(option: &str) -> Failure {
    Failure::usage(format!("'{option}' comes after `--`, where everything is text to search for"))
        .hint("put options before `--`, and quotes around a query of several words")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_words_are_a_query_only_behind_a_question() {
        let text = |words: &[&str]| QueryArgs { query: words.iter().map(|&word| word.to_owned()).collect() }.text();
        assert_eq!(text(&[]).unwrap(), None);
        assert_eq!(text(&["bảo hiểm"]).unwrap().as_deref(), Some("bảo hiểm"));
        assert_eq!(text(&["@thuoc", "hiếm", "-giá"]).unwrap().as_deref(), Some("@thuoc hiếm -giá"));
        let message = |words: &[&str]| text(words).unwrap_err().to_string();
        assert!(message(&["bảo", "hiểm"]).contains("unexpected word 'hiểm'"));
        assert!(message(&["x", "--limit", "3"]).contains("'--limit' comes after `--`"));
    }
}
