//! Explains the results of a query, or why there are none: messages for people, and JSON.

use serde_json::{Value, json};

use super::answerer::Answerer;
use super::errors::Failure;
use super::gaps;
use super::hidden;
use super::messages::{print_line, remark, status};
use super::question::Question;
use super::settings::Settings;
use super::texts::Texts;
use super::vacancy;
use crate::export::Hidden;
use crate::query::{
    self, Ambiguity, Explanation, Filter, FilterKind, HitRef, Matches, Reasons, Relaxation, ScorePart, Section, Source,
    WordReport,
};
use crate::text::similarity;

/// The number of spellings that are listed for an ambiguous word.
const SPELLINGS_MAX: usize = 6;
/// Ambiguous words are reported for queries of up to this many words: in a longer query the words
/// disambiguate each other.
const AMBIGUOUS_WORDS_MAX: usize = 1;

/// Prints what to know about the matches: other readings of the query, how it was relaxed, and which
/// of the requested days were never collected.
///
/// A page has its own words, with links, for what the document of a search says: how the query was relaxed, and what is
/// hidden. So neither is said to a page here.
pub(crate) fn print_notes<'a>(
    question: &Question,
    found: &Matches<'_>,
    hidden: &Hidden,
    answerer: impl Into<Answerer<'a>>,
    settings: &Settings,
) -> Result<(), Failure> {
    let (answerer, texts) = (answerer.into(), settings.texts);
    print_misspelt_filters(&question.query.text, texts);
    print_registry_beginning(question, answerer, texts);
    if question.query.says_nothing() {
        remark(texts, &texts.says_nothing(&question.query.text));
    }
    let is_for_page = settings.snapshot.is_some();
    if found.has_words() && found.total() > 0 {
        let Explanation { words, ambiguities, .. } = found.explain()?;
        for step in found.steps().into_iter().filter(|_| !is_for_page) {
            remark(texts, &relaxed_because(step, &words, found.sections(), texts));
        }
        if words.len() <= AMBIGUOUS_WORDS_MAX {
            ambiguities.iter().for_each(|ambiguity| print_ambiguity(ambiguity, texts));
        }
    }
    if !is_for_page {
        hidden::print_notes(hidden, question, found, texts);
    }
    if found.total() > 0 && question.days().0.is_some() {
        gaps::print(question, found, answerer, settings)?;
    }
    Ok(())
}

/// Says that nobody's posts are known on the requested days, if they come before the registry and posts were asked for.
fn print_registry_beginning(question: &Question, answerer: Answerer<'_>, texts: Texts) {
    let names_posts = question.options.names_posts() || question.query.filters.names_posts();
    let (Some(last), Some(first)) = (question.days().1, answerer.labeller.officials().first_day()) else { return };
    if names_posts && last < first {
        remark(texts, &texts.registry_begins_before(first.format("%Y-%m")));
    }
}

/// Why a query was relaxed. Only the articles of the sections that were searched are known to lack the words.
fn relaxed_because(step: Relaxation, words: &[WordReport], sections: Section, texts: Texts) -> String {
    let article = match sections {
        Section::In => texts.article_of_the_section(),
        Section::Out => texts.article_outside(),
        Section::All => texts.any_article(),
    };
    let unknown: Vec<String> =
        words.iter().filter(|word| word.folded == 0).map(|word| format!("“{}”", word.text)).collect();
    match step {
        Relaxation::Loose => texts.loosened(article),
        Relaxation::Folded => texts.folded(article),
        Relaxation::Any if unknown.is_empty() => texts.any_of_them(article),
        Relaxation::Any => texts.any_of_the_others(unknown.join(", ")),
    }
}

/// Reports words before a colon that are probably misspelt filters.
fn print_misspelt_filters(query: &str, texts: Texts) {
    /// Minimum similarity (0 to 1). It is high because headlines contain colons, too.
    const SIMILARITY_MIN: f64 = 0.9;
    for chunk in query.split_whitespace() {
        let Some((name, value)) = chunk.split_once(':') else { continue };
        let name = name.trim_start_matches(['-', '(']).to_lowercase();
        if value.is_empty() || query::field_names().any(|field| field == name) {
            continue;
        }
        if let Some(near) = query::field_names().find(|field| similarity(field, &name) >= SIMILARITY_MIN) {
            remark(texts, &texts.misspelt_filter(name, near));
        }
    }
}

fn print_ambiguity(ambiguity: &Ambiguity, texts: Texts) {
    let mut shown: Vec<String> =
        ambiguity.spellings.iter().take(SPELLINGS_MAX).map(|(spelling, n)| format!("{spelling} {n}")).collect();
    if ambiguity.spellings.len() > SPELLINGS_MAX {
        shown.push("…".to_owned());
    }
    remark(texts, &texts.several_words(&ambiguity.word, shown.join(", ")));
}

/// Prints how the query was parsed, for `--explain`.
pub(crate) fn print_explanation(question: &Question, found: &Matches<'_>, texts: Texts) -> Result<(), Failure> {
    let explanation = found.explain()?;
    status!("{}", texts.query_typed(&question.query.text));
    status!("{}", texts.query_read(&explanation.reading));
    explanation.filters.iter().for_each(|filter| print_line(filter));
    for word in &explanation.words {
        print_line(&word_sentence(word, texts));
    }
    explanation.ambiguities.iter().for_each(|ambiguity| print_ambiguity(ambiguity, texts));
    Ok(())
}

fn word_sentence(word: &WordReport, texts: Texts) -> String {
    let WordReport { text, by_accents, exact, folded } = word;
    match (by_accents, texts.articles(*exact)) {
        _ if *folded == 0 => texts.word_unknown(text),
        (true, exact) => texts.word_as_typed(text, exact, folded),
        (false, _) => texts.word_folded(text, texts.articles(*folded)),
    }
}

/// The parts of an article's score, for `--explain`; empty if it has no score.
pub(crate) fn score(found: &Matches<'_>, place: &HitRef, texts: Texts) -> Result<String, Failure> {
    let name = |part| match part {
        ScorePart::Words => texts.score_words(),
        ScorePart::Title => texts.score_title(),
        ScorePart::Abstract => texts.score_abstract(),
        ScorePart::Pairs => texts.score_pairs(),
        ScorePart::AsTyped => texts.score_as_typed(),
    };
    let Some(sum) = place.score else { return Ok(String::new()) };
    let parts = found.score_parts(place)?;
    let parts: Vec<String> = parts.into_iter().map(|(part, score)| format!("{} {score:.2}", name(part))).collect();
    Ok(texts.score_of(format!("{sum:.2}"), parts.join(" + ")))
}

/// How the query was parsed, as JSON.
pub(crate) fn explanation_json(found: &Matches<'_>) -> Result<Value, Failure> {
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

/// Why nothing matched, as JSON.
pub(crate) fn reasons_json(found: &Matches<'_>) -> Result<Value, Failure> {
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

/// Prints that nothing matched, and why as far as it is known. A page reads the reasons in the document.
pub(crate) fn print_no_match<'a>(
    question: &Question,
    found: &Matches<'_>,
    answerer: impl Into<Answerer<'a>>,
    settings: &Settings,
) -> Result<(), Failure> {
    let answerer = answerer.into();
    let is_for_page = settings.snapshot.is_some();
    if !is_for_page {
        status!("{}", settings.texts.no_match());
    }
    vacancy::print(question, answerer, settings.texts);
    if !is_for_page {
        print_reasons(question, found, answerer, settings.texts)?;
    }
    gaps::print(question, found, answerer, settings)
}

fn print_reasons(
    question: &Question,
    found: &Matches<'_>,
    answerer: Answerer<'_>,
    texts: Texts,
) -> Result<(), Failure> {
    let Question { query, options, .. } = question;
    if found.sections() == Section::In {
        let outside = options.clone().with(Filter::Section(Section::Out));
        let outside = query::find(answerer.source, query, &outside)?.total();
        if outside > 0 {
            remark(texts, &texts.outside_would_match(texts.articles(outside)));
        }
    }
    let Reasons { words, blocking, suggestion, without_quotes, without_filters } = found.reasons()?;
    if let Some(n) = without_quotes.filter(|n| *n > 0) {
        remark(texts, &texts.without_quotes(texts.articles(n)));
    }
    for (filter, n) in blocking.iter().filter(|(filter, _)| *filter != FilterKind::Section) {
        let option = if *filter == FilterKind::Date { texts.date_options() } else { option_of(*filter).to_owned() };
        remark(texts, &texts.without_filter(option, texts.articles(*n)));
    }
    if blocking.is_empty() && *without_filters > 0 {
        remark(texts, &texts.without_any_filter(texts.articles(*without_filters)));
    } else if blocking.is_empty() {
        words.iter().for_each(|word| print_line(&word_sentence(word, texts)));
    }
    if question.may_relax && query.strict && query.has_words() {
        print_relaxed_matches(question, answerer.source, texts)?;
    }
    if let Some(suggestion) = suggestion {
        status!("{}", texts.hint(texts.did_you_mean(suggestion)));
    }
    Ok(())
}

/// Prints how many articles a relaxed query would match, and what would be given up.
fn print_relaxed_matches(question: &Question, source: Source<'_>, texts: Texts) -> Result<(), Failure> {
    let mut relaxed = question.query.clone();
    relaxed.strict = false;
    let found = query::find(source, &relaxed, &question.options)?;
    let given_up = match found.steps().last() {
        None => return Ok(()),
        Some(Relaxation::Loose) => texts.given_up_distance(),
        Some(Relaxation::Folded) => texts.given_up_accents(),
        Some(Relaxation::Any) => texts.given_up_words(),
    };
    if found.total() > 0 {
        status!("{}", texts.hint(texts.relaxed_finds(texts.articles(found.total()), given_up)));
    }
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
        FilterKind::Absence => "--missing",
    }
}
