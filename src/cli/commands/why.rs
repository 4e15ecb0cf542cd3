//! Why a search finds what it finds, or nothing: sentences for people and the same as JSON.

use serde_json::{Value, json};

use super::answer::{self, Question};
use super::months;
use super::store::Store;
use crate::cli::layout::counted;
use crate::cli::settings::Settings;
use crate::cli::{Failure, output};
use crate::export::Coverage;
use crate::query::{
    self, Ambiguity, Explanation, Filter, FilterKind, HitRef, Matches, Reasons, Relaxation, ScorePart, WordReport,
};
use crate::text::similarity;

/// Spellings named for one ambiguous word.
const SPELLINGS_MAX: usize = 6;
/// Up to so many ambiguous words are told unasked: in a longer query the words explain each other.
const AMBIGUOUS_WORDS_MAX: usize = 1;

/// Says how the query may have been meant otherwise, what was given up so that anything matches, and
/// which of the days that were asked about were never collected.
pub(super) fn tell_found(
    question: &Question,
    found: &Matches<'_>,
    store: &Store,
    settings: &Settings,
) -> Result<(), Failure> {
    tell_fields(&question.query.text);
    if question.query.says_nothing() {
        output::say!("note: “{}” holds no word to look for; every article is meant", question.query.text);
    }
    if found.has_words() && found.total() > 0 {
        let Explanation { words, ambiguities, .. } = found.explain()?;
        for step in found.steps() {
            output::say!("note: {}", given_up(step, &words));
        }
        if words.len() <= AMBIGUOUS_WORDS_MAX {
            ambiguities.iter().for_each(tell_ambiguity);
        }
    }
    if found.total() > 0 && question.days().0.is_some() {
        tell_gaps(question, &answer::coverage(store, settings)?);
    }
    Ok(())
}

fn given_up(step: Relaxation, words: &[WordReport]) -> String {
    let unknown: Vec<String> =
        words.iter().filter(|word| word.folded == 0).map(|word| format!("“{}”", word.text)).collect();
    match step {
        Relaxation::Loose => "no text has these words side by side; one more word may stand between them".into(),
        Relaxation::Folded => "no text has the words with these accents; they were looked for without".into(),
        Relaxation::Any if unknown.is_empty() => {
            "no text has all the words; any of them was enough (--strict forbids that)".into()
        }
        Relaxation::Any => {
            format!("no text has {}; any of the other words was enough (--strict forbids that)", unknown.join(", "))
        }
    }
}

/// Words before a colon that are a field's name but for a letter or two.
fn tell_fields(query: &str) {
    /// Least similarity (0 to 1); headlines have words before colons too.
    const SIMILARITY_MIN: f64 = 0.9;
    for chunk in query.split_whitespace() {
        let Some((name, value)) = chunk.split_once(':') else { continue };
        let name = name.trim_start_matches(['-', '(']).to_lowercase();
        if value.is_empty() || query::field_names().any(|field| field == name) {
            continue;
        }
        if let Some(near) = query::field_names().find(|field| similarity(field, &name) >= SIMILARITY_MIN) {
            output::say!("note: “{name}:” is no field and was looked for as a word; did you mean “{near}:”?");
        }
    }
}

fn tell_ambiguity(ambiguity: &Ambiguity) {
    let mut shown: Vec<String> =
        ambiguity.spellings.iter().take(SPELLINGS_MAX).map(|(spelling, n)| format!("{spelling} {n}")).collect();
    if ambiguity.spellings.len() > SPELLINGS_MAX {
        shown.push("…".to_owned());
    }
    output::say!("note: “{}” stands for several words: {}", ambiguity.word, shown.join(", "));
}

/// How the query was read, for `--explain`.
pub(super) fn tell_explanation(question: &Question, found: &Matches<'_>) -> Result<(), Failure> {
    let explanation = found.explain()?;
    output::say!("query: {}", question.query.text);
    output::say!("read as: {}", explanation.reading);
    explanation.filters.iter().for_each(|filter| output::say!("{filter}"));
    for word in &explanation.words {
        output::say!("{}", word_sentence(word));
    }
    explanation.ambiguities.iter().for_each(tell_ambiguity);
    Ok(())
}

fn word_sentence(word: &WordReport) -> String {
    let WordReport { text, by_accents, exact, folded } = word;
    match (by_accents, counted(*exact, "article")) {
        _ if *folded == 0 => format!("word “{text}”: in no article, with accents or without"),
        (true, exact) => format!("word “{text}”: in {exact} as typed, in {folded} when accents are left aside"),
        (false, _) => format!("word “{text}”: in {}, accents left aside", counted(*folded, "article")),
    }
}

/// The parts of an article's score, for `--explain`; empty where there is none.
pub(super) fn score(found: &Matches<'_>, place: &HitRef) -> Result<String, Failure> {
    let name = |part| match part {
        ScorePart::Words => "words",
        ScorePart::Title => "title",
        ScorePart::Abstract => "abstract",
        ScorePart::Pairs => "pairs",
        ScorePart::AsTyped => "as typed",
    };
    let Some(sum) = place.score else { return Ok(String::new()) };
    let parts = found.score_parts(place)?;
    let parts: Vec<String> = parts.into_iter().map(|(part, score)| format!("{} {score:.2}", name(part))).collect();
    Ok(format!("score {sum:.2}: {}", parts.join(" + ")))
}

/// The same for machines.
pub(super) fn explanation_json(found: &Matches<'_>) -> Result<Value, Failure> {
    let Explanation { reading, filters, words, ambiguities } = found.explain()?;
    let spellings =
        |a: &Ambiguity| a.spellings.iter().map(|(s, n)| json!({"word": s, "articles": n})).collect::<Vec<_>>();
    Ok(json!({
        "reading": reading,
        "filters": filters,
        "words": words.iter().map(word_json).collect::<Vec<_>>(),
        "ambiguities": ambiguities.iter().map(|a| json!({"word": a.word, "spellings": spellings(a)})).collect::<Vec<_>>(),
    }))
}

fn word_json(word: &WordReport) -> Value {
    json!({ "word": word.text, "by_accents": word.by_accents, "exact": word.exact, "folded": word.folded })
}

/// Why nothing matched, for machines.
pub(super) fn reasons_json(found: &Matches<'_>) -> Result<Value, Failure> {
    let reasons = found.reasons()?;
    let blocking = reasons.blocking.iter().map(|(filter, n)| json!({"filter": option_of(*filter), "without_it": n}));
    Ok(json!({
        "words": reasons.words.iter().map(word_json).collect::<Vec<_>>(),
        "without_filters": reasons.without_filters,
        "without_quotes": reasons.without_quotes,
        "blocking": blocking.collect::<Vec<_>>(),
        "suggestion": reasons.suggestion,
    }))
}

/// Says that nothing matched, and why, as far as that can be told.
pub(super) fn tell_nothing(
    question: &Question,
    found: &Matches<'_>,
    store: &Store,
    settings: &Settings,
) -> Result<(), Failure> {
    output::say!("no article matches");
    tell_fields(&question.query.text);
    let Question { query, options } = question;
    if options.section().is_none() && query.filters.section().is_none() {
        let outside = options.clone().with(Filter::Section(query::Section::Out));
        let outside = query::find(&store.index, query, &outside)?.total();
        if outside > 0 {
            output::say!("note: {} outside the section would; --section all shows them", counted(outside, "article"));
        }
    }
    let Reasons { words, blocking, suggestion, without_quotes, without_filters } = found.reasons()?;
    if let Some(n) = without_quotes.filter(|n| *n > 0) {
        output::say!("note: without the quotes there would be {}", counted(n, "article"));
    }
    for (filter, n) in blocking.iter().filter(|(filter, _)| *filter != FilterKind::Section) {
        output::say!("note: without {} there would be {}", option_of(*filter), counted(*n, "article"));
    }
    if blocking.is_empty() && without_filters > 0 {
        output::say!(
            "note: no filter alone is to blame; without any there would be {}",
            counted(without_filters, "article")
        );
    } else if blocking.is_empty() {
        words.iter().for_each(|word| output::say!("{}", word_sentence(word)));
    }
    if let Some(suggestion) = suggestion {
        output::say!("hint: did you mean “{suggestion}”?");
    }
    tell_gaps(question, &answer::coverage(store, settings)?);
    Ok(())
}

fn option_of(filter: FilterKind) -> &'static str {
    match filter {
        FilterKind::Official => "--official",
        FilterKind::Mentions => "--mentions",
        FilterKind::Role => "--role",
        FilterKind::Topic => "--topic",
        FilterKind::Number => "number:",
        FilterKind::Date => "--from, --to or --on",
        FilterKind::Section => "--section",
        FilterKind::Status => "--status",
    }
}

/// Says when nothing was collected for the days that were asked about.
fn tell_gaps(question: &Question, coverage: &Coverage) {
    let (from, to) = question.days();
    let (Some(first), Some(last)) = (&coverage.first, &coverage.last) else {
        let what = if coverage.articles == 0 { "the corpus is empty" } else { "no article of the corpus has a date" };
        output::say!("note: {what}");
        return;
    };
    let before = to.as_ref().is_some_and(|to| to < first);
    let after = from.as_ref().is_some_and(|from| from > last);
    if before || after {
        output::say!("note: the corpus reaches from {first} to {last}; nothing was collected for these days");
    } else if let Some(from) = from {
        let to = to.as_ref().map_or(last, |to| to.min(last));
        let asked = answer::months_between(&from[..7], &to[..7]);
        let missing: Vec<&str> =
            asked.iter().filter(|m| coverage.missing_months.contains(m)).map(String::as_str).collect();
        if !missing.is_empty() {
            output::say!("note: nothing was collected for {}", months::stretches(&missing).join(", "));
        }
    }
}
