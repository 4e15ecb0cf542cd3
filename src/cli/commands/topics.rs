//! `byt topics`: the registry of topics, with article counts.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::gold::{self, Clue, Shelf};
use super::store;
use crate::article::Article;
use crate::cli::arguments::{CountFormat, Eval, Topics, TopicsCommand};
use crate::cli::layout::{Side, Table, Width, pad, under};
use crate::cli::output::{self, safe};
use crate::cli::settings::Settings;
use crate::cli::{Exit, Failure};
use crate::corpus::Corpus;
use crate::eval::topics::GoldTopics;
use crate::eval::{self, GoldItem};
use crate::export::quote;
use crate::query::{self, By, Filters, Query};
use crate::topics::{Explanation, Lookup, Topic, Verdict};

pub(super) fn run(args: &Topics, settings: &Settings) -> Result<Exit, Failure> {
    match &args.command {
        None => everything(args.format, settings),
        Some(TopicsCommand::Explain { id }) => explain(id, args.format, settings),
        Some(TopicsCommand::Eval(eval)) => evaluate(eval, args.format, settings),
    }
}

fn everything(format: CountFormat, settings: &Settings) -> Result<Exit, Failure> {
    let labeller = store::labeller(settings)?;
    let counts = counts(settings)?;
    let count = |id: &str| counts.get(id).copied().unwrap_or(0);
    if format == CountFormat::Json {
        let rows = labeller.topics().all().iter().map(|topic| {
            json!({ "id": topic.id, "vi": topic.vi, "en": topic.en, "kind": topic.kind, "articles": count(&topic.id) })
        });
        output::json(&rows.collect())?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[("topic", Side::Left), ("articles", Side::Right), ("name", Side::Left)]);
    for topic in labeller.topics().all() {
        let cells = vec![safe(&topic.id).into_owned(), count(&topic.id).to_string()];
        table.row(cells, vec![safe(&format!("{} — {}", topic.vi, topic.en)).into_owned()]);
    }
    output::text(&table.set(Width::of_output()))?;
    output::talk_next(
        settings,
        "`byt search --topic ID` finds a topic's articles, `byt topics explain ID` tells its phrases",
    );
    Ok(Exit::Done)
}

/// How many articles each topic has. The registry can be read without a corpus.
fn counts(settings: &Settings) -> Result<HashMap<String, u64>, Failure> {
    if Corpus::at(&settings.corpus).ledger()?.is_none() {
        return Ok(HashMap::new());
    }
    let store = store::open(settings)?;
    // The same articles as `count` looks at: those of the section.
    let everything = query::find(&store.index, &Query::default(), &Filters::default())?;
    Ok(everything.count_by(By::Topic)?.into_iter().collect())
}

/// Articles shown for one topic.
const EXAMPLES_MAX: usize = 20;

fn explain(id: &str, format: CountFormat, settings: &Settings) -> Result<Exit, Failure> {
    let mut store = store::open(settings)?;
    // A topic goes before the slug of an article, which may be the same word.
    let article = if id.contains("://") { store.offset_of(id)? } else { store.index.offset_of(id)? };
    if let Some(offset) = article {
        let article = store.ledger.read_at(offset)?;
        let explanations = store.labeller.explain_topics(&article);
        show(&[(&article, explanations)], format)?;
        return Ok(Exit::Done);
    }
    let topic = match store.labeller.topics().find(id) {
        Lookup::One(topic) => topic.clone(),
        Lookup::Nothing(near) => {
            let failure = Failure::usage(format!("“{id}” is neither an article nor a topic"));
            return Err(match near.first() {
                Some(near) => failure.hint(format!("did you mean the topic “{near}”?")),
                None => failure.hint("`byt topics` lists the topics, `byt search` the articles"),
            });
        }
    };
    let everything = query::find(&store.index, &Query::default(), &Filters::everywhere())?;
    let mut struck: Vec<Article> = Vec::new();
    for place in everything.all_newest_first()? {
        let article = store.ledger.read_at(place.offset)?;
        if store.labeller.explain_topics(&article).iter().any(|e| e.topic.id == topic.id) {
            struck.push(article);
        }
        if struck.len() == EXAMPLES_MAX {
            break;
        }
    }
    if format == CountFormat::Text {
        output::text(&phrases(&topic))?;
    }
    let of_topic = |article| {
        let mut all = store.labeller.explain_topics(article);
        all.retain(|e| e.topic.id == topic.id);
        (article, all)
    };
    let rows: Vec<_> = struck.iter().map(of_topic).collect();
    show(&rows, format)?;
    Ok(Exit::Done)
}

fn phrases(topic: &Topic) -> String {
    let width = Width::of_output().text();
    let mut text = under("", &safe(&format!("{}: {} — {}", topic.id, topic.vi, topic.en)), width);
    for (what, phrases) in
        [("phrases", &topic.phrases), ("in titles only", &topic.title), ("but not within", &topic.exclude)]
    {
        if !phrases.is_empty() {
            text += &under(&format!("  {what}: "), &safe(&phrases.join(", ")), width);
        }
    }
    text
}

fn show(rows: &[(&Article, Vec<Explanation<'_>>)], format: CountFormat) -> Result<(), Failure> {
    if format == CountFormat::Json {
        return output::json(&rows.iter().map(|(article, all)| explanation_json(article, all)).collect());
    }
    let width = Width::of_output().text();
    let mut text = String::new();
    for (article, all) in rows {
        text += "\n";
        text += &under(&format!("{}  ", article.id), &safe(&article.title), width);
        for e in all {
            for hit in &e.hits {
                let sign = if hit.verdict == Verdict::Counts { '+' } else { '-' };
                let line = format!("“{}”{}", quote(article, &hit.place), because(&hit.verdict));
                text += &under(&format!("  {sign} {} ", pad(&safe(&e.topic.id), 22)), &safe(&line), width);
            }
        }
    }
    output::text(&text)
}

fn because(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Counts => String::new(),
        Verdict::Excluded { by } => format!(": not within “{by}”"),
        Verdict::NotLast => ": counts only where nothing else does".into(),
        Verdict::TitleOnly => ": counts in titles only".into(),
        Verdict::UnitName => ": stands in the name of a unit".into(),
        Verdict::Event { id } => format!(": stands in the name of a unit, and the event is {id}"),
    }
}

fn explanation_json(article: &Article, all: &[Explanation<'_>]) -> Value {
    let topics = all.iter().map(|e| {
        let hits = e.hits.iter().map(|hit| {
            json!({
                "evidence": quote(article, &hit.place),
                "where": hit.place.zone,
                "counts": hit.verdict == Verdict::Counts,
                "because": because(&hit.verdict).trim_start_matches(": "),
            })
        });
        json!({ "id": e.topic.id, "labelled": e.labelled, "hits": hits.collect::<Vec<_>>() })
    });
    json!({ "id": article.id, "title": article.title, "topics": topics.collect::<Vec<_>>() })
}

/// Scores the topics found against a labelled list.
fn evaluate(args: &Eval, format: CountFormat, settings: &Settings) -> Result<Exit, Failure> {
    let mut items = gold::read(&args.gold, GoldItem::<GoldTopics>::parse)?;
    let all = items.len();
    items.retain(|item| clue(item).tells());
    if items.len() < all {
        output::say!("note: {} of {all} items tell neither a title nor a day, and are left out", all - items.len());
    }
    let labeller = store::labeller(settings)?;
    let mut shelf = Shelf::open(settings)?;
    let mut failure = None;
    let score = eval::evaluate(&items, |item| {
        let article = shelf.article(&clue(item)).unwrap_or_else(|e| {
            failure = Some(e);
            None
        });
        article.map(|article| labeller.label(&article).topics.into_iter().map(|t| t.id).collect())
    });
    if let Some(failure) = failure {
        return Err(failure);
    }
    let (precision, recall) = (score.counts.all().precision(), score.counts.all().recall());
    if format == CountFormat::Json {
        let topics: Vec<_> = score
            .counts
            .0
            .iter()
            .map(|(id, t)| json!({"id": id, "precision": t.precision(), "recall": t.recall(), "right": t.right, "allowed": t.allowed, "missing": t.missing, "extra": t.extra}))
            .collect();
        let mistakes: Vec<String> = score.mistakes.iter().map(gold::mistake).collect();
        output::json(&json!({
            "items": score.items, "precision": precision, "recall": recall, "topics": topics, "mistakes": mistakes,
        }))?;
    } else {
        let mut text: String = score.mistakes.iter().map(|m| safe(&gold::mistake(m)).into_owned() + "\n").collect();
        let _ = writeln!(text, "{} precision  recall  right  allowed  missing  extra", pad("topic", 22));
        for (id, t) in &score.counts.0 {
            let (p, r) = (t.precision(), t.recall());
            let _ = writeln!(
                text,
                "{} {p:>9.3} {r:>7.3} {:>6} {:>8} {:>8} {:>6}",
                pad(&safe(id), 22),
                t.right,
                t.allowed,
                t.missing,
                t.extra
            );
        }
        let _ = writeln!(text, "{} {precision:>9.3} {recall:>7.3}", pad(&format!("all {} items", score.items), 22));
        output::text(&text)?;
    }
    Ok(gold::judge(args, precision, recall, None))
}

fn clue(item: &GoldItem<GoldTopics>) -> Clue<'_> {
    Clue {
        kind: &item.article.kind,
        title: item.article.title.as_deref(),
        local: item.article.local.as_deref(),
        abstract_: item.article.abstract_.as_deref(),
    }
}
