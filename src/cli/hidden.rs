//! What the number of matches doesn't show: words that are apart, and articles that a filter hides.

use super::answerer::Answerer;
use super::errors::Failure;
use super::layout::counted;
use super::messages::note;
use super::question::Question;
use crate::export::Hidden;
use crate::query::{self, Matches};

/// Counts what the total of these matches doesn't show.
pub(crate) fn hidden<'a>(
    question: &Question,
    found: &Matches<'_>,
    answerer: impl Into<Answerer<'a>>,
) -> Result<Hidden, Failure> {
    let source = answerer.into().source;
    let count = |phrase| Ok::<_, Failure>(query::find(source, phrase, &question.options)?.total());
    Ok(Hidden {
        together: question.phrase.as_ref().map(count).transpose()?,
        outside: found.outside()?,
        named_only: found.named_only()?,
    })
}

/// Prints a note for each number that changes what the total means.
pub(crate) fn print_notes(hidden: &Hidden, question: &Question, found: &Matches<'_>) {
    let total = found.total();
    if let (Some(together), Some(phrase)) = (hidden.together, &question.phrase)
        && together < total
        && found.steps().is_empty()
    {
        let text = &phrase.text;
        note!("the words appear together in {together} of them; to find only those, quote the phrase: {text}");
    }
    let people = found.acting().join(" or ");
    match (hidden.named_only, if total == 0 { "article" } else { "more article" }) {
        (None | Some(0), _) => {}
        (Some(1), article) => note!("1 {article} only names {people}; --mentions finds it"),
        (Some(named), article) => note!("{} only name {people}; --mentions finds them", counted(named, article)),
    }
    match hidden.outside.filter(|_| total > 0) {
        None | Some(0) => {}
        Some(1) => note!("1 more article outside the section matches; --section all includes it"),
        Some(n) => note!("{} outside the section match; --section all includes them", counted(n, "more article")),
    }
}
