//! `byt officials`: the registry of people, with article counts.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::gold::{self, Clue, Shelf};
use super::{office, store};
use crate::cli::arguments::{CountFormat, Eval, Officials, OfficialsCommand};
use crate::cli::filters::{PEOPLE, Registries, unresolved_or};
use crate::cli::layout::{Side, Table, Width, counted, under, wrap};
use crate::cli::output::{self, safe};
use crate::cli::settings::{Settings, Talk};
use crate::cli::{Exit, Failure, posts};
use crate::corpus::Corpus;
use crate::eval::people::GoldPeople;
use crate::eval::{self, GoldItem};
use crate::export::quote;
use crate::officials::{self, Occurrence, Person, Post, Registry};
use crate::query::{self, By, Filter, FilterResolver, Filters, Matches, Query};

/// Articles in which people acted, by name; empty without a corpus.
type Counts = HashMap<String, u64>;

pub(super) fn run(args: &Officials, settings: &Settings) -> Result<Exit, Failure> {
    match (&args.command, args.name.as_slice()) {
        (Some(OfficialsCommand::At { date }), _) => office::run(&date.join(" "), args.format, settings),
        (Some(OfficialsCommand::Eval(eval)), _) => evaluate(eval, args.format, settings),
        (None, []) if args.suggest => suggest(args.format, settings),
        (None, []) => everyone(args.format, settings),
        (None, name) => one(&name.join(" "), args.format, settings),
    }
}

fn everyone(format: CountFormat, settings: &Settings) -> Result<Exit, Failure> {
    let labeller = store::labeller(settings)?;
    let counts = counts(settings)?;
    let people = labeller.officials().people();
    let unknown = unknown(&counts, people);
    if format == CountFormat::Json {
        let known = people.iter().map(|p| person_json(p, &counts));
        let unknown =
            unknown.iter().map(|(name, n)| json!({"name": name, "posts": [], "articles": n, "registry": false}));
        output::json(&known.chain(unknown).collect())?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[("name", Side::Left), ("articles", Side::Right), ("posts", Side::Left)]);
    for person in people {
        let articles = counts.get(&person.name).copied().unwrap_or(0);
        let posts = person.posts.iter().map(posts::post_in_words).collect();
        table.row(vec![safe(&person.name).into_owned(), articles.to_string()], posts);
    }
    for (name, articles) in &unknown {
        table.row(vec![safe(name).into_owned(), articles.to_string()], vec!["not in the registry".to_owned()]);
    }
    output::text(&table.set(Width::of_output()))?;
    if settings.talk >= Talk::Normal {
        tell_registry(labeller.officials(), people.iter().flat_map(|person| &person.posts));
        if !unknown.is_empty() {
            output::talk_next(settings, "`byt officials --suggest` prints entries for whoever the registry lacks");
        }
    }
    Ok(Exit::Done)
}

/// Says how far the registry reaches, and what the words for its gaps mean where there are any.
pub(super) fn tell_registry<'p>(registry: &Registry, mut shown: impl Iterator<Item = &'p Post>) {
    output::say!("registry as of {}", registry.as_of());
    if shown.any(|post| !posts::is_exact(post)) {
        output::say!("note: {}", posts::INEXACT);
    }
}

fn one(name: &str, format: CountFormat, settings: &Settings) -> Result<Exit, Failure> {
    let store = store::open(settings)?;
    let names = Registries { labeller: &store.labeller, today: settings.today(), index: &store.index };
    let name = names.official(name).map_err(|unresolved| unresolved_or(unresolved, PEOPLE))?;
    let person = store.labeller.officials().person(&name);
    let acted = Filters::default().with(Filter::Official(name.clone()));
    let named = Filters::default().with(Filter::Mentions(name.clone()));
    let acted = query::find(&store.index, &Query::default(), &acted)?;
    let named = query::find(&store.index, &Query::default(), &named)?;
    let years = acted.count_by(By::Year)?;
    let topics = acted.count_by(By::Topic)?;
    let relations = relations(&named, &name)?;
    let mut companions = acted.count_by(By::Official)?;
    companions.retain(|(other, _)| *other != name);
    if format == CountFormat::Json {
        let group =
            |rows: &[(String, u64)]| rows.iter().map(|(k, n)| json!({"key": k, "articles": n})).collect::<Vec<_>>();
        output::json(&json!({
            "name": name,
            "registry": person.is_some(),
            "posts": person.map_or_else(Vec::new, |p| p.posts.iter().map(post_json).collect()),
            "acted": acted.total(),
            "named": named.total(),
            "relations": group(&relations),
            "years": group(&years),
            "topics": group(&topics),
            "companions": group(&companions),
        }))?;
        return Ok(Exit::Done);
    }
    let width = Width::of_output().text();
    let known = if person.is_some() { "" } else { " (not in the registry)" };
    let mut text = format!("{}{known}\n", safe(&name));
    for post in person.iter().flat_map(|p| &p.posts) {
        let source = format!("{}: {}", posts::attested(post.confidence), post.source);
        let lines = wrap(&safe(&format!("{}; {source}", posts::post_in_words(post))), width, "  ", "    ");
        text += &(lines.join("\n") + "\n");
    }
    let _ = writeln!(text, "acted in {}, named in {}", counted(acted.total(), "article"), named.total());
    for (what, rows) in [("relations", relations), ("years", years), ("topics", topics), ("with", companions)] {
        if !rows.is_empty() {
            let shown: Vec<String> = rows.iter().map(|(key, n)| format!("{} {n}", safe(key))).collect();
            text += &under(&format!("{what:<10} "), &shown.join(", "), width);
        }
    }
    output::text(&text)?;
    if settings.talk >= Talk::Normal {
        tell_registry(store.labeller.officials(), person.iter().flat_map(|p| &p.posts));
        match person {
            None => output::talk_next(settings, "`byt officials --suggest` prints an entry to add to the registry"),
            Some(_) if acted.total() > 0 => {
                output::talk_next(settings, &format!("`byt search --official '{name}'` shows the articles"));
            }
            Some(_) => {}
        }
    }
    Ok(Exit::Done)
}

/// Leaders in print whom the registry lacks, as entries for a user's file.
fn suggest(format: CountFormat, settings: &Settings) -> Result<Exit, Failure> {
    let store = store::open(settings)?;
    let everything = query::find(&store.index, &Query::default(), &Filters::everywhere())?;
    let mut sightings = Vec::new();
    for place in everything.all_newest_first()? {
        let unknown: Vec<_> = everything.labels(&place)?.officials.into_iter().filter(|link| !link.registry).collect();
        if unknown.is_empty() {
            continue;
        }
        let article = store.ledger.read_at(place.offset)?;
        sightings.extend(unknown.into_iter().map(|link| Occurrence {
            quote: link.evidence.first().map_or("", |at| quote(&article, at)).to_owned(),
            name: link.name,
            role: link.role,
            day: article.published.map(|m| m.date_naive()),
            article: article.id.to_string(),
        }));
    }
    let suggestions = officials::suggest(&sightings);
    if format == CountFormat::Json {
        let rows = suggestions.iter().map(|s| {
            let quotes: Vec<_> = s.quotes.iter().map(|(id, quote)| json!({"article": id, "quote": quote})).collect();
            json!({"name": s.name, "role": s.role, "first": s.first, "last": s.last, "articles": s.articles, "quotes": quotes, "toml": s.toml})
        });
        output::json(&rows.collect())?;
    } else {
        let mut text = String::new();
        for s in &suggestions {
            for (id, quote) in &s.quotes {
                let _ = writeln!(text, "# {id}: {}", safe(quote));
            }
            let _ = writeln!(text, "{}", s.toml);
        }
        output::text(&text)?;
    }
    if suggestions.is_empty() {
        output::say!("the registry knows every leader whom the articles name");
        return Ok(Exit::Nothing);
    }
    Ok(Exit::Done)
}

/// Scores the people found against a labelled list.
fn evaluate(args: &Eval, format: CountFormat, settings: &Settings) -> Result<Exit, Failure> {
    let items = gold::read(&args.gold, GoldItem::<GoldPeople>::parse)?;
    let labeller = store::labeller(settings)?;
    let mut shelf = Shelf::open(settings)?;
    let mut failure = None;
    let score = eval::evaluate(&items, |item| {
        let clue = Clue {
            kind: &item.article.kind,
            title: item.article.title.as_deref(),
            local: item.article.local.as_deref(),
            abstract_: item.article.abstract_.as_deref(),
        };
        let article = shelf.article(&clue).unwrap_or_else(|e| {
            failure = Some(e);
            None
        });
        article.map(|article| labeller.label(&article).officials)
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    let (precision, recall, relation) =
        (score.counts.people.precision(), score.counts.people.recall(), score.counts.relation_accuracy());
    if format == CountFormat::Json {
        let mistakes: Vec<String> = score.mistakes.iter().map(gold::mistake).collect();
        output::json(&json!({
            "items": score.items, "precision": precision, "recall": recall, "relation": relation,
            "right": score.counts.people.right, "missing": score.counts.people.missing, "extra": score.counts.people.extra, "mistakes": mistakes,
        }))?;
    } else {
        let mut text: String = score.mistakes.iter().map(|m| safe(&gold::mistake(m)).into_owned() + "\n").collect();
        let _ = writeln!(text, "items      {}", score.items);
        let _ = writeln!(
            text,
            "precision  {precision:.3}  ({} right, {} too many)",
            score.counts.people.right, score.counts.people.extra
        );
        let _ = writeln!(text, "recall     {recall:.3}  ({} missing)", score.counts.people.missing);
        let _ = writeln!(
            text,
            "relation   {relation:.3}  ({} of {})",
            score.counts.relations_right, score.counts.relations
        );
        output::text(&text)?;
    }
    Ok(gold::judge(args, precision, recall, Some(relation)))
}

/// What a person did, in how many articles each; the most frequent first.
fn relations(named: &Matches<'_>, name: &str) -> Result<Vec<(String, u64)>, Failure> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for place in named.all_newest_first()? {
        for link in named.labels(&place)?.officials.iter().filter(|link| link.name == name) {
            *counts.entry(link.relation.as_str()).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().map(|(relation, n)| (relation.to_owned(), n)).collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    Ok(counts)
}

/// How many articles each person acted in. The registry can be read without a corpus.
fn counts(settings: &Settings) -> Result<Counts, Failure> {
    if Corpus::at(&settings.corpus).ledger()?.is_none() {
        return Ok(Counts::new());
    }
    let store = store::open(settings)?;
    // The same articles as `count` looks at: those of the section.
    let everything = query::find(&store.index, &Query::default(), &Filters::default())?;
    Ok(everything.count_by(By::Official)?.into_iter().collect())
}

fn unknown<'c>(counts: &'c Counts, people: &[Person]) -> Vec<(&'c String, &'c u64)> {
    let mut unknown: Vec<_> = counts.iter().filter(|(name, _)| people.iter().all(|p| p.name != **name)).collect();
    unknown.sort();
    unknown
}

fn person_json(person: &Person, counts: &Counts) -> Value {
    json!({
        "name": person.name,
        "posts": person.posts.iter().map(post_json).collect::<Vec<_>>(),
        "articles": counts.get(&person.name).copied().unwrap_or(0),
        "registry": true,
    })
}

pub(super) fn post_json(post: &Post) -> Value {
    json!({
        "role": post.role,
        "body": post.body,
        "from": post.from.written,
        "to": post.to.as_ref().map(|to| &to.written),
        "source": post.source,
        "confidence": post.confidence,
    })
}
