//! An article as a document of the cluster.

use serde_json::{Value, json};

use super::layout::{FILLER, FieldLengths, VALUE_GAP};
use crate::article::Article;
use crate::calendar;
use crate::text::{WordForms, forms};

/// Positions left empty between two texts of an article, so that no phrase matches across them.
const ZONE_GAP: u32 = 100;

/// A word that no query asks for, in place of a missing abstract: only fields with words count in the number of
/// articles that scores are computed from.
const NO_WORD: &str = "‾";

/// The field that marks a withdrawn article.
pub(super) const WITHDRAWN: &str = "withdrawn";

/// What is sent of an article besides its words.
pub(crate) struct EngineDocument<'a> {
    pub(crate) article: &'a Article,
    /// Its line in the ledger.
    pub(crate) line: &'a str,
    /// Its labels, encoded.
    pub(crate) labels: String,
    /// Whether its abstract repeats how the body begins: such an abstract isn't searched a second time.
    pub(crate) repeats: bool,
    /// The numbers of words that scores are computed from.
    pub(crate) lengths: FieldLengths,
    /// Names of fields with their values.
    pub(crate) facets: Vec<(&'static str, String)>,
    /// Terms of the documents and days that it names.
    pub(crate) numbers: Vec<String>,
}

impl EngineDocument<'_> {
    /// The document of an article that can be found.
    pub(crate) fn to_json(&self) -> Value {
        let EngineDocument { article, line, labels, repeats, lengths, facets, numbers } = self;
        let lead = article.abstract_.as_deref();
        let body_and_captions = article.body.as_deref().into_iter().chain(article.captions.iter().map(String::as_str));
        let texts = std::iter::once(article.title.as_str()).chain(lead.filter(|_| !repeats)).chain(body_and_captions);
        let [text_length, title_length, lead_length] = FieldLengths::FIELDS;
        let mut document = json!({
            "live": true, "id": article.id.as_str(), "key": keys(article), "number": numbers,
            text_length: lengths.text, title_length: lengths.title, lead_length: lengths.lead,
            "text": words(texts), "title": words([article.title.as_str()]),
            "lead": lead.map(|lead| words([lead])).filter(|lead| !is_empty(lead))
                .unwrap_or_else(|| vec![NO_WORD.to_owned()]),
            "headline": article.title, "line": line, "labels": labels,
        });
        if let Some(published) = &article.published {
            document["published"] = published.timestamp().into();
            let day = calendar::numbered_day(calendar::day_number(published.timestamp()));
            document["day"] = day.map(|day| day.to_string()).into();
            document["at"] = published.to_rfc3339().into();
        }
        if let Some(url) = &article.url {
            document["url"] = url.as_str().into();
        }
        for (field, value) in facets {
            match document.get_mut(*field).and_then(Value::as_array_mut) {
                Some(values) => values.push(value.as_str().into()),
                None => document[*field] = json!([value]),
            }
        }
        document
    }

    /// The document of an article that only its keys find.
    pub(crate) fn hidden(&self) -> Value {
        let EngineDocument { article, line, labels, .. } = self;
        json!({ "live": false, "id": article.id.as_str(), "key": keys(article), WITHDRAWN: "yes", "line": line,
            "labels": labels })
    }
}

/// What an article is found by besides its id: its aliases and its address.
fn keys(article: &Article) -> Vec<&str> {
    article.aliases.iter().map(String::as_str).chain(article.url.as_deref()).collect()
}

/// What replaces an article that ended in another. A deletion would be forgotten after a while, and an older version of
/// the article taken for a new one.
pub(crate) fn tombstone(id: &str) -> Value {
    json!({ "live": false, "id": id })
}

fn is_empty(values: &[String]) -> bool {
    values.iter().all(String::is_empty)
}

/// Texts as the values of a field: the words of a clause with blanks between, all forms of a word with `|` between. A
/// value that follows another one leaves [`VALUE_GAP`] positions empty.
fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut values = vec![String::new()];
    for (n, text) in texts.into_iter().enumerate() {
        if n > 0 {
            leave(&mut values, ZONE_GAP);
        }
        let mut next = 0;
        for word in forms(text) {
            leave(&mut values, word.position - next);
            next = word.position + 1;
            let value = values.last_mut().expect("there is always one");
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(&spelled(&word));
        }
    }
    values
}

/// Leaves positions empty: by further values where whole gaps fit, otherwise by words that the analysis drops.
fn leave(values: &mut Vec<String>, positions: u32) {
    let (gaps, rest) = (positions / VALUE_GAP, positions % VALUE_GAP);
    values.extend((0..gaps).map(|_| String::new()));
    let value = values.last_mut().expect("there is always one");
    for _ in 0..rest {
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(FILLER);
    }
}

/// The forms of a word as the analysis takes them apart: the folded form is in the exact one.
fn spelled(word: &WordForms) -> String {
    match (&word.exact, &word.capitals) {
        (None, _) => word.fold.clone(),
        (Some(exact), None) => exact.clone(),
        (Some(exact), Some(capitals)) => format!("{exact}|{capitals}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::clean;

    #[test]
    fn clauses_are_values_and_texts_are_far_apart() {
        assert_eq!(words(["Đường 70 cho AI"]), ["duong=đương2 70 cho=cho ai=ai|ai=AI"]);
        assert_eq!(words(["Một. Hai"]), ["mot=môt5", "hai=hai"]);
        let two = words(["Một", "Hai"]);
        assert_eq!((two.len(), two[0].as_str(), two[10].as_str()), (11, "mot=môt5", "hai=hai"));
        assert_eq!(words([]), [""]);
        assert_eq!(words(["…"]), [""]);
    }

    /// What the analysis of [`super::super::layout`] makes of values: positions and terms.
    fn analysed(values: &[String]) -> Vec<(u32, String)> {
        let mut terms = Vec::new();
        let mut at = 0;
        for (n, value) in values.iter().enumerate() {
            at += if n > 0 { VALUE_GAP } else { 0 };
            for word in value.split_whitespace() {
                if word != FILLER {
                    let parts: Vec<&str> = word.split('|').collect();
                    let fold = word.split_once('=').map(|(fold, _)| fold);
                    terms.extend(fold.into_iter().chain(parts).map(|term| (at, term.to_owned())));
                }
                at += 1;
            }
        }
        terms
    }

    proptest! {
        #[test]
        fn the_analysis_yields_the_forms_of_each_word(text in "([a-zđĐƠơưẦạ0-9A-Z]{0,5}[ .,;\n-]{1,3}){0,12}") {
            let text = clean(&text);
            let of_word = |word: WordForms| {
                let at = word.position;
                [Some(word.fold), word.exact, word.capitals].into_iter().flatten().map(move |form| (at, form))
            };
            let expected: Vec<(u32, String)> = forms(&text).flat_map(of_word).collect();
            prop_assert_eq!(analysed(&words([text.as_str()])), expected);
        }
    }
}
