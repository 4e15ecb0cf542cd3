//! `byt officials NAME`: one person's posts, articles, topics and companions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use crate::article::labels::Relation;
use crate::cli::answerer::{self, EngineArgs};
use crate::cli::errors::{Exit, Failure};
use crate::cli::filters::{PEOPLE, Registries, failure_or_list};
use crate::cli::formats::ListFormat;
use crate::cli::layout::{Width, pad, under, wrap};
use crate::cli::messages::{self, Verbosity};
use crate::cli::output;
use crate::cli::posts::{post_in_words, post_json, print_registry_date, sourced};
use crate::cli::safe::safe;
use crate::cli::settings::Settings;
use crate::query::{self, By, Filter, FilterResolver, Filters, Matches, Query};

pub(super) fn run(name: &str, format: ListFormat, engine: &EngineArgs, settings: &Settings) -> Result<Exit, Failure> {
    let opened = answerer::open(engine, settings)?;
    let answerer = opened.answerer();
    let (labeller, source) = (answerer.labeller, answerer.source);
    let names = Registries { labeller, today: settings.today(), source };
    let name = names.official(name).map_err(|unresolved| failure_or_list(unresolved, PEOPLE))?;
    let person = labeller.officials().person(&name);
    let acted = Filters::default().with(Filter::Official(name.clone()));
    let named = Filters::default().with(Filter::Mentions(name.clone()));
    let acted = query::find(source, &Query::default(), &acted)?;
    let named = query::find(source, &Query::default(), &named)?;
    let years = acted.count_by(By::Year)?;
    let topics = acted.count_by(By::Topic)?;
    let relations = relations(&named, &name)?;
    let mut companions = acted.count_by(By::Official)?;
    companions.retain(|(other, _)| *other != name);
    if format == ListFormat::Json {
        let group =
            |rows: &[(String, u64)]| rows.iter().map(|(k, n)| json!({"key": k, "articles": n})).collect::<Vec<_>>();
        output::json(&json!({
            "name": name,
            "registry": person.is_some(),
            "posts": person.map_or_else(Vec::new, |p| p.posts.iter().map(post_json).collect()),
            "acted": acted.total(),
            "named": named.total(),
            "relations": group(&relations.iter().map(|(relation, n)| (relation.as_str().to_owned(), *n)).collect::<Vec<_>>()),
            "years": group(&years),
            "topics": group(&topics),
            "companions": group(&companions),
        }))?;
        return Ok(Exit::Done);
    }
    let width = Width::of_stdout().text();
    let texts = settings.texts;
    let known = if person.is_some() { String::new() } else { format!(" ({})", texts.not_in_the_registry()) };
    let mut text = format!("{}{known}\n", safe(&name));
    for post in person.iter().flat_map(|p| &p.posts) {
        let source = format!("{}: {}", sourced(post.confidence, texts), post.source);
        let lines = wrap(&safe(&format!("{}; {source}", post_in_words(post, texts))), width, "  ", "    ");
        text += &(lines.join("\n") + "\n");
    }
    // Writing to a string can't fail.
    let _ = writeln!(text, "{}", texts.acted_and_named(texts.articles(acted.total()), named.total()));
    let words = answerer.wording(settings);
    let relations = relations.iter().map(|(relation, n)| (texts.relation(*relation).to_owned(), *n)).collect();
    let topics = topics.iter().map(|(id, n)| (words.topic(id).to_owned(), *n)).collect();
    for (what, rows) in [
        (texts.label_relations(), relations),
        (texts.label_years(), years),
        (texts.label_topics(), topics),
        (texts.label_with(), companions),
    ] {
        if !rows.is_empty() {
            let shown: Vec<String> = rows.iter().map(|(key, n)| format!("{} {n}", safe(key))).collect();
            text += &under(&(pad(&what, 10) + " "), &shown.join(", "), width);
        }
    }
    output::text(&text)?;
    if settings.verbosity >= Verbosity::Normal {
        print_registry_date(labeller.officials(), person.iter().flat_map(|p| &p.posts), texts);
        match person {
            None => messages::suggest_in(texts, settings.verbosity, &texts.suggest_entry()),
            Some(_) if acted.total() > 0 => {
                messages::suggest_in(texts, settings.verbosity, &texts.search_official(&name));
            }
            Some(_) => {}
        }
    }
    Ok(Exit::Done)
}

/// Counts a person's relations to articles, the most frequent first.
fn relations(named: &Matches<'_>, name: &str) -> Result<Vec<(Relation, u64)>, Failure> {
    let mut counts: BTreeMap<Relation, u64> = BTreeMap::new();
    named.each_labels(|labels| {
        for link in labels.officials.iter().filter(|link| link.name == name) {
            *counts.entry(link.relation).or_default() += 1;
        }
    })?;
    let mut counts: Vec<(Relation, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(relation, n)| (std::cmp::Reverse(*n), relation.as_str()));
    Ok(counts)
}
