//! What every page works with, and what it makes.

use maud::Markup;
use serde::de::DeserializeOwned;

use super::problem::Problem;
use crate::serve::answers::{Commands, Ended, output_and, read};
use crate::serve::documents::{ArticleRecord, SearchDocument, Withdrawal};
use crate::serve::lists::KnownNames;
use crate::serve::params::{LANG, ParamError, Params};
use crate::serve::view::View;

/// A page before it is laid out.
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) main: Markup,
    /// The segments of its path and its parameters, for the link to the other language.
    pub(super) here: (Vec<String>, Params),
}

impl Draft {
    pub(super) fn new(title: impl Into<String>, main: Markup, path: &[&str], params: Params) -> Draft {
        Draft { title: title.into(), main, here: (path.iter().map(|name| (*name).to_owned()).collect(), params) }
    }
}

/// What every page works with.
pub(super) struct Desk<'a> {
    pub(super) view: View<'a>,
    pub(super) params: &'a Params,
    pub(super) commands: &'a dyn Commands,
    pub(super) lists: &'a KnownNames,
}

impl Desk<'_> {
    /// The JSON document of a command.
    pub(super) fn ask<T: DeserializeOwned>(&self, words: &[&str]) -> Result<T, Problem> {
        self.ask_fully(words).map(|(document, _)| document)
    }

    /// The JSON document of a command, and how the command ended.
    pub(super) fn ask_fully<T: DeserializeOwned>(&self, words: &[&str]) -> Result<(T, Ended), Problem> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let (bytes, [], ended) = self.output(&words, [])?;
        let document = read(&bytes, &words).map_err(Problem::Refused)?;
        Ok((document, ended))
    }

    /// Runs a command, which is the first of the words, in the page's language. Returns what it writes, the same result in
    /// more formats, and how it ended.
    pub(super) fn output<const N: usize>(
        &self,
        words: &[String],
        formats: [&'static str; N],
    ) -> Result<(Vec<u8>, [String; N], Ended), Problem> {
        let mut words = words.to_vec();
        words.insert(1, format!("--lang={}", self.view.language.code()));
        output_and(self.commands, &words, formats).map_err(Problem::Refused)
    }

    /// The record of an article, and references to it in these styles. Fails if there is none, or if it was withdrawn.
    pub(super) fn article<const N: usize>(
        &self,
        id: &str,
        styles: [&'static str; N],
    ) -> Result<(ArticleRecord, [String; N]), Problem> {
        let words = ["show", "--format=json", "--", id].map(str::to_owned);
        let (bytes, references, _) = self.output(&words, styles)?;
        let mut found: SearchDocument = read(&bytes, &words).map_err(Problem::Refused)?;
        let record = found.articles.pop().ok_or(Problem::Article)?;
        match record.withdrawn {
            Some(Withdrawal { at, command, reason }) => Err(Problem::Withdrawn { at, command, reason }),
            None => Ok((record, references)),
        }
    }

    /// Fails if the address has a parameter that the page doesn't know.
    pub(super) fn require_only(&self, known: &[&str]) -> Result<(), Problem> {
        let unknown = self.params.each().find(|(name, _)| !known.contains(name) && *name != LANG);
        unknown.map_or(Ok(()), |(name, _)| Err(ParamError::Unknown(name.to_owned()).into()))
    }
}
