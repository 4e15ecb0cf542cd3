//! What words of a query mean besides themselves: documents, days, other spellings.
//!
//! The whole query is read by the same functions as articles before it is parsed, so that a document number
//! is recognised by the words before it, as in a text.

use std::ops::Range;

use super::tree::{Interpretation, Meaning, Scope, Terms, VariantWord, Word};
use crate::text::{Abbreviations, Mention, Token, date_term, dates, mentions, tokens};

pub(super) struct Reading<'a> {
    text: &'a str,
    documents: Vec<Mention>,
    /// Days by their index terms.
    days: Vec<(Range<usize>, String)>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(text: &'a str) -> Reading<'a> {
        let days = dates(text).into_iter().map(|(span, day)| (span, date_term(day))).collect();
        Reading { text, documents: mentions(text), days }
    }

    /// Whether a byte is inside a full document number, where a dash isn't a minus ("72 -NQ/TW").
    pub(super) fn is_inside_number(&self, at: usize) -> bool {
        self.documents.iter().filter_map(|d| d.identifier.as_ref()).any(|number| number.start < at && at < number.end)
    }

    pub(super) fn words(&self, span: Range<usize>) -> Vec<Word> {
        let from = span.start;
        tokens(&self.text[span]).iter().map(|token| self.word(token, from)).collect()
    }

    pub(super) fn run(&self, span: Range<usize>, scope: Scope) -> Terms {
        let from = span.start;
        let tokens = tokens(&self.text[span.clone()]);
        if tokens.is_empty() {
            return Terms { words: Vec::new(), parts: Vec::new() };
        }
        let words: Vec<Word> = tokens.iter().map(|token| self.word(token, from)).collect();
        let mut parts = Vec::new();
        if scope == Scope::Anywhere {
            self.add_named(&span, &words, &mut parts);
        }
        add_writings(&self.text[span], &tokens, &mut parts);
        parts.sort_by_key(|part| part.words.start);
        // A repeated meaning adds nothing.
        let mut said: Vec<Meaning> = Vec::new();
        parts.retain(|part| {
            let is_new = !said.contains(&part.meaning);
            said.extend(is_new.then(|| part.meaning.clone()));
            is_new
        });
        Terms { words, parts }
    }

    fn word(&self, token: &Token, from: usize) -> Word {
        let span = from + token.start..from + token.end;
        let typed = &self.text[span.clone()];
        let is_large = typed.chars().nth(1).is_some() && !typed.contains(|c: char| !c.is_uppercase());
        let is_apart = self.text.contains(char::is_lowercase) || self.text.trim() == typed;
        Word {
            term: token.term.clone(),
            fold: token.fold.clone(),
            accented: token.accented,
            capitals: is_large && is_apart,
            position: token.position,
            span,
        }
    }

    fn add_named(&self, span: &Range<usize>, words: &[Word], parts: &mut Vec<Interpretation>) {
        let documents = self.documents.iter().map(|d| (d.start..d.end, d.query_term(), d.certain));
        let days = self.days.iter().map(|(span, term)| (span.clone(), term.clone(), true));
        for (place, term, certain) in documents.chain(days) {
            if place.start < span.start || place.end > span.end {
                continue;
            }
            let first = words.partition_point(|w| w.span.end <= place.start);
            let end = words.partition_point(|w| w.span.start < place.end);
            add(parts, Interpretation { words: first..end, meaning: Meaning::Named { term, certain } });
        }
    }
}

/// Adds an interpretation unless it is empty or overlaps an earlier one.
fn add(parts: &mut Vec<Interpretation>, part: Interpretation) {
    let overlaps = |other: &Interpretation| part.words.start < other.words.end && other.words.start < part.words.end;
    if !part.words.is_empty() && !parts.iter().any(overlaps) {
        parts.push(part);
    }
}

fn add_writings(text: &str, tokens: &[Token], parts: &mut Vec<Interpretation>) {
    for alternative in Abbreviations::built_in().alternatives(text, tokens) {
        let form = |form: &crate::text::Form| {
            let words = form.terms.iter().zip(&form.folds);
            words
                .map(|(term, fold)| VariantWord { term: term.clone(), fold: fold.clone(), capitals: form.capitals })
                .collect()
        };
        let forms = alternative.forms.iter().map(form).collect();
        add(parts, Interpretation { words: alternative.tokens, meaning: Meaning::Written(forms) });
    }
}
