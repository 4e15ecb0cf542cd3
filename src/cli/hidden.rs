//! What the number of matches doesn't show: words that are apart, and articles that a filter hides.

use super::answerer::Answerer;
use super::errors::Failure;
use super::messages::remark;
use super::question::Question;
use super::texts::{Noun, Texts};
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
pub(crate) fn print_notes(hidden: &Hidden, question: &Question, found: &Matches<'_>, texts: Texts) {
    let total = found.total();
    if let (Some(together), Some(phrase)) = (hidden.together, &question.phrase)
        && together < total
        && found.steps().is_empty()
    {
        remark(texts, &texts.apart(together, &phrase.text));
    }
    let people = found.acting().join(&texts.or_between());
    let noun = if total == 0 { Noun::Article } else { Noun::MoreArticle };
    match hidden.named_only {
        None | Some(0) => {}
        Some(1) => remark(texts, &texts.one_names(texts.counted(1, noun), people)),
        Some(named) => remark(texts, &texts.some_name(texts.counted(named, noun), people)),
    }
    match hidden.outside.filter(|_| total > 0) {
        None | Some(0) => {}
        Some(1) => remark(texts, &texts.one_outside(texts.counted(1, Noun::MoreArticle))),
        Some(n) => remark(texts, &texts.some_outside(texts.counted(n, Noun::MoreArticle))),
    }
}
